package jsonwire

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// An Error is the first problem of a value: of its JSON when a [Decoder] found
// it, of its content when a [Checker] did.
type Error struct {
	// Path leads to the problem, e.g. "devicePorts.ranges[2].from". It is
	// empty for the value as a whole.
	Path string
	// Offset counts bytes from the start of the input. It is -1 when there
	// was no input.
	Offset int
	// Msg says what is wrong.
	Msg string
}

// Error returns path, message and offset:
//
//	devicePorts.ranges[2].from: 70000 is above 65535 (at byte 118)
func (e *Error) Error() string {
	var b []byte
	if e.Path != "" {
		b = append(b, e.Path...)
		b = append(b, ": "...)
	}
	b = append(b, e.Msg...)
	if e.Offset >= 0 {
		b = append(b, " (at byte "...)
		b = strconv.AppendInt(b, int64(e.Offset), 10)
		b = append(b, ')')
	}
	return string(b)
}

// maxShown is the number of bytes of a value or name that a message shows.
const maxShown = 40

// quote returns s in quotation marks, cut if it is long.
func quote(s string) string { return strconv.Quote(shorten(s)) }

func shorten(s string) string {
	if len(s) <= maxShown {
		return s
	}
	n := maxShown
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// unexpected fails at the byte at hand.
func (d *Decoder) unexpected(want string) {
	if d.pos >= d.end {
		d.fail(d.end, "the input ends, want "+want)
		return
	}
	r, _ := utf8.DecodeRune(d.buf[d.pos:d.end])
	d.fail(d.pos, "unexpected "+strconv.QuoteRune(r)+", want "+want)
}

// badText fails at a byte that cannot be in a string.
func (d *Decoder) badText() {
	if d.pos >= d.end {
		d.fail(d.end, "the input ends inside a string")
		return
	}
	d.fail(d.pos, "control character "+strconv.QuoteRune(rune(d.buf[d.pos]))+" in a string")
}

// mismatch fails at a value of a kind that is not wanted.
func (d *Decoder) mismatch(want string) {
	have := [...]string{KindNull: "null", KindBool: "true or false", KindNumber: "a number",
		KindString: "a string", KindArray: "an array", KindObject: "an object"}
	k := d.Kind()
	if k == KindInvalid {
		d.unexpected(want)
		return
	}
	d.fail(d.pos, "have "+have[k]+", want "+want)
}

func (d *Decoder) tooDeep() {
	d.fatal = true
	d.fail(d.pos, "nested deeper than "+strconv.Itoa(d.MaxDepth))
}

// A step of a path: into a member of an object or an element of an array.
type step struct {
	array bool
	index int
	name  string
	value bool // at or inside the value, not around it
}

// path returns the path of what is at an offset. Only an error asks for it, so
// it is found by reading the input again, which up to the offset is correct.
func (d *Decoder) path(offset int) string {
	var p steps
	for i := 0; i < offset; {
		end := i + 1
		switch c := d.buf[i]; c {
		case '{', '[':
			p = append(p, step{array: c == '[', value: c == '['})
		case '}', ']':
			p.leave()
		case ',':
			p.comma()
		case ':':
			p.colon()
		case ' ', '\t', '\r', '\n':
		case '"':
			if end = d.afterString(i); end <= offset {
				p.text(d, i, end)
			}
		default:
			if end = d.afterToken(i); end < offset || end == offset && whole(d.text(i, end)) {
				p.done()
			}
		}
		i = end
	}
	return p.String()
}

// whole reports whether a number or literal has nothing missing at its end.
func whole(token string) bool {
	last := token[len(token)-1]
	return isDigit(last) || token == "true" || token == "false" || token == "null"
}

// steps is the way to a place in the input, the innermost step last.
type steps []step

func (p steps) done() {
	if len(p) > 0 {
		p[len(p)-1].value = false
	}
}

func (p *steps) leave() {
	*p = (*p)[:max(0, len(*p)-1)]
	p.done()
}

func (p steps) comma() {
	if len(p) > 0 {
		s := &p[len(p)-1]
		s.index++
		s.value = s.array
	}
}

func (p steps) colon() {
	if len(p) > 0 {
		p[len(p)-1].value = true
	}
}

// text takes the string from i to end, which is a name or a value.
func (p steps) text(d *Decoder, i, end int) {
	if len(p) == 0 {
		return
	}
	s := &p[len(p)-1]
	if !s.array && !s.value {
		s.name = unescape(d.buf[i+1 : end-1])
	}
	s.value = false
}

// maxPath is the length of the longest path that is shown whole.
const maxPath = 400

// String joins the steps.
func (p steps) String() string {
	var b []byte
	for i, s := range p {
		switch {
		case i == len(p)-1 && !s.value:
		case s.array:
			b = appendIndex(b, s.index)
		default:
			b = appendName(b, s.name)
		}
	}
	if len(b) > maxPath {
		return "…" + strings.ToValidUTF8(string(b[len(b)-maxPath:]), "")
	}
	return string(b)
}

func appendIndex(b []byte, i int) []byte {
	b = append(b, '[')
	b = strconv.AppendInt(b, int64(i), 10)
	return append(b, ']')
}

// appendName appends a step into the member with this name: .name, or
// ["na.me"] for a name that could be misread.
func appendName(b []byte, name string) []byte {
	if name == "" || len(name) > maxShown || strings.ContainsFunc(name, misread) {
		b = append(b, '[')
		b = strconv.AppendQuote(b, shorten(name))
		return append(b, ']')
	}
	if len(b) > 0 {
		b = append(b, '.')
	}
	return append(b, name...)
}

func misread(r rune) bool {
	return r <= ' ' || r == '.' || r == ':' || r == '[' || r == ']' || r == '"' || !strconv.IsPrint(r)
}
