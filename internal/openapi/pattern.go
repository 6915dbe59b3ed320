package openapi

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode/utf16"
)

// translate rewrites a regular expression of ECMA-262, which JSON Schema asks
// for, as one of Go's regexp package (RE2) with the same meaning:
//
//	\u4e00  \u{4e00}  \/  \cJ      \x{4E00}  \x{4E00}  /  \x{A}
//	[]  [^]  [[]  [\b]             [^\x{0}-\x{10FFFF}]  [\x{0}-\x{10FFFF}]  [\[]  [\x{8}]
//
// \d, \w and \s stay as they are; \s is narrower in RE2, which leaves out the
// spaces of Unicode. What RE2 cannot express (lookaround, back references,
// counts above 1000) is an error.
func translate(ecma string) (string, error) {
	t := &translator{in: ecma}
	if err := t.run(); err != nil {
		return "", err
	}
	re := t.out.String()
	if _, err := syntax.Parse(re, syntax.Perl); err != nil {
		var problem *syntax.Error
		if errors.As(err, &problem) {
			return "", fmt.Errorf("%s: %q", problem.Code, problem.Expr)
		}
		return "", err
	}
	return re, nil
}

type translator struct {
	in    string
	out   strings.Builder
	class bool // inside of [ ]
}

func (t *translator) run() error {
	for t.in != "" {
		switch {
		case t.in[0] == '\\':
			if err := t.escape(); err != nil {
				return err
			}
		case t.class:
			t.inClass()
		case t.in[0] == '[':
			t.openClass()
		case lookaround(t.in) != "":
			return fmt.Errorf("%s...) looks around, which RE2 cannot do", lookaround(t.in))
		default:
			t.copy(1)
		}
	}
	return nil
}

func (t *translator) copy(n int) {
	t.out.WriteString(t.in[:n])
	t.in = t.in[n:]
}

func (t *translator) replace(n int, with string) {
	t.out.WriteString(with)
	t.in = t.in[n:]
}

func lookaround(s string) string {
	for _, open := range []string{"(?=", "(?!", "(?<=", "(?<!"} {
		if strings.HasPrefix(s, open) {
			return open
		}
	}
	return ""
}

// openClass begins a class. In ECMA-262 a ] right after the bracket closes it.
func (t *translator) openClass() {
	switch {
	case strings.HasPrefix(t.in, "[^]"):
		t.replace(3, `[\x{0}-\x{10FFFF}]`)
	case strings.HasPrefix(t.in, "[]"):
		t.replace(2, `[^\x{0}-\x{10FFFF}]`)
	default:
		t.class = true
		if strings.HasPrefix(t.in, "[^") {
			t.copy(2)
		} else {
			t.copy(1)
		}
	}
}

// inClass copies a character of a class. RE2 takes "[:" for a class in a class.
func (t *translator) inClass() {
	switch t.in[0] {
	case '[':
		t.replace(1, `\[`)
	case ']':
		t.class = false
		t.copy(1)
	default:
		t.copy(1)
	}
}

// escape copies or rewrites a backslash and what belongs to it.
func (t *translator) escape() error {
	if len(t.in) < 2 {
		return errors.New("ends with a backslash")
	}
	switch c := t.in[1]; {
	case c == 'u':
		return t.unicode()
	case c == '/' || c == '-' && !t.class:
		t.replace(2, t.in[1:2])
	case c == 'b' && t.class:
		t.replace(2, `\x{8}`)
	case c == 'c' && len(t.in) > 2 && isLetter(t.in[2]):
		t.replace(3, fmt.Sprintf(`\x{%X}`, t.in[2]&31))
	case c == '0' && (len(t.in) == 2 || t.in[2] < '0' || t.in[2] > '9'):
		t.replace(2, `\x{0}`)
	case c >= '0' && c <= '9' || c == 'k':
		return fmt.Errorf(`\%c refers back, which RE2 cannot do`, c)
	case isLetter(c) && !strings.ContainsRune("dDwWsSbBnrtfvxpPAz", rune(c)):
		t.replace(2, t.in[1:2])
	default:
		t.copy(2)
	}
	return nil
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// unicode rewrites \u4e00, \u{1F600} and surrogate pairs.
func (t *translator) unicode() error {
	r, n := unicodeEscape(t.in)
	if n == 0 {
		return errors.New(`\u must be followed by four hexadecimal digits`)
	}
	if utf16.IsSurrogate(r) {
		low, m := unicodeEscape(t.in[n:])
		if r = utf16.DecodeRune(r, low); m == 0 || r == '\uFFFD' {
			return fmt.Errorf("%s is half of a surrogate pair", t.in[:n])
		}
		n += m
	}
	t.replace(n, fmt.Sprintf(`\x{%X}`, r))
	return nil
}

// unicodeEscape reads the escape at the start of s: its rune and length.
func unicodeEscape(s string) (r rune, n int) {
	digits := ""
	switch {
	case strings.HasPrefix(s, `\u{`) && strings.Contains(s, "}"):
		n = strings.Index(s, "}") + 1
		digits = s[3 : n-1]
	case strings.HasPrefix(s, `\u`) && len(s) >= 6:
		n = 6
		digits = s[2:6]
	}
	v, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || v > 0x10FFFF {
		return 0, 0
	}
	return rune(v), n
}
