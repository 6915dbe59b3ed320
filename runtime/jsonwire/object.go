package jsonwire

import (
	"math/bits"
	"strings"
)

// An Object hands out the members of one object that a generated type has fields
// for, by their index in a table of keys, and finds members that appear twice:
//
//	o := d.Object(keysOfRange)
//	for o.Next() {
//		switch o.Index {
//		case 0: // from
//			v.From = d.Int32()
//		default:
//			d.KeepMember(&v.Extra)
//		}
//	}
//	o.Require(1 << 0)
//
// Most senders write members in the order of the document, so it first looks
// for the key behind the one before: that is one comparison, where reading a
// name, finding it in a set and choosing by it are three.
type Object struct {
	// Index is the index of the member at hand, or -1 if it is not in the
	// table: then [Decoder.Key] is its name.
	Index int

	d       *Decoder
	keys    []string
	next    int // index behind the last member that is in the table
	seen    uint64
	more    []uint64 // seen, for the members from 64 on
	unknown bool     // names has a scope for the members that are not in the table
}

// Object reads the opening brace of an object. Keys are the members' names as
// JSON writes them, with quotation marks and a colon.
func (d *Decoder) Object(keys []string) Object {
	if d.buf[d.pos] == '{' {
		d.enter()
		d.take(objectBytes + fieldBytes*len(keys))
	} else {
		d.notContainer("an object")
	}
	return Object{d: d, keys: keys}
}

// Next moves to the value of the next member and reports whether there is one.
// It must be read or skipped before the next call.
func (o *Object) Next() bool {
	d := o.d
	i := d.pos
	if d.state == afterValue && d.buf[i] == ',' {
		i++
	} else if d.state != begun {
		return o.nextSpaced()
	}
	n := o.next
	if n >= len(o.keys) {
		return o.search(i)
	}
	key := o.keys[n]
	end := i + len(key)
	if end >= len(d.buf) || string(d.buf[i:end]) != key || d.buf[end] <= ' ' || n >= 64 {
		return o.search(i)
	}
	bit := uint64(1) << n
	if o.seen&bit != 0 {
		return o.search(i)
	}
	o.seen |= bit
	o.Index = n
	o.next = n + 1
	d.state = afterValue
	d.pos = end
	return true
}

// hasKey reports whether key is at i.
func (d *Decoder) hasKey(i int, key string) bool {
	end := i + len(key)
	return end <= len(d.buf) && string(d.buf[i:end]) == key
}

// take moves behind the key with the index n, which is at i.
func (o *Object) take(n, i int) bool {
	d := o.d
	d.pos = i + len(o.keys[n])
	if d.buf[d.pos] <= ' ' {
		d.space()
	}
	return o.note(n, i)
}

// note makes n the member at hand, whose name is at i, unless there was one.
func (o *Object) note(n, i int) bool {
	o.Index = n
	o.next = n + 1
	o.d.state = afterValue
	if n < 64 {
		bit := uint64(1) << n
		old := o.seen
		o.seen = old | bit
		return old&bit == 0 || o.twice(i)
	}
	return o.noteFar(n) || o.twice(i)
}

// noteFar notes a member from 64 on and reports whether it is new.
func (o *Object) noteFar(n int) bool {
	if o.more == nil {
		o.more = make([]uint64, (len(o.keys)-1)/64)
	}
	word, bit := n/64-1, uint64(1)<<(n%64)
	isNew := o.more[word]&bit == 0
	o.more[word] |= bit
	return isNew
}

// twice fails because the member whose name is at i is not new.
func (o *Object) twice(i int) bool {
	o.d.fail(i, "member "+quote(keyName(o.keys[o.Index]))+" appears twice")
	return false
}

// keyName returns the name in a key.
func keyName(key string) string {
	name := key[1 : len(key)-2]
	if strings.IndexByte(name, '\\') < 0 {
		return name
	}
	return unescape([]byte(name))
}

// search is Next for a member that is not the one expected, or not as it is
// expected. It tries the keys from there on, because members that are left out
// are the most frequent reason.
func (o *Object) search(i int) bool {
	d := o.d
	if d.buf[i] != '"' {
		return o.nextSpaced()
	}
	first := d.buf[i+1]
	for n := o.next; n < len(o.keys); n++ {
		if key := o.keys[n]; key[1] == first && d.hasKey(i, key) {
			return o.take(n, i)
		}
	}
	for n := range min(o.next, len(o.keys)) {
		if key := o.keys[n]; key[1] == first && d.hasKey(i, key) {
			return o.take(n, i)
		}
	}
	return o.nextSpaced()
}

// nextSpaced is Next with white space wherever it may be, names however they are
// written, and names that are not in the table.
func (o *Object) nextSpaced() bool {
	d := o.d
	c := d.space()
	switch {
	case c == ',' && d.state == afterValue:
		d.pos++
		c = d.space()
	case d.state != begun || c == '}':
		return o.end(c)
	}
	d.state = afterValue
	if c != '"' {
		d.unexpected("a member name")
		return false
	}
	return o.name()
}

// end ends the object, at whose end c is, unless that is an error.
func (o *Object) end(c byte) bool {
	d := o.d
	before := d.state
	d.state = afterValue
	switch {
	case before == absent:
	case c != '}':
		d.unexpected("',' or '}'")
	default:
		d.pos++
		d.depth--
		if o.unknown {
			d.names.pop()
		}
	}
	return false
}

// name reads the name of a member and the colon.
func (o *Object) name() bool {
	d := o.d
	start := d.pos
	d.key = d.quoted()
	end := d.pos - 1
	if d.space() != ':' {
		d.unexpected("':'")
		return false
	}
	d.pos++
	d.space()
	if n := o.find(d.key); n >= 0 {
		return o.note(n, start)
	}
	o.Index = -1
	if !o.unknown {
		o.unknown = true
		d.names.push()
	}
	return d.newName(start+1, end)
}

// find returns the index of name in the table, or -1.
func (o *Object) find(name string) int {
	for n, key := range o.keys {
		if len(key) == len(name)+3 && key[1:len(key)-2] == name {
			return n
		}
	}
	if plainPrefix(name) == len(name) {
		return -1
	}
	for n, key := range o.keys { // the name may be escaped there
		if keyName(key) == name {
			return n
		}
	}
	return -1
}

// Require fails in a strict Decoder unless the members were there whose bits are
// set: those of the first 64 in the first of masks. It is called at the end of
// the object.
func (o *Object) Require(masks ...uint64) {
	if !o.d.Strict || o.d.err != nil {
		return
	}
	for w, mask := range masks {
		if missing := mask &^ o.word(w); missing != 0 {
			name := keyName(o.keys[64*w+bits.TrailingZeros64(missing)])
			o.d.fail(o.d.pos-1, "required member "+quote(name)+" is absent")
			return
		}
	}
}

// word returns the bits of the members from 64 w on.
func (o *Object) word(w int) uint64 {
	switch {
	case w == 0:
		return o.seen
	case o.more == nil:
		return 0
	}
	return o.more[w-1]
}
