package rest

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// This file is about unions without a tag: their alternatives are told apart
// by the kind of JSON value, and tried where they have the same.

// wrappers returns the alternatives of u that are not structs: a type of their
// own lets them be in the interface.
func wrappers(u *ir.Union) []ir.Type {
	return slices.DeleteFunc(alternatives(u), func(t ir.Type) bool { return structOf(t) != nil || unionOf(t) != nil })
}

// wrapperNames are the last parts of the names of wrappers of basic types.
var wrapperNames = map[ir.Basic]string{
	ir.Bool: "Bool", ir.Int32: "Int", ir.Int64: "Int", ir.Uint32: "Uint", ir.Uint64: "Uint",
	ir.Float32: "Number", ir.Float64: "Number", ir.String: "String", ir.Bytes: "Bytes", ir.Any: "Raw",
}

// wrapperName is AlertString, AlertStringList; for a type with a name of its
// own, AlertColor.
func wrapperName(u *ir.Union, t ir.Type) string {
	own := typeWord(t)
	if name := u.GoName + strings.TrimPrefix(own, u.GoName); name != own {
		return name
	}
	return own + "Value"
}

// typeWord names a type in one word.
func typeWord(t ir.Type) string {
	switch t := t.(type) {
	case ir.Basic:
		return wrapperNames[t]
	case ir.Ref:
		return emit.DeclName(t.Decl)
	case ir.List:
		return typeWord(t.Elem) + "List"
	case ir.Map:
		return typeWord(t.Elem) + "Map"
	}
	return "Time"
}

// Kinds of JSON values, as jsonwire calls them, in the order in which they are
// asked for.
var kinds = []string{"KindBool", "KindNumber", "KindString", "KindArray", "KindObject"}

// kindsOf returns the kinds of values that t can have.
func kindsOf(t ir.Type) []string {
	if b, ok := basicOf(t); ok {
		switch b {
		case ir.Any:
			return kinds
		case ir.Bool:
			return []string{"KindBool"}
		case ir.String, ir.Bytes:
			return []string{"KindString"}
		}
		return []string{"KindNumber"}
	}
	switch u := emit.Underlying(t).(type) {
	case ir.List:
		return []string{"KindArray"}
	case ir.Map:
		return []string{"KindObject"}
	case ir.Ref:
		if inner, ok := u.Decl.(*ir.Union); ok && inner.Tag == "" {
			return unionKinds(inner)
		}
		return []string{"KindObject"}
	}
	return []string{"KindString"} // a time
}

func unionKinds(u *ir.Union) []string {
	var list []string
	for _, t := range alternatives(u) {
		list = appendNew(list, kindsOf(t)...)
	}
	return list
}

// byKind returns the alternatives of u that can be of one kind: those with
// more required members first, because they are harder to fit.
func byKind(u *ir.Union, kind string) []ir.Type {
	var types []ir.Type
	for _, t := range alternatives(u) {
		if slices.Contains(kindsOf(t), kind) {
			types = append(types, t)
		}
	}
	slices.SortStableFunc(types, func(a, b ir.Type) int { return strictness(b) - strictness(a) })
	return types
}

// strictness is the number of members that a value of t must have.
func strictness(t ir.Type) int {
	if s := structOf(t); s != nil {
		return len(requiredNames(s))
	}
	return 0
}

// hasContest reports whether two alternatives of u can have the same kind.
func hasContest(u *ir.Union) bool {
	return u.Tag == "" && slices.ContainsFunc(kinds, func(kind string) bool { return len(byKind(u, kind)) > 1 })
}

// kindSwitch emits
//
//	switch d.Kind() {
//	case jsonwire.KindString:
//		var v AlertString
//		v.DecodeJSON(d)
//		return v
//	case jsonwire.KindObject:
//		if v := new(Circle); d.Try(valid{v}) {
//			return v
//		}
//		...
//	}
func kindSwitch(u *ir.Union) jen.Code {
	return jen.Switch(jen.Id("d").Dot("Kind").Call()).BlockFunc(func(g *jen.Group) {
		for _, kind := range kinds {
			switch types := byKind(u, kind); len(types) {
			case 0:
			case 1:
				g.Case(jen.Qual(emit.JSONPath, kind)).Block(readOne(u, types[0])...)
			default:
				g.Case(jen.Qual(emit.JSONPath, kind)).BlockFunc(func(g *jen.Group) {
					for _, t := range types {
						g.Add(tryOne(u, t))
					}
				})
			}
		}
	})
}

// readOne emits what reads the only alternative of a kind.
func readOne(u *ir.Union, t ir.Type) []jen.Code {
	switch {
	case structOf(t) != nil:
		return readInto(jen.Id(structOf(t).GoName))
	case unionOf(t) != nil:
		return []jen.Code{jen.Return(jen.Id(decodeName(unionOf(t))).Call(jen.Id("d")))}
	}
	return []jen.Code{
		jen.Var().Id("v").Id(wrapperName(u, t)),
		jen.Id("v").Dot("DecodeJSON").Call(jen.Id("d")),
		jen.Return(jen.Id("v")),
	}
}

// tryOne emits
//
//	if v := new(Circle); d.Try(valid{v}) {
//		return v
//	}
func tryOne(u *ir.Union, t ir.Type) jen.Code {
	if s := structOf(t); s != nil {
		return jen.If(jen.Id("v").Op(":=").New(jen.Id(s.GoName)), jen.Id("d").Dot("Try").Call(jen.Id("valid").Values(jen.Id("v")))).
			Block(jen.Return(jen.Id("v")))
	}
	return jen.If(jen.Id("v").Op(":=").New(jen.Id(wrapperName(u, t))), jen.Id("d").Dot("Try").Call(jen.Id("valid").Values(jen.Id("v")))).
		Block(jen.Return(jen.Op("*").Id("v")))
}

// validDecl emits what makes Decoder.Try refuse values that break the document:
//
//	type valid struct {
//		value interface {
//			jsonwire.Decodable
//			Validate() error
//		}
//	}
//
//	func (v valid) DecodeJSON(d *jsonwire.Decoder) {
//		v.value.DecodeJSON(d)
//		if err := v.value.Validate(); err != nil {
//			d.Fail(err.Error())
//		}
//	}
func validDecl(f *jen.File) {
	f.Line().Comment("// valid makes a value that breaks the document one that cannot be read.").Line().
		Type().Id("valid").Struct(jen.Id("value").Interface(
		jen.Qual(emit.JSONPath, "Decodable"),
		jen.Id("Validate").Params().Error(),
	))
	f.Line().Comment("// DecodeJSON reads the value from d and checks it.").Line().
		Func().Params(jen.Id("v").Id("valid")).Id("DecodeJSON").Params(decoder()).Block(
		jen.Id("v").Dot("value").Dot("DecodeJSON").Call(jen.Id("d")),
		jen.If(jen.Err().Op(":=").Id("v").Dot("value").Dot("Validate").Call(), jen.Err().Op("!=").Nil()).Block(
			jen.Id("d").Dot("Fail").Call(jen.Err().Dot("Error").Call()),
		),
	)
}
