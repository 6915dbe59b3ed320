package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// This file is about members with only one value: the tags of variants. They
// have no field, but an unexported one for what a message had in their place:
// nil for the value itself, empty for nothing at all. So a message that is read
// leniently is written as it came.

func tagName(fd *ir.Field) string { return "tag" + fd.GoName }

// constMember is `"credentialType":"PLAIN",`.
func constMember(fd *ir.Field) *jen.Statement {
	value, _ := compactJSON(propertyOf(fd).Const)
	return text(quoteJSON(fd.Name) + ":" + value + ",")
}

// appendConst emits b = jsonwire.AppendConst(b, `"kind":"dog",`, v.tagKind).
func appendConst(fd *ir.Field) jen.Code {
	return appendCall("AppendConst", constMember(fd), jen.Id("v").Dot(tagName(fd)))
}

// decodeConst emits v.tagKind = d.Const(`"dog"`).
func decodeConst(fd *ir.Field) jen.Code {
	value, _ := compactJSON(propertyOf(fd).Const)
	return jen.Id("v").Dot(tagName(fd)).Op("=").Id("d").Dot("Const").Call(text(value))
}

// constChecks emits c.Const("kind", len(v.tagKind) == 0, `"dog"`).
func constChecks(s *ir.Struct) []jen.Code {
	var body []jen.Code
	for _, fd := range s.Fields {
		if isConst(fd) {
			same := jen.Len(jen.Id("v").Dot(tagName(fd))).Op("==").Lit(0)
			body = append(body, check("Const", jen.Lit(fd.Name), same, text(propertyOf(fd).Const)))
		}
	}
	return body
}

// hiddenFields emits the fields that only methods know:
//
//	tagKind  jsonwire.Raw // what a message had in place of the member kind
//	withheld bool         // it was an answer, without all that requests have
func hiddenFields(g *jen.Group, s *ir.Struct) {
	for _, fd := range s.Fields {
		if isConst(fd) {
			g.Add(emit.Doc(tagName(fd) + " is what a message had as " + fd.Name + ", if that was something else."))
			g.Id(tagName(fd)).Qual(emit.JSONPath, "Raw")
		}
	}
	if hasSentOnly(s) {
		g.Comment("// withheld says that the value came in an answer, without all that requests have.")
		g.Id("withheld").Bool()
	}
}

// notePresence emits what is noted of members that were not there:
//
//	if !o.Has(0) {
//		v.tagKind = jsonwire.Raw{}
//	}
//	v.withheld = o.Withheld(1<<1 | 1<<2)
func notePresence(g *jen.Group, s *ir.Struct) {
	for i, fd := range s.Fields {
		if isConst(fd) && fd.Optional {
			g.If(jen.Op("!").Id("o").Dot("Has").Call(jen.Lit(i))).Block(
				jen.Id("v").Dot(tagName(fd)).Op("=").Qual(emit.JSONPath, "Raw").Values(),
			)
		}
	}
	if hasSentOnly(s) {
		g.Id("v").Dot("withheld").Op("=").Id("o").Dot("Withheld").Call(masks(s, isSentOnly)...)
	}
}
