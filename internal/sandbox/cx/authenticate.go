package cx

import (
	"context"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/opt"
)

// MultimediaAuth gives an S-CSCF what it needs to authenticate a user, and
// notes that it does (TS 29.228 clause 6.3.1).
func (h *handler) MultimediaAuth(_ context.Context, req *cx.MultimediaAuthRequest) (*cx.MultimediaAuthAnswer, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	u, err := h.users.find(req.UserName, req.PublicIdentity)
	if err != nil {
		return nil, err
	}
	a := req.Answer(diameter.ResultSuccess)
	requested := req.SIPAuthDataItem.SIPAuthenticationScheme.Or("")
	switch u.scheme(requested) {
	case schemeAKA:
		if a.SIPAuthDataItem, err = u.vectors(req); err != nil {
			return nil, err
		}
	case schemeDigest:
		a.SIPAuthDataItem = []cx.SIPAuthDataItem{u.digest(string(h.cfg.Realm))}
	default:
		return nil, failure(cx.ExperimentalResultErrorAuthSchemeNotSupported, "%q cannot be authenticated by %q", u.Private, requested)
	}
	if u.server != req.ServerName || u.state != registered {
		u.pending = true
	}
	u.assign(req.ServerName, req.OriginHost, req.OriginRealm)
	a.UserName, a.PublicIdentity = opt.Some(req.UserName), opt.Some(req.PublicIdentity)
	a.SIPNumberAuthItems = opt.Some(uint32(len(a.SIPAuthDataItem)))
	return a, nil
}

// vectors returns as many AKA vectors as were asked for, from one to maxItems.
func (u *user) vectors(req *cx.MultimediaAuthRequest) ([]cx.SIPAuthDataItem, error) {
	if auts := req.SIPAuthDataItem.SIPAuthorization; auts != nil {
		if err := u.aka.resynchronize(auts); err != nil {
			return nil, err
		}
	}
	items := make([]cx.SIPAuthDataItem, max(1, min(req.SIPNumberAuthItems, maxItems)))
	for i := range items {
		items[i] = u.aka.vector(uint32(i) + 1)
	}
	return items, nil
}
