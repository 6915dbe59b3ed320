package jsonwire

import (
	"strconv"

	"github.com/telgen/telgen/runtime/opt"
)

// The methods of this file ask that integers are not below low and not above
// high, without the detour by way of float64 that [Checker.Min] takes.

// Int32 asks that v is between low and high.
func (c *Checker) Int32(name string, v, low, high int32) {
	if v < low || v > high {
		c.outside(name, int64(v), int64(low), int64(high))
	}
}

// Int64 asks that v is between low and high.
func (c *Checker) Int64(name string, v, low, high int64) {
	if v < low || v > high {
		c.outside(name, v, low, high)
	}
}

// OptInt32 is [Checker.Int32] for an optional member.
func (c *Checker) OptInt32(name string, v *opt.Value[int32], low, high int32) {
	if n, ok := v.Get(); ok {
		c.Int32(name, n, low, high)
	}
}

// OptInt64 is [Checker.Int64] for an optional member.
func (c *Checker) OptInt64(name string, v *opt.Value[int64], low, high int64) {
	if n, ok := v.Get(); ok {
		c.Int64(name, n, low, high)
	}
}

// Int32s asks that each element of a list is between low and high.
func (c *Checker) Int32s(name string, list *[]int32, low, high int32) {
	for i, v := range *list {
		if v < low || v > high {
			c.Index(name, i)
			c.outside("", int64(v), int64(low), int64(high))
		}
	}
}

// Int64s asks that each element of a list is between low and high.
func (c *Checker) Int64s(name string, list *[]int64, low, high int64) {
	for i, v := range *list {
		if v < low || v > high {
			c.Index(name, i)
			c.outside("", v, low, high)
		}
	}
}

func (c *Checker) outside(name string, v, low, high int64) {
	if v < low {
		c.Fail(name, strconv.FormatInt(v, 10)+" is below "+strconv.FormatInt(low, 10))
		return
	}
	c.Fail(name, strconv.FormatInt(v, 10)+" is above "+strconv.FormatInt(high, 10))
}

// Uint64 asks that v is between low and high.
func (c *Checker) Uint64(name string, v, low, high uint64) {
	switch {
	case v < low:
		c.Fail(name, strconv.FormatUint(v, 10)+" is below "+strconv.FormatUint(low, 10))
	case v > high:
		c.Fail(name, strconv.FormatUint(v, 10)+" is above "+strconv.FormatUint(high, 10))
	}
}
