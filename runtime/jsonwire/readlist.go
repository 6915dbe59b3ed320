package jsonwire

import "unsafe"

// fewStrings is the length up to which a list of strings is collected before
// memory is allocated for it, once and not more than it needs.
const fewStrings = 8

// ReadStrings reads an array of strings into v. A null leaves v as it is.
func ReadStrings[T ~string](d *Decoder, v *[]T) {
	if d.absentFor("an array") {
		return
	}
	var few [fewStrings]T
	n := 0
	d.BeginArray()
	for n < fewStrings && d.NextElement() {
		few[n] = T(d.String())
		n++
	}
	list := append([]T{}, few[:n]...)
	for n == fewStrings && d.NextElement() {
		list = append(list, T(d.String()))
	}
	*v = list
}

// ReadInt32s reads an array of integers into v; see [Decoder.Int32]. A null
// leaves v as it is.
func ReadInt32s[T ~int32](d *Decoder, v *[]T) {
	if d.absentFor("an array") {
		return
	}
	list := Room[T](d)
	d.BeginArray()
	for d.NextElement() {
		list = append(list, T(d.Int32()))
	}
	*v = Fit(d, list)
}

// ReadObjects reads an array of objects into v. A null leaves v as it is.
func ReadObjects[T any, P pointer[T]](d *Decoder, v *[]T) {
	if d.absentFor("an array") {
		return
	}
	list := []T{}
	d.BeginArray()
	for i := 0; d.NextElement(); i++ {
		if i == cap(list) {
			more := max(i, 1, firstBytes/max(1, int(unsafe.Sizeof(list[0]))))
			if d.take(more * int(unsafe.Sizeof(list[0]))); d.err != nil {
				break
			}
			list = append(list, make([]T, more)...)
		}
		list = list[:i+1] // nobody has written there
		P(&list[i]).DecodeJSON(d)
	}
	*v = list
}

// firstBytes is how much memory a list of objects has at first: most lists are
// short.
const firstBytes = 128

// ReadSmallObjects is ReadObjects for objects without pointers in them: see
// [Room].
func ReadSmallObjects[T any, P pointer[T]](d *Decoder, v *[]T) {
	if d.absentFor("an array") {
		return
	}
	list := Room[T](d)
	d.BeginArray()
	for i := 0; d.NextElement(); i++ {
		list = Grow(d, list)
		P(&list[i]).DecodeJSON(d)
	}
	*v = Fit(d, list)
}
