package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// This file writes parameters and form members: values that travel as text.

// formAppenders are the functions of rest that append one value to a form or
// query, and what they take.
var formAppenders = map[ir.Basic]struct {
	suffix string
	wide   ir.Basic
}{
	ir.Bool: {"Bool", ir.Bool}, ir.Int32: {"Int", ir.Int64}, ir.Int64: {"Int", ir.Int64},
	ir.Uint32: {"Uint", ir.Uint64}, ir.Uint64: {"Uint", ir.Uint64},
	ir.Float32: {"Float", ir.Float64}, ir.Float64: {"Float", ir.Float64}, ir.String: {"", ir.String},
}

// paramText emits x, a scalar of type t, as a string: sessionID,
// strconv.FormatInt(int64(n), 10).
func paramText(t ir.Type, x *jen.Statement) *jen.Statement {
	if isTime(t) {
		return x.Clone().Dot("Format").Call(jen.Qual("time", "RFC3339Nano"))
	}
	b, _ := basicOf(t)
	format := func(name string, wide ir.Basic, more ...jen.Code) *jen.Statement {
		return jen.Qual("strconv", name).Call(append([]jen.Code{convert(t, wide, x)}, more...)...)
	}
	switch b {
	case ir.Bool:
		return format("FormatBool", ir.Bool)
	case ir.Int32, ir.Int64:
		return format("FormatInt", ir.Int64, jen.Lit(10))
	case ir.Uint32, ir.Uint64:
		return format("FormatUint", ir.Uint64, jen.Lit(10))
	case ir.Float32, ir.Float64:
		return format("FormatFloat", ir.Float64, jen.LitRune('g'), jen.Lit(-1), jen.Lit(64))
	}
	return convert(t, ir.String, x)
}

// appendText emits b = rest.AppendFormInt(b, "limit", int64(n)): x as a member
// of the form or query b.
func appendText(b *jen.Statement, name string, t ir.Type, x *jen.Statement) *jen.Statement {
	if isTime(t) {
		return b.Clone().Op("=").Qual(emit.RESTPath, "AppendFormTime").Call(b.Clone(), jen.Lit(name), x)
	}
	base, _ := basicOf(t)
	a := formAppenders[base]
	return b.Clone().Op("=").Qual(emit.RESTPath, "AppendForm"+a.suffix).Call(b.Clone(), jen.Lit(name), convert(t, a.wide, x))
}

// appendTexts emits what appends a list, exploded,
//
//	for i := range params.Status {
//		req.Query = rest.AppendForm(req.Query, "status", string(params.Status[i]))
//	}
//
// or, after its elements were made strings, joined:
//
//	req.Query = rest.AppendFormJoined(req.Query, "status", params.Status)
func appendTexts(b *jen.Statement, name string, l ir.List, x *jen.Statement, explode bool) []jen.Code {
	i := jen.Id("i")
	if explode {
		return []jen.Code{jen.For(i.Clone().Op(":=").Range().Add(x)).Block(appendText(b, name, l.Elem, x.Clone().Index(i)))}
	}
	texts, list := textsOf(l, x)
	return append(texts, b.Clone().Op("=").Qual(emit.RESTPath, "AppendFormJoined").Call(b.Clone(), jen.Lit(name), list))
}

// textsOf emits what makes the elements of x strings, and the list of them:
//
//	s := make([]string, len(params.Status))
//	for i := range params.Status {
//		s[i] = string(params.Status[i])
//	}
func textsOf(l ir.List, x *jen.Statement) (statements []jen.Code, list *jen.Statement) {
	if emit.Underlying(l.Elem) == ir.String {
		return nil, x
	}
	i, s := jen.Id("i"), jen.Id("s")
	return []jen.Code{
		s.Clone().Op(":=").Make(jen.Index().String(), jen.Len(x)),
		jen.For(i.Clone().Op(":=").Range().Add(x)).Block(s.Clone().Index(i.Clone()).Op("=").Add(paramText(l.Elem, x.Clone().Index(i)))),
	}, s
}

// sendParams emits what puts the parameters of the query and the header into
// req.
func (p *printer) sendParams(op *ir.Operation) []jen.Code {
	var body []jen.Code
	if sendsHeader(op.Params) {
		body = append(body, jen.Id("req").Dot("Header").Op("=").Qual("net/http", "Header").Values())
	}
	path := 0
	for _, pm := range required(op) {
		if pm.In == ir.InPath {
			if path++; hasPathStyle(pm) {
				body = append(body, sendPath(pm, path-1))
			}
		} else {
			body = append(body, block(p.sendParam(op, pm, pointerTo(pm.Type, jen.Id(pm.GoName))))...)
		}
	}
	var inner []jen.Code
	for _, pm := range optional(op) {
		inner = append(inner, p.sendOptional(op, pm))
	}
	if len(inner) > 0 {
		body = append(body, jen.If(jen.Id("params").Op("!=").Nil()).Block(inner...))
	}
	return body
}

// block puts several statements into braces, so that their variables are
// their own.
func block(statements []jen.Code) []jen.Code {
	if len(statements) < 2 {
		return statements
	}
	return []jen.Code{jen.Block(statements...)}
}

// sendsHeader reports whether a header field is set without the help of rest.
func sendsHeader(params []*ir.Param) bool {
	for _, pm := range params {
		_, isList := emit.Underlying(pm.Type).(ir.List)
		if pm.In == ir.InHeader && !pm.Correlation && (pm.JSON || !isList && structOf(pm.Type) == nil) {
			return true
		}
	}
	return false
}

// sendParam emits what sends x, the value of pm, which is a pointer for an
// object.
func (p *printer) sendParam(op *ir.Operation, pm *ir.Param, x *jen.Statement) []jen.Code {
	l, isList := emit.Underlying(pm.Type).(ir.List)
	query := jen.Id("req").Dot("Query")
	switch {
	case pm.JSON:
		return []jen.Code{sendText(pm, jsonText(paramMessage(op, pm), x))}
	case structOf(pm.Type) != nil:
		return []jen.Code{callParam(pm, "Object", styleOf(pm), x)}
	case isList:
		return sendList(pm, l, x)
	case pm.In == ir.InQuery:
		return []jen.Code{appendText(query, pm.Name, pm.Type, x)}
	}
	return []jen.Code{sendText(pm, paramText(pm.Type, x))}
}

// sendList is sendParam for lists. One that has to be there must have elements,
// or it would not be seen; of a header field and a cookie rest asks that anyway.
func sendList(pm *ir.Param, l ir.List, x *jen.Statement) []jen.Code {
	if pm.In != ir.InQuery {
		texts, list := textsOf(l, x)
		return append(texts, callParam(pm, "List", list))
	}
	var body []jen.Code
	if pm.Required {
		body = append(body, jen.Id("req").Dot("NotEmpty").Call(jen.Lit(pm.Name), jen.Len(x)))
	}
	if pm.Style != "" && !pm.Explode {
		texts, list := textsOf(l, x)
		return append(append(body, texts...), callParam(pm, "List", styleOf(pm), list))
	}
	return append(body, appendTexts(jen.Id("req").Dot("Query"), pm.Name, l, x, pm.Explode)...)
}

// callParam emits what makes the value of a parameter that is no scalar a part
// of req, or makes the call fail:
//
//	req.AddQueryObject("scope", rest.Style{Name: "deepObject"}, params.Scope)
//	req.SetHeaderList("snssais", s)
func callParam(pm *ir.Param, what string, args ...jen.Code) *jen.Statement {
	place := [...]string{ir.InPath: "SetPath", ir.InQuery: "AddQuery", ir.InHeader: "SetHeader", ir.InCookie: "AddCookie"}[pm.In]
	return jen.Id("req").Dot(place + what).Call(append([]jen.Code{jen.Lit(pm.Name)}, args...)...)
}

// sendText emits what sends a text:
//
//	req.Header.Set("push-type", v)
//	req.AddCookie("session", v)
func sendText(pm *ir.Param, text *jen.Statement) *jen.Statement {
	switch pm.In {
	case ir.InQuery:
		return appendText(jen.Id("req").Dot("Query"), pm.Name, ir.String, text)
	case ir.InCookie:
		return callParam(pm, "", text)
	}
	return jen.Id("req").Dot("Header").Dot("Set").Call(jen.Lit(pm.Name), text)
}

// styleOf emits rest.Style{Name: "deepObject"}.
func styleOf(pm *ir.Param) *jen.Statement {
	name := pm.Style
	if name == "" {
		name = "simple"
		if pm.In == ir.InQuery {
			name = "form"
		}
	}
	return jen.Qual(emit.RESTPath, "Style").ValuesFunc(func(g *jen.Group) {
		g.Id("Name").Op(":").Lit(name)
		if pm.Explode {
			g.Id("Explode").Op(":").True()
		}
	})
}

// pathText emits pm, a parameter of the path, as a string. Where there is more
// to it than a scalar it is empty, and sendPath emits the rest.
func pathText(op *ir.Operation, pm *ir.Param) *jen.Statement {
	x := jen.Id(pm.GoName)
	switch {
	case pm.JSON:
		return jsonText(paramMessage(op, pm), pointerTo(pm.Type, x))
	case hasPathStyle(pm):
		return jen.Lit("")
	}
	return paramText(pm.Type, x)
}

// hasPathStyle reports whether pm is not written by its text alone.
func hasPathStyle(pm *ir.Param) bool {
	_, isList := emit.Underlying(pm.Type).(ir.List)
	return !pm.JSON && (isList || pm.Style != "" || structOf(pm.Type) != nil)
}

// sendPath emits what puts pm, the parameter with the index i of the path, into
// it:
//
//	req.SetPathList(1, "label", rest.Style{Name: "label"}, ids)
func sendPath(pm *ir.Param, i int) jen.Code {
	x := jen.Id(pm.GoName)
	what, value := "Scalar", jen.Code(nil)
	l, isList := emit.Underlying(pm.Type).(ir.List)
	switch {
	case isList:
		what, value = "List", textList(l, x)
	case structOf(pm.Type) != nil:
		what, value = "Object", pointerTo(pm.Type, x)
	default:
		value = paramText(pm.Type, x)
	}
	return jen.Id("req").Dot("SetPath"+what).Call(jen.Lit(i), jen.Lit(pm.Name), styleOf(pm), value)
}

// textList emits x, a list, as a list of strings:
//
//	rest.Texts(ids, func(n int32) string { return strconv.FormatInt(int64(n), 10) })
func textList(l ir.List, x *jen.Statement) *jen.Statement {
	if emit.Underlying(l.Elem) == ir.String {
		return x
	}
	v := jen.Id(localName(l.Elem))
	return jen.Qual(emit.RESTPath, "Texts").Call(x, jen.Func().Params(v.Clone().Add(emit.Type(l.Elem))).String().Block(jen.Return(paramText(l.Elem, v))))
}

// pointerTo emits &x for an object, which x holds.
func pointerTo(t ir.Type, x *jen.Statement) *jen.Statement {
	if structOf(t) != nil {
		return jen.Op("&").Add(x)
	}
	return x
}

// sendOptional emits
//
//	if n, ok := params.Limit.Get(); ok {
//		req.Query = rest.AppendFormInt(req.Query, "limit", int64(n))
//	}
func (p *printer) sendOptional(op *ir.Operation, pm *ir.Param) jen.Code {
	field := jen.Id("params").Dot(pm.GoName)
	_, isList := emit.Underlying(pm.Type).(ir.List)
	switch {
	case emit.Shape(pm.Type) != emit.Scalar && (pm.JSON || !isList):
		return jen.If(field.Clone().Op("!=").Nil()).Block(p.sendParam(op, pm, field)...)
	case emit.Shape(pm.Type) != emit.Scalar && pm.In == ir.InQuery && pm.Explode:
		return p.sendParam(op, pm, field)[0] // a loop, which an empty list leaves at once
	case emit.Shape(pm.Type) != emit.Scalar:
		return jen.If(jen.Len(field).Op(">").Lit(0)).Block(p.sendParam(op, pm, field)...)
	}
	x := jen.Id(localName(pm.Type))
	return jen.If(jen.List(x.Clone(), jen.Id("ok")).Op(":=").Add(field).Dot("Get").Call(), jen.Id("ok")).
		Block(p.sendParam(op, pm, x)...)
}
