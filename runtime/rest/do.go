package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// Do sends a request and reads the answer into out: a [jsonwire.Decodable] or
// a *[]byte for the body as it is, or nil if the body does not matter. The
// error is a [*StatusError] or a [*CallError].
func (c *Client) Do(ctx context.Context, call *Call, out any) error {
	m, err := c.message(ctx, call)
	if err != nil {
		return err
	}
	a := c.send(ctx, m)
	if r, ok := ctx.Value(responseKey{}).(*Response); ok && r != nil {
		r.Status, r.Header = a.status, a.header
	}
	switch {
	case a.err != nil:
		return a.err
	case a.status < 200 || a.status > 299:
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
}

// message checks a call and writes down what it will send.
func (c *Client) message(ctx context.Context, call *Call) (*message, error) {
	op := call.Operation
	if call.Check != nil {
		return nil, op.failed("parameters", call.Check)
	}
	url, err := c.url(call)
	if err != nil {
		return nil, op.failed("parameters", err)
	}
	body, err := op.encode(call.Body)
	if err != nil {
		return nil, op.failed("request body", err)
	}
	m := &message{op: op, url: url, body: body, header: c.header.Clone()}
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
	if call.Body != nil && m.op.ContentType != "" {
		m.header.Set("Content-Type", m.op.ContentType)
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
		}
		m.header[http.CanonicalHeaderKey(name)] = values
	}
	return nil
}

// encode validates a body and writes it.
func (op *Operation) encode(body any) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	if isNil(body) {
		return nil, errors.New("is a nil pointer")
	}
	if v, ok := body.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return nil, err
		}
	}
	switch v := body.(type) {
	case FormAppender:
		return v.AppendForm(nil), nil
	case jsonwire.Appender:
		return v.AppendJSON(nil), nil
	case []byte:
		return v, nil
	}
	return nil, fmt.Errorf("%T cannot be sent as %s", body, op.ContentType)
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
	lost   bool // the connection failed; another attempt may succeed
}

// send makes attempts until one is final.
func (c *Client) send(ctx context.Context, m *message) *answer {
	for attempt := 1; ; attempt++ {
		a := c.attempt(ctx, m)
		wait, again := c.retry.pause(attempt, m.op, a)
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
	req, err := c.request(ctx, m)
	if err != nil {
		return &answer{err: err}
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return &answer{err: m.op.failed("request", err), lost: ctx.Err() == nil}
	}
	defer resp.Body.Close()
	a := &answer{status: resp.StatusCode, header: resp.Header}
	a.body, err = io.ReadAll(io.LimitReader(resp.Body, c.maxResponse+1))
	switch {
	case err != nil:
		return &answer{header: a.header, err: m.op.failed("answer", err), lost: ctx.Err() == nil}
	case int64(len(a.body)) > c.maxResponse:
		a.body = a.body[:c.maxResponse]
		if a.status >= 200 && a.status <= 299 {
			a.err = m.op.failed("answer", fmt.Errorf("is longer than %d bytes; WithMaxResponse allows more", c.maxResponse))
		}
	}
	return a
}

// request makes the request of one attempt.
func (c *Client) request(ctx context.Context, m *message) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, m.op.Method, m.url, bytes.NewReader(m.body))
	if err != nil {
		return nil, m.op.failed("request", err)
	}
	req.Header = m.header.Clone()
	if c.tokens != nil && !m.op.NoAuth {
		token, err := c.tokens.Token()
		if err != nil {
			return nil, m.op.failed("access token", err)
		}
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
func (op *Operation) statusError(a *answer) error {
	e := &StatusError{Operation: op.Name, Status: a.status, Header: a.header, Body: a.body}
	if op.Errors == nil {
		return e
	}
	body := bytes.TrimLeft(a.body, " \t\r\n")
	if typed := op.Errors(a.status); typed != nil && len(body) > 0 && body[0] == '{' && jsonwire.Unmarshal(body, typed) == nil {
		e.Err = typed
	}
	return e
}

// decode reads the body of a success into out.
func (op *Operation) decode(a *answer, out any) error {
	switch out := out.(type) {
	case nil:
		return nil
	case *[]byte:
		*out = a.body
		return nil
	case jsonwire.Decodable:
		if a.status == http.StatusNoContent || a.status == http.StatusResetContent {
			return nil
		}
		if err := jsonwire.Unmarshal(a.body, out); err != nil {
			return op.failed("answer with status "+statusText(a.status), err)
		}
		return nil
	}
	return op.failed("answer", fmt.Errorf("cannot be read into %T", out))
}

// A Response is what an answer says beside its body.
type Response struct {
	Status int // 0 if there was no answer
	Header http.Header
}

type responseKey struct{}

// WithResponse returns a context for one call, which fills r.
func WithResponse(ctx context.Context, r *Response) context.Context {
	return context.WithValue(ctx, responseKey{}, r)
}
