// Package opt is the optional scalar of generated structs: a value that may be
// absent, told apart from a value that is zero, so that false and 0 can be
// sent. It holds no pointer of its own and is comparable when T is.
package opt

import "fmt"

// A Value holds a T or nothing. The zero Value holds nothing.
type Value[T any] struct {
	v   T
	set bool
}

// Some returns a Value that holds v.
func Some[T any](v T) Value[T] { return Value[T]{v: v, set: true} }

// None returns a Value that holds nothing.
func None[T any]() Value[T] { return Value[T]{} }

// Get returns the value, and whether there is one. Without one it returns the
// zero T.
func (o Value[T]) Get() (T, bool) { return o.v, o.set }

// Or returns the value, or def when there is none.
func (o Value[T]) Or(def T) T {
	if o.set {
		return o.v
	}
	return def
}

// IsSet reports whether there is a value.
func (o Value[T]) IsSet() bool { return o.set }

// Set makes o hold v.
func (o *Value[T]) Set(v T) { o.v, o.set = v, true }

// Clear makes o hold nothing.
func (o *Value[T]) Clear() { *o = Value[T]{} }

// String formats the value as fmt does, or "<none>".
func (o Value[T]) String() string {
	if !o.set {
		return "<none>"
	}
	return fmt.Sprint(o.v)
}
