package rest

import (
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// isForm reports whether s is the body of an operation that is printed, as a
// form.
func (p *printer) isForm(s *ir.Struct) bool {
	return slices.ContainsFunc(p.printed(), func(op *ir.Operation) bool {
		return op.Body != nil && isFormType(op.Body.ContentType) && structOf(op.Body.Type) == s
	})
}

// appendForm emits
//
//	// AppendForm appends v to b as a form (application/x-www-form-urlencoded).
//	func (v *TokenRequest) AppendForm(b []byte) []byte {
//		b = rest.AppendForm(b, "grant_type", string(v.GrantType))
//		...
//		return b
//	}
func appendForm(f *jen.File, s *ir.Struct) {
	f.Line().Comment("// AppendForm appends v to b as a form (application/x-www-form-urlencoded).").Line().
		Func().Params(receiver(s.GoName)).Id("AppendForm").Params(jen.Id("b").Index().Byte()).Index().Byte().
		BlockFunc(func(g *jen.Group) {
			for _, fd := range s.Fields {
				addAll(g, appendFormField(fd))
			}
			g.Return(jen.Id("b"))
		})
}

// appendFormField emits what appends one member. A form says each element of a
// list by itself.
func appendFormField(fd *ir.Field) []jen.Code {
	b, field := jen.Id("b"), jen.Id("v").Dot(fd.GoName)
	if isConst(fd) {
		value, ok := stringOf(propertyOf(fd).Const)
		if !ok {
			value = propertyOf(fd).Const
		}
		return []jen.Code{appendText(b, fd.Name, ir.String, jen.Lit(value))}
	}
	if l, ok := emit.Underlying(fd.Type).(ir.List); ok {
		return appendTexts(b, fd.Name, l, field, true)
	}
	if !goField(fd).Optional {
		return []jen.Code{appendText(b, fd.Name, fd.Type, field)}
	}
	x := jen.Id(localName(fd.Type))
	return []jen.Code{jen.If(jen.List(x.Clone(), jen.Id("ok")).Op(":=").Add(field).Dot("Get").Call(), jen.Id("ok")).
		Block(appendText(b, fd.Name, fd.Type, x))}
}

// decodeForm emits
//
//	// DecodeForm reads v from f, which keeps the first error.
//	func (v *TokenRequest) DecodeForm(f *rest.Form) {
//		*v = TokenRequest{}
//		v.GrantType = TokenRequestGrantType(f.Get("grant_type").String())
//		...
//	}
func decodeForm(f *jen.File, s *ir.Struct) {
	f.Line().Comment("// DecodeForm reads v from f, which keeps the first error.").Line().
		Func().Params(receiver(s.GoName)).Id("DecodeForm").Params(jen.Id("f").Op("*").Qual(emit.RESTPath, "Form")).
		BlockFunc(func(g *jen.Group) {
			g.Op("*").Id("v").Op("=").Id(s.GoName).Values()
			for _, fd := range s.Fields {
				if !isConst(fd) {
					addAll(g, readFormField(fd))
				}
			}
		})
}

func readFormField(fd *ir.Field) []jen.Code {
	member := jen.Id("f").Dot("Get").Call(jen.Lit(fd.Name))
	field := jen.Id("v").Dot(fd.GoName)
	_, isList := emit.Underlying(fd.Type).(ir.List)
	if isList || goField(fd).Optional {
		return readOptional(member, field, fd.Type, true)
	}
	return []jen.Code{field.Op("=").Add(readScalar(member, fd.Type))}
}
