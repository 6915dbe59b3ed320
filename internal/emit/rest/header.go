package rest

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// This file prints the header fields of answers. They travel beside the result
// of a method, in a rest.Response.

func headerName(op *ir.Operation) string { return op.GoName + "Header" }

// An answerHeader is a header field of some answers of an operation.
type answerHeader struct {
	*ir.Param
	statuses []string
	each     []*ir.Param // what the document says with each of the statuses
	loose    bool        // its value is not checked
}

// headers returns the header fields of the answers of op, each once, as
// optional fields: no answer has all of them. What is no scalar or list of
// scalars is text, and so is what has another type with another status, unless
// they are integers.
// x-correlator is in the context.
func headers(op *ir.Operation) []*answerHeader {
	var list []*answerHeader
	for _, r := range op.Responses {
		for _, h := range r.Headers {
			if h.Correlation {
				continue
			}
			i := slices.IndexFunc(list, func(o *answerHeader) bool { return strings.EqualFold(o.Name, h.Name) })
			if i < 0 {
				own := *h
				own.Required = false
				i = len(list)
				list = append(list, &answerHeader{Param: &own})
			}
			list[i].add(h, r)
		}
	}
	return list
}

// headerDecl emits
//
//	// CreateSubscriptionHeader holds the header fields of answers to createSubscription. ...
//	type CreateSubscriptionHeader struct {
//		// Location is Location. Required with status 201.
//		Location opt.Value[string]
//	}
//
// and its methods.
func (p *printer) headerDecl(f *jen.File, op *ir.Operation) {
	list := headers(op)
	if len(list) == 0 {
		return
	}
	doc := headerName(op) + " holds the header fields of answers to " + op.Name + ". A client decodes the Header of the rest.Response that rest.WithResponse fills, " +
		"or of a *rest.StatusError; a server sets the Header of rest.ResponseOf(ctx)."
	f.Line().Add(emit.Doc(doc)).Line().Type().Id(headerName(op)).StructFunc(func(g *jen.Group) {
		for _, h := range list {
			fd := h.field()
			g.Add(emit.Doc(fieldDoc(fd, h.statusDoc()...)...))
			g.Id(fd.GoName).Add(emit.FieldType(fd))
		}
	})
	decodeHeader(f, op, list)
	setHeaderFields(f, op, list)
	p.validateHeader(f, op, list)
}

// decodeHeader emits
//
//	func (v *CreateSubscriptionHeader) Decode(h http.Header) error {
//		*v = CreateSubscriptionHeader{}
//		f := rest.NewHeaderFields(h)
//		v.Location = f.Get("Location").OptString()
//		return f.Err()
//	}
func decodeHeader(f *jen.File, op *ir.Operation, list []*answerHeader) {
	f.Line().Comment("// Decode reads v from the header of an answer.").Line().
		Func().Params(receiver(headerName(op))).Id("Decode").Params(jen.Id("h").Qual("net/http", "Header")).Error().BlockFunc(func(g *jen.Group) {
		g.Op("*").Id("v").Op("=").Id(headerName(op)).Values()
		g.Id("f").Op(":=").Qual(emit.RESTPath, "NewHeaderFields").Call(jen.Id("h"))
		for _, h := range list {
			addAll(g, readOptional(jen.Id("f").Dot("Get").Call(jen.Lit(h.Name)), jen.Id("v").Dot(h.GoName), h.Type, false))
		}
		g.Return(jen.Id("f").Dot("Err").Call())
	})
}

// setHeaderFields emits
//
//	func (v *CreateSubscriptionHeader) Set(h http.Header) {
//		if s, ok := v.Location.Get(); ok {
//			h.Set("Location", s)
//		}
//	}
func setHeaderFields(f *jen.File, op *ir.Operation, list []*answerHeader) {
	f.Line().Comment("// Set writes the fields that v has into the header of an answer.").Line().
		Func().Params(receiver(headerName(op))).Id("Set").Params(jen.Id("h").Qual("net/http", "Header")).BlockFunc(func(g *jen.Group) {
		for _, h := range list {
			g.Add(setHeaderField(h))
		}
	})
}

func setHeaderField(h *answerHeader) jen.Code {
	field := jen.Id("v").Dot(h.GoName)
	set := func(text *jen.Statement) jen.Code { return jen.Id("h").Dot("Set").Call(jen.Lit(h.Name), text) }
	if l, ok := emit.Underlying(h.Type).(ir.List); ok {
		return jen.If(jen.Len(field.Clone()).Op(">").Lit(0)).
			Block(jen.Qual(emit.RESTPath, "SetHeaderList").Call(jen.Id("h"), jen.Lit(h.Name), textList(l, field)))
	}
	x := jen.Id(localName(h.Type))
	return jen.If(jen.List(x.Clone(), jen.Id("ok")).Op(":=").Add(field).Dot("Get").Call(), jen.Id("ok")).Block(set(paramText(h.Type, x)))
}
