package openapi

import (
	"math"
	"math/big"

	"github.com/telgen/telgen/internal/ir"
)

// This file reads the limits of numbers. They are kept exactly: a float64
// cannot tell 9007199254740993 from 9007199254740992.

// numberCheck narrows the bounds. Those that every value of t keeps are left
// out: maximum 18446744073709551615 of a uint64.
func (r *reader) numberCheck(c *ir.Check, p part, t ir.Basic) {
	low, high := r.decimal(p.node.get("minimum")), r.decimal(p.node.get("maximum"))
	least, most := typeRange(t)
	raise(c, low, p.schema.ExclusiveMin.IsTrue(), least)
	lower(c, high, p.schema.ExclusiveMax.IsTrue(), most)
	if p.schema.ExclusiveMin.Value != nil {
		raise(c, r.decimal(p.node.get("exclusiveMinimum")), true, least)
	}
	if p.schema.ExclusiveMax.Value != nil {
		lower(c, r.decimal(p.node.get("exclusiveMaximum")), true, most)
	}
	r.multipleCheck(c, p, t)
}

// decimal reads a limit.
func (r *reader) decimal(n node) *big.Rat {
	if !n.isScalar() || !isNumber(n) {
		return nil // reported where the keyword is decoded
	}
	text, _ := jsonNumber(n.text())
	limit, ok := ir.ParseDecimal(text)
	if !ok {
		r.errorf(n.pos(), "%q must be a number of at most 400 digits, not %s", n.name(), n.describe())
		return nil
	}
	return limit
}

// multipleCheck reads multipleOf. A multiple of 2 and of 5 is a multiple of 10,
// and an integer that is a multiple of 1.5 is one of 3.
func (r *reader) multipleCheck(c *ir.Check, p part, t ir.Basic) {
	step := r.decimal(p.node.get("multipleOf"))
	switch {
	case step == nil:
		return
	case step.Sign() <= 0:
		r.errorf(p.node.get("multipleOf").pos(), `"multipleOf" must be greater than 0`)
		return
	case c.MultipleOf != nil:
		step = commonMultiple(step, c.MultipleOf)
	}
	if isIntegral(t) {
		step = new(big.Rat).SetInt(step.Num())
	}
	c.MultipleOf = step
	if isIntegral(t) && step.Cmp(one) == 0 {
		c.MultipleOf = nil
	}
}

var one = big.NewRat(1, 1)

// commonMultiple is the least number that is a multiple of both.
func commonMultiple(a, b *big.Rat) *big.Rat {
	num := new(big.Int).Mul(a.Num(), b.Num())
	num.Quo(num, new(big.Int).GCD(nil, nil, a.Num(), b.Num()))
	return new(big.Rat).SetFrac(num, new(big.Int).GCD(nil, nil, a.Denom(), b.Denom()))
}

// bothSteps is the step of multiples of both; nil is none.
func bothSteps(a, b *big.Rat) *big.Rat {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return commonMultiple(a, b)
}

func isIntegral(t ir.Basic) bool {
	return t == ir.Int32 || t == ir.Int64 || t == ir.Uint32 || t == ir.Uint64
}

func raise(c *ir.Check, bound *big.Rat, open bool, least *big.Rat) {
	if bound == nil || least != nil && (bound.Cmp(least) < 0 || bound.Cmp(least) == 0 && !open) {
		return
	}
	if c.Minimum == nil || bound.Cmp(c.Minimum) > 0 || bound.Cmp(c.Minimum) == 0 && open {
		c.Minimum, c.ExclusiveMin = bound, open
	}
}

func lower(c *ir.Check, bound *big.Rat, open bool, most *big.Rat) {
	if bound == nil || most != nil && (bound.Cmp(most) > 0 || bound.Cmp(most) == 0 && !open) {
		return
	}
	if c.Maximum == nil || bound.Cmp(c.Maximum) < 0 || bound.Cmp(c.Maximum) == 0 && open {
		c.Maximum, c.ExclusiveMax = bound, open
	}
}

// typeRange returns the least and the greatest value of t, nil where that is
// no integer.
func typeRange(t ir.Basic) (least, most *big.Rat) {
	signed := func(low, high int64) (least, most *big.Rat) { return big.NewRat(low, 1), big.NewRat(high, 1) }
	switch t {
	case ir.Int32:
		return signed(math.MinInt32, math.MaxInt32)
	case ir.Int64:
		return signed(math.MinInt64, math.MaxInt64)
	case ir.Uint32:
		return signed(0, math.MaxUint32)
	case ir.Uint64:
		return new(big.Rat), new(big.Rat).SetInt(new(big.Int).SetUint64(math.MaxUint64))
	}
	return nil, nil
}

// integerFor returns the smallest of int32, int64 and uint64 that holds what c
// admits.
func integerFor(c *ir.Check) ir.Basic {
	least, most := c.Integers()
	switch {
	case least == nil || most == nil:
		return ir.Int64
	case least.Sign() >= 0 && !most.IsInt64():
		return ir.Uint64
	case least.IsInt64() && most.IsInt64() && least.Int64() >= math.MinInt32 && most.Int64() <= math.MaxInt32:
		return ir.Int32
	}
	return ir.Int64
}
