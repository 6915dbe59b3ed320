package rest

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// A Retry says how often and when a call is repeated. Only operations that are
// idempotent are (GET, HEAD, PUT, DELETE, OPTIONS, and those marked so), and
// only after a connection failed, the status was 429, 502, 503 or 504, or the
// body says that it helps.
//
// An exchange for an access token that failed in one of these ways is repeated
// for every operation: nothing was sent then.
//
// Before attempt n+1 a random time between 0 and Base·2ⁿ⁻¹ passes, or Max if
// that is less: full jitter, so that many clients do not come back together.
// If the server asked for a longer pause with Retry-After, that is kept. A
// pause that the context's deadline would cut off is not begun.
type Retry struct {
	Attempts int           // the first included; 0 and 1 mean no retry
	Base     time.Duration // greatest pause before the second attempt
	Max      time.Duration // greatest pause before any; 0 for no limit
	// MaxRetryAfter is the longest Retry-After that is waited for; a longer
	// one ends the call. 0 is no limit.
	MaxRetryAfter time.Duration
	// All has operations repeated that are not idempotent, too, such as one
	// that sends a message: if the answer was lost it may be done twice.
	All bool
}

// DefaultRetry is a moderate Retry: four attempts in at most a few seconds,
// unless the server asks for more.
var DefaultRetry = Retry{Attempts: 4, Base: 250 * time.Millisecond, Max: 10 * time.Second, MaxRetryAfter: time.Minute}

// pause returns how long to wait before the attempt after this one, counting
// from 1, and whether there is one.
func (r Retry) pause(attempt int, op *Operation, a *answer) (time.Duration, bool) {
	if attempt >= r.Attempts || !r.All && !op.idempotent() && !a.early || !a.transient() {
		return 0, false
	}
	asked, ok := r.asked(a.header, a.err)
	return max(r.jitter(attempt), asked), ok
}

// asked returns the pause that a server wants after an answer with a header, or
// after err, and whether it is to be waited for.
func (r Retry) asked(h http.Header, err error) (time.Duration, bool) {
	var status *StatusError
	if errors.As(err, &status) {
		h = status.Header
	}
	after := retryAfter(h, time.Now())
	if r.MaxRetryAfter > 0 && after > r.MaxRetryAfter {
		return 0, false
	}
	return max(after, heldFor(err)), true
}

// onceKey is that of a context whose calls are not repeated by the Client.
type onceKey struct{}

func (r Retry) jitter(attempt int) time.Duration {
	limit := r.Base
	for range attempt - 1 {
		if limit > 1<<61 {
			break
		}
		limit *= 2
	}
	if r.Max > 0 {
		limit = min(limit, r.Max)
	}
	if limit <= 0 {
		return 0
	}
	return rand.N(limit)
}

// longest stands for any pause that is longer; sums of two are no overflow.
const longest = time.Duration(1) << 61 // 73 years

// retryAfter reads Retry-After (RFC 9110 section 10.2.3): seconds or a date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	n, err := strconv.ParseUint(v, 10, 64)
	switch {
	case err == nil && n <= uint64(longest/time.Second):
		return time.Duration(n) * time.Second
	case err == nil || errors.Is(err, strconv.ErrRange):
		return longest
	}
	if t, err := http.ParseTime(v); err == nil {
		return min(max(0, t.Sub(now)), longest)
	}
	return 0
}

func (op *Operation) idempotent() bool {
	switch op.Method {
	case http.MethodGet, http.MethodHead, http.MethodPut, http.MethodDelete, http.MethodOptions:
		return true
	}
	return op.Idempotent
}

// transient reports whether the same request may have another answer soon.
func (a *answer) transient() bool {
	switch a.status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return a.lost && !isCertificateError(a.err) || a.said != nil && a.said.Again && !a.said.Done
}

// isCertificateError reports whether the server's certificate was refused.
func isCertificateError(err error) bool {
	return errors.As(err, new(*tls.CertificateVerificationError))
}

// unreached reports whether a request ended with err because there was no
// connection to the server. After a redirect that cannot be told.
func unreached(req *http.Request, err error) bool {
	var failed *url.Error
	if !errors.As(err, &failed) || failed.URL != req.URL.String() {
		return false
	}
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect") || errors.As(err, new(*net.DNSError))
}

// outlasts reports whether the context will not end before a pause does.
func outlasts(ctx context.Context, pause time.Duration) bool {
	end, ok := ctx.Deadline()
	return !ok || time.Until(end) > pause
}

// sleep waits until the pause or the context is over.
func sleep(ctx context.Context, pause time.Duration) error {
	t := time.NewTimer(pause)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
