package jsonwire_test

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/jsonwire"
)

const fullSession = `{
  "device": {
    "phoneNumber": "+123456789",
    "networkAccessIdentifier": "123456789@domain.com",
    "ipv4Address": {"publicAddress": "203.0.113.0", "publicPort": 59765},
    "ipv6Address": "2001:db8:85a3:8d3:1319:8a2e:370:7344"
  },
  "applicationServer": {"ipv4Address": "198.51.100.0/24"},
  "devicePorts": {"ranges": [{"from": 5010, "to": 5020}], "ports": [5060, 5070]},
  "qosProfile": "QOS_L",
  "sink": "https://application-server.com/notifications",
  "sinkCredential": {
    "accessToken": "s3cret", "accessTokenExpiresUtc": "2024-12-06T10:37:26.5Z",
    "credentialType": "ACCESSTOKEN"
  },
  "duration": 3600
}`

func TestRoundTrip(t *testing.T) {
	var v createSession
	if err := jsonwire.UnmarshalStrict([]byte(fullSession), &v); err != nil {
		t.Fatal(err)
	}
	if err := v.Validate(); err != nil {
		t.Fatal(err)
	}
	if v.Device.IPv4.Port.Or(0) != 59765 || v.Ports.Ranges[0] != (portRange{5010, 5020}) || v.Duration != 3600 {
		t.Errorf("wrong values: %+v", v)
	}
	want := strings.NewReplacer("\n", "", "\": ", "\":", "{ ", "{", ", ", ",", "  ", "").Replace(fullSession)
	want = strings.Replace(want, `"accessToken":"s3cret","accessTokenExpiresUtc":"2024-12-06T10:37:26.5Z","credentialType":"ACCESSTOKEN"`,
		`"credentialType":"ACCESSTOKEN","accessToken":"s3cret","accessTokenExpiresUtc":"2024-12-06T10:37:26.5Z"`, 1)
	b := v.AppendJSON(nil)
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
	var again createSession
	if err := jsonwire.Unmarshal(b, &again); err != nil || !reflect.DeepEqual(v, again) {
		t.Errorf("read back as %+v, %v", again, err)
	}
}

func TestRoundTripEverything(t *testing.T) {
	const in = `{"note":null,"flag":false,"small":0.1,"big":1e-7,"i64":-9223372036854775808,"u32":4294967295,` +
		`"u64":18446744073709551615,"blob":"+/8B","when":"2024-05-01T10:00:00.000000001+02:00","labels":{"a":"1","b":""},` +
		`"alert":{"from":1,"to":2},"any":null,"x-1":[1,{"a":null}],"x-2":null}`
	var v everything
	if err := jsonwire.UnmarshalStrict([]byte(in), &v); err != nil {
		t.Fatal(err)
	}
	if got := string(v.AppendJSON(nil)); got != in {
		t.Errorf("got  %s\nwant %s", got, in)
	}
	if err := v.Validate(); err != nil {
		t.Error(err)
	}
	if raw, ok := v.Extra.Get("x-1"); !ok || raw.String() != `[1,{"a":null}]` {
		t.Errorf("x-1 is %s, %v", raw, ok)
	}
	v.Extra.Set("x-1", jsonwire.Raw("7"))
	v.Extra.Set("x-3", jsonwire.Raw("8"))
	if len(v.Extra) != 3 || string(v.Extra[0].Value) != "7" || string(v.Extra[2].Value) != "8" {
		t.Errorf("Extra is %v", v.Extra)
	}
}

// Every prefix of a message is an error, at its end or at the token that was
// cut, and never a panic.
func TestTruncated(t *testing.T) {
	for n := range len(fullSession) {
		err := jsonwire.Unmarshal([]byte(fullSession[:n]), new(createSession))
		e, ok := err.(*jsonwire.Error)
		if !ok || e.Offset > n {
			t.Fatalf("%d bytes: %v", n, err)
		}
	}
}

func TestUnions(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want alert
	}{
		{`"text"`, alertText("text")},
		{`{"from":1,"to":2}`, &alertRange{1, 2}},
		{`{"accessToken":"a","accessTokenExpiresUtc":"2024-01-01T00:00:00Z"}`,
			&alertToken{"a", time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}},
	} {
		var v everything
		if err := jsonwire.Unmarshal([]byte(`{"x":{"y":1},"alert":`+tt.in+`,"flag":true}`), &v); err != nil {
			t.Error(err)
		}
		if !reflect.DeepEqual(v.Alert, tt.want) || !v.Flag.Or(false) || len(v.Extra) != 1 {
			t.Errorf("%s: got %#v in %+v", tt.in, v.Alert, v)
		}
	}
}

func TestTag(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{`{"t":"X"}`, "X"},
		{` { "a" : [ {"t":"no"} , "}" , -1.5e3 ] , "t" : "X" , "b":1}`, "X"},
		{`{"a":"\"t\":\"no\"","\u0074":"\u0058"}`, "X"},
		{`{"a":{"t":"no"}}`, ""},
		{`{"t":1}`, "1"},
		{`{"t":null}`, ""},
		{`{}`, ""},
		{`[]`, ""},
		{`"t"`, ""},
		{`{"a":1,"t":"X"`, "X"},
		{`{"t"`, ""},
		{`{"t":`, ""},
		{`{"t":"X`, ""},
		{`{"t" "X"}`, ""},
		{`{"a":1 "t":"X"}`, ""},
		{`{"t\`, ""},
		{``, ""},
	} {
		d := jsonwire.NewDecoder([]byte(tt.in))
		if got := d.Tag("t"); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.in, got, tt.want)
		}
	}
}

// What was not consumed is still there after Tag and Try.
func TestUnknownVariant(t *testing.T) {
	const in = `{"credentialType":"PLAIN","identifier":"me","n":[1, 2]}`
	var v createSession
	if err := jsonwire.Unmarshal([]byte(`{"sinkCredential":`+in+`,"duration":5}`), &v); err != nil {
		t.Fatal(err)
	}
	other, ok := v.SinkCredential.(*otherCredential)
	if !ok || other.Type != "PLAIN" || string(other.Raw) != in || v.Duration != 5 {
		t.Errorf("got %+v", v)
	}
}

// errorCases are read as a createSession, or as everything if the input has
// one of its members.
var errorCases = []struct {
	in     string
	strict bool
	want   string
}{
	{in: ``, want: `the input ends, want an object (at byte 0)`},
	{in: ` `, want: `the input ends, want an object (at byte 1)`},
	{in: `[]`, want: `have an array, want an object (at byte 0)`},
	{in: `{`, want: `the input ends, want a member name (at byte 1)`},
	{in: `{"duration"`, want: `the input ends, want ':' (at byte 11)`},
	{in: `{"duration":`, want: `duration: the input ends, want an integer (at byte 12)`},
	{in: `{"duration":1`, want: `the input ends, want ',' or '}' (at byte 13)`},
	{in: `{"duration":1,`, want: `the input ends, want a member name (at byte 14)`},
	{in: `{"duration":1,}`, want: `unexpected '}', want a member name (at byte 14)`},
	{in: `{"duration":1}}`, want: `unexpected '}', want the end of the input (at byte 14)`},
	{in: `{"duration":1} x`, want: `unexpected 'x', want the end of the input (at byte 15)`},
	{in: `{"duration":01}`, want: `duration: unexpected '1', want ',' or '}' (at byte 13)`},
	{in: `{"duration":+1}`, want: `duration: unexpected '+', want an integer (at byte 12)`},
	{in: `{"duration":1.}`, want: `duration: unexpected '}', want a digit (at byte 14)`},
	{in: `{"duration":-}`, want: `duration: unexpected '}', want a digit (at byte 13)`},
	{in: `{"duration":1e}`, want: `duration: unexpected '}', want a digit (at byte 14)`},
	{in: `{"duration":1.5}`, want: `duration: 1.5 is not an integer (at byte 12)`},
	{in: `{"duration":1e-1}`, want: `duration: 1e-1 is not an integer (at byte 12)`},
	{in: `{"duration":2147483648}`, want: `duration: 2147483648 is above 2147483647 (at byte 12)`},
	{in: `{"duration":-2147483649}`, want: `duration: -2147483649 is below -2147483648 (at byte 12)`},
	{in: `{"duration":99999999999999999999}`, want: `duration: 99999999999999999999 is above 2147483647 (at byte 12)`},
	{in: `{"duration":-1e400}`, want: `duration: -1e400 is below -2147483648 (at byte 12)`},
	{in: `{"duration":"3600"}`, want: `duration: have a string, want an integer (at byte 12)`},
	{in: `{"duration":true}`, want: `duration: have true or false, want an integer (at byte 12)`},
	{in: `{"qosProfile":"a` + "\n" + `b"}`, want: `qosProfile: control character '\n' in a string (at byte 16)`},
	{in: `{"qosProfile":"ab`, want: `qosProfile: the input ends inside a string (at byte 17)`},
	{in: `{"qosProfile":"a\`, want: `qosProfile: the input ends, want an escape sequence (at byte 17)`},
	{in: `{"qosProfile":"\x"}`, want: `qosProfile: unexpected 'x', want an escape sequence (at byte 16)`},
	{in: `{"qosProfile":"\u12g4"}`, want: `qosProfile: unexpected 'g', want a hexadecimal digit (at byte 19)`},
	{in: `{"qosProfile":"\u12`, want: `qosProfile: the input ends, want a hexadecimal digit (at byte 19)`},
	{in: `{"qosProfile":"a` + "\xff" + `b"}`, want: `qosProfile: string is not UTF-8 (at byte 16)`},
	{in: `{"x":"a` + "\xff" + `b"}`, want: `x: string is not UTF-8 (at byte 7)`},
	{in: `{"` + "\xff" + `":1}`, want: `string is not UTF-8 (at byte 2)`},
	{in: `{"qosProfile":[]}`, want: `qosProfile: have an array, want a string (at byte 14)`},
	{in: `{"qosProfile":tru}`, want: `qosProfile: have true or false, want a string (at byte 14)`},
	{in: `{"x":tru}`, want: `x: unexpected '}', want true (at byte 8)`},
	{in: `{"x":nul`, want: `x: the input ends, want null (at byte 8)`},
	{in: `{"x":fals3}`, want: `x: unexpected '3', want false (at byte 9)`},
	{in: `{"x":truee}`, want: `x: unexpected 'e', want ',' or '}' (at byte 9)`},
	{in: `{"x":[1 2]}`, want: `x: unexpected '2', want ',' or ']' (at byte 8)`},
	{in: `{"x":[1,]}`, want: `x[1]: unexpected ']', want a value (at byte 8)`},
	{in: `{"x":[1,`, want: `x[1]: the input ends, want a value (at byte 8)`},
	{in: `{"x":[{"y":1]}`, want: `x[0]: unexpected ']', want ',' or '}' (at byte 12)`},
	{in: `{"x" 1}`, want: `unexpected '1', want ':' (at byte 5)`},
	{in: `{x:1}`, want: `unexpected 'x', want a member name (at byte 1)`},
	{in: `{"x":'a'}`, want: `x: unexpected '\'', want a value (at byte 5)`},
	{in: `{"x":1,"duration":2,"x":3}`, want: `member "x" appears twice (at byte 20)`},
	{in: `{"y":{"a":1,"\u0061":3}}`, want: `y: member "a" appears twice (at byte 12)`},
	{in: "{\"x\":\x00}", want: `x: unexpected '\x00', want a value (at byte 5)`},
	{in: "\ufeff{}", want: "unexpected '\\ufeff', want an object (at byte 0)"},
	{in: `{"devicePorts":{"ports":[1,2,3.5]}}`, want: `devicePorts.ports[2]: 3.5 is not an integer (at byte 29)`},
	{in: `{"devicePorts":{"ports":[1,"2"]}}`, want: `devicePorts.ports[1]: have a string, want an integer (at byte 27)`},
	{in: `{"devicePorts":{"ranges":[{"from":1,"to":2},{"from":{}}]}}`, want: `devicePorts.ranges[1].from: have an object, want an integer (at byte 52)`},
	{in: `{"devicePorts":{"ranges":[{"from":1,"to":2},{"from":1}]}}`, strict: true, want: `devicePorts.ranges[1]: required member "to" is absent (at byte 53)`},
	{in: `{"duration":1,"qosProfile":"Q"}`, strict: true, want: `required member "applicationServer" is absent (at byte 30)`},
	{in: `{"duration":null}`, strict: true, want: `duration: have null, want an integer (at byte 12)`},
	{in: `{"device":null}`, strict: true, want: `device: have null, want a value (at byte 10)`},
	{in: `{"qosProfile":17}`, strict: true, want: `qosProfile: have a number, want a string (at byte 14)`},
	{in: `{"applicationServer":{"ipv4Address":"1.2.3.4","zone":1}}`, strict: true, want: `applicationServer.zone: member is not in the schema (at byte 53)`},
	{in: `{"sinkCredential":{"credentialType":"ACCESSTOKEN","accessTokenExpiresUtc":"soon"}}`,
		want: `sinkCredential.accessTokenExpiresUtc: "soon" is not a time such as 2006-01-02T15:04:05Z (RFC 3339) (at byte 74)`},
	{in: `{"sinkCredential":{"x":"\q","credentialType":"ACCESSTOKEN"}}`, want: `sinkCredential.x: unexpected 'q', want an escape sequence (at byte 25)`},
	{in: `{"sinkCredential":{"credentialType":"ACCESS\q"}}`, want: `sinkCredential.credentialType: unexpected 'q', want an escape sequence (at byte 44)`},
	{in: `{"sinkCredential":{"a.b":{"c d":[[true,nope]]},"credentialType":"ACCESSTOKEN"}}`,
		want: `sinkCredential["a.b"]["c d"][0][1]: unexpected 'o', want null (at byte 40)`},
	{in: `{"alert":17}`, want: `alert: fits none of its types (at byte 9)`},
	{in: `{"alert":{"from":1}}`, want: `alert: fits none of its types (at byte 9)`},
	{in: `{"u32":-1}`, want: `u32: -1 is below 0 (at byte 7)`},
	{in: `{"u32":4294967296}`, want: `u32: 4294967296 is above 4294967295 (at byte 7)`},
	{in: `{"u64":18446744073709551616}`, want: `u64: 18446744073709551616 is above 18446744073709551615 (at byte 7)`},
	{in: `{"u64":1844674407370955161.6}`, want: `u64: 1844674407370955161.6 is not an integer (at byte 7)`},
	{in: `{"i64":9223372036854775808}`, want: `i64: 9223372036854775808 is above 9223372036854775807 (at byte 7)`},
	{in: `{"i64":-9223372036854775809}`, want: `i64: -9223372036854775809 is below -9223372036854775808 (at byte 7)`},
	{in: `{"big":1e999}`, want: `big: 1e999 does not fit a float64 (at byte 7)`},
	{in: `{"small":1e39}`, want: `small: 1e39 does not fit a float32 (at byte 9)`},
	{in: `{"big":"1"}`, want: `big: have a string, want a number (at byte 7)`},
	{in: `{"blob":"+/8B*"}`, want: `blob: string is not base64 (at byte 8)`},
	{in: `{"blob":"+_8B"}`, want: `blob: string is not base64 (at byte 8)`},
	{in: `{"blob":"-_8B"}`, strict: true, want: `blob: string is not base64 (at byte 8)`},
	{in: `{"when":"2024-05-01 10:00:00Z"}`, strict: true, want: `when: "2024-05-01 10:00:00Z" is not a time such as 2006-01-02T15:04:05Z (RFC 3339) (at byte 8)`},
	{in: `{"when":1e300}`, want: `when: 1e300 is not a time (at byte 8)`},
	{in: `{"flag":"true"}`, want: `flag: have a string, want true or false (at byte 8)`},
	{in: `{"flag":null}`, strict: true, want: `flag: have null, want a value (at byte 8)`},
	{in: `{"labels":{"a":1}}`, strict: true, want: `labels.a: have a number, want a string (at byte 15)`},
}

func TestErrors(t *testing.T) {
	for _, tt := range errorCases {
		unmarshal := jsonwire.Unmarshal
		if tt.strict {
			unmarshal = jsonwire.UnmarshalStrict
		}
		var v jsonwire.Decodable = new(createSession)
		for _, name := range []string{"alert", "u32", "u64", "i64", "big", "small", "blob", "when", "flag", "labels"} {
			if strings.HasPrefix(tt.in, `{"`+name+`"`) {
				v = new(everything)
			}
		}
		err := unmarshal([]byte(tt.in), v)
		if err == nil {
			t.Errorf("%s: no error, want %s", tt.in, tt.want)
		} else if err.Error() != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.in, err, tt.want)
		}
	}
}

func TestErrorsShowLittle(t *testing.T) {
	long := strings.Repeat("9", 1000)
	d := jsonwire.NewDecoder([]byte(long))
	d.Int32()
	if got, want := d.End().Error(), long[:40]+"… is above 2147483647 (at byte 0)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	deep := strings.Repeat(`{"`+strings.Repeat("k", 30)+`":`, 500) + "x"
	d = jsonwire.NewDecoder([]byte(deep))
	d.Skip()
	e, ok := d.End().(*jsonwire.Error)
	if !ok || len(e.Path) > 410 || !strings.HasPrefix(e.Path, "…") {
		t.Errorf("got %v", e)
	}
}

func TestLenient(t *testing.T) {
	var v createSession
	const in = `{"device":null,"applicationServer":null,"qosProfile":17.50,"duration":36e2,"sink":null,` +
		`"devicePorts":{"ranges":[null],"ports":[null,7.0]}}`
	if err := jsonwire.Unmarshal([]byte(in), &v); err != nil {
		t.Fatal(err)
	}
	if v.Device != nil || v.QosProfile != "17.50" || v.Duration != 3600 || v.Sink.IsSet() ||
		!reflect.DeepEqual(v.Ports, &ports{Ranges: []portRange{{}}, Ports: []int32{0, 7}}) {
		t.Errorf("got %+v %+v", v, v.Ports)
	}
	if err := jsonwire.Unmarshal([]byte(`null`), &v); err != nil || v.QosProfile != "" {
		t.Errorf("null: %+v, %v", v, err)
	}
}

func TestIntegers(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want int64
	}{
		{"0", 0}, {"-0", 0}, {"0.0", 0}, {"0e5", 0}, {"-0.000e-7", 0}, {"0e99999999999999999999", 0}, {"1e0", 1}, {"1E+2", 100},
		{"12.50e1", 125}, {"12500e-2", 125}, {"0.00125e5", 125}, {"1000000000000000000", 1e18},
		{"9223372036854775807", math.MaxInt64}, {"-9223372036854775808", math.MinInt64},
		{"9223372036854775807.000", math.MaxInt64}, {"-922337203685477580800e-2", math.MinInt64},
		{"9007199254740993.0", 9007199254740993}, {"999999999999999999", 999999999999999999},
		{"1" + strings.Repeat("0", 100) + "e-100", 1},
	} {
		d := jsonwire.NewDecoder([]byte(tt.in))
		if got := d.Int64(); got != tt.want || d.End() != nil {
			t.Errorf("%s: got %d, %v", tt.in, got, d.Err())
		}
	}
	for in, want := range map[string]uint64{"18446744073709551615": math.MaxUint64, "1844674407370955161.5e1": math.MaxUint64, "184467440737095516150e-1": math.MaxUint64, "-0": 0} {
		d := jsonwire.NewDecoder([]byte(in))
		if got := d.Uint64(); got != want || d.End() != nil {
			t.Errorf("%s: got %d, %v", in, got, d.Err())
		}
	}
	for _, in := range []string{"1e20", "18446744073709551616", "1e-1", "123456789012345678901234567890", "1e99999999999999999999", "1e-99999999999999999999"} {
		d := jsonwire.NewDecoder([]byte(in))
		if got := d.Uint64(); got != 0 || d.End() == nil {
			t.Errorf("%s: got %d", in, got)
		}
	}
}

func TestTimes(t *testing.T) {
	want := time.Date(2024, 5, 1, 10, 0, 0, 500_000_000, time.UTC)
	for _, tt := range []struct {
		in     string
		strict bool
	}{
		{`"2024-05-01T10:00:00.5Z"`, true},
		{`"2024-05-01T12:00:00.5+02:00"`, true},
		{`"2024-05-01t10:00:00.5z"`, true},
		{`"2024-05-01 10:00:00.5Z"`, false},
		{`"2024-05-01T10:00:00.500"`, false},
		{`1714557600.5`, false},
		{`1714557600500`, false},
	} {
		d := jsonwire.NewDecoder([]byte(tt.in))
		if got := d.Time(); !got.Equal(want) || d.End() != nil {
			t.Errorf("%s: got %v, %v", tt.in, got, d.Err())
		}
		d = jsonwire.NewDecoder([]byte(tt.in))
		d.Strict = true
		if got := d.Time(); got.Equal(want) != tt.strict || (d.End() == nil) != tt.strict {
			t.Errorf("%s: strictly %v, %v", tt.in, got, d.Err())
		}
	}
	for _, in := range []string{`"2024-05-01T10:00:00,5Z"`, `"2024-05-01T1:00:00Z"`, `"2024-02-30T10:00:00Z"`, `"2024-05-01"`, `"2024-05-01T10:00:00+25:00"`, `"2024-05-01T10:00:00-24:00"`, `"2024-05-01T10:00:00.Z"`, `"2024-05-01T10:00:00"x`, `""`, `true`} {
		d := jsonwire.NewDecoder([]byte(in))
		if got := d.Time(); d.End() == nil {
			t.Errorf("%s: got %v", in, got)
		}
	}
}

func TestBytes(t *testing.T) {
	for _, in := range []string{`"-_8="`, `"-_8"`, `"+/8"`, `"+/8="`} {
		d := jsonwire.NewDecoder([]byte(in))
		if got := d.Bytes(); string(got) != "\xfb\xff" || d.End() != nil {
			t.Errorf("%s: got %x, %v", in, got, d.Err())
		}
	}
	d := jsonwire.NewDecoder([]byte(`"+/8="`))
	d.Strict = true
	if got := d.Bytes(); string(got) != "\xfb\xff" || d.End() != nil {
		t.Errorf("got %x, %v", got, d.Err())
	}
}

func TestDepth(t *testing.T) {
	for _, n := range []int{jsonwire.DefaultMaxDepth, jsonwire.DefaultMaxDepth + 1} {
		for _, open := range []string{"[", `{"a":`} {
			end := "]"
			if open != "[" {
				end = "}"
			}
			d := jsonwire.NewDecoder([]byte(strings.Repeat(open, n) + "1" + strings.Repeat(end, n)))
			d.Skip()
			if err := d.End(); (err == nil) != (n <= jsonwire.DefaultMaxDepth) {
				t.Errorf("depth %d: %v", n, err)
			}
		}
	}
	d := jsonwire.NewDecoder([]byte("[[1]]"))
	d.MaxDepth = 1
	d.Skip()
	if err := d.End(); err == nil || err.Error() != "[0]: nested deeper than 1 (at byte 1)" {
		t.Errorf("got %v", err)
	}
}

func TestManyMembers(t *testing.T) {
	var b []byte
	b = append(b, '{')
	for i := range 20_000 {
		b = fmt.Appendf(b, `"name%d":%d,`, i, i)
	}
	all := jsonwire.EndObject(append([]byte(nil), b...))
	if !jsonwire.Raw(all).Valid() {
		t.Error("refused")
	}
	twice := jsonwire.EndObject(append(b, `"name7":1,`...))
	d := jsonwire.NewDecoder(twice)
	d.Skip()
	if err := d.End(); err == nil || !strings.Contains(err.Error(), `member "name7" appears twice`) {
		t.Errorf("got %v", err)
	}
}

// nested tries two alternatives at every level: without a limit that is
// exponential.
type nested struct{ inner *nested }

func (v *nested) DecodeJSON(d *jsonwire.Decoder) {
	d.BeginArray()
	for d.NextElement() {
		v.inner = v.variant(d)
	}
}

func (*nested) variant(d *jsonwire.Decoder) *nested {
	for range 2 {
		if v := new(nested); d.Try(v) {
			return v
		}
	}
	d.Fail("fits none of its types")
	return nil
}

func TestTryIsLimited(t *testing.T) {
	d := jsonwire.NewDecoder([]byte(strings.Repeat("[", 900) + "x"))
	new(nested).DecodeJSON(d)
	if err := d.End(); err == nil || !strings.Contains(err.Error(), "too many alternatives inside each other") {
		t.Errorf("got %v", err)
	}
}

// tagged looks ahead at every level, past all levels below.
type tagged struct{}

func (v *tagged) DecodeJSON(d *jsonwire.Decoder) {
	_ = d.Tag("tag")
	d.BeginObject()
	for d.NextMember() {
		if d.Key() == "in" {
			v.DecodeJSON(d)
		} else {
			d.Skip()
		}
	}
}

func TestTagIsLimited(t *testing.T) {
	err := jsonwire.Unmarshal([]byte(strings.Repeat(`{"in":`, 900)+`{}`+strings.Repeat(`,"tag":"x"}`, 900)), &tagged{})
	if err == nil || !strings.Contains(err.Error(), "too many alternatives inside each other") {
		t.Errorf("got %v", err)
	}
	if err := jsonwire.Unmarshal([]byte(strings.Repeat(`{"in":`, 20)+`{}`+strings.Repeat(`,"tag":"x"}`, 20)), &tagged{}); err != nil {
		t.Error(err)
	}
}

// A string that was decoded does not change with the input or with a Raw.
func TestCopies(t *testing.T) {
	in := []byte(`{"credentialType":"PLAIN"}`)
	var v otherCredential
	if err := jsonwire.Unmarshal(in, &v); err != nil {
		t.Fatal(err)
	}
	clear(in)
	clear(v.Raw)
	if v.Type != "PLAIN" {
		t.Errorf("got %q", v.Type)
	}
}

func TestRaw(t *testing.T) {
	var r jsonwire.Raw
	if err := r.UnmarshalJSON([]byte(" [1, 2] ")); err != nil || r.String() != "[1, 2]" {
		t.Errorf("got %s, %v", r, err)
	}
	if b, err := r.MarshalJSON(); err != nil || string(b) != "[1, 2]" {
		t.Errorf("got %s, %v", b, err)
	}
	if jsonwire.Raw("1 2").Valid() || jsonwire.Raw("").Valid() || !jsonwire.Raw(" 1 ").Valid() {
		t.Error("Valid is wrong")
	}
}

// A list of lists, in which null stands for an empty one.
type matrix [][]string

func (m *matrix) DecodeJSON(d *jsonwire.Decoder) {
	*m = nil
	d.BeginArray()
	for d.NextElement() {
		row := []string{}
		d.BeginArray()
		for d.NextElement() {
			row = append(row, d.String())
		}
		*m = append(*m, row)
	}
}

func TestNullArrays(t *testing.T) {
	var m matrix
	if err := jsonwire.Unmarshal([]byte(`[null,["a"], null ,[],["b",null]]`), &m); err != nil {
		t.Fatal(err)
	}
	if want := (matrix{{}, {"a"}, {}, {}, {"b", ""}}); !reflect.DeepEqual(m, want) {
		t.Errorf("got %q", m)
	}
	if err := jsonwire.Unmarshal([]byte(`null`), &m); err != nil || m != nil {
		t.Errorf("got %q, %v", m, err)
	}
	err := jsonwire.UnmarshalStrict([]byte(`[[],null]`), &m)
	if want := "[1]: have null, want an array (at byte 4)"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestStrings(t *testing.T) {
	for in, want := range map[string]string{
		`""`: "", `"a"`: "a", `"\"\\\/\b\f\n\r\t"`: "\"\\/\b\f\n\r\t", `"\u00e9\u4E16\ud83d\ude42"`: "é世🙂", `"é世🙂"`: "é世🙂",
		`"\ud83d"`: "\uFFFD", `"\ud83dx"`: "\uFFFDx", `"\ud83d\u0041"`: "\uFFFDA", `"\ude42\ud83d"`: "\uFFFD\uFFFD", `"\ud83d\n"`: "\uFFFD\n",
		`"é\n` + strings.Repeat("x", 50) + `"`: "é\n" + strings.Repeat("x", 50), `"\u0000"`: "\x00", "\"\u2028\x7f\"": "\u2028\x7f",
	} {
		d := jsonwire.NewDecoder([]byte(in))
		d.Strict = true
		if got := d.String(); got != want || d.End() != nil {
			t.Errorf("%s: got %q, %v", in, got, d.Err())
		}
	}
}

func TestLenientOddities(t *testing.T) {
	var v createSession
	if err := jsonwire.Unmarshal([]byte(`{"applicationServer":{"zone":[1],"ipv4Address":"1.2.3.4"}}`), &v); err != nil || v.Server.IPv4.Or("") != "1.2.3.4" {
		t.Errorf("unknown member: %+v, %v", v.Server, err)
	}
	var e everything
	if err := jsonwire.Unmarshal([]byte(`{"blob":null,"flag":null,"small":null,"i64":null,"labels":{"a":null,"b":"c"}}`), &e); err != nil ||
		e.Blob != nil || e.Flag.IsSet() || len(e.Labels) != 1 {
		t.Errorf("nulls: %+v, %v", e, err)
	}
	if raw, ok := e.Extra.Get("x"); ok || raw != nil {
		t.Errorf("x is %s", raw)
	}
}

// After an error nothing more is read, and the first error stays.
func TestErrorsAreKept(t *testing.T) {
	d := jsonwire.NewDecoder([]byte(`{"a":x,"b":2}`))
	d.BeginObject()
	if !d.NextMember() || d.Key() != "a" {
		t.Fatal("no member a")
	}
	d.Int32()
	if d.NextMember() || d.NextElement() || d.Int64() != 0 || d.Uint64() != 0 || d.Float64() != 0 || d.Bool() || d.String() != "" ||
		d.Bytes() != nil || d.Raw() != nil || !d.Time().IsZero() || d.Null() || d.Absent() || d.Tag("a") != "" || d.Try(new(device)) ||
		d.Kind() != jsonwire.KindInvalid {
		t.Error("something was read after the error")
	}
	var extra jsonwire.Members
	if d.KeepMember(&extra); extra != nil {
		t.Error("a member was kept after the error")
	}
	d.Skip()
	d.Unknown()
	d.Fail("another")
	if err := d.End(); err == nil || err.Error() != "a: unexpected 'x', want an integer (at byte 5)" {
		t.Errorf("got %v", err)
	}
}
