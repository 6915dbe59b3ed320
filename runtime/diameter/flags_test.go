package diameter

import (
	"errors"
	"fmt"
	"testing"
)

// The dictionary of these tests has an AVP with every rule for its flags.
const (
	keyMust    Key = 10415<<32 | 201
	keyMustNot Key = 10415<<32 | 202
	keyFree    Key = 10415<<32 | 203
	keySealed  Key = 204
	keyOpen    Key = 205
	keyOuter   Key = 206
	keyInner   Key = 207
)

// An Outer group wants keyFree without M and keyMust without M; an Inner one
// has no rules of its own.
var flagsDictionary = Dictionary{Name: "flags", ApplicationID: 97, AVPs: []AVPInfo{
	{Key: keySealed, Name: "Sealed", Type: TypeOctetString, Must: FlagP},
	{Key: keyOpen, Name: "Open", Type: TypeOctetString, MustNot: FlagP},
	{Key: keyOuter, Name: "Outer", Type: TypeGrouped, MemberMBits: []Key{keyFree, keyMust}},
	{Key: keyInner, Name: "Inner", Type: TypeGrouped},
	{Key: keyFailedAVP, Name: "Failed-AVP", Type: TypeGrouped, Must: FlagM},
	{Key: keyMust, Name: "Must", Type: TypeOctetString, Must: FlagM},
	{Key: keyMustNot, Name: "Must-Not", Type: TypeOctetString, MustNot: FlagM},
	{Key: keyFree, Name: "Free", Type: TypeOctetString},
}}

// The request wants keyFree with M, the answer wants it without and keyMustNot
// with M.
var flagsCommand = Command{
	Name: "Flags", Code: 1003, Dictionary: &flagsDictionary,
	RequestMBits: []Key{keyFree | M},
	AnswerMBits:  []Key{keyFree, keyMustNot | M},
}

// flagsMessage is a Generic of flagsCommand.
type flagsMessage struct{ Generic }

func (m *flagsMessage) Command() (*Command, bool) { return &flagsCommand, m.Header.IsRequest() }

func flagsOf(request bool, avps ...AVP) *flagsMessage {
	h := Header{CommandCode: 1003, ApplicationID: 97}
	if request {
		h.Flags |= FlagRequest
	}
	return &flagsMessage{Generic{Header: h, AVPs: avps}}
}

// octet returns an AVP with one octet.
func octet(k Key) AVP { return NewOctetString(k, []byte{1}) }

// TestPolicyFlags has AVPs with each flag in each place, and the errors of the
// policies about M bits and about P bits; empty for none.
func TestPolicyFlags(t *testing.T) {
	const noM, hasM, noP, hasP = "no M bit", "M bit, which must be clear", "no P bit", "P bit"
	for _, c := range []struct {
		name    string
		request bool
		avp     AVP
		m, p    string
	}{
		{"must, set", true, octet(keyMust | M), "", ""},
		{"must, clear", true, octet(keyMust), noM, ""},
		{"must not, clear", true, octet(keyMustNot), "", ""},
		{"must not, set", true, octet(keyMustNot | M), hasM, ""},
		{"free, set", true, octet(keyOpen | M), "", ""},
		{"free, clear", true, octet(keyOpen), "", ""},

		{"request, set", true, octet(keyFree | M), "", ""},
		{"request, clear", true, octet(keyFree), noM, ""},
		{"answer, set", false, octet(keyFree | M), hasM, ""},
		{"answer, clear", false, octet(keyFree), "", ""},
		{"answer against the definition, set", false, octet(keyMustNot | M), "", ""},
		{"answer against the definition, clear", false, octet(keyMustNot), noM, ""},

		{"group, set", true, NewGrouped(keyOuter, octet(keyFree|M)), hasM, ""},
		{"group, clear", true, NewGrouped(keyOuter, octet(keyFree)), "", ""},
		{"group against the definition, set", true, NewGrouped(keyOuter, octet(keyMust|M)), hasM, ""},
		{"group against the definition, clear", true, NewGrouped(keyOuter, octet(keyMust)), "", ""},
		{"group without rules, free", true, NewGrouped(keyInner, octet(keyFree)), "", ""},
		{"group without rules, must", true, NewGrouped(keyInner, octet(keyMust)), noM, ""},
		{"group in a group has rules of its own", true, NewGrouped(keyOuter, NewGrouped(keyInner, octet(keyFree|M))), "", ""},
		{"group in a group", true, NewGrouped(keyInner, NewGrouped(keyOuter, octet(keyFree|M))), hasM, ""},
		{"answer, but in a group", false, NewGrouped(keyInner, octet(keyFree|M)), "", ""},

		{"another vendor", true, octet(MakeKey(7, 202) | M), "", ""},
		{"in Failed-AVP", true, NewGrouped(keyFailedAVP|M, octet(keyMust), octet(keyMustNot|M), octet(keyOpen|P)), "", ""},

		{"P must, set", true, octet(keySealed | P), "", ""},
		{"P must, clear", true, octet(keySealed), "", noP},
		{"P must not, set", true, octet(keyOpen | P), "", hasP},
		{"P free, set", true, octet(keyFree | M | P), "", hasP},
		{"P in a group", true, NewGrouped(keyOuter, octet(keyMust|P)), "", hasP},
		{"P of an unknown AVP", true, octet(999 | P), "", hasP},
	} {
		m := flagsOf(c.request, c.avp)
		raw := Append(nil, m)
		checkFlags(t, c.name+", M", rejectFlags.Check(m, raw), c.m, c.avp)
		checkFlags(t, c.name+", P", rejectPBit.Check(m, raw), c.p, c.avp)
		if err := (Policy{UnknownMandatory: Accept}).Check(m, raw); err != nil {
			t.Errorf("%s: by default: %v", c.name, err)
		}
		err := Policy{UnknownMandatory: Accept, Flags: Reject, ProtectedBit: Reject}.Check(m, raw)
		if (err != nil) != (c.m != "" || c.p != "") {
			t.Errorf("%s: strict: %v", c.name, err)
		}
	}
}

// checkFlags checks for error 3009 with that detail and the AVP of the message
// in Failed-AVP: of a group, only the way to what is wrong.
func checkFlags(t *testing.T, name string, err error, want string, a AVP) {
	t.Helper()
	var avpErr *AVPError
	if want == "" && err == nil {
		return
	}
	if !errors.As(err, &avpErr) || avpErr.ResultCode != ResultInvalidAVPBits || avpErr.Detail != want {
		t.Errorf("%s: got %v, want %q", name, err, want)
		return
	}
	got, wantFailed := AppendExtra(nil, avpErr.FailedAVPs()), AppendExtra(nil, []AVP{a})
	if string(got) != string(wantFailed) {
		t.Errorf("%s: Failed-AVP %x, want %x", name, got, wantFailed)
	}
}

// TestPolicyFlagsPath checks what an error says, and that Failed-AVP holds the
// one member that is wrong, in its groups.
func TestPolicyFlagsPath(t *testing.T) {
	m := flagsOf(true, octet(keyMust|M),
		NewGrouped(keyInner|M, octet(keyMust|M), NewGrouped(keyOuter, octet(keyFree), octet(keyMustNot|M), octet(keyMust))))
	err := rejectFlags.Check(m, Append(nil, m))
	want := "Flags-Request: Inner (207) > Outer (206) > Must-Not (202/10415): M bit, which must be clear (DIAMETER_INVALID_AVP_BITS 3009)"
	var avpErr *AVPError
	if !errors.As(err, &avpErr) || err.Error() != want {
		t.Fatalf("got  %v\nwant %s", err, want)
	}
	failed := fmt.Sprintf("%x", AppendExtra(nil, avpErr.FailedAVPs()))
	if want := "000000cf40000020" + "000000ce00000018" + "000000cac000000d000028af01000000"; failed != want {
		t.Errorf("Failed-AVP %s, want %s", failed, want)
	}
}

// TestPolicyFlagsOfFullVendor has a vendor whose highest bits are those of the
// marks: it is not the vendor that a rule is about.
func TestPolicyFlagsOfFullVendor(t *testing.T) {
	other := AVP{Key: keyFree | M, Flags: FlagV, Data: []byte{1}}
	m := flagsOf(true, other)
	if err := StrictPolicy().Check(m, Append(nil, m)); err != nil {
		t.Error(err)
	}
}

// TestMissingFlags checks that the example of a missing AVP has the flags that
// it must have, and the shortest data that its codec takes.
func TestMissingFlags(t *testing.T) {
	dict := Dictionary{AVPs: []AVPInfo{
		{Key: 1, Type: TypeIPv6Prefix, Must: FlagM | FlagP}, {Key: 2, Type: TypePLMN, MustNot: FlagM},
		{Key: 3, Type: TypeTBCD, Must: FlagM}, {Key: 4, Type: TypeResultCode},
	}}
	for k, want := range map[Key]string{
		1: "000000016000000a00000000", 2: "000000020000000b00000000", 3: "0000000340000008", 4: "000000040000000c00000000",
	} {
		v := Validator{Dictionary: &dict}
		v.Required(k, true)
		var avpErr *AVPError
		if !errors.As(v.Err(), &avpErr) || fmt.Sprintf("%x", AppendExtra(nil, avpErr.FailedAVPs())) != want {
			t.Errorf("%v: got %+v, want %s", k, avpErr, want)
		}
	}
}
