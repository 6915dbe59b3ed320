package jsonwire

import (
	"sync"
	"unsafe"
)

// DefaultMaxDepth is how deep arrays and objects may be nested.
const DefaultMaxDepth = 1000

// A Decoder reads one JSON value, RFC 8259, from memory. It works on a private
// copy of the input which all decoded strings share: a small string that is
// kept keeps the whole copy.
//
// It accepts what encoding/json accepts, with these differences: invalid UTF-8
// and objects with two members of the same name are errors, here as in
// encoding/json/v2, nesting is limited to MaxDepth, and memory to MaxMemory,
// which no message meets that is not made for it.
//
// Types are read as JSON Schema has them, in either mode: 3600.0 and 36e2 are
// integers, and a number that its Go type cannot hold is an error. Beyond that
// a Decoder is lenient, because servers break their own schemas: a null member
// is absent, a null elsewhere is a zero value, a number does for a string, and
// the methods for times and bytes say what else they take. Unless Strict is
// set: then a null, a wrong type and an absent required member are errors.
//
// The first error is kept. After it every method returns zero or false, so
// that callers ask only once, at the end.
type Decoder struct {
	// Strict, Answer, MaxDepth and MaxMemory are set before the first read.
	// MaxMemory limits the memory of objects in bytes, unless it is zero: then it
	// is 16 MiB and 64 times the length of the input.
	Strict    bool
	Answer    bool // the value comes from a server: Strict asks for no members that only requests have
	MaxDepth  int
	MaxMemory int

	buf   []byte // the input and pad zeros: no read has to ask for the end
	room  []byte // behind buf: see Room
	end   int    // length of the input
	pos   int    // at the next value, or behind the last one
	depth int    // of open arrays and objects
	state state
	key   string
	names names
	spent int64 // bytes that were read more than once
	taken int   // bytes of objects: see memory.go
	fatal bool
	err   *Error
}

// pad is the number of zeros behind the input. A zero is no part of any token
// and ends every scan; eight of them allow reading a word at a time.
const pad = 8

// A state is where a Decoder stands in the innermost array or object.
type state uint8

const (
	afterValue state = iota // behind a value: a comma or the end follows
	begun                   // behind the opening bracket
	absent                  // a null was read for the array or object
)

// NewDecoder returns a lenient Decoder for b, which it copies.
func NewDecoder(b []byte) *Decoder {
	d := new(Decoder)
	d.begin(b)
	return d
}

// idle holds Decoders between two messages. They keep nothing of the messages
// they have read.
var idle = sync.Pool{New: func() any { return new(Decoder) }}

// begin makes d, which is new or was released, read a copy of b.
func (d *Decoder) begin(b []byte) {
	d.MaxDepth = DefaultMaxDepth
	d.copy(b)
	d.end = len(b)
	d.names.init()
	d.space()
}

// release puts d aside for the next message.
func (d *Decoder) release() {
	d.names.release()
	d.Strict, d.Answer, d.fatal, d.err = false, false, false, nil
	d.MaxMemory, d.taken = 0, 0
	d.buf, d.room, d.key = nil, nil, ""
	d.end, d.pos, d.depth, d.spent, d.state = 0, 0, 0, 0, afterValue
	idle.Put(d)
}

// Err returns the first error, an [*Error], or nil.
func (d *Decoder) Err() error {
	if d.err == nil {
		return nil
	}
	if d.err.Path == "" {
		d.err.Path = d.path(d.err.Offset)
	}
	return d.err
}

// End checks that only white space is left, and returns Err.
func (d *Decoder) End() error {
	if d.err == nil {
		if d.space(); d.pos != d.end {
			d.unexpected("the end of the input")
		}
	}
	return d.Err()
}

// Fail makes msg the error of the value at hand, unless there is an error
// already. Generated code calls it when a value fits none of its types.
func (d *Decoder) Fail(msg string) { d.fail(d.pos, msg) }

// fail keeps the first error and moves to the end of the input, where every
// read fails again.
func (d *Decoder) fail(at int, msg string) {
	if d.err == nil {
		d.err = &Error{Offset: at, Msg: msg}
	}
	d.pos = d.end
}

// space moves to the next byte that is not white space and returns it; at the
// end of the input it is zero.
func (d *Decoder) space() byte {
	for {
		c := d.buf[d.pos]
		if c > ' ' || c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return c
		}
		d.pos++
	}
}

// text returns the bytes from i to j as a string that shares the copy, which
// nobody writes to.
func (d *Decoder) text(i, j int) string {
	if i >= j {
		return ""
	}
	return unsafe.String(&d.buf[i], j-i)
}

// literal reads word, which is true, false or null.
func (d *Decoder) literal(word string) bool {
	if d.text(d.pos, min(d.pos+len(word), d.end)) != word {
		d.badLiteral(word)
		return false
	}
	d.pos += len(word)
	return true
}

// badLiteral fails at the first byte that word does not have.
func (d *Decoder) badLiteral(word string) {
	for i := 0; d.buf[d.pos] == word[i]; i++ {
		d.pos++
	}
	d.unexpected(word)
}
