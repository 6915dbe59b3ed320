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

// variantCheck returns the check of the alternative of u that is a t.
func variantCheck(u *ir.Union, t ir.Type) *ir.Check {
	for _, v := range u.Variants {
		if v.Type == t {
			return v.Check
		}
	}
	return nil
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
		return typeWord(t.Elem) + orNull(t.Null) + "List"
	case ir.Map:
		return typeWord(t.Elem) + orNull(t.Null) + "Map"
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
			return unionKinds(inner, map[*ir.Union]bool{})
		}
		return []string{"KindObject"}
	}
	return []string{"KindString"} // a time
}

// A candidate is an alternative of a union, or of a union in it.
type candidate struct {
	union *ir.Union
	typ   ir.Type
}

// byKind returns the alternatives of u that can be of one kind. If there are
// several, those of unions without a tag are tried one by one, and those with
// more required members first, because they are harder to fit.
func byKind(u *ir.Union, kind string) []candidate {
	list := ofKind(u, kind)
	if len(list) < 2 {
		return list
	}
	list = flatten(list, kind)
	slices.SortStableFunc(list, func(a, b candidate) int { return strictness(b.typ) - strictness(a.typ) })
	return list
}

func ofKind(u *ir.Union, kind string) []candidate {
	var list []candidate
	for _, t := range alternatives(u) {
		if slices.Contains(kindsOf(t), kind) {
			list = append(list, candidate{u, t})
		}
	}
	return list
}

// flatten replaces unions without a tag by their alternatives of this kind.
func flatten(list []candidate, kind string) []candidate {
	f := &flattening{kind: kind, unions: map[*ir.Union]bool{}, types: map[valueOf]bool{}}
	f.add(list)
	return f.flat
}

// strictness is the number of members that a value of t must have, in one
// direction at least.
func strictness(t ir.Type) int {
	n := 0
	if s := structOf(t); s != nil {
		for _, fd := range s.Fields {
			if !fd.Optional || propertyOf(fd).OneWay {
				n++
			}
		}
	}
	return n
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
		done := map[string]bool{}
		for _, kind := range kinds {
			list := byKind(u, kind)
			if len(list) == 0 || done[kind] {
				continue
			}
			var cases []jen.Code
			for _, same := range kinds {
				if same == kind || len(list) == 1 && slices.Equal(byKind(u, same), list) {
					done[same] = true
					cases = append(cases, jen.Qual(emit.JSONPath, same))
				}
			}
			g.Case(cases...).Block(readKind(u, list)...)
		}
	})
}

// readKind emits what reads a value that can be any of list.
func readKind(u *ir.Union, list []candidate) []jen.Code {
	if len(list) == 1 {
		return readOne(list[0].union, list[0].typ)
	}
	var body []jen.Code
	for _, c := range list {
		if inner := unionOf(c.typ); inner != nil {
			body = append(body, readTagged(inner))
		}
	}
	for _, c := range list {
		if unionOf(c.typ) == nil {
			body = append(body, tryOne(c))
		}
	}
	return body
}

// readTagged emits what reads one of the values that u lists by their tag:
//
//	switch d.Tag("petType") {
//	case "cat", "dog":
//		return DecodePet(d)
//	}
func readTagged(u *ir.Union) jen.Code {
	var tags []jen.Code
	for _, v := range u.Variants {
		tags = append(tags, jen.Lit(v.Tag))
	}
	return jen.Switch(jen.Id("d").Dot("Tag").Call(jen.Lit(u.Tag))).Block(
		jen.Case(tags...).Block(jen.Return(jen.Id(decodeName(u)).Call(jen.Id("d")))),
	)
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
func tryOne(c candidate) jen.Code {
	v, try := jen.Id("v"), jen.Id("d").Dot("Try").Call(jen.Id("valid").Values(jen.Id("v")))
	if s := structOf(c.typ); s != nil {
		return jen.If(v.Clone().Op(":=").New(jen.Id(s.GoName)), try).
			Block(jen.Return(v))
	}
	return jen.If(v.Clone().Op(":=").New(jen.Id(wrapperName(c.union, c.typ))), try).Block(jen.Return(jen.Op("*").Add(v)))
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
