package jsonwire

import (
	"time"

	"github.com/telgen/telgen/runtime/opt"
)

// The functions of this file read a member into its field. They are functions
// with a type parameter because enums are types of their own, and they take the
// field's address so that what the garbage collector must be told is told here
// and not once for each field of generated code.
//
// A null leaves the field of an optional member without a value: a lenient
// Decoder takes it for an absent member, a strict one fails.

// ReadString reads a string into v. A null makes it empty.
func ReadString[T ~string](d *Decoder, v *T) { *v = T(d.String()) }

// ReadTime reads a time into v; see [Decoder.Time]. A null makes it zero.
func ReadTime(d *Decoder, v *time.Time) { *v = d.Time() }

// ReadOptString reads a string into v; see [Decoder.String].
func ReadOptString[T ~string](d *Decoder, v *opt.Value[T]) {
	if d.buf[d.pos] == '"' {
		v.Set(T(d.quoted()))
		return
	}
	if !d.Absent() {
		v.Set(T(d.String()))
	}
}

// ReadOptBool reads true or false into v.
func ReadOptBool(d *Decoder, v *opt.Value[bool]) {
	if !d.Absent() {
		v.Set(d.Bool())
	}
}

// ReadOptInt32 reads an integer into v; see [Decoder.Int32].
func ReadOptInt32[T ~int32](d *Decoder, v *opt.Value[T]) {
	if !d.Absent() {
		v.Set(T(d.Int32()))
	}
}

// ReadOptInt64 reads an integer into v; see [Decoder.Int64].
func ReadOptInt64[T ~int64](d *Decoder, v *opt.Value[T]) {
	if !d.Absent() {
		v.Set(T(d.Int64()))
	}
}

// ReadOptUint32 reads an integer into v; see [Decoder.Uint32].
func ReadOptUint32[T ~uint32](d *Decoder, v *opt.Value[T]) {
	if !d.Absent() {
		v.Set(T(d.Uint32()))
	}
}

// ReadOptUint64 reads an integer into v; see [Decoder.Uint64].
func ReadOptUint64[T ~uint64](d *Decoder, v *opt.Value[T]) {
	if !d.Absent() {
		v.Set(T(d.Uint64()))
	}
}

// ReadOptFloat32 reads a number into v; see [Decoder.Float32].
func ReadOptFloat32(d *Decoder, v *opt.Value[float32]) {
	if !d.Absent() {
		v.Set(d.Float32())
	}
}

// ReadOptFloat64 reads a number into v; see [Decoder.Float64].
func ReadOptFloat64(d *Decoder, v *opt.Value[float64]) {
	if !d.Absent() {
		v.Set(d.Float64())
	}
}

// ReadOptTime reads a time into v; see [Decoder.Time].
func ReadOptTime(d *Decoder, v *opt.Value[time.Time]) {
	if !d.Absent() {
		v.Set(d.Time())
	}
}

// A pointer is a pointer to a generated type, which reads itself.
type pointer[T any] interface {
	*T
	Decodable
}
