package openapi

import (
	"slices"

	"github.com/telgen/telgen/internal/ir"
)

// This file reads const, and enums of what cannot be an ir.Enum: true, 1.5,
// objects, and values next to alternatives.

// constCheck adds the values that the parts of x fix for a value of type t, and
// tells whether there are any.
func (x *expansion) constCheck(c *ir.Check, t ir.Type) bool {
	var values []node
	for _, p := range x.parts {
		own := p.values()
		if len(own) == 0 {
			continue
		}
		both := slices.DeleteFunc(slices.Clone(own), func(v node) bool { return len(values) > 0 && !isAmong(v, values) })
		if len(both) == 0 {
			x.r.warnf(own[0].pos(), "no value can be both %s and %s; it must be the latter", values[0].jsonText(), own[0].jsonText())
			both = own
		}
		values = both
	}
	switch {
	case len(values) == 1:
		c.Const = valueText(values[0], t)
	case len(values) > 1 && !allBooleans(values):
		for _, v := range values {
			c.Values = append(c.Values, valueText(v, t))
		}
	}
	return c.Const != "" || len(c.Values) > 0
}

// values returns what the part itself lists by const and enum. Null makes it
// nullable, unless there is nothing else.
func (p part) values() []node {
	if fixed := p.node.get("const"); fixed.ok() {
		return []node{fixed}
	}
	list := p.node.get("enum").items()
	if values := slices.DeleteFunc(slices.Clone(list), isNull); len(values) > 0 {
		return values
	}
	return list
}

// valueText is v as JSON. What an enum of strings lists is a string, quoted or
// not.
func valueText(v node, t ir.Type) string {
	if t == ir.Type(ir.String) && v.isScalar() && v.name() != "const" {
		return string(appendText(nil, v.text()))
	}
	return v.jsonText()
}

func isAmong(v node, list []node) bool {
	return slices.ContainsFunc(list, func(other node) bool { return sameJSON(v, other) })
}

// allBooleans tells whether values are both that there are.
func allBooleans(values []node) bool {
	return !slices.ContainsFunc(values, func(v node) bool { return v.jsonType() != "boolean" })
}
