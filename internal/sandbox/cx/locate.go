package cx

import (
	"context"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/opt"
)

// A handler answers the requests of I-CSCFs and S-CSCFs. Push-Profile and
// Registration-Termination are requests of an HSS, which it does not serve.
type handler struct {
	cx.UnimplementedHandler
	*HSS
}

// UserAuthorization says whether a user may register, and where (TS 29.228
// clause 6.1.1).
func (h *handler) UserAuthorization(_ context.Context, req *cx.UserAuthorizationRequest) (*cx.UserAuthorizationAnswer, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	u, err := h.users.find(req.UserName, req.PublicIdentity)
	if err != nil {
		return nil, err
	}
	a := req.Answer(diameter.ResultSuccess)
	wanted := req.UserAuthorizationType.Or(cx.UserAuthorizationTypeRegistration)
	if wanted == cx.UserAuthorizationTypeDeRegistration {
		if u.server == "" {
			return nil, failure(cx.ExperimentalResultErrorIdentityNotRegistered, "%q is not registered", req.PublicIdentity)
		}
		a.ServerName = opt.Some(u.server)
		return a, nil
	}
	emergency := req.UARFlags.Or(0).Has(cx.UARFlagsIMSEmergencyRegistration)
	if err := u.mayRegister(string(req.VisitedNetworkIdentifier)); err != nil && !emergency {
		return nil, err
	}
	switch {
	case wanted == cx.UserAuthorizationTypeRegistrationAndCapabilities:
		a.ServerCapabilities = u.Capabilities.group()
	case u.server != "":
		a.ResultCode.Clear()
		a.ExperimentalResult = result(cx.ExperimentalResultSubsequentRegistration)
		a.ServerName = opt.Some(u.server)
	default:
		a.ResultCode.Clear()
		a.ExperimentalResult = result(cx.ExperimentalResultFirstRegistration)
		a.ServerCapabilities = u.Capabilities.group()
	}
	return a, nil
}

// mayRegister returns why a user may not register in a network, or nil.
func (s *Subscriber) mayRegister(network string) error {
	switch {
	case s.Barred:
		return refusal(diameter.ResultAuthorizationRejected, "%q is barred", s.Private)
	case !s.roams(network):
		return failure(cx.ExperimentalResultErrorRoamingNotAllowed, "%q may not use the network %q", s.Private, network)
	}
	return nil
}

// LocationInfo says which S-CSCF serves an identity (TS 29.228 clause 6.1.4).
func (h *handler) LocationInfo(_ context.Context, req *cx.LocationInfoRequest) (*cx.LocationInfoAnswer, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	u, err := h.users.findPublic(req.PublicIdentity)
	if err != nil {
		return nil, err
	}
	a := req.Answer(diameter.ResultSuccess)
	wanted := req.UserAuthorizationType.Or(cx.UserAuthorizationTypeRegistration)
	switch {
	case wanted == cx.UserAuthorizationTypeRegistrationAndCapabilities:
		a.ServerCapabilities = u.Capabilities.group()
	case u.state != notRegistered:
		a.ServerName = opt.Some(u.server)
	case u.servedUnregistered() || req.OriginatingRequest.IsSet():
		a.ResultCode.Clear()
		a.ExperimentalResult = result(cx.ExperimentalResultUnregisteredService)
		a.ServerCapabilities = u.Capabilities.group()
	default:
		return nil, failure(cx.ExperimentalResultErrorIdentityNotRegistered, "%q is not registered", req.PublicIdentity)
	}
	return a, nil
}
