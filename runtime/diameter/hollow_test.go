package diameter

import (
	"bytes"
	"strings"
	"testing"
)

// hollowGroup is a group whose required AVPs may be there with a value that its
// fields hold as zero, as generated code has it.
type hollowGroup struct {
	Text    string   // keyText
	Host    Address  // keyHost
	Network PLMN     // 111
	Owner   Identity // 264
	Digits  []TBCD   // 112
	Extra   []AVP

	absent Absent
}

func (g *hollowGroup) AppendAVPs(b []byte) []byte {
	if g.absent.Sends(0, g.Text != "") {
		b = AppendUTF8String(b, keyText|M, g.Text)
	}
	if g.absent.Sends(1, g.Host != (Address{})) {
		b = AppendAddress(b, keyHost, g.Host)
	}
	if g.absent.Sends(2, !g.Network.IsZero()) {
		b = AppendPLMN(b, 111, g.Network)
	}
	if g.absent.Sends(3, g.Owner != "") {
		b = AppendIdentity(b, keyOriginHost|M, g.Owner)
	}
	for i := range g.Digits {
		b = AppendTBCD(b, 112, g.Digits[i])
	}
	return AppendExtra(b, g.Extra)
}

func (g *hollowGroup) DecodeAVPs(d *Decoder) {
	*g = hollowGroup{}
	for d.Next() {
		switch d.Key() {
		case keyText:
			if d.First(0) {
				g.Text = d.UTF8String()
			}
		case keyHost:
			if d.First(1) {
				g.Host = d.Address()
			}
		case 111:
			if d.First(2) {
				g.Network = d.PLMN()
			}
		case keyOriginHost:
			if d.First(3) {
				g.Owner = d.Identity()
			}
		case 112:
			g.Digits = append(g.Digits, d.TBCD())
		default:
			d.Unknown()
		}
	}
	g.absent, g.Extra = d.Done(4)
	if d.Hollow() {
		g.absent.Hollow(0, g.Text == "")
		g.absent.Hollow(1, g.Host == Address{})
		g.absent.Hollow(2, g.Network.IsZero())
		g.absent.Hollow(3, g.Owner == "")
	}
}

func (g *hollowGroup) Validate() error {
	v := Validator{Dictionary: &jsonDictionary, Absent: g.absent}
	v.Filled(0, keyText, g.Text == "")
	v.UTF8String(keyText, g.Text)
	v.Filled(1, keyHost, g.Host == Address{})
	v.Address(keyHost, g.Host)
	v.Filled(2, 111, g.Network.IsZero())
	v.Filled(3, keyOriginHost, g.Owner == "")
	v.Identity(keyOriginHost, g.Owner)
	for i := range g.Digits {
		v.TBCD(112, g.Digits[i])
	}
	return v.Err()
}

// TestHollow has required AVPs that are there without content: they are not
// missing, and they come back.
func TestHollow(t *testing.T) {
	text, host := NewUTF8String(keyText|M, "x"), NewAddress(keyHost, AddressFromFamily(8, "1"))
	network, owner := NewOctetString(111, []byte{0x62, 0xf2, 0x10}), NewIdentity(keyOriginHost|M, "x")
	for _, c := range []struct {
		avps []AVP
		want string
	}{
		{[]AVP{text, host, network, owner}, ""},
		{[]AVP{NewUTF8String(keyText|M, ""), host, network, owner}, ""},
		{[]AVP{text, host, NewOctetString(111, []byte{0xff, 0xff, 0xff}), owner}, ""},
		{[]AVP{text, host, network, owner, NewTBCD(112, "")}, ""},
		{[]AVP{text, NewAddress(keyHost, Address{}), network, owner}, "Host (5): no address (DIAMETER_INVALID_AVP_VALUE 5004)"},
		{[]AVP{text, host, network, NewIdentity(keyOriginHost|M, "")}, "AVP 264: empty (DIAMETER_INVALID_AVP_VALUE 5004)"},
		{[]AVP{host, network, owner, {Key: 9, Data: []byte{}}}, "Text (1): missing (DIAMETER_MISSING_AVP 5005)"},
		{[]AVP{NewUTF8String(keyText|M, ""), network, owner}, "Host (5): missing (DIAMETER_MISSING_AVP 5005)"},
		{[]AVP{text, host, owner}, "PLMN (111): missing (DIAMETER_MISSING_AVP 5005)"},
	} {
		b := AppendExtra(nil, c.avps)
		var g hollowGroup
		d := newDecoder(b)
		if g.DecodeAVPs(d); d.Err() != nil {
			t.Fatal(d.Err())
		}
		if got := g.AppendAVPs(nil); !bytes.Equal(got, b) {
			t.Errorf("got %x, want %x", got, b)
		}
		if got := errorText(g.Validate()); got != c.want {
			t.Errorf("%x: got %q, want %q", b, got, c.want)
		}
	}
	made := hollowGroup{Text: "", Host: AddressFromFamily(8, "1")}
	if got, want := errorText(made.Validate()), "Text (1): missing (DIAMETER_MISSING_AVP 5005)"; got != want {
		t.Errorf("made in a program: got %q, want %q", got, want)
	}
}

// TestValidValues has values that Go can hold and the wire cannot, with what is
// wrong, and the data of the Failed-AVP.
func TestValidValues(t *testing.T) {
	for name, c := range map[string]struct {
		check func(v *Validator)
		want  string
		data  string
	}{
		"text":                 {func(v *Validator) { v.UTF8String(1, "grüße") }, "", ""},
		"empty text":           {func(v *Validator) { v.UTF8String(1, "") }, "", ""},
		"not UTF-8":            {func(v *Validator) { v.UTF8String(1, "a\xff") }, "text is not UTF-8", "a\xff"},
		"identity":             {func(v *Validator) { v.Identity(1, "a-b_c.example.org") }, "", ""},
		"empty identity":       {func(v *Validator) { v.Identity(1, "") }, "empty", ""},
		"identity of IDN":      {func(v *Validator) { v.Identity(1, "bücher.de") }, "has characters that are not printable ASCII", "bücher.de"},
		"identity with NUL":    {func(v *Validator) { v.Identity(1, "a\x00") }, "has characters that are not printable ASCII", "a\x00"},
		"URI":                  {func(v *Validator) { v.URI(1, "aaa://h.example:3868;transport=tcp") }, "", ""},
		"empty URI":            {func(v *Validator) { v.URI(1, "") }, "empty", ""},
		"digits":               {func(v *Validator) { v.TBCD(1, "49*#abc") }, "", ""},
		"blank":                {func(v *Validator) { v.TBCD(1, "123 ") }, `number "123 ": ' ' is no digit, want 0 to 9, *, #, a, b or c`, "\x21\xf3"},
		"line end":             {func(v *Validator) { v.TBCD(1, "12345\n") }, `number "12345\n": '\n' is no digit, want 0 to 9, *, #, a, b or c`, "\x21\x43\xf5"},
		"upper case":           {func(v *Validator) { v.TBCD(1, "12A4") }, `number "12A4": 'A' is no digit, want 0 to 9, *, #, a, b or c`, "\x21\x4f"},
		"address":              {func(v *Validator) { v.Address(1, AddressFromFamily(1, "abcd")) }, "", ""},
		"address of E.164":     {func(v *Validator) { v.Address(1, AddressFromFamily(8, "")) }, "", ""},
		"no address":           {func(v *Validator) { v.Address(1, Address{}) }, "no address", "\x00\x00"},
		"IPv4 of three octets": {func(v *Validator) { v.Address(1, AddressFromFamily(1, "abc")) }, "address does not have the length of its family", "\x00\x01abc"},
		"IPv6 of four octets":  {func(v *Validator) { v.Address(1, AddressFromFamily(2, "abcd")) }, "address does not have the length of its family", "\x00\x02abcd"},
	} {
		v := Validator{Dictionary: &testDictionary}
		c.check(&v)
		if c.want == "" {
			if v.Err() != nil {
				t.Errorf("%s: %v", name, v.Err())
			}
			continue
		}
		want := "Text (1): " + c.want + " (DIAMETER_INVALID_AVP_VALUE 5004)"
		if v.err == nil || v.Err().Error() != want || string(v.err.Failed.Data) != c.data || v.err.Failed.Flags != FlagM {
			t.Errorf("%s: got %v, %+v, want %s", name, v.Err(), v.err, want)
		}
	}
}

// TestMarkedKeys has AVPs as people write them, with marks in the key.
func TestMarkedKeys(t *testing.T) {
	for _, c := range []struct{ got, want AVP }{
		{AVP{Key: keyNumber | M, Data: []byte{0, 0, 0, 1}}, AVP{Key: keyNumber, Flags: FlagV | FlagM, Data: []byte{0, 0, 0, 1}}},
		{AVP{Key: keyText | M | P, Data: []byte("x")}, AVP{Key: keyText, Flags: FlagM | FlagP, Data: []byte("x")}},
		{AVP{Key: keyText | P, Flags: FlagM | 1}, AVP{Key: keyText, Flags: FlagM | FlagP | 1}},
	} {
		m := &Generic{AVPs: []AVP{c.got}}
		if got, want := Append(nil, m), Append(nil, &Generic{AVPs: []AVP{c.want}}); !bytes.Equal(got, want) {
			t.Errorf("got  %x\nwant %x", got, want)
		}
		for _, k := range []Key{c.want.Key, c.want.Key | M, c.want.Key | P, c.want.Key | M | P} {
			if len(Find(m, k)) != 1 {
				t.Errorf("Find(%v) finds nothing", k)
			}
		}
		if c.got.flagText() != c.want.flagText() || c.got.len() != c.want.len() {
			t.Errorf("got %s %d, want %s %d", c.got.flagText(), c.got.len(), c.want.flagText(), c.want.len())
		}
	}
	// The vendor of an AVP that was received may be that large.
	wire := AVP{Key: MakeKey(1<<31|5, 6), Flags: FlagV, Data: []byte{1}}
	m := &Generic{AVPs: []AVP{wire}}
	if got := Find(m, wire.Key); len(got) != 1 || got[0].Key != wire.Key || len(Find(m, MakeKey(5, 6))) != 0 {
		t.Errorf("got %v", got)
	}
	// Validate sees through the marks.
	twice := sample()
	twice.Extra = []AVP{{Key: keyText | M, Data: []byte("again")}}
	if err := twice.Validate(); err == nil || !strings.Contains(err.Error(), "Text (1): more than one of them") {
		t.Errorf("got %v", err)
	}
}

// failedMessage is a message with a field for Failed-AVP, as generated code has it.
type failedMessage struct {
	Generic
	Failed *rawGroup
}

func (m *failedMessage) AppendAVPs(b []byte) []byte {
	if m.Failed != nil {
		b = AppendGrouped(b, keyFailedAVP|M, m.Failed)
	}
	return AppendExtra(b, m.AVPs)
}

func (m *failedMessage) DecodeAVPs(d *Decoder) {
	for d.Next() {
		if d.Key() == keyFailedAVP {
			d.Grouped(Target(&m.Failed))
			continue
		}
		d.Unknown()
	}
	_, m.AVPs = d.Done(0)
}

// TestMalformedFailedAVP has answers whose Failed-AVP holds what is wrong.
func TestMalformedFailedAVP(t *testing.T) {
	good := NewUTF8String(keyText|M, "good")
	for name, tail := range map[string][]byte{
		"length 3":           {0, 0, 0, 1, 0x40, 0, 0, 3, 'x'},
		"length beyond":      {0, 0, 0, 1, 0x40, 0, 0, 200, 'x', 'y', 'z', 0},
		"header cut off":     {0, 0, 0, 1, 0x40},
		"vendor cut off":     {0, 0, 0, 1, 0xc0, 0, 0, 12, 0, 0},
		"one byte":           {7},
		"vendor in a length": {0, 0, 0, 1, 0xc0, 0, 0, 8, 0, 0, 0x28, 0xaf},
	} {
		data := append(AppendExtra(nil, []AVP{good}), tail...)
		b := Append(nil, &Generic{Header: Header{CommandCode: 5}, AVPs: []AVP{
			{Key: keyFailedAVP, Flags: FlagM, Data: data}, NewUnsigned32(keyResultCode|M, 5014),
		}})
		var m failedMessage
		if err := Unmarshal(b, &m); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := Append(nil, &m); !bytes.Equal(got, b) {
			t.Errorf("%s: got  %x\nwant %x", name, got, b)
		}
		members := m.Failed.avps
		if len(members) != 2 || members[0].Malformed() || !members[1].Malformed() || !bytes.Equal(members[1].Data, tail) {
			t.Errorf("%s: got %+v", name, members)
		}
		var failure *AnswerError
		failure, _ = CheckAnswer(&m).(*AnswerError)
		if failure == nil || failure.ResultCode != ResultInvalidAVPLength || len(failure.FailedAVP) != 2 {
			t.Errorf("%s: got %+v", name, failure)
		}
		if got := Find(&m, keyFailedAVP, keyText); len(got) == 0 || string(got[0].Data) != "good" {
			t.Errorf("%s: Find: %v", name, got)
		}
	}
}

func TestDumpMalformed(t *testing.T) {
	m := jsonMessageOf(AVP{Key: keyFailedAVP, Flags: FlagM, Data: []byte{0, 0, 0, 1, 0x40, 0, 0, 3}}, NewUnsigned32(113, 0x43), NewUnsigned64(114, 1<<63), NewUnsigned32(113, 0))
	m.Header.Flags = 0
	dict := Dictionary{Parents: []*Dictionary{&jsonDictionary}, AVPs: []AVPInfo{{Key: keyFailedAVP, Name: "Failed-AVP", Type: TypeGrouped}}}
	var b strings.Builder
	dumpAVPs(&b, &dict, topLevel(m), 0)
	want := `Failed-AVP (279) -M- 16:
  Text (1) malformed, 8: 0000000140000003
Mask (113) --- 12: 67 A|0x42
Wide (114) --- 16: 9223372036854775808 TOP
Mask (113) --- 12: 0
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
