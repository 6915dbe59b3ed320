package jsonwire

import (
	"encoding/base64"
	"math"
	"strconv"
	"time"
)

// An Appender writes itself as one JSON value, without a comma after it.
type Appender interface {
	AppendJSON(b []byte) []byte
}

// AppendInt appends key, v and a comma.
func AppendInt(b []byte, key string, v int64) []byte {
	b = append(b, key...)
	b = strconv.AppendInt(b, v, 10)
	return append(b, ',')
}

// AppendUint appends key, v and a comma.
func AppendUint(b []byte, key string, v uint64) []byte {
	b = append(b, key...)
	b = strconv.AppendUint(b, v, 10)
	return append(b, ',')
}

// Functions of this package that are so small that the compiler would copy them
// into every method that was generated are kept from it: a document has
// thousands of members, and what a copy saves at run time it costs many times
// when that code is compiled.

// AppendBool appends key, v and a comma.
//
//go:noinline
func AppendBool(b []byte, key string, v bool) []byte {
	b = append(b, key...)
	if v {
		return append(b, "true,"...)
	}
	return append(b, "false,"...)
}

// AppendNull appends key, null and a comma.
//
//go:noinline
func AppendNull(b []byte, key string) []byte {
	b = append(b, key...)
	return append(b, "null,"...)
}

// AppendFloat64 appends key, the shortest number that reads back as v, and a
// comma. JSON has no NaN and no infinity: they are written as null, and
// [Checker.Finite] refuses them.
func AppendFloat64(b []byte, key string, v float64) []byte {
	b = append(b, key...)
	b = appendFloat(b, v, 64)
	return append(b, ',')
}

// AppendFloat32 is AppendFloat64 for the shorter digits of a float32.
func AppendFloat32(b []byte, key string, v float32) []byte {
	b = append(b, key...)
	b = appendFloat(b, float64(v), 32)
	return append(b, ',')
}

// appendFloat writes v as ECMAScript does (ECMA-262 section 6.1.6.1.20), as
// encoding/json also does: an exponent only below 1e-6 and from 1e21 on.
func appendFloat(b []byte, v float64, bits int) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(b, "null"...)
	}
	if !needsExponent(v, bits) {
		return strconv.AppendFloat(b, v, 'f', -1, bits)
	}
	b = strconv.AppendFloat(b, v, 'e', -1, bits)
	if n := len(b); b[n-4] == 'e' && b[n-3] == '-' && b[n-2] == '0' {
		b[n-2] = b[n-1] // e-09 is e-9
		b = b[:n-1]
	}
	return b
}

func needsExponent(v float64, bits int) bool {
	a := math.Abs(v)
	if bits == 32 {
		return a != 0 && (float32(a) < 1e-6 || float32(a) >= 1e21)
	}
	return a != 0 && (a < 1e-6 || a >= 1e21)
}

// AppendTime appends key, v as a string in the format of RFC 3339 section 5.6
// with as many digits of the second as are needed, and a comma. A year that
// the format cannot hold is refused by [Checker.Time], not here.
func AppendTime(b []byte, key string, v time.Time) []byte {
	b = append(b, key...)
	b = append(b, '"')
	b = v.AppendFormat(b, time.RFC3339Nano)
	return append(b, '"', ',')
}

// AppendBytes appends key, v as a string in base64 (RFC 4648 section 4), and a
// comma.
func AppendBytes(b []byte, key string, v []byte) []byte {
	b = append(b, key...)
	b = append(b, '"')
	b = base64.StdEncoding.AppendEncode(b, v)
	return append(b, '"', ',')
}

// AppendRaw appends key, v as it is, and a comma. An empty v is written as
// null. [Checker.Raw] tells whether v is JSON.
func AppendRaw(b []byte, key string, v Raw) []byte {
	b = append(b, key...)
	b = v.AppendJSON(b)
	return append(b, ',')
}

// AppendValue appends key, v and a comma. A nil v is written as null; a nil
// pointer in v is the business of its method.
func AppendValue(b []byte, key string, v Appender) []byte {
	if v == nil {
		return AppendNull(b, key)
	}
	b = append(b, key...)
	b = v.AppendJSON(b)
	return append(b, ',')
}
