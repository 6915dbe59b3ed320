package rest

import (
	"strconv"

	"github.com/telgen/telgen/internal/ir"
)

// This file is about what a server says by returning nothing, and about the
// statuses that it can choose.

// emptySuccesses are the statuses of the successes of op without a body. Those
// of a range are not among them: its server has to choose one.
func emptySuccesses(op *ir.Operation) []int {
	var statuses []int
	for _, r := range op.Responses {
		if r.IsSuccess() && r.Body == nil && !r.IsRange() {
			statuses = append(statuses, r.Status)
		}
	}
	return statuses
}

// noBodyStatus is the status that a nil result stands for, or 0 if op has no
// result, or no such status, or several. A nil list is an empty one.
func noBodyStatus(op *ir.Operation) int {
	_, m := success(op)
	if statuses := emptySuccesses(op); m != nil && m.canBeNil() && len(statuses) == 1 {
		return statuses[0]
	}
	return 0
}

// canBeNil reports whether m can be nil, which no value of the document is.
func (m *message) canBeNil() bool { return m.isPointer() || unionOf(m.typ) != nil }

// choiceDoc says how a server chooses among the successes of op; nothing if
// there is only one.
func choiceDoc(op *ir.Operation) string {
	status, m := success(op)
	head := "The answer has status " + strconv.Itoa(status)
	switch {
	case m != nil && m.answer != "":
		head, status = "The answer is the field that is set", 0
	case m != nil:
		head = "The result is sent with status " + strconv.Itoa(status)
	}
	none := noBodyStatus(op)
	if none != 0 {
		head += "; nil, nil is answered with " + strconv.Itoa(none) + " and no body"
	}
	bodies, empty := otherSuccesses(op, status, none)
	if m == nil {
		bodies, empty = empty, nil
	}
	var others []string
	if len(bodies) > 0 {
		others = append(others, list(bodies, "or"))
	}
	if len(empty) > 0 {
		others = append(others, list(empty, "or")+" without a body")
	}
	switch {
	case len(others) > 0:
		return head + ". Set the Status of rest.ResponseOf(ctx) to answer " + list(others, "or") + "."
	case none != 0:
		return head + "."
	}
	return ""
}

// otherSuccesses returns the successes of op with and without a body, but for
// those that need not be chosen.
func otherSuccesses(op *ir.Operation, status, none int) (bodies, empty []string) {
	_, m := success(op)
	for _, r := range op.Responses {
		switch {
		case !r.IsSuccess() || r.Status == status || r.Status == none:
		case r.Body == nil:
			empty = append(empty, r.StatusText())
		case m.answer == "":
			bodies = append(bodies, r.StatusText())
		}
	}
	return bodies, empty
}
