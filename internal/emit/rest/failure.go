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
		if r.IsSuccess() || r.Body == nil || !isErrorBody(r.Body.Type) {
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
		if most < 0 || countStatuses(list[i].statuses) > countStatuses(list[most].statuses) {
			most = i
		}
	}
	return most
}

// countStatuses counts a range as all that it includes.
func countStatuses(list []int) int { return len(list) + 99*len(ranges(list)) }

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
// Ranges of statuses come after those that are listed one by one. A body that
// the document describes otherwise has none: nil.
func errorsFunc(op *ir.Operation) *jen.Statement {
	list := withUntyped(op)
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
			errorCases(g, list)
		}
		g.Add(list[last].returned())
	})
}

// returned emits return new(ConflictInfo), or nil if the body has no type.
func (f failure) returned() *jen.Statement {
	if f.typ.Decl == nil {
		return jen.Return(jen.Nil())
	}
	return jen.Return(jen.New(emit.Type(f.typ)))
}

func statusConsts(statuses []int) []jen.Code {
	list := make([]jen.Code, len(statuses))
	for i, status := range statuses {
		list[i] = statusConst(status)
	}
	return list
}

// errorCases emits a switch with the types of errors other than the last.
func errorCases(g *jen.Group, list []failure) {
	others := list[:len(list)-1]
	if !slices.ContainsFunc(list, func(f failure) bool { return len(ranges(f.statuses)) > 0 }) {
		g.Switch(jen.Id("status")).BlockFunc(func(g *jen.Group) {
			for _, f := range others {
				g.Case(statusConsts(f.statuses)...).Block(f.returned())
			}
		})
		return
	}
	g.Switch().BlockFunc(func(g *jen.Group) {
		for _, f := range list { // the last as well: a range of another type may include its statuses
			if exact := exactly(f.statuses); len(exact) > 0 {
				g.Case(statusIs(exact...)).Block(f.returned())
			}
		}
		for i, f := range list {
			if wide := ranges(f.statuses); len(wide) > 0 && i < len(others) {
				g.Case(statusIs(wide...)).Block(f.returned())
			}
		}
	})
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
