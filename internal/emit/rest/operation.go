package rest

import (
	"mime"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

const formType = "application/x-www-form-urlencoded"

// mediaType is a content type without parameters such as charset.
func mediaType(contentType string) string {
	if t, _, err := mime.ParseMediaType(contentType); err == nil {
		return t
	}
	return contentType
}

func isFormType(contentType string) bool { return mediaType(contentType) == formType }

// operationName is the variable that describes op.
func operationName(op *ir.Operation) string { return lowerFirst(op.GoName) + "Operation" }

// operationVar emits
//
//	var createSessionOperation = rest.Operation{
//		Name: "createSession",
//		Method: http.MethodPost,
//		Path: "/sessions",
//		ContentType: "application/json",
//		Errors: func(int) rest.ErrorBody { return new(ErrorInfo) },
//	}
func (p *printer) operationVar(f *jen.File, name string, op *ir.Operation) {
	f.Line().Var().Id(name).Op("=").Qual(emit.RESTPath, "Operation").ValuesFunc(func(g *jen.Group) {
		g.Line().Id("Name").Op(":").Lit(op.Name)
		g.Line().Id("Method").Op(":").Add(methodConst(op.Method))
		if strings.HasPrefix(op.Path, "/") { // a callback has an expression, which only its sender needs
			g.Line().Id("Path").Op(":").Lit(op.Path)
		}
		if op.Body != nil {
			g.Line().Id("ContentType").Op(":").Lit(op.Body.ContentType)
			if also := op.Body.Also; len(also) > 0 {
				g.Line().Id("ContentTypes").Op(":").Index().String().Values(literals(also)...)
			}
		}
		if tag := p.receivedTag(op); tag != "" {
			g.Line().Id("Tag").Op(":").Lit(tag)
		}
		if accept := acceptType(op); accept != "" {
			g.Line().Id("Accept").Op(":").Lit(accept)
		}
		if empty := emptyFunc(op); empty != nil {
			g.Line().Id("Empty").Op(":").Add(empty)
		}
		if redirects := redirects(op); len(redirects) > 0 {
			g.Line().Id("Redirects").Op(":").Index().Int().Values(statusConsts(redirects)...)
		}
		if len(op.Servers) > 0 {
			g.Line().Id("BaseURL").Op(":").Lit(op.Servers[0])
		}
		if len(op.Security) == 0 && len(p.Service.Security) > 0 {
			g.Line().Id("NoAuth").Op(":").True()
		}
		if security := p.securityOf(op); security != nil {
			g.Line().Id("Security").Op(":").Add(security)
		}
		if p.authOptional(op) {
			g.Line().Id("AuthOptional").Op(":").True()
		}
		if op.Idempotent {
			g.Line().Id("Idempotent").Op(":").True()
		}
		if s := outcomeBody(op); s != nil {
			_, m := success(op)
			g.Line().Id("Outcome").Op(":").Func().Params().Qual(emit.RESTPath, "Outcomer").
				Block(jen.Return(jen.New(m.plainType())))
		}
		if errors := errorsFunc(op); errors != nil {
			g.Line().Id("Errors").Op(":").Add(errors)
		}
		if errors := errorsByType(op); errors != nil {
			g.Line().Id("ErrorsByType").Op(":").Add(errors)
		}
		if t := errorType(op); t != "" {
			g.Line().Id("ErrorType").Op(":").Lit(t)
		}
		if types := errorTypesFunc(op); types != nil {
			g.Line().Id("ErrorTypes").Op(":").Add(types)
		}
		g.Line()
	})
}

// methodConst emits http.MethodPost.
func methodConst(method string) *jen.Statement {
	return jen.Qual("net/http", "Method"+method[:1]+strings.ToLower(method[1:]))
}

func literals(texts []string) []jen.Code {
	list := make([]jen.Code, len(texts))
	for i, text := range texts {
		list[i] = jen.Lit(text)
	}
	return list
}

// redirects returns the redirections among 301, 302 and 303 that op has: they
// are answers. After 307 and 308 the same request goes elsewhere.
func redirects(op *ir.Operation) []int {
	var list []int
	for _, r := range op.Responses {
		switch {
		case r.Status >= 301 && r.Status <= 303:
			list = append(list, r.Status)
		case r.Status == 3:
			return []int{301, 302, 303}
		}
	}
	return list
}

// acceptType is the content types of successes unless there is only the usual
// one.
func acceptType(op *ir.Operation) string {
	var types []string
	for _, r := range op.Responses {
		if !r.IsSuccess() || r.Body == nil {
			continue
		}
		for _, b := range append([]*ir.Body{r.Body}, r.Others...) {
			types = appendNew(types, b.ContentType)
			for _, also := range b.Also {
				types = appendNew(types, also)
			}
		}
	}
	if accept := strings.Join(types, ", "); accept != "application/json" {
		return accept
	}
	return ""
}

// operationDoc is the comment of a method: "CreateSession is createSession,
// POST /sessions.", the text of the document, what it needs, and what is said
// about its successes.
func (p *printer) operationDoc(op *ir.Operation, successes string) []string {
	head := op.GoName + " is " + op.Name
	if strings.HasPrefix(op.Path, "/") {
		head += ", " + op.Method + " " + op.Path
	}
	doc := []string{head + ".", op.Doc, p.needsDoc(op), statusDoc(op), successes}
	return append(doc, deprecation(op.Deprecated)...)
}

// statusDoc lists the errors that the document describes.
func statusDoc(op *ir.Operation) string {
	var statuses []int
	for _, f := range failures(op) {
		statuses = append(statuses, f.statuses...)
	}
	own, _ := untyped(op)
	words := statusTexts(append(statuses, own...))
	if len(words) == 0 {
		return strings.TrimSpace(untypedDoc(op))
	}
	return "Statuses of errors: " + strings.Join(words, ", ") + "." + untypedDoc(op)
}

// emptyDoc says that a success can come without the body that another has.
func emptyDoc(op *ir.Operation) string {
	var statuses []string
	for _, r := range op.Responses {
		if r.IsSuccess() && r.Body == nil {
			statuses = append(statuses, r.StatusText())
		}
	}
	if _, m := success(op); m == nil || len(statuses) == 0 {
		return ""
	}
	return "With status " + list(statuses, "or") + " there is no body, and the result is empty."
}

// signature emits the parameters and results of the method of op.
func signature(op *ir.Operation) (params, results []jen.Code) {
	params = []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	for _, pm := range required(op) {
		params = append(params, jen.Id(pm.GoName).Add(emit.Type(pm.Type)))
	}
	if m := request(op); m != nil {
		params = append(params, jen.Id("body").Add(m.goType()))
	}
	if len(optional(op)) > 0 {
		params = append(params, jen.Id("params").Op("*").Id(paramsName(op)))
	}
	if _, m := success(op); m != nil {
		results = append(results, m.goType())
	}
	return params, append(results, jen.Error())
}

// authOptional reports whether an empty requirement is among others. That is
// nothing to a receiver, whose checks are there because its user asked for them.
func (p *printer) authOptional(op *ir.Operation) bool {
	empty := func(alternative []ir.Need) bool { return len(alternative) == 0 }
	return slices.Contains(p.Service.Operations, op) && slices.ContainsFunc(op.Security, empty)
}
