package jsonwire

import (
	"regexp"
	"strings"
)

// Spaces of ECMA-262 (\s is its WhiteSpace and LineTerminator) and all other
// characters, as ranges of a class.
const (
	spaces   = `\t-\r \x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}`
	noSpaces = `\x{0}-\x{8}\x{E}-\x{1F}!-\x{9F}\x{A1}-\x{167F}\x{1681}-\x{1FFF}\x{200B}-\x{2027}\x{202A}-\x{202E}` +
		`\x{2030}-\x{205E}\x{2060}-\x{2FFF}\x{3001}-\x{FEFE}\x{FF00}-\x{10FFFF}`
	noLineEnd = `[^\n\r\x{2028}\x{2029}]`
)

// allIsLine matches the flag that makes a dot match the end of a line.
var allIsLine = regexp.MustCompile(`\(\?[a-zA-Z]*s`)

// Expand returns a pattern of a [Text] in the syntax of package regexp, which
// it has already, but for three things that mean what ECMA-262 says, because
// patterns of documents are of that language: \s and \S know all spaces of
// Unicode, and a dot matches no end of a line.
func Expand(pattern string) string {
	if !strings.Contains(pattern, ".") && !strings.Contains(pattern, `\s`) && !strings.Contains(pattern, `\S`) {
		return pattern
	}
	dots := !allIsLine.MatchString(pattern)
	var b strings.Builder
	class := false
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern):
			i++
			b.WriteString(expandEscape(pattern[i], class))
		case c == '.' && !class && dots:
			b.WriteString(noLineEnd)
		default:
			class = c == '[' || class && c != ']'
			b.WriteByte(c)
		}
	}
	return b.String()
}

// expandEscape returns the escape of c.
func expandEscape(c byte, class bool) string {
	switch {
	case c == 's' && class:
		return spaces
	case c == 's':
		return "[" + spaces + "]"
	case c == 'S' && class:
		return noSpaces
	case c == 'S':
		return "[^" + spaces + "]"
	}
	return string([]byte{'\\', c})
}
