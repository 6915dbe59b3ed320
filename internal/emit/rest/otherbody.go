package rest

import (
	"slices"

	"github.com/telgen/telgen/internal/ir"
)

// This file is about errors whose bodies have no error type: unions, lists and
// texts. Clients have them as bytes.

// untyped returns the statuses of errors with such bodies; others is true if
// those are also the bodies of the statuses that the document does not list.
func untyped(op *ir.Operation) (statuses []int, others bool) {
	for _, r := range op.Responses {
		switch {
		case r.IsSuccess() || r.Body == nil || isErrorBody(r.Body.Type):
		case r.Status == 0:
			others = true
		default:
			statuses = append(statuses, r.Status)
		}
	}
	return statuses, others
}

// withUntyped returns failures, and one without a type for statuses with bodies
// that are not to be read as the type of other errors. It comes last if it is
// that of the statuses that are not listed.
func withUntyped(op *ir.Operation) []failure {
	list := failures(op)
	statuses, others := untyped(op)
	own := failure{statuses: statuses}
	switch {
	case len(list) == 0 || len(statuses) == 0 && !others:
		return list
	case others:
		return append(list, own)
	}
	return slices.Insert(list, 0, own)
}

// statusTexts returns statuses as the document has them.
func statusTexts(statuses []int) []string {
	list := make([]string, len(statuses))
	for i, status := range statuses {
		list[i] = (&ir.Response{Status: status}).StatusText()
	}
	slices.Sort(list)
	return list
}

// untypedDoc says what is known of bodies without an error type.
func untypedDoc(op *ir.Operation) string {
	statuses, others := untyped(op)
	words := statusTexts(statuses)
	switch {
	case others && len(words)+len(failures(op)) == 0:
		words = append(words, "errors")
	case others:
		words = append(words, "others")
	case len(words) == 0:
		return ""
	}
	return " The usual body of " + list(words, "and") + " has no error type: clients find it as it came in the Body of the *rest.StatusError."
}
