package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// This file is about elements of lists and maps that may be null. Go holds them
// like optional fields: opt.Value[int32], *Device, or a nil list.

// extraMap is the type of the members of s that have no field.
func extraMap(s *ir.Struct) ir.Map {
	return ir.Map{Elem: s.Object.UnknownType, Null: s.Object.UnknownNull}
}

// Names of a variable that holds an element, by depth.
var elementNames = [maxLoops]string{"elem", "inner", "deep", "deepest"}

// orNull is part of the name of a type.
func orNull(null bool) string {
	if null {
		return "OrNull"
	}
	return ""
}

// nullWords is orNull for comments.
func nullWords(null bool) string {
	if null {
		return " or null"
	}
	return ""
}

// nullElement emits what reads an element of l and appends it to x:
//
//	var elem opt.Value[int32]
//	if !d.Null() {
//		elem.Set(d.Int32())
//	}
//	v.Ports = append(v.Ports, elem)
func nullElement(l ir.List, x *jen.Statement, depth int) []jen.Code {
	elem := jen.Id(elementNames[depth])
	return append(readOrNull(l.Elem, elem, depth), x.Clone().Op("=").Append(x.Clone(), elem.Clone()))
}

// nullEntry is nullElement for a member of a map.
func nullEntry(m ir.Map, x *jen.Statement, depth int) []jen.Code {
	name, elem := jen.Id(keyNames[depth]), jen.Id(elementNames[depth])
	body := append([]jen.Code{name.Clone().Op(":=").Id("d").Dot("Key").Call()}, readOrNull(m.Elem, elem, depth)...)
	return append(body, x.Clone().Index(name).Op("=").Add(elem))
}

// readOrNull emits what declares elem and reads a t or null into it.
func readOrNull(t ir.Type, elem *jen.Statement, depth int) []jen.Code {
	var read []jen.Code
	switch {
	case emit.Shape(t) == emit.Scalar:
		read = []jen.Code{elem.Clone().Dot("Set").Call(decodeValue(t))}
	case structOf(t) != nil:
		read = []jen.Code{elem.Clone().Op("=").New(emit.Type(t)), elem.Clone().Dot("DecodeJSON").Call(jen.Id("d"))}
	default:
		read = decodeInto(t, elem, depth+1)
	}
	return []jen.Code{
		jen.Var().Add(elem.Clone()).Add(emit.FieldType(emit.Element(t, true))),
		jen.If(jen.Op("!").Id("d").Dot("Null").Call()).Block(read...),
	}
}

// appendElement emits what appends x, an element of a list or map:
//
//	if n, ok := v.Ports[i].Get(); ok {
//		b = jsonwire.AppendInt(b, "", int64(n))
//	} else {
//		b = jsonwire.AppendNull(b, "")
//	}
func appendElement(t ir.Type, null bool, x *jen.Statement, depth int) []jen.Code {
	value := appendValue(jen.Lit(""), t, x, depth)
	if !null {
		return value
	}
	present := jen.If(x.Clone().Op("!=").Nil())
	switch {
	case emit.Shape(t) == emit.Scalar:
		held := jen.Id(localName(t))
		present = jen.If(jen.List(held.Clone(), jen.Id("ok")).Op(":=").Add(x).Dot("Get").Call(), jen.Id("ok"))
		value = appendValue(jen.Lit(""), t, held, depth)
	case structOf(t) != nil:
		value = []jen.Code{appendCall("AppendValue", jen.Lit(""), x)} // already a pointer
	}
	return []jen.Code{present.Block(value...).Else().Block(appendCall("AppendNull", jen.Lit("")))}
}

// elementCheck emits the checks of x, an element of a list or map; those of one
// that may be null if it is not.
func (p *printer) elementCheck(t ir.Type, null bool, own *ir.Check, x *jen.Statement, depth int) []jen.Code {
	held, present := x, jen.If(x.Clone().Op("!=").Nil())
	switch {
	case !null:
		return p.valueChecks(jen.Lit(""), t, own, x, depth)
	case unionOf(t) != nil:
		return p.unionChecks(jen.Lit(""), t, own, x, false)
	case emit.Shape(t) == emit.Scalar:
		held = jen.Id(localName(t))
		present = jen.If(jen.List(held.Clone(), jen.Id("ok")).Op(":=").Add(x).Dot("Get").Call(), jen.Id("ok"))
	}
	checks := p.valueChecks(jen.Lit(""), t, own, held, depth)
	if len(checks) == 0 {
		return nil
	}
	return []jen.Code{present.Block(checks...)}
}
