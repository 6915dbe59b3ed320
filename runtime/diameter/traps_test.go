package diameter

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// The tests of this file are the traps that implementations of Diameter are
// known to fall into. Those that need a whole application are in the generated
// package cx.

const (
	keyOwner  Key = 50
	keyNote   Key = 51
	keyItem   Key = 52
	keyBanned Key = 53
	keyMode   Key = 54
	keyBox    Key = 55
)

var trapDictionary = Dictionary{Name: "trap", ApplicationID: 98, AVPs: []AVPInfo{
	{Key: keyOwner, Name: "Owner", Type: TypeIdentity, Must: FlagM},
	{Key: keyNote, Name: "Note", Type: TypeUTF8String},
	{Key: keyItem, Name: "Item", Type: TypeUnsigned32, Must: FlagM},
	{Key: keyBanned, Name: "Banned", Type: TypeUTF8String},
	{Key: keyMode, Name: "Mode", Type: TypeEnumerated, Items: []Item{{0, "OFF"}, {1, "ON"}}},
	{Key: keyBox, Name: "Box", Type: TypeGrouped},
}}

var trapCommand = Command{
	Name: "Trap", Code: 1002, Dictionary: &trapDictionary,
	NewRequest: func() Message { return new(trapRequest) },
	NewAnswer:  func() Message { return new(Generic) },
}

var trapApplication = Application{Name: "trap", ID: 98, Dictionary: &trapDictionary, Commands: []Command{trapCommand}}

// trapRequest has the grammar
//
//	< Owner > 0*1< Note > 1*3{ Item } [ Mode ] [ Box ] 0*0[ Banned ] *[ AVP ]
type trapRequest struct {
	Header Header
	Owner  Identity
	Note   string
	Item   []uint32
	Mode   *int32
	Box    *trapBox
	Extra  []AVP
	absent Absent
}

func (m *trapRequest) Head() *Header             { return &m.Header }
func (m *trapRequest) Command() (*Command, bool) { return &trapCommand, true }

func (m *trapRequest) AppendAVPs(b []byte) []byte {
	b = AppendIdentity(b, keyOwner|M, m.Owner)
	if m.Note != "" {
		b = AppendUTF8String(b, keyNote, m.Note)
	}
	for _, v := range m.Item {
		b = AppendUnsigned32(b, keyItem|M, v)
	}
	if m.Mode != nil {
		b = AppendInteger32(b, keyMode|M, *m.Mode)
	}
	if m.Box != nil {
		b = AppendGrouped(b, keyBox, m.Box)
	}
	return AppendExtra(b, m.Extra)
}

func (m *trapRequest) DecodeAVPs(d *Decoder) {
	*m = trapRequest{Header: m.Header}
	for d.Next() {
		switch d.Key() {
		case keyOwner:
			if d.First(0) {
				m.Owner = d.Identity()
			}
		case keyNote:
			if d.First(1) {
				m.Note = d.UTF8String()
			}
		case keyItem:
			m.Item = append(m.Item, d.Unsigned32())
		case keyMode:
			if d.First(2) {
				v := d.Integer32()
				m.Mode = &v
			}
		case keyBox:
			if d.First(3) {
				m.Box = new(trapBox)
				d.Grouped(m.Box)
			}
		default:
			d.Unknown()
		}
	}
	m.absent, m.Extra = d.Done(1)
}

func (m *trapRequest) Validate() error {
	v := Validator{Dictionary: &trapDictionary, Message: "Trap-Request", Absent: m.absent}
	v.Required(keyOwner, m.Owner == "")
	v.AtLeast(keyItem, len(m.Item), 1)
	if len(m.Item) > 3 {
		v.Excess(3, keyItem, AppendUnsigned32(nil, keyItem|M, m.Item[3]))
	}
	if m.Box != nil {
		v.Nested(keyBox, m.Box)
	}
	v.Forbidden(m.Extra, keyBanned)
	v.Extra(m.Extra, keyOwner, keyNote, keyMode, keyBox)
	return v.Err()
}

// trapBox is a group with the grammar 1*{ Item } [ Box ], and nothing else.
type trapBox struct {
	Item  []uint32
	Box   *trapBox
	Extra []AVP
}

func (m *trapBox) AppendAVPs(b []byte) []byte {
	for _, v := range m.Item {
		b = AppendUnsigned32(b, keyItem|M, v)
	}
	if m.Box != nil {
		b = AppendGrouped(b, keyBox, m.Box)
	}
	return AppendExtra(b, m.Extra)
}

func (m *trapBox) DecodeAVPs(d *Decoder) {
	*m = trapBox{}
	for d.Next() {
		switch d.Key() {
		case keyItem:
			m.Item = append(m.Item, d.Unsigned32())
		case keyBox:
			if d.First(0) {
				m.Box = new(trapBox)
				d.Grouped(m.Box)
			}
		default:
			d.Unknown()
		}
	}
	_, m.Extra = d.Done(0)
}

func (m *trapBox) Validate() error {
	v := Validator{Dictionary: &trapDictionary}
	v.AtLeast(keyItem, len(m.Item), 1)
	if m.Box != nil {
		v.Nested(keyBox, m.Box)
	}
	v.Closed(m.Extra, keyBox)
	return v.Err()
}

// trap returns a Trap-Request of the given AVPs.
func trap(avps ...AVP) []byte {
	return Append(nil, &Generic{Header: Header{Flags: FlagRequest, CommandCode: 1002, ApplicationID: 98}, AVPs: avps})
}

var (
	owner = NewIdentity(keyOwner|M, "o")
	item  = NewUnsigned32(keyItem|M, 7)
)

// verdict reads b and checks it with the default policy.
func verdict(b []byte) (Message, error) {
	m, err := trapApplication.Parse(b)
	if err != nil {
		return m, err
	}
	return m, DefaultPolicy().Check(m, b)
}

// TestTraps has messages, the error each gives, and the Failed-AVP: a dash
// stands for none.
func TestTraps(t *testing.T) {
	unknown := NewUnsigned32(999|M, 1)
	for _, c := range []struct {
		name   string
		avps   []AVP
		want   string
		failed string
	}{
		{"good", []AVP{owner, item}, "<nil>", "-"},

		// Vendor and code together are what names an AVP.
		{"same code of a vendor", []AVP{owner, item, NewUTF8String(MakeKey(7, 50), "x")}, "<nil>", "-"},
		{"same code of a vendor, M bit", []AVP{owner, item, NewUTF8String(MakeKey(7, 50)|M, "x")},
			"Trap-Request: AVP 50/7: not known, and it has the M bit (DIAMETER_AVP_UNSUPPORTED 5001)", "00000032c000000d0000000778000000"},
		{"V bit with vendor 0", []AVP{{Key: keyOwner, Flags: FlagV | FlagM, Data: []byte("o")}, item}, "<nil>", "-"},

		// The M bit counts only in groups that are understood.
		{"unknown with M in an unknown group", []AVP{owner, item, NewGrouped(998, unknown)}, "<nil>", "-"},
		{"unknown with M in a known group", []AVP{owner, item, NewGrouped(keyBox, item, unknown)},
			"Trap-Request: Box (55) > AVP 999: not known, and it has the M bit (DIAMETER_AVP_UNSUPPORTED 5001)", "0000003700000014" + "000003e74000000c00000001"},
		{"unknown without M", []AVP{owner, item, NewUnsigned32(999, 1)}, "<nil>", "-"},

		// Grammar.
		{"required list is empty", []AVP{owner}, "Trap-Request: Item (52): missing, 0 of at least 1 are there (DIAMETER_MISSING_AVP 5005)", "000000344000000c00000000"},
		{"required list in a group is empty", []AVP{owner, item, NewGrouped(keyBox, item, NewGrouped(keyBox))},
			"Trap-Request: Box (55) > Box (55) > Item (52): missing, 0 of at least 1 are there (DIAMETER_MISSING_AVP 5005)",
			"000000370000001c" + "0000003700000014" + "000000344000000c00000000"},
		{"list at its limit", []AVP{owner, item, item, item}, "<nil>", "-"},
		{"list over its limit", []AVP{owner, item, item, item, NewUnsigned32(keyItem|M, 4), NewUnsigned32(keyItem|M, 5)},
			"Trap-Request: Item (52): more than 3 of them (DIAMETER_AVP_OCCURS_TOO_MANY_TIMES 5009)", "000000344000000c00000004"},
		{"optional fixed AVP", []AVP{owner, NewUTF8String(keyNote, "x"), item}, "<nil>", "-"},
		{"optional fixed AVP in another place", []AVP{item, owner, NewUTF8String(keyNote, "x")}, "<nil>", "-"},
		{"optional fixed AVP twice", []AVP{owner, NewUTF8String(keyNote, "x"), item, NewUTF8String(keyNote, "y")},
			"Trap-Request: Note (51): more than one of them (DIAMETER_AVP_OCCURS_TOO_MANY_TIMES 5009)", "000000330000000979000000"},
		{"at most none", []AVP{owner, item, NewUTF8String(keyBanned, "x")}, "Trap-Request: Banned (53): must not be here (DIAMETER_AVP_NOT_ALLOWED 5008)", "000000350000000978000000"},
		{"known, but not in this closed group", []AVP{owner, item, NewGrouped(keyBox, item, NewIdentity(keyOwner|M, "o"))},
			"Trap-Request: Box (55) > Owner (50): not allowed here (DIAMETER_AVP_NOT_ALLOWED 5008)", "0000003700000014" + "00000032400000096f000000"},

		// Formats.
		{"identity of no length", []AVP{NewIdentity(keyOwner|M, ""), item}, "Trap-Request: Owner (50): missing (DIAMETER_MISSING_AVP 5005)", "0000003240000008"},
		{"empty group", []AVP{owner, item, NewGrouped(keyBox)},
			"Trap-Request: Box (55) > Item (52): missing, 0 of at least 1 are there (DIAMETER_MISSING_AVP 5005)", "0000003700000014" + "000000344000000c00000000"},
		{"enum of 3 bytes", []AVP{owner, item, NewOctetString(keyMode|M, []byte{0, 0, 1})},
			"Trap-Request: Mode (54): 3 bytes of data, want 4 (DIAMETER_INVALID_AVP_LENGTH 5014)", "000000364000000c00000000"},
	} {
		b := trap(c.avps...)
		_, err := verdict(b)
		if fmt.Sprint(err) != c.want {
			t.Errorf("%s: got %v\nwant %s", c.name, err, c.want)
			continue
		}
		var avpErr *AVPError
		failed := "-"
		if errors.As(err, &avpErr) {
			failed = fmt.Sprintf("%x", AppendExtra(nil, avpErr.FailedAVPs()))
		}
		if failed != c.failed {
			t.Errorf("%s: Failed-AVP %s, want %s", c.name, failed, c.failed)
		}
	}
}

// TestTrapEnum checks that a value that is not defined is kept, and refused
// only where a policy says so and the M bit is set.
func TestTrapEnum(t *testing.T) {
	strict := Policy{EnumValues: Reject}
	for _, c := range []struct {
		mode AVP
		want error
	}{
		{NewInteger32(keyMode|M, 1), nil},
		{NewInteger32(keyMode|M, 5), &AVPError{}},
		{NewInteger32(keyMode, 5), nil},
		{NewInteger32(keyMode|M, -1), &AVPError{}},
	} {
		b := trap(owner, item, c.mode)
		m, err := verdict(b)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := c.mode.Integer32()
		if got := m.(*trapRequest).Mode; got == nil || *got != want {
			t.Errorf("value %d was read as %v", want, got)
		}
		err = strict.Check(m, b)
		var avpErr *AVPError
		if (err != nil) != (c.want != nil) || err != nil && (!errors.As(err, &avpErr) || avpErr.ResultCode != ResultInvalidAVPValue) {
			t.Errorf("value %d, flags %x: %v", want, c.mode.Flags, err)
		}
	}
}

// TestTrapAddress has addresses of other families and of wrong lengths.
func TestTrapAddress(t *testing.T) {
	for data, want := range map[string]string{
		"\x00\x01\xc0\x00\x02\x01":     "192.0.2.1",
		"\x00\x08491511":               "8:343931353131",
		"\x00\x08":                     "8:",
		"\xff\xff\x01":                 "65535:01",
		"":                             "0 bytes of data, want at least 2",
		"\x00":                         "1 bytes of data, want at least 2",
		"\x00\x01":                     "2 bytes of data, want 6",
		"\x00\x01\xc0\x00\x02\x01\x01": "7 bytes of data, want 6",
		"\x00\x02\xc0\x00\x02\x01":     "6 bytes of data, want 18",
	} {
		a := AVP{Key: keyHost, Data: []byte(data)}
		v, err := a.Address()
		got := v.String()
		var avpErr *AVPError
		if errors.As(err, &avpErr) {
			got = avpErr.Detail
		}
		if got != want {
			t.Errorf("%x: got %s, want %s", data, got, want)
		}
		if err == nil && string(NewAddress(keyHost, v).Data) != data {
			t.Errorf("%x: sent as %x", data, NewAddress(keyHost, v).Data)
		}
	}
}

// TestTrapPadding checks an AVP at the end that lacks its padding: inside a
// group it is read, at top level the message is too short.
func TestTrapPadding(t *testing.T) {
	for n := 9; n < 12; n++ {
		member := append(binary.BigEndian.AppendUint64(nil, 999<<32|uint64(n)), make([]byte, n-8)...)
		b := trap(owner, item, NewOctetString(998, member), AVP{Key: keyBox, Data: append(item.appendTo(nil), member...)})
		m, err := verdict(b)
		if err != nil {
			t.Fatal(err)
		}
		got := m.(*trapRequest).Box.Extra
		if want := []AVP{{Key: 999, Data: make([]byte, n-8)}}; !reflect.DeepEqual(got, want) {
			t.Errorf("%d bytes: got %+v, want %+v", n, got, want)
		}
		short := patchMessageLength(b[:len(b)-12+n], 0)
		if _, err := verdict(short); err == nil {
			t.Errorf("message of %d bytes was read", len(short))
		}
	}
}

// TestTrapMessageLength has every length that a header can get wrong.
func TestTrapMessageLength(t *testing.T) {
	good := trap(owner, item)
	for _, length := range []int{0, 1, 19, 20, len(good) - 4, len(good) - 1, len(good) + 1, len(good) + 4, 1<<24 - 4, 1<<24 - 1} {
		b := bytes.Clone(good)
		b[1], b[2], b[3] = byte(length>>16), byte(length>>8), byte(length)
		_, err := verdict(b)
		_, peekErr := Peek(b)
		for _, err := range []error{err, peekErr} {
			var avpErr *AVPError
			if !errors.As(err, &avpErr) || avpErr.ResultCode != ResultInvalidMessageLength || avpErr.FailedAVPs() != nil {
				t.Errorf("length %d: %v", length, err)
			}
		}
	}
	_, err := verdict(trap())
	if err == nil || !strings.Contains(err.Error(), "Owner (50): missing") {
		t.Errorf("message without AVPs: %v", err)
	}
}

// TestTrapAVPLength has every length that is too short for a header or too
// long for what is around, at top level and inside a group.
func TestTrapAVPLength(t *testing.T) {
	lengths := map[AVPFlags][]int{
		0:     {0, 1, 2, 3, 4, 5, 6, 7, 17, 20, 1<<24 - 1},
		FlagV: {0, 7, 8, 9, 10, 11, 17, 20, 1<<24 - 1},
	}
	for flags, list := range lengths {
		for _, length := range list {
			head := binary.BigEndian.AppendUint64(nil, uint64(keyNote)<<32|uint64(flags)<<24|uint64(length))
			head = append(head, make([]byte, 8)...) // vendor and data, or data
			inside := append(binary.BigEndian.AppendUint64(nil, uint64(keyBox)<<32|8+16), head...)
			for name, b := range map[string][]byte{"top level": head, "group": inside} {
				h := Header{Flags: FlagRequest, CommandCode: 1002, ApplicationID: 98}
				_, err := verdict(patchMessageLength(append(h.appendTo(nil), b...), 0))
				var avpErr *AVPError
				if !errors.As(err, &avpErr) || avpErr.ResultCode != ResultInvalidAVPLength || avpErr.Path[len(avpErr.Path)-1] != keyNote {
					t.Errorf("%s, flags %x, length %d: %v", name, flags, length, err)
				}
			}
		}
	}
}

// TestTrapDepth checks the limit of groups inside each other, and that no tool
// goes deeper.
func TestTrapDepth(t *testing.T) {
	nested := func(depth int) AVP {
		box := NewGrouped(keyBox, item)
		for range depth - 1 {
			box = NewGrouped(keyBox, item, box)
		}
		return box
	}
	for _, depth := range []int{1, MaxDepth, MaxDepth + 1, 1000} {
		b := trap(owner, item, nested(depth))
		m, err := verdict(b)
		if (err != nil) != (depth > MaxDepth) {
			t.Errorf("depth %d: %v", depth, err)
		}
		var generic Generic
		if err := Unmarshal(b, &generic); err != nil {
			t.Fatal(err)
		}
		if err := Dump(new(strings.Builder), m); err != nil {
			t.Error(err)
		}
		text, err := EncodeJSON(&generic)
		if err != nil || len(text) == 0 {
			t.Error(err)
		}
		if _, err := Peek(b); err != nil {
			t.Error(err)
		}
	}
	// A group that is known but has no field, so that only Check looks inside.
	inner := nested(1000)
	m := jsonMessageOf(inner)
	command := jsonCommand
	command.Dictionary = &trapDictionary
	err := StrictPolicy().Check(&failingAnswer{m, &command}, Append(nil, m))
	if err == nil || !strings.HasSuffix(err.Error(), "more than 32 groups inside each other (DIAMETER_INVALID_AVP_VALUE 5004)") {
		t.Errorf("got %v", err)
	}
}

// TestTrapErrorAnswer checks that an answer with the E bit is read as the
// answer-message, whatever its class and its AVPs, and one without by its own
// grammar.
func TestTrapErrorAnswer(t *testing.T) {
	for _, rc := range []ResultCode{ResultUnableToDeliver, ResultUnableToComply, ResultTooBusy, 6001} {
		a := NewAnswer(sample(), rc)
		a.Header.Flags |= FlagError
		a.Extra = []AVP{NewUnsigned32(999|M, 1)}
		m, err := testApplication.Parse(Append(nil, a))
		var answerErr *AnswerError
		if !errors.As(err, &answerErr) || answerErr.ResultCode != rc || answerErr.Answer != m {
			t.Errorf("%v: got %T, %v", rc, m, err)
		}
		a.Header.Flags &^= FlagError
		m, err = testApplication.Parse(Append(nil, a))
		if _, ok := m.(*Generic); !ok || err != nil {
			t.Errorf("%v without E: got %T, %v", rc, m, err)
		}
		if err := CheckAnswer(m); !errors.As(err, &answerErr) || answerErr.ResultCode != rc {
			t.Errorf("%v without E: %v", rc, err)
		}
	}
}

// TestTrapAnswer checks what an answer repeats: the Proxy-Info in their order
// with their flags, and Session-Id only if there is one.
func TestTrapAnswer(t *testing.T) {
	first, second := NewGrouped(keyProxyInfo|M, NewIdentity(280|M, "b")), NewGrouped(keyProxyInfo|M|P, NewIdentity(280|M, "a"))
	req := &Generic{Header: Header{Flags: FlagRequest | FlagProxiable | FlagRetransmitted, CommandCode: 1002, ApplicationID: 98, HopByHop: 3, EndToEnd: 4},
		AVPs: []AVP{first, owner, second, first}}
	for _, withSession := range []bool{false, true} {
		if withSession {
			req.AVPs = append(req.AVPs, NewUTF8String(keySessionID|M, "s"))
		}
		a := NewAnswer(req, ResultUnableToDeliver)
		if got := Find(a, keyProxyInfo); !reflect.DeepEqual(got, []AVP{first, second, first}) {
			t.Errorf("Proxy-Info: %+v", got)
		}
		if got := len(Find(a, keySessionID)); (got == 1) != withSession || got > 1 {
			t.Errorf("%d Session-Ids, with one in the request: %v", got, withSession)
		}
		want := Header{Flags: FlagProxiable | FlagError, CommandCode: 1002, ApplicationID: 98, HopByHop: 3, EndToEnd: 4}
		if a.Header != want {
			t.Errorf("header %+v, want %+v", a.Header, want)
		}
	}
}
