package openapi

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// translate rewrites a regular expression of ECMA-262, which JSON Schema asks
// for, as one of Go's regexp package (RE2) with the same meaning:
//
//	\u4e00  \u{4e00}  \/  \cJ      \x{4E00}  \x{4E00}  /  \x{A}
//	[]  [^]  [[]  [\b]             [^\x{0}-\x{10FFFF}]  [\x{0}-\x{10FFFF}]  [\[]  [\x{8}]
//
// \d and \w are the same in both; \s, \S and the dot, which are not, stay as
// they are, because jsonwire reads them as ECMA-262 does. Counts above 1000 are written as several. What RE2 cannot
// express (lookaround, back references) is a *beyondRE2.
func translate(ecma string) (string, error) {
	t := &translator{in: ecma, atom: -1}
	if err := t.run(); err != nil {
		return "", err
	}
	re := t.out.String()
	if _, err := syntax.Parse(jsonwire.Expand(re), syntax.Perl); err != nil {
		var problem *syntax.Error
		if !errors.As(err, &problem) {
			return "", err
		}
		msg := fmt.Sprintf("%s: %q", problem.Code, problem.Expr)
		if problem.Code == syntax.ErrInvalidRepeatSize || problem.Code == syntax.ErrLarge {
			return "", &beyondRE2{msg}
		}
		return "", errors.New(msg)
	}
	return re, nil
}

// A beyondRE2 is the error for a pattern that is right but cannot be checked.
type beyondRE2 struct{ msg string }

func (e *beyondRE2) Error() string { return e.msg }

// Counts in RE2 end at maxRepeat; ours end at maxCount.
const (
	maxRepeat = 1000
	maxCount  = 20 * maxRepeat
	maxAtom   = 4096 // bytes of what is repeated: counts in counts multiply
)

type translator struct {
	in    string
	out   bytes.Buffer
	class bool  // inside of [ ]
	open  []int // where the groups around begin in out
	atom  int   // where the last thing that can be repeated begins in out, or -1
}

func (t *translator) run() error {
	for t.in != "" {
		t.mark()
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
			return &beyondRE2{lookaround(t.in) + "...) looks around, which RE2 cannot do"}
		case t.in[0] == '{' && t.repeat():
		default:
			t.copy(1)
		}
	}
	return nil
}

// mark notes where an atom begins: a character, an escape, a class or a group.
func (t *translator) mark() {
	switch c := t.in[0]; {
	case t.class, strings.IndexByte("*+?{", c) >= 0:
	case c == '(':
		t.open = append(t.open, t.out.Len())
		t.atom = -1
	case c == ')' && len(t.open) > 0:
		t.atom = t.open[len(t.open)-1]
		t.open = t.open[:len(t.open)-1]
	case utf8.RuneStart(c):
		t.atom = t.out.Len()
	}
}

// counts matches {2}, {2,} and {2,5}, and the ? that makes it lazy.
var counts = regexp.MustCompile(`^\{([0-9]{1,6})(,?)([0-9]{0,6})\}\??`)

// repeat writes a count above what RE2 allows as several: x{1,2500} as
// (?:x{1,1000}x{0,1000}x{0,500}).
func (t *translator) repeat() bool {
	m := counts.FindStringSubmatch(t.in)
	if m == nil || t.atom < 0 || m[2] == "" && m[3] != "" {
		return false
	}
	low, _ := strconv.Atoi(m[1])
	high := low
	if m[2] != "" {
		high, _ = strconv.Atoi("0" + m[3])
	}
	unlimited := m[2] != "" && m[3] == ""
	if max(low, high) <= maxRepeat || max(low, high) > maxCount || high < low && !unlimited {
		return false
	}
	atom := string(t.out.Bytes()[t.atom:])
	if len(atom) > maxAtom {
		return false
	}
	t.out.Truncate(t.atom)
	t.out.WriteString("(?:")
	for ; low > maxRepeat; low, high = low-maxRepeat, high-maxRepeat {
		fmt.Fprintf(&t.out, "%s{%d}", atom, maxRepeat)
	}
	if unlimited {
		fmt.Fprintf(&t.out, "%s{%d,}", atom, low)
	}
	for ; !unlimited && high > 0; low, high = 0, high-maxRepeat {
		fmt.Fprintf(&t.out, "%s{%d,%d}", atom, low, min(high, maxRepeat))
	}
	t.replace(len(m[0]), ")")
	return true
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
	case namedProperty.MatchString(t.in):
		m := namedProperty.FindStringSubmatch(t.in)
		t.replace(len(m[0]), `\`+m[1]+"{"+m[2]+"}")
	case c == '/' || c == '-' && !t.class:
		t.replace(2, t.in[1:2])
	case c == 'b' && t.class:
		t.replace(2, `\x{8}`)
	case c == 'c' && len(t.in) > 2 && isLetter(t.in[2]):
		t.replace(3, fmt.Sprintf(`\x{%X}`, t.in[2]&31))
	case c == '0' && (len(t.in) == 2 || t.in[2] < '0' || t.in[2] > '9'):
		t.replace(2, `\x{0}`)
	case c >= '0' && c <= '9' || c == 'k':
		return &beyondRE2{fmt.Sprintf(`\%c refers back, which RE2 cannot do`, c)}
	case isLetter(c) && !strings.ContainsRune("dDwWsSbBnrtfvxpP", rune(c)), c|0x20 == 'p' && !strings.HasPrefix(t.in[2:], "{"):
		t.replace(2, t.in[1:2])
	default:
		t.copy(2)
	}
	return nil
}

// namedProperty matches \p{Script=Greek}, which is \p{Greek} in RE2.
var namedProperty = regexp.MustCompile(`^\\([pP])\{(?:Script|sc|General_Category|gc)=(\w+)\}`)

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
