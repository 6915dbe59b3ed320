package jsonwire

import (
	"encoding/base64"
	"strings"
)

// A Kind is the kind of a JSON value.
type Kind uint8

// The kinds of values; KindInvalid is everything that cannot begin one.
const (
	KindInvalid Kind = iota
	KindNull
	KindBool
	KindNumber
	KindString
	KindArray
	KindObject
)

// Kind returns the kind of the value at hand, from its first byte.
func (d *Decoder) Kind() Kind {
	switch d.buf[d.pos] {
	case 'n':
		return KindNull
	case 't', 'f':
		return KindBool
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return KindNumber
	case '"':
		return KindString
	case '[':
		return KindArray
	case '{':
		return KindObject
	}
	return KindInvalid
}

// Null reads a null, if that is the value at hand, and reports whether it was.
func (d *Decoder) Null() bool {
	return d.buf[d.pos] == 'n' && d.literal("null")
}

// Absent is Null for a member whose schema does not allow null: a strict
// Decoder fails.
func (d *Decoder) Absent() bool {
	if d.buf[d.pos] != 'n' {
		return false
	}
	d.lenientNull("a value")
	return true
}

// absentFor is Absent for a member that is called what in an error.
func (d *Decoder) absentFor(what string) bool {
	if d.buf[d.pos] != 'n' {
		return false
	}
	d.lenientNull(what)
	return true
}

// lenientNull reads a null in place of something else and reports whether it
// could. A strict Decoder, and anything but null, fails.
func (d *Decoder) lenientNull(want string) bool {
	if d.buf[d.pos] == 'n' && !d.Strict {
		return d.literal("null")
	}
	d.mismatch(want)
	return false
}

// Bool reads true or false.
func (d *Decoder) Bool() bool {
	switch d.buf[d.pos] {
	case 't':
		return d.literal("true")
	case 'f':
		d.literal("false")
	default:
		d.lenientNull("true or false")
	}
	return false
}

// String reads a string. A lenient Decoder returns the text of a number.
func (d *Decoder) String() string {
	if d.buf[d.pos] == '"' {
		return d.quoted()
	}
	if start := d.pos; d.Kind() == KindNumber && !d.Strict {
		if d.number() {
			return d.text(start, d.pos)
		}
		return ""
	}
	d.lenientNull("a string")
	return ""
}

// Bytes reads a string in base64 (RFC 4648 section 4). A lenient Decoder also
// takes the alphabet of section 5, and does without padding.
func (d *Decoder) Bytes() []byte {
	start := d.pos
	if d.buf[start] != '"' {
		d.lenientNull("a string in base64")
		return nil
	}
	s := d.quoted()
	if d.err != nil {
		return nil
	}
	encoding := base64.StdEncoding
	if !d.Strict {
		encoding = base64.RawStdEncoding
		s = strings.TrimRight(s, "=")
		if strings.ContainsAny(s, "-_") {
			encoding = base64.RawURLEncoding
		}
	}
	v, err := encoding.DecodeString(s)
	if err != nil {
		d.fail(start, "string is not base64")
		return nil
	}
	return v
}

// Raw reads any value and returns a copy of its text, without the white space
// around it. It is nil only after an error.
func (d *Decoder) Raw() Raw {
	start := d.pos
	d.Skip()
	if d.err != nil {
		return nil
	}
	return append(Raw(nil), d.buf[start:d.pos]...)
}

// Skip reads any value and forgets it.
func (d *Decoder) Skip() {
	switch d.Kind() {
	case KindObject:
		d.BeginObject()
		for d.next() {
			d.Skip()
		}
	case KindArray:
		d.BeginArray()
		for d.NextElement() {
			d.Skip()
		}
	case KindString:
		d.skipQuoted()
	case KindNumber:
		d.number()
	case KindBool:
		d.Bool()
	case KindNull:
		d.Null()
	default:
		d.unexpected("a value")
	}
}
