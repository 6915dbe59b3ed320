package openapi

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// words makes one word of texts, with a capital wherever one of them or
// something after punctuation begins: "click_action" is "ClickAction".
func words(texts ...string) string {
	var b strings.Builder
	for _, text := range texts {
		start := true
		for _, c := range text {
			switch {
			case !unicode.IsLetter(c) && !unicode.IsDigit(c):
				start = true
				continue
			case start:
				c = unicode.ToUpper(c)
			}
			start = false
			b.WriteRune(c)
		}
	}
	return b.String()
}

// upper makes the first letter of s a capital.
func upper(s string) string {
	c, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(c)) + s[size:]
}

// singular returns the singular of an English plural, or s itself.
func singular(s string) string {
	low := strings.ToLower(s)
	for _, rule := range []struct{ end, with string }{
		{"series", "series"}, {"kies", "kie"}, {"vies", "vie"}, {"ies", "y"},
		{"sses", "ss"}, {"tches", "tch"}, {"nches", "nch"}, {"rches", "rch"}, {"shes", "sh"}, {"xes", "x"}, {"tuses", "tus"},
		{"ss", "ss"}, {"us", "us"}, {"is", "is"}, {"s", ""},
	} {
		cut := len(s) - len(rule.end)
		if strings.HasSuffix(low, rule.end) && (cut > 1 || rule.end == "series") {
			return s[:cut] + s[cut:cut+common(low[cut:], rule.with)] + rule.with[common(low[cut:], rule.with):]
		}
	}
	return s
}

// common is the length of the longest common beginning of a and b: what of a
// plural stays as it is written.
func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// fold leaves of a name what two Go names must differ in.
func fold(name string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, name)
}
