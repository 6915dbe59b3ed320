package jsonwire

import "strings"

// Looking ahead reads bytes that will be read again. Nested values that all
// look ahead would make that quadratic, and values that try alternatives
// exponential, so the sum is limited to a multiple of the input, and some
// milliseconds of work: short messages may have dozens of alternatives, as those
// of 3GPP's resource models do.
const (
	rereadFactor = 32
	rereadFree   = 1 << 20
)

// spend counts n bytes that will be read again.
func (d *Decoder) spend(n int) bool {
	d.spent += int64(n)
	if d.spent > rereadFree+rereadFactor*int64(d.end) {
		d.fatal = true
		d.fail(d.pos, "too many alternatives inside each other")
		return false
	}
	return true
}

// Tag returns what the object at hand has as its member with this name, without
// reading the object: the discriminator of a union. A string is returned as it
// is, an integer as digits, however it is spelled. Tag is empty if there is no
// such member, if that is no scalar, or if the value at hand is no object.
func (d *Decoder) Tag(name string) string {
	if d.buf[d.pos] != '{' {
		return ""
	}
	i := d.skipSpace(d.pos + 1)
	for d.buf[i] == '"' {
		found := d.peekName(i, name)
		i = d.skipSpace(d.afterString(i))
		if d.buf[i] != ':' {
			break
		}
		i = d.skipSpace(i + 1)
		if found {
			return d.tag(i)
		}
		i = d.skipSpace(d.after(i))
		if d.buf[i] != ',' {
			break
		}
		i = d.skipSpace(i + 1)
	}
	d.spend(i - d.pos)
	return ""
}

// peekString returns the string at i.
func (d *Decoder) peekString(i int) string {
	pos := d.pos
	d.pos = i
	s := d.quoted()
	if d.err == nil {
		d.pos = pos
	}
	return s
}

// peekName reports whether the string at i is name, however it is escaped.
func (d *Decoder) peekName(i int, name string) bool {
	end := d.afterString(i) - 1
	if end >= d.end {
		return false
	}
	s := d.text(i+1, end)
	if strings.IndexByte(s, '\\') < 0 {
		return s == name
	}
	return d.peekString(i) == name
}

// skipSpace returns the index of the first byte from i on that is not white
// space.
func (d *Decoder) skipSpace(i int) int {
	for i < d.end && strings.IndexByte(" \t\r\n", d.buf[i]) >= 0 {
		i++
	}
	return i
}

// afterString returns the index behind the string at i. It is behind the end
// of the input if the string has no end.
func (d *Decoder) afterString(i int) int {
	for i++; i < d.end; i++ {
		i, _ = d.run(i)
		switch d.buf[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
	return d.end + 1
}

// after returns the index behind the value at i, checking as little of it as
// finding its end takes.
func (d *Decoder) after(i int) int {
	depth := 0
	for i < d.end {
		switch d.buf[i] {
		case '"':
			i = d.afterString(i)
		case '{', '[':
			depth++
			i++
		case '}', ']':
			depth--
			i++
		case ',', ':', ' ', '\t', '\r', '\n':
			i++
			continue // no value ends here
		default:
			i = d.afterToken(i)
		}
		if depth <= 0 {
			return i
		}
	}
	return i
}

// afterToken returns the index behind the number or literal at i.
func (d *Decoder) afterToken(i int) int {
	for i < d.end && strings.IndexByte(" \t\r\n,:{}[]\"", d.buf[i]) < 0 {
		i++
	}
	return i
}

// A mark is a place to which a Decoder can go back.
type mark struct {
	pos, depth, names, open int
	state                   state
	key                     string
	strict, answer          bool
}

func (d *Decoder) mark() mark {
	return mark{d.pos, d.depth, len(d.names.list), len(d.names.open), d.state, d.key, d.Strict, d.Answer}
}

// Try reads v from the value at hand as a strict Decoder would. If that is an
// error it forgets the error, leaves the value to be read again, and returns
// false: v is then not to be used.
func (d *Decoder) Try(v Decodable) bool {
	if d.err != nil {
		return false
	}
	m, taken := d.mark(), d.taken
	d.Strict, d.Answer = true, m.answer || !m.strict
	v.DecodeJSON(d)
	d.Strict, d.Answer = m.strict, m.answer
	if d.err == nil {
		return true
	}
	if !d.fatal {
		read := max(1, d.err.Offset-m.pos)
		d.back(m)
		d.taken = taken // nobody keeps v
		d.spend(read)
	}
	return false
}

func (d *Decoder) back(m mark) {
	d.err = nil
	d.pos, d.depth, d.state, d.key = m.pos, m.depth, m.state, m.key
	d.names.list = d.names.list[:m.names]
	clear(d.names.open[m.open:])
	d.names.open = d.names.open[:m.open]
}
