package qod

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/telgen/telgen/runtime/rest"
)

// Defaults of a [ReceiverConfig].
const (
	DefaultRemember    = 100_000 // events; about 15 MB when full
	DefaultRememberFor = 24 * time.Hour
)

// A TakeFunc takes an event. An error is answered with 500, so that the
// operator may deliver the event again, or with the status of a
// [*rest.Problem]: 410 tells the operator to stop. It is called by many
// goroutines at once, and must not wait for long: operators give up.
type TakeFunc func(context.Context, *Event) error

// A ReceiverConfig says what a receiver accepts. It needs Tokens.
type ReceiverConfig struct {
	// Tokens are the bearer tokens that operators present: those that sessions
	// were created with, each with or without "Bearer " before it. They are
	// compared in constant time. Without any nobody is admitted.
	Tokens []string
	// Authenticate takes the place of Tokens if it is set, e.g. where each
	// session has a token of its own: see [rest.WithAuthenticator].
	Authenticate rest.HandlerOption

	// Remember is how many events are remembered to recognise a second
	// delivery; 0 stands for DefaultRemember. Those taken longest ago are
	// forgotten first.
	Remember int
	// RememberFor is how long they are; 0 stands for DefaultRememberFor.
	RememberFor time.Duration

	// Options are more options of the handler: [rest.OnError] to log what was
	// refused, [rest.WithMaxBody] (256 KiB unless set), [rest.WithBodyTimeout]
	// (30 seconds unless set).
	Options []rest.HandlerOption
}

// notification is the operation of a receiver.
var notification = rest.Operation{
	Name:         "postNotification",
	Method:       http.MethodPost,
	ContentType:  "application/cloudevents+json",
	ContentTypes: []string{"application/json"},
}

// NewReceiver returns a handler for the notifications of all versions, to be
// mounted at any path. It hands each event to take once, however often it is
// delivered, and answers:
//
//	204  the event was taken, now or before
//	400  the body is no notification
//	401  the token is not the right one; nothing of the body was read
//	405  the method is not POST
//	413  the body is too long
//	415  the body is not JSON
//	500  take has failed; another delivery is a new try
//
// An event is recognised by source and id, or by all it says where it has no
// id. The x-correlator of a request is echoed, and is in the context of take
// ([rest.Correlator]).
func NewReceiver(take TakeFunc, c ReceiverConfig) http.Handler {
	options := []rest.HandlerOption{rest.VerifyBearer(c.Tokens...)}
	if c.Authenticate != nil {
		options[0] = c.Authenticate
	}
	r := &receiver{take: take, window: newWindow(size(c.Remember), cmp.Or(max(0, c.RememberFor), DefaultRememberFor))}
	e := rest.Endpoint{Operation: &notification, Status: http.StatusNoContent, Serve: r.serve}
	return rest.NewReceiver(e, nil, append(options, c.Options...)...)
}

// size is the number of events to be remembered.
func size(n int) int { return cmp.Or(max(0, n), DefaultRemember) }

// A receiver takes each event once.
type receiver struct {
	take   TakeFunc
	window *window
}

func (r *receiver) serve(ctx context.Context, req *rest.Request) (any, error) {
	e := new(Event)
	if err := req.Decode(e); err != nil {
		return nil, err
	}
	return nil, r.window.once(ctx, e.key(), func() error { return r.take(ctx, e) })
}
