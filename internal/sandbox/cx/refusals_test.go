package cx

import (
	"errors"
	"fmt"
	"testing"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/opt"
)

// more is what the built-in subscribers lack.
const more = `subscribers:
  - private: barred@example.org
    public: [sip:barred@example.org]
    barred: true
  - private: plain@example.org
    public: [sip:plain@example.org]
    password: x
  - private: other@example.org
    public: [sip:other@example.org]
    visited: [example.org]
    services: [{server: sip:as.example.org, when: registered}]
`

// TestRefusals has a row for each reason not to agree.
func TestRefusals(t *testing.T) {
	_, address := start(t, Config{Subscribers: append(subscribers(t, more), subscribers(t, DefaultYAML())...)})
	c := connect(t, address, newSCSCF())
	if _, err := c.sar(bob, serverOne, cx.ServerAssignmentTypeRegistration, "sip:"+bob); err != nil {
		t.Fatal(err)
	}
	const barred, plain, other = "barred@example.org", "plain@example.org", "other@example.org"
	uar := func(private, public, network string, change func(*cx.UserAuthorizationRequest)) error {
		_, err := c.uar(private, public, network, change)
		return err
	}
	lir := func(public string) error { _, err := c.lir(public, nil); return err }
	mar := func(private, scheme string) error { _, err := c.mar(private, scheme, 1); return err }
	sar := func(private, server string, t cx.ServerAssignmentType, public ...string) error {
		_, err := c.sar(private, server, t, public...)
		return err
	}
	leaves := func(req *cx.UserAuthorizationRequest) {
		req.UserAuthorizationType = opt.Some(cx.UserAuthorizationTypeDeRegistration)
	}
	resync := cx.NewMultimediaAuthRequest()
	resync.DestinationRealm, resync.UserName, resync.PublicIdentity = "example.org", bob, "sip:"+bob
	resync.ServerName, resync.SIPAuthDataItem.SIPAuthorization = serverOne, make([]byte, 30)
	_, resyncErr := c.MultimediaAuth(c.ctx, resync)
	rtr := cx.NewRegistrationTerminationRequest()
	rtr.DestinationHost, rtr.DestinationRealm, rtr.UserName = "hss.example.org", "example.org", bob
	_, rtrErr := c.RegistrationTermination(c.ctx, rtr)
	ppr := cx.NewPushProfileRequest()
	ppr.DestinationHost, ppr.DestinationRealm, ppr.UserName = "hss.example.org", "example.org", bob
	_, pprErr := c.PushProfile(c.ctx, ppr)

	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"UAR of an unknown identity", uar(alice, "sip:nobody@example.org", "", nil), "E5001"},
		{"UAR of an unknown user", uar("nobody", "sip:"+alice, "", nil), "E5001"},
		{"UAR of two users", uar(alice, "sip:"+bob, "example.org", nil), "E5002"},
		{"UAR of a user who is not registered", uar(alice, "sip:"+alice, "example.net", leaves), "E5003"},
		{"UAR from a network abroad", uar(alice, "sip:"+alice, "example.net", nil), "E5004"},
		{"UAR of a barred user", uar(barred, "sip:"+barred, "example.org", nil), "5003"},
		{"LIR of an unknown identity", lir("sip:nobody@example.org"), "E5001"},
		{"LIR of a user without services", lir("sip:" + plain), "E5003"},
		{"LIR of a user with services only when registered", lir("sip:" + other), "E5003"},
		{"MAR of an unknown user", mar("nobody@example.org", "Unknown"), "E5001"},
		{"MAR with a wrong scheme", mar(alice, schemeAKA), "E5006"},
		{"MAR of a user without credentials", mar(other, "Unknown"), "E5006"},
		{"MAR with a wrong AUTS", resyncErr, "5004"},
		{"SAR of an unknown user", sar("nobody", serverOne, cx.ServerAssignmentTypeUserDeregistration), "E5001"},
		{"SAR of two users", sar(alice, serverOne, cx.ServerAssignmentTypeRegistration, "sip:"+bob), "E5002"},
		{"SAR that ends two users", sar(bob, serverOne, cx.ServerAssignmentTypeUserDeregistration, "sip:"+bob, "sip:"+alice), "E5002"},
		{"SAR from a second server", sar(bob, serverTwo, cx.ServerAssignmentTypeRegistration, "sip:"+bob), "E5005"},
		{"SAR of SWx", sar(alice, serverOne, cx.ServerAssignmentTypePGWUpdate, "sip:"+alice), "E5007"},
		{"SAR of no known type", sar(bob, serverOne, 77, "sip:"+bob), "E5007"},
		{"SAR without an identity", sar(alice, serverOne, cx.ServerAssignmentTypeRegistration), "5005"},
		{"SAR without a user", sar("", serverOne, cx.ServerAssignmentTypeRegistration, "sip:"+alice), "5005"},
		{"SAR without anything", sar("", serverOne, cx.ServerAssignmentTypeUserDeregistration), "5005"},
		{"SAR of two identities", sar(alice, serverOne, cx.ServerAssignmentTypeRegistration, "sip:"+alice, "tel:+15550100"), "5009"},
		{"SAR that ends nothing", sar(alice, serverOne, cx.ServerAssignmentTypeUserDeregistration, "sip:"+alice), "5012"},
		{"SAR of another server", sar(bob, serverTwo, cx.ServerAssignmentTypeNoAssignment, "sip:"+bob), "5012"},
		{"RTR to the HSS", rtrErr, "3001"},
		{"PPR to the HSS", pprErr, "3001"},
	} {
		if got := code(tt.err); got != tt.want {
			t.Errorf("%s: answered %s (%v), want %s", tt.name, got, tt.err, tt.want)
		}
	}
}

// code is the Result-Code of an error, or E and the Experimental-Result-Code.
func code(err error) string {
	var failed *diameter.AnswerError
	switch {
	case !errors.As(err, &failed):
		return "nothing"
	case failed.VendorID != 0:
		return fmt.Sprintf("E%d", failed.Experimental)
	}
	return fmt.Sprint(uint32(failed.ResultCode))
}

// TestAgreements has what is answered otherwise than on the way of TestLife.
func TestAgreements(t *testing.T) {
	_, address := start(t, Config{Subscribers: append(subscribers(t, more), subscribers(t, DefaultYAML())...)})
	c := connect(t, address, newSCSCF())
	const barred, plain = "barred@example.org", "plain@example.org"

	uaa, err := c.uar(barred, "sip:"+barred, "example.org", func(req *cx.UserAuthorizationRequest) {
		req.UARFlags = opt.Some(cx.UARFlagsIMSEmergencyRegistration)
	})
	wantResult(t, err, uaa.ExperimentalResult, cx.ExperimentalResultFirstRegistration)
	lia, err := c.lir("sip:"+plain, func(req *cx.LocationInfoRequest) {
		req.OriginatingRequest = opt.Some(cx.OriginatingRequestOriginating)
	})
	wantResult(t, err, lia.ExperimentalResult, cx.ExperimentalResultUnregisteredService)

	// An S-CSCF that authenticates is assigned, until that fails.
	if _, err = c.mar(plain, schemeDigest, 1); err != nil {
		t.Fatal(err)
	}
	uaa, err = c.uar(plain, "sip:"+plain, "anywhere", nil)
	wantName(t, err, uaa.ServerName, serverOne)
	if _, err = c.sar(plain, serverOne, cx.ServerAssignmentTypeAuthenticationFailure, "sip:"+plain); err != nil {
		t.Fatal(err)
	}
	uaa, err = c.uar(plain, "sip:"+plain, "anywhere", nil)
	wantResult(t, err, uaa.ExperimentalResult, cx.ExperimentalResultFirstRegistration)

	// An unregistered user; the profile only when it is missing.
	saa, err := c.sar("", serverOne, cx.ServerAssignmentTypeUnregisteredUser, "sip:"+plain)
	if err != nil || len(saa.UserData) == 0 || saa.ChargingInformation != nil {
		t.Fatalf("SAA %+v, %v", saa, err)
	}
	uaa, err = c.uar(plain, "sip:"+plain, "anywhere", func(req *cx.UserAuthorizationRequest) {
		req.UserAuthorizationType = opt.Some(cx.UserAuthorizationTypeDeRegistration)
	})
	wantName(t, err, uaa.ServerName, serverOne)
	req := cx.NewServerAssignmentRequest()
	req.DestinationRealm, req.ServerName, req.PublicIdentity = "example.org", serverOne, []string{"sip:" + plain}
	req.ServerAssignmentType = cx.ServerAssignmentTypeNoAssignment
	req.UserDataAlreadyAvailable = cx.UserDataAlreadyAvailableUserDataAlreadyAvailable
	if saa, err = c.ServerAssignment(c.ctx, req); err != nil || saa.UserData != nil {
		t.Fatalf("SAA %+v, %v", saa, err)
	}
	uaa, err = c.uar(plain, "sip:"+plain, "anywhere", func(req *cx.UserAuthorizationRequest) {
		req.UserAuthorizationType = opt.Some(cx.UserAuthorizationTypeRegistrationAndCapabilities)
	})
	if err != nil || uaa.ServerCapabilities == nil || uaa.ServerName.IsSet() || uaa.ResultCode != opt.Some(diameter.ResultSuccess) {
		t.Fatalf("UAA %+v, %v", uaa, err)
	}

	// Without services for unregistered users the server is forgotten.
	saa, err = c.sar(plain, serverOne, cx.ServerAssignmentTypeTimeoutDeregistrationStoreServerName)
	wantResult(t, err, saa.ExperimentalResult, cx.ExperimentalResultSuccessServerNameNotStored)

	// The wrong server is told the right one.
	if _, err = c.sar(bob, serverOne, cx.ServerAssignmentTypeRegistration, "sip:"+bob); err != nil {
		t.Fatal(err)
	}
	saa, err = c.sar(bob, serverTwo, cx.ServerAssignmentTypeRegistration, "sip:"+bob)
	if code(err) != "E5005" {
		t.Fatalf("SAA %+v, %v", saa, err)
	}
	wantName(t, nil, saa.ServerName, serverOne)
}
