package jsonwire

import (
	"time"

	"github.com/telgen/telgen/runtime/opt"
)

// The AppendOpt functions append a member that is there, with its key, and
// nothing for one that is absent.

// AppendOptString is [AppendString] for an optional member.
func AppendOptString[T ~string](b []byte, key string, v *opt.Value[T]) []byte {
	if s, ok := v.Get(); ok {
		return AppendString(b, key, string(s))
	}
	return b
}

// AppendOptBool is [AppendBool] for an optional member.
func AppendOptBool(b []byte, key string, v *opt.Value[bool]) []byte {
	if on, ok := v.Get(); ok {
		return AppendBool(b, key, on)
	}
	return b
}

// AppendOptInt is [AppendInt] for an optional member.
func AppendOptInt[T ~int32 | ~int64](b []byte, key string, v *opt.Value[T]) []byte {
	if n, ok := v.Get(); ok {
		return AppendInt(b, key, int64(n))
	}
	return b
}

// AppendOptUint is [AppendUint] for an optional member.
func AppendOptUint[T ~uint32 | ~uint64](b []byte, key string, v *opt.Value[T]) []byte {
	if n, ok := v.Get(); ok {
		return AppendUint(b, key, uint64(n))
	}
	return b
}

// AppendOptFloat32 is [AppendFloat32] for an optional member.
func AppendOptFloat32(b []byte, key string, v *opt.Value[float32]) []byte {
	if n, ok := v.Get(); ok {
		return AppendFloat32(b, key, n)
	}
	return b
}

// AppendOptFloat64 is [AppendFloat64] for an optional member.
func AppendOptFloat64(b []byte, key string, v *opt.Value[float64]) []byte {
	if n, ok := v.Get(); ok {
		return AppendFloat64(b, key, n)
	}
	return b
}

// AppendOptTime is [AppendTime] for an optional member.
func AppendOptTime(b []byte, key string, v *opt.Value[time.Time]) []byte {
	if t, ok := v.Get(); ok {
		return AppendTime(b, key, t)
	}
	return b
}

// AppendOptObject is [AppendValue] for an optional member: v holds a pointer,
// which is nil if the member is absent.
func AppendOptObject(b []byte, key string, v Appender) []byte {
	if *pointerIn(&v) == nil {
		return b
	}
	b = append(b, key...)
	b = v.AppendJSON(b)
	return append(b, ',')
}
