package openapi

import (
	"math/big"
	"slices"

	"github.com/telgen/telgen/internal/ir"
)

// This file is about alternatives that are all of one scalar type: they are no
// union but checks of one value.
//
//	anyOf: [{format: ipv4}, {format: ipv6}]
//	oneOf: [{type: integer, maximum: 5}, {type: integer, minimum: 10}]

// choiceScalar returns the scalar type that all alternatives of all choices
// have, if they have one: that of the schema around them, if it says which.
func (x *expansion) choiceScalar() string {
	own := x.ownTypes()
	scalar := ""
	for i, c := range x.choices {
		s := x.r.sameScalar(c, own)
		if s == "" || i > 0 && s != scalar {
			return ""
		}
		scalar = s
	}
	return scalar
}

// ownTypes are the types that stand next to the alternatives, if any do.
func (x *expansion) ownTypes() []string {
	if !slices.ContainsFunc(x.parts, func(p part) bool { return len(p.types()) > 0 }) {
		return nil
	}
	return x.types()
}

// sameScalar returns the scalar type that all alternatives have. Those that say
// nothing of a type have one of own.
func (r *reader) sameScalar(c choice, own []string) string {
	var types []string
	for _, branch := range c.branches {
		t := r.expand(place{node: branch}).scalarAmong(own)
		if t == "" {
			return ""
		}
		if !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	if len(types) == 2 && slices.Contains(types, "integer") && slices.Contains(types, "number") {
		return "number"
	}
	if len(types) != 1 {
		return ""
	}
	return types[0]
}

// scalarAmong returns the scalar type of the alternative x where own are the
// types that stand around it, or "".
func (x *expansion) scalarAmong(own []string) string {
	types := x.types()
	if len(own) > 0 {
		types = commonTypes(own, types)
		if x.ownTypes() == nil && len(own) == 1 {
			types = own
		}
	}
	if len(x.choices) > 0 || len(types) != 1 || types[0] == "object" || types[0] == "array" {
		return ""
	}
	return types[0]
}

// choiceChecks adds what the alternatives of x ask of a value of type t.
func (x *expansion) choiceChecks(c *ir.Check, t ir.Basic) {
	for _, list := range x.choices {
		forms, loose := x.r.formsOf(list, t)
		switch {
		case list.list.name() == "oneOf" && !loose:
			addOneOf(c, forms)
		case !slices.ContainsFunc(forms, isZero):
			addAnyOf(c, splitValues(uncovered(forms)))
		}
	}
}

// formsOf returns what each alternative of a list asks of a value of type t.
// They are loose if a oneOf of them cannot be taken at its word: formats are
// remarks to many authors, a host name may look like an address; and where one
// alternative admits all that another does (0 to 97 and 0 to 127, an integer
// and a number), that one was meant to count.
func (r *reader) formsOf(list choice, t ir.Basic) (forms []*ir.Check, loose bool) {
	for _, branch := range list.branches {
		x := r.expand(place{node: branch})
		forms = append(forms, x.formCheck(t))
		loose = loose || slices.ContainsFunc(x.parts, func(p part) bool { return p.schema.Format != "" && t == ir.String })
	}
	if list.list.name() != "oneOf" || loose {
		return forms, loose
	}
	for i, form := range forms {
		if slices.ContainsFunc(forms, func(other *ir.Check) bool { return other != form && covers(form, other) }) {
			r.warnf(list.branches[i].pos(), "this alternative of a oneOf admits all values of another one; it is read as anyOf")
			return forms, true
		}
	}
	return forms, false
}

// covers tells whether a, which asks nothing but limits of numbers, admits all
// that b does.
func covers(a, b *ir.Check) bool {
	rest := *a
	rest.Minimum, rest.Maximum, rest.MultipleOf = nil, nil, nil
	if !isZero(&rest) {
		return false
	}
	low := a.Minimum == nil || b.Minimum != nil && (a.Minimum.Cmp(b.Minimum) < 0 || a.Minimum.Cmp(b.Minimum) == 0 && (b.ExclusiveMin || !a.ExclusiveMin))
	high := a.Maximum == nil || b.Maximum != nil && (a.Maximum.Cmp(b.Maximum) > 0 || a.Maximum.Cmp(b.Maximum) == 0 && (b.ExclusiveMax || !a.ExclusiveMax))
	step := a.MultipleOf == nil || b.MultipleOf != nil && new(big.Rat).Quo(b.MultipleOf, a.MultipleOf).IsInt()
	return low && high && step
}

// formCheck returns what the alternative x asks of a value of type t, which is
// a zero Check if it admits them all.
func (x *expansion) formCheck(t ir.Basic) *ir.Check {
	c := x.check(t)
	if c == nil {
		c = new(ir.Check)
	}
	if t == ir.Float64 && slices.Equal(x.types(), []string{"integer"}) && c.MultipleOf == nil {
		c.MultipleOf = one
	}
	return c
}

// uncovered returns forms without those that admit nothing that another one
// does not admit too.
func uncovered(forms []*ir.Check) []*ir.Check {
	var list []*ir.Check
	for i, form := range forms {
		if !slices.ContainsFunc(slices.Concat(list, forms[i+1:]), func(other *ir.Check) bool { return covers(other, form) }) {
			list = append(list, form)
		}
	}
	return list
}

func addAnyOf(c *ir.Check, forms []*ir.Check) {
	switch {
	case len(forms) == 1 && covers(forms[0], forms[0]): // only limits of a number
		raise(c, forms[0].Minimum, forms[0].ExclusiveMin, nil)
		lower(c, forms[0].Maximum, forms[0].ExclusiveMax, nil)
		c.MultipleOf = bothSteps(c.MultipleOf, forms[0].MultipleOf)
		return
	case len(c.AnyOf) == 0:
		c.AnyOf = forms
		return
	}
	c.AllOf = append(c.AllOf, &ir.Check{AnyOf: forms})
}

func addOneOf(c *ir.Check, forms []*ir.Check) {
	if len(c.OneOf) == 0 {
		c.OneOf = forms
		return
	}
	c.AllOf = append(c.AllOf, &ir.Check{OneOf: forms})
}

// splitValues makes a form of each value of a form that is nothing but values.
func splitValues(forms []*ir.Check) []*ir.Check {
	var list []*ir.Check
	for _, c := range forms {
		rest := *c
		rest.Values = nil
		if len(c.Values) == 0 || !isZero(&rest) {
			list = append(list, c)
			continue
		}
		for _, value := range c.Values {
			list = append(list, &ir.Check{Const: value})
		}
	}
	return list
}
