package qod

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/rest"
)

// An Error is an answer that is no success, with what its body says, in any of
// the forms in use:
//
//	{"status":404,"code":"NOT_FOUND","message":"..."}   CAMARA; 0.8 without status
//	{"detail":"QoS subscription not found"}              Network as Code
//	{"detail":[{"loc":["body"],"msg":"..."}]}            Network as Code, 422
//	{"message":"Invalid API key."}                       its gateway
type Error struct {
	Status  int    // of HTTP
	Code    Code   // as sent; empty if the body has none
	Message string // may be empty

	answer *rest.StatusError
}

// ErrorOf returns the answer that err is about, or nil if it is about none: if
// nothing was received, or nothing sent. It takes the errors of all generated
// clients.
func ErrorOf(err error) *Error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	var answer *rest.StatusError
	if !errors.As(err, &answer) {
		return nil
	}
	e := &Error{Status: answer.Status, answer: answer}
	body := errorBody{e}
	if jsonwire.Unmarshal(answer.Body, body) != nil {
		e.Code, e.Message = "", "" // half of what is no JSON
	}
	return e
}

// Error returns operation, status, code and message.
func (e *Error) Error() string {
	parts := []string{strings.TrimSpace(strconv.Itoa(e.Status) + " " + http.StatusText(e.Status))}
	if e.answer != nil {
		parts[0] = e.answer.Operation + ": " + parts[0]
	}
	for _, s := range []string{string(e.Code), e.Message} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns the [*rest.StatusError], which has header and body.
func (e *Error) Unwrap() error {
	if e.answer == nil {
		return nil
	}
	return e.answer
}

// Is reports whether target is the Code of e, or, if the answer has none, the
// one that CAMARA gives to its status: NOT_FOUND for 404.
func (e *Error) Is(target error) bool {
	c, ok := target.(Code)
	if !ok {
		return false
	}
	if e.Code != "" {
		return e.Code == c
	}
	return rest.NewProblem(e.Status, "").Code == string(c)
}

// An errorBody reads code and message of an error.
type errorBody struct{ *Error }

// DecodeJSON reads the members that say what is wrong.
func (e errorBody) DecodeJSON(d *jsonwire.Decoder) {
	if d.Kind() != jsonwire.KindObject {
		d.Skip()
		return
	}
	d.BeginObject()
	for d.NextMember() {
		switch d.Key() {
		case "code":
			e.Code = Code(text(d))
		case "message":
			e.Message = text(d)
		case "detail":
			e.detail(d)
		default:
			d.Skip()
		}
	}
}

// detail reads a text, or a list of problems.
func (e errorBody) detail(d *jsonwire.Decoder) {
	if d.Kind() != jsonwire.KindArray {
		e.add(text(d))
		return
	}
	d.BeginArray()
	for d.NextElement() {
		e.problem(d)
	}
}

// problem reads {"loc":["body","device"],"msg":"field required","type":"..."}.
func (e errorBody) problem(d *jsonwire.Decoder) {
	if d.Kind() != jsonwire.KindObject {
		d.Skip()
		return
	}
	var where []string
	msg := ""
	d.BeginObject()
	for d.NextMember() {
		switch {
		case d.Key() == "msg":
			msg = text(d)
		case d.Key() == "loc" && d.Kind() == jsonwire.KindArray:
			d.BeginArray()
			for d.NextElement() {
				where = append(where, text(d))
			}
		default:
			d.Skip()
		}
	}
	if len(where) > 0 {
		msg = strings.Join(where, ".") + ": " + msg
	}
	e.add(msg)
}

// add adds a sentence to the message.
func (e errorBody) add(s string) {
	if e.Message != "" && s != "" {
		s = e.Message + "; " + s
	}
	if s != "" {
		e.Message = s
	}
}
