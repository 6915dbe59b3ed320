package diameter

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"
)

// The messages of this file are what generated code looks like, in small: a
// message with every data format, a group that holds itself.

const (
	keyText   Key = 1
	keyNumber Key = 10415<<32 | 2
	keyNested Key = 10415<<32 | 3
	keyWhen   Key = 4
	keyHost   Key = 5
	keyFloat  Key = 6
	keyList   Key = 7
)

var testDictionary = Dictionary{Name: "test", ApplicationID: 99, AVPs: []AVPInfo{
	{Key: keyText, Name: "Text", Type: TypeUTF8String, Must: FlagM},
	{Key: keyWhen, Name: "When", Type: TypeTime},
	{Key: keyHost, Name: "Host", Type: TypeAddress},
	{Key: keyFloat, Name: "Float", Type: TypeFloat64},
	{Key: keyList, Name: "List", Type: TypeOctetString},
	{Key: keyNumber, Name: "Number", Type: TypeUnsigned32, Must: FlagM},
	{Key: keyNested, Name: "Nested", Type: TypeGrouped},
}}

var testCommand = Command{
	Name: "Test", Code: 1000, Proxiable: true, Dictionary: &testDictionary,
	NewRequest: func() Message { return new(testRequest) },
	NewAnswer:  func() Message { return new(Generic) },
}

var testApplication = Application{Name: "test", ID: 99, Dictionary: &testDictionary, Commands: []Command{testCommand}}

type testRequest struct {
	Header Header
	testGroup
}

func (m *testRequest) Head() *Header             { return &m.Header }
func (m *testRequest) Command() (*Command, bool) { return &testCommand, true }

type testGroup struct {
	Text   string
	Number uint32
	When   time.Time
	Host   Address
	Float  float64
	Nested *testGroup
	List   [][]byte
	Extra  []AVP

	absent Absent
}

func (g *testGroup) AppendAVPs(b []byte) []byte {
	b = AppendUTF8String(b, keyText|M, g.Text)
	b = AppendUnsigned32(b, keyNumber|M, g.Number)
	if !g.When.IsZero() {
		b = AppendTime(b, keyWhen, g.When)
	}
	if g.Host != (Address{}) {
		b = AppendAddress(b, keyHost, g.Host)
	}
	if g.Float != 0 {
		b = AppendFloat64(b, keyFloat, g.Float)
	}
	if g.Nested != nil {
		b = AppendGrouped(b, keyNested, g.Nested)
	}
	for i := range g.List {
		b = AppendOctetString(b, keyList, g.List[i])
	}
	return AppendExtra(b, g.Extra)
}

func (g *testGroup) DecodeAVPs(d *Decoder) {
	*g = testGroup{}
	for d.Next() {
		switch d.Key() {
		case keyText:
			if d.First(0) {
				g.Text = d.UTF8String()
			}
		case keyNumber:
			if d.First(1) {
				g.Number = d.Unsigned32()
			}
		case keyWhen:
			if d.First(2) {
				g.When = d.Time()
			}
		case keyHost:
			if d.First(3) {
				g.Host = d.Address()
			}
		case keyFloat:
			if d.First(200) {
				g.Float = d.Float64()
			}
		case keyNested:
			if d.First(5) {
				g.Nested = new(testGroup)
				d.Grouped(g.Nested)
			}
		case keyList:
			g.List = append(g.List, d.OctetString())
		default:
			d.Unknown()
		}
	}
	g.absent, g.Extra = d.Done(2)
}

func (g *testGroup) Validate() error {
	v := Validator{Dictionary: &testDictionary, Message: "Test-Request", Absent: g.absent}
	v.Required(keyText, g.Text == "")
	v.Present(1, keyNumber, g.Number == 0)
	if g.Nested != nil {
		v.Nested(keyNested, g.Nested)
	}
	if len(g.List) > 2 {
		v.Excess(2, keyList, AppendOctetString(nil, keyList, g.List[2]))
	}
	v.Extra(g.Extra, keyText, keyNumber, keyWhen, keyHost, keyFloat, keyNested)
	return v.Err()
}

func sample() *testRequest {
	return &testRequest{
		Header: Header{Flags: FlagRequest | FlagProxiable, CommandCode: 1000, ApplicationID: 99, HopByHop: 1, EndToEnd: 2},
		testGroup: testGroup{
			Text: "grüße", Number: 7, Float: math.Pi,
			When: time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC),
			Host: AddressFrom(netip.MustParseAddr("192.0.2.1")),
			Nested: &testGroup{
				Text: "inner", Nested: &testGroup{Text: "innermost", Host: AddressFromFamily(8, "4915112345")},
				Extra: []AVP{{Key: MakeKey(1<<31, 9), Flags: FlagV | FlagP | 1, Data: []byte{1, 2, 3, 4, 5}}},
			},
			List: [][]byte{{1}, {2, 3}},
		},
	}
}

func TestRoundTrip(t *testing.T) {
	want := sample()
	b, err := Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	for name, unmarshal := range map[string]func([]byte, Message) error{"copied": Unmarshal, "shared": UnmarshalShared} {
		got := sample() // whose content must vanish
		got.Extra = []AVP{{Key: 77}}
		if err := unmarshal(b, got); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
		if again := Append(nil, got); !bytes.Equal(again, b) {
			t.Errorf("%s: encoded again: %x, want %x", name, again, b)
		}
	}
}

// TestExtra checks that unknown AVPs, repeated singles, their flags and a V
// bit with vendor 0 survive, in wire order.
func TestExtra(t *testing.T) {
	want := sample()
	want.Extra = []AVP{
		{Key: keyText, Flags: FlagM, Data: []byte("again")},
		{Key: 999, Flags: FlagV, Data: []byte{1}},
		{Key: MakeKey(5, 6), Flags: FlagV | FlagM | FlagP | 0x1f},
		{Key: keyNumber, Flags: FlagV, Data: []byte{1, 2, 3}},
	}
	b := Append(nil, want)
	m, err := testApplication.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want.Extra {
		if want.Extra[i].Data == nil {
			want.Extra[i].Data = []byte{}
		}
	}
	if !reflect.DeepEqual(m, want) {
		t.Errorf("got %+v, want %+v", m, want)
	}
	if !bytes.Equal(Append(nil, m), b) {
		t.Error("bytes have changed")
	}
	err = m.Validate()
	if err == nil || !strings.Contains(err.Error(), "Text (1): more than one of them") {
		t.Errorf("Validate: %v", err)
	}
}

func TestHeaderErrors(t *testing.T) {
	good := Append(nil, sample())
	change := func(i int, v byte) []byte {
		b := bytes.Clone(good)
		b[i] = v
		return b
	}
	for _, c := range []struct {
		name string
		b    []byte
		want ResultCode
	}{
		{"empty", nil, ResultInvalidMessageLength},
		{"19 bytes", good[:19], ResultInvalidMessageLength},
		{"version 2", change(0, 2), ResultUnsupportedVersion},
		{"length 16", []byte("\x01\x00\x00\x10\x80\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), ResultInvalidMessageLength},
		{"length of 16 MB", change(1, 0xff), ResultInvalidMessageLength},
		{"length not a multiple of 4", change(3, good[3]+1), ResultInvalidMessageLength},
		{"one AVP short", good[:len(good)-12], ResultInvalidMessageLength},
		{"R and E", change(4, 0xe0), ResultInvalidHeaderBits},
	} {
		_, err := testApplication.Parse(c.b)
		var avpErr *AVPError
		if !errors.As(err, &avpErr) || avpErr.ResultCode != c.want || len(avpErr.FailedAVPs()) != 0 {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// message returns a request with the given bytes as its AVPs.
func message(avps ...byte) []byte {
	h := Header{Flags: FlagRequest, CommandCode: 1000, ApplicationID: 99}
	return patchMessageLength(append(h.appendTo(nil), avps...), 0)
}

func TestAVPErrors(t *testing.T) {
	group := func(members ...byte) []byte {
		return append([]byte{0, 0, 0, 3, 0x80, 0, 0, byte(12 + len(members)), 0, 0, 0x28, 0xaf}, members...)
	}
	for _, c := range []struct {
		name string
		avps []byte
		rc   ResultCode
		text string
		data int // length of the data in Failed-AVP
	}{
		{"length 0", []byte{0, 0, 0, 1, 0, 0, 0, 0}, 5014, "Text (1): AVP length 0, want 8 to 8", 0},
		{"length 7", []byte{0, 0, 0, 1, 0, 0, 0, 7}, 5014, "Text (1): AVP length 7, want 8 to 8", 0},
		{"length 8 with V", []byte{0, 0, 0, 1, 0x80, 0, 0, 8, 0, 0, 0, 9}, 5014, "AVP 1/9: AVP length 8, want 12 to 12", 0},
		{"length 2^24-1", []byte{0, 0, 0, 1, 0, 0xff, 0xff, 0xff}, 5014, "Text (1): AVP length 16777215, want 8 to 8", 0},
		{"header cut off", []byte{0, 0, 0, 1}, 5014, "Text (1): AVP header cut off after 4 bytes", 0},
		{"vendor cut off", []byte{0, 0, 0, 1, 0x80, 0, 0, 12}, 5014, "Text (1): AVP header cut off after 8 bytes", 0},
		{"number of 3 bytes", []byte{0, 0, 0, 4, 0, 0, 0, 11, 1, 2, 3, 0}, 5014, "When (4): 3 bytes of data, want 4", 4},
		{"IPv4 of 3 bytes", []byte{0, 0, 0, 5, 0, 0, 0, 13, 0, 1, 1, 2, 3, 0, 0, 0}, 5014, "Host (5): 5 bytes of data, want 6", 6},
		{"family cut off", []byte{0, 0, 0, 5, 0, 0, 0, 9, 0, 0, 0, 0}, 5014, "Host (5): 1 bytes of data, want at least 2", 6},
		{"text", []byte{0, 0, 0, 1, 0, 0, 0, 9, 0xff, 0, 0, 0}, 5004, "Text (1): text is not UTF-8", 1},
		{"inside a group", group(0, 0, 0, 6, 0, 0, 0, 9, 1, 0, 0, 0), 5014, "Nested (3/10415) > Float (6): 1 bytes of data, want 8", 16},
		{"member longer than its group", group(0, 0, 0, 6, 0, 0, 0, 20), 5014, "Nested (3/10415) > Float (6): AVP length 20, want 8 to 8", 16},
		{"number longer than the message", []byte{0, 0, 0, 4, 0, 0, 0, 16, 0, 0, 0, 0}, 5014, "When (4): AVP length 16, want 8 to 12", 4},
		{"address cut off", []byte{0, 0, 0, 5}, 5014, "Host (5): AVP header cut off after 4 bytes", 6},
		{"vendor cut off in the middle", []byte{0, 0, 0, 3, 0x80, 0, 0, 12}, 5014, "AVP 3: AVP header cut off after 8 bytes", 0},
		{"group of length 0", []byte{0, 0, 0, 3, 0x80, 0, 0, 0, 0, 0, 0x28, 0xaf}, 5014, "Nested (3/10415): AVP length 0, want 12 to 12", 0},
		{"inside two groups", group(group(0, 0, 0, 6, 0, 0, 0, 7)...), 5014,
			"Nested (3/10415) > Nested (3/10415) > Float (6): AVP length 7, want 8 to 8", 12 + 16},
	} {
		_, err := testApplication.Parse(message(c.avps...))
		var avpErr *AVPError
		if !errors.As(err, &avpErr) || avpErr.ResultCode != c.rc {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if want := "Test-Request: " + c.text + " (" + c.rc.describe() + ")"; err.Error() != want {
			t.Errorf("%s: got %q, want %q", c.name, err, want)
		}
		if len(avpErr.Failed.Data) != c.data {
			t.Errorf("%s: Failed-AVP holds %x, want %d bytes", c.name, avpErr.Failed.Data, c.data)
		}
	}
}

func TestLimits(t *testing.T) {
	deep := []byte{}
	for range 1000 {
		deep = append(binary.BigEndian.AppendUint64(nil, uint64(keyNested.Code())<<32|0x80<<24|uint64(12+len(deep))), append([]byte{0, 0, 0x28, 0xaf}, deep...)...)
	}
	_, err := testApplication.Parse(message(deep...))
	if err == nil || !strings.Contains(err.Error(), "more than 32 groups inside each other") {
		t.Errorf("depth 1000: %v", err)
	}
	many := bytes.Repeat([]byte{0, 0, 3, 0, 0, 0, 0, 8}, MaxAVPs+1)
	_, err = testApplication.Parse(message(many...))
	if err == nil || !strings.Contains(err.Error(), "more than 1048576 AVPs") {
		t.Errorf("many AVPs: %v", err)
	}
}

// TestLastPadding checks that a group whose last member lacks its padding is
// read: such peers exist.
func TestLastPadding(t *testing.T) {
	avps := []byte{0, 0, 0, 3, 0x80, 0, 0, 21, 0, 0, 0x28, 0xaf, 0, 0, 0, 1, 0, 0, 0, 9, 'x', 0, 0, 0}
	m, err := testApplication.Parse(message(avps...))
	if err != nil || m.(*testRequest).Nested.Text != "x" {
		t.Errorf("got %+v, %v", m, err)
	}
}

func TestTime(t *testing.T) {
	for _, c := range []struct {
		seconds uint32
		want    string
	}{
		{1 << 31, "1968-01-20T03:14:08Z"},
		{2208988800, "1970-01-01T00:00:00Z"},
		{math.MaxUint32, "2036-02-07T06:28:15Z"},
		{0, "2036-02-07T06:28:16Z"},
		{1<<31 - 1, "2104-02-26T09:42:23Z"},
	} {
		want, err := time.Parse(time.RFC3339, c.want)
		if err != nil {
			t.Fatal(err)
		}
		a := NewTime(keyWhen, want)
		if got := binary.BigEndian.Uint32(a.Data); got != c.seconds {
			t.Errorf("%s is sent as %d, want %d", c.want, got, c.seconds)
		}
		if got, err := a.Time(); err != nil || !got.Equal(want) {
			t.Errorf("%d is read as %v, %v, want %v", c.seconds, got, err, want)
		}
	}
}

func TestAllocations(t *testing.T) {
	m := sample()
	buf := Append(nil, m)
	if n := testing.AllocsPerRun(100, func() { buf = Append(buf[:0], m) }); n != 0 {
		t.Errorf("Append into a buffer with room allocates %v times", n)
	}
	// The copy, two nested groups, the extra AVP, the list in two steps.
	var got testRequest
	if n := testing.AllocsPerRun(100, func() {
		if err := Unmarshal(buf, &got); err != nil {
			t.Fatal(err)
		}
	}); n > 7 {
		t.Errorf("Unmarshal allocates %v times", n)
	}
}

func TestFindAndDump(t *testing.T) {
	m := sample()
	got := Find(m, keyNested, keyNested, keyText)
	if len(got) != 1 || string(got[0].Data) != "innermost" {
		t.Errorf("Find: %v", got)
	}
	for _, path := range [][]Key{nil, {keyNested, keyText, keyText}, {3}, {keyNumber | P, keyText}} {
		if got := Find(m, path...); len(got) != 0 {
			t.Errorf("Find(%v): %v", path, got)
		}
	}
	var b strings.Builder
	if err := Dump(&b, m); err != nil {
		t.Fatal(err)
	}
	want := `Test-Request (1000) app 99 flags RP hbh 0x00000001 e2e 0x00000002
  Text (1) -M- 15: "grüße"
  Number (2/10415) VM- 16: 7
  When (4) --- 12: 2026-11-22 08:30:00 +0000 UTC
  Host (5) --- 14: 192.0.2.1
  Float (6) --- 16: 3.141592653589793
  Nested (3/10415) V-- 132:
    Text (1) -M- 13: "inner"
    Number (2/10415) VM- 16: 0
    Nested (3/10415) V-- 68:
      Text (1) -M- 17: "innermost"
      Number (2/10415) VM- 16: 0
      Host (5) --- 20: 8:34393135313132333435
    AVP 9/2147483648 V-P 17: 0102030405
  List (7) --- 9: 01
  List (7) --- 10: 0203
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestValidateExcess(t *testing.T) {
	m := sample()
	m.List = [][]byte{{1}, {2}, {3}, {4}}
	err := m.Validate()
	var avpErr *AVPError
	if !errors.As(err, &avpErr) || avpErr.ResultCode != ResultAVPOccursTooManyTimes || !bytes.Equal(avpErr.Failed.Data, []byte{3}) {
		t.Errorf("got %v, %+v", err, avpErr)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(Append(nil, sample()))
	f.Add(Append(nil, NewAnswer(sample(), ResultUnableToDeliver)))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := testApplication.Parse(b)
		if m == nil {
			return
		}
		var dump strings.Builder
		if err := Dump(&dump, m); err != nil {
			t.Fatal(err)
		}
		_ = m.Validate()
		_ = CheckAnswer(m)
		_ = NewAnswer(m, ResultUnableToComply)
		if err != nil {
			return
		}
		c := Append(nil, m)
		if len(c) > MaxMessageLen {
			return
		}
		again, err := testApplication.Parse(c)
		if err != nil {
			t.Fatalf("encoded again it cannot be read: %v", err)
		}
		if !bytes.Equal(Append(nil, again), c) {
			t.Fatal("not a fixed point")
		}
	})
}

// TestManyExtra checks that room for many unknown AVPs is made once, whatever
// their padding, and that a wrong length in what follows does not matter to it.
func TestManyExtra(t *testing.T) {
	want := sample()
	for i := range 5000 {
		want.Extra = append(want.Extra, AVP{Key: MakeKey(99999, uint32(i)), Flags: FlagV, Data: make([]byte, i%7)})
	}
	b := Append(nil, want)
	var got testRequest
	if n := testing.AllocsPerRun(5, func() {
		if err := Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
	}); n > 16 {
		t.Errorf("%v allocations for 5000 unknown AVPs", n)
	}
	if !reflect.DeepEqual(&got, want) || len(got.Extra) != 5000 {
		t.Errorf("%d unknown AVPs came back", len(got.Extra))
	}
	if n := countAVPs(append(got.AppendAVPs(nil), 0, 0, 0, 1, 0, 0xff, 0xff, 0xff)); n != 5000+8 {
		t.Errorf("counted %d AVPs", n)
	}
}
