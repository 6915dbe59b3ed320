package rest

import (
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// isForm reports whether s is written as a form: it is the body of an operation
// that is printed, or a parameter. Operations can be in another package than
// all types.
func (p *printer) isForm(s *ir.Struct) bool {
	if p.Service == nil {
		return s.Object.Form
	}
	return slices.ContainsFunc(p.printed(), func(op *ir.Operation) bool {
		return op.Body != nil && isFormType(op.Body.ContentType) && structOf(op.Body.Type) == s ||
			slices.ContainsFunc(op.Params, func(pm *ir.Param) bool { return !pm.JSON && structOf(pm.Type) == s })
	})
}

// inJSON reports whether a member of a form is one of those that are written
// as JSON: no scalar and no list of scalars (OpenAPI 3.0.3, Encoding Object).
func inJSON(fd *ir.Field) bool { return !isConst(fd) && !isFlat(fd.Type) }

// isFlat reports whether t is a scalar or a list of them.
func isFlat(t ir.Type) bool {
	if l, ok := emit.Underlying(t).(ir.List); ok && !l.Null {
		t = l.Elem
	}
	b, ok := basicOf(t)
	return isTime(t) || ok && b != ir.Any && b != ir.Bytes
}

// memberMessage returns the message that a member of a form in JSON is.
func memberMessage(s *ir.Struct, fd *ir.Field) *message {
	m := &message{typ: fd.Type}
	if structOf(fd.Type) == nil {
		m.adapter = lowerFirst(s.GoName) + fd.GoName + "Member"
	}
	return m
}

// formMembers emits the types that give members in JSON their methods.
func (p *printer) formMembers(f *jen.File, s *ir.Struct) {
	for _, fd := range s.Fields {
		if m := memberMessage(s, fd); inJSON(fd) && m.adapter != "" {
			p.adapterDecl(f, m)
		}
	}
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
				addAll(g, appendFormField(s, fd))
			}
			if keepsAny(s) {
				g.Id("b").Op("=").Qual(emit.RESTPath, "AppendFormMembers").Call(jen.Id("b"), jen.Id("v").Dot("Extra"))
			}
			g.Return(jen.Id("b"))
		})
}

// appendFormField emits what appends one member. A form says each element of a
// list by itself.
func appendFormField(s *ir.Struct, fd *ir.Field) []jen.Code {
	b, field := jen.Id("b"), jen.Id("v").Dot(fd.GoName)
	if isConst(fd) {
		return []jen.Code{appendText(b, fd.Name, ir.String, jen.Lit(constText(fd)))}
	}
	if inJSON(fd) {
		return []jen.Code{appendFormJSON(s, fd)}
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

// constText is what a form says for a member that has no field.
func constText(fd *ir.Field) string {
	if value, ok := stringOf(propertyOf(fd).Const); ok {
		return value
	}
	return propertyOf(fd).Const
}

// appendFormJSON emits
//
//	if v.TargetPlmn != nil {
//		b = rest.AppendForm(b, "targetPlmn", rest.JSONText(v.TargetPlmn))
//	}
func appendFormJSON(s *ir.Struct, fd *ir.Field) jen.Code {
	b, field := jen.Id("b"), jen.Id("v").Dot(fd.GoName)
	x := field.Clone()
	if !goField(fd).Optional {
		x = pointerTo(fd.Type, x)
	}
	statement := appendText(b, fd.Name, ir.String, jsonText(memberMessage(s, fd), x))
	if !goField(fd).Optional {
		return statement
	}
	return jen.If(field.Clone().Op("!=").Nil()).Block(statement)
}

// decodeForm emits
//
//	// DecodeForm reads v from f, which keeps the first error.
//	func (v *TokenRequest) DecodeForm(f *rest.Form) {
//		*v = TokenRequest{}
//		v.GrantType = TokenRequestGrantType(f.Get("grant_type").String())
//		...
//		v.Extra = f.Others()
//	}
func decodeForm(f *jen.File, s *ir.Struct) {
	f.Line().Comment("// DecodeForm reads v from f, which keeps the first error.").Line().
		Func().Params(receiver(s.GoName)).Id("DecodeForm").Params(jen.Id("f").Op("*").Qual(emit.RESTPath, "Form")).
		BlockFunc(func(g *jen.Group) {
			g.Op("*").Id("v").Op("=").Id(s.GoName).Values()
			for _, fd := range s.Fields {
				addAll(g, readFormField(s, fd))
			}
			switch {
			case s.Object.Unknown == ir.ForbidUnknown:
				g.Id("f").Dot("NoOthers").Call()
			case keepsAny(s):
				g.Id("v").Dot("Extra").Op("=").Id("f").Dot("Others").Call()
			}
		})
}

func readFormField(s *ir.Struct, fd *ir.Field) []jen.Code {
	if isConst(fd) {
		return []jen.Code{jen.Id("f").Dot("Const").Call(jen.Lit(fd.Name), jen.Lit(constText(fd)), jen.Lit(!fd.Optional))}
	}
	member := jen.Id("f").Dot("Get").Call(jen.Lit(fd.Name))
	field := jen.Id("v").Dot(fd.GoName)
	_, isList := emit.Underlying(fd.Type).(ir.List)
	switch m := memberMessage(s, fd); {
	case inJSON(fd) && goField(fd).Optional:
		return []jen.Code{readOptionalJSON(member, m, field)}
	case inJSON(fd):
		return []jen.Code{readJSON(member, m, field)}
	}
	if isList && !fd.Optional {
		member = member.Dot("Required").Call()
	}
	if isList || goField(fd).Optional {
		return readOptional(member, field, fd.Type, true)
	}
	return []jen.Code{field.Op("=").Add(readScalar(member, fd.Type))}
}
