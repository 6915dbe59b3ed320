package qod

import (
	"context"
	"iter"
	"net/http"
	"sync"
	"time"

	"github.com/telgen/telgen/runtime/rest"
)

// takeWait is how long a notification waits for room in a Stream: operators
// do not wait for long either.
const takeWait = 5 * time.Second

// A Stream hands events from a receiver to a program that wants no callback.
// Its method Take is the receiver's [TakeFunc], or is called by it. One that is
// full holds notifications back for a few seconds and then refuses them with
// 503, so that the operator delivers them again.
//
// An event counts as taken once it is in the Stream: those in it are lost when
// the program ends.
type Stream struct {
	events chan *Event
	closed chan struct{}
	wait   time.Duration

	mu   sync.RWMutex // held for reading while something is put into events
	once sync.Once
}

// NewStream returns a Stream with room for size events, at least one.
func NewStream(size int) *Stream {
	return &Stream{events: make(chan *Event, max(1, size)), closed: make(chan struct{}), wait: takeWait}
}

// Take puts e into the stream. The error, a [*rest.Problem] with status 503, is
// that there was no room for it, or that the stream is closed.
func (s *Stream) Take(ctx context.Context, e *Event) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	select {
	case <-s.closed: // the channel may be closed, too
		return rest.NewProblem(http.StatusServiceUnavailable, "nobody takes notifications any more")
	default:
	}
	full := time.NewTimer(s.wait)
	defer full.Stop()
	select {
	case s.events <- e:
		return nil
	case <-s.closed:
	case <-full.C:
	case <-ctx.Done():
	}
	rest.ResponseOf(ctx).Header.Set("Retry-After", "5")
	return rest.NewProblem(http.StatusServiceUnavailable, "there is no room for the notification")
}

// C returns the events as a channel, which ends after [Stream.Close]. Of
// several readers each event reaches one.
func (s *Stream) C() <-chan *Event { return s.events }

// Events returns the events as they come, until ctx ends or the stream is
// closed and empty.
func (s *Stream) Events(ctx context.Context) iter.Seq[*Event] {
	return func(yield func(*Event) bool) {
		for ctx.Err() == nil {
			select {
			case e, ok := <-s.events:
				if !ok || !yield(e) {
					return
				}
			case <-ctx.Done():
			}
		}
	}
}

// Close refuses further events. Those in the stream can still be read.
func (s *Stream) Close() {
	s.once.Do(func() {
		close(s.closed)
		s.mu.Lock() // nobody puts anything in
		defer s.mu.Unlock()
		close(s.events)
	})
}
