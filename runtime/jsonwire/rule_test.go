package jsonwire

import (
	"math/big"
	"regexp"
	"strings"
	"testing"
)

var ruleCases = []struct {
	rule Rule
	v    string
	want string
}{
	{Rule{Min: "9007199254740993"}, "9007199254740992", "9007199254740992 is below 9007199254740993"},
	{Rule{Max: "5", ExclusiveMax: true}, "5.0", "5.0 is not below 5"},
	{Rule{Min: "0", ExclusiveMin: true}, "-0", "-0 is not above 0"},
	{Rule{Max: "1e400"}, "2e400", "2e400 is above 1e400"},
	{Rule{MultipleOf: "0.01"}, "19.99", ""},
	{Rule{MultipleOf: "3"}, "1e999999999", "1e999999999 is not a multiple of 3"},
	{Rule{Min: "3", Text: Text{MinLength: 2}}, `"a"`, "has 1 characters, want at least 2"},
	{Rule{Min: "3", Text: Text{MinLength: 2}}, "true", ""},
	{Rule{MinItems: 1}, "[]", "has 0 elements, want at least 1"},
	{Rule{MaxItems: -1}, "[1]", "has 1 elements, want at most 0"},
	{Rule{Unique: true}, `["a","\u0061"]`, "two elements are equal"},
	{Rule{MaxProps: 1}, `{"a":null,"b":1}`, "has 2 members, want at most 1"},
	{Rule{Values: []string{`{"a":1}`}}, `{ "a" : 1.0 }`, ""},
	{Rule{Values: []string{"1", `"1"`}}, "2", `must be 1 or "1"`},
	{Rule{AnyOf: []Rule{{Max: "3"}, {Min: "5"}}}, "4", "has none of the forms that the document lists"},
	{Rule{OneOf: []Rule{{Max: "3"}, {Min: "3"}}}, "3", "has 2 of the forms that the document lists, which allows one"},
	{Rule{OneOf: []Rule{{Max: "3"}, {Min: "5"}}}, "4", "has none of the forms that the document lists"},
	{Rule{AllOf: []Rule{{Max: "3"}, {Min: "5"}}}, "4", "4 is above 3"},
	{Rule{}, "null", ""},
}

func TestRule(t *testing.T) {
	for i := range ruleCases {
		c := &ruleCases[i]
		var k Checker
		k.JSON("", []byte(c.v+","), &c.rule)
		got := ""
		if err := k.Err(); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.v, got, c.want)
		}
	}
}

func TestCanonical(t *testing.T) {
	for v, want := range map[string]string{
		`{ "b":1, "a": [1.0, 1e2, -0, 0.50] }`: `{"a":[1,1e2,0,5e-1],"b":1}`,
		`"\u0061\/\n"`:                         `"a/\n"`,
		`[]`:                                   `[]`,
		`{}`:                                   `{}`,
		`null`:                                 `null`,
		`{"a":null}`:                           `{"a":null}`,
		`not json`:                             `not json`,
		`1e99999999999999999999`:               `1e1099511627776`,
	} {
		if got := string(Canonical(Raw(v))); got != want {
			t.Errorf("%s: %s, want %s", v, got, want)
		}
	}
}

// FuzzDecimal compares with package big.
func FuzzDecimal(f *testing.F) {
	for _, s := range []string{"0", "-0.0", "1", "10", "-12.50", "1e3", "1E-3", "0.001", "9007199254740993", "123456789012345678901234567890"} {
		for _, o := range []string{"3", "0.01", "1e2", "-7", "5e-1"} {
			f.Add(s, o)
		}
	}
	number := regexp.MustCompile(`^-?(0|[1-9][0-9]{0,40})(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?$`)
	f.Fuzz(func(t *testing.T, s, o string) {
		if !number.MatchString(s) || !number.MatchString(o) {
			return
		}
		a, _ := new(big.Rat).SetString(s)
		b, _ := new(big.Rat).SetString(o)
		x, y := decimalOf(s), decimalOf(o)
		if x.compare(y) != a.Cmp(b) {
			t.Errorf("compare %s with %s: %d, want %d", s, o, x.compare(y), a.Cmp(b))
		}
		if back, ok := new(big.Rat).SetString(x.String()); !ok || back.Cmp(a) != 0 {
			t.Errorf("%s is written as %s", s, x.String())
		}
		if b.Sign() != 0 && x.isMultipleOf(y) != new(big.Rat).Quo(a, b).IsInt() {
			t.Errorf("%s as a multiple of %s: %v", s, o, x.isMultipleOf(y))
		}
	})
}

// FuzzRule checks any JSON by rules of all kinds: nothing panics, and the
// canonical text of a value is its own canonical text.
func FuzzRule(f *testing.F) {
	for i := range ruleCases {
		f.Add(ruleCases[i].v)
	}
	f.Fuzz(func(t *testing.T, v string) {
		for i := range ruleCases {
			var c Checker
			c.JSON("", []byte(v), &ruleCases[i].rule)
		}
		if once := Canonical(Raw(v)); once.Valid() && string(Canonical(once)) != string(once) {
			t.Errorf("%s: %s, then %s", v, once, Canonical(once))
		}
	})
}

// TestExpand checks what is different in ECMA-262.
func TestExpand(t *testing.T) {
	for _, c := range []struct{ pattern, good, bad string }{
		{`^\s$`, " |\t|\v|\u00a0|\ufeff|\u2028|\u3000", "a|\u200b|é"},
		{`^\S+$`, "a|é|\u200b|ab", " |a\u00a0|\ufeff"},
		{`^[\s-]$`, "-|\u00a0|\v", "a"},
		{`^[^\s]$`, "a|é", "\u00a0| "},
		{`^[\S]$`, "é|a", "\u2029|\t"},
		{`^.$`, "a|é|\x00|\u0085", "\n|\r|\u2028|\u2029|ab"},
		{`^.{1,3}$`, "a|éàü|abc", "|abcd|\u2028"},
		{`^[.]$`, ".", "a"},
		{`^\.$`, ".", "a"},
		{`^(?s:.)$`, "\n|a", "ab"},
		{`^\\s$`, `\s`, " "},
		{`^a.*\.txt$`, "a.txt|aé.txt", "a\r.txt"},
	} {
		m := compile(c.pattern)
		for _, s := range strings.Split(c.good, "|") {
			if !m.match(s) {
				t.Errorf("%s does not match %q", c.pattern, s)
			}
		}
		for _, s := range strings.Split(c.bad, "|") {
			if m.match(s) {
				t.Errorf("%s matches %q", c.pattern, s)
			}
		}
	}
	for _, pattern := range []string{`^.{1,64}$`, `^\S+$`, `^https://.+$`, `^[a-z]\s*$`} {
		if m := compile(pattern); m.steps == nil {
			t.Errorf("%s is not matched in steps", pattern)
		}
	}
}

// FuzzExpanded compares patterns in steps with package regexp.
func FuzzExpanded(f *testing.F) {
	for _, pattern := range []string{`^.{1,4}$`, `^\S+$`, `^[^,]{2}.$`, `^\s*a.?$`, `^[é]*$`} {
		for _, s := range []string{"", "a", "aé", "a\r", "\u2028", " a", "é,", "\xff"} {
			f.Add(pattern, s)
		}
	}
	f.Fuzz(func(t *testing.T, pattern, s string) {
		re, err := regexp.Compile(Expand(pattern))
		if err != nil || pattern == "" {
			return
		}
		if m := compile(pattern); m.match(s) != re.MatchString(s) {
			t.Errorf("%q in %q: %v", pattern, s, m.match(s))
		}
	})
}
