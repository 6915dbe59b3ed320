package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

func (p *printer) hasServer() bool { return p.what.Server && p.hasOperations() }

// server emits the Server interface, UnimplementedServer and NewServerHandler,
// and what the client would have printed if there is none.
func server(f *jen.File, p *printer) {
	serverInterface(f, p)
	unimplemented(f, p)
	serverHandler(f, p)
	for _, op := range p.Service.Operations {
		p.serveFunc(f, jen.Id("h").Id("serverHandler"), serveName(op), op)
	}
	if body := usualFailure(p.Service.Operations); body != nil {
		problemFunc(f, *body)
	}
	if p.hasClient() {
		return
	}
	p.scopesDecl(f)
	for _, op := range p.Service.Operations {
		p.describe(f, op)
	}
	for _, m := range adapters(p.Service.Operations) {
		p.adapterDecl(f, m)
	}
}

// serverInterface emits
//
//	// Server answers the operations of Quality-On-Demand. ...
//	type Server interface {
//		// CreateSession is createSession, POST /sessions.
//		CreateSession(ctx context.Context, body *CreateSession) (*SessionInfo, error)
//		...
//	}
func serverInterface(f *jen.File, p *printer) {
	f.Line().Add(emit.Doc("Server answers the operations of " + p.Name + ". Requests were decoded strictly and validated. " +
		"An error of the document's type that knows its status, a *rest.Problem and a *rest.StatusError are answered with that status; " +
		"any other error with 500 and no details.")).Line().
		Type().Id("Server").InterfaceFunc(func(g *jen.Group) {
		for _, op := range p.Service.Operations {
			params, results := signature(op)
			g.Add(emit.Doc(p.operationDoc(op, choiceDoc(op))...))
			g.Id(op.GoName).Params(params...).Params(results...)
		}
	})
}

// unimplemented emits
//
//	func (UnimplementedServer) GetSession(context.Context, SessionID) (*SessionInfo, error) {
//		return nil, rest.Unimplemented("getSession")
//	}
func unimplemented(f *jen.File, p *printer) {
	f.Line().Add(emit.Doc("UnimplementedServer answers every operation with 501. Embed it in a Server that has only some of them.")).Line().
		Type().Id("UnimplementedServer").Struct()
	for _, op := range p.Service.Operations {
		params, results := signature(op)
		fail := jen.Qual(emit.RESTPath, "Unimplemented").Call(jen.Lit(op.Name))
		body := jen.Return(fail)
		if _, m := success(op); m != nil {
			body = jen.Return(m.zero(), fail)
		}
		f.Line().Add(emit.Doc(op.GoName + " answers that " + op.Name + " is not implemented.")).Line().
			Func().Params(jen.Id("UnimplementedServer")).Id(op.GoName).Params(params...).Params(results...).Block(body)
	}
}

// zero emits the zero value of what a method returns.
func (m *message) zero() *jen.Statement {
	b, ok := basicOf(m.typ)
	switch {
	case m.isPointer():
		return jen.Nil()
	case isTime(m.typ):
		return emit.Type(m.typ).Values()
	case !ok || b == ir.Bytes || b == ir.Any:
		return jen.Nil()
	case b == ir.String:
		return jen.Lit("")
	case b == ir.Bool:
		return jen.False()
	}
	return jen.Lit(0)
}

func serveName(op *ir.Operation) string { return "serve" + op.GoName }

// serverHandler emits
//
//	func NewServerHandler(s Server, opts ...rest.ServerOption) http.Handler {
//		h := serverHandler{s}
//		mux := rest.NewServer(errorInfoBody, opts...)
//		mux.Handle(rest.Endpoint{Operation: &createSessionOperation, Status: http.StatusCreated, Serve: h.serveCreateSession})
//		...
//		return mux
//	}
//
//	type serverHandler struct{ server Server }
func serverHandler(f *jen.File, p *printer) {
	mux := jen.Id("mux")
	f.Line().Add(emit.Doc("NewServerHandler returns s as a handler for the paths of the document; rest.WithBasePath puts a prefix before them. "+
		"It does not authenticate: do that in an option such as rest.VerifyBearer, or in a handler around it."+p.schemeOptions())).Line().
		Func().Id("NewServerHandler").Params(jen.Id("s").Id("Server"), jen.Id("opts").Op("...").Qual(emit.RESTPath, "ServerOption")).
		Qual("net/http", "Handler").BlockFunc(func(g *jen.Group) {
		g.Id("h").Op(":=").Id("serverHandler").Values(jen.Id("s"))
		g.Add(mux.Clone().Op(":=").Qual(emit.RESTPath, "NewServer").Call(problemArg(usualFailure(p.Service.Operations)), jen.Id("opts").Op("...")))
		for _, op := range p.Service.Operations {
			status, _ := success(op)
			g.Add(mux.Clone().Dot("Handle").Call(endpoint(operationName(op), status, noBodyStatus(op), jen.Id("h").Dot(serveName(op)))))
		}
		g.Return(mux)
	})
	f.Line().Comment("// serverHandler reads requests for a Server.").Line().
		Type().Id("serverHandler").Struct(jen.Id("server").Id("Server"))
}

// schemeOptions says how different security schemes are checked.
func (p *printer) schemeOptions() string {
	if len(p.Service.Security) < 2 {
		return ""
	}
	return " With rest.ForScheme an option is for one of the security schemes of the document."
}

// endpoint emits rest.Endpoint{Operation: &op, Status: http.StatusOK, NoBody: http.StatusNoContent, Serve: serve}.
func endpoint(operation string, status, noBody int, serve jen.Code) *jen.Statement {
	return jen.Qual(emit.RESTPath, "Endpoint").ValuesFunc(func(g *jen.Group) {
		g.Id("Operation").Op(":").Op("&").Id(operation)
		g.Id("Status").Op(":").Add(statusConst(status))
		if noBody != 0 {
			g.Id("NoBody").Op(":").Add(statusConst(noBody))
		}
		g.Id("Serve").Op(":").Add(serve)
	})
}

// problemArg emits the function that makes bodies of errors, or nil.
func problemArg(body *ir.Ref) *jen.Statement {
	if body == nil {
		return jen.Nil()
	}
	return jen.Id(problemName(body.Decl.(*ir.Struct)))
}
