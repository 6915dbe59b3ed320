package jsonwire

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// BeginObject reads the opening brace of an object. NextMember follows.
func (d *Decoder) BeginObject() {
	if d.buf[d.pos] != '{' {
		d.notContainer("an object")
		return
	}
	if d.enter() {
		d.names.push()
	}
}

// enter steps into an array or object.
func (d *Decoder) enter() bool {
	if d.depth >= d.MaxDepth {
		d.tooDeep()
		return false
	}
	d.depth++
	d.pos++
	d.state = begun
	return true
}

// notContainer reads a null in place of an array or object as if it were
// empty; anything else is an error.
func (d *Decoder) notContainer(want string) {
	if d.lenientNull(want) {
		d.state = absent
	}
}

// NextMember moves to the next member of the object and reports whether there
// is one. [Decoder.Key] is its name; its value must be read or skipped before
// the next call. Members that are null are passed over, as if absent, unless
// the Decoder is strict.
func (d *Decoder) NextMember() bool {
	for d.next() {
		if d.buf[d.pos] != 'n' || d.Strict {
			return true
		}
		d.literal("null")
	}
	return false
}

// NextMemberOrNull is NextMember for objects with members that may be null: it
// passes over nothing. Of such a member [Decoder.Null] takes the null, of the
// others [Decoder.Absent].
func (d *Decoder) NextMemberOrNull() bool { return d.next() }

// Key returns the name of the member that NextMember moved to. Reading an
// object changes it.
func (d *Decoder) Key() string { return d.key }

// next moves to the value of the next member, reading its name. It does at once
// what is nearly always there: a comma, a name of plain ASCII, a colon and the
// value, without white space between them.
func (d *Decoder) next() bool {
	i := d.pos
	if d.state == afterValue && d.buf[i] == ',' {
		i++
	} else if d.state != begun {
		return d.nextSpaced()
	}
	start := i + 1
	if d.buf[i] != '"' {
		return d.nextSpaced()
	}
	i = start
	x := binary.LittleEndian.Uint64(d.buf[i:])
	m := special(x)
	for m == 0 && x&highBits == 0 {
		i += 8
		x = binary.LittleEndian.Uint64(d.buf[i:])
		m = special(x)
	}
	n := bits.TrailingZeros64(m) &^ 7 // 64, for none, becomes a shift to zero
	i += n >> 3
	x &= 1<<n - 1
	if x&highBits != 0 || d.buf[i] != '"' || d.buf[i+1] != ':' {
		return d.nextSpaced()
	}
	d.state = afterValue
	d.key = d.text(start, i)
	d.pos = i + 2
	if d.buf[d.pos] <= ' ' {
		d.space()
	}
	o := &d.names.open[len(d.names.open)-1]
	if bit := nameBit(x, d.buf[start], i-start); o.filter&bit == 0 && o.set == nil {
		o.filter |= bit
		d.names.list = append(d.names.list, nameRef{start, i})
		return true
	}
	return d.names.add(d, start, i) || d.twice(start)
}

// nextSpaced is next with white space wherever it may be.
func (d *Decoder) nextSpaced() bool {
	c := d.space()
	switch {
	case c == ',' && d.state == afterValue:
		d.pos++
		c = d.space()
	case d.state != begun || c == '}':
		return d.noMember(c)
	}
	d.state = afterValue
	if c != '"' {
		d.unexpected("a member name")
		return false
	}
	return d.name()
}

// noMember ends the object, at whose end c is, unless that is an error.
func (d *Decoder) noMember(c byte) bool {
	before := d.state
	d.state = afterValue
	switch {
	case before == absent:
	case c == '}':
		d.leaveObject()
	default:
		d.unexpected("',' or '}'")
	}
	return false
}

func (d *Decoder) leaveObject() {
	d.pos++
	d.depth--
	d.names.pop()
}

// name reads the name of a member and the colon.
func (d *Decoder) name() bool {
	start := d.pos + 1
	d.key = d.quoted()
	end := d.pos - 1
	if d.space() != ':' {
		d.unexpected("':'")
		return false
	}
	d.pos++
	d.space()
	return d.newName(start, end)
}

// newName fails unless the name that was read from start to end is new in the
// innermost object of names.
func (d *Decoder) newName(start, end int) bool {
	if len(d.key) == end-start && isASCII(d.key) {
		return d.names.add(d, start, end) || d.twice(start)
	}
	return d.names.addOdd(d, d.key) || d.twice(start)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// twice fails because the name that starts at an offset is not new.
func (d *Decoder) twice(start int) bool {
	d.fail(start-1, "member "+quote(d.key)+" appears twice")
	return false
}

// BeginArray reads the opening bracket of an array. NextElement follows.
func (d *Decoder) BeginArray() {
	if d.buf[d.pos] != '[' {
		d.notContainer("an array")
		return
	}
	d.enter()
}

// NextElement moves to the next element of the array and reports whether there
// is one. It must be read or skipped before the next call.
func (d *Decoder) NextElement() bool {
	c := d.space()
	switch d.state {
	case afterValue:
		if c == ',' {
			d.pos++
			d.space()
			return true // if nothing follows, reading it fails
		}
		if c == ']' {
			break
		}
		d.unexpected("',' or ']'")
		return false
	case begun:
		d.state = afterValue
		if c != ']' {
			return d.err == nil
		}
	case absent:
		d.state = afterValue
		return false
	}
	d.pos++
	d.depth--
	return false
}

// Unknown skips a member of an object that allows no others than those of its
// schema (additionalProperties: false). It fails in a strict Decoder.
func (d *Decoder) Unknown() {
	if d.Strict {
		d.fail(d.pos, "member is not in the schema")
		return
	}
	d.Skip()
}

// KeepMember appends the member at hand to m: one that has no field.
func (d *Decoder) KeepMember(m *Members) {
	name := d.key
	if value := d.Raw(); value != nil {
		*m = append(*m, Member{name, value})
	}
}
