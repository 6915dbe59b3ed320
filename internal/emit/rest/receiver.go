package rest

import (
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

func (p *printer) hasReceivers() bool {
	return p.what.Webhooks && p.Service != nil && len(p.Service.Receivers) > 0
}

// receivers emits, for every callback and webhook, an interface and the
// constructor of its handler.
func receivers(f *jen.File, p *printer) {
	for _, r := range p.Service.Receivers {
		p.receiverInterface(f, r)
		p.receiverHandler(f, r)
		p.operationVar(f, receiverOperation(r), r.Operation)
		paramsDecl(f, r.Operation)
		p.checkFunc(f, r.Operation)
		answerDecl(f, r.Operation)
		p.headerDecl(f, r.Operation)
	}
	p.receiverBodies(f)
}

// receiverBodies emits the bodies and errors that the server and the client
// did not need.
func (p *printer) receiverBodies(f *jen.File) {
	var others, own []*ir.Operation
	if p.hasClient() || p.hasServer() {
		others = p.Service.Operations
	}
	var problems []string
	if body := usualFailure(p.Service.Operations); p.hasServer() && body != nil {
		problems = append(problems, problemName(body.Decl.(*ir.Struct)))
	}
	for _, r := range p.Service.Receivers {
		own = append(own, r.Operation)
		body := usualFailure([]*ir.Operation{r.Operation})
		if body != nil && !slices.Contains(problems, problemName(body.Decl.(*ir.Struct))) {
			problems = append(problems, problemName(body.Decl.(*ir.Struct)))
			problemFunc(f, *body)
		}
	}
	for _, m := range adapters(append(slices.Clone(others), own...))[len(adapters(others)):] {
		p.adapterDecl(f, m)
	}
}

// receiverOperation is the variable that describes the operation of r.
func receiverOperation(r *ir.Receiver) string { return lowerFirst(r.GoName) + "Callback" }

func receiverName(r *ir.Receiver) string { return r.GoName + "Receiver" }

func handlerName(r *ir.Receiver) string { return lowerFirst(r.GoName) + "Handler" }

// receiverInterface emits
//
//	// NotificationReceiver takes what the callback notifications sends.
//	type NotificationReceiver interface {
//		// PostNotification ...
//		PostNotification(ctx context.Context, body CloudEvent) error
//	}
func (p *printer) receiverInterface(f *jen.File, r *ir.Receiver) {
	params, results := signature(r.Operation)
	doc := p.operationDoc(r.Operation, choiceDoc(r.Operation))
	f.Line().Add(emit.Doc(receiverName(r)+" takes what the "+receiverWord(r)+" "+r.Name+" sends.")).Line().
		Type().Id(receiverName(r)).Interface(
		emit.Doc(append(doc, "An error is answered with 500, so that the sender may try again, unless it is a *rest.Problem with another status.")...),
		jen.Id(r.Operation.GoName).Params(params...).Params(results...),
	)
}

// receivedTag is the member that says what kind of value a receiver was sent;
// empty if there is none, or op is not a receiver's.
func (p *printer) receivedTag(op *ir.Operation) string {
	received := slices.ContainsFunc(p.Service.Receivers, func(r *ir.Receiver) bool { return r.Operation == op })
	if !received || op.Body == nil {
		return ""
	}
	if u := unionOf(op.Body.Type); u != nil {
		return u.Tag
	}
	return ""
}

func receiverWord(r *ir.Receiver) string {
	if r.Callback {
		return "callback"
	}
	return "webhook"
}

// receiverHandler emits
//
//	// NewNotificationHandler returns a handler for the callback notifications, to be mounted at any path.
//	func NewNotificationHandler(r NotificationReceiver, opts ...rest.HandlerOption) http.Handler {
//		h := notificationHandler{r}
//		return rest.NewReceiver(rest.Endpoint{Operation: &notificationCallback, Status: http.StatusNoContent, Serve: h.serve}, errorInfoBody, opts...)
//	}
//
//	type notificationHandler struct{ server NotificationReceiver }
//
//	func (h notificationHandler) serve(ctx context.Context, r *rest.Request) (any, error) { ... }
func (p *printer) receiverHandler(f *jen.File, r *ir.Receiver) {
	op := r.Operation
	status, _ := success(op)
	name := "New" + r.GoName + "Handler"
	doc := []string{
		name + " returns a handler that hands what the " + receiverWord(r) + " " + r.Name + " sends to r. Mount it at any path.",
		"Bodies are decoded leniently: members and values that the document does not list are kept or left out, never refused." + p.tagDoc(op),
		p.receiverSecurity(op),
	}
	f.Line().Add(emit.Doc(doc...)).Line().
		Func().Id(name).Params(jen.Id("r").Id(receiverName(r)), jen.Id("opts").Op("...").Qual(emit.RESTPath, "HandlerOption")).
		Qual("net/http", "Handler").Block(
		jen.Id("h").Op(":=").Id(handlerName(r)).Values(jen.Id("r")),
		jen.Return(jen.Qual(emit.RESTPath, "NewReceiver").Call(
			endpoint(receiverOperation(r), status, noBodyStatus(op), jen.Id("h").Dot("serve")),
			problemArg(usualFailure([]*ir.Operation{op})),
			jen.Id("opts").Op("..."),
		)),
	)
	f.Line().Comment("// " + handlerName(r) + " reads requests for " + article(receiverName(r)) + ".").Line().
		Type().Id(handlerName(r)).Struct(jen.Id("server").Id(receiverName(r)))
	p.serveFunc(f, jen.Id("h").Id(handlerName(r)), "serve", op)
}

// tagDoc says what is refused all the same.
func (p *printer) tagDoc(op *ir.Operation) string {
	if tag := p.receivedTag(op); tag != "" {
		return " A body without " + tag + ", which says what it is, is answered with 400."
	}
	return ""
}

// receiverSecurity says how the document secures a callback, and which option
// checks that.
func (p *printer) receiverSecurity(op *ir.Operation) string {
	var schemes []*ir.SecurityScheme
	option := "rest.WithAuthenticator, or rest.WithBodyVerifier where the body is signed"
	for _, s := range p.Service.Security {
		used := needsScheme(op, s.Name)
		if !used {
			continue
		}
		schemes = append(schemes, s)
		if s.Kind == "bearer" {
			option = "rest.VerifyBearer"
		}
	}
	if len(schemes) == 0 {
		return "Without an option such as rest.VerifyBearer anybody can send."
	}
	return schemesDoc("The document has it secured with", schemes) + " Nothing of that is checked unless an option does: give " + option + "."
}
