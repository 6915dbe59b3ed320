package jsonwire

import (
	"strconv"
	"unsafe"
)

// A message can be small and what it decodes to large: "{}" is two bytes and may
// be an object with a hundred fields. A Decoder counts the memory of objects in
// lists and maps, of optional ones and of alternatives, and stops where they take
// freeMemory and, from then on, more than memoryFactor bytes for each byte of
// the message. Objects of which a few members are there take a tenth of that.
const (
	freeMemory   = 16 << 20
	memoryFactor = 64
)

// take counts n bytes.
func (d *Decoder) take(n int) {
	if d.taken += n; d.taken > freeMemory || d.MaxMemory > 0 {
		d.checkMemory()
	}
}

func (d *Decoder) checkMemory() {
	limit := d.MaxMemory
	if limit <= 0 {
		limit = freeMemory + memoryFactor*d.end
	}
	if d.taken > limit {
		d.fatal = true // for Try, too
		d.fail(d.pos, "the objects up to here need too much memory, more than "+strconv.Itoa(limit)+" bytes; Decoder.MaxMemory can be raised")
	}
}

func sizeOf[T any]() int {
	var zero T
	return int(unsafe.Sizeof(zero))
}

// New returns a new T and counts its memory: see [Decoder]. Generated code calls
// it for alternatives and for
// optional objects.
func New[T any](d *Decoder) *T {
	d.take(sizeOf[T]())
	return new(T)
}

// Keep counts the memory of v, which is the alternative that was found, and
// returns it.
func Keep[T any](d *Decoder, v *T) *T {
	d.take(sizeOf[T]())
	return v
}

// Grow appends an empty element to list and counts its memory.
func Grow[T any](d *Decoder, list []T) []T {
	var zero T
	d.take(sizeOf[T]())
	return append(list, zero)
}

// Put sets an entry of m and counts its memory: a small map has room for eight
// of them, which are in it up to a size of 128 bytes.
func Put[T any](d *Decoder, m map[string]T, key string, v T) {
	const entries, inside = 8, 128
	n := sizeOf[T]()
	if len(m) == 0 {
		n += (entries - 1) * min(n, inside)
	}
	d.take(n)
	m[key] = v
}
