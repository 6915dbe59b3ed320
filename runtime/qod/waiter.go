package qod

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/telgen/telgen/runtime/rest"
)

// Defaults of a [Waiter].
const (
	DefaultPollEvery = 2 * time.Second
	// maxOutcomes is how many sessions a Waiter remembers that nobody waits for.
	maxOutcomes = 10_000
)

// An EndedError says that a session became UNAVAILABLE instead of AVAILABLE,
// or after it.
type EndedError struct {
	SessionID  string
	StatusInfo StatusInfo // empty if the operator gave no reason
}

// Error returns the session and the reason.
func (e *EndedError) Error() string {
	return "session " + e.SessionID + " is unavailable: " + cmp.Or(string(e.StatusInfo), "no reason was given")
}

// A Waiter waits for sessions to become AVAILABLE. It learns of it from
// notifications, which are given to its method Take, by asking for the session
// now and then, or from both. It may be used by many goroutines at once.
//
// It remembers the outcome of the last 10,000 sessions: a notification may
// come before the program has read the answer that names the session.
type Waiter struct {
	// Every is how often a session is asked for; 0 stands for
	// DefaultPollEvery. It is set before the first use.
	Every time.Duration

	poll func(ctx context.Context, sessionID string) (*Session, error)

	mu       sync.Mutex
	sessions map[string]*outcome
	order    []string // of those in sessions, oldest first
}

// An outcome is what is known of a session.
type outcome struct {
	status Status
	info   StatusInfo
	change chan struct{} // closed when status changes, and replaced

	waiting int // how many wait for it: it is not forgotten then
	// told is whether a Wait has returned that the session is AVAILABLE: it may
	// have ended since.
	told bool
}

// NewWaiter returns a Waiter that asks poll for sessions; nil if it shall learn
// from notifications alone. [SessionOf] makes a Session of a generated one. The
// context of poll ends when a notification has said what was to be asked.
func NewWaiter(poll func(ctx context.Context, sessionID string) (*Session, error)) *Waiter {
	return &Waiter{poll: poll, sessions: map[string]*outcome{}}
}

// Take notes what a notification says about a session.
func (w *Waiter) Take(e *Event) { w.note(e.SessionID, e.Status, e.StatusInfo) }

// note notes the status of a session. UNAVAILABLE is final, in whatever order
// notifications come.
func (w *Waiter) note(id string, status Status, info StatusInfo) {
	if id == "" || status != StatusAvailable && status != StatusUnavailable {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	o := w.of(id)
	if o.status == StatusUnavailable || o.status == status {
		return
	}
	o.status, o.info = status, info
	close(o.change)
	o.change = make(chan struct{})
}

// of returns what is known of a session, with the lock. Those that were met
// longest ago are forgotten.
func (w *Waiter) of(id string) *outcome {
	if o, ok := w.sessions[id]; ok {
		return o
	}
	w.forget()
	o := &outcome{change: make(chan struct{})}
	w.sessions[id] = o
	w.order = append(w.order, id)
	return o
}

// forget makes room for a session, unless somebody waits for each.
func (w *Waiter) forget() {
	if len(w.order) < maxOutcomes {
		return
	}
	i := slices.IndexFunc(w.order, func(id string) bool { return w.sessions[id].waiting == 0 })
	if i >= 0 {
		delete(w.sessions, w.order[i])
		w.order = slices.Delete(w.order, i, i+1)
	}
}

// Wait waits until a session is AVAILABLE. The error is an [*EndedError] if it
// became UNAVAILABLE, that of ctx, or that of asking for the session unless it
// is one that passes ([rest.Temporary]). What an earlier Wait has returned may
// be over: a Waiter that can ask for sessions does so before it says AVAILABLE
// again.
func (w *Waiter) Wait(ctx context.Context, sessionID string) error {
	o := w.enter(sessionID)
	defer w.leave(o)
	if w.poll == nil {
		return w.wait(ctx, sessionID, o, nil)
	}
	tick := time.NewTicker(cmp.Or(max(0, w.Every), DefaultPollEvery))
	defer tick.Stop()
	for {
		change := w.changeOf(o)
		if done, err := w.look(sessionID, o); done {
			return err
		}
		err := w.ask(ctx, sessionID, change)
		if done, err := w.look(sessionID, o); done {
			return err
		}
		if err != nil {
			return err
		}
		if err := w.wait(ctx, sessionID, o, tick.C); !errors.Is(err, errTick) {
			return err
		}
	}
}

func (w *Waiter) enter(id string) *outcome {
	w.mu.Lock()
	defer w.mu.Unlock()
	o := w.of(id)
	o.waiting++
	if w.poll != nil && o.told && o.status == StatusAvailable {
		o.status, o.told = "", false
	}
	return o
}

func (w *Waiter) leave(o *outcome) {
	w.mu.Lock()
	defer w.mu.Unlock()
	o.waiting--
}

// errTick says that it is time to ask again.
var errTick = errors.New("tick")

// ask asks for a session and notes its status. It gives up when there is a
// change.
func (w *Waiter) ask(ctx context.Context, id string, change <-chan struct{}) error {
	asking, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-change:
			stop()
		case <-asking.Done():
		}
	}()
	s, err := w.poll(asking, id)
	switch {
	case err == nil && s != nil:
		w.note(id, s.Status, s.StatusInfo)
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && asking.Err() == nil && !rest.Temporary(err):
		return fmt.Errorf("session %s: %w", id, err)
	}
	return nil
}

// wait waits for an outcome, or for the next tick.
func (w *Waiter) wait(ctx context.Context, id string, o *outcome, tick <-chan time.Time) error {
	for {
		change := w.changeOf(o)
		if done, err := w.look(id, o); done {
			return err
		}
		select {
		case <-change:
		case <-tick:
			return errTick
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (w *Waiter) changeOf(o *outcome) <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return o.change
}

// look reports whether the outcome is known, and which error it is.
func (w *Waiter) look(id string, o *outcome) (done bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch o.status {
	case StatusAvailable:
		o.told = true
		return true, nil
	case StatusUnavailable:
		return true, &EndedError{SessionID: id, StatusInfo: o.info}
	}
	return false, nil
}
