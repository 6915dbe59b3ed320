package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"

	"golang.org/x/oauth2"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// Do sends a request and reads the answer into out: a [jsonwire.Decodable] or
// a *[]byte for the body as it is, or nil if the body does not matter. The
// error is a [*StatusError] or a [*CallError].
func (c *Client) Do(ctx context.Context, call *Call, out any) error {
	m, err := c.message(ctx, call)
	if err != nil {
		return new(message).settle(err)
	}
	page := pagerOf(ctx)
	m.url = page.address(m.url)
	a := c.send(ctx, m)
	page.note(a)
	if r, ok := ctx.Value(responseKey{}).(*Response); ok && r != nil {
		r.Status, r.Header = a.status, a.header
	}
	switch {
	case a.err != nil:
		return m.settle(a.err)
	case a.refused():
		return m.op.statusError(a)
	}
	return m.op.decode(a, out)
}

// A message is a request that can be sent more than once.
type message struct {
	op     *Operation
	url    string
	header http.Header
	body   []byte
	// contentType of the body; empty without one.
	contentType string

	refreshed bool // the token was replaced once
	// sent is set when a request went out that the server may have carried
	// out. One whose token it refused is none.
	sent bool
}

// settle writes into the error of a call whether anything was sent.
func (m *message) settle(err error) error {
	var call *CallError
	if errors.As(err, &call) {
		call.unsent = !m.sent
	}
	return err
}

// message checks a call and writes down what it will send.
func (c *Client) message(ctx context.Context, call *Call) (*message, error) {
	op := call.Operation
	if call.Check != nil && !c.uncheckedParams {
		return nil, op.failed("parameters", call.Check)
	}
	if call.refused != nil {
		return nil, op.failed("parameters", call.refused)
	}
	url, err := c.url(call)
	if err != nil {
		return nil, op.failed("parameters", err)
	}
	contentType, body, err := op.encode(call.Body)
	if err != nil {
		return nil, op.failed("request body", err)
	}
	if own, ok := ctx.Value(contentTypeKey{}).(string); ok && body != nil {
		if !op.takes(mediaType(own), false) {
			return nil, op.failed("request body", fmt.Errorf("cannot be sent as %q", own))
		}
		contentType = own
	}
	m := &message{op: op, url: url, body: body, contentType: contentType, header: c.header.Clone()}
	if err := m.addHeader(ctx, call); err != nil {
		return nil, op.failed("parameters", err)
	}
	return m, nil
}

func (op *Operation) failed(doing string, err error) error {
	return &CallError{Operation: op.Name, Doing: doing, Err: err}
}

func (m *message) addHeader(ctx context.Context, call *Call) error {
	m.header.Set("Accept", "application/json")
	if m.op.Accept != "" {
		m.header.Set("Accept", m.op.Accept)
	}
	if m.contentType != "" {
		m.header.Set("Content-Type", m.contentType)
	}
	if id := Correlator(ctx); id != "" {
		if !validCorrelator(id) {
			return errors.New("x-correlator of the context is too long or has characters that are not allowed")
		}
		m.header.Set(correlatorHeader, id)
	}
	for name, values := range call.Header {
		for _, v := range values {
			if !validHeader(name, v) {
				return fmt.Errorf("header field %q cannot be sent", name)
			}
			if trimSpace(v) != v {
				return fmt.Errorf("header field %q: %q begins or ends with white space, which is not kept", name, v)
			}
		}
		m.header[http.CanonicalHeaderKey(name)] = values
	}
	return nil
}

// encode validates a body and writes it.
func (op *Operation) encode(body any) (contentType string, data []byte, err error) {
	if body == nil {
		return "", nil, nil
	}
	if isNil(body) {
		return "", nil, errors.New("is a nil pointer")
	}
	if v, ok := body.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return "", nil, err
		}
	}
	switch v := body.(type) {
	case BodyEncoder:
		contentType, data, err = v.EncodeBody()
		if contentType == "" {
			contentType = concrete(op.ContentType)
		}
		return contentType, data, err
	case FormAppender:
		if err := checkForm(v); err != nil {
			return "", nil, err
		}
		return op.ContentType, v.AppendForm(nil), nil
	case jsonwire.Appender:
		return op.ContentType, v.AppendJSON(nil), nil
	case []byte:
		return op.ContentType, v, nil
	}
	return "", nil, fmt.Errorf("%T cannot be sent as %s", body, op.ContentType)
}

// concrete is t, or what stands for anything if t is a wildcard.
func concrete(t string) string {
	if strings.Contains(t, "*") {
		return "application/octet-stream"
	}
	return t
}

// isNil reports whether v is a nil pointer inside an interface, whose methods
// would fail.
func isNil(v any) bool {
	p := reflect.ValueOf(v)
	return p.Kind() == reflect.Pointer && p.IsNil()
}

// An answer is what came back of one attempt: a status with a body, or err.
type answer struct {
	status int
	header http.Header
	body   []byte
	err    error
	lost   bool          // the connection failed; another attempt may succeed
	early  bool          // err is that of an access token, and nothing was sent
	said   *Outcome      // in the body; nil for none
	token  *oauth2.Token // that was sent; nil for none

	maxMemory int // to read the body with
}

// send makes attempts until one is final.
func (c *Client) send(ctx context.Context, m *message) *answer {
	retry := c.retry
	if ctx.Value(onceKey{}) != nil {
		retry = Retry{}
	}
	for attempt := 1; ; attempt++ {
		a := c.authorized(ctx, m)
		wait, again := retry.pause(attempt, m.op, a)
		if !again || !outlasts(ctx, wait) {
			return a
		}
		if err := sleep(ctx, wait); err != nil {
			err = fmt.Errorf("%w after attempt %d, which ended with %s", err, attempt, a.outcome())
			return &answer{err: m.op.failed("request", err)}
		}
	}
}

// outcome describes a failed attempt.
func (a *answer) outcome() string {
	if a.err != nil {
		return a.err.Error()
	}
	return statusText(a.status)
}

func (c *Client) attempt(ctx context.Context, m *message) *answer {
	token, err := c.accessToken(ctx, m.op)
	if err != nil {
		return m.op.noToken(ctx, err)
	}
	req, err := c.request(ctx, m, token)
	if err != nil {
		return &answer{err: err}
	}
	resp, err := c.http.Do(req)
	m.sent = m.sent || !unreached(req, err)
	if err != nil {
		return m.op.broken(ctx, "request", err)
	}
	defer resp.Body.Close()
	a := &answer{status: resp.StatusCode, header: resp.Header, token: token, maxMemory: c.maxMemory}
	a.body, err = io.ReadAll(io.LimitReader(resp.Body, c.maxResponse+1))
	switch {
	case err != nil:
		broken := m.op.broken(ctx, "answer", err)
		broken.header = a.header
		return broken
	case int64(len(a.body)) > c.maxResponse:
		a.body = a.body[:c.maxResponse]
		if a.status >= 200 && a.status <= 299 {
			a.err = m.op.failed("answer", fmt.Errorf("is longer than %d bytes; WithMaxResponse allows more", c.maxResponse))
		}
	}
	a.said = m.op.said(a)
	return a
}

// broken is the answer of a connection that failed.
func (op *Operation) broken(ctx context.Context, doing string, err error) *answer {
	lost := ctx.Err() == nil
	return &answer{err: &CallError{Operation: op.Name, Doing: doing, Err: err, lost: lost}, lost: lost}
}

// request makes the request of one attempt.
func (c *Client) request(ctx context.Context, m *message, token *oauth2.Token) (*http.Request, error) {
	req, err := http.NewRequestWithContext(m.op.withRedirects(ctx), m.op.Method, m.url, bytes.NewReader(m.body))
	if err != nil {
		return nil, m.op.failed("request", err)
	}
	req.Header = m.header.Clone()
	if token != nil {
		token.SetAuthHeader(req)
	}
	for _, edit := range c.editors {
		if err := edit(req); err != nil {
			return nil, m.op.failed("request editor", err)
		}
	}
	return req, nil
}

// statusError returns the error of an answer that is no success.
func (op *Operation) statusError(a *answer) *StatusError {
	e := &StatusError{Operation: op.Name, Status: a.status, Header: a.header, Body: a.body}
	typed := op.errorBody(a)
	if typed == nil {
		return e
	}
	body := bytes.TrimLeft(a.jsonBody(), " \t\r\n")
	if typed != nil && len(body) > 0 && body[0] == '{' && unmarshal(body, typed, false, a.maxMemory) == nil {
		e.Err = typed
	}
	return e
}

// errorBody returns the type that the document has for an error.
func (op *Operation) errorBody(a *answer) ErrorBody {
	if op.ErrorsByType != nil {
		if typed := op.ErrorsByType(a.status, mediaType(a.header.Get("Content-Type"))); typed != nil {
			return typed
		}
	}
	if op.Errors == nil {
		return nil
	}
	return op.Errors(a.status)
}

// jsonBody is the body, or its first part that is JSON if it has parts.
func (a *answer) jsonBody() []byte {
	contentType := a.header.Get("Content-Type")
	if !strings.HasPrefix(mediaType(contentType), "multipart/") {
		return a.body
	}
	m := (&Incoming{ContentType: contentType, Data: a.body}).Multipart()
	for _, p := range m.Others() {
		if isJSON(mediaType(p.ContentType)) {
			return p.Data
		}
	}
	return nil
}

// decode reads the body of a success into out.
func (op *Operation) decode(a *answer, out any) error {
	switch out := out.(type) {
	case nil:
		return nil
	case *[]byte:
		*out = a.body
		return nil
	case BodyDecoder:
		if op.isEmpty(a) {
			return nil
		}
		in := &Incoming{Status: a.status, ContentType: a.header.Get("Content-Type"), Data: a.body, maxMemory: a.maxMemory}
		if err := out.DecodeBody(in); err != nil {
			return op.failed("answer with status "+statusText(a.status), err)
		}
		return nil
	case jsonwire.Decodable:
		if op.isEmpty(a) {
			return nil
		}
		if err := unmarshal(a.body, out, false, a.maxMemory); err != nil {
			return op.failed("answer with status "+statusText(a.status), err)
		}
		return nil
	}
	return op.failed("answer", fmt.Errorf("cannot be read into %T", out))
}

// isEmpty tells whether a success has no body: because of its status or method,
// or because the document says so.
func (op *Operation) isEmpty(a *answer) bool {
	return op.Method == http.MethodHead || op.bodiless(a.status)
}

// bodiless reports whether a success with this status has no body.
func (op *Operation) bodiless(status int) bool {
	return status == http.StatusNoContent || status == http.StatusResetContent || status/100 == 2 && op.Empty != nil && op.Empty(status)
}

// A Response is what an answer says beside its body.
type Response struct {
	Status int // 0 if there was no answer
	Header http.Header
}

type contentTypeKey struct{}

// WithContentType returns a context for one call, whose body is sent with this
// content type instead of the usual one. It must be one of those that the
// document has for the operation.
func WithContentType(ctx context.Context, contentType string) context.Context {
	return context.WithValue(ctx, contentTypeKey{}, contentType)
}

type responseKey struct{}

// WithResponse returns a context for one call, which fills r.
func WithResponse(ctx context.Context, r *Response) context.Context {
	return context.WithValue(ctx, responseKey{}, r)
}
