package rest

import (
	"net/http"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// An Operation is what a document says about one method of one path. It does
// not change.
type Operation struct {
	Name   string // operationId, e.g. "createSession"
	Method string // e.g. "POST"
	Path   string // from the base URL on, e.g. "/sessions/{sessionId}/extend"

	// ContentType is that of the request's body; empty if it has none.
	ContentType string
	// ContentTypes are others that the body can have; see [WithContentType].
	ContentTypes []string
	// Accept is the content type of the answer; empty for application/json.
	// Several are separated by commas, the usual one first.
	Accept string
	// Empty reports whether a success has no body, where others have one. What
	// is sent all the same is left out. It may be nil. A success with status
	// 204 or 205, or of HEAD, never has one.
	Empty func(status int) bool
	// Redirects are the redirections among 301, 302 and 303 that are answers:
	// the client returns them as a [*StatusError] and does not follow them.
	Redirects []int
	// BaseURL is the server of this operation if it is not the one of the
	// client, e.g. of a token endpoint.
	BaseURL string
	// Security is what the document asks of callers, for a Server; empty if
	// that is not known.
	Security Security
	// NoAuth is set when the operation needs no token.
	NoAuth bool
	// AuthOptional is set when requests may be authenticated, and need not be.
	AuthOptional bool
	// Idempotent allows retries although the method is not idempotent by
	// RFC 9110 section 9.2.2, e.g. of a POST that only reads.
	Idempotent bool
	// Tag is the member of the body that says what kind of value it is; empty
	// if it has none. A receiver refuses a body without it.
	Tag string
	// Outcome returns a new value for a body that says whether the call was
	// carried out; nil if the status says it.
	Outcome func() Outcomer
	// Errors returns a new value for the body of an answer that is no
	// success, or nil if the document has none for this status. It may be nil.
	Errors func(status int) ErrorBody
	// ErrorsByType is Errors for a document in which the content type says
	// what an error is, too. Errors is asked if it returns nil. It may be nil.
	ErrorsByType func(status int, mediaType string) ErrorBody
	// ErrorType is the content type of the errors that a server answers with;
	// empty for application/json. ErrorTypes, if it is not nil, says it where
	// they have several.
	ErrorType  string
	ErrorTypes func(status int, body any) string
}

// An ErrorBody is the generated type of an error answer's body.
type ErrorBody interface {
	error
	jsonwire.Decodable
}

// A Call is one use of an Operation.
type Call struct {
	Operation *Operation
	// Path holds the values of the path's parameters, in their order there.
	Path []string
	// Query is the query, written with [AppendForm] and its siblings.
	Query []byte
	// Header holds parameters that travel in header fields, and cookies.
	Header http.Header
	// Body is nil, a [jsonwire.Appender], a [FormAppender], a [BodyEncoder],
	// or the bytes themselves as []byte. A Validate method is called before it is sent.
	Body any
	// Check is a problem of the parameters: Do reports it and sends nothing.
	Check error

	escaped []bool // values of Path that are escaped already
	refused error  // a parameter that cannot be sent as it is
}

// A FormAppender writes itself as a form (application/x-www-form-urlencoded).
// If it has a method CheckForm() error, that says first whether it can.
type FormAppender interface {
	AppendForm(b []byte) []byte
}
