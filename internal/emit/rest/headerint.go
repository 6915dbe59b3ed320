package rest

import (
	"math/big"

	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// This file is about header fields that are integers of another type with each
// status. An int64 holds them all.

// meet makes h an int64 if that is what all its integers fit into, and reports
// whether it is.
func (h *answerHeader) meet() bool {
	wide := make([]*ir.Param, len(h.each))
	for i, one := range h.each {
		var ok bool
		if wide[i], ok = widened(one); !ok {
			return false
		}
	}
	h.each, h.Type = wide, ir.Int64
	return true
}

// widened returns one as an int64 that keeps the limits of its own type; ok is
// false if it is no integer, or not one that fits.
func widened(one *ir.Param) (wide *ir.Param, ok bool) {
	b, ok := emit.Underlying(one.Type).(ir.Basic)
	checks := checksOf(one.Type, one.Check)
	if !ok || len(checks) > 1 || b != ir.Int32 && b != ir.Int64 && b != ir.Uint32 {
		return nil, false
	}
	own := *one
	own.Type, own.Check = ir.Int64, nil
	if len(checks) == 1 {
		own.Check = checks[0]
	}
	if b != ir.Int64 {
		own.Check = boundedAs(b, own.Check)
	}
	return &own, true
}

// boundedAs returns c with the limits of the type b where it has none.
func boundedAs(b ir.Basic, c *ir.Check) *ir.Check {
	var own ir.Check
	if c != nil {
		own = *c
	}
	r, _ := typeRange(b)
	if own.Minimum == nil {
		own.Minimum, own.ExclusiveMin = new(big.Rat).SetInt(r.low), false
	}
	if own.Maximum == nil {
		own.Maximum, own.ExclusiveMax = new(big.Rat).SetInt(r.high), false
	}
	return &own
}
