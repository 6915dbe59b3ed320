package rest

import (
	"errors"
	"net/http"
	"time"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// An Outcome is what a body says about its call, in servers that answer 200 to
// calls they have refused.
type Outcome struct {
	Done bool // the call was carried out, at least in part
	// Again is set when the same call may succeed later.
	Again bool
	// TokenRefused is set when the access token was missing, wrong or too old.
	TokenRefused bool
}

// An Outcomer is a body that knows its [Outcome]. An answer whose body says
// that its call was not carried out is a [*StatusError], whatever its status.
type Outcomer interface {
	jsonwire.Decodable
	Outcome() Outcome
}

// said returns the outcome in the body of an answer, or nil if it has none.
func (op *Operation) said(a *answer) *Outcome {
	if op.Outcome == nil || a.err != nil {
		return nil
	}
	body := op.Outcome()
	if unmarshal(a.body, body, false, a.maxMemory) != nil {
		return nil
	}
	o := body.Outcome()
	return &o
}

// refused reports whether the call was not carried out.
func (a *answer) refused() bool {
	return a.status < 200 || a.status > 299 || a.said != nil && !a.said.Done
}

// Temporary reports whether the call that ended with err may succeed if it is
// made again: the connection failed, the status was 429, 502, 503 or 504, or
// the body says so. A context that ended is no such error.
func Temporary(err error) bool {
	var status *StatusError
	if errors.As(err, &status) {
		if said, ok := status.Err.(interface{ Outcome() Outcome }); ok && said.Outcome().Again {
			return true
		}
		return (&answer{status: status.Status}).transient()
	}
	var call *CallError
	return errors.As(err, &call) && call.lost && !isCertificateError(err)
}

// undone reports whether the call that ended with err was not carried out: the
// server says so, or it was not reached.
func undone(err error) bool {
	if unsent(err) {
		return true
	}
	var status *StatusError
	if !errors.As(err, &status) {
		return false
	}
	if said, ok := status.Err.(interface{ Outcome() Outcome }); ok && said.Outcome().Again {
		return true
	}
	return status.Status == http.StatusTooManyRequests || status.Status == http.StatusServiceUnavailable
}

// unsent reports whether nothing was sent in the call that ended with err.
func unsent(err error) bool {
	var call *CallError
	return errors.As(err, &call) && call.unsent
}

// after is pause for an error that a call has returned. Asked is the part of
// the pause that the server wants.
func (r Retry) after(attempt int, err error) (wait, asked time.Duration, again bool) {
	if attempt >= r.Attempts || !Temporary(err) || !r.All && !undone(err) {
		return 0, 0, false
	}
	asked, again = r.asked(nil, err)
	return max(r.jitter(attempt), asked), asked, again
}
