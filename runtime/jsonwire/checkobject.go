package jsonwire

import (
	"reflect"
	"unsafe"
)

// A Validator is a pointer to a generated type, which checks itself.
type Validator interface{ Validate() error }

// Object asks that an object is valid. A nil pointer is an absent member.
func (c *Checker) Object(name string, v Validator) {
	if *pointerOf(&v) == nil {
		return
	}
	if err := v.Validate(); err != nil {
		c.nested(c.path(name), err)
	}
}

// pointerOf returns the place of the pointer that v holds, as pointerIn does.
func pointerOf(v *Validator) *unsafe.Pointer {
	return &(*[2]unsafe.Pointer)(unsafe.Pointer(v))[1]
}

// Objects asks that a list has low to high elements, and that each is valid. A
// high of 0 is no limit. List must be the address of a slice, and elem a pointer to
// the type of its elements, nil as a rule:
//
//	c.Objects("ranges", &v.Ranges, (*PortsSpecRange)(nil), 1, 0)
//
// One function for all types is a small part of the code that a loop in each
// Validate method is, or a function with a type parameter.
//
//go:noinline
func (c *Checker) Objects(name string, list any, elem Validator, low, high int) {
	c.objects(name, listIn(list), list, elem, low, high)
}

// OptObjects is [Checker.Objects] for a member that is absent when the list is
// nil.
func (c *Checker) OptObjects(name string, list any, elem Validator, low, high int) {
	if items := listIn(list); items != nil {
		c.objects(name, items, list, elem, low, high)
	}
}

// listIn returns the list whose address is in list, as one of elements without
// a size.
func listIn(list any) []struct{} {
	return *(*[]struct{})((*[2]unsafe.Pointer)(unsafe.Pointer(&list))[1])
}

func (c *Checker) objects(name string, items []struct{}, list any, elem Validator, low, high int) {
	c.Items(name, len(items), low, high)
	if len(items) == 0 {
		return
	}
	size := elementSize(list, elem)
	at := pointerOf(&elem)
	*at = unsafe.Pointer(unsafe.SliceData(items))
	for i := range items {
		if i > 0 {
			*at = unsafe.Add(*at, size)
		}
		if err := elem.Validate(); err != nil {
			c.NestedIndex(name, i, err)
		}
	}
}

// elementSize returns the size of the elements of a list. Reflection asks for
// nothing else.
func elementSize(list any, elem Validator) uintptr {
	t := reflect.TypeOf(list).Elem().Elem()
	if reflect.TypeOf(elem).Elem() != t {
		panic("jsonwire: a list of " + t.String() + " has no elements of another type")
	}
	return t.Size()
}
