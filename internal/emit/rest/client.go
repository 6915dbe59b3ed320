package rest

import (
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

func (p *printer) hasClient() bool { return p.what.Client && p.hasOperations() }

func (p *printer) hasOperations() bool { return p.Service != nil && len(p.Service.Operations) > 0 }

// client emits
//
//	// Client calls the operations of Quality-On-Demand.
//	type Client struct{ rest *rest.Client }
//
//	// NewClient returns a client for the server at baseURL, e.g. ...
//	func NewClient(baseURL string, opts ...rest.Option) (*Client, error) {
//		c, err := rest.NewClient(baseURL, opts...)
//		if err != nil {
//			return nil, err
//		}
//		return &Client{rest: c}, nil
//	}
//
// and a method per operation.
func client(f *jen.File, p *printer) {
	rest := jen.Id("rest").Op("*").Qual(emit.RESTPath, "Client")
	f.Line().Add(emit.Doc("Client calls the operations of " + p.Name + ". It is safe for concurrent use.")).Line().
		Type().Id("Client").Struct(rest)
	f.Line().Add(emit.Doc(p.newClientDoc()...)).Line().
		Func().Id("NewClient").Params(jen.Id("baseURL").String(), jen.Id("opts").Op("...").Qual(emit.RESTPath, "Option")).
		Params(jen.Op("*").Id("Client"), jen.Error()).Block(
		jen.List(jen.Id("c"), jen.Err()).Op(":=").Qual(emit.RESTPath, "NewClient").Call(jen.Id("baseURL"), jen.Id("opts").Op("...")),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err())),
		jen.Return(jen.Op("&").Id("Client").Values(jen.Id("rest").Op(":").Id("c")), jen.Nil()),
	)
	p.scopesDecl(f)
	for _, op := range p.Service.Operations {
		p.describe(f, op)
		clientMethod(f, p, op)
		p.pagesMethod(f, op)
		p.fanOut(f, op)
	}
	for _, m := range adapters(p.Service.Operations) {
		p.adapterDecl(f, m)
	}
}

// newClientDoc says where the servers are and what credentials are asked for.
func (p *printer) newClientDoc() []string {
	doc := []string{"NewClient returns a client for the server at baseURL; options give it credentials, retries and limits."}
	if servers := p.Service.Servers; len(servers) > 0 {
		doc = append(doc, "The document names the server "+list(servers, "and")+".")
	}
	if own := ownServers(p.Service.Operations); len(own) > 0 {
		doc = append(doc, "Some operations go to "+list(own, "or")+" instead; rest.WithServer sends them elsewhere.")
	}
	if schemes := schemesDoc("The document has the security "+schemeWord(p.Service.Security), p.Service.Security); schemes != "" {
		doc = append(doc, schemes+" Each method says what it needs.")
	}
	return doc
}

// ownServers returns the servers that operations have for themselves.
func ownServers(ops []*ir.Operation) []string {
	var servers []string
	for _, op := range ops {
		if len(op.Servers) > 0 {
			servers = appendNew(servers, op.Servers[0])
		}
	}
	return servers
}

// schemesDoc says what security schemes there are.
func schemesDoc(what string, schemes []*ir.SecurityScheme) string {
	var words []string
	for _, s := range schemes {
		word := s.Name + " (" + s.Kind
		if s.Header != "" {
			word += " in " + s.Header
		}
		words = append(words, word+")")
	}
	if len(words) == 0 {
		return ""
	}
	return what + " " + list(words, "and") + "."
}

// describe emits what client and server share about op: the variable, the
// struct of optional parameters, and their checks.
func (p *printer) describe(f *jen.File, op *ir.Operation) {
	p.operationVar(f, operationName(op), op)
	paramsDecl(f, op)
	p.checkFunc(f, op)
	answerDecl(f, op)
	p.headerDecl(f, op)
}

// clientMethod emits
//
//	// GetSession is getSession, GET /sessions/{sessionId}. ...
//	func (c *Client) GetSession(ctx context.Context, sessionID SessionID) (*SessionInfo, error) {
//		req := &rest.Call{
//			Operation: &getSessionOperation,
//			Path:      []string{sessionID},
//			Check:     checkGetSession(sessionID),
//		}
//		out := new(SessionInfo)
//		if err := c.rest.Do(ctx, req, out); err != nil {
//			return nil, err
//		}
//		return out, nil
//	}
func clientMethod(f *jen.File, p *printer, op *ir.Operation) {
	params, results := signature(op)
	body := []jen.Code{jen.Id("req").Op(":=").Op("&").Qual(emit.RESTPath, "Call").ValuesFunc(func(g *jen.Group) { p.callFields(g, op) })}
	body = append(body, bodyStatements(op)...)
	body = append(body, p.sendParams(op)...)
	f.Line().Add(emit.Doc(append(p.operationDoc(op, emptyDoc(op)), p.errorsDoc(op)...)...)).Line().
		Func().Params(jen.Id("c").Op("*").Id("Client")).Id(op.GoName).Params(params...).Params(results...).
		Block(append(body, doStatements(op)...)...)
}

// errorsDoc says what errors a method of the client returns.
func (p *printer) errorsDoc(op *ir.Operation) []string {
	var types []string
	for _, fl := range failures(op) {
		types = appendNew(types, "*"+emit.RefName(p.Package, fl.typ))
	}
	if len(types) == 0 {
		return []string{"An answer that is no success is a *rest.StatusError."}
	}
	return []string{"An answer that is no success is a *rest.StatusError, which unwraps to " + strings.Join(types, " or ") + "."}
}

// callFields emits the fields of the Call that always have the same form.
func (p *printer) callFields(g *jen.Group, op *ir.Operation) {
	g.Line().Id("Operation").Op(":").Op("&").Id(operationName(op))
	var path []jen.Code
	for _, pm := range required(op) {
		if pm.In == ir.InPath {
			path = append(path, pathText(op, pm))
		}
	}
	if len(path) > 0 {
		g.Line().Id("Path").Op(":").Index().String().Values(path...)
	}
	if m := request(op); m != nil && directBody(op) {
		g.Line().Id("Body").Op(":").Add(m.wrap(jen.Id("body")))
	}
	if p.hasChecks(op) {
		g.Line().Id("Check").Op(":").Add(p.checkCall(op))
	}
	g.Line()
}

// directBody reports whether the body is there whatever it is: a nil pointer
// is refused by rest.Client, a nil list is an empty one.
func directBody(op *ir.Operation) bool {
	return op.Body.Required && unionOf(op.Body.Type) == nil && !mayBeNull(op.Body)
}

// wrap emits x as something that can write itself.
func (m *message) wrap(x *jen.Statement) *jen.Statement {
	if m.isPointer() || unionOf(m.typ) != nil {
		return x
	}
	return jen.Id(m.adapter).Call(x)
}

// bodyStatements emits, for a body that may be left out,
//
//	if body != nil {
//		req.Body = body
//	}
//
// for one that may be null, req.Body = rest.OrNull(body, body == nil), and for a
// union that may not,
//
//	if body == nil {
//		req.Check = errors.New("body is nil")
//	}
//	req.Body = body
func bodyStatements(op *ir.Operation) []jen.Code {
	m := request(op)
	if m == nil || directBody(op) {
		return nil
	}
	set := jen.Id("req").Dot("Body").Op("=").Add(m.wrap(jen.Id("body")))
	if op.Body.Required && mayBeNull(op.Body) {
		return []jen.Code{jen.Id("req").Dot("Body").Op("=").Qual(emit.RESTPath, "OrNull").Call(m.wrap(jen.Id("body")), jen.Id("body").Op("==").Nil())}
	}
	if !op.Body.Required {
		return []jen.Code{jen.If(jen.Id("body").Op("!=").Nil()).Block(set)}
	}
	return []jen.Code{
		jen.If(jen.Id("body").Op("==").Nil()).Block(
			jen.Id("req").Dot("Check").Op("=").Qual("errors", "New").Call(jen.Lit("body is nil"))),
		set,
	}
}

// doStatements emits the call and the return.
func doStatements(op *ir.Operation) []jen.Code {
	do := func(out jen.Code) *jen.Statement {
		return jen.Id("c").Dot("rest").Dot("Do").Call(jen.Id("ctx"), jen.Id("req"), out)
	}
	_, m := success(op)
	if m == nil {
		return []jen.Code{jen.Return(do(jen.Nil()))}
	}
	if nullAnswer(op, m) {
		return nullableStatements(m)
	}
	failed := func(zero jen.Code) jen.Code { return jen.Block(jen.Return(zero, jen.Err())) }
	if m.isPointer() {
		return []jen.Code{
			jen.Id("out").Op(":=").New(m.plainType()),
			jen.If(jen.Err().Op(":=").Add(do(jen.Id("out"))), jen.Err().Op("!=").Nil()).Add(failed(jen.Nil())),
			jen.Return(jen.Id("out"), jen.Nil()),
		}
	}
	return []jen.Code{
		jen.Var().Id("out").Id(m.adapter),
		jen.Err().Op(":=").Add(do(jen.Op("&").Id("out"))),
		jen.Return(m.unwrap(jen.Id("out")), jen.Err()),
	}
}

// nullableStatements emits, for an answer that may be null,
//
//	out := new(Item)
//	null, err := c.rest.DoNullable(ctx, req, out)
//	if err != nil || null {
//		return nil, err
//	}
//	return out, nil
func nullableStatements(m *message) []jen.Code {
	target, result := jen.Op("&").Id("out"), jen.Id("out")
	declare := jen.Var().Id("out").Id(m.adapter)
	if m.isPointer() {
		target, declare = jen.Id("out"), jen.Id("out").Op(":=").New(m.plainType())
	} else {
		result = m.unwrap(jen.Id("out"))
	}
	null := jen.Id("null")
	return []jen.Code{
		declare,
		jen.List(null.Clone(), jen.Err()).Op(":=").Id("c").Dot("rest").Dot("DoNullable").Call(jen.Id("ctx"), jen.Id("req"), target),
		jen.If(jen.Err().Op("!=").Nil().Op("||").Add(null)).Block(jen.Return(jen.Nil(), jen.Err())),
		jen.Return(result, jen.Nil()),
	}
}

// unwrap emits the value that x, a variable of the adapter's type, holds.
func (m *message) unwrap(x *jen.Statement) *jen.Statement {
	if u := unionOf(m.typ); u != nil {
		return x.Clone().Dot(u.GoName)
	}
	switch emit.Underlying(m.typ).(type) {
	case ir.List, ir.Map:
		return x
	}
	return emit.Type(m.typ).Call(x)
}
