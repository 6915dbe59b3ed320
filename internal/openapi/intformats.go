package openapi

import (
	"math/big"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// A span is the least and the greatest value of an integer.
type span struct{ low, high int64 }

func (s span) least() *big.Rat { return big.NewRat(s.low, 1) }

func (s span) most() *big.Rat { return big.NewRat(s.high, 1) }

// smallIntegers are the formats of integers that Go holds in a larger type.
var smallIntegers = map[string]span{
	"int8": {-1 << 7, 1<<7 - 1}, "int16": {-1 << 15, 1<<15 - 1},
	"uint8": {0, 1<<8 - 1}, "uint16": {0, 1<<16 - 1},
}

// spanCheck narrows the bounds of an integer to those of its format.
func spanCheck(c *ir.Check, p part, t ir.Basic) {
	s, ok := smallIntegers[strings.ToLower(p.schema.Format)]
	if !ok || t == ir.Float32 || t == ir.Float64 {
		return
	}
	least, most := typeRange(t)
	raise(c, s.least(), false, least)
	lower(c, s.most(), false, most)
}
