package rest

import (
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/ir"
)

// This file prints conditions on statuses, where 4 stands for the range 4XX.

func isRange(status int) bool { return status >= 1 && status <= 5 }

func ranges(statuses []int) []int {
	return slices.DeleteFunc(slices.Clone(statuses), func(s int) bool { return !isRange(s) })
}

func exactly(statuses []int) []int {
	return slices.DeleteFunc(slices.Clone(statuses), isRange)
}

// statusIs emits status == http.StatusConflict || status/100 == 5, of which
// nothing is true if there are no statuses.
func statusIs(statuses ...int) *jen.Statement {
	return statusIn(jen.Id("status"), statuses)
}

func statusIn(x *jen.Statement, statuses []int) *jen.Statement {
	all := &jen.Statement{}
	for i, status := range statuses {
		if i > 0 {
			all.Op("||")
		}
		if isRange(status) {
			all.Add(x.Clone()).Op("/").Lit(100).Op("==").Lit(status)
		} else {
			all.Add(x.Clone()).Op("==").Add(statusConst(status))
		}
	}
	return all
}

// usualStatus is the status of a success: its own, or the first of its range
// that has a body and is not listed by itself.
func usualStatus(op *ir.Operation, r *ir.Response) int {
	if !r.IsRange() {
		return r.Status
	}
	for status := 100 * r.Status; ; status++ {
		listed := slices.ContainsFunc(op.Responses, func(o *ir.Response) bool { return o.Status == status })
		if !listed && status != 204 && status != 205 {
			return status
		}
	}
}

// emptyFunc emits, for an operation with successes of which some have a body,
//
//	func(status int) bool { return status == http.StatusCreated }
//
// which tells those that have none. Statuses that never have one are not
// asked for.
func emptyFunc(op *ir.Operation) *jen.Statement {
	if _, m := success(op); m == nil || m.answer != "" {
		return nil
	}
	var empty, full []int
	for _, r := range op.Responses {
		switch {
		case !r.IsSuccess():
		case r.Body != nil:
			full = append(full, r.Status)
		case r.Status != 204 && r.Status != 205:
			empty = append(empty, r.Status)
		}
	}
	if len(empty) == 0 || len(full) == 0 {
		return nil
	}
	condition := statusIs(empty...)
	if len(ranges(empty)) > 0 {
		condition = jen.Op("!").Parens(statusIs(full...))
	}
	return jen.Func().Params(jen.Id("status").Int()).Bool().Block(jen.Return(condition))
}
