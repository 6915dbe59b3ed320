package diameter

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"testing"
)

// only returns the policy that rejects by one setting alone.
func only(set func(*Policy)) Policy {
	p := LenientPolicy()
	set(&p)
	return p
}

var (
	rejectUnknown = only(func(p *Policy) { p.UnknownMandatory = Reject })
	rejectArity   = only(func(p *Policy) { p.Arity = Reject })
	rejectFlags   = only(func(p *Policy) { p.Flags = Reject })
	rejectEnum    = only(func(p *Policy) { p.EnumValues = Reject })
	rejectPadding = only(func(p *Policy) { p.Padding = Reject })
	rejectPBit    = only(func(p *Policy) { p.ProtectedBit = Reject })
	rejectHeader  = only(func(p *Policy) { p.HeaderBits = Reject })
)

// TestPolicy has, for each rule, a message that breaks it, the policy that
// rejects it and nothing else, the verdict by default, and the error.
func TestPolicy(t *testing.T) {
	unpadded := NewOctetString(keyNested, []byte{0, 0, 0, 1, 0x40, 0, 0, 9, 'x'})
	unpadded.Flags |= FlagV
	for _, c := range []struct {
		name      string
		avp       AVP
		policy    Policy
		byDefault Verdict
		want      string
	}{
		{"unknown", NewUnsigned32(999|M, 1), rejectUnknown, Reject,
			"Json-Request: AVP 999: not known, and it has the M bit (DIAMETER_AVP_UNSUPPORTED 5001)"},
		{"unknown in a group", NewGrouped(keyNested, NewGrouped(keyNested, NewUnsigned32(999|M, 1))), rejectUnknown, Reject,
			"Json-Request: Nested (3/10415) > Nested (3/10415) > AVP 999: not known, and it has the M bit (DIAMETER_AVP_UNSUPPORTED 5001)"},
		{"M bit", NewUTF8String(keyText, "x"), rejectFlags, Accept,
			"Json-Request: Text (1): no M bit (DIAMETER_INVALID_AVP_BITS 3009)"},
		{"V bit", AVP{Key: 101, Flags: FlagV, Data: []byte{0, 0, 0, 0}}, rejectFlags, Accept,
			"Json-Request: I32 (101): V bit without a vendor (DIAMETER_INVALID_AVP_BITS 3009)"},
		{"enum", NewInteger32(105|M, 2), rejectEnum, Accept,
			"Json-Request: Enum (105): value 2 is not defined (DIAMETER_INVALID_AVP_VALUE 5004)"},
		{"enum of 3 bytes", NewOctetString(105|M, []byte{1, 2, 3}), rejectEnum, Accept,
			"Json-Request: Enum (105): 3 bytes of data, want 4 (DIAMETER_INVALID_AVP_LENGTH 5014)"},
		{"enum in a group", NewGrouped(keyNested, NewInteger32(105|M, 2)), rejectEnum, Accept,
			"Json-Request: Nested (3/10415) > Enum (105): value 2 is not defined (DIAMETER_INVALID_AVP_VALUE 5004)"},
		{"padding", unpadded, rejectPadding, Accept,
			"Json-Request: Nested (3/10415) > Text (1): no padding after 9 bytes (DIAMETER_INVALID_AVP_LENGTH 5014)"},
		{"P bit", NewUTF8String(keyText|M|P, "x"), rejectPBit, Accept,
			"Json-Request: Text (1): P bit (DIAMETER_INVALID_AVP_BITS 3009)"},
		{"P bit of an unknown AVP", NewUTF8String(999|P, "x"), rejectPBit, Accept,
			"Json-Request: AVP 999: P bit (DIAMETER_INVALID_AVP_BITS 3009)"},
		{"reserved bits", AVP{Key: keyText, Flags: FlagM | 0x11, Data: []byte("x")}, rejectFlags, Accept,
			"Json-Request: Text (1): reserved bits 0x11 (DIAMETER_INVALID_AVP_BITS 3009)"},
		{"reserved bit of an unknown AVP", AVP{Key: 999, Flags: 1, Data: []byte("x")}, rejectFlags, Accept,
			"Json-Request: AVP 999: reserved bits 0x01 (DIAMETER_INVALID_AVP_BITS 3009)"},
	} {
		m := jsonMessageOf(c.avp)
		raw := Append(nil, m)
		for _, p := range []Policy{c.policy, StrictPolicy()} {
			err := p.Check(m, raw)
			var avpErr *AVPError
			if !errors.As(err, &avpErr) || err.Error() != c.want {
				t.Errorf("%s: got %v\nwant %s", c.name, err, c.want)
				continue
			}
			checkFailedAVP(t, c.name, avpErr, c.avp)
		}
		for _, p := range []Policy{rejectUnknown, rejectArity, rejectFlags, rejectEnum, rejectPadding, rejectPBit, rejectHeader, LenientPolicy()} {
			if err := p.Check(m, raw); p != c.policy && err != nil {
				t.Errorf("%s: %+v: %v", c.name, p, err)
			}
		}
		for _, p := range []Policy{{}, DefaultPolicy()} {
			if err := p.Check(m, raw); (err != nil) != (c.byDefault == Reject) {
				t.Errorf("%s: by default: %v", c.name, err)
			}
		}
	}
}

// TestPolicyHeaderBits has the flags of headers, by the command and, in answers,
// the Result-Code.
func TestPolicyHeaderBits(t *testing.T) {
	for _, c := range []struct {
		flags     HeaderFlags
		proxiable bool
		rc        ResultCode
		want      string
	}{
		{FlagRequest | FlagProxiable, true, 0, "<nil>"},
		{FlagRequest | FlagRetransmitted, false, 0, "<nil>"},
		{FlagRequest, true, 0, "Json-Request: no P bit, but the command is proxiable (DIAMETER_INVALID_HDR_BITS 3008)"},
		{FlagRequest | FlagProxiable, false, 0, "Json-Request: P bit, but the command is not proxiable (DIAMETER_INVALID_HDR_BITS 3008)"},
		{FlagRequest | FlagProxiable | 3, true, 0, "Json-Request: reserved bits 0x03 in the header (DIAMETER_INVALID_BIT_IN_HEADER 5013)"},
		{FlagProxiable, true, ResultSuccess, "<nil>"},
		{0, true, ResultSuccess, "<nil>"},
		{FlagProxiable, false, 0, "<nil>"},
		{0, false, ResultTooBusy, "Json-Answer: DIAMETER_TOO_BUSY 3004 without the E bit (DIAMETER_INVALID_HDR_BITS 3008)"},
		{FlagError, false, ResultTooBusy, "<nil>"},
		{FlagError, false, ResultMissingAVP, "<nil>"},
		{0, false, ResultMissingAVP, "<nil>"},
		{FlagError, false, ResultOutOfSpace, "Json-Answer: DIAMETER_OUT_OF_SPACE 4002 with the E bit (DIAMETER_INVALID_HDR_BITS 3008)"},
		{FlagError, false, ResultSuccess, "Json-Answer: DIAMETER_SUCCESS 2001 with the E bit (DIAMETER_INVALID_HDR_BITS 3008)"},
		{1, false, ResultSuccess, "Json-Answer: reserved bits 0x01 in the header (DIAMETER_INVALID_BIT_IN_HEADER 5013)"},
	} {
		command := Command{Name: "Json", Proxiable: c.proxiable, Dictionary: &Dictionary{}}
		m := &flagged{&Generic{Header: Header{Flags: c.flags, CommandCode: 1}}, &command}
		if c.rc != 0 {
			m.AVPs = []AVP{NewUTF8String(keySessionID|M, "s"), NewUnsigned32(keyResultCode|M, uint32(c.rc))}
			command.Dictionary = nil // what those AVPs are does not matter
		}
		raw := Append(nil, m)
		for _, p := range []Policy{rejectHeader, StrictPolicy()} {
			if err := p.Check(m, raw); fmt.Sprint(err) != c.want {
				t.Errorf("%s, proxiable %t, %d: got %v, want %s", c.flags, c.proxiable, c.rc, err, c.want)
			}
		}
		if err := DefaultPolicy().Check(m, raw); err != nil {
			t.Errorf("%s, by default: %v", c.flags, err)
		}
	}
}

// flagged is a message of a command, request or answer as its header says.
type flagged struct {
	*Generic
	command *Command
}

func (m *flagged) Command() (*Command, bool) { return m.command, m.Header.IsRequest() }

// TestPolicyPadding has padding that is not zero.
func TestPolicyPadding(t *testing.T) {
	m := jsonMessageOf(NewUTF8String(keyText|M, "12345"))
	raw := Append(nil, m)
	raw[len(raw)-1] = 1
	const want = "Json-Request: Text (1): padding that is not zero after 13 bytes (DIAMETER_INVALID_AVP_VALUE 5004)"
	for _, p := range []Policy{rejectPadding, StrictPolicy()} {
		if err := p.Check(m, raw); fmt.Sprint(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if err := DefaultPolicy().Check(m, raw); err != nil {
		t.Error(err)
	}
}

// TestPolicyClosed checks that an AVP which a group must not have is found also
// behind an unknown AVP that is accepted.
func TestPolicyClosed(t *testing.T) {
	m := &trapRequest{Header: Header{Flags: FlagRequest, CommandCode: 1002, ApplicationID: 98}, Owner: "o", Item: []uint32{1}}
	m.Box = &trapBox{Item: []uint32{1}, Extra: []AVP{NewUnsigned32(999|M, 1), NewIdentity(keyOwner|M, "o")}}
	raw := Append(nil, m)
	for _, c := range []struct {
		policy Policy
		want   string
	}{
		{Policy{}, "Trap-Request: Box (55) > AVP 999: not known, and it has the M bit (DIAMETER_AVP_UNSUPPORTED 5001)"},
		{Policy{UnknownMandatory: Accept}, "Trap-Request: Box (55) > Owner (50): not allowed here (DIAMETER_AVP_NOT_ALLOWED 5008)"},
	} {
		if err := c.policy.Check(m, raw); fmt.Sprint(err) != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

// checkFailedAVP checks that the Failed-AVP is the AVP of the message, or
// zeros of the right length where the length is wrong.
func checkFailedAVP(t *testing.T, name string, err *AVPError, a AVP) {
	t.Helper()
	want := a
	if err.ResultCode == ResultInvalidAVPLength && len(err.Path) == 1 {
		want.Data = make([]byte, 4)
	}
	if len(err.Path) > 1 && len(want.Data)%4 != 0 { // padded now
		want.Data = append(bytes.Clone(want.Data), 0, 0, 0)
	}
	got := err.FailedAVPs()
	if len(got) != 1 || got[0].Key != want.Key || got[0].Flags != want.Flags || !bytes.Equal(got[0].Data, want.Data) {
		t.Errorf("%s: Failed-AVP %+v, want %+v", name, got, want)
	}
}

// TestPolicyAccepts has what no policy rejects.
func TestPolicyAccepts(t *testing.T) {
	unknown := NewGrouped(MakeKey(7, 999), NewUnsigned32(998|M, 1)) // nobody knows that it is a group
	failed := NewGrouped(keyFailedAVP|M, NewUnsigned32(998|M|P, 1), AVP{Key: 105, Flags: FlagM, Data: []byte{1}})
	failedInfo := Dictionary{Parents: []*Dictionary{&jsonDictionary}, AVPs: []AVPInfo{{Key: keyFailedAVP, Name: "Failed-AVP", Type: TypeGrouped, Must: FlagM}}}
	command := jsonCommand
	command.Dictionary = &failedInfo
	m := &failingAnswer{jsonMessageOf(unknown, failed, NewInteger32(105|M, 1), NewInteger32(105, 2), NewUTF8String(keyText|M, "x"), NewUTF8String(999, "x")), &command}
	if err := StrictPolicy().Check(m, Append(nil, m)); err != nil {
		t.Error(err)
	}
	g := &Generic{Header: m.Header, AVPs: []AVP{NewUnsigned32(998|M, 1)}}
	if err := StrictPolicy().Check(g, Append(nil, g)); err != nil {
		t.Errorf("message without a dictionary: %v", err)
	}
}

// failingAnswer is a message with a command of its own.
type failingAnswer struct {
	*jsonGeneric
	command *Command
}

func (m *failingAnswer) Command() (*Command, bool) { return m.command, true }

// TestPolicyApplicationIDs has a Vendor-Specific-Application-Id with each
// number of application ids.
func TestPolicyApplicationIDs(t *testing.T) {
	command := jsonCommand
	command.Dictionary = &Dictionary{AVPs: []AVPInfo{
		{Key: keyAuthApplicationID, Name: "Auth-Application-Id"}, {Key: keyAcctApplicationID, Name: "Acct-Application-Id"},
		{Key: keyVendorSpecificApplicationID, Name: "VSAI", Type: TypeGrouped}, {Key: keyVendorID, Name: "Vendor-Id"},
	}}
	vendor := NewUnsigned32(keyVendorID|M, 10415)
	auth, acct := NewUnsigned32(keyAuthApplicationID|M, 1), NewUnsigned32(keyAcctApplicationID|M, 2)
	zeroAuth, zeroAcct := NewUnsigned32(keyAuthApplicationID|M, 0), NewUnsigned32(keyAcctApplicationID|M, 0)
	for _, c := range []struct {
		ids    []AVP
		rc     ResultCode
		failed []AVP
	}{
		{[]AVP{auth}, 0, nil},
		{[]AVP{acct}, 0, nil},
		{nil, ResultMissingAVP, []AVP{zeroAuth, zeroAcct}},
		{[]AVP{auth, acct}, ResultAVPOccursTooManyTimes, []AVP{auth, acct}},
		{[]AVP{auth, auth}, ResultAVPOccursTooManyTimes, []AVP{auth, auth}},
	} {
		m := &failingAnswer{jsonMessageOf(NewGrouped(keyVendorSpecificApplicationID|M, append([]AVP{vendor}, c.ids...)...)), &command}
		err := DefaultPolicy().Check(m, Append(nil, m))
		var avpErr *AVPError
		if c.rc == 0 && err == nil {
			continue
		}
		want := NewGrouped(keyVendorSpecificApplicationID|M, c.failed...)
		if !errors.As(err, &avpErr) || avpErr.ResultCode != c.rc || !reflect.DeepEqual(avpErr.FailedAVPs(), []AVP{want}) {
			t.Errorf("%v: got %v, %+v", c.ids, err, avpErr)
		}
		if err := (Policy{Arity: Accept}).Check(m, Append(nil, m)); err != nil {
			t.Errorf("%v, accepted: %v", c.ids, err)
		}
	}
}

// TestPolicyArity checks that what the grammar asks for is found also behind
// an unknown AVP that is accepted.
func TestPolicyArity(t *testing.T) {
	m := sample()
	m.Nested.Nested.Text = "" // missing: found after the unknown AVP of the group around it
	m.Nested.Extra = []AVP{NewUnsigned32(999|M, 1)}
	m.Extra = []AVP{NewUnsigned32(999|M, 1)}
	raw := Append(nil, m)
	got := new(testRequest)
	if err := Unmarshal(raw, got); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		policy Policy
		change func(m *testRequest)
		want   string
	}{
		{DefaultPolicy(), nil, "Test-Request: Nested (3/10415) > AVP 999: not known, and it has the M bit (DIAMETER_AVP_UNSUPPORTED 5001)"},
		{Policy{UnknownMandatory: Accept}, nil, "Test-Request: Nested (3/10415) > Nested (3/10415) > Text (1): missing (DIAMETER_MISSING_AVP 5005)"},
		{Policy{UnknownMandatory: Accept}, func(m *testRequest) { m.Nested.Nested.Text = "x" }, "<nil>"},
		{Policy{UnknownMandatory: Accept}, func(m *testRequest) { m.Nested = nil; m.List = [][]byte{{1}, {2}, {3}} },
			"Test-Request: List (7): more than 2 of them (DIAMETER_AVP_OCCURS_TOO_MANY_TIMES 5009)"},
		{Policy{UnknownMandatory: Accept, Arity: Accept}, nil, "<nil>"},
		{Policy{Arity: Accept}, func(m *testRequest) { m.Nested, m.Extra = nil, nil; m.Text = "" }, "<nil>"},
	} {
		if err := Unmarshal(raw, m); err != nil {
			t.Fatal(err)
		}
		if c.change != nil {
			c.change(m)
		}
		changed := Append(nil, m)
		if err := Unmarshal(changed, m); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(c.policy.Check(m, changed)); got != c.want {
			t.Errorf("%+v: got %s\nwant %s", c.policy, got, c.want)
		}
	}
}

func TestPolicyHeader(t *testing.T) {
	m := sample()
	raw := Append(nil, m)
	for name, b := range map[string][]byte{"empty": nil, "cut": raw[:len(raw)-4], "longer": append(bytes.Clone(raw), 0, 0, 0, 0)} {
		var avpErr *AVPError
		if err := LenientPolicy().Check(m, b); !errors.As(err, &avpErr) || avpErr.ResultCode != ResultInvalidMessageLength {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPolicyAllocations(t *testing.T) {
	m := sample()
	m.Nested.Nested, m.Nested.Extra = nil, nil
	raw := Append(nil, m)
	if n := testing.AllocsPerRun(100, func() {
		if err := StrictPolicy().Check(m, raw); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("checking a good message allocates %v times", n)
	}
}

// FuzzPolicy checks that Check fails with an error of the protocol, if at all,
// and that what passes the strict policy passes the others.
func FuzzPolicy(f *testing.F) {
	f.Add(Append(nil, sample()))
	f.Add(Append(nil, jsonMessageOf(NewInteger32(105|M, 7), NewGrouped(keyNested, NewUnsigned32(999|M, 1)), NewUTF8String(keyText|P, "x"))))
	f.Add(message(0, 0, 0, 3, 0x80, 0, 0, 21, 0, 0, 0x28, 0xaf, 0, 0, 0, 1, 0, 0, 0, 9, 'x', 0, 0, 0))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := jsonApplication.Parse(b)
		if err != nil {
			return
		}
		raw := bytes.Clone(b)
		strict := StrictPolicy().Check(m, b)
		for _, p := range []Policy{StrictPolicy(), DefaultPolicy(), {UnknownMandatory: Accept}, LenientPolicy()} {
			err := p.Check(m, b)
			var avpErr *AVPError
			if err != nil && (!errors.As(err, &avpErr) || avpErr.Error() == "" || len(avpErr.FailedAVPs()) != 1 && !aboutHeader(avpErr)) {
				t.Fatalf("%+v: %v", p, err)
			}
			if err != nil && strict == nil {
				t.Fatalf("%+v is stricter than the strict policy: %v", p, err)
			}
		}
		if !bytes.Equal(raw, b) {
			t.Fatal("Check has changed the message")
		}
	})
}

// aboutHeader says whether no AVP is at fault.
func aboutHeader(err *AVPError) bool {
	return err.ResultCode == ResultInvalidHeaderBits || err.ResultCode == ResultInvalidBitInHeader
}
