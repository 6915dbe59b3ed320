package rest

import (
	"cmp"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

func isMultipart(t ir.Type) bool {
	s := structOf(t)
	return s != nil && s.Object.Multipart != nil
}

// multipartType emits
//
//	// PostSmContextsRequest is a body of type multipart/related.
//	type PostSmContextsRequest struct {
//		// JSONData is jsonData, a part in JSON.
//		JSONData *SmContextCreateData
//		// Parts are the other parts, in their order. ...
//		Parts []rest.Part
//	}
//
// and its methods.
func (p *printer) multipartType(f *jen.File, s *ir.Struct) {
	m := s.Object.Multipart
	doc := s.GoName + " is a body of type " + m.ContentType + "."
	if m.Alone != "" {
		doc += " Without Parts it is sent as " + m.Alone + "."
	}
	f.Line().Add(emit.Doc(doc, s.Doc)).Line().Type().Id(s.GoName).StructFunc(func(g *jen.Group) {
		structFields(g, s)
		g.Add(emit.Doc(partsDoc(m)))
		g.Id("Parts").Index().Qual(emit.RESTPath, "Part")
	})
	encodeMultipart(f, s)
	decodeMultipart(f, s)
	p.validate(f, s)
}

// partsDoc says which parts the document has.
func partsDoc(m *ir.Multipart) string {
	var words []string
	for _, part := range m.Others {
		word := part.Name
		if part.ContentType != "" {
			word += " (" + part.ContentType + ")"
		}
		words = append(words, word)
	}
	if len(words) == 0 {
		return "Parts are other parts, in their order; the document has none."
	}
	return "Parts are the other parts, in their order. The document has " + list(words, "and") + "."
}

// encodeMultipart emits
//
//	func (v *PostSmContextsRequest) EncodeBody() (contentType string, data []byte, err error) {
//		if v.JSONData != nil && len(v.Parts) == 0 {
//			return "application/json", v.JSONData.AppendJSON(nil), nil
//		}
//		w := rest.NewMultipartWriter("multipart/related")
//		if v.JSONData != nil {
//			w.JSON("jsonData", v.JSONData)
//		}
//		for _, part := range v.Parts {
//			w.Part(part)
//		}
//		return w.Finish()
//	}
func encodeMultipart(f *jen.File, s *ir.Struct) {
	w := jen.Id("w")
	f.Line().Comment("// EncodeBody returns v as a body and its content type.").Line().
		Func().Params(receiver(s.GoName)).Id("EncodeBody").Params().
		Params(jen.Id("contentType").String(), jen.Id("data").Index().Byte(), jen.Err().Error()).BlockFunc(func(g *jen.Group) {
		if s.Object.Multipart.Alone != "" {
			g.If(encodeAlone(s.Fields[0])).Block(jen.Return(
				jen.Lit(s.Object.Multipart.Alone), jen.Id("v").Dot(s.Fields[0].GoName).Dot("AppendJSON").Call(jen.Nil()), jen.Nil()))
		}
		g.Add(w.Clone().Op(":=").Qual(emit.RESTPath, "NewMultipartWriter").Call(jen.Lit(s.Object.Multipart.ContentType)))
		for _, fd := range s.Fields {
			g.Add(encodePart(fd))
		}
		g.For(jen.List(jen.Id("_"), jen.Id("part")).Op(":=").Range().Id("v").Dot("Parts")).Block(w.Clone().Dot("Part").Call(jen.Id("part")))
		g.Return(w.Clone().Dot("Finish").Call())
	})
}

// encodeAlone emits the condition under which fd is the whole body.
func encodeAlone(fd *ir.Field) *jen.Statement {
	empty := jen.Len(jen.Id("v").Dot("Parts")).Op("==").Lit(0)
	if !goField(fd).Optional {
		return empty
	}
	return jen.Id("v").Dot(fd.GoName).Op("!=").Nil().Op("&&").Add(empty)
}

func encodePart(fd *ir.Field) jen.Code {
	field := jen.Id("v").Dot(fd.GoName)
	if !goField(fd).Optional {
		return jen.Id("w").Dot("JSON").Call(jen.Lit(fd.Name), jen.Op("&").Add(field))
	}
	return jen.If(field.Clone().Op("!=").Nil()).Block(jen.Id("w").Dot("JSON").Call(jen.Lit(fd.Name), field))
}

// decodeMultipart emits
//
//	func (v *PostSmContextsRequest) DecodeBody(in *rest.Incoming) error {
//		*v = PostSmContextsRequest{}
//		m := in.Multipart()
//		if m.Has("jsonData") {
//			v.JSONData = new(SmContextCreateData)
//			m.Decode("jsonData", v.JSONData)
//		}
//		v.Parts = m.Others()
//		return m.Err()
//	}
func decodeMultipart(f *jen.File, s *ir.Struct) {
	m := jen.Id("m")
	f.Line().Comment("// DecodeBody reads v from a body.").Line().
		Func().Params(receiver(s.GoName)).Id("DecodeBody").Params(jen.Id("in").Op("*").Qual(emit.RESTPath, "Incoming")).Error().BlockFunc(func(g *jen.Group) {
		g.Op("*").Id("v").Op("=").Id(s.GoName).Values()
		g.Add(m.Clone().Op(":=").Id("in").Dot("Multipart").Call())
		for _, fd := range s.Fields {
			g.Add(decodePart(fd))
		}
		g.Id("v").Dot("Parts").Op("=").Add(m.Clone()).Dot("Others").Call()
		g.Return(m.Clone().Dot("Err").Call())
	})
}

func decodePart(fd *ir.Field) jen.Code {
	m, field := jen.Id("m"), jen.Id("v").Dot(fd.GoName)
	if !goField(fd).Optional {
		return m.Dot("Decode").Call(jen.Lit(fd.Name), jen.Op("&").Add(field))
	}
	return jen.If(m.Clone().Dot("Has").Call(jen.Lit(fd.Name))).Block(
		field.Clone().Op("=").New(emit.Type(fd.Type)),
		m.Clone().Dot("Decode").Call(jen.Lit(fd.Name), field),
	)
}

// partChecks emits what asks for the parts without a field that must be there:
//
//	c.Required("file", rest.HasNamedPart(v.Parts, "file"))
//
// Only in forms have parts the names of the document for certain.
func partChecks(s *ir.Struct) []jen.Code {
	m := s.Object.Multipart
	if m == nil {
		return nil
	}
	var body []jen.Code
	parts := jen.Id("v").Dot("Parts")
	for _, part := range m.Others {
		if !part.Required {
			continue
		}
		has := jen.Qual(emit.RESTPath, "HasNamedPart").Call(parts, jen.Lit(part.Name))
		if m.ContentType != "multipart/form-data" {
			has = jen.Qual(emit.RESTPath, "HasPart").Call(parts, jen.Lit(part.Name), jen.Lit(cmp.Or(part.ContentType, "*/*")))
		}
		body = append(body, check("Required", jen.Lit(part.Name), has))
	}
	if m.Alone == "" || len(body) == 0 {
		return body
	}
	return []jen.Code{jen.If(jen.Len(parts).Op(">").Lit(0)).Block(body...)}
}
