package jsonwire

import (
	"bytes"
	"strings"
	"unsafe"
)

// maxRoom is how much memory, in bytes, is added to the copy of an input for
// the lists in it.
const maxRoom = 512

// copy makes d read a copy of b. If there are lists in b, room for short ones is
// left behind the copy. A Builder does not clear memory that is about to be
// filled.
func (d *Decoder) copy(b []byte) {
	more := 0
	if i := bytes.IndexByte(b, '['); i >= 0 {
		more = min((len(b)-i)/4, maxRoom)
	}
	var c strings.Builder
	c.Grow(len(b) + pad + more)
	c.Write(b)
	c.WriteString("\x00\x00\x00\x00\x00\x00\x00\x00")
	all := unsafe.Slice(unsafe.StringData(c.String()), c.Cap())
	d.buf = all[: len(b)+pad : len(b)+pad]
	if more > 0 {
		d.room = all[len(b)+pad:]
	}
}

// align is the largest alignment of a Go type.
const align = 8

// Room returns an empty list that has room for some elements in the memory that
// d allocated for its copy of the input: short lists are then no allocations of
// their own. The list is filled with append, which moves it when it grows
// longer, and then handed to [Fit]; no other list is begun before.
//
// T must hold no pointers, which strings, slices, maps and interfaces also are:
// the garbage collector does not look into that memory. Generated code calls
// Room only for numbers, booleans and structs of them.
func Room[T any](d *Decoder) []T {
	var zero T
	if skip := -int(uintptr(unsafe.Pointer(unsafe.SliceData(d.room)))) & (align - 1); skip < len(d.room) {
		d.room = d.room[skip:]
		if n := len(d.room) / max(1, int(unsafe.Sizeof(zero))); n > 0 {
			return unsafe.Slice((*T)(unsafe.Pointer(&d.room[0])), n)[:0]
		}
	}
	return []T{}
}

// Fit takes a list that [Room] returned and that is complete. It returns the
// list without the room behind it, which serves the next one.
func Fit[T any](d *Decoder, list []T) []T {
	if len(list) == 0 {
		return []T{}
	}
	if len(d.room) > 0 && unsafe.Pointer(&list[0]) == unsafe.Pointer(&d.room[0]) {
		d.room = d.room[len(list)*int(unsafe.Sizeof(list[0])):]
	}
	return list[:len(list):len(list)]
}
