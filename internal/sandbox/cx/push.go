package cx

import (
	"context"
	"fmt"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/opt"
)

// announce has the profile of u pushed if that was waited for.
func (h *HSS) announce(u *user) {
	if u.state == registered && h.waiting[u.Private] {
		delete(h.waiting, u.Private)
		h.due <- u.Private // has room for everybody who is waited for
	}
}

// serving returns a copy of the user called name, whom an S-CSCF serves.
func (h *HSS) serving(name string) (user, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	u, err := h.users.named(name)
	if err != nil {
		return user{}, err
	}
	if u.state == notRegistered {
		return user{}, fmt.Errorf("%s is not registered: no S-CSCF serves the user", u.Private)
	}
	return *u, nil
}

// Push sends the profile of a user, who is named by any identity, to the
// S-CSCF that serves the user (TS 29.228 clause 6.2.2).
func (h *HSS) Push(ctx context.Context, name string) error {
	u, err := h.serving(name)
	if err != nil {
		return err
	}
	req := cx.NewPushProfileRequest()
	req.DestinationHost, req.DestinationRealm, req.UserName = u.host, u.realm, u.Private
	req.ChargingInformation = u.Charging.information()
	if req.UserData, err = u.profile(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	answer, err := h.client.PushProfile(ctx, req)
	h.logSent(req, u, answer, err)
	return err
}

// Deregister ends the registration of a user, who is named by any identity: it
// has the S-CSCF do so (TS 29.228 clause 6.1.3).
func (h *HSS) Deregister(ctx context.Context, name string) error {
	u, err := h.serving(name)
	if err != nil {
		return err
	}
	req := cx.NewRegistrationTerminationRequest()
	req.DestinationHost, req.DestinationRealm, req.UserName = u.host, u.realm, u.Private
	req.PublicIdentity = u.Public
	req.DeregistrationReason = cx.DeregistrationReason{
		ReasonCode: cx.ReasonCodePermanentTermination, ReasonInfo: opt.Some("deregistered by the operator of the sandbox"),
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	answer, err := h.client.RegistrationTermination(ctx, req)
	h.logSent(req, u, answer, err)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if now := h.users.private[u.Private]; now != nil && now.registration == u.registration {
		now.clear()
	}
	return nil
}

// Replace makes subscribers those of the HSS; who was registered stays so. It
// returns the private identities of the users whose S-CSCF has an old profile.
func (h *HSS) Replace(subscribers []*Subscriber) (changed []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	users := newDirectory(subscribers)
	changed = users.inherit(h.users)
	h.users = users
	return changed
}
