package openapi

import (
	"math"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// A use is what describes a value at one place: its type and what the place
// adds to what the type promises.
type use struct {
	typ   ir.Type
	check *ir.Check
	null  bool
}

// typeAt returns the type of a value that satisfies all places.
func (r *reader) typeAt(places ...place) use {
	s := r.surface(places...)
	if u, ok := r.referenceUse(s); ok {
		return u
	}
	x := r.expand(places...)
	if x.form() != plainForm {
		return use{r.ref(r.declaration(places, x)), nil, x.nullable()}
	}
	key := identity(places)
	if r.plain[key] {
		r.errorf(places[0].node.pos(), "%sthis schema is made of itself with no object and no plain $ref in between", places[0].node.label())
		return use{typ: ir.Any}
	}
	r.plain[key] = true
	defer delete(r.plain, key)
	typ := r.plainType(x)
	return use{typ, x.check(typ), x.nullable()}
}

// referenceUse handles places that are one reference and at most remarks
// and limits: {$ref: X}, {allOf: [{$ref: X}], description: ..., maxLength: 5}.
func (r *reader) referenceUse(s *expansion) (use, bool) {
	if !s.isReference() {
		return use{}, false
	}
	target, ok := r.target(s.refs[0].node)
	if !ok {
		return use{typ: ir.Any}, true
	}
	x := r.expand(place{node: target})
	d := r.declare(target)
	u := use{typ: r.ref(d), null: r.expand(s.places...).nullable()}
	if basis := basisOf(d, x); basis != nil {
		u.check = s.check(basis)
	}
	return u, true
}

// basisOf is the type that limits next to a reference to d are for: nil for
// objects, whose limits are read with their members. A union can be of any type.
func basisOf(d ir.Decl, x *expansion) ir.Type {
	switch d := d.(type) {
	case *ir.Struct:
		return nil
	case *ir.Union:
		return ir.Any
	case *ir.Enum:
		return d.Base
	}
	return x.basis()
}

// isReference tells whether the surface s is one reference, perhaps given
// several times, and at most remarks and limits.
func (s *expansion) isReference() bool {
	if len(s.refs) == 0 || s.only != "" || len(s.choices) > 0 || len(s.rules) > 0 || slices.ContainsFunc(s.parts, part.narrowsType) {
		return false
	}
	first, ok := s.r.target(s.refs[0].node)
	if ok && s.narrows(s.r.expand(place{node: first}).types()) {
		return false
	}
	return !slices.ContainsFunc(s.refs[1:], func(p place) bool {
		other, _ := s.r.target(p.node)
		return other.y != first.y
	})
}

// narrows tells whether the surface s leaves some of several types only.
func (s *expansion) narrows(types []string) bool {
	return len(types) > 1 && slices.ContainsFunc(s.parts, func(p part) bool {
		left := len(commonTypes(types, p.types()))
		return left > 0 && left < len(types)
	})
}

// narrowsType tells whether the part says more about the value than a Check
// next to a reference can.
func (p part) narrowsType() bool {
	return slices.ContainsFunc(contentKeys, func(key string) bool {
		if !p.node.has(key) {
			return false
		}
		return key == "minProperties" || key == "maxProperties" || key != "type" && !slices.Contains(checkKeys, key)
	})
}

func (r *reader) ref(d ir.Decl) ir.Type { return ir.Ref{Pkg: r.types, Decl: d} }

// plainType returns the type of a value that needs no declaration.
func (r *reader) plainType(x *expansion) ir.Type {
	for _, rule := range x.rules {
		r.errorf(rule.at.pos(), "lists of required members need properties next to them")
	}
	switch t := x.basis().(type) {
	case ir.List:
		return r.listType(x)
	case ir.Map:
		return r.mapType(x)
	default:
		return t
	}
}

// basis is a plain type without its elements, which is enough to know what
// limits mean. A schema can be a list of itself.
func (x *expansion) basis() ir.Type {
	types := x.types()
	if len(x.choices) > 0 {
		types = []string{x.choiceScalar()}
	}
	if len(types) != 1 {
		return ir.Any
	}
	switch types[0] {
	case "boolean":
		return ir.Bool
	case "integer":
		return x.integer(nil)
	case "number":
		return ir.Float64
	case "string":
		return x.stringType()
	case "array":
		return ir.List{}
	case "object":
		if x.isMap() || x.only != "" {
			return ir.Map{}
		}
	}
	return ir.Any
}

// isMap: an object without members of its own is a map if something is said
// about its members, and raw JSON if nothing is.
func (x *expansion) isMap() bool {
	return x.unknown() == ir.KeepUnknown ||
		slices.ContainsFunc(x.parts, func(p part) bool { return p.node.has("minProperties", "maxProperties") })
}

func (x *expansion) stringType() ir.Type {
	for _, p := range x.parts {
		switch {
		case p.schema.Format == "date-time":
			return ir.Extern{Path: "time", Name: "Time"}
		case p.schema.Format == "byte", p.schema.ContentEncoding == "base64":
			return ir.Bytes
		}
	}
	return ir.String
}

// integer returns the type of an integer: what the format says, else the
// smallest of int32, int64 and uint64 that holds the bounds or the values.
func (x *expansion) integer(values []*ir.EnumValue) ir.Basic {
	formats := map[string]ir.Basic{
		"int32": ir.Int32, "int64": ir.Int64, "uint32": ir.Uint32, "uint64": ir.Uint64,
		"int8": ir.Int32, "int16": ir.Int32, "uint8": ir.Int32, "uint16": ir.Int32,
	}
	c := new(ir.Check)
	for _, p := range x.parts {
		if t, ok := formats[strings.ToLower(p.schema.Format)]; ok {
			return t
		}
		x.r.numberCheck(c, p, ir.Float64)
	}
	for _, v := range values {
		if v.Number < math.MinInt32 || v.Number > math.MaxInt32 {
			return ir.Int64
		}
	}
	if len(values) > 0 {
		return ir.Int32
	}
	return integerFor(c)
}

func (r *reader) listType(x *expansion) ir.Type {
	places := x.itemPlaces()
	if len(places) == 0 {
		return ir.List{Elem: ir.Any}
	}
	u := r.typeOf(places...)
	return ir.List{Elem: u.typ, Check: u.check, Null: u.null && u.typ != ir.Type(ir.Any)}
}

func (r *reader) mapType(x *expansion) ir.Type {
	places := x.unknownPlaces()
	if len(places) == 0 {
		return ir.Map{Elem: ir.Any}
	}
	u := r.typeOf(places...)
	return ir.Map{Elem: u.typ, Check: u.check, Null: u.null && u.typ != ir.Type(ir.Any)}
}
