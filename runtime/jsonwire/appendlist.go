package jsonwire

import "unsafe"

// AppendStrings appends key, the elements of list as an array, and a comma.
func AppendStrings[T ~string](b []byte, key string, list []T) []byte {
	b = BeginArray(b, key)
	for _, s := range list {
		b = AppendString(b, "", string(s))
	}
	return EndArray(b)
}

// AppendOptStrings is AppendStrings for a member that is absent when list is
// nil.
func AppendOptStrings[T ~string](b []byte, key string, list []T) []byte {
	if list == nil {
		return b
	}
	return AppendStrings(b, key, list)
}

// AppendInts appends key, the elements of list as an array, and a comma.
func AppendInts[T ~int32 | ~int64](b []byte, key string, list []T) []byte {
	b = BeginArray(b, key)
	for _, n := range list {
		b = AppendInt(b, "", int64(n))
	}
	return EndArray(b)
}

// AppendOptInts is AppendInts for a member that is absent when list is nil.
func AppendOptInts[T ~int32 | ~int64](b []byte, key string, list []T) []byte {
	if list == nil {
		return b
	}
	return AppendInts(b, key, list)
}

// AppendObjects appends key, the elements of list as an array, and a comma.
func AppendObjects[T any, P interface {
	*T
	Appender
}](b []byte, key string, list []T) []byte {
	return appendObjects(b, key, objects{P(unsafe.SliceData(list)), len(list), unsafe.Sizeof(*new(T))})
}

// AppendOptObjects is AppendObjects for a member that is absent when list is
// nil.
func AppendOptObjects[T any, P interface {
	*T
	Appender
}](b []byte, key string, list []T) []byte {
	if list == nil {
		return b
	}
	return appendObjects(b, key, objects{P(unsafe.SliceData(list)), len(list), unsafe.Sizeof(*new(T))})
}

// objects are the elements of a list: the first, how many there are, and how
// many bytes each has. A list of any type is so written by the same code, and
// not by code of its own for each type.
type objects struct {
	first Appender // a pointer
	count int
	size  uintptr
}

func appendObjects(b []byte, key string, list objects) []byte {
	b = BeginArray(b, key)
	v := list.first
	for i := range list.count {
		if i > 0 {
			p := pointerIn(&v)
			*p = unsafe.Add(*p, list.size)
		}
		b = v.AppendJSON(b)
		b = append(b, ',')
	}
	return EndArray(b)
}

// pointerIn returns the place of the pointer that v holds. An interface is a
// type and a word, which is the pointer if its type is one.
func pointerIn(v *Appender) *unsafe.Pointer {
	return &(*[2]unsafe.Pointer)(unsafe.Pointer(v))[1]
}
