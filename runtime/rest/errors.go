package rest

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// A StatusError is an answer whose status is no success.
type StatusError struct {
	Operation string // operationId
	Status    int    // e.g. 404
	Header    http.Header
	Body      []byte // as received
	// Err is the body as the document's error type, which Unwrap returns;
	// nil if the body is something else.
	Err error
}

// Error returns operation, status and the error in the body.
func (e *StatusError) Error() string {
	s := e.Operation + ": " + statusText(e.Status)
	if e.Err != nil {
		return s + ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns Err.
func (e *StatusError) Unwrap() error { return e.Err }

// statusText returns a status with its name: "404 Not Found".
func statusText(status int) string {
	return strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
}

// A CallError is what went wrong on this side of a call: nothing usable was
// sent or received.
type CallError struct {
	Operation string // operationId
	Doing     string // what failed, e.g. "request body"
	Err       error  // why

	lost   bool // the connection failed; another attempt may succeed
	unsent bool // no request went out that the server may have carried out
}

// Error returns operation, what failed, and why.
func (e *CallError) Error() string {
	return e.Operation + ": " + e.Doing + ": " + e.Err.Error()
}

// Unwrap returns Err.
func (e *CallError) Unwrap() error { return e.Err }

// A DoneError is what went wrong with the answer to a call that was carried out:
// a part of it cannot be read. Another call would do it twice.
type DoneError struct {
	Answer any    // a pointer to the generated type, e.g. a *SendResponse
	Part   string // the member that cannot be read
	Err    error  // why
}

// Error returns what cannot be read, and why.
func (e *DoneError) Error() string {
	return "the call was carried out, but " + e.Part + " in its answer cannot be read: " + e.Err.Error()
}

// Unwrap returns Err.
func (e *DoneError) Unwrap() error { return e.Err }

// A Problem is an error that a handler answers with, in the form of the
// document: its status, code and message are shown to the caller. Without a
// form of the document it is sent as
//
//	{"status":404,"code":"NOT_FOUND","message":"..."}
type Problem struct {
	Status  int    // 400 to 599
	Code    string // e.g. "INVALID_ARGUMENT"
	Message string
	Cause   error // not shown to the caller; may be nil

	header http.Header // e.g. Allow
}

// NewProblem returns a Problem with the code that CAMARA's guidelines give the
// status.
func NewProblem(status int, message string) *Problem {
	return &Problem{Status: status, Code: statusCode(status), Message: message}
}

// Unimplemented is the error of an operation that a server does not have: 501.
func Unimplemented(operation string) error {
	return NewProblem(http.StatusNotImplemented, operation+" is not implemented")
}

// BadRequest returns a Problem with status 400 whose message is that of err,
// or nil if err is nil.
func BadRequest(err error) error {
	if err == nil {
		return nil
	}
	p := NewProblem(http.StatusBadRequest, err.Error())
	p.Cause = err
	return p
}

// Error returns status, code and message.
func (p *Problem) Error() string {
	return statusText(p.Status) + ": " + p.Code + ": " + p.Message
}

// Unwrap returns Cause.
func (p *Problem) Unwrap() error { return p.Cause }

// AppendJSON appends p as JSON.
func (p *Problem) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	b = jsonwire.AppendInt(b, `"status":`, int64(p.Status))
	b = jsonwire.AppendString(b, `"code":`, p.Code)
	b = jsonwire.AppendString(b, `"message":`, p.Message)
	return jsonwire.EndObject(b)
}

// statusCode returns the code that CAMARA's design guidelines (section 6) use
// for a status.
func statusCode(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "INVALID_ARGUMENT"
	case http.StatusUnauthorized:
		return "UNAUTHENTICATED"
	case http.StatusForbidden:
		return "PERMISSION_DENIED"
	case http.StatusTooManyRequests:
		return "TOO_MANY_REQUESTS"
	case http.StatusInternalServerError:
		return "INTERNAL"
	case http.StatusServiceUnavailable:
		return "UNAVAILABLE"
	case http.StatusGatewayTimeout:
		return "TIMEOUT"
	}
	return strings.ToUpper(strings.NewReplacer(" ", "_", "-", "_").Replace(http.StatusText(status)))
}
