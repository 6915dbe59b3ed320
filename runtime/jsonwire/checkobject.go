package jsonwire

import "unsafe"

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

// CheckObjects asks that a list has low to high elements, and that each is
// valid. A high of 0 is no limit.
func CheckObjects[T any, P interface {
	*T
	Validator
}](c *Checker, name string, list []T, low, high int) {
	c.objects(name, P(unsafe.SliceData(list)), len(list), unsafe.Sizeof(*new(T)), low, high)
}

// CheckOptObjects is CheckObjects for a member that is absent when the list is
// nil.
func CheckOptObjects[T any, P interface {
	*T
	Validator
}](c *Checker, name string, list []T, low, high int) {
	if list != nil {
		c.objects(name, P(unsafe.SliceData(list)), len(list), unsafe.Sizeof(*new(T)), low, high)
	}
}

// objects checks count elements of a list, of which v is the first and each has
// size bytes: the same code for the lists of all types.
func (c *Checker) objects(name string, v Validator, count int, size uintptr, low, high int) {
	c.Items(name, count, low, high)
	for i := range count {
		if i > 0 {
			p := pointerOf(&v)
			*p = unsafe.Add(*p, size)
		}
		if err := v.Validate(); err != nil {
			c.NestedIndex(name, i, err)
		}
	}
}
