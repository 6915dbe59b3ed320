package diameter

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

func ctxParam() *jen.Statement { return jen.Id("ctx").Qual("context", "Context") }

// results emits (*PushProfileAnswer, error).
func results(c *ir.Command) []jen.Code {
	return []jen.Code{jen.Op("*").Id(c.Answer.GoName), jen.Error()}
}

// client emits
//
//	// Client sends the requests of Cx through a node.
//	type Client struct{ node *peer.Node }
//
//	// NewClient returns a client that sends through node.
//	func NewClient(node *peer.Node) *Client { return &Client{node: node} }
//
//	// PushProfile sends req and waits for its answer, ...
//	func (c *Client) PushProfile(ctx context.Context, req *PushProfileRequest) (*PushProfileAnswer, error) {
//		return peer.Call[*PushProfileAnswer](ctx, c.node, req)
//	}
func client(f *jen.File, p *ir.Package) {
	node := jen.Id("node").Op("*").Qual(emit.PeerPath, "Node")
	f.Line().Add(emit.Doc("Client sends requests of " + p.Application.Name + " through a node. It is safe for concurrent use.")).Line().
		Type().Id("Client").Struct(node.Clone())
	f.Line().Comment("// NewClient returns a client that sends through node.").Line().
		Func().Id("NewClient").Params(node).Op("*").Id("Client").
		Block(jen.Return(jen.Op("&").Id("Client").Values(jen.Id("node").Op(":").Id("node"))))
	for _, c := range p.Application.Commands {
		f.Line().Add(emit.Doc(c.GoName+" sends req and waits for the answer, until ctx ends. Session-Id, Origin-Host and Origin-Realm are filled in "+
			"where they are empty. An answer that reports a failure is returned together with a *diameter.AnswerError, unless it has the E bit: then it is nil, and the error has it.", c.Doc)).Line().
			Func().Params(jen.Id("c").Op("*").Id("Client")).Id(c.GoName).
			Params(ctxParam(), jen.Id("req").Op("*").Id(c.Request.GoName)).Params(results(c)...).
			Block(jen.Return(jen.Qual(emit.PeerPath, "Call").Index(jen.Op("*").Id(c.Answer.GoName)).
				Call(jen.Id("ctx"), jen.Id("c").Dot("node"), jen.Id("req"))))
	}
}

// handler emits the Handler interface, UnimplementedHandler and NewHandler.
func handler(f *jen.File, p *ir.Package) {
	f.Line().Add(emit.Doc("Handler answers the requests of " + p.Application.Name + ". A method that returns an error is answered for: with the " +
		"result of a *diameter.AVPError or *diameter.AnswerError, otherwise with DIAMETER_UNABLE_TO_COMPLY.")).Line().
		Type().Id("Handler").InterfaceFunc(func(g *jen.Group) {
		for _, c := range p.Application.Commands {
			g.Add(emit.Doc(c.GoName + " answers the " + c.Request.Name + "."))
			g.Id(c.GoName).Params(ctxParam(), jen.Id("req").Op("*").Id(c.Request.GoName)).Params(results(c)...)
		}
	})
	f.Line().Comment("// UnimplementedHandler answers every request with DIAMETER_COMMAND_UNSUPPORTED (3001). Embed it in a").Line().
		Comment("// Handler that serves only some commands.").Line().
		Type().Id("UnimplementedHandler").Struct()
	for _, c := range p.Application.Commands {
		f.Line().Add(emit.Doc(c.GoName+" answers that the command is not supported.")).Line().
			Func().Params(jen.Id("UnimplementedHandler")).Id(c.GoName).
			Params(jen.Qual("context", "Context"), jen.Op("*").Id(c.Request.GoName)).Params(results(c)...).
			Block(jen.Return(jen.Nil(), jen.Qual(emit.PeerPath, "Unsupported").Call(jen.Lit(c.Request.Name))))
	}
	handlerAdapter(f, p)
}

// handlerAdapter emits
//
//	// NewHandler returns h as a handler that a node serves.
//	func NewHandler(h Handler) peer.Handler { return handler{h} }
//
//	type handler struct{ Handler }
//
//	func (h handler) Application() *diameter.Application { return &Application }
//
//	func (h handler) ServeDiameter(ctx context.Context, req diameter.Message) (diameter.Message, error) {
//		switch req := req.(type) {
//		case *PushProfileRequest:
//			return peer.Reply(h.PushProfile(ctx, req))
//		...
//		}
//		return nil, peer.Unsupported("")
//	}
func handlerAdapter(f *jen.File, p *ir.Package) {
	f.Line().Comment("// NewHandler returns h as a handler that a node serves.").Line().
		Func().Id("NewHandler").Params(jen.Id("h").Id("Handler")).Qual(emit.PeerPath, "Handler").
		Block(jen.Return(jen.Id("handler").Values(jen.Id("h"))))
	f.Line().Type().Id("handler").Struct(jen.Id("Handler"))
	f.Line().Comment("// Application returns what is served.").Line().
		Func().Params(jen.Id("handler")).Id("Application").Params().Op("*").Qual(emit.DiameterPath, "Application").
		Block(jen.Return(jen.Op("&").Id("Application")))
	message := jen.Qual(emit.DiameterPath, "Message")
	f.Line().Comment("// ServeDiameter calls the method for req.").Line().
		Func().Params(jen.Id("h").Id("handler")).Id("ServeDiameter").
		Params(ctxParam(), jen.Id("req").Add(message.Clone())).Params(message.Clone(), jen.Error()).Block(
		jen.Switch(jen.Id("req").Op(":=").Id("req").Assert(jen.Type())).BlockFunc(func(g *jen.Group) {
			for _, c := range p.Application.Commands {
				g.Case(jen.Op("*").Id(c.Request.GoName)).Block(
					jen.Return(jen.Qual(emit.PeerPath, "Reply").Call(jen.Id("h").Dot(c.GoName).Call(jen.Id("ctx"), jen.Id("req")))))
			}
		}),
		jen.Return(jen.Nil(), jen.Qual(emit.PeerPath, "Unsupported").Call(jen.Lit("a message that is not of "+p.Application.Name))),
	)
}
