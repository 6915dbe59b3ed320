package jsonwire

import "strconv"

// A message can be small and what it decodes to large: "{}" is two bytes and may
// be an object with a hundred fields. A Decoder counts the memory of objects, by
// their number of members, and stops where they take freeMemory and, from then
// on, more than memoryFactor bytes for each byte of the message. Objects of which
// a few members are there take a tenth of that.
const (
	freeMemory   = 16 << 20
	memoryFactor = 64
)

// What an object and each of its fields take: a string that may be absent takes
// three words, numbers less, times more.
const (
	objectBytes = 32
	fieldBytes  = 24
)

// take counts n bytes.
func (d *Decoder) take(n int) {
	if d.taken += n; d.taken > freeMemory || d.MaxMemory > 0 {
		d.checkMemory()
	}
}

// memoryLimit returns how many bytes may be taken.
func (d *Decoder) memoryLimit() int {
	if d.MaxMemory > 0 {
		return d.MaxMemory
	}
	return freeMemory + memoryFactor*d.end
}

// part returns a lenient Decoder for a part of the message, for which the limit
// of the whole holds: d.taken is to be that of the part afterwards.
func (d *Decoder) part(raw Raw) *Decoder {
	p := NewDecoder(raw)
	p.MaxMemory, p.taken = d.memoryLimit(), d.taken
	return p
}

func (d *Decoder) checkMemory() {
	if limit := d.memoryLimit(); d.taken > limit {
		d.fatal = true // for Try, too
		d.fail(d.pos, "the objects up to here need too much memory, more than "+strconv.Itoa(limit)+" bytes; Decoder.MaxMemory can be raised")
	}
}
