package rest

import (
	"cmp"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// This file is about the content types of errors that a server answers with.

const jsonType = "application/json"

// errorType returns the content type of an error with a body of a document.
func (x *exchange) errorType(status int, body jsonwire.Appender) string {
	if _, own := body.(*Problem); own {
		return jsonType
	}
	switch op := x.op; {
	case op == nil || op.Errors == nil: // the document does not say
		return cmp.Or(x.usualErrorType, jsonType)
	case op.ErrorTypes != nil:
		return cmp.Or(op.ErrorTypes(status, body), op.ErrorType, jsonType)
	default:
		return cmp.Or(op.ErrorType, jsonType)
	}
}

// countErrorType keeps the content type that most operations have for their
// errors: it is that of the errors that belong to none.
func (s *Server) countErrorType(op *Operation) {
	if op.Errors == nil {
		return
	}
	if s.errorTypes == nil {
		s.errorTypes = map[string]int{}
	}
	t := cmp.Or(op.ErrorType, jsonType)
	if s.errorTypes[t]++; s.errorTypes[t] > s.errorTypes[s.settings.usualErrorType] {
		s.settings.usualErrorType = t
	}
}

// ownType is the content type of a StatusError whose Body is handed on.
func (e *StatusError) ownType() string {
	if t := e.Header.Get("Content-Type"); isJSON(mediaType(t)) {
		return t
	}
	return jsonType
}

// NeedResult passes on what a method of a server returns, unless it is neither
// a result nor an error: that is treated as a nil pointer is.
func NeedResult(out any, err error) (any, error) {
	if out == nil && err == nil {
		return (*Body)(nil), nil
	}
	return out, err
}
