package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// serveFunc emits the method of recv that reads a request for op and calls the
// method of the user:
//
//	func (h serverHandler) serveGetSession(ctx context.Context, r *rest.Request) (any, error) {
//		sessionID := r.Path("sessionId").String()
//		if err := r.Err(); err != nil {
//			return nil, err
//		}
//		if err := checkGetSession(sessionID); err != nil {
//			return nil, rest.BadRequest(err)
//		}
//		return h.server.GetSession(ctx, sessionID)
//	}
func (p *printer) serveFunc(f *jen.File, recv *jen.Statement, name string, op *ir.Operation) {
	var body []jen.Code
	for _, pm := range required(op) {
		body = append(body, readParam(op, pm)...)
	}
	if len(optional(op)) > 0 {
		body = append(body, jen.Id("params").Op(":=").New(jen.Id(paramsName(op))))
		for _, pm := range optional(op) {
			body = append(body, readOptionalParam(op, pm)...)
		}
	}
	body = append(body, readBody(op)...)
	if p.hasChecks(op) {
		body = append(body, jen.If(jen.Err().Op(":=").Add(p.checkCall(op)), jen.Err().Op("!=").Nil()).
			Block(jen.Return(jen.Nil(), jen.Qual(emit.RESTPath, "BadRequest").Call(jen.Err()))))
	}
	f.Line().Comment("// "+name+" serves "+op.Name+".").Line().
		Func().Params(recv).Id(name).Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("r").Op("*").Qual(emit.RESTPath, "Request")).
		Params(jen.Any(), jen.Error()).Block(append(body, answer(op)...)...)
}

// requestParam emits r.Query("limit").
func requestParam(pm *ir.Param) *jen.Statement {
	from := [...]string{ir.InPath: "Path", ir.InQuery: "Query", ir.InHeader: "Header", ir.InCookie: "Cookie"}[pm.In]
	return jen.Id("r").Dot(from).Call(jen.Lit(pm.Name))
}

// plainParam emits the parameter, and whether its values are the elements of a
// list, one by one:
//
//	r.Path("ids").Styled("ids", rest.Style{Name: "label"})
func plainParam(pm *ir.Param) (param *jen.Statement, explode bool) {
	param = requestParam(pm)
	_, isList := emit.Underlying(pm.Type).(ir.List)
	switch {
	case pm.JSON:
		return param, false
	case isList && pm.Required && pm.In != ir.InPath:
		param = param.Dot("Required").Call()
	}
	if pm.Style == "" || pm.In == ir.InQuery && (pm.Explode || !isList) {
		return param, pm.Explode && pm.In == ir.InQuery
	}
	if !isList {
		return param.Dot("StyledScalar").Call(jen.Lit(pm.Name), styleOf(pm)), false
	}
	return param.Dot("Styled").Call(jen.Lit(pm.Name), styleOf(pm)), true
}

// readParam emits what reads a required parameter into a variable.
func readParam(op *ir.Operation, pm *ir.Param) []jen.Code {
	x := jen.Id(pm.GoName)
	declare := jen.Var().Add(x.Clone()).Add(emit.Type(pm.Type))
	param, explode := plainParam(pm)
	l, isList := emit.Underlying(pm.Type).(ir.List)
	switch {
	case pm.JSON:
		return []jen.Code{declare, readJSON(requestParam(pm), paramMessage(op, pm), x)}
	case structOf(pm.Type) != nil:
		return []jen.Code{declare, readObject(pm, "Require", jen.Op("&").Add(x))}
	case !isList:
		return []jen.Code{x.Op(":=").Add(readScalar(param, pm.Type))}
	case emit.Underlying(l.Elem) == ir.String:
		return []jen.Code{x.Op(":=").Add(readStrings(param, l, explode))}
	}
	return []jen.Code{declare, readList(param, x, l, explode)}
}

// readOptionalParam emits what reads a parameter into its field of params.
func readOptionalParam(op *ir.Operation, pm *ir.Param) []jen.Code {
	x := jen.Id("params").Dot(pm.GoName)
	param, explode := plainParam(pm)
	switch {
	case pm.JSON:
		return []jen.Code{readOptionalJSON(requestParam(pm), paramMessage(op, pm), x)}
	case structOf(pm.Type) != nil:
		v := jen.Id("v")
		return []jen.Code{jen.If(v.Clone().Op(":=").New(emit.Type(pm.Type)), readObject(pm, "", v.Clone())).Block(x.Op("=").Add(v))}
	}
	return readOptional(param, x, pm.Type, explode)
}

// readObject emits r.QueryObject("scope", rest.Style{Name: "form", Explode: true}, v).
func readObject(pm *ir.Param, prefix string, v *jen.Statement) *jen.Statement {
	if pm.In == ir.InQuery {
		return jen.Id("r").Dot(prefix+"QueryObject").Call(jen.Lit(pm.Name), styleOf(pm), v)
	}
	return requestParam(pm).Dot(prefix+"Object").Call(jen.Lit(pm.Name), styleOf(pm), v)
}

// readScalar emits what reads a value of type t from a parameter:
// QoSStatus(r.Query("status").String()).
func readScalar(param *jen.Statement, t ir.Type) *jen.Statement {
	if isTime(t) {
		return param.Clone().Dot("Time").Call()
	}
	b, _ := basicOf(t)
	read := param.Clone().Dot(readers[b]).Call()
	if enumOf(t) != nil {
		return emit.Type(t).Call(read)
	}
	return read
}

func readStrings(param *jen.Statement, l ir.List, explode bool) *jen.Statement {
	switch {
	case explode:
		return param.Dot("List").Call()
	case neverComma(l):
		return param.Dot("Split").Call().Dot("List").Call()
	}
	return param.Dot("Joined").Call()
}

// readList emits
//
//	for _, s := range r.Query("status").List() {
//		params.Status = append(params.Status, QoSStatus(s))
//	}
//
// and for elements that are no strings
//
//	for _, m := range r.Query("level").Each() {
//		params.Level = append(params.Level, m.Int32())
//	}
func readList(param, x *jen.Statement, l ir.List, explode bool) *jen.Statement {
	if isString(l.Elem) {
		return jen.For(jen.List(jen.Id("_"), jen.Id("s")).Op(":=").Range().Add(readStrings(param, l, explode))).
			Block(x.Clone().Op("=").Append(x.Clone(), emit.Type(l.Elem).Call(jen.Id("s"))))
	}
	if !explode {
		param = param.Dot("Split").Call()
	}
	return jen.For(jen.List(jen.Id("_"), jen.Id("m")).Op(":=").Range().Add(param).Dot("Each").Call()).
		Block(x.Clone().Op("=").Append(x.Clone(), readScalar(jen.Id("m"), l.Elem)))
}

// readOptional emits what reads a parameter or a member of a form into x,
// which is optional:
//
//	params.Limit = r.Query("limit").OptInt32()
//
//	if m := r.Query("status"); m.IsSet() {
//		params.Status.Set(QoSStatus(m.String()))
//	}
func readOptional(param, x *jen.Statement, t ir.Type, explode bool) []jen.Code {
	if l, ok := emit.Underlying(t).(ir.List); ok {
		if emit.Underlying(l.Elem) == ir.String {
			return []jen.Code{x.Op("=").Add(readStrings(param, l, explode))}
		}
		return []jen.Code{readList(param, x, l, explode)}
	}
	if enumOf(t) != nil {
		m := jen.Id("m")
		return []jen.Code{jen.If(m.Clone().Op(":=").Add(param), m.Clone().Dot("IsSet").Call()).
			Block(x.Dot("Set").Call(readScalar(m, t)))}
	}
	method := "OptTime"
	if b, ok := basicOf(t); ok {
		method = "Opt" + readers[b]
	}
	return []jen.Code{x.Op("=").Add(param).Dot(method).Call()}
}

// readBody emits what reads the body, or only asks whether the parameters were
// right:
//
//	body := new(CreateSession)
//	if err := r.Decode(body); err != nil {
//		return nil, err
//	}
func readBody(op *ir.Operation) []jen.Code {
	m := request(op)
	failed := jen.Block(jen.Return(jen.Nil(), jen.Err()))
	switch {
	case m == nil && len(required(op))+len(optional(op)) == 0:
		return nil
	case m == nil:
		return []jen.Code{jen.If(jen.Err().Op(":=").Id("r").Dot("Err").Call(), jen.Err().Op("!=").Nil()).Add(failed)}
	case !op.Body.Required && mayBeNull(op.Body):
		return readOptionalBody(m, "DecodeOptionalNullable")
	case mayBeNull(op.Body):
		return readOptionalBody(m, "DecodeNullable")
	case !op.Body.Required:
		return readOptionalBody(m, "DecodeOptional")
	}
	return []jen.Code{
		m.declare(),
		jen.If(jen.Err().Op(":=").Id("r").Dot("Decode").Call(m.target()), jen.Err().Op("!=").Nil()).Add(failed),
	}
}

// declare emits body := new(CreateSession), or var body cloudEventBody.
func (m *message) declare() *jen.Statement {
	if m.isPointer() {
		return jen.Id("body").Op(":=").New(m.plainType())
	}
	return jen.Var().Id("body").Id(m.adapter)
}

// target emits a pointer to the variable of declare.
func (m *message) target() *jen.Statement {
	if m.isPointer() {
		return jen.Id("body")
	}
	return jen.Op("&").Id("body")
}

// readOptionalBody emits, for a body that may be absent or null,
//
//	body := new(Filter)
//	ok, err := r.DecodeOptional(body)
//	if err != nil {
//		return nil, err
//	}
//	if !ok {
//		body = nil
//	}
func readOptionalBody(m *message, decode string) []jen.Code {
	statements := []jen.Code{m.declare()}
	failed := jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err()))
	if !m.isPointer() {
		return append(statements,
			jen.If(jen.List(jen.Id("_"), jen.Err()).Op(":=").Id("r").Dot(decode).Call(m.target()), jen.Err().Op("!=").Nil()).
				Block(jen.Return(jen.Nil(), jen.Err())))
	}
	return append(statements,
		jen.List(jen.Id("ok"), jen.Err()).Op(":=").Id("r").Dot(decode).Call(m.target()),
		failed,
		jen.If(jen.Op("!").Id("ok")).Block(jen.Id("body").Op("=").Nil()),
	)
}

// answer emits the call of the user's method and the return of its result as
// something that can write itself.
func answer(op *ir.Operation) []jen.Code {
	call := userCall(op)
	_, m := success(op)
	switch {
	case m == nil:
		return []jen.Code{jen.Return(jen.Nil(), call)}
	case nullAnswer(op, m):
		out := jen.Id("out")
		return []jen.Code{
			jen.List(out, jen.Err()).Op(":=").Add(call),
			jen.Return(jen.Qual(emit.RESTPath, "OrNull").Call(m.wrap(out), out.Clone().Op("==").Nil()), jen.Err()),
		}
	case m.isPointer():
		return []jen.Code{jen.Return(call)}
	case unionOf(m.typ) != nil: // a nil interface would look like no body
		return []jen.Code{jen.Return(jen.Qual(emit.RESTPath, "NeedResult").Call(call))}
	}
	return []jen.Code{
		jen.List(jen.Id("out"), jen.Err()).Op(":=").Add(call),
		jen.Return(m.wrap(jen.Id("out")), jen.Err()),
	}
}

// userCall emits h.server.GetSession(ctx, sessionID).
func userCall(op *ir.Operation) *jen.Statement {
	return jen.Id("h").Dot("server").Dot(op.GoName).CallFunc(func(g *jen.Group) {
		g.Id("ctx")
		for _, pm := range required(op) {
			g.Id(pm.GoName)
		}
		if m := request(op); m != nil {
			if m.adapter == "" {
				g.Id("body")
			} else {
				g.Add(m.unwrap(jen.Id("body")))
			}
		}
		if len(optional(op)) > 0 {
			g.Id("params")
		}
	})
}
