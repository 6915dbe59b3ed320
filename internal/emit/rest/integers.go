package rest

import (
	"math"
	"math/big"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// An intRange is what a check asks of an integer.
type intRange struct {
	method    string   // of jsonwire.Checker, without Opt: Int32
	typ       ir.Basic // that the method takes
	low, high *big.Int
	min, max  *big.Int // of the type
}

// integerRange returns the limits of c on integers of type b, and whether
// there are any that a value can keep.
func integerRange(b ir.Basic, c *ir.Check) (intRange, bool) {
	r, ok := typeRange(b)
	if !ok || c.Minimum == nil && c.Maximum == nil {
		return r, false
	}
	least, most := c.Integers()
	if least != nil && least.Cmp(r.low) > 0 {
		r.low = least
	}
	if most != nil && most.Cmp(r.high) < 0 {
		r.high = most
	}
	return r, r.low.Cmp(r.max) <= 0 && r.high.Cmp(r.min) >= 0
}

// typeRange returns the range of all values of an integer type.
func typeRange(b ir.Basic) (intRange, bool) {
	signed := func(method string, low, high int64) (intRange, bool) {
		least, most := big.NewInt(low), big.NewInt(high)
		return intRange{method, b, least, most, least, most}, true
	}
	unsigned := func(high uint64) (intRange, bool) {
		least, most := new(big.Int), new(big.Int).SetUint64(high)
		return intRange{"Uint64", ir.Uint64, least, most, least, most}, true
	}
	switch b {
	case ir.Int32:
		return signed("Int32", math.MinInt32, math.MaxInt32)
	case ir.Int64:
		return signed("Int64", math.MinInt64, math.MaxInt64)
	case ir.Uint32:
		return unsigned(math.MaxUint32)
	case ir.Uint64:
		return unsigned(math.MaxUint64)
	}
	return intRange{}, false
}

// isAll reports whether every value of the type is in the range.
func (r intRange) isAll() bool { return r.low.Cmp(r.min) == 0 && r.high.Cmp(r.max) == 0 }

// hasOpt reports whether there is a method for optional members, and one for
// lists.
func (r intRange) hasOpt() bool { return r.method != "Uint64" }

func (r intRange) lowest() *jen.Statement {
	if r.hasOpt() && r.low.Cmp(r.min) == 0 {
		return jen.Qual("math", "Min"+r.method)
	}
	return integer(r.low)
}

func (r intRange) highest() *jen.Statement {
	if r.high.Cmp(r.max) == 0 && (r.hasOpt() || r.typ == ir.Uint64 && r.max.BitLen() == 64) {
		return jen.Qual("math", "Max"+r.method)
	}
	return integer(r.high)
}

func integer(n *big.Int) *jen.Statement {
	if n.IsInt64() {
		return emit.Int(n.Int64())
	}
	return jen.Id(n.String())
}
