package jsonwire_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/opt"
)

func TestText(t *testing.T) {
	all := jsonwire.Text{MinLength: 2, MaxLength: 40, Format: jsonwire.FormatURI, Pattern: "^https:", AndPatterns: []string{"[0-9]$"}, NotPatterns: []string{"a", "b"}}
	for _, tt := range []struct {
		rule *jsonwire.Text
		v    string
		want string // empty: valid
	}{
		{&jsonwire.Text{}, "", ""},
		{&jsonwire.Text{MinLength: 2}, "äö", ""},
		{&jsonwire.Text{MinLength: 3}, "äö", "a: has 2 characters, want at least 3"},
		{&jsonwire.Text{MinLength: 1}, "", "a: has 0 characters, want at least 1"},
		{&jsonwire.Text{MaxLength: 2}, "äö", ""},
		{&jsonwire.Text{MaxLength: 2}, "äöü", "a: has 3 characters, want at most 2"},
		{&jsonwire.Text{MaxLength: -1}, "", ""},
		{&jsonwire.Text{MaxLength: -1}, "x", "a: has 1 characters, want at most 0"},
		{&jsonwire.Text{Pattern: "^[0-9]+$"}, "12", ""},
		{&jsonwire.Text{Pattern: "^[0-9]+$"}, "secret", "a: does not match ^[0-9]+$"},
		{&jsonwire.Text{Pattern: "[0-9]"}, "no. 1", ""},
		{&jsonwire.Text{Pattern: "("}, "x", "a: does not match ("},
		{&jsonwire.Text{NotPatterns: []string{"("}}, "x", ""},
		{&jsonwire.Text{Const: "x"}, "x", ""},
		{&jsonwire.Text{Const: "x"}, "y", `a: must be "x"`},
		{&all, "https://x/1", ""},
		{&all, "h", "a: has 1 characters, want at least 2"},
		{&all, "https://x/" + strings.Repeat("1", 40), "a: has 50 characters, want at most 40"},
		{&all, "https://x y/1", "a: does not have the format uri"},
		{&all, "http://x/1", "a: does not match ^https:"},
		{&all, "https://x/x", "a: does not match [0-9]$"},
		{&all, "https://b/1", "a: must not match b"},
		{&jsonwire.Text{AnyOf: []jsonwire.Text{{Pattern: "^a"}, {Pattern: "b$"}}}, "ac", ""},
		{&jsonwire.Text{AnyOf: []jsonwire.Text{{Pattern: "^a"}, {Pattern: "b$"}}}, "ca", "a: has none of the forms that the document lists"},
	} {
		var c, o jsonwire.Checker
		c.Text("a", tt.v, tt.rule)
		some := opt.Some(tt.v)
		o.OptText("a", &some, tt.rule)
		if got, optional := message(&c), message(&o); got != tt.want || optional != tt.want {
			t.Errorf("%q: got %q and %q, want %q", tt.v, got, optional, tt.want)
		}
	}
	var c jsonwire.Checker
	if c.OptText("a", new(opt.Value[string]), &all); c.Err() != nil {
		t.Errorf("absent: %v", c.Err())
	}
}

func message(c *jsonwire.Checker) string {
	if err := c.Err(); err != nil {
		return err.Error()
	}
	return ""
}

func TestTexts(t *testing.T) {
	digits := jsonwire.Text{Pattern: "^[0-9]+$"}
	for _, tt := range []struct {
		list            []string
		low, high       int
		want, whenThere string
	}{
		{nil, 0, 0, "", ""},
		{nil, 1, 0, "l: has 0 elements, want at least 1", ""},
		{[]string{}, 1, 0, "l: has 0 elements, want at least 1", "l: has 0 elements, want at least 1"},
		{[]string{"1", "2"}, 1, 2, "", ""},
		{[]string{"1", "x"}, 1, 1, "l: has 2 elements, want at most 1", "l: has 2 elements, want at most 1"},
		{[]string{"1", "x", "y"}, 0, 0, "l[1]: does not match ^[0-9]+$", "l[1]: does not match ^[0-9]+$"},
	} {
		var c, o jsonwire.Checker
		c.Texts("l", &tt.list, tt.low, tt.high, &digits)
		o.OptTexts("l", &tt.list, tt.low, tt.high, &digits)
		if got, there := message(&c), message(&o); got != tt.want || there != tt.whenThere {
			t.Errorf("%q: got %q and %q, want %q and %q", tt.list, got, there, tt.want, tt.whenThere)
		}
	}
}

// TestTextAtOnce is for the race detector: patterns are compiled when they are
// first used.
func TestTextAtOnce(t *testing.T) {
	rule := jsonwire.Text{Pattern: "^a+$", NotPatterns: []string{"^aa$"}, AnyOf: []jsonwire.Text{{Pattern: "^a"}}}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			var c jsonwire.Checker
			if c.Text("a", "aaa", &rule); c.Err() != nil {
				t.Error(c.Err())
			}
		})
	}
	group.Wait()
}

func TestFormatNames(t *testing.T) {
	for _, name := range []string{"uuid", "ipv4", "ipv6", "uri", "url", "uri-reference", "date", "time", "date-time", "duration", "email", "hostname", "byte"} {
		if f := jsonwire.FormatOf(name); f == 0 || f.String() != name {
			t.Errorf("%s: %d, %q", name, f, f)
		}
	}
	if f := jsonwire.FormatOf("password"); f != 0 {
		t.Errorf("password: %d", f)
	}
}

func TestFormats(t *testing.T) {
	for _, tt := range []struct {
		format string
		good   string // separated by spaces
		bad    string
	}{
		{"uuid", "b4333c46-49c0-4f62-80d7-f0ef930f1c46 B4333C46-49C0-4F62-80D7-F0EF930F1C46", "b4333c4649c04f6280d7f0ef930f1c46 g4333c46-49c0-4f62-80d7-f0ef930f1c46 b4333c46-49c0-4f62-80d7-f0ef930f1c4- {b4333c46-49c0-4f62-80d7-f0ef930f1c46}"},
		{"ipv4", "1.2.3.4 198.51.100.0/24 0.0.0.0/0 255.255.255.255/32", "1.2.3.4/00 1.2.3.4/024 1.2.3.4/+1 1.2.3.4/1/1 ::/0 1.2.3 1.2.3.256 ::1 1.2.3.4/33 01.2.3.4 1.2.3.4/"},
		{"ipv6", "::1 2001:db8::/64 ::/0 ::/128 ::ffff:1.2.3.4/96 2001:db8:85a3:8d3:1319:8a2e:370:7344 ::ffff:1.2.3.4", "1.2.3.4/8 ::1/ ::1/064 fe80::1%eth0/64 1.2.3.4 ::1/129 fe80::1%eth0 2001:db8"},
		{"uri", "https://example.com/a?b=c#d urn:uuid:1 tel:+1-816-555-1212 HTTP://[::1]:80/%41", "example.com //example.com/a 1http://x https://ex|ample https://exämple https://a/%4 : a:"},
		{"uri-reference", "/a/b ?q #f https://a/b ../c", "a|b a%zz <x>"},
		{"date", "2024-02-29 0000-01-01 9999-12-31 2000-02-29", "2023-02-29 2024-2-9 20240229 2024-02-29T00:00:00Z 2024-00-10 2024-13-10 2024-01-00 2024-04-31 202x-01-01 2024-01-x1 1900-02-29"},
		{"time", "10:00:00Z 23:59:59.999+02:00", "10:00 25:00:00Z 10:00:00 10:00:00Z10:00:00Z10:00:00Z10:00:00Z10:00:00Z10:00:00Z10:00:00Z"},
		{"date-time", "2024-05-01T10:00:00Z", "2024-05-01 2024-05-01T10:00:00"},
		{"duration", "P1Y2M3DT4H5M6.5S P2W PT36H P1M PT1M", "P PT P1 1D P1S PT1D P1DT P1M1Y P-1D PT1.5M p1d"},
		{"email", "a@b.de a.b+c@example.com", "a@ @b a..b@c .a@b a.@b a@b@c a@-b a@b..c"},
		{"hostname", "example.com a-b.c 1.2.3.4 x", "-a a- a..b a.b. a_b " + strings.Repeat("a", 64)},
		{"byte", "+/8= AAAA", "+_8= AAA A=== AA=A"},
		{"unheard-of", "x", ""},
	} {
		rule := jsonwire.Text{Format: jsonwire.FormatOf(tt.format)}
		for _, v := range strings.Fields(tt.good) {
			var c jsonwire.Checker
			if c.Text("a", v, &rule); c.Err() != nil {
				t.Errorf("%s %q: %v", tt.format, v, c.Err())
			}
		}
		for _, v := range append(strings.Fields(tt.bad), "a b") {
			var c jsonwire.Checker
			if c.Text("a", v, &rule); c.Err() == nil && tt.format != "unheard-of" {
				t.Errorf("%s: %q was accepted", tt.format, v)
			}
		}
	}
	var c jsonwire.Checker
	c.Text("sink", "no uri", &jsonwire.Text{Format: jsonwire.FormatURI})
	if err := c.Err(); err == nil || err.Error() != "sink: does not have the format uri" {
		t.Errorf("got %v", err)
	}
	for _, format := range []string{"uuid", "ipv4", "ipv6", "uri", "date", "time", "date-time", "duration", "email", "hostname"} {
		var c jsonwire.Checker
		if c.Text("a", "", &jsonwire.Text{Format: jsonwire.FormatOf(format)}); c.Err() == nil {
			t.Errorf("%s: the empty string was accepted", format)
		}
	}
}
