package jsontest

import (
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
)

func TestCompare(t *testing.T) {
	for _, tc := range []struct{ want, got, problem string }{
		{`{"a":1,"b":[true,null]}`, ` {"b":[true,null],"a":1.0}`, ""},
		{`9007199254740993`, `9007199254740992`, "the value: 9007199254740993 became 9007199254740992"},
		{`1e2`, `100`, ""},
		{`1e999999999`, `1e999999998`, "the value: 1e999999999 became 1e999999998"},
		{`"2024-06-01T12:00:00.000Z"`, `"2024-06-01T12:00:00Z"`, ""},
		{`"2024-06-01T12:00:00Z"`, `"2024-06-01T14:00:00+02:00"`, `the value: "2024-06-01T12:00:00Z" became "2024-06-01T14:00:00+02:00"`},
		{`"x"`, `"y"`, `the value: "x" became "y"`},
		{`{"a":{"b":1}}`, `{"a":{}}`, `/a: the member "b" got lost`},
		{`{"a":[{}]}`, `{"a":[{"b":null}]}`, `/a/0: the member "b" was added`},
		{`[1,2]`, `[1]`, "the value: 2 elements became 1"},
		{`null`, `false`, "the value: null became false"},
		{`{}`, `[]`, "the value: {} became []"},
		{`{`, `{}`, "the original is not JSON: unexpected EOF"},
		{`{}`, `{},`, "what was written is not JSON: there is more than one value\n{},"},
	} {
		problem := ""
		if err := Compare([]byte(tc.want), []byte(tc.got)); err != nil {
			problem = err.Error()
		}
		if problem != tc.problem {
			t.Errorf("Compare(%s, %s) = %q, want %q", tc.want, tc.got, problem, tc.problem)
		}
	}
}

// port is a number up to 9, whose AppendJSON loses the sign.
func port() Value {
	return Of(
		func(b []byte, v int64) []byte { return jsonwire.AppendInt(b, "", max(v, -v)) },
		(*jsonwire.Decoder).Int64,
		func(v int64) error {
			var c jsonwire.Checker
			c.Max("", float64(v), 9)
			return c.Err()
		},
	)()
}

func TestCheck(t *testing.T) {
	for _, tc := range []struct{ src, problem string }{
		{"7", ""},
		{"-7", "-7 became 7"},
		{"17", "is refused by Validate"},
		{`"7"`, "cannot be read"},
	} {
		err := Check(port(), []byte(tc.src))
		if (err == nil) != (tc.problem == "") || err != nil && !strings.Contains(err.Error(), tc.problem) {
			t.Errorf("Check(%s) = %v, want %q", tc.src, err, tc.problem)
		}
	}
}

func TestRun(t *testing.T) {
	Run(t, port, Example{Name: "good", JSON: "7"},
		Example{Name: "too large", JSON: "17", Wrong: "17 is above 9"},
		Example{Name: "unreadable", JSON: "{}", Wrong: "{} is no number"})
}

// text is a union of one kind.
type text struct{ jsonwire.Raw }

func (t text) Validate() error { return nil }

func TestUnion(t *testing.T) {
	create := Union(func(d *jsonwire.Decoder) text { return text{d.Raw()} })
	if err := Check(create(), []byte(`{"a":[1,2]}`)); err != nil {
		t.Error(err)
	}
}

func FuzzCompare(f *testing.F) {
	f.Add([]byte(`{"a":[1.0,"2024-06-01T12:00:00Z"]}`), []byte(`1e5`))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		forth, back := Compare(a, b), Compare(b, a)
		if (forth == nil) != (back == nil) {
			t.Errorf("%v, but the other way round %v", forth, back)
		}
		if _, err := parse(a); err == nil {
			if err := Compare(a, a); err != nil {
				t.Errorf("not the same as itself: %v", err)
			}
		}
	})
}
