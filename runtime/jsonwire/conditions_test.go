package jsonwire

import "testing"

func TestOne(t *testing.T) {
	for _, test := range []struct {
		conditions []bool
		want       bool
	}{
		{nil, false}, {[]bool{true}, true}, {[]bool{false, true, false}, true}, {[]bool{true, true}, false}, {[]bool{false, false}, false},
	} {
		if got := One(test.conditions...); got != test.want {
			t.Errorf("One(%v) = %v", test.conditions, got)
		}
	}
}

func TestNullMember(t *testing.T) {
	var nulls Nulls
	var b string
	d := NewDecoder([]byte(`{"a":null,"b":"x"}`))
	d.BeginObject()
	for d.NextMemberOrNull() {
		if !d.NullMember(&nulls, d.Key()) {
			b = d.String()
		}
	}
	if d.Err() != nil || len(nulls) != 1 || !nulls.Has("a") || nulls.Has("b") || b != "x" {
		t.Errorf("nulls %v, b %q, error %v", nulls, b, d.Err())
	}
	var c Checker
	c.Nulls(nulls, "a", "b")
	if c.Err() != nil {
		t.Error(c.Err())
	}
	c.Nulls(nulls, "b")
	if err := c.Err(); err == nil || err.Error() != "a: must not be null" {
		t.Errorf("error %v", err)
	}
}

func TestAnyOfSeveralForms(t *testing.T) {
	host := Text{AnyOf: []Text{{Format: FormatIPv4}, {MinLength: 2, MaxLength: 4, Pattern: "^[a-z]+$", NotPatterns: []string{"^no"}}, {Const: "*"}}}
	for v, want := range map[string]bool{"1.2.3.4": true, "ab": true, "a": false, "abcde": false, "nob": false, "*": true, "": false} {
		var c Checker
		c.Text("host", v, &host)
		if (c.Err() == nil) != want {
			t.Errorf("%q: %v", v, c.Err())
		}
	}
}
