package rest

import (
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

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

// errorsByType emits, for an operation with errors that their content types
// tell apart,
//
//	func(status int, mediaType string) rest.ErrorBody {
//		switch {
//		case mediaType == "application/problem+json" && status == http.StatusBadRequest:
//			return new(ProblemDetails)
//		}
//		return nil
//	}
func errorsByType(op *ir.Operation) *jen.Statement {
	var cases []jen.Code
	for _, r := range op.Responses {
		for _, b := range r.Others {
			if r.Status/100 == 2 || !isErrorBody(b.Type) {
				continue
			}
			for _, t := range append([]string{b.ContentType}, b.Also...) {
				condition := jen.Id("mediaType").Op("==").Lit(mediaType(t))
				if r.Status != 0 {
					condition.Op("&&").Id("status").Op("==").Add(statusConst(r.Status))
				}
				cases = append(cases, jen.Case(condition).Block(jen.Return(jen.New(emit.Type(b.Type)))))
			}
		}
	}
	if len(cases) == 0 {
		return nil
	}
	return jen.Func().Params(jen.Id("status").Int(), jen.Id("mediaType").String()).Qual(emit.RESTPath, "ErrorBody").Block(
		jen.Switch().Block(cases...), jen.Return(jen.Nil()))
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
	300: "StatusMultipleChoices", 301: "StatusMovedPermanently", 302: "StatusFound", 303: "StatusSeeOther",
	304: "StatusNotModified", 307: "StatusTemporaryRedirect", 308: "StatusPermanentRedirect",
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

// usualFailure returns the type that most errors of ops have, of those that
// can hold a message; nil if there is none.
func usualFailure(ops []*ir.Operation) *ir.Ref {
	var refs []ir.Ref
	count := map[ir.Ref]int{}
	for _, op := range ops {
		for _, fl := range failures(op) {
			if rolesOf(fl.typ.Decl.(*ir.Struct)).message == nil {
				continue
			}
			if count[fl.typ] == 0 {
				refs = append(refs, fl.typ)
			}
			count[fl.typ] += 1 + len(fl.statuses)
		}
	}
	if len(refs) == 0 {
		return nil
	}
	most := slices.MaxFunc(refs, func(a, b ir.Ref) int { return count[a] - count[b] })
	return &most
}
