package jsonwire

import (
	"regexp"
	"testing"
)

// TestSteps says which patterns are simple. The ones that are not need package
// regexp, because a byte does not say where it belongs.
func TestSteps(t *testing.T) {
	for text, simple := range map[string]bool{
		`^[a-zA-Z0-9_.-]+$`: true, `^\+[1-9][0-9]{4,14}$`: true, `^https://.+$`: true, `^[Hh][Tt]://\S+$`: true,
		`^[0-9]+(\.[0-9]{1,9})?[sS]?$`: true, `^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`: true, `^[Bb]earer `: true,
		`^#[0-9a-fA-F]{6}$`: true, `^[^,]*,$`: true, `^$`: true, `^(ab)?c`: false,
		`a`: false, `^a*a$`: false, `^.{2}$`: false, `^(?i)ab$`: true, `^(?i)kelvin$`: false, `^a|b$`: false, `^(ab)*$`: false, `^é$`: false, `^a?(ab)?$`: false,
		`^[a-é]$`: true, `^(a?b)?$`: false, `^a\b$`: false, `(`: false,
	} {
		if got := stepsOf(text) != nil; got != simple {
			t.Errorf("%s: simple %v", text, got)
		}
	}
}

// FuzzPattern compares with package regexp.
func FuzzPattern(f *testing.F) {
	for _, text := range []string{`^[a-zA-Z0-9_.-]+$`, `^\+[1-9][0-9]{4,14}$`, `^https://.+$`, `^[0-9]+(\.[0-9]{1,9})?[sS]?$`,
		`^[0-9a-f]{2}(-[0-9a-f]{1}){3}-[0-9a-f]{2}$`, `^[Bb]earer `, `^[^,]*,$`, `^a?b?(cd)?$`, `^((a)(b)){2}\S*$`, `^a{0}b$`, `^a{2,}[^a]?`} {
		for _, s := range []string{"", "a", "QOS_L", "+12345", "https://a\n", "https://é\xff", "1.5s", "12-3-4-5-67", "bearer x", "abcd", "ababé", "aab"} {
			f.Add(text, s)
		}
	}
	f.Fuzz(func(t *testing.T, text, s string) {
		p := stepsOf(text)
		if p == nil {
			return
		}
		if p.ascii && !isASCII(s) {
			return
		}
		if got, want := p.match(s), regexp.MustCompile(text).MatchString(s); got != want {
			t.Errorf("%q in %q: %v, want %v", text, s, got, want)
		}
	})
}
