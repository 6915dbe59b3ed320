package diameter

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"
)

// The dictionary of these tests has an AVP of every format.
var jsonDictionary = Dictionary{Name: "json", ApplicationID: 99, Parents: []*Dictionary{&testDictionary}, AVPs: []AVPInfo{
	{Key: 100, Name: "Octets", Type: TypeOctetString},
	{Key: 101, Name: "I32", Type: TypeInteger32},
	{Key: 102, Name: "I64", Type: TypeInteger64},
	{Key: 103, Name: "U64", Type: TypeUnsigned64, Must: FlagM},
	{Key: 104, Name: "F32", Type: TypeFloat32},
	{Key: 105, Name: "Enum", Type: TypeEnumerated, Items: []Item{{-1, "MINUS"}, {1, "ONE"}}},
	{Key: 106, Name: "Four", Type: TypeIPv4},
	{Key: 107, Name: "Six", Type: TypeIPv6},
	{Key: 108, Name: "Rule", Type: TypeIPFilterRule},
	{Key: 109, Name: "Twin", Type: TypeUnsigned32},
	{Key: 110, Name: "Prefix", Type: TypeIPv6Prefix},
	{Key: 111, Name: "PLMN", Type: TypePLMN},
	{Key: 112, Name: "Digits", Type: TypeTBCD},
	{Key: 113, Name: "Mask", Type: TypeUnsigned32, Bits: []BitName{{1, "A"}, {6, "B"}}},
	{Key: 114, Name: "Wide", Type: TypeUnsigned64, Bits: []BitName{{1 << 63, "TOP"}}},
	{Key: 268, Name: "Result-Code", Type: TypeResultCode},
	{Key: MakeKey(5, 109), Name: "Twin", Type: TypeUTF8String},
}}

var jsonCommand = Command{
	Name: "Json", Code: 1001, Dictionary: &jsonDictionary,
	NewRequest: func() Message { return new(jsonGeneric) },
	NewAnswer:  func() Message { return new(jsonGeneric) },
}

var jsonApplication = Application{Name: "json", ID: 99, Dictionary: &jsonDictionary, Commands: []Command{jsonCommand, testCommand}}

// jsonGeneric is a Generic that has a dictionary.
type jsonGeneric struct{ Generic }

func (m *jsonGeneric) Command() (*Command, bool) { return &jsonCommand, m.Header.IsRequest() }

func jsonMessageOf(avps ...AVP) *jsonGeneric {
	return &jsonGeneric{Generic{
		Header: Header{Flags: FlagRequest, CommandCode: 1001, ApplicationID: 99, HopByHop: 1, EndToEnd: 2}, AVPs: avps,
	}}
}

// roundTrip checks that m comes back from JSON with the same type and bytes.
func roundTrip(t *testing.T, m Message, a *Application) string {
	t.Helper()
	want := Append(nil, m)
	text, err := EncodeJSON(m)
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeJSON(text, a)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	if b := Append(nil, got); !bytes.Equal(b, want) {
		t.Fatalf("got  %x\nwant %x\nas %s", b, want, text)
	}
	if reflect.TypeOf(got) != reflect.TypeOf(m) {
		t.Fatalf("got a %T, want a %T", got, m)
	}
	return string(text)
}

// TestJSONValues has an AVP of every format, and the part of its JSON after
// the name.
func TestJSONValues(t *testing.T) {
	when := time.Date(2040, 2, 29, 12, 0, 1, 0, time.UTC)
	v4, v6 := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")
	mapped := netip.MustParseAddr("::ffff:192.0.2.1")
	for _, c := range []struct {
		a    AVP
		want string
	}{
		{NewUTF8String(keyText|M, "a\"<grüße>\x00\u2028"), `"name":"Text","code":1,"flags":"M","value":"a\"<grüße>\u0000\u2028"`},
		{NewUTF8String(keyText, ""), `"name":"Text","code":1,"flags":"","value":""`},
		{NewOctetString(keyText, []byte{0xff}), `"name":"Text","code":1,"flags":"","hex":"ff"`},
		{NewOctetString(100, []byte("text")), `"name":"Octets","code":100,"flags":"","hex":"74657874"`},
		{NewOctetString(100, nil), `"name":"Octets","code":100,"flags":"","hex":""`},
		{NewInteger32(101, math.MinInt32), `"name":"I32","code":101,"flags":"","value":-2147483648`},
		{NewInteger64(102, math.MinInt64), `"name":"I64","code":102,"flags":"","value":"-9223372036854775808"`},
		{NewUnsigned64(103|M, math.MaxUint64), `"name":"U64","code":103,"flags":"M","value":"18446744073709551615"`},
		{NewUnsigned32(keyNumber|M, 0), `"name":"Number","code":2,"vendor":10415,"flags":"VM","value":0`},
		{NewFloat32(104, 0.1), `"name":"F32","code":104,"flags":"","value":0.1`},
		{NewFloat64(keyFloat, math.Copysign(0, -1)), `"name":"Float","code":6,"flags":"","value":-0`},
		{NewFloat64(keyFloat, 1e300), `"name":"Float","code":6,"flags":"","value":1e+300`},
		{NewFloat64(keyFloat, math.Inf(-1)), `"name":"Float","code":6,"flags":"","hex":"fff0000000000000"`},
		{NewFloat32(104, float32(math.NaN())), `"name":"F32","code":104,"flags":"","hex":"7fc00000"`},
		{NewInteger32(105, -1), `"name":"Enum","code":105,"flags":"","value":-1,"item":"MINUS"`},
		{NewInteger32(105, 7), `"name":"Enum","code":105,"flags":"","value":7`},
		{NewUnsigned32(113, 0), `"name":"Mask","code":113,"flags":"","value":0`},
		{NewUnsigned32(113, 1), `"name":"Mask","code":113,"flags":"","value":1,"item":"A"`},
		{NewUnsigned32(113, 0x47), `"name":"Mask","code":113,"flags":"","value":71,"item":"A|B|0x40"`},
		{NewUnsigned32(113, 0x42), `"name":"Mask","code":113,"flags":"","value":66`},
		{NewOctetString(113, []byte{1}), `"name":"Mask","code":113,"flags":"","hex":"01"`},
		{NewUnsigned64(114, 1<<63|1), `"name":"Wide","code":114,"flags":"","value":"9223372036854775809","item":"TOP|0x1"`},
		{NewTime(keyWhen, when), `"name":"When","code":4,"flags":"","value":"2040-02-29T12:00:01Z"`},
		{NewAddress(keyHost, AddressFrom(v4)), `"name":"Host","code":5,"flags":"","value":"192.0.2.1"`},
		{NewAddress(keyHost, AddressFrom(v6)), `"name":"Host","code":5,"flags":"","value":"2001:db8::1"`},
		{NewAddress(keyHost, AddressFromFamily(2, string(mapped.AsSlice()))), `"name":"Host","code":5,"flags":"","value":"::ffff:192.0.2.1"`},
		{NewAddress(keyHost, AddressFromFamily(8, "49")), `"name":"Host","code":5,"flags":"","value":"8:3439"`},
		{NewAddress(keyHost, AddressFromFamily(8, "")), `"name":"Host","code":5,"flags":"","value":"8:"`},
		{NewOctetString(keyHost, []byte{0, 1, 2}), `"name":"Host","code":5,"flags":"","hex":"000102"`},
		{AVP{Key: 106, Data: v4.AsSlice()}, `"name":"Four","code":106,"flags":"","value":"192.0.2.1"`},
		{AVP{Key: 107, Data: mapped.AsSlice()}, `"name":"Six","code":107,"flags":"","value":"::ffff:192.0.2.1"`},
		{NewUTF8String(108, "deny in ip from any to any"), `"name":"Rule","code":108,"flags":"","value":"deny in ip from any to any"`},
		{NewGrouped(keyNested), `"name":"Nested","code":3,"vendor":10415,"flags":"V","value":[]`},
		{NewGrouped(keyNested, NewInteger32(101, 1), NewGrouped(keyNested, NewUnsigned32(9, 1))),
			`"name":"Nested","code":3,"vendor":10415,"flags":"V","value":[{"name":"I32","code":101,"flags":"","value":1},` +
				`{"name":"Nested","code":3,"vendor":10415,"flags":"V","value":[{"code":9,"flags":"","hex":"00000001"}]}]`},
		// A group whose last member lacks its padding, one with padding that
		// is not zero, and one that is cut off.
		{NewOctetString(keyNested, []byte{0, 0, 0, 1, 0, 0, 0, 9, 'x'}), `"name":"Nested","code":3,"vendor":10415,"flags":"V","hex":"000000010000000978"`},
		{NewOctetString(keyNested, []byte{0, 0, 0, 1, 0, 0, 0, 9, 'x', 1, 0, 0}), `"name":"Nested","code":3,"vendor":10415,"flags":"V","hex":"000000010000000978010000"`},
		{NewOctetString(keyNested, []byte{0, 0, 0, 1}), `"name":"Nested","code":3,"vendor":10415,"flags":"V","hex":"00000001"`},
		// Odd flags, and a vendor whose highest bits are those of the marks.
		{AVP{Key: 109, Flags: FlagV | 0x1f, Data: []byte{0, 0, 0, 1}}, `"name":"Twin","code":109,"flags":"V|0x1f","value":1`},
		{AVP{Key: MakeKey(5, 109), Flags: FlagP}, `"name":"Twin","code":109,"vendor":5,"flags":"VP","value":""`},
		{AVP{Key: MakeKey(math.MaxUint32, math.MaxUint32), Flags: 0xff}, `"code":4294967295,"vendor":4294967295,"flags":"VMP|0x1f","hex":""`},
	} {
		text := roundTrip(t, jsonMessageOf(c.a), &jsonApplication)
		want := `{"command":"Json-Request","code":1001,"application":99,"flags":"R","hopByHop":1,"endToEnd":2,"avps":[{` + c.want + `}]}`
		if text != want {
			t.Errorf("got  %s\nwant %s", text, want)
		}
	}
}

func TestJSONMessages(t *testing.T) {
	repeated := sample()
	repeated.Extra = []AVP{NewUTF8String(keyText|M, "again"), {Key: keyNumber, Flags: FlagV | FlagP}}
	odd := jsonMessageOf()
	odd.Header.Flags |= 0x0a
	odd.Header.ApplicationID = 7
	failure := NewAnswer(sample(), ResultTooBusy)
	failure.OriginHost, failure.FailedAVP = "h", []AVP{NewGrouped(keyFailedAVP|M, AVP{Key: 3, Flags: 1})}
	roundTrip(t, sample(), &testApplication)
	roundTrip(t, repeated, &testApplication)
	roundTrip(t, failure, &testApplication)
	roundTrip(t, &Generic{Header: Header{CommandCode: 5, Flags: 0xdf}, AVPs: []AVP{{Key: 1}}}, &testApplication)
	roundTrip(t, &Generic{Header: Header{Flags: FlagRequest, CommandCode: 1000}}, nil)
	text, err := EncodeJSON(odd)
	if want := `{"command":"Json-Request","code":1001,"application":7,"flags":"R|0x0a","hopByHop":1,"endToEnd":2,"avps":[]}`; string(text) != want || err != nil {
		t.Errorf("got %s, %v\nwant %s", text, err, want)
	}
	m, err := DecodeJSON(text, &jsonApplication)
	if _, ok := m.(*Generic); !ok || err != nil || !bytes.Equal(Append(nil, m), Append(nil, odd)) {
		t.Errorf("got %T, %v", m, err)
	}
	// A header that was never filled in is one of the command.
	text, err = EncodeJSON(&testRequest{})
	if err != nil || !strings.HasPrefix(string(text), `{"command":"Test-Request","code":1000,"application":99,"flags":"RP",`) {
		t.Errorf("got %s, %v", text, err)
	}
}

// TestJSONByHand has messages as people write them.
func TestJSONByHand(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{"command":"Test-Request","avps":[{"name":"Text","value":"x"}]}`, `"avps":[{"name":"Text","code":1,"flags":"M","value":"x"}`},
		{`{"command":"Json-Answer","avps":[]}`, `{"command":"Json-Answer","code":1001,"application":99,"flags":"","hopByHop":0,"endToEnd":0,"avps":[]}`},
		{`{"code":1001,"application":99,"flags":"RP","avps":[{"code":9,"vendor":8,"hex":"00"}]}`, `"avps":[{"code":9,"vendor":8,"flags":"V","hex":"00"}]`},
		{`{"command":"Json-Answer","avps":[{"name":"Enum","item":"ONE"}]}`, `"value":1,"item":"ONE"`},
		{`{"command":"Json-Answer","avps":[{"name":"Twin","vendor":5,"value":"x"}]}`, `{"name":"Twin","code":109,"vendor":5,"flags":"V","value":"x"}`},
		{`{"command":"Json-Answer","avps":[{"name":"Twin","vendor":0,"value":"7"}]}`, `{"name":"Twin","code":109,"flags":"","value":7}`},
		{`{"command":"Json-Answer","avps":[{"name":"Other","code":100,"value":"text"}]}`, `{"name":"Octets","code":100,"flags":"","hex":"74657874"}`},
		{`{"command":"Json-Answer","avps":[{"name":"U64","value":18446744073709551615}]}`, `"flags":"M","value":"18446744073709551615"`},
		{`{"command":"Json-Answer","avps":[{"code":1,"vendor":7,"value":[{"name":"I32","value":1}]}]}`, `"hex":"000000650000000c00000001"`},
		{`{"command":"Json-Answer","avps":[{"name":"When","value":"2026-11-22T10:00:00+01:00"}]}`, `"value":"2026-11-22T09:00:00Z"`},

		{``, `no JSON: nothing is there`},
		{`{"command":`, `no JSON: it ends too early`},
		{`[]`, `value: array, want an object`},
		{`{"hopByHop":4294967296}`, `hopByHop: number 4294967296, want a whole number from 0 to 4294967295`},
		{`{"endToEnd":-1}`, `endToEnd: number -1, want a whole number from 0 to 4294967295`},
		{`{"command":7}`, `command: number, want a string`},
		{`{"avps":7}`, `avps: number, want a list of AVPs`},
		{`{x`, `no JSON at byte 2: invalid character 'x' looking for beginning of object key string`},
		{`{"command":"Json-Answer","avps":[]} x`, `more after the end of the JSON value`},
		{`{"command":"Json-Answer","avp":[]}`, `unknown member "avp"`},
		{`{"command":"Other-Answer","avps":[]}`, `command "Other-Answer" is not one of application "json", give its code`},
		{`{"command":"Json-Answer","code":1000,"avps":[]}`, `command "Json-Answer" has code 1001, not 1000`},
		{`{"code":16777216,"avps":[]}`, `code 16777216, a command code has 24 bits`},
		{`{"command":"Json-Answer","flags":"R","avps":[]}`, `command "Json-Answer" with flags "R": they disagree about R`},
		{`{"code":5,"avps":[]}`, `no flags, and command "" is not known: give flags`},
		{`{"code":5,"flags":"RX","avps":[]}`, `flags "RX", want letters of RPET`},
		{`{"code":5,"flags":"R|x","avps":[]}`, `flags "R|x", want a number like 0x1f after |`},
		{`{"command":"Json-Answer","avps":[{"name":"Text","value":"x"},{"value":1}]}`, `avps[1]: name "" is not in the dictionary: give code and vendor`},
		{`{"command":"Json-Answer","avps":[{"name":"Text","vendor":3,"value":"x"}]}`, `avps[0]: name "Text" is not in the dictionary: give code and vendor`},
		{`{"command":"Json-Answer","avps":[{"name":"Twin","value":1}]}`, `avps[0]: name "Twin" is AVP 109 and 109/5: give code or vendor`},
		{`{"command":"Json-Answer","avps":[{"name":"Text","code":2,"value":"x"}]}`, `avps[0]: name "Text" is AVP 1, but code and vendor say 2`},
		{`{"command":"Json-Answer","avps":[{"name":"Nested","value":[{"name":"I32","value":1},{"name":"Nested","value":[{"name":"I32","value":"x"}]}]}]}`,
			`avps[0].value[1].value[0]: value "x": want a whole number in digits, from -2147483648 to 2147483647`},
		{`{"command":"Json-Answer","avps":[{"name":"Nested","value":[{"nam":"I32"}]}]}`, `avps[0]: unknown member "nam"`},
		{`{"command":"Json-Answer","avps":[{"name":"I32"}]}`, `avps[0]: no value: give value or hex`},
		{`{"command":"Json-Answer","avps":[{"name":"I32","value":1,"hex":"00000001"}]}`, `avps[0]: both value and hex: leave one out`},
		{`{"command":"Json-Answer","avps":[{"name":"I32","value":null}]}`, `avps[0]: value null, want a string or a number`},
		{`{"command":"Json-Answer","avps":[{"name":"I32","value":[]}]}`, `avps[0]: list as the value of an AVP that is no group`},
		{`{"command":"Json-Answer","avps":[{"name":"Nested","value":"x"}]}`, `avps[0]: value "x": want a list of AVPs`},
		{`{"command":"Json-Answer","avps":[{"code":999,"value":"x"}]}`, `avps[0]: value of an AVP that is in no dictionary: want hex, or a list of AVPs`},
		{`{"command":"Json-Answer","avps":[{"name":"Enum","item":"TWO"}]}`, `avps[0]: item "TWO" is not known, give a value`},
		{`{"command":"Json-Answer","avps":[{"name":"I32","value":1e3}]}`, `avps[0]: value 1e3: want a whole number in digits, from -2147483648 to 2147483647`},
		{`{"command":"Json-Answer","avps":[{"name":"U64","value":-1}]}`, `avps[0]: value -1: want a whole number in digits, from 0 to 18446744073709551615`},
		{`{"command":"Json-Answer","avps":[{"name":"I64","value":"9223372036854775808"}]}`,
			`avps[0]: value "9223372036854775808": want a whole number in digits, from -9223372036854775808 to 9223372036854775807`},
		{`{"command":"Json-Answer","avps":[{"name":"F32","value":1e300}]}`, `avps[0]: value 1e300: want a number that a Float32 can hold`},
		{`{"command":"Json-Answer","avps":[{"name":"Nested","value":[{"code":-1}]}]}`, `avps[0]: code: number -1, want a whole number from 0 to 4294967295`},
		{`{"command":"Json-Answer","avps":[{"name":"Enum","value":1,"item":"NONSENSE"}]}`, `avps[0]: value and item "NONSENSE" are not the same: leave one out`},
		{`{"command":"Json-Answer","avps":[{"name":"Enum","value":7,"item":"FUTURE"}]}`, `"value":7}`},
		{`{"command":"Json-Answer","avps":[{"name":"Enum","hex":"00000001","item":"ONE"}]}`, `"value":1,"item":"ONE"`},
		{`{"command":"Json-Answer","avps":[{"name":"I32","value":1,"item":"ONE"}]}`, `avps[0]: item "ONE" beside a value that has no names: leave it out`},
		{`{"command":"Json-Answer","avps":[{"name":"Mask","item":"A|0x40"}]}`, `"value":65,"item":"A|0x40"`},
		{`{"command":"Json-Answer","avps":[{"name":"Mask","item":"B|A"}]}`, `"value":7,"item":"A|B"`},
		{`{"command":"Json-Answer","avps":[{"name":"Mask","value":3,"item":"A|2"}]}`, `"value":3,"item":"A|0x2"`},
		{`{"command":"Json-Answer","avps":[{"name":"Mask","value":2,"item":"A"}]}`, `avps[0]: value and item "A" are not the same: leave one out`},
		{`{"command":"Json-Answer","avps":[{"name":"Mask","item":"C"}]}`, `avps[0]: item "C" is not known, give a value`},
		{`{"command":"Json-Answer","avps":[{"name":"Mask","item":"A|0x100000000"}]}`, `avps[0]: item "A|0x100000000" is not known, give a value`},
		{`{"command":"Json-Answer","avps":[{"name":"Wide","item":"TOP"}]}`, `"value":"9223372036854775808","item":"TOP"`},
		{`{"command":"Json-Answer","avps":[{"name":"Enum","item":"ONE","value":2}]}`, `avps[0]: value and item "ONE" are not the same: leave one out`},
		{`{"command":"Json-Answer","avps":[{"name":"When","value":"2105-01-01T00:00:00Z"}]}`,
			`avps[0]: value "2105-01-01T00:00:00Z": want whole seconds from 1968-01-20T03:14:08Z to 2104-02-26T09:42:23Z`},
		{`{"command":"Json-Answer","avps":[{"name":"Host","value":"host"}]}`, `avps[0]: value "host": want an IP address, or family:octets like 8:3439`},
		{`{"command":"Json-Answer","avps":[{"name":"Six","value":"192.0.2.1"}]}`, `avps[0]: value "192.0.2.1": want an address of the other IP version, and without a zone`},
		{`{"command":"Json-Answer","avps":[{"name":"Four","value":"x"}]}`, `avps[0]: value "x": want an IP address`},
		{`{"command":"Json-Answer","avps":[{"name":"When","value":7}]}`, `avps[0]: value 7: want a date and time like 2026-11-22T08:30:00Z`},
		{`{"command":"Json-Answer","avps":[{"name":"Text","flags":"Q","value":"x"}]}`, `avps[0]: flags "Q", want letters of VMP`},
		{`{"command":"Json-Answer","avps":[{"name":"Octets","hex":"0"}]}`, `avps[0]: encoding/hex: odd length hex string`},
	} {
		m, err := DecodeJSON([]byte(c.in), &jsonApplication)
		if err != nil {
			if err.Error() != c.want {
				t.Errorf("%s:\ngot  %v\nwant %s", c.in, err, c.want)
			}
			continue
		}
		text, err := EncodeJSON(m)
		if err != nil || !strings.Contains(string(text), c.want) {
			t.Errorf("%s:\ngot  %s, %v\nwant %s", c.in, text, err, c.want)
		}
	}
}

// TestJSONBadMessage checks that bytes that cannot be decoded give the error
// that Unmarshal gives, and what was read before it.
func TestJSONBadMessage(t *testing.T) {
	m, err := DecodeJSON([]byte(`{"command":"Test-Request","avps":[{"name":"Text","value":"x"},{"name":"Number","hex":"00"}]}`), &testApplication)
	var avpErr *AVPError
	if !errors.As(err, &avpErr) || avpErr.ResultCode != ResultInvalidAVPLength || m.(*testRequest).Text != "x" {
		t.Errorf("got %v, %v", m, err)
	}
}

// TestJSONCause checks that the cause of an error can be reached.
func TestJSONCause(t *testing.T) {
	_, err := DecodeJSON([]byte(`{"command":"Json-Answer","avps":[{"name":"Octets","hex":"zz"}]}`), &jsonApplication)
	var cause hex.InvalidByteError
	if !errors.As(err, &cause) || cause != 'z' {
		t.Errorf("got %v", err)
	}
}

// TestJSONDepth checks that groups inside each other are shown down to a limit.
func TestJSONDepth(t *testing.T) {
	group := NewGrouped(keyNested)
	for range 100 {
		group = NewGrouped(keyNested, group)
	}
	text := roundTrip(t, jsonMessageOf(group), &jsonApplication)
	if n := strings.Count(text, `"value":[`); n != MaxDepth {
		t.Errorf("%d groups are shown, want %d", n, MaxDepth)
	}
	deep := strings.Repeat(`{"name":"Nested","value":[`, 40) + strings.Repeat(`]}`, 40)
	_, err := DecodeJSON([]byte(`{"command":"Json-Answer","avps":[`+deep+`]}`), &jsonApplication)
	if err == nil || !strings.HasSuffix(err.Error(), ": more than 32 groups inside each other") {
		t.Errorf("got %v", err)
	}
}

func TestJSONTooLong(t *testing.T) {
	for _, n := range []int{MaxMessageLen, 1 << 24} {
		if text, err := EncodeJSON(jsonMessageOf(AVP{Key: 1, Data: make([]byte, n)})); err == nil {
			t.Errorf("%d bytes of data are %d bytes of JSON", n, len(text))
		}
	}
}

// FuzzJSON checks that every message that Parse accepts comes back from JSON
// with the same bytes.
func FuzzJSON(f *testing.F) {
	f.Add(Append(nil, sample()))
	f.Add(Append(nil, NewAnswer(sample(), ResultUnableToDeliver)))
	f.Add(Append(nil, jsonMessageOf(NewFloat32(104, 1), NewInteger32(105, 1), NewInteger64(102, 5), NewOctetString(107, make([]byte, 16)),
		NewAddress(keyHost, AddressFromFamily(8, "49")), NewGrouped(keyNested, NewGrouped(keyNested, NewUTF8String(keyText, "x"))))))
	f.Add(Append(nil, jsonMessageOf(NewOctetString(110, []byte{0, 64, 0x20, 1}), NewOctetString(111, []byte{0x62, 0xf2, 0x10}),
		NewTBCD(112, "4915*"), NewUnsigned32(keyResultCode, 5005))))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := jsonApplication.Parse(b)
		var answer *AnswerError
		if err != nil && !errors.As(err, &answer) || len(Append(nil, m)) > MaxMessageLen {
			return
		}
		text := roundTrip(t, m, &jsonApplication)
		if !json.Valid([]byte(text)) {
			t.Fatalf("no JSON: %s", text)
		}
	})
}

// FuzzDecodeJSON checks that no text makes DecodeJSON panic, and that what it
// makes of one is a message that comes back.
func FuzzDecodeJSON(f *testing.F) {
	f.Add([]byte(`{"command":"Test-Request","avps":[{"name":"Text","value":"x"},{"name":"Number","value":7}]}`))
	f.Add([]byte(`{"command":"Json-Request","code":1001,"application":99,"flags":"R","avps":[{"name":"Nested","value":[{"code":1,"hex":"00"}]},` +
		`{"name":"Enum","item":"ONE"},{"name":"When","value":"2026-11-22T10:00:00Z"},{"name":"Host","value":"8:3439"},{"name":"F32","value":1e3}]}`))
	f.Add([]byte(`{"command":"Json-Request","avps":[{"name":"Prefix","value":"2001:db8::/32"},{"name":"PLMN","value":"262-01"},` +
		`{"name":"Digits","value":"49*#c"},{"name":"Result-Code","item":"DIAMETER_SUCCESS"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := DecodeJSON(b, &jsonApplication)
		if err == nil {
			roundTrip(t, m, &jsonApplication)
		}
	})
}
