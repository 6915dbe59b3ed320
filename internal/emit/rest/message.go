package rest

import (
	"net/http"
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// A message is a body as a Go function takes or returns it.
type message struct {
	typ     ir.Type
	adapter string // the type that gives it methods; "" if it has its own
	answer  string // the type that is one of several answers, instead of typ
}

// isPointer reports whether m is held by pointer: an object, raw content, or
// one of several answers.
func (m *message) isPointer() bool {
	return m.answer != "" || structOf(m.typ) != nil || isRaw(m.typ)
}

func isRaw(t ir.Type) bool { return emit.Underlying(t) == ir.RawBody }

// plainType is the Go type of m, or what it points to.
func (m *message) plainType() *jen.Statement {
	if m.answer != "" {
		return jen.Id(m.answer)
	}
	return emit.Type(m.typ)
}

// goType is *SessionInfo, []SessionInfo, CloudEvent, jsonwire.Raw.
func (m *message) goType() *jen.Statement {
	if m.isPointer() {
		return jen.Op("*").Add(m.plainType())
	}
	return emit.Type(m.typ)
}

// mayBeNull reports whether b can be null in a way that Go can say.
func mayBeNull(b *ir.Body) bool {
	return b != nil && b.Nullable && (structOf(b.Type) != nil || emit.Shape(b.Type) != emit.Scalar)
}

// nullAnswer reports whether the answer m of op, its success, can be null.
func nullAnswer(op *ir.Operation, m *message) bool {
	return m.answer == "" && slices.ContainsFunc(op.Responses, func(r *ir.Response) bool {
		return r.Status/100 == 2 && r.Body != nil && r.Body.Type == m.typ && mayBeNull(r.Body)
	})
}

// newMessage returns the message of b. An adapter is called after the type, so
// that operations share it, unless the type has limits that no name stands for:
// then it is called after the owner, of whom there is one.
func newMessage(b *ir.Body, owner string) *message {
	m := &message{typ: b.Type}
	switch {
	case m.isPointer():
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
// first success that has a body, or else the first success. Successes with
// different bodies are an answer.
func success(op *ir.Operation) (status int, m *message) {
	if list := answers(op); len(list) > 0 {
		return list[0].usual, &message{answer: answerName(op)}
	}
	for _, r := range op.Responses {
		switch {
		case !r.IsSuccess():
		case r.Body != nil:
			return usualStatus(op, r), newMessage(r.Body, op.GoName+"Response")
		case status == 0:
			status = usualStatus(op, r)
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
		for _, pm := range op.Params {
			if pm.JSON {
				add(paramMessage(op, pm))
			}
		}
		_, m := success(op)
		add(m)
		for _, a := range answers(op) {
			add(a.message)
		}
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
	doc := m.adapter + " is a body of type " + p.typeWords(m.typ) + "."
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
