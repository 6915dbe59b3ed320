package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// A value is a defined type for something that is no struct: an alternative of
// a union, or the body of a message.
type value struct {
	name  string
	typ   ir.Type
	check *ir.Check
}

// valueDecl emits
//
//	type AlertString string
//
//	func (v AlertString) AppendJSON(b []byte) []byte {
//		b = jsonwire.AppendString(b, "", string(v))
//		return jsonwire.Trim(b)
//	}
//	func (v *AlertString) DecodeJSON(d *jsonwire.Decoder) { *v = AlertString(d.String()) }
//	func (v AlertString) Validate() error { ... }
//
// after the comment doc.
func (p *printer) valueDecl(f *jen.File, v value, doc string) {
	f.Line().Add(emit.Doc(doc)).Line().Type().Id(v.name).Add(emit.Type(v.typ))
	recv := jen.Id("v").Id(v.name)
	f.Line().Comment("// AppendJSON appends v to b as JSON.").Line().
		Func().Params(recv.Clone()).Id("AppendJSON").Params(jen.Id("b").Index().Byte()).Index().Byte().
		Block(append(appendValue(jen.Lit(""), v.typ, v.plain(), 0), jen.Return(jen.Qual(emit.JSONPath, "Trim").Call(jen.Id("b"))))...)
	v.decode(f)
	p.valueValidate(f, v)
}

// plain emits v as a value of the type that it was defined from, where that
// matters: string(v), but v for lists and maps.
func (v value) plain() *jen.Statement {
	switch emit.Underlying(v.typ).(type) {
	case ir.List, ir.Map:
		return jen.Id("v")
	}
	return emit.Type(v.typ).Call(jen.Id("v"))
}

func (v value) decode(f *jen.File) {
	fn := f.Line().Comment("// DecodeJSON reads v from d.").Line().
		Func().Params(receiver(v.name)).Id("DecodeJSON").Params(decoder())
	if read := decodeValue(v.typ); read != nil {
		fn.Block(jen.Op("*").Id("v").Op("=").Id(v.name).Call(read))
		return
	}
	body := append([]jen.Code{jen.Id("value").Op(":=").Add(emit.Type(v.typ)).Values()}, decodeItems(v.typ, jen.Id("value"), 0)...)
	fn.Block(append(body, jen.Op("*").Id("v").Op("=").Id("value"))...)
}

func (p *printer) valueValidate(f *jen.File, v value) {
	f.Line().Comment("// Validate checks v against the document.")
	fn := f.Func()
	if !p.checked.needs(v.typ, v.check) {
		fn.Params(jen.Id(v.name)).Id("Validate").Params().Error().Block(jen.Return(jen.Nil()))
		return
	}
	fn.Params(jen.Id("v").Id(v.name)).Id("Validate").Params().Error().
		Block(checkerBody(p.valueChecks(jen.Lit(""), v.typ, v.check, v.plain(), 0))...)
}

// stdJSON emits what encoding/json asks for:
//
//	func (v Device) MarshalJSON() ([]byte, error) { return v.AppendJSON(nil), nil }
//	func (v *Device) UnmarshalJSON(b []byte) error { return jsonwire.Unmarshal(b, v) }
//
// MarshalJSON is a method of the value, or encoding/json would print a struct
// that it gets without pointer by its fields.
func stdJSON(f *jen.File, goName string) {
	f.Line().Comment("// MarshalJSON returns v as JSON. The error is always nil.").Line().
		Func().Params(jen.Id("v").Id(goName)).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).
		Block(jen.Return(jen.Id("v").Dot("AppendJSON").Call(jen.Nil()), jen.Nil()))
	f.Line().Comment("// UnmarshalJSON reads v from b, leniently. The error is a *jsonwire.Error.").Line().
		Func().Params(receiver(goName)).Id("UnmarshalJSON").Params(jen.Id("b").Index().Byte()).Error().
		Block(jen.Return(jen.Qual(emit.JSONPath, "Unmarshal").Call(jen.Id("b"), jen.Id("v"))))
}
