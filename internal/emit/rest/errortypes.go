package rest

import (
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// This file is about errors and their content types.

// An errorContent is a body of a failure with one of its content types.
type errorContent struct {
	status int
	typ    ir.Type
	types  []string // the usual one first
	first  bool     // the usual body of its status
}

// errorContents returns the bodies of failures that are of error types, in the
// order of the document: a range comes after what it includes.
func errorContents(op *ir.Operation) []errorContent {
	var list []errorContent
	for _, r := range op.Responses {
		if r.IsSuccess() || r.Body == nil {
			continue
		}
		for i, b := range append([]*ir.Body{r.Body}, r.Others...) {
			if isErrorBody(b.Type) {
				list = append(list, errorContent{r.Status, b.Type, append([]string{b.ContentType}, b.Also...), i == 0})
			}
		}
	}
	return list
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
	list := errorContents(op)
	var telling []string // content types of bodies beside the usual one
	for _, e := range list {
		for _, t := range e.types {
			if !e.first {
				telling = appendNew(telling, mediaType(t))
			}
		}
	}
	var cases []jen.Code
	for _, e := range list {
		for _, t := range e.types {
			if t = mediaType(t); slices.Contains(telling, t) {
				condition := jen.Id("mediaType").Op("==").Lit(t)
				if e.status != 0 {
					condition.Op("&&").Add(statusIs(e.status))
				}
				cases = append(cases, jen.Case(condition).Block(jen.Return(jen.New(emit.Type(e.typ)))))
			}
		}
	}
	if len(cases) == 0 {
		return nil
	}
	return jen.Func().Params(jen.Id("status").Int(), jen.Id("mediaType").String()).Qual(emit.RESTPath, "ErrorBody").Block(
		jen.Switch().Block(cases...), jen.Return(jen.Nil()))
}

// sentErrors are those of errorContents that a server answers errors with;
// redirections are none.
func sentErrors(op *ir.Operation) []errorContent {
	return slices.DeleteFunc(errorContents(op), func(e errorContent) bool {
		return e.status != 0 && e.status != 4 && e.status != 5 && (e.status < 400 || e.status > 599)
	})
}

// errorType is the content type that most errors of op have; empty for the
// usual one.
func errorType(op *ir.Operation) string {
	count := map[string]int{}
	most := "application/json"
	for _, e := range sentErrors(op) {
		if count[e.types[0]]++; count[e.types[0]] > count[most] {
			most = e.types[0]
		}
	}
	if most == "application/json" {
		return ""
	}
	return most
}

// errorTypesFunc emits, for an operation whose errors have several content
// types,
//
//	func(status int, body any) string {
//		switch body.(type) {
//		case *Conflict:
//			switch {
//			case status == http.StatusConflict:
//				return "application/json"
//			}
//		}
//		return ""
//	}
//
// where the empty one stands for that of most.
func errorTypesFunc(op *ir.Operation) *jen.Statement {
	list := sentErrors(op)
	usual := errorType(op)
	if usual == "" {
		usual = "application/json"
	}
	var cases []jen.Code
	var done []ir.Type
	for _, e := range list {
		own := slices.DeleteFunc(slices.Clone(list), func(o errorContent) bool { return o.typ != e.typ })
		if slices.Contains(done, e.typ) || !slices.ContainsFunc(own, func(o errorContent) bool { return o.types[0] != usual }) {
			continue
		}
		done = append(done, e.typ)
		cases = append(cases, jen.Case(jen.Op("*").Add(emit.Type(e.typ))).Block(errorTypeOf(own)))
	}
	if len(cases) == 0 {
		return nil
	}
	return jen.Func().Params(jen.Id("status").Int(), jen.Id("body").Any()).String().Block(
		jen.Switch(jen.Id("body").Assert(jen.Type())).Block(cases...), jen.Return(jen.Lit("")))
}

// errorTypeOf emits what returns the content type of the errors of one type.
func errorTypeOf(list []errorContent) jen.Code {
	first := list[0].types[0]
	if !slices.ContainsFunc(list, func(e errorContent) bool { return e.types[0] != first }) {
		return jen.Return(jen.Lit(first))
	}
	return jen.Switch().BlockFunc(func(g *jen.Group) {
		for _, e := range list {
			result := jen.Return(jen.Lit(e.types[0]))
			if e.status == 0 {
				g.Default().Block(result)
			} else {
				g.Case(statusIs(e.status)).Block(result)
			}
		}
	})
}
