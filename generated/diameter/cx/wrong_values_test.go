package cx_test

import (
	"bytes"
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/telgen/telgen/generated/diameter/base"
	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/opt"
)

// userAuthorization returns a valid User-Authorization-Request.
func userAuthorization() *cx.UserAuthorizationRequest {
	m := cx.NewUserAuthorizationRequest()
	m.SessionID, m.OriginHost, m.OriginRealm, m.DestinationRealm = "a;1;2", "a.example.org", "example.org", "example.org"
	m.UserName, m.PublicIdentity, m.VisitedNetworkIdentifier = "user", "sip:user@example.org", []byte("net")
	return m
}

// TestWrongValues has values that must not be sent, in required and optional
// fields, lists and groups.
func TestWrongValues(t *testing.T) {
	for want, change := range map[string]func(m *cx.UserAuthorizationRequest){
		"Session-Id (263): text is not UTF-8":                            func(m *cx.UserAuthorizationRequest) { m.SessionID = "a\xff" },
		"Origin-Host (264): has characters that are not printable ASCII": func(m *cx.UserAuthorizationRequest) { m.OriginHost = "hss é" },
		"Destination-Host (293): empty":                                  func(m *cx.UserAuthorizationRequest) { m.DestinationHost = opt.Some[diameter.Identity]("") },
		"Route-Record (282): empty":                                      func(m *cx.UserAuthorizationRequest) { m.RouteRecord = []diameter.Identity{"ok", ""} },
		"Proxy-Info (284) > Proxy-Host (280): has characters that are not printable ASCII": func(m *cx.UserAuthorizationRequest) {
			m.ProxyInfo = []base.ProxyInfo{{ProxyHost: "bü", ProxyState: []byte{1}}}
		},
	} {
		m := userAuthorization()
		if _, err := diameter.Marshal(m); err != nil {
			t.Fatal(err)
		}
		change(m)
		_, err := diameter.Marshal(m)
		var wrong *diameter.AVPError
		if !errors.As(err, &wrong) || wrong.ResultCode != diameter.ResultInvalidAVPValue || !strings.Contains(err.Error(), ": "+want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	cer := base.NewCapabilitiesExchangeRequest()
	cer.OriginHost, cer.OriginRealm, cer.ProductName = "a", "b", "c"
	cer.HostIPAddress = []diameter.Address{diameter.AddressFrom(netip.MustParseAddr("192.0.2.1")), {}}
	_, err := diameter.Marshal(cer)
	if err == nil || !strings.Contains(err.Error(), "Host-IP-Address (257): no address (DIAMETER_INVALID_AVP_VALUE 5004)") {
		t.Errorf("got %v", err)
	}
}

// TestEmptyText has a required text of no bytes: it was sent, so it is not
// missing, and comes back; in a message of a program it is missing.
func TestEmptyText(t *testing.T) {
	m := userAuthorization()
	m.PublicIdentity = ""
	const missing = "Public-Identity (601/10415): missing (DIAMETER_MISSING_AVP 5005)"
	if err := m.Validate(); err == nil || !strings.Contains(err.Error(), missing) {
		t.Errorf("got %v", err)
	}
	b := diameter.Append(nil, m)
	got, err := cx.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if err := got.Validate(); err != nil {
		t.Error(err)
	}
	if err := diameter.DefaultPolicy().Check(got, b); err != nil {
		t.Error(err)
	}
	if again := diameter.Append(nil, got); !bytes.Equal(again, b) {
		t.Errorf("got  %x\nwant %x", again, b)
	}
	m.OriginHost = ""
	if got, err = cx.Parse(diameter.Append(nil, m)); err != nil {
		t.Fatal(err)
	}
	const empty = "Origin-Host (264): empty (DIAMETER_INVALID_AVP_VALUE 5004)"
	if err := got.Validate(); err == nil || !strings.Contains(err.Error(), empty) {
		t.Errorf("got %v", err)
	}
}

// TestMalformedFailedAVP has an answer whose Failed-AVP holds an AVP with a
// length that is wrong: the answer is read, and comes back.
func TestMalformedFailedAVP(t *testing.T) {
	m := userAuthorization().Answer(diameter.ResultInvalidAVPLength)
	m.OriginHost, m.OriginRealm = "hss.example.org", "example.org"
	wrong := []byte{0, 0, 2, 0x59, 0xc0, 0, 0, 5, 0, 0, 0x28, 0xaf, 1}
	m.Extra = []diameter.AVP{{Key: base.AVPFailedAVP, Flags: diameter.FlagM, Data: wrong}}
	b := diameter.Append(nil, m)
	got, err := cx.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	failed := got.(*cx.UserAuthorizationAnswer).FailedAVP
	if len(failed) != 1 || len(failed[0].Extra) != 1 || !failed[0].Extra[0].Malformed() ||
		failed[0].Extra[0].Key != cx.AVPPublicIdentity || !bytes.Equal(failed[0].Extra[0].Data, wrong) {
		t.Fatalf("got %+v", failed)
	}
	if err := got.Validate(); err != nil {
		t.Error(err)
	}
	again, err := cx.Parse(diameter.Append(nil, got))
	if err != nil || !bytes.Equal(diameter.Append(nil, again), diameter.Append(nil, got)) || len(diameter.Append(nil, got)) != len(b) {
		t.Errorf("it does not come back: %v", err)
	}
	var failure *diameter.AnswerError
	if !errors.As(diameter.CheckAnswer(got), &failure) || len(failure.FailedAVP) != 1 || !failure.FailedAVP[0].Malformed() {
		t.Errorf("got %+v", failure)
	}
}

// TestFlagNames shows the bits of a mask by name, in Dump and in JSON.
func TestFlagNames(t *testing.T) {
	m := userAuthorization()
	m.UARFlags = opt.Some(cx.UARFlagsIMSEmergencyRegistration | 0x40)
	var dump strings.Builder
	if err := diameter.Dump(&dump, m); err != nil || !strings.Contains(dump.String(), "UAR-Flags (637/10415) V-- 16: 65 IMS-Emergency-Registration|0x40\n") {
		t.Errorf("got %v\n%s", err, dump.String())
	}
	text, err := diameter.EncodeJSON(m)
	if err != nil || !strings.Contains(string(text), `"value":65,"item":"IMS-Emergency-Registration|0x40"`) {
		t.Errorf("got %s, %v", text, err)
	}
	again, err := diameter.DecodeJSON([]byte(strings.Replace(string(text), `"value":65,`, "", 1)), &cx.Application)
	if err != nil || !bytes.Equal(diameter.Append(nil, again), diameter.Append(nil, m)) {
		t.Errorf("got %v", err)
	}
}
