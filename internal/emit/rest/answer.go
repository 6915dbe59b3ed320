package rest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// This file prints the result of operations whose successes have different
// bodies: a struct with a field for each of them.

// An alternative is one of the bodies of several answers.
type alternative struct {
	*message
	status int      // or the range of it
	usual  int      // status, if nothing else is said
	types  []string // content types
	alone  bool     // the only body of its status, or the usual one
	name   string   // of the field
}

func answerName(op *ir.Operation) string { return op.GoName + "Answer" }

// answers returns the bodies of the successes of op if they are of different
// types, in the order of the document.
func answers(op *ir.Operation) []alternative {
	var list []alternative
	for _, r := range op.Responses {
		if !r.IsSuccess() || r.Body == nil {
			continue
		}
		for i, b := range append([]*ir.Body{r.Body}, r.Others...) {
			a := alternative{status: r.Status, usual: usualStatus(op, r), types: append([]string{b.ContentType}, b.Also...), alone: i == 0, name: statusWord(r.Status)}
			if i > 0 {
				a.name += typeSuffix(b.ContentType)
			}
			a.message = newMessage(b, op.GoName+a.name)
			list = append(list, a)
		}
	}
	for _, a := range list {
		if a.typ != list[0].typ {
			return list
		}
	}
	return nil
}

// statusWord names a status: OK, Created, Status299, Status2XX.
func statusWord(status int) string {
	if isRange(status) {
		return "Status" + strconv.Itoa(status) + "XX"
	}
	text := strings.ReplaceAll(http.StatusText(status), " ", "")
	if text == "" || strings.ContainsFunc(text, func(c rune) bool { return !unicode.IsLetter(c) }) {
		return "Status" + strconv.Itoa(status)
	}
	return text
}

// typeSuffix makes a name of a content type: application/problem+json is
// Problem.
func typeSuffix(contentType string) string {
	_, subtype, _ := strings.Cut(mediaType(contentType), "/")
	var b strings.Builder
	for _, word := range strings.FieldsFunc(strings.TrimSuffix(subtype, "+json"), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
		b.WriteString(upperFirst(word))
	}
	return b.String()
}

// answerDecl emits
//
//	// RegisterAnswer is what register answers: one of its fields is set.
//	type RegisterAnswer struct {
//		// OK is the body of status 200.
//		OK *Registration
//		// Created is the body of status 201.
//		Created *Ticket
//	}
//
// and its methods.
func answerDecl(f *jen.File, op *ir.Operation) {
	list := answers(op)
	if len(list) == 0 {
		return
	}
	f.Line().Add(emit.Doc(answerName(op) + " is what " + op.Name + " answers: at most one of its fields is set.")).Line().
		Type().Id(answerName(op)).StructFunc(func(g *jen.Group) {
		for _, a := range list {
			g.Add(emit.Doc(a.name + " is the body with status " + (&ir.Response{Status: a.status}).StatusText() + " and content type " + a.types[0] + "."))
			g.Id(a.name).Add(a.goType())
		}
		if hasRange(list) {
			g.Add(emit.Doc("StatusCode is the status of the answer. A server may leave it 0 for the usual one of the field that is set."))
			g.Id("StatusCode").Int()
		}
	})
	decodeAnswer(f, op, list)
	encodeAnswer(f, op, list)
}

// decodeAnswer emits
//
//	func (v *RegisterAnswer) DecodeBody(in *rest.Incoming) error {
//		*v = RegisterAnswer{} // RegisterAnswer{StatusCode: in.Status} if there is a range
//		switch {
//		case in.Status == http.StatusOK:
//			v.OK = new(Registration)
//			return in.JSON(v.OK)
//		...
//		}
//		return in.Unexpected()
//	}
func decodeAnswer(f *jen.File, op *ir.Operation, list []alternative) {
	in := jen.Id("in")
	f.Line().Comment("// DecodeBody reads v from an answer.").Line().
		Func().Params(receiver(answerName(op))).Id("DecodeBody").Params(in.Clone().Op("*").Qual(emit.RESTPath, "Incoming")).Error().Block(
		jen.Op("*").Id("v").Op("=").Id(answerName(op)).ValuesFunc(func(g *jen.Group) {
			if hasRange(list) {
				g.Id("StatusCode").Op(":").Add(in.Clone()).Dot("Status")
			}
		}),
		jen.Switch().BlockFunc(func(g *jen.Group) {
			for _, wide := range []bool{false, true} { // a range is for what is not listed
				answerCases(g, op, list, wide)
			}
		}),
		jen.Return(in.Clone().Dot("Unexpected").Call()),
	)
}

func answerCases(g *jen.Group, op *ir.Operation, list []alternative, wide bool) {
	for _, a := range specificFirst(list) {
		if isRange(a.status) == wide {
			g.Case(a.condition()).Block(a.decode()...)
		}
	}
	for _, r := range op.Responses {
		if r.IsSuccess() && r.Body == nil && r.IsRange() == wide {
			g.Case(statusIn(jen.Id("in").Dot("Status"), []int{r.Status})).Block(jen.Return(jen.Nil()))
		}
	}
}

func hasRange(list []alternative) bool {
	return slices.ContainsFunc(list, func(a alternative) bool { return isRange(a.status) })
}

// specificFirst moves what the content type decides before the rest.
func specificFirst(list []alternative) []alternative {
	var first, rest []alternative
	for _, a := range list {
		if a.alone {
			rest = append(rest, a)
		} else {
			first = append(first, a)
		}
	}
	return append(first, rest...)
}

// condition emits in.Status == http.StatusOK && in.Is("text/plain").
func (a alternative) condition() *jen.Statement {
	status := statusIn(jen.Id("in").Dot("Status"), []int{a.status})
	if a.alone {
		return status
	}
	return status.Op("&&").Id("in").Dot("Is").CallFunc(func(g *jen.Group) {
		for _, t := range a.types {
			g.Lit(t)
		}
	})
}

func (a alternative) decode() []jen.Code {
	field := jen.Id("v").Dot(a.name)
	if a.isPointer() {
		read := jen.Id("in").Dot("JSON").Call(field.Clone())
		if isRaw(a.typ) || isMultipart(a.typ) {
			read = field.Clone().Dot("DecodeBody").Call(jen.Id("in"))
		}
		return []jen.Code{field.Clone().Op("=").New(a.plainType()), jen.Return(read)}
	}
	return []jen.Code{
		jen.Var().Id("body").Id(a.adapter),
		jen.Err().Op(":=").Id("in").Dot("JSON").Call(jen.Op("&").Id("body")),
		field.Clone().Op("=").Add(a.unwrap(jen.Id("body"))),
		jen.Return(jen.Err()),
	}
}

// encodeAnswer emits
//
//	func (v *RegisterAnswer) EncodeAnswer() (status int, contentType string, body any) {
//		switch {
//		case v.OK != nil:
//			return http.StatusOK, "application/json", v.OK
//		...
//		}
//		return http.StatusNoContent, "", nil
//	}
func encodeAnswer(f *jen.File, op *ir.Operation, list []alternative) {
	f.Line().Comment("// EncodeAnswer returns the answer that v is.").Line().
		Func().Params(receiver(answerName(op))).Id("EncodeAnswer").Params().
		Params(jen.Id("status").Int(), jen.Id("contentType").String(), jen.Id("body").Any()).Block(
		jen.Switch().BlockFunc(func(g *jen.Group) {
			for _, a := range list {
				field := jen.Id("v").Dot(a.name)
				status := statusConst(a.usual)
				if isRange(a.status) {
					status = jen.Qual("cmp", "Or").Call(jen.Id("v").Dot("StatusCode"), status)
				}
				g.Case(field.Clone().Op("!=").Nil()).Block(jen.Return(status, jen.Lit(a.types[0]), a.wrap(field)))
			}
		}),
		jen.Return(emptyStatusValue(op, list), jen.Lit(""), jen.Nil()),
	)
}

// emptyStatus is the success without a body, 204 unless the document has
// another one.
func emptyStatus(op *ir.Operation) int {
	for _, r := range op.Responses {
		if r.IsSuccess() && r.Body == nil && !r.IsRange() {
			return r.Status
		}
	}
	return http.StatusNoContent
}

func emptyStatusValue(op *ir.Operation, list []alternative) *jen.Statement {
	status := statusConst(emptyStatus(op))
	if hasRange(list) {
		return jen.Qual("cmp", "Or").Call(jen.Id("v").Dot("StatusCode"), status)
	}
	return status
}
