package cx

import (
	"context"

	"github.com/telgen/telgen/generated/diameter/base"
	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/opt"
)

// ServerAssignment notes which S-CSCF serves a user, or that it no longer
// does, and gives it the profile (TS 29.228 clause 6.1.2).
func (h *handler) ServerAssignment(_ context.Context, req *cx.ServerAssignmentRequest) (*cx.ServerAssignmentAnswer, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	u, err := h.users.assigned(req)
	if err != nil {
		return nil, err
	}
	a := req.Answer(diameter.ResultSuccess)
	a.UserName = opt.Some(u.Private)
	switch t := req.ServerAssignmentType; t {
	case cx.ServerAssignmentTypeRegistration, cx.ServerAssignmentTypeReRegistration, cx.ServerAssignmentTypeUnregisteredUser:
		if u.servedByOther(req.ServerName) {
			return alreadyAssigned(a, u), nil
		}
		u.serve(req)
		h.announce(u)
		return a, u.fill(a, req)
	case cx.ServerAssignmentTypeAAAUserDataRequest, cx.ServerAssignmentTypePGWUpdate, cx.ServerAssignmentTypeRestoration:
		return nil, failure(cx.ExperimentalResultErrorInAssignmentType, "%v is not of Cx", t)
	}
	if u.server != req.ServerName {
		return nil, refusal(diameter.ResultUnableToComply, "%q does not serve %q", req.ServerName, u.Private)
	}
	if req.ServerAssignmentType == cx.ServerAssignmentTypeNoAssignment {
		return a, u.fill(a, req)
	}
	return a, u.release(a, req.ServerAssignmentType)
}

// assigned returns the user that a request is about.
func (d *directory) assigned(req *cx.ServerAssignmentRequest) (*user, error) {
	v := diameter.Validator{Dictionary: &cx.Dictionary, Message: "Server-Assignment-Request"}
	ends := endsRegistration(req.ServerAssignmentType)
	registers := req.ServerAssignmentType == cx.ServerAssignmentTypeRegistration ||
		req.ServerAssignmentType == cx.ServerAssignmentTypeReRegistration
	private, named := req.UserName.Get()
	v.Required(base.AVPUserName, !named && (registers || len(req.PublicIdentity) == 0))
	v.Required(cx.AVPPublicIdentity, len(req.PublicIdentity) == 0 && !ends)
	if len(req.PublicIdentity) > 1 && !ends {
		v.Excess(1, cx.AVPPublicIdentity, diameter.AppendUTF8String(nil, cx.AVPPublicIdentity|diameter.M, req.PublicIdentity[1]))
	}
	if err := v.Err(); err != nil {
		return nil, err
	}
	if len(req.PublicIdentity) == 0 {
		if u := d.private[private]; u != nil {
			return u, nil
		}
		return nil, failure(cx.ExperimentalResultErrorUserUnknown, "no subscriber has the private identity %q", private)
	}
	return d.owner(private, named, req.PublicIdentity)
}

// owner returns the user that has all of the public identities and, if named,
// the private one.
func (d *directory) owner(private string, named bool, public []string) (*user, error) {
	first, err := d.findPublic(public[0])
	if err != nil {
		return nil, err
	}
	if !named {
		private = first.Private
	}
	for _, identity := range public {
		if _, err := d.find(private, identity); err != nil {
			return nil, err
		}
	}
	return first, nil
}

// endsRegistration reports whether a request of type t may name several
// identities, or none for all of the user.
func endsRegistration(t cx.ServerAssignmentType) bool {
	switch t {
	case cx.ServerAssignmentTypeTimeoutDeregistration,
		cx.ServerAssignmentTypeUserDeregistration,
		cx.ServerAssignmentTypeTimeoutDeregistrationStoreServerName,
		cx.ServerAssignmentTypeUserDeregistrationStoreServerName,
		cx.ServerAssignmentTypeAdministrativeDeregistration,
		cx.ServerAssignmentTypeDeregistrationTooMuchData:
		return true
	}
	return false
}

// alreadyAssigned is the answer to the wrong S-CSCF, which names the right one.
func alreadyAssigned(a *cx.ServerAssignmentAnswer, u *user) *cx.ServerAssignmentAnswer {
	a.ResultCode.Clear()
	a.ExperimentalResult = result(cx.ExperimentalResultErrorIdentityAlreadyRegistered)
	a.ServerName = opt.Some(u.server)
	return a
}

// serve notes that the sender of req serves u.
func (u *user) serve(req *cx.ServerAssignmentRequest) {
	u.assign(req.ServerName, req.OriginHost, req.OriginRealm)
	u.pending = false
	u.state = registered
	if req.ServerAssignmentType == cx.ServerAssignmentTypeUnregisteredUser {
		u.state = unregistered
	}
}

// fill adds the profile, unless the S-CSCF has it.
func (u *user) fill(a *cx.ServerAssignmentAnswer, req *cx.ServerAssignmentRequest) (err error) {
	if req.UserDataAlreadyAvailable == cx.UserDataAlreadyAvailableUserDataAlreadyAvailable {
		return nil
	}
	a.ChargingInformation = u.Charging.information()
	a.UserData, err = u.profile()
	return err
}

// release ends a registration or an authentication.
func (u *user) release(a *cx.ServerAssignmentAnswer, t cx.ServerAssignmentType) error {
	switch t {
	case cx.ServerAssignmentTypeAuthenticationFailure, cx.ServerAssignmentTypeAuthenticationTimeout:
		u.pending = false
		if u.state == notRegistered {
			u.clear()
		}
	case cx.ServerAssignmentTypeTimeoutDeregistrationStoreServerName, cx.ServerAssignmentTypeUserDeregistrationStoreServerName:
		// The HSS may decide: it keeps the S-CSCF of users that have something
		// for it to do while they are not registered.
		if u.servedUnregistered() {
			u.state = unregistered
			return nil
		}
		u.clear()
		a.ResultCode.Clear()
		a.ExperimentalResult = result(cx.ExperimentalResultSuccessServerNameNotStored)
	default:
		if !endsRegistration(t) {
			return failure(cx.ExperimentalResultErrorInAssignmentType, "Server-Assignment-Type %d is not known", t)
		}
		u.clear()
	}
	return nil
}
