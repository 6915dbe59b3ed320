package rest

import (
	"math"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// An intRange is what a check asks of an integer.
type intRange struct {
	method    string // of jsonwire.Checker, without Opt: Int32
	low, high int64
	min, max  int64 // of the type
}

// maxExact is the largest integer up to which float64, in which the limits are,
// has all of them.
const maxExact = 1 << 53

// integerRange returns the limits of c on integers of type b, and whether they
// are limits that can be compared with as integers.
func integerRange(b ir.Basic, c *ir.Check) (intRange, bool) {
	var r intRange
	switch b {
	case ir.Int32:
		r = intRange{"Int32", math.MinInt32, math.MaxInt32, math.MinInt32, math.MaxInt32}
	case ir.Int64:
		r = intRange{"Int64", math.MinInt64, math.MaxInt64, math.MinInt64, math.MaxInt64}
	default:
		return r, false
	}
	if c.Minimum == nil && c.Maximum == nil || c.ExclusiveMin || c.ExclusiveMax || !isExact(c.Minimum) || !isExact(c.Maximum) {
		return r, false
	}
	if c.Minimum != nil {
		r.low = max(r.low, int64(*c.Minimum))
	}
	if c.Maximum != nil {
		r.high = min(r.high, int64(*c.Maximum))
	}
	return r, r.low <= r.max && r.high >= r.min
}

// isExact reports whether a limit, if there is one, is an integer that float64
// tells from its neighbours.
func isExact(n *float64) bool {
	return n == nil || *n == math.Trunc(*n) && math.Abs(*n) < maxExact
}

// isAll reports whether every value of the type is in the range.
func (r intRange) isAll() bool { return r.low == r.min && r.high == r.max }

func (r intRange) lowest() *jen.Statement {
	if r.low == r.min {
		return jen.Qual("math", "Min"+r.method)
	}
	return emit.Int(r.low)
}

func (r intRange) highest() *jen.Statement {
	if r.high == r.max {
		return jen.Qual("math", "Max"+r.method)
	}
	return emit.Int(r.high)
}
