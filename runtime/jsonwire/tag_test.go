package jsonwire

import "testing"

func TestTagOfScalars(t *testing.T) {
	for in, want := range map[string]string{
		`{"t":"a"}`:                     "a",
		`{"x":[1],"t":"\u0061"}`:        "a",
		`{"t":1}`:                       "1",
		`{"t":1.0}`:                     "1",
		`{"t":10e-1 }`:                  "1",
		`{"t":1e0}`:                     "1",
		`{"t":-2}`:                      "-2",
		`{"t":-0}`:                      "0",
		`{"t":1.5}`:                     "1.5",
		`{"t":01}`:                      "01",
		`{"t":18446744073709551615}`:    "18446744073709551615",
		`{"t":123456789012345678901.0}`: "123456789012345678901.0",
		`{"t":true}`:                    "true",
		`{"t":null}`:                    "",
		`{"t":{}}`:                      "",
		`{"t":`:                         "",
		`{"t":1e}`:                      "1e",
		`{}`:                            "",
		`[]`:                            "",
	} {
		d := NewDecoder([]byte(in))
		if got := d.Tag("t"); got != want {
			t.Errorf("%s: have %q, want %q", in, got, want)
		}
	}
}

func TestConst(t *testing.T) {
	tests := []struct{ in, value, kept, err string }{
		{`"a"`, `"a"`, "", ""},
		{`"\u0061"`, `"a"`, "", ""},
		{`"ab"`, `"a"`, `"ab"`, `must be "a" (at byte 0)`},
		{`1`, `"1"`, `1`, `must be "1" (at byte 0)`},
		{`1`, `1`, "", ""},
		{`1.0`, `1`, "", ""},
		{`12`, `1`, `12`, "must be 1 (at byte 0)"},
		{`"1"`, `1`, `"1"`, "must be 1 (at byte 0)"},
		{`null`, `"a"`, `null`, `must be "a" (at byte 0)`},
		{`{"a": 1}`, `"a"`, `{"a": 1}`, `must be "a" (at byte 0)`},
		{`true`, `true`, "", ""},
	}
	for _, test := range tests {
		d := NewDecoder([]byte(test.in))
		if kept := d.Const(test.value); string(kept) != test.kept || d.End() != nil {
			t.Errorf("%s for %s: kept %s, %v", test.in, test.value, kept, d.Err())
		}
		d = NewDecoder([]byte(test.in))
		d.Strict = true
		d.Const(test.value)
		if err := d.End(); err == nil && test.err != "" || err != nil && err.Error() != test.err {
			t.Errorf("%s for %s: have %v, want %s", test.in, test.value, err, test.err)
		}
	}
}

func TestAppendConst(t *testing.T) {
	const member = `"a\"b":"c",`
	for want, other := range map[string]Raw{member: nil, "": {}, `"a\"b":[1],`: Raw(`[1]`)} {
		if got := string(AppendConst(nil, member, other)); got != want {
			t.Errorf("have %s, want %s", got, want)
		}
	}
}

func TestWithheld(t *testing.T) {
	read := func(in string, strict, answer bool) (bool, error) {
		d := NewDecoder([]byte(in))
		d.Strict, d.Answer = strict, answer
		o := d.Object([]string{`"a":`, `"b":`})
		for o.Next() {
			d.Skip()
		}
		withheld := o.Withheld(1 << 1)
		return withheld, d.End()
	}
	for _, test := range []struct {
		in             string
		strict, answer bool
		withheld, ok   bool
	}{
		{`{"a":1,"b":2}`, true, false, false, true},
		{`{"a":1}`, true, false, false, false},
		{`{"a":1}`, true, true, true, true},
		{`{"a":1}`, false, false, true, true},
		{`{"b":1}`, false, false, false, true},
	} {
		withheld, err := read(test.in, test.strict, test.answer)
		if withheld != test.withheld || (err == nil) != test.ok {
			t.Errorf("%+v: have %v, %v", test, withheld, err)
		}
	}
}
