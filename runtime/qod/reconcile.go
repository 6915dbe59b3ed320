package qod

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/rest"
)

// A Body is the pointer to a generated type.
type Body[T any] interface {
	*T
	jsonwire.Appender
}

// InDoubt reports whether a session may have been created although the call
// that should do so has returned err: the answer was lost, late or could not be
// read, or came from a gateway (408, 500, 502, 503, 504).
func InDoubt(err error) bool {
	var call *rest.CallError
	var answer *rest.StatusError
	switch {
	case errors.As(err, &answer):
		switch answer.Status {
		case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway,
			http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
	case errors.As(err, &call):
		return call.Doing == "request" || strings.HasPrefix(call.Doing, "answer")
	}
	return false
}

// Reconcile finds the session that a request has created whose answer was
// lost, among those of its device, which list returns. It returns nil if there
// is none: see [Session.Answers]. Since is when the request was first sent, so
// that an older session is not taken for it; zero for any.
//
//	s, err := qod.Reconcile(ctx, request, since, func(ctx context.Context) ([]v1.SessionInfo, error) {
//		return client.RetrieveSessionsByDevice(ctx, &v1.RetrieveSessionsInput{Device: request.Device})
//	})
//
// Of several the newest is returned. Nothing in a session says who has created
// it: a session that another program has just created for the same device,
// profile and server is returned as well.
func Reconcile[S any, P Body[S]](ctx context.Context, request jsonwire.Appender, since time.Time, list func(context.Context) ([]S, error)) (P, error) {
	sessions, err := list(ctx)
	if err != nil && !isMissing(err) {
		return nil, err
	}
	wanted := SessionOf(request)
	var found P
	var started time.Time
	for i := range sessions {
		s := SessionOf(P(&sessions[i]))
		if s.StartedAt.IsZero() {
			s.StartedAt = time.Unix(1<<40, 0) // is about to start
		}
		if s.Answers(wanted, since) && (found == nil || s.StartedAt.After(started)) {
			found, started = &sessions[i], s.StartedAt
		}
	}
	return found, nil
}

// isMissing reports whether the answer is that the device has no sessions, as
// some operators say it.
func isMissing(err error) bool {
	e := ErrorOf(err)
	return e != nil && e.Status == http.StatusNotFound
}

// looks returns the pauses before each look for a session that may still be on
// its way. A server that has answered is done, unless a gateway answered for it.
func looks(reason error) []time.Duration {
	if e := ErrorOf(reason); e != nil && (e.Status == http.StatusInternalServerError || e.Status == http.StatusServiceUnavailable) {
		return []time.Duration{0}
	}
	return []time.Duration{0, time.Second, 3 * time.Second}
}

// Create creates a session once: where create ends in doubt (see [InDoubt]), it
// looks for the session with list before it tries a second time. It looks for
// it as well when the second try ends with CONFLICT. Other errors are those of
// create. When ctx ends while the outcome is in doubt, the error of create is
// returned; the session may then exist, and [Reconcile] finds it.
//
//	s, err := qod.Create(ctx, request, func(ctx context.Context) (*v1.SessionInfo, error) {
//		return client.CreateSession(ctx, request)
//	}, func(ctx context.Context) ([]v1.SessionInfo, error) {
//		return client.RetrieveSessionsByDevice(ctx, &v1.RetrieveSessionsInput{Device: request.Device})
//	})
//
// An answer of the server itself, such as 503, is no reason for a second try.
// An attempt lasts as long as the client's [net/http.Client] allows, 30 seconds
// unless it says otherwise.
func Create[S any, P Body[S]](ctx context.Context, request jsonwire.Appender, create func(context.Context) (P, error), list func(context.Context) ([]S, error)) (P, error) {
	since := time.Now()
	look := func(reason error) (P, error) { return lookFor[S, P](ctx, request, since, list, reason) }
	s, first := create(ctx)
	if !InDoubt(first) {
		return s, first
	}
	if s, err := look(first); s != nil || err != nil {
		return s, err
	}
	if ErrorOf(first) != nil {
		return nil, first
	}
	s, second := create(ctx)
	if InDoubt(second) || HasCode(second, CodeConflict) {
		if s, err := look(second); s != nil || err != nil {
			return s, err
		}
	}
	return s, second
}

// lookFor looks several times. A failure to look, which leaves the doubt, is
// an error as well as the one that was the reason to look.
func lookFor[S any, P Body[S]](ctx context.Context, request jsonwire.Appender, since time.Time, list func(context.Context) ([]S, error), reason error) (P, error) {
	for _, pause := range looks(reason) {
		if err := sleep(ctx, pause); err != nil {
			return nil, errors.Join(reason, err)
		}
		s, err := Reconcile[S, P](ctx, request, since, list)
		if s != nil {
			return s, nil
		}
		if err != nil {
			return nil, errors.Join(reason, err)
		}
	}
	return nil, nil
}

// sleep waits until the pause or the context is over.
func sleep(ctx context.Context, pause time.Duration) error {
	if err := ctx.Err(); err != nil || pause <= 0 {
		return err
	}
	t := time.NewTimer(pause)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
