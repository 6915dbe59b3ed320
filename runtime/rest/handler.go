package rest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// An Endpoint is the server's side of an Operation.
type Endpoint struct {
	Operation *Operation
	Status    int // of a success, e.g. 201
	NoBody    int // of the success that a nil result of Serve stands for; 0 if it is an error
	// Serve reads its parameters from r and returns the body of the answer: a
	// [jsonwire.Appender], a [BodyEncoder], an [AnswerEncoder], a []byte in the
	// operation's Accept type, or nil. A nil pointer is a result that is
	// missing; nil itself is right for operations that have none.
	Serve func(ctx context.Context, r *Request) (any, error)
}

// A ProblemBody makes the body of an error answer in the form of a document.
type ProblemBody func(status int, code, message string) jsonwire.Appender

// A HandlerOption changes a handler that is being made.
type HandlerOption func(*settings)

// A ServerOption is a HandlerOption.
type ServerOption = HandlerOption

// Limits of a request's body in bytes.
const (
	DefaultMaxBody         = 1 << 20   // of a server
	DefaultMaxNotification = 256 << 10 // of a receiver
)

// DefaultBodyTimeout is how long a request's body may take to arrive.
const DefaultBodyTimeout = 30 * time.Second

type settings struct {
	receiver       bool
	strict         bool
	maxBody        int64
	maxMemory      int
	bodyTimeout    time.Duration
	base           string
	authenticators []authenticator
	verifiers      []verifier
	requireAuth    bool
	onError        func(ctx context.Context, operation string, status int, err error)
	problem        ProblemBody
	problemCode    func(*Problem) string
	usualErrorType string // content type; empty for application/json
}

func (s *settings) apply(options []HandlerOption) {
	for _, o := range options {
		o(s)
	}
}

// WithBodyTimeout limits how long a body may take to arrive, so that a slow
// sender does not hold a connection for ever; DefaultBodyTimeout unless set.
func WithBodyTimeout(d time.Duration) HandlerOption {
	return func(s *settings) { s.bodyTimeout = d }
}

// Strict makes a receiver refuse bodies that break their schema, as servers do.
func Strict() HandlerOption { return func(s *settings) { s.strict = true } }

// Lenient makes a server accept bodies that break their schema, as receivers
// do: absent members, nulls, values outside their limits.
func Lenient() HandlerOption { return func(s *settings) { s.strict = false } }

// WithMaxBody limits the body of a request to n bytes. Longer ones are answered
// with 413. Zero and less allow no body.
func WithMaxBody(n int64) HandlerOption {
	return func(s *settings) { s.maxBody = max(0, n) }
}

// WithBasePath is for a server whose paths begin with prefix, e.g.
// "/quality-on-demand/v1", which the paths of the document do not include.
func WithBasePath(prefix string) ServerOption {
	return func(s *settings) {
		if s.base = strings.Trim(prefix, "/"); s.base != "" {
			s.base = "/" + s.base
		}
	}
}

// OnError calls f with every error that is answered, to be logged: it is all
// that is ever said about what the caller sees only as 500. A panic has its
// stack in err. The error of a body may quote a part of it.
func OnError(f func(ctx context.Context, operation string, status int, err error)) HandlerOption {
	return func(s *settings) { s.onError = f }
}

// An exchange is one request and its answer.
type exchange struct {
	*settings
	w    http.ResponseWriter
	r    *http.Request
	name string // of the operation; empty before it is known
	op   *Operation

	ways   []metWay // of which the body says whether the request is authenticated in them
	failed error    // of the other ways; nil for none

	onFail []func() // what is taken back if the answer is an error
}

// serve answers a request that belongs to e. The values belong to the path's
// parameters.
func (x *exchange) serve(e *Endpoint, values []Param) {
	defer x.rescue()
	x.name, x.op = e.Operation.Name, e.Operation
	if !x.correlate() {
		return
	}
	if err := x.authenticate(e.Operation); err != nil {
		x.fail(err)
		return
	}
	if err := x.acceptable(e); err != nil {
		x.fail(err)
		return
	}
	r := &Request{exchange: x, op: e.Operation, path: values, Params: Params{strict: x.strict, maxMemory: x.maxMemory}}
	for i := range values {
		r.path[i].params = &r.Params
	}
	if err := r.verify(); err != nil {
		x.fail(err)
		return
	}
	resp := &Response{Header: x.w.Header()}
	out, err := e.Serve(context.WithValue(x.r.Context(), servedKey{}, &served{x.r, resp}), r)
	out, err = e.settle(resp, out, err)
	if bad := checkAnswer(x.w.Header()); bad != nil && err == nil {
		err = bad
	}
	if err != nil {
		x.fail(err)
		return
	}
	if v, ok := out.(AnswerEncoder); ok {
		x.answerOneOf(e, resp, v)
		return
	}
	status := cmp.Or(resp.Status, e.Status)
	if e.Operation.bodiless(status) {
		out = nil
	}
	x.answer(status, x.answerType(e.Operation, out), out)
}

// answerOneOf sends the answer that the handler chose. Where that has no body,
// it may have chosen the status elsewhere.
func (x *exchange) answerOneOf(e *Endpoint, resp *Response, v AnswerEncoder) {
	status, contentType, body := v.EncodeAnswer()
	if body == nil {
		status = cmp.Or(resp.Status, status)
	}
	x.answer(cmp.Or(status, resp.Status, e.Status), cmp.Or(contentType, x.answerType(e.Operation, body)), body)
}

// answerType is the content type of an answer that does not say it. If it is
// JSON that has several names the caller may choose among them.
func (x *exchange) answerType(op *Operation, out any) string {
	types := op.accepts()
	usual := types[0]
	if _, ok := out.(jsonwire.Appender); !ok || len(types) == 1 {
		return usual
	}
	types = slices.DeleteFunc(types, func(t string) bool { return !isJSON(mediaType(t)) })
	return cmp.Or(preferred(x.r, types), usual)
}

type servedKey struct{}

// A served is what the context of a handler knows.
type served struct {
	request  *http.Request
	response *Response
}

// ResponseOf returns the answer that a server or receiver is about to give,
// when ctx is that of its method. The method may add header fields, and may
// set Status to another success of the document; a result is then optional, and
// not sent if the document has none for this status.
// Elsewhere it is a Response that nobody reads.
func ResponseOf(ctx context.Context) *Response {
	if s, ok := ctx.Value(servedKey{}).(*served); ok {
		return s.response
	}
	return &Response{Header: http.Header{}}
}

// RequestOf returns the request that a method of a server or receiver answers,
// when ctx is that of the method, e.g. to ask for its content type; else nil.
// Its body has been read.
func RequestOf(ctx context.Context) *http.Request {
	if s, ok := ctx.Value(servedKey{}).(*served); ok {
		return s.request
	}
	return nil
}

// correlate echoes x-correlator and puts it into the context. A server answers
// 400 to one that is not valid; a receiver does as if it were not there.
func (x *exchange) correlate() bool {
	id := x.r.Header.Get(correlatorHeader)
	if id == "" {
		return true
	}
	if !validCorrelator(id) {
		if x.receiver {
			return true
		}
		x.fail(NewProblem(http.StatusBadRequest, "x-correlator is too long or has characters that are not allowed"))
		return false
	}
	x.w.Header().Set(correlatorHeader, id)
	x.r = x.r.WithContext(WithCorrelator(x.r.Context(), id))
	return true
}

// rescue answers a panic of the handler with 500. http.ErrAbortHandler is
// left to net/http, which it is meant for.
func (x *exchange) rescue() {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	x.fail(fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
}

// answer sends the body of a success.
func (x *exchange) answer(status int, contentType string, out any) {
	switch v := out.(type) {
	case nil:
		x.w.WriteHeader(status)
	case BodyEncoder:
		own, body, err := v.EncodeBody()
		if err != nil {
			x.fail(err)
			return
		}
		x.write(status, cmp.Or(own, concrete(contentType)), body)
	case jsonwire.Appender:
		x.write(status, contentType, v.AppendJSON(nil))
	case []byte:
		x.write(status, contentType, v)
	default:
		x.fail(fmt.Errorf("%T cannot be sent as %s", out, contentType))
	}
}

// write sends an answer. Its error is the connection's: nobody is left to be
// told.
func (x *exchange) write(status int, contentType string, body []byte) {
	x.w.Header().Set("Content-Type", contentType)
	x.w.WriteHeader(status)
	_, _ = x.w.Write(body)
}

// fail answers with an error.
func (x *exchange) fail(err error) {
	for _, undo := range x.onFail {
		undo()
	}
	status, contentType, body := x.errorAnswer(err)
	if x.onError != nil {
		x.onError(x.r.Context(), x.name, status, err)
	}
	x.write(status, contentType, body)
}

// errorAnswer returns the answer to an error: what it brings along, or 500
// without a word about it.
func (x *exchange) errorAnswer(err error) (status int, contentType string, data []byte) {
	var p *Problem
	if errors.As(err, &p) && isErrorStatus(p.Status) {
		for name, values := range p.header {
			x.w.Header()[name] = values
		}
		return x.problemAnswer(p)
	}
	if !x.receiver {
		if status, contentType, data, ok := x.typedAnswer(err); ok {
			return status, contentType, data
		}
	}
	return x.problemAnswer(NewProblem(http.StatusInternalServerError, "internal error"))
}

// typedAnswer returns the answer that a StatusError is, or an error of the
// document that knows its status.
func (x *exchange) typedAnswer(err error) (status int, contentType string, data []byte, ok bool) {
	var s *StatusError
	var typed interface {
		error
		jsonwire.Appender
		HTTPStatus() int
	}
	switch {
	case errors.As(err, &s) && isErrorStatus(s.Status):
		if v, ok := s.Err.(jsonwire.Appender); ok {
			return s.Status, x.errorType(s.Status, v), v.AppendJSON(nil), true
		}
		if jsonwire.Raw(s.Body).Valid() {
			return s.Status, s.ownType(), s.Body, true
		}
		status, contentType, data = x.problemAnswer(NewProblem(s.Status, http.StatusText(s.Status)))
		return status, contentType, data, true
	case errors.As(err, &typed) && isErrorStatus(typed.HTTPStatus()):
		status = typed.HTTPStatus()
		return status, x.errorType(status, typed), typed.AppendJSON(nil), true
	}
	return 0, "", nil, false
}

func isErrorStatus(status int) bool { return status >= 400 && status <= 599 }

// WithProblemCode has f choose the code of the problems that a server finds by
// itself, and of those that its methods return, when the document has codes of
// its own: without it they are those of [NewProblem].
func WithProblemCode(f func(*Problem) string) HandlerOption {
	return func(s *settings) { s.problemCode = f }
}

// problemAnswer returns the answer that a problem is.
func (x *exchange) problemAnswer(p *Problem) (status int, contentType string, data []byte) {
	if x.problemCode != nil {
		own := *p
		own.Code = x.problemCode(p)
		p = &own
	}
	var body jsonwire.Appender = p
	if x.problem != nil {
		body = x.problem(p.Status, p.Code, p.Message)
	}
	return p.Status, x.errorType(p.Status, body), body.AppendJSON(nil)
}
