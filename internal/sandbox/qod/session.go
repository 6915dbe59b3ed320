package qod

import (
	"sync/atomic"
	"time"
)

// Statuses of a session and reasons of the last one.
const (
	requested    = "REQUESTED"
	available    = "AVAILABLE"
	notAvailable = "UNAVAILABLE"

	durationExpired   = "DURATION_EXPIRED"
	networkTerminated = "NETWORK_TERMINATED"
	deleteRequested   = "DELETE_REQUESTED"
)

// A session is an order and what became of it. The network's mutex protects it.
//
//	REQUESTED -> AVAILABLE -> UNAVAILABLE DURATION_EXPIRED, NETWORK_TERMINATED
//	REQUESTED -> UNAVAILABLE NETWORK_TERMINATED
type session struct {
	id      string
	number  int // of its creation
	order   *order
	device  *device
	profile *profile

	status   string
	info     string // why it is UNAVAILABLE
	duration time.Duration
	created  time.Time
	started  time.Time // zero until AVAILABLE
	ends     time.Time // zero while REQUESTED
	// stop stops the next change, which is the one with the number change.
	stop   func()
	change int
	// sinkGone is shared by all copies and events.
	sinkGone *atomic.Bool
}

// began is when s started, or may start.
func (s *session) began() time.Time {
	if s.started.IsZero() {
		return s.created
	}
	return s.started
}

// blocks reports whether s is in the way of another session of its device on
// the flow f. What the network ended is, until it is deleted or forgotten.
func (s *session) blocks(f *flow) bool {
	return s.info != durationExpired && s.order.flow.overlaps(f)
}

// later has f change s after d, instead of the change that was to come next.
func (n *network) later(s *session, d time.Duration, f func(*session)) {
	s.cancel()
	number := s.change
	s.stop = n.clock.AfterFunc(d, func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		if s.change == number {
			f(s)
		}
	})
}

// cancel forgets the change that was to come next.
func (s *session) cancel() {
	s.change++
	if s.stop != nil {
		s.stop()
	}
}

// grant makes a session AVAILABLE, or has the network refuse it.
func (n *network) grant(s *session) {
	fate := fateOf(s.device, s.profile)
	if fate == refused {
		n.end(s, networkTerminated)
		return
	}
	s.status, s.started = available, n.clock.Now()
	s.ends = s.started.Add(s.duration)
	n.changed(s)
	n.notify(s)
	if fate == ended {
		n.later(s, s.duration/2, func(s *session) { n.end(s, networkTerminated) })
		return
	}
	n.later(s, s.duration, func(s *session) { n.end(s, durationExpired) })
}

// end makes a session UNAVAILABLE. It stays readable for a while.
func (n *network) end(s *session, info string) {
	s.status, s.info, s.ends = notAvailable, info, n.clock.Now()
	if info == networkTerminated && !s.started.IsZero() {
		s.duration = max(time.Second, s.ends.Sub(s.started).Truncate(time.Second))
	}
	n.changed(s)
	n.notify(s)
	n.later(s, n.cfg.Keep, n.forget)
}

// prolong adds to the duration of an AVAILABLE session, up to the limit of its
// profile.
func (n *network) prolong(s *session, extra time.Duration) {
	s.duration = max(s.duration, min(s.duration+extra, s.profile.Max))
	s.ends = s.started.Add(s.duration)
	if fateOf(s.device, s.profile) != ended {
		n.later(s, s.ends.Sub(n.clock.Now()), func(s *session) { n.end(s, durationExpired) })
	}
	n.changed(s)
}

// forget removes a session.
func (n *network) forget(s *session) {
	s.cancel()
	delete(n.sessions, s.id)
	for _, key := range s.device.keys() {
		n.byDevice[key] = without(n.byDevice[key], s)
		if len(n.byDevice[key]) == 0 {
			delete(n.byDevice, key)
		}
	}
	n.hub.gone(s.id)
}

func without(list []*session, s *session) []*session {
	for i := range list {
		if list[i] == s {
			return append(list[:i], list[i+1:]...)
		}
	}
	return list
}
