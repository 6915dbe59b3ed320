package jsonwire_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/jsonwire"
)

func TestAppend(t *testing.T) {
	zone := time.FixedZone("", 2*3600)
	for _, tt := range []struct {
		got  []byte
		want string
	}{
		{jsonwire.AppendInt(nil, `"a":`, math.MinInt64), `"a":-9223372036854775808,`},
		{jsonwire.AppendUint(nil, "", math.MaxUint64), `18446744073709551615,`},
		{jsonwire.AppendBool(nil, `"a":`, true), `"a":true,`},
		{jsonwire.AppendBool(nil, "", false), `false,`},
		{jsonwire.AppendNull(nil, `"a":`), `"a":null,`},
		{jsonwire.AppendFloat64(nil, `"a":`, math.NaN()), `"a":null,`},
		{jsonwire.AppendFloat32(nil, "", float32(math.Inf(-1))), `null,`},
		{jsonwire.AppendTime(nil, "", time.Date(2024, 5, 1, 10, 0, 0, 120_000_000, zone)), `"2024-05-01T10:00:00.12+02:00",`},
		{jsonwire.AppendTime(nil, `"t":`, time.Date(2024, 5, 1, 10, 0, 0, 0, time.UTC)), `"t":"2024-05-01T10:00:00Z",`},
		{jsonwire.AppendBytes(nil, `"b":`, []byte{0xfb, 0xff, 1}), `"b":"+/8B",`},
		{jsonwire.AppendBytes(nil, "", nil), `"",`},
		{jsonwire.AppendRaw(nil, `"r":`, jsonwire.Raw(`{ "x" : 1 }`)), `"r":{ "x" : 1 },`},
		{jsonwire.AppendRaw(nil, "", nil), `null,`},
		{jsonwire.AppendValue(nil, `"v":`, nil), `"v":null,`},
		{jsonwire.AppendValue(nil, `"v":`, &portRange{1, 2}), `"v":{"from":1,"to":2},`},
		{jsonwire.AppendKey(nil, "a\"b"), `"a\"b":`},
		{jsonwire.EndArray(jsonwire.BeginArray(nil, `"l":`)), `"l":[],`},
		{jsonwire.EndArray(jsonwire.AppendInt(jsonwire.BeginArray(nil, ""), "", 1)), `[1],`},
		{jsonwire.EndMap(jsonwire.BeginMap(nil, `"m":`)), `"m":{},`},
		{jsonwire.EndMap(jsonwire.AppendInt(jsonwire.BeginMap(nil, ""), `"x":`, 1)), `{"x":1},`},
		{jsonwire.EndObject([]byte(`{`)), `{}`},
		{jsonwire.EndObject([]byte(`{"a":1,`)), `{"a":1}`},
		{jsonwire.Trim([]byte(`[1],`)), `[1]`},
		{jsonwire.Trim(nil), ``},
		{jsonwire.AppendMembers(nil, jsonwire.Members{{"x", jsonwire.Raw("1")}, {"y", nil}}), `"x":1,"y":null,`},
	} {
		if string(tt.got) != tt.want {
			t.Errorf("got %s, want %s", tt.got, tt.want)
		}
	}
}

func TestAppendString(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", `""`},
		{"plain", `"plain"`},
		{`"\`, `"\"\\"`},
		{"\b\f\n\r\t\x00\x1f\x7f", `"\b\f\n\r\t\u0000\u001f` + "\x7f" + `"`},
		{"<a href='x'>&</a>", `"<a href='x'>&</a>"`},
		{"grüße 世界 🙂 \u2028", `"grüße 世界 🙂 ` + "\u2028" + `"`},
		{"bad \xff\xc3 utf8 \xed\xa0\x80!", "\"bad \uFFFD\uFFFD utf8 \uFFFD\uFFFD\uFFFD!\""},
		{"\uFFFD", "\"\uFFFD\""},
		{"12345678\"", `"12345678\""`},
		{strings.Repeat("x", 100) + "\n", `"` + strings.Repeat("x", 100) + `\n"`},
	} {
		if got := string(jsonwire.AppendString(nil, `"k":`, tt.in)); got != `"k":`+tt.want+"," {
			t.Errorf("%q: got %s, want %s", tt.in, got, tt.want)
		}
	}
}

// A special byte is found wherever it stands, whatever stands around it.
func TestAppendStringEveryPlace(t *testing.T) {
	for c := range 256 {
		for _, fill := range []byte{'a', 0x7f, 0xff, ' ', '!', '#', '[', ']'} {
			for at := range 20 {
				s := []byte(strings.Repeat(string(rune(fill)), 20))[:20]
				s[at] = byte(c)
				b := jsonwire.Trim(jsonwire.AppendString(nil, "", string(s)))
				var back string
				if err := json.Unmarshal(b, &back); err != nil {
					t.Fatalf("%q: %s: %v", s, b, err)
				}
				if want := strings.ToValidUTF8(string(s), "\uFFFD"); strings.ReplaceAll(back, "\uFFFD", "") != strings.ReplaceAll(want, "\uFFFD", "") {
					t.Fatalf("%q: read back as %q", s, back)
				}
			}
		}
	}
}

func TestAppendFloatAsEncodingJSON(t *testing.T) {
	list := []float64{0, math.Copysign(0, -1), 1, -1.5, 0.1, 1e-6, 9.99e-7, 1e-7, 1e20, 1e21, 1.5e300, math.MaxFloat64,
		math.SmallestNonzeroFloat64, 123456789.125, 1e-10, 1e100, 3.4e38, 16777216, 16777217}
	for _, v := range list {
		want, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(jsonwire.Trim(jsonwire.AppendFloat64(nil, "", v))); got != string(want) {
			t.Errorf("float64 %v: got %s, want %s", v, got, want)
		}
		small := float32(v)
		if math.IsInf(float64(small), 0) {
			continue
		}
		if want, err = json.Marshal(small); err != nil {
			t.Fatal(err)
		}
		if got := string(jsonwire.Trim(jsonwire.AppendFloat32(nil, "", small))); got != string(want) {
			t.Errorf("float32 %v: got %s, want %s", small, got, want)
		}
	}
}

func FuzzAppendString(f *testing.F) {
	f.Add("plain")
	f.Add("a\"b\\c\x00\xff\u2028🙂")
	f.Fuzz(func(t *testing.T, s string) {
		b := jsonwire.Trim(jsonwire.AppendString(nil, "", s))
		var back string
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatalf("%q: %s: %v", s, b, err)
		}
		if back != string([]rune(s)) {
			t.Fatalf("%q: read back as %q", s, back)
		}
		d := jsonwire.NewDecoder(b)
		if got := d.String(); got != back || d.End() != nil {
			t.Fatalf("%q: decoded as %q, %v", s, got, d.Err())
		}
	})
}
