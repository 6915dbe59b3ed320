package openapi

import "github.com/telgen/telgen/internal/ir"

// This file is about values of several types. Each keyword counts for the type
// that has it:
//
//	type: [string, array]
//	maxLength: 5             of the string
//	items: {type: integer}   of the list

// severalTypes makes a union of the types that x admits.
func (r *reader) severalTypes(u *ir.Union, x *expansion) {
	for _, p := range x.parts {
		if p.node.has("enum", "const", "x-extensible-enum") {
			r.errorf(p.node.pos(), "an enum with values of several types is not supported")
			return
		}
	}
	for _, t := range x.types() {
		var places []place
		for _, p := range x.places {
			p.only = t
			places = append(places, p)
		}
		alternative := r.typeOf(places...)
		u.Variants = append(u.Variants, &ir.Variant{Type: alternative.typ, Check: alternative.check})
	}
}

// keepOnly leaves of x what counts for values of one type.
func (x *expansion) keepOnly(name string) {
	x.only = name
	if name != "" && name != "object" {
		x.rules = nil
	}
}
