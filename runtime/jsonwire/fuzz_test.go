package jsonwire_test

import (
	"bytes"
	"encoding/json"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// A tree holds any value as encoding/json would with UseNumber.
type tree struct{ v any }

func (t *tree) DecodeJSON(d *jsonwire.Decoder) {
	switch d.Kind() {
	case jsonwire.KindObject:
		m := map[string]any{}
		d.BeginObject()
		for d.NextMemberOrNull() {
			key := d.Key()
			var in tree
			in.DecodeJSON(d)
			m[key] = in.v
		}
		t.v = m
	case jsonwire.KindArray:
		l := []any{}
		d.BeginArray()
		for d.NextElement() {
			var in tree
			in.DecodeJSON(d)
			l = append(l, in.v)
		}
		t.v = l
	case jsonwire.KindString:
		t.v = d.String()
	case jsonwire.KindBool:
		t.v = d.Bool()
	case jsonwire.KindNumber:
		t.v = json.Number(d.Raw())
	case jsonwire.KindNull:
		d.Null()
	default:
		d.Skip()
	}
}

func (t *tree) AppendJSON(b []byte) []byte {
	switch v := t.v.(type) {
	case map[string]any:
		b = append(b, '{')
		for _, k := range jsonwire.SortedKeys(v) {
			b = jsonwire.AppendKey(b, k)
			b = jsonwire.AppendValue(b, "", &tree{v[k]})
		}
		return jsonwire.EndObject(b)
	case []any:
		b = jsonwire.BeginArray(b, "")
		for _, e := range v {
			b = jsonwire.AppendValue(b, "", &tree{e})
		}
		return jsonwire.Trim(jsonwire.EndArray(b))
	case string:
		return jsonwire.Trim(jsonwire.AppendString(b, "", v))
	case bool:
		return jsonwire.Trim(jsonwire.AppendBool(b, "", v))
	case json.Number:
		return jsonwire.Trim(jsonwire.AppendRaw(b, "", jsonwire.Raw(v)))
	}
	return jsonwire.Trim(jsonwire.AppendNull(b, ""))
}

// differs reports whether data is JSON that encoding/json accepts and a
// Decoder is documented not to.
func differs(data []byte) bool {
	if !utf8.Valid(data) {
		return true
	}
	type object struct {
		names map[string]bool // nil for an array
		key   bool            // a name follows
	}
	var open []object
	value := func() {
		if n := len(open); n > 0 && open[n-1].names != nil {
			open[n-1].key = true
		}
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	for {
		token, err := d.Token()
		if err != nil {
			return false
		}
		switch token {
		case json.Delim('{'):
			open = append(open, object{names: map[string]bool{}, key: true})
		case json.Delim('['):
			open = append(open, object{})
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
			value()
		default:
			if n := len(open); n > 0 && open[n-1].key {
				name := token.(string)
				if open[n-1].names[name] {
					return true
				}
				open[n-1].names[name] = true
				open[n-1].key = false
				continue
			}
			value()
		}
		if len(open) > jsonwire.DefaultMaxDepth {
			return true
		}
	}
}

var seeds = []string{
	fullSession,
	`{"note":null,"flag":false,"small":0.1,"big":1e-7,"i64":-92,"u32":42,"u64":18,"blob":"+/8B","when":"2024-05-01T10:00:00Z"}`,
	`[1,-0,1.5e+10,"\u00e9\ud83d\ude42\ud800\n",true,false,null,{},[],{"a":{"a":[]}}]`,
	`{"a":1,"a":2}`, "\"\xff\"", `"\ud800\u0041"`, ` 1 `, `1e400`, `-`, `{"alert":{"from":1}}`, `{"labels":{"a":"b"},"x":[{}]}`,
	`[[[[[[[[[[`, `{"sinkCredential":{"credentialType":"ACCESSTOKEN"}}`, `0.000000e9`, "\"\x00\"", `"\u0000"`,
}

// FuzzOracle compares with encoding/json: the same input is accepted, apart
// from the documented differences, with the same values; and what is written
// is read back by both.
func FuzzOracle(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got tree
		err := jsonwire.Unmarshal(data, &got)
		checkError(t, err, data)
		if want := json.Valid(data) && !differs(data); want != (err == nil) {
			t.Fatalf("%q: valid %v, but %v", data, want, err)
		}
		if valid := jsonwire.Raw(data).Valid(); valid != (err == nil) {
			t.Fatalf("%q: Skip accepts it: %v; reading: %v", data, valid, err)
		}
		if err != nil {
			return
		}
		if want := oracle(t, data); !reflect.DeepEqual(got.v, want) {
			t.Fatalf("%q: got %#v, want %#v", data, got.v, want)
		}
		b := got.AppendJSON(nil)
		if back := oracle(t, b); !reflect.DeepEqual(back, got.v) {
			t.Fatalf("%q: written as %s", data, b)
		}
	})
}

// checkError looks at the offset and path of an error.
func checkError(t *testing.T, err error, data []byte) {
	e, ok := err.(*jsonwire.Error)
	if err != nil && (!ok || e.Offset < 0 || e.Offset > len(data) || e.Msg == "" || !utf8.ValidString(e.Error())) {
		t.Fatalf("%q: %v", data, err)
	}
}

func oracle(t *testing.T, data []byte) (v any) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%q: %v", data, err)
	}
	return v
}

// FuzzStructs reads whatever generated types can be read; what was read is
// written and read again.
func FuzzStructs(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		again(t, data, new(createSession), new(createSession))
		again(t, data, new(everything), new(everything))
		checkError(t, jsonwire.UnmarshalStrict(data, new(createSession)), data)
		checkError(t, jsonwire.UnmarshalStrict(data, new(everything)), data)
		new(nested).DecodeJSON(jsonwire.NewDecoder(data))
		checkError(t, jsonwire.Unmarshal(data, new(tagged)), data)
	})
}

func again(t *testing.T, data []byte, v, w interface {
	jsonwire.Value
	Validate() error
}) {
	err := jsonwire.Unmarshal(data, v)
	if checkError(t, err, data); err != nil {
		return
	}
	if v.Validate() != nil {
		return // a year that RFC 3339 has no room for
	}
	b := v.AppendJSON(nil)
	if err := jsonwire.Unmarshal(b, w); err != nil {
		t.Fatalf("%q: written as %s: %v", data, b, err)
	}
	if c := w.AppendJSON(nil); !bytes.Equal(b, c) {
		t.Fatalf("%q: written as %s, then as %s", data, b, c)
	}
}

// FuzzNumbers compares the numbers of one token with strconv.
func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"0", "-0", "1", "-1", "9223372036854775807", "-9223372036854775808", "18446744073709551615", "1.0", "1e3", "1.5",
		"123456789012345678901234567890e-10", "2147483648", "1e400", "0e999999999999", "1e-400", "3.4028235e38", "00", "1.", "-", "922337203685477580.7e1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		grammar := json.Valid([]byte(s)) && strings.Trim(s, " \t\r\n") == s && s[0] != '"' && s[0] != '{' && s[0] != '[' && s[0] > '+' && s[0] <= '9'
		number(t, s, grammar, (*jsonwire.Decoder).Int64, func() (int64, bool) { return exactInteger(s, math.MinInt64, math.MaxInt64) })
		number(t, s, grammar, (*jsonwire.Decoder).Int32, func() (int32, bool) {
			v, ok := exactInteger(s, math.MinInt32, math.MaxInt32)
			return int32(v), ok
		})
		number(t, s, grammar, (*jsonwire.Decoder).Uint32, func() (uint32, bool) {
			v, ok := exactInteger(s, 0, math.MaxUint32)
			return uint32(v), ok
		})
		number(t, s, grammar, (*jsonwire.Decoder).Float64, func() (float64, bool) {
			v, err := strconv.ParseFloat(s, 64)
			return v, err == nil
		})
		number(t, s, grammar, (*jsonwire.Decoder).Float32, func() (float32, bool) {
			v, err := strconv.ParseFloat(s, 32)
			return float32(v), err == nil
		})
	})
}

func number[T comparable](t *testing.T, s string, grammar bool, read func(*jsonwire.Decoder) T, want func() (T, bool)) {
	d := jsonwire.NewDecoder([]byte(s))
	d.Strict = true
	got := read(d)
	err := d.End()
	checkError(t, err, []byte(s))
	if !grammar {
		if err == nil && strings.Trim(s, " \t\r\n") == s {
			t.Fatalf("%q was accepted", s)
		}
		return
	}
	if v, ok := want(); ok != (err == nil) || ok && v != got {
		t.Fatalf("%q: got %v, %v, want %v, %v", s, got, err, v, ok)
	}
}

// exactInteger reads s with the rationals of math/big, after an exponent that
// would make them huge is cut to one that does not change the answer.
func exactInteger(s string, lo, hi int64) (int64, bool) {
	mantissa, exponent, ok := strings.Cut(strings.ToLower(s), "e")
	if ok {
		limit := 1000 + len(s)
		n, err := strconv.Atoi(exponent)
		if err != nil { // out of range
			n = limit
			if exponent[0] == '-' {
				n = -limit
			}
		}
		s = mantissa + "e" + strconv.Itoa(max(-limit, min(limit, n)))
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok || !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	v := r.Num().Int64()
	return v, v >= lo && v <= hi
}
