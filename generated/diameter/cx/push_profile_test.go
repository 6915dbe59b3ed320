package cx_test

import (
	"bytes"
	"errors"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/diameter/base"
	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/opt"
)

// fullRequest returns a Push-Profile-Request with all of its sixteen AVPs set,
// and as many of their members as fit a profile of one user.
func fullRequest() *cx.PushProfileRequest {
	m := cx.NewPushProfileRequest()
	m.Header.HopByHop, m.Header.EndToEnd = 0x01020304, 0x05060708
	m.SessionID = "hss.example.org;1876543210;102"
	m.DRMP = opt.Some(cx.DRMP(3))
	m.OriginHost, m.OriginRealm = "hss.example.org", "example.org"
	m.DestinationHost, m.DestinationRealm = "scscf.example.org", "example.org"
	m.UserName = "user@example.org"
	m.SupportedFeatures = []cx.SupportedFeatures{
		{VendorID: 10415, FeatureListID: 1, FeatureList: 3},
		{VendorID: 13019, FeatureListID: 2},
	}
	m.UserData = []byte("<IMSSubscription><PrivateID>user@example.org</PrivateID></IMSSubscription>")
	m.ChargingInformation = &cx.ChargingInformation{
		PrimaryEventChargingFunctionName:        opt.Some[diameter.URI]("aaa://ecf1.example.org"),
		SecondaryEventChargingFunctionName:      opt.Some[diameter.URI]("aaa://ecf2.example.org"),
		PrimaryChargingCollectionFunctionName:   opt.Some[diameter.URI]("aaa://ccf1.example.org"),
		SecondaryChargingCollectionFunctionName: opt.Some[diameter.URI]("aaas://ccf2.example.org:5868"),
	}
	m.SIPAuthDataItem = &cx.SIPAuthDataItem{
		SIPItemNumber:            opt.Some[uint32](1),
		SIPAuthenticationScheme:  opt.Some("SIP Digest"),
		SIPAuthenticate:          []byte{1, 2, 3},
		SIPAuthorization:         []byte{4, 5, 6, 7, 8},
		SIPAuthenticationContext: []byte("context"),
		ConfidentialityKey:       bytes.Repeat([]byte{0xc}, 16),
		IntegrityKey:             bytes.Repeat([]byte{0x1}, 16),
		SIPDigestAuthenticate: &cx.SIPDigestAuthenticate{
			DigestRealm: "example.org", DigestAlgorithm: opt.Some("MD5"), DigestQoP: "auth",
			DigestHA1: "939e7578ed9e3c518a452acee763bce9",
		},
		FramedIPAddress:   opt.Some(netip.MustParseAddr("192.0.2.1")),
		FramedIPv6Prefix:  opt.Some(netip.MustParsePrefix("2001:db8:1:2::/64")),
		FramedInterfaceID: opt.Some[uint64](1),
		LineIdentifier:    [][]byte{{1}, {2, 3}},
	}
	m.AllowedWAFWWSFIdentities = &cx.AllowedWAFWWSFIdentities{
		WebRTCAuthenticationFunctionName: []string{"waf.example.org"},
		WebRTCWebServerFunctionName:      []string{"wwsf1.example.org", "wwsf2.example.org"},
	}
	m.ProxyInfo = []cx.ProxyInfo{
		{ProxyHost: "agent1.example.org", ProxyState: []byte("one")},
		{ProxyHost: "agent2.example.org", ProxyState: []byte("two")},
	}
	m.RouteRecord = []diameter.Identity{"agent1.example.org", "agent2.example.org"}
	return m
}

func TestPushProfileRoundTrip(t *testing.T) {
	want := fullRequest()
	b, err := diameter.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := cx.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if again := diameter.Append(nil, got); !bytes.Equal(again, b) {
		t.Errorf("encoded again:\n%x\nwant\n%x", again, b)
	}
	if err := got.Validate(); err != nil {
		t.Error(err)
	}
}

// TestPushProfileWire checks the bytes that other implementations get wrong:
// SIP-Auth-Data-Item is 612 of 3GPP with M and V, not 376 of the IETF.
func TestPushProfileWire(t *testing.T) {
	b, err := diameter.Marshal(fullRequest())
	if err != nil {
		t.Fatal(err)
	}
	h, length, err := diameter.ParseHeader(b)
	if err != nil {
		t.Fatal(err)
	}
	want := diameter.Header{
		Flags: diameter.FlagRequest | diameter.FlagProxiable, CommandCode: 305, ApplicationID: 16777216,
		HopByHop: 0x01020304, EndToEnd: 0x05060708,
	}
	if h != want || length != len(b) || len(b)%4 != 0 {
		t.Errorf("header %+v with length %d of %d bytes, want %+v", h, length, len(b), want)
	}
	item := []byte{0, 0, 612 >> 8, 612 & 0xff, 0xc0}
	vendor := []byte{0, 0, 10415 >> 8, 10415 & 0xff}
	i := bytes.Index(b, item)
	if i < 0 || !bytes.Equal(b[i+8:i+12], vendor) {
		t.Errorf("no AVP 612/10415 with M and V in %x", b)
	}
	for _, wrong := range []diameter.Key{376, 377, 378, 382} {
		if len(diameter.Find(fullRequest(), wrong)) > 0 {
			t.Errorf("AVP %v is in the message", wrong)
		}
	}
	if got := diameter.Find(fullRequest(), cx.AVPSIPAuthDataItem, cx.AVPSIPItemNumber); len(got) != 1 || got[0].Flags != 0xc0 {
		t.Errorf("SIP-Item-Number is %v", got)
	}
}

func TestParseByRBit(t *testing.T) {
	req := fullRequest()
	ans := req.Answer(diameter.ResultSuccess)
	ans.OriginHost, ans.OriginRealm = "scscf.example.org", "example.org"
	if !reflect.DeepEqual(ans.ProxyInfo, req.ProxyInfo) || ans.SessionID != req.SessionID {
		t.Errorf("answer %+v does not repeat Session-Id and Proxy-Info", ans)
	}
	for _, m := range []diameter.Message{req, ans} {
		b, err := diameter.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		got, err := cx.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		if reflect.TypeOf(got) != reflect.TypeOf(m) || !reflect.DeepEqual(got, m) {
			t.Errorf("got %T %+v, want %T %+v", got, got, m, m)
		}
	}
	if got := ans.Header; got.Flags != diameter.FlagProxiable || got.HopByHop != req.Header.HopByHop || got.EndToEnd != req.Header.EndToEnd {
		t.Errorf("header of the answer: %+v", got)
	}
}

// TestTruncated checks that no strict prefix of a message is read as one.
func TestTruncated(t *testing.T) {
	b, err := diameter.Marshal(fullRequest())
	if err != nil {
		t.Fatal(err)
	}
	for i := range b {
		m, err := cx.Parse(b[:i])
		var avpErr *diameter.AVPError
		if !errors.As(err, &avpErr) {
			t.Fatalf("prefix of %d bytes: %T, %v", i, m, err)
		}
		// The same with a length that fits: every cut inside an AVP is found.
		c := bytes.Clone(b[:i&^3])
		if len(c) < 20 {
			continue
		}
		c[1], c[2], c[3] = byte(len(c)>>16), byte(len(c)>>8), byte(len(c))
		if m, err := cx.Parse(c); err == nil && reflect.DeepEqual(m, fullRequest()) {
			t.Fatalf("%d of %d bytes were read as the whole message", len(c), len(b))
		}
	}
}

// TestSameCodeTwoVendors has AVP 621 of the IETF and AVP 621 of 3GPP in one
// answer.
func TestSameCodeTwoVendors(t *testing.T) {
	a := cx.NewUserAuthorizationAnswer()
	a.SessionID, a.OriginHost, a.OriginRealm = "s;1;2", "hss.example.org", "example.org"
	a.ResultCode = opt.Some(diameter.ResultSuccess)
	a.OCSupportedFeatures = &cx.OCSupportedFeatures{}
	a.Extra = []diameter.AVP{diameter.NewUTF8String(cx.AVPPrimaryChargingCollectionFunctionName|diameter.M, "aaa://ccf.example.org")}
	if cx.AVPOCSupportedFeatures.Code() != 621 || cx.AVPPrimaryChargingCollectionFunctionName.Code() != 621 {
		t.Fatal("the codes are not the same")
	}
	b, err := diameter.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	got, err := cx.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, a) {
		t.Errorf("got %+v, want %+v", got, a)
	}
}

// TestMBitByCommand checks that Supported-Features carries the M bit in a
// request and not in an answer (TS 29.229 section 7.2.1).
func TestMBitByCommand(t *testing.T) {
	features := []cx.SupportedFeatures{{VendorID: 10415, FeatureListID: 1, FeatureList: 1}}
	req := fullRequest()
	req.SupportedFeatures = features
	ans := req.Answer(diameter.ResultSuccess)
	ans.SupportedFeatures = features
	for _, c := range []struct {
		m    diameter.Message
		want diameter.AVPFlags
	}{{req, diameter.FlagV | diameter.FlagM}, {ans, diameter.FlagV}} {
		got := diameter.Find(c.m, cx.AVPSupportedFeatures)
		if len(got) != 1 || got[0].Flags != c.want {
			t.Errorf("%T: %v, want flags %x", c.m, got, c.want)
		}
	}
}

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		name   string
		break_ func(*cx.PushProfileRequest)
		code   diameter.ResultCode
		text   string
	}{
		{"missing", func(m *cx.PushProfileRequest) { m.DestinationHost = "" }, diameter.ResultMissingAVP,
			"Push-Profile-Request: Destination-Host (293): missing (DIAMETER_MISSING_AVP 5005)"},
		{"missing in a group", func(m *cx.PushProfileRequest) { m.SIPAuthDataItem.SIPDigestAuthenticate.DigestQoP = "" }, diameter.ResultMissingAVP,
			"Push-Profile-Request: SIP-Auth-Data-Item (612/10415) > SIP-Digest-Authenticate (635/10415) > Digest-QoP (110): missing (DIAMETER_MISSING_AVP 5005)"},
		{"repeated single", func(m *cx.PushProfileRequest) {
			m.Extra = []diameter.AVP{diameter.NewUTF8String(base.AVPUserName|diameter.M, "other")}
		}, diameter.ResultAVPOccursTooManyTimes,
			"Push-Profile-Request: User-Name (1): more than one of them (DIAMETER_AVP_OCCURS_TOO_MANY_TIMES 5009)"},
		{"unknown with M", func(m *cx.PushProfileRequest) {
			m.Extra = []diameter.AVP{diameter.NewUnsigned32(diameter.MakeKey(99999, 7)|diameter.M, 1)}
		}, diameter.ResultAVPUnsupported,
			"Push-Profile-Request: AVP 7/99999: not known, and it has the M bit (DIAMETER_AVP_UNSUPPORTED 5001)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := fullRequest()
			c.break_(m)
			err := m.Validate()
			var avpErr *diameter.AVPError
			if !errors.As(err, &avpErr) || avpErr.ResultCode != c.code || err.Error() != c.text {
				t.Errorf("got  %v\nwant %s", err, c.text)
			}
			if _, err := diameter.Marshal(m); err == nil {
				t.Error("Marshal sends it all the same")
			}
		})
	}
	m := fullRequest()
	m.Extra = []diameter.AVP{diameter.NewUnsigned32(diameter.MakeKey(99999, 7), 1)}
	if err := m.Validate(); err != nil {
		t.Errorf("unknown AVP without M: %v", err)
	}
}

// TestMissingOnTheWire checks that a required AVP whose zero value is legal is
// still found missing after decoding.
func TestMissingOnTheWire(t *testing.T) {
	g := &diameter.Generic{Header: cx.NewPushProfileRequest().Header}
	if err := diameter.Unmarshal(diameter.Append(nil, fullRequest()), g); err != nil {
		t.Fatal(err)
	}
	var kept []diameter.AVP
	for _, a := range g.AVPs {
		if a.Key != base.AVPAuthSessionState {
			kept = append(kept, a)
		}
	}
	g.AVPs = kept
	m, err := cx.Parse(diameter.Append(nil, g))
	if err != nil {
		t.Fatal(err)
	}
	err = m.Validate()
	var avpErr *diameter.AVPError
	if !errors.As(err, &avpErr) || avpErr.ResultCode != diameter.ResultMissingAVP || avpErr.Failed.Key != base.AVPAuthSessionState || len(avpErr.Failed.Data) != 4 {
		t.Errorf("got %v, %+v", err, avpErr)
	}
}

func TestErrorAnswer(t *testing.T) {
	req := fullRequest()
	a := diameter.NewAnswer(req, diameter.ResultUnableToDeliver)
	a.SetOrigin(diameter.Origin{Host: "dra.example.org", Realm: "example.org"})
	a.ErrorMessage = "no route"
	b, err := diameter.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	got, err := cx.Parse(b)
	var failed *diameter.AnswerError
	if !errors.As(err, &failed) || failed.ResultCode != diameter.ResultUnableToDeliver ||
		err.Error() != "dra.example.org answered DIAMETER_UNABLE_TO_DELIVER 3002: no route" {
		t.Errorf("got %v", err)
	}
	if !reflect.DeepEqual(got, a) {
		t.Errorf("got %+v, want %+v", got, a)
	}
	if len(a.ProxyInfo) != 2 || a.SessionID != req.SessionID || a.Header.Flags != diameter.FlagProxiable|diameter.FlagError {
		t.Errorf("answer %+v", a)
	}
}

func TestUnknownCommand(t *testing.T) {
	m := &diameter.Generic{
		Header: diameter.Header{Flags: diameter.FlagRequest, CommandCode: 999, ApplicationID: 16777216},
		AVPs:   []diameter.AVP{diameter.NewAddress(base.AVPHostIPAddress|diameter.M, diameter.AddressFrom(netip.MustParseAddr("2001:db8::1")))},
	}
	got, err := cx.Parse(diameter.Append(nil, m))
	if err != nil || !reflect.DeepEqual(got, m) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(diameter.Append(nil, fullRequest()))
	f.Add(diameter.Append(nil, fullRequest().Answer(diameter.ResultSuccess)))
	for _, c := range cx.Application.Commands {
		f.Add(diameter.Append(nil, c.NewRequest()))
		f.Add(diameter.Append(nil, c.NewAnswer()))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := cx.Parse(b)
		if err != nil || m.Validate() != nil {
			return
		}
		c := diameter.Append(nil, m)
		again, err := cx.Parse(c)
		if err != nil {
			t.Fatalf("encoded again it cannot be read: %v", err)
		}
		if !bytes.Equal(diameter.Append(nil, again), c) {
			t.Fatal("not a fixed point")
		}
	})
}

// TestNothingInvented checks that a message that lacks required AVPs, groups
// among them, is found to lack them, and gains none by being read and written.
func TestNothingInvented(t *testing.T) {
	g := &diameter.Generic{
		Header: cx.NewMultimediaAuthRequest().Header,
		AVPs:   []diameter.AVP{diameter.NewUTF8String(base.AVPSessionID|diameter.M, "s;1;2")},
	}
	b := diameter.Append(nil, g)
	m, err := cx.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if again := diameter.Append(nil, m); !bytes.Equal(again, b) {
		t.Errorf("%d bytes became %d", len(b), len(again))
	}
	if found := diameter.Find(m, base.AVPAuthSessionState); len(found) != 0 {
		t.Errorf("found %v", found)
	}
	req := m.(*cx.MultimediaAuthRequest)
	var missing []string
	for range 20 {
		var avpErr *diameter.AVPError
		if !errors.As(m.Validate(), &avpErr) {
			break
		}
		if avpErr.ResultCode != diameter.ResultMissingAVP {
			t.Fatal(avpErr)
		}
		missing = append(missing, avpErr.Failed.Key.String())
		repair(req, avpErr.Failed.Key)
	}
	// Auth-Session-State and SIP-Number-Auth-Items included, whose zero is legal.
	want := []string{"260", "277", "264", "296", "283", "1", "601/10415", "612/10415", "607/10415", "602/10415"}
	if !reflect.DeepEqual(missing, want) {
		t.Errorf("missing %v, want %v", missing, want)
	}
}

// repair sets the AVP that was missing.
func repair(m *cx.MultimediaAuthRequest, k diameter.Key) {
	switch k {
	case base.AVPVendorSpecificApplicationID:
		m.VendorSpecificApplicationID.VendorID = 10415
	case base.AVPAuthSessionState:
		m.AuthSessionState = cx.AuthSessionStateNoStateMaintained
	case base.AVPOriginHost:
		m.OriginHost = "scscf"
	case base.AVPOriginRealm:
		m.OriginRealm = "example.org"
	case base.AVPDestinationRealm:
		m.DestinationRealm = "example.org"
	case base.AVPUserName:
		m.UserName = "user"
	case cx.AVPPublicIdentity:
		m.PublicIdentity = "sip:user"
	case cx.AVPSIPAuthDataItem:
		m.SIPAuthDataItem.SIPAuthenticate = []byte{1}
	case cx.AVPSIPNumberAuthItems:
		m.SIPNumberAuthItems = 1
	case cx.AVPServerName:
		m.ServerName = "sip:scscf"
	}
}

// TestFailedAVP checks that an answer can say which AVP was at fault, whatever
// that is.
func TestFailedAVP(t *testing.T) {
	for _, failed := range []diameter.AVP{
		diameter.NewUTF8String(cx.AVPPublicIdentity|diameter.M, "sip:user"),
		diameter.NewUnsigned32(diameter.MakeKey(99999, 7)|diameter.M, 1),
	} {
		a := fullRequest().Answer(diameter.ResultInvalidAVPValue)
		a.OriginHost, a.OriginRealm = "scscf.example.org", "example.org"
		a.FailedAVP = []cx.FailedAVP{{Extra: []diameter.AVP{failed}}}
		if _, err := diameter.Marshal(a); err != nil {
			t.Error(err)
		}
	}
}

func TestTimeRange(t *testing.T) {
	m := cx.NewServerAssignmentRequest()
	m.SessionID, m.OriginHost, m.OriginRealm, m.DestinationRealm, m.ServerName = "s", "h", "r", "r", "sip:s"
	m.SCSCFRestorationInfo = &cx.SCSCFRestorationInfo{
		UserName:            "user",
		RestorationInfo:     []cx.RestorationInfo{{Path: []byte("p"), Contact: []byte("c")}},
		RegistrationTimeOut: opt.Some(time.Date(2104, 1, 1, 0, 0, 0, 0, time.UTC)),
	}
	if err := m.Validate(); err != nil {
		t.Error(err)
	}
	m.SCSCFRestorationInfo.RegistrationTimeOut = opt.Some(time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC))
	var avpErr *diameter.AVPError
	if err := m.Validate(); !errors.As(err, &avpErr) || avpErr.ResultCode != diameter.ResultInvalidAVPValue {
		t.Errorf("1960: %v", err)
	}
}
