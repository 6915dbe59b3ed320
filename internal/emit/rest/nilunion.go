package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// inUnion reports whether pointers to s are values of a union: then a nil one
// can be in an interface that is not nil.
func (p *printer) inUnion(s *ir.Struct) bool {
	for _, u := range declsOf[*ir.Union](p.Package) {
		for _, v := range u.Variants {
			if structOf(v.Type) == s {
				return true
			}
		}
	}
	return false
}

// appendNil emits
//
//	if v == nil {
//		return append(b, "null"...)
//	}
func appendNil() jen.Code {
	return jen.If(jen.Id("v").Op("==").Nil()).Block(jen.Return(jen.Append(jen.Id("b"), jen.Lit("null").Op("..."))))
}

// validateInUnion emits
//
//	func (v *AccessTokenCredential) Validate() error {
//		if v == nil {
//			return jsonwire.NilPointer()
//		}
//		...
//	}
func (p *printer) validateInUnion(f *jen.File, s *ir.Struct, checked []jen.Code) {
	body := []jen.Code{jen.If(jen.Id("v").Op("==").Nil()).Block(jen.Return(jen.Qual(emit.JSONPath, "NilPointer").Call()))}
	if len(checked) == 0 {
		checked = []jen.Code{jen.Return(jen.Nil())}
	}
	f.Line().Add(emit.Doc("Validate checks v against the document. The error is a *jsonwire.Error: the first problem and its path.")).Line().
		Func().Params(receiver(s.GoName)).Id("Validate").Params().Error().Block(append(body, checked...)...)
}
