package rest

import (
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// secretMethods emits what keeps members of the format password out of logs:
//
//	// String returns v as JSON, without client_secret.
//	func (v TokenRequest) String() string {
//		v.ClientSecret = "..."
//		return string(v.AppendJSON(nil))
//	}
//
//	// GoString is String.
//	func (v TokenRequest) GoString() string { return v.String() }
//
//	// LogValue is String, for log/slog.
//	func (v TokenRequest) LogValue() slog.Value { return slog.StringValue(v.String()) }
//
// A struct with a member of one of these names has none of them.
func secretMethods(f *jen.File, s *ir.Struct) {
	secrets := secretFields(s)
	taken := func(fd *ir.Field) bool { return slices.Contains([]string{"String", "GoString", "LogValue"}, fd.GoName) }
	if len(secrets) == 0 || slices.ContainsFunc(s.Fields, taken) {
		return
	}
	var names []string
	var body []jen.Code
	for _, fd := range secrets {
		names = append(names, fd.Name)
		body = append(body, hide(fd))
	}
	body = append(body, jen.Return(jen.String().Call(jen.Id("v").Dot("AppendJSON").Call(jen.Nil()))))
	value := jen.Id("v").Id(s.GoName)
	f.Line().Add(emit.Doc("String returns v as JSON, without " + list(names, "and") + ".")).Line().
		Func().Params(value.Clone()).Id("String").Params().String().Block(body...)
	f.Line().Comment("// GoString is String.").Line().
		Func().Params(value.Clone()).Id("GoString").Params().String().Block(jen.Return(jen.Id("v").Dot("String").Call()))
	f.Line().Comment("// LogValue is String, for log/slog.").Line().
		Func().Params(value.Clone()).Id("LogValue").Params().Qual("log/slog", "Value").
		Block(jen.Return(jen.Qual("log/slog", "StringValue").Call(jen.Id("v").Dot("String").Call())))
}

// secretFields returns the texts of s that are not to be printed.
func secretFields(s *ir.Struct) []*ir.Field {
	var fields []*ir.Field
	for _, fd := range s.Fields {
		if propertyOf(fd).Secret && emit.Underlying(fd.Type) == ir.String && enumOf(fd.Type) == nil && !isConst(fd) {
			fields = append(fields, fd)
		}
	}
	return fields
}

// hide emits
//
//	v.ClientSecret = "..."
//
// or, if the member may be absent,
//
//	if v.ClientSecret.IsSet() {
//		v.ClientSecret = opt.Some("...")
//	}
func hide(fd *ir.Field) jen.Code {
	x, dots := jen.Id("v").Dot(fd.GoName), jen.Lit("...")
	if !goField(fd).Optional {
		return x.Op("=").Add(dots)
	}
	return jen.If(x.Clone().Dot("IsSet").Call()).Block(x.Clone().Op("=").Qual(emit.OptPath, "Some").Call(dots))
}
