package rest

import (
	"mime"
	"net/http"
	"slices"
	"strconv"
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

// A message is a body as a Go function takes or returns it.
type message struct {
	typ     ir.Type
	adapter string // the type that gives it methods; "" if it has its own
}

// goType is *SessionInfo, []SessionInfo, CloudEvent, jsonwire.Raw.
func (m *message) goType() *jen.Statement {
	if structOf(m.typ) != nil {
		return jen.Op("*").Add(emit.Type(m.typ))
	}
	return emit.Type(m.typ)
}

// newMessage returns the message of b. An adapter is called after the type, so
// that operations share it, unless the type has limits that no name stands for:
// then it is called after the owner, of whom there is one.
func newMessage(b *ir.Body, owner string) *message {
	m := &message{typ: b.Type}
	switch {
	case structOf(b.Type) != nil:
	case hasOwnLimits(b.Type):
		m.adapter = lowerFirst(owner) + "Body"
	default:
		m.adapter = lowerFirst(typeWord(b.Type)) + "Body"
	}
	return m
}

// hasOwnLimits reports whether t, a list or map without a name, limits its
// elements.
func hasOwnLimits(t ir.Type) bool {
	switch t := t.(type) {
	case ir.List:
		return t.Check != nil || hasOwnLimits(t.Elem)
	case ir.Map:
		return t.Check != nil || hasOwnLimits(t.Elem)
	}
	return false
}

// request returns the message of the request of op, or nil.
func request(op *ir.Operation) *message {
	if op.Body == nil {
		return nil
	}
	return newMessage(op.Body, op.GoName+"Request")
}

// success returns the status of a success of op, and its message, or nil: the
// first success that has a body, or else the first success.
func success(op *ir.Operation) (status int, m *message) {
	for _, r := range op.Responses {
		switch {
		case r.Status/100 != 2:
		case r.Body != nil:
			return r.Status, newMessage(r.Body, op.GoName+"Response")
		case status == 0:
			status = r.Status
		}
	}
	if status != 0 {
		return status, nil
	}
	return defaultSuccess(op)
}

// defaultSuccess is for operations that describe no success: their default
// answer, or 204.
func defaultSuccess(op *ir.Operation) (int, *message) {
	for _, r := range op.Responses {
		if r.Status == 0 && r.Body != nil {
			return http.StatusOK, newMessage(r.Body, op.GoName+"Response")
		}
	}
	return http.StatusNoContent, nil
}

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
		}
		if accept := acceptType(op); accept != "" {
			g.Line().Id("Accept").Op(":").Lit(accept)
		}
		if len(op.Servers) > 0 {
			g.Line().Id("BaseURL").Op(":").Lit(op.Servers[0])
		}
		if len(op.Security) == 0 && len(p.Service.Security) > 0 {
			g.Line().Id("NoAuth").Op(":").True()
		}
		if errors := errorsFunc(op); errors != nil {
			g.Line().Id("Errors").Op(":").Add(errors)
		}
		g.Line()
	})
}

// methodConst emits http.MethodPost.
func methodConst(method string) *jen.Statement {
	return jen.Qual("net/http", "Method"+method[:1]+strings.ToLower(method[1:]))
}

// acceptType is the content type of a success unless it is the usual one.
func acceptType(op *ir.Operation) string {
	for _, r := range op.Responses {
		if r.Status/100 == 2 && r.Body != nil && r.Body.ContentType != "application/json" {
			return r.Body.ContentType
		}
	}
	return ""
}

// A failure is the type of an error's body, and the statuses that have it.
type failure struct {
	typ      ir.Ref
	statuses []int
}

// failures returns the types of the errors of op in the order of the document;
// the one of the default answer, or else of most statuses, comes last.
func failures(op *ir.Operation) []failure {
	var list []failure
	usual := -1
	for _, r := range op.Responses {
		if r.Status/100 == 2 || r.Body == nil || !isErrorBody(r.Body.Type) {
			continue
		}
		ref := emit.Underlying(r.Body.Type).(ir.Ref)
		i := slices.IndexFunc(list, func(f failure) bool { return f.typ == ref })
		if i < 0 {
			i = len(list)
			list = append(list, failure{typ: ref})
		}
		if r.Status == 0 {
			usual = i
			continue
		}
		list[i].statuses = append(list[i].statuses, r.Status)
	}
	if usual < 0 {
		usual = mostStatuses(list)
	}
	if usual >= 0 {
		list = append(slices.Delete(slices.Clone(list), usual, usual+1), list[usual])
	}
	return list
}

func mostStatuses(list []failure) int {
	most := -1
	for i := range list {
		if most < 0 || len(list[i].statuses) > len(list[most].statuses) {
			most = i
		}
	}
	return most
}

func isErrorBody(t ir.Type) bool {
	s := structOf(t)
	return s != nil && s.Object.ErrorBody
}

// errorsFunc emits, for an operation with two types of errors,
//
//	func(status int) rest.ErrorBody {
//		if status == http.StatusConflict {
//			return new(ConflictInfo)
//		}
//		return new(ErrorInfo)
//	}
//
// A status that the document does not list has most likely the usual type.
func errorsFunc(op *ir.Operation) *jen.Statement {
	list := failures(op)
	if len(list) == 0 {
		return nil
	}
	last := len(list) - 1
	status := jen.Id("status").Int()
	if last == 0 {
		status = jen.Int()
	}
	return jen.Func().Params(status).Qual(emit.RESTPath, "ErrorBody").BlockFunc(func(g *jen.Group) {
		if last > 0 {
			g.Switch(jen.Id("status")).BlockFunc(func(g *jen.Group) {
				for _, f := range list[:last] {
					g.Case(statusConsts(f.statuses)...).Block(jen.Return(jen.New(emit.Type(f.typ))))
				}
			})
		}
		g.Return(jen.New(emit.Type(list[last].typ)))
	})
}

func statusConsts(statuses []int) []jen.Code {
	list := make([]jen.Code, len(statuses))
	for i, status := range statuses {
		list[i] = statusConst(status)
	}
	return list
}

// statusNames are the statuses that servers answer with, by their names in
// net/http.
var statusNames = map[int]string{
	200: "StatusOK", 201: "StatusCreated", 202: "StatusAccepted", 204: "StatusNoContent",
	400: "StatusBadRequest", 401: "StatusUnauthorized", 403: "StatusForbidden", 404: "StatusNotFound",
	405: "StatusMethodNotAllowed", 406: "StatusNotAcceptable", 409: "StatusConflict", 410: "StatusGone",
	415: "StatusUnsupportedMediaType", 422: "StatusUnprocessableEntity", 429: "StatusTooManyRequests",
	500: "StatusInternalServerError", 501: "StatusNotImplemented", 502: "StatusBadGateway",
	503: "StatusServiceUnavailable", 504: "StatusGatewayTimeout",
}

// statusConst emits http.StatusNotFound, or the number of a rare status.
func statusConst(status int) *jen.Statement {
	if name := statusNames[status]; name != "" {
		return jen.Qual("net/http", name)
	}
	return emit.Int(status)
}

// operationDoc is the comment of a method: "CreateSession is createSession,
// POST /sessions." and the text of the document.
func operationDoc(op *ir.Operation) []string {
	head := op.GoName + " is " + op.Name
	if strings.HasPrefix(op.Path, "/") {
		head += ", " + op.Method + " " + op.Path
	}
	doc := []string{head + ".", op.Doc, statusDoc(op), emptyDoc(op)}
	return append(doc, deprecation(op.Deprecated)...)
}

// statusDoc lists the errors that the document describes.
func statusDoc(op *ir.Operation) string {
	var words []string
	for _, f := range failures(op) {
		for _, status := range f.statuses {
			words = append(words, strconv.Itoa(status))
		}
	}
	if len(words) == 0 {
		return ""
	}
	slices.Sort(words)
	return "Statuses of errors: " + strings.Join(words, ", ") + "."
}

// emptyDoc says that a success can come without the body that another has.
func emptyDoc(op *ir.Operation) string {
	_, m := success(op)
	for _, r := range op.Responses {
		if m != nil && r.Status/100 == 2 && r.Body == nil {
			return "With status " + strconv.Itoa(r.Status) + " there is no body, and the result is empty."
		}
	}
	return ""
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

// adapters returns the messages of ops that need an adapter, each type once.
func adapters(ops []*ir.Operation) []*message {
	var list []*message
	add := func(m *message) {
		if m != nil && m.adapter != "" && !slices.ContainsFunc(list, func(o *message) bool { return o.adapter == m.adapter && o.typ == m.typ }) {
			list = append(list, m)
		}
	}
	for _, op := range ops {
		add(request(op))
		_, m := success(op)
		add(m)
	}
	return list
}

// adapterDecl emits the type that gives a message methods:
//
//	type sessionInfoListBody []SessionInfo
//
// or, because an interface has no methods of ours,
//
//	type cloudEventBody struct{ CloudEvent }
func (p *printer) adapterDecl(f *jen.File, m *message) {
	doc := m.adapter + " is a body of type " + typeWords(m.typ) + "."
	u := unionOf(m.typ)
	if u == nil {
		p.valueDecl(f, value{name: m.adapter, typ: m.typ}, doc)
		return
	}
	f.Line().Add(emit.Doc(doc)).Line().Type().Id(m.adapter).Struct(emit.Type(emit.Underlying(m.typ)))
	f.Line().Comment("// DecodeJSON reads v from d.").Line().
		Func().Params(receiver(m.adapter)).Id("DecodeJSON").Params(decoder()).
		Block(jen.Id("v").Dot(u.GoName).Op("=").Add(decodeValue(m.typ)))
}

// typeWords is a type as a comment says it.
func typeWords(t ir.Type) string {
	switch t := t.(type) {
	case ir.Basic:
		return t.String()
	case ir.Ref:
		return emit.DeclName(t.Decl)
	case ir.List:
		return "list of " + typeWords(t.Elem)
	case ir.Map:
		return "map of " + typeWords(t.Elem)
	}
	return "time"
}

// article puts "a" or "an" before words.
func article(words string) string {
	if strings.ContainsRune("aeiouAEIOU", rune(words[0])) {
		return "an " + words
	}
	return "a " + words
}
