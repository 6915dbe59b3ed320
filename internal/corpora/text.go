package corpora

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/runtime/jsonwire"
)

// formats has a value of every format that generated code checks.
var formats = map[string]string{
	"uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "ipv4": "198.51.100.7", "ipv6": "2001:db8::7",
	"uri": "https://example.com/a?b=c", "url": "https://example.com/a", "uri-reference": "/a/b",
	"date": "2024-05-06", "time": "07:08:09Z", "duration": "PT5M", "email": "a@example.com", "hostname": "example.com",
	"date-time": "2024-05-06T07:08:09Z", "byte": "AAECAw==",
}

// text returns a string that satisfies checks, or the best that was found; seed
// makes those that nothing limits differ.
func text(checks []*ir.Check, seed int) string {
	first := ""
	for _, s := range candidates(checks, seed) {
		if fits(s, checks) {
			return s
		}
		if first == "" {
			first = s
		}
	}
	return first
}

// candidates returns strings that may satisfy checks, the best first.
func candidates(checks []*ir.Check, seed int) []string {
	list := []string{fmt.Sprintf("text %d, é \"quoted\" \\ \u2028", seed)}
	least := 0
	for _, c := range checks {
		if c == nil {
			continue
		}
		if c.Const != "" {
			list = append(list, strings.Trim(c.Const, `"`))
		}
		if c.Format != "" {
			list = append(list, formats[c.Format])
		}
		if c.MinSeconds != nil || c.MaxSeconds != nil {
			list = append(list, "3600s", "60s", "1s", "86400s")
		}
		if c.MinLength != nil {
			least = int(max(0, min(*c.MinLength, 1<<16)))
		}
		for _, pattern := range append([]string{c.Pattern}, c.AndPatterns...) {
			if pattern != "" {
				list = append(list, matching(pattern)...)
			}
		}
	}
	list = append(list, fmt.Sprintf("t%d", seed), "t", "")
	return append(list, strings.Repeat("a", least), fmt.Sprintf("%0*d", max(least, 1), seed))
}

func fits(s string, checks []*ir.Check) bool {
	var c jsonwire.Checker
	for _, check := range checks {
		if check == nil {
			continue
		}
		if check.Const != "" && check.Const != quote(s) {
			return false
		}
		n := int64(utf8.RuneCountInString(s))
		if check.MinLength != nil && n < *check.MinLength || check.MaxLength != nil && n > *check.MaxLength {
			return false
		}
		if check.Format != "" {
			c.Text("", s, &jsonwire.Text{Format: jsonwire.FormatOf(check.Format)})
		}
		if check.MinSeconds != nil {
			c.MinSeconds("", s, *check.MinSeconds)
		}
		if check.MaxSeconds != nil {
			c.MaxSeconds("", s, *check.MaxSeconds)
		}
		for _, pattern := range append([]string{check.Pattern}, check.AndPatterns...) {
			if re, err := regexp.Compile(jsonwire.Expand(pattern)); err != nil || !re.MatchString(s) {
				return false
			}
		}
	}
	return c.Err() == nil
}

// matching returns strings that may match pattern: with as few repetitions as
// it allows, and with more.
func matching(pattern string) []string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil
	}
	re = re.Simplify()
	var list []string
	for _, w := range []writer{{0, 0}, {1, 0}, {0, 1}, {1, 1}, {2, 2}, {5, 1}, {9, 0}} {
		var b strings.Builder
		w.write(&b, re)
		list = append(list, b.String())
	}
	return list
}

// A writer writes a string that a regular expression matches.
type writer struct {
	more   int // repetitions beyond the least
	branch int // which alternative, as far as there are so many
}

func (w writer) write(b *strings.Builder, re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		b.WriteRune(classRune(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('a')
	case syntax.OpStar:
		w.repeat(b, re, w.more)
	case syntax.OpPlus:
		w.repeat(b, re, 1+w.more)
	case syntax.OpQuest:
		w.repeat(b, re, min(w.more, 1))
	case syntax.OpRepeat:
		n := re.Min + w.more
		if re.Max >= 0 {
			n = min(n, re.Max)
		}
		w.repeat(b, re, n)
	case syntax.OpAlternate:
		w.write(b, re.Sub[min(w.branch, len(re.Sub)-1)])
	default:
		for _, sub := range re.Sub {
			w.write(b, sub)
		}
	}
}

func (w writer) repeat(b *strings.Builder, re *syntax.Regexp, n int) {
	for range n {
		if b.Len() < 1<<12 {
			w.write(b, re.Sub[0])
		}
	}
}

// classRune returns a character of a class, one that people can read if there
// is one.
func classRune(ranges []rune) rune {
	for _, good := range "a1A0-_." {
		for i := 0; i+1 < len(ranges); i += 2 {
			if ranges[i] <= good && good <= ranges[i+1] {
				return good
			}
		}
	}
	if len(ranges) == 0 {
		return 'a'
	}
	return ranges[0]
}
