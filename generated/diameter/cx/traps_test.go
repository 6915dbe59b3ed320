package cx_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"testing"

	"github.com/telgen/telgen/generated/diameter/base"
	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/opt"
)

// The tests of this file are traps that implementations of Diameter are known
// to fall into, as far as they need a whole application.

// check reads m as a peer would and checks it with p.
func check(t *testing.T, p diameter.Policy, m diameter.Message) error {
	t.Helper()
	raw := diameter.Append(nil, m)
	got, err := cx.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	if again := diameter.Append(nil, got); !bytes.Equal(again, raw) {
		t.Errorf("encoded again:\n%x\nwant\n%x", again, raw)
	}
	return p.Check(got, raw)
}

// failed describes err and its Failed-AVP.
func failed(err error) string {
	var avpErr *diameter.AVPError
	if !errors.As(err, &avpErr) {
		return fmt.Sprint(err)
	}
	return fmt.Sprintf("%d %x", avpErr.ResultCode, diameter.AppendExtra(nil, avpErr.FailedAVPs()))
}

// TestTrapVendorAndCode has AVP 621 of the IETF and of 3GPP side by side in one
// answer, in both orders: they must never be taken for each other.
func TestTrapVendorAndCode(t *testing.T) {
	a := cx.NewUserAuthorizationAnswer()
	a.SessionID, a.OriginHost, a.OriginRealm = "s;1;2", "hss.example.org", "example.org"
	a.ResultCode = opt.Some(diameter.ResultSuccess)
	ietf := diameter.NewGrouped(cx.AVPOCSupportedFeatures, diameter.NewUnsigned64(cx.AVPOCFeatureVector, 1))
	threeGPP := diameter.NewUTF8String(cx.AVPPrimaryChargingCollectionFunctionName|diameter.M, "aaa://ccf.example.org")
	withV := ietf
	withV.Flags |= diameter.FlagV // vendor 0: still the IETF's
	for _, extra := range [][]diameter.AVP{{ietf, threeGPP}, {threeGPP, ietf}, {threeGPP, withV}} {
		g := &diameter.Generic{Header: a.Header, AVPs: append(diameter.Find(a, base.AVPSessionID), extra...)}
		m, err := cx.Parse(diameter.Append(nil, g))
		if err != nil {
			t.Fatal(err)
		}
		got := m.(*cx.UserAuthorizationAnswer)
		if got.OCSupportedFeatures == nil || got.OCSupportedFeatures.OCFeatureVector.Or(0) != 1 || !reflect.DeepEqual(got.Extra, []diameter.AVP{threeGPP}) {
			t.Errorf("%+v was read as %+v", extra, got)
		}
	}
	a.OCSupportedFeatures = &cx.OCSupportedFeatures{OCFeatureVector: opt.Some[cx.OCFeatureVector](1)}
	a.Extra = []diameter.AVP{threeGPP}
	if err := check(t, diameter.StrictPolicy(), a); err != nil {
		t.Error(err)
	}
}

// TestTrapUnknownGroup has an AVP that is not known, with the M bit, inside a
// group that is known, which must be refused, and one that is not, which must
// be ignored.
func TestTrapUnknownGroup(t *testing.T) {
	unknown := diameter.NewUnsigned32(diameter.MakeKey(99999, 7)|diameter.M, 1)
	m := fullRequest()
	m.Extra = []diameter.AVP{diameter.NewGrouped(diameter.MakeKey(99999, 8), unknown)}
	if err := check(t, diameter.StrictPolicy(), m); err != nil {
		t.Errorf("in an unknown group: %v", err)
	}
	m.SIPAuthDataItem.SIPDigestAuthenticate.Extra = []diameter.AVP{unknown}
	err := check(t, diameter.DefaultPolicy(), m)
	want := "Push-Profile-Request: SIP-Auth-Data-Item (612/10415) > SIP-Digest-Authenticate (635/10415) > AVP 7/99999: not known, and it has the M bit (DIAMETER_AVP_UNSUPPORTED 5001)"
	if fmt.Sprint(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if got, want := failed(err), "5001 "+"00000264c0000028000028af"+"0000027b8000001c000028af"+"00000007c00000100001869f00000001"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if err := check(t, diameter.Policy{UnknownMandatory: diameter.Accept}, m); err != nil {
		t.Errorf("accepted: %v", err)
	}
}

// TestTrapEmptyGroup has groups without members: one that may be empty and one
// that may not.
func TestTrapEmptyGroup(t *testing.T) {
	m := fullRequest()
	m.ChargingInformation = &cx.ChargingInformation{}
	if err := check(t, diameter.StrictPolicy(), m); err != nil {
		t.Error(err)
	}
	m.ProxyInfo = []cx.ProxyInfo{{}}
	g := &diameter.Generic{}
	if err := diameter.Unmarshal(diameter.Append(nil, m), g); err != nil {
		t.Fatal(err)
	}
	for i := range g.AVPs {
		if g.AVPs[i].Key == base.AVPProxyInfo {
			g.AVPs[i].Data = nil
		}
	}
	raw := diameter.Append(nil, g)
	got, err := cx.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := failed(diameter.DefaultPolicy().Check(got, raw)), "5005 "+"0000011c40000010"+"0000011840000008"; got != want {
		t.Errorf("empty Proxy-Info: got %s, want %s", got, want)
	}
}

// TestTrapEnum has a value that is not defined in an AVP with the M bit: kept,
// and refused by the policy that says so.
func TestTrapEnum(t *testing.T) {
	m := fullRequest()
	m.AuthSessionState = 7
	if err := check(t, diameter.DefaultPolicy(), m); err != nil {
		t.Error(err)
	}
	got := failed(check(t, diameter.Policy{EnumValues: diameter.Reject}, m))
	if want := "5004 000001154000000c00000007"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestTrapFlags has peers that set the M bit where TS 29.229 table 6.3.1 or RFC
// 6733 section 4.5 forbids it, or clear it where they demand it. What
// Supported-Features wants depends on the command: M in a request, none in an
// answer. Only the policy that says so minds.
func TestTrapFlags(t *testing.T) {
	request := fullRequest()
	request.Extra = []diameter.AVP{diameter.NewUTF8String(base.AVPErrorMessage, "x")}
	answer := fullRequest().Answer(diameter.ResultSuccess)
	answer.SupportedFeatures = request.SupportedFeatures[:1]
	answer.OriginHost, answer.OriginRealm = "scscf.example.org", "example.org"
	features := []diameter.Key{cx.AVPSupportedFeatures}
	for _, c := range []struct {
		name string
		m    diameter.Message
		path []diameter.Key // to the AVP whose M bit is turned over
		want string
	}{
		{"request", request, nil, ""},
		{"answer", answer, nil, ""},
		{"set, must be clear", request, []diameter.Key{base.AVPErrorMessage}, "3009 " + "000001194000000978000000"},
		{"clear, must be set", answer, []diameter.Key{base.AVPResultCode}, "3009 " + "0000010c0000000c000007d1"},
		{"clear in a request", request, features, "3009 " + "0000027480000038000028af" + supportedFeatures},
		{"set in an answer", answer, features, "3009 " + "00000274c0000038000028af" + supportedFeatures},
		{"set in a group", answer, []diameter.Key{cx.AVPSupportedFeatures, cx.AVPFeatureList},
			"3009 " + "000002748000001c000028af" + "00000276c0000010000028af00000003"},
		{"clear in a group", answer, []diameter.Key{cx.AVPSupportedFeatures, base.AVPVendorID},
			"3009 " + "0000027480000018000028af" + "0000010a0000000c000028af"},
		{"free", request, []diameter.Key{cx.AVPDRMP}, ""},
	} {
		g := &diameter.Generic{Header: *c.m.Head(), AVPs: turnM(diameter.AppendExtra(nil, avpsOf(t, c.m)), c.path)}
		raw := diameter.Append(nil, g)
		m, err := cx.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []diameter.Policy{{Flags: diameter.Reject}, diameter.StrictPolicy()} {
			want := c.want
			if want == "" {
				want = "<nil>"
			}
			if got := failed(p.Check(m, raw)); got != want {
				t.Errorf("%s: got %s, want %s", c.name, got, want)
			}
		}
		if err := (diameter.Policy{}).Check(m, raw); err != nil {
			t.Errorf("%s: by default: %v", c.name, err)
		}
	}
}

// supportedFeatures is what the Supported-Features of TestTrapFlags hold.
const supportedFeatures = "0000010a4000000c000028af" + "0000027580000010000028af00000001" + "0000027680000010000028af00000003"

// avpsOf returns the AVPs of m as they are sent.
func avpsOf(t *testing.T, m diameter.Message) []diameter.AVP {
	t.Helper()
	g := &diameter.Generic{}
	if err := diameter.Unmarshal(diameter.Append(nil, m), g); err != nil {
		t.Fatal(err)
	}
	return g.AVPs
}

// turnM returns the AVPs in b, with the M bit of the first at the end of path
// turned over.
func turnM(b []byte, path []diameter.Key) []diameter.AVP {
	avps, _ := diameter.AVP{Data: b}.Grouped()
	for i := range avps {
		switch a := &avps[i]; {
		case len(path) == 0 || a.Key != path[0]:
			continue
		case len(path) == 1:
			a.Flags ^= diameter.FlagM
		default:
			a.Data = diameter.AppendExtra(nil, turnM(a.Data, path[1:]))
		}
		break
	}
	return avps
}

// TestTrapErrorAnswers has an answer with the E bit to every command, which
// lacks everything that the answer of the command requires.
func TestTrapErrorAnswers(t *testing.T) {
	for _, c := range cx.Application.Commands {
		for _, rc := range []diameter.ResultCode{diameter.ResultUnableToDeliver, diameter.ResultUnableToComply, diameter.ResultMissingAVP} {
			a := diameter.NewAnswer(c.NewRequest(), rc)
			a.Header.CommandCode, a.Header.ApplicationID = c.Code, cx.Application.ID
			a.Header.Flags |= diameter.FlagError
			a.OriginHost, a.OriginRealm = "dra.example.org", "example.org"
			raw := diameter.Append(nil, a)
			m, err := cx.Parse(raw)
			var answerErr *diameter.AnswerError
			if !errors.As(err, &answerErr) || answerErr.ResultCode != rc || answerErr.Host != "dra.example.org" {
				t.Errorf("%s, %v: %v", c.Name, rc, err)
				continue
			}
			got, request := m.Command()
			if got.Name != c.Name || request || diameter.DefaultPolicy().Check(m, raw) != nil {
				t.Errorf("%s, %v: %T, %v", c.Name, rc, m, diameter.DefaultPolicy().Check(m, raw))
			}
		}
	}
}

// TestTrapFailure has a failure without the E bit: an answer of the type of its
// command, also if it holds nothing but the result.
func TestTrapFailure(t *testing.T) {
	ans := fullRequest().Answer(diameter.ResultUnableToComply)
	ans.OriginHost, ans.OriginRealm = "scscf.example.org", "example.org"
	m, err := cx.Parse(diameter.Append(nil, ans))
	if err != nil || !reflect.DeepEqual(m, ans) {
		t.Errorf("got %+v, %v", m, err)
	}
	var answerErr *diameter.AnswerError
	if err := diameter.CheckAnswer(m); !errors.As(err, &answerErr) || answerErr.ResultCode != diameter.ResultUnableToComply {
		t.Errorf("got %v", err)
	}
}

// TestTrapApplicationIDs has a Vendor-Specific-Application-Id with each number
// of application ids (RFC 6733 section 6.11).
func TestTrapApplicationIDs(t *testing.T) {
	auth, acct := opt.Some[uint32](16777216), opt.Some[uint32](3)
	for _, c := range []struct {
		name string
		id   base.VendorSpecificApplicationID
		want string
	}{
		{"auth", base.VendorSpecificApplicationID{AuthApplicationID: auth}, "<nil>"},
		{"acct", base.VendorSpecificApplicationID{AcctApplicationID: acct}, "<nil>"},
		{"none", base.VendorSpecificApplicationID{}, "5005 " + "0000010440000020" + "000001024000000c00000000" + "000001034000000c00000000"},
		{"both", base.VendorSpecificApplicationID{AuthApplicationID: auth, AcctApplicationID: acct},
			"5009 " + "0000010440000020" + "000001024000000c01000000" + "000001034000000c00000003"},
	} {
		m := fullRequest()
		m.VendorSpecificApplicationID = c.id
		m.VendorSpecificApplicationID.VendorID = 10415
		if got := failed(check(t, diameter.Policy{}, m)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
		if err := check(t, diameter.Policy{Arity: diameter.Accept}, m); err != nil {
			t.Errorf("%s, accepted: %v", c.name, err)
		}
	}
}

// TestTrapProxyInfo has agents that add Proxy-Info and Route-Record between
// other AVPs: answers repeat the former in order, and a relay appends to the
// latter.
func TestTrapProxyInfo(t *testing.T) {
	m := fullRequest()
	g := &diameter.Generic{}
	if err := diameter.Unmarshal(diameter.Append(nil, m), g); err != nil {
		t.Fatal(err)
	}
	proxy := func(host diameter.Identity) diameter.AVP {
		return diameter.NewGrouped(base.AVPProxyInfo|diameter.M,
			diameter.NewIdentity(base.AVPProxyHost|diameter.M, host), diameter.NewOctetString(base.AVPProxyState|diameter.M, []byte(host)))
	}
	route := diameter.NewIdentity(base.AVPRouteRecord|diameter.M, "first.example.org")
	g.AVPs = append([]diameter.AVP{proxy("z"), route}, append(g.AVPs, proxy("a"))...)
	got, err := cx.Parse(diameter.Append(nil, g))
	if err != nil {
		t.Fatal(err)
	}
	req := got.(*cx.PushProfileRequest)
	var hosts []diameter.Identity
	for _, p := range req.Answer(diameter.ResultSuccess).ProxyInfo {
		hosts = append(hosts, p.ProxyHost)
	}
	if want := []diameter.Identity{"z", "agent1.example.org", "agent2.example.org", "a"}; !reflect.DeepEqual(hosts, want) {
		t.Errorf("Proxy-Info of %v, want %v", hosts, want)
	}
	req.RouteRecord = append(req.RouteRecord, "here.example.org")
	var records []string
	for _, a := range diameter.Find(req, base.AVPRouteRecord) {
		records = append(records, string(a.Data))
	}
	if want := []string{"first.example.org", "agent1.example.org", "agent2.example.org", "here.example.org"}; !reflect.DeepEqual(records, want) {
		t.Errorf("Route-Record %v, want %v", records, want)
	}
}

// TestTrapNoSession has a request without Session-Id: it is missing, and an
// answer to it has none either.
func TestTrapNoSession(t *testing.T) {
	g := &diameter.Generic{}
	if err := diameter.Unmarshal(diameter.Append(nil, fullRequest()), g); err != nil {
		t.Fatal(err)
	}
	g.AVPs = g.AVPs[1:]
	raw := diameter.Append(nil, g)
	m, err := cx.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	err = diameter.DefaultPolicy().Check(m, raw)
	if got, want := failed(err), "5005 0000010740000008"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	answer := diameter.NewAnswer(g, diameter.ResultMissingAVP)
	if found := diameter.Find(answer, base.AVPSessionID); len(found) > 0 {
		t.Errorf("the answer has %v", found)
	}
}

// TestTrapFailedAVP has an answer that names an AVP of a vendor nobody knows:
// what is inside Failed-AVP is there to be wrong.
func TestTrapFailedAVP(t *testing.T) {
	ans := fullRequest().Answer(diameter.ResultAVPUnsupported)
	ans.OriginHost, ans.OriginRealm = "scscf.example.org", "example.org"
	ans.FailedAVP = []cx.FailedAVP{{Extra: []diameter.AVP{
		diameter.NewUnsigned32(diameter.MakeKey(99999, 7)|diameter.M, 1), diameter.NewUTF8String(cx.AVPPublicIdentity, ""),
	}}}
	for _, p := range []diameter.Policy{diameter.DefaultPolicy(), diameter.StrictPolicy()} {
		if err := check(t, p, ans); err != nil {
			t.Error(err)
		}
	}
}

// TestTrapJSON has a full request and its answer come back from JSON.
func TestTrapJSON(t *testing.T) {
	req := fullRequest()
	ans := req.Answer(diameter.ResultSuccess)
	ans.OriginHost, ans.OriginRealm = "scscf.example.org", "example.org"
	for _, m := range []diameter.Message{req, ans} {
		text, err := diameter.EncodeJSON(m)
		if err != nil {
			t.Fatal(err)
		}
		got, err := diameter.DecodeJSON(text, &cx.Application)
		if err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("got %+v, %v, from\n%s", got, err, text)
		}
	}
}

// FuzzJSON checks that every message that Parse accepts comes back from JSON
// with the same bytes, and that checking it gives errors of the protocol only.
func FuzzJSON(f *testing.F) {
	f.Add(diameter.Append(nil, fullRequest()))
	f.Add(diameter.Append(nil, fullRequest().Answer(diameter.ResultSuccess)))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := cx.Parse(b)
		if err != nil {
			return
		}
		var avpErr *diameter.AVPError
		if err := diameter.StrictPolicy().Check(m, b); err != nil && !errors.As(err, &avpErr) {
			t.Fatal(err)
		}
		text, err := diameter.EncodeJSON(m)
		if err != nil {
			return // too long once the missing AVPs are added
		}
		again, err := diameter.DecodeJSON(text, &cx.Application)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if got := diameter.Append(nil, again); !bytes.Equal(got, diameter.Append(nil, m)) {
			t.Fatalf("%x from\n%s", got, text)
		}
	})
}

// TestTrapClosedGroup has AVPs of Cx in Vendor-Specific-Application-Id, a group
// of the base protocol that holds nothing but its own AVPs.
func TestTrapClosedGroup(t *testing.T) {
	name := diameter.NewUTF8String(cx.AVPServerName|diameter.M, "sip:scscf.example.org")
	unknown := diameter.NewUnsigned32(diameter.MakeKey(99999, 7)|diameter.M, 1)
	wrong := func(a diameter.AVP) string {
		return fmt.Sprintf("%x", diameter.AppendExtra(nil, []diameter.AVP{diameter.NewGrouped(base.AVPVendorSpecificApplicationID|diameter.M, a)}))
	}
	for _, c := range []struct {
		extra []diameter.AVP
		want  string
	}{
		{[]diameter.AVP{name}, "5008 " + wrong(name)},
		{[]diameter.AVP{name, unknown}, "5001 " + wrong(unknown)},
		{[]diameter.AVP{name, diameter.NewUnsigned32(base.AVPVendorID|diameter.M, 1)}, "5009 " + wrong(diameter.NewUnsigned32(base.AVPVendorID|diameter.M, 1))},
	} {
		m := fullRequest()
		m.VendorSpecificApplicationID.Extra = c.extra
		if got := failed(m.Validate()); got != c.want {
			t.Errorf("Validate: got %s, want %s", got, c.want)
		}
		for _, p := range []diameter.Policy{diameter.DefaultPolicy(), diameter.StrictPolicy()} {
			if got := failed(check(t, p, m)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		}
	}
	m := fullRequest()
	m.ProxyInfo = []base.ProxyInfo{{ProxyHost: "proxy", ProxyState: []byte{1}, Extra: []diameter.AVP{name}}} // *[AVP]
	if err := check(t, diameter.StrictPolicy(), m); err != nil {
		t.Errorf("in an open group: %v", err)
	}
}

// TestTrapProtocolError checks that an answer with a Result-Code 3xxx has the
// E bit, and others have not.
func TestTrapProtocolError(t *testing.T) {
	for rc, want := range map[diameter.ResultCode]diameter.HeaderFlags{
		diameter.ResultTooBusy:    diameter.FlagProxiable | diameter.FlagError,
		diameter.ResultOutOfSpace: diameter.FlagProxiable,
		diameter.ResultMissingAVP: diameter.FlagProxiable,
		diameter.ResultSuccess:    diameter.FlagProxiable,
	} {
		m := fullRequest().Answer(rc)
		m.OriginHost, m.OriginRealm = "scscf.example.org", "example.org"
		b, err := diameter.Marshal(m)
		if err != nil || m.Header.Flags != want || diameter.HeaderFlags(b[4]) != want {
			t.Errorf("%s: flags %s, %v, want %s", rc, m.Header.Flags, err, want)
			continue
		}
		got, err := cx.Parse(b)
		var answerErr *diameter.AnswerError
		if rc.IsProtocolError() != errors.As(err, &answerErr) {
			t.Errorf("%s: got %v", rc, err)
		}
		if err := diameter.StrictPolicy().Check(got, b); err != nil {
			t.Errorf("%s: %v", rc, err)
		}
		m.Header.Flags &^= diameter.FlagError
		if got := failed(check(t, diameter.StrictPolicy(), m)); rc.IsProtocolError() && got != "3008 " {
			t.Errorf("%s without the E bit: %s", rc, got)
		}
	}
}

// TestTrapManyGroups has an answer of 12 MB that holds nothing but empty
// groups: it must not take a hundred times as much memory.
func TestTrapManyGroups(t *testing.T) {
	a := cx.NewMultimediaAuthAnswer()
	empty := diameter.NewGrouped(cx.AVPSIPAuthDataItem | diameter.M)
	raw := diameter.Append(nil, a)
	for range 1_000_000 {
		raw = diameter.AppendExtra(raw, []diameter.AVP{empty})
	}
	raw[1], raw[2], raw[3] = byte(len(raw)>>16), byte(len(raw)>>8), byte(len(raw))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := cx.Parse(raw)
	runtime.ReadMemStats(&after)
	if got := failed(err); len(got) < 4 || got[:4] != "5006" {
		t.Errorf("got %s", got)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 64<<20 {
		t.Errorf("%d bytes allocated", took)
	}
}
