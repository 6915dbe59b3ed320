package jsontest

import "github.com/telgen/telgen/runtime/jsonwire"

// Union returns what makes empty values of a generated union, which is an
// interface and is read by a function.
func Union[T interface {
	jsonwire.Appender
	Validate() error
}](decode func(*jsonwire.Decoder) T) func() Value {
	return func() Value {
		return &adapter[T]{
			append: func(b []byte, v T) []byte { return v.AppendJSON(b) },
			decode: decode,
			check:  func(v T) error { return v.Validate() },
		}
	}
}

// Of returns what makes empty values of a type without methods, such as a
// string or a list: write appends one with a comma after it, as the Append
// functions of jsonwire do, read reads one, and check, which may be nil, checks
// one.
func Of[T any](write func([]byte, T) []byte, read func(*jsonwire.Decoder) T, check func(T) error) func() Value {
	return func() Value {
		return &adapter[T]{
			append: func(b []byte, v T) []byte { return jsonwire.Trim(write(b, v)) },
			decode: read,
			check:  check,
		}
	}
}

// Scalar is Of for a type that jsonwire has functions for:
//
//	jsontest.Scalar(jsonwire.AppendString, (*jsonwire.Decoder).String, nil)
func Scalar[T any](write func(b []byte, key string, v T) []byte, read func(*jsonwire.Decoder) T, check func(T) error) func() Value {
	return Of(func(b []byte, v T) []byte { return write(b, "", v) }, read, check)
}

// An adapter gives a type the methods of Value.
type adapter[T any] struct {
	value  T
	append func([]byte, T) []byte
	decode func(*jsonwire.Decoder) T
	check  func(T) error
}

// AppendJSON appends the value to b.
func (a *adapter[T]) AppendJSON(b []byte) []byte { return a.append(b, a.value) }

// DecodeJSON reads the value from d.
func (a *adapter[T]) DecodeJSON(d *jsonwire.Decoder) { a.value = a.decode(d) }

// Validate checks the value.
func (a *adapter[T]) Validate() error {
	if a.check == nil {
		return nil
	}
	return a.check(a.value)
}
