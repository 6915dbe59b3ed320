package nac

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/telgen/telgen/runtime/qod"
)

// A Session is a session as the network last described it. Members that it
// left out are zero. It may not be used by several goroutines at once.
type Session struct {
	qod.Session
	client *Client
}

// Refresh asks the network for the session as it is now.
func (s *Session) Refresh(ctx context.Context) error {
	now, err := s.client.api.get(ctx, s.ID)
	if err != nil {
		return err
	}
	s.update(now)
	return nil
}

// Extend prolongs the session by a whole number of seconds. The network may
// grant less: Duration and ExpiresAt say how long it is. It is not repeated
// when the answer is lost, because it would then be prolonged twice; Refresh
// shows what was done.
func (s *Session) Extend(ctx context.Context, by time.Duration) error {
	if by%time.Second != 0 || by <= 0 || by/time.Second > math.MaxInt32 {
		return fmt.Errorf("network as code: a session cannot be prolonged by %v: only by whole seconds", by)
	}
	longer, err := s.client.api.extend(ctx, s.ID, int32(by/time.Second))
	if err != nil {
		return err
	}
	s.update(longer)
	return nil
}

// Delete ends the session. Whoever waits for it in WaitAvailable is told.
func (s *Session) Delete(ctx context.Context) error {
	if err := s.client.api.remove(ctx, s.ID); err != nil {
		return err
	}
	s.client.waiter.Take(&qod.Event{SessionID: s.ID, Status: qod.StatusUnavailable, StatusInfo: qod.DeleteRequested})
	return nil
}

// WaitAvailable waits until the session is AVAILABLE, which it learns by asking
// every two seconds, and from notifications that are given to [Client.Take].
// The error is a [*qod.EndedError] if the network has refused or ended it. The
// members of s are as they were: Refresh brings the new ones.
func (s *Session) WaitAvailable(ctx context.Context) error {
	return s.client.waiter.Wait(ctx, s.ID)
}

// update takes over what the network says now. What an answer leaves out
// stays as it was, except for the reason of an end.
func (s *Session) update(now *qod.Session) {
	old := s.Session
	s.Session = *now
	keep(&s.ID, old.ID)
	keep(&s.Profile, old.Profile)
	keep(&s.Status, old.Status)
	keep(&s.Duration, old.Duration)
	keep(&s.StartedAt, old.StartedAt)
	keep(&s.ExpiresAt, old.ExpiresAt)
	keep(&s.Device, old.Device)
	keep(&s.Sink, old.Sink)
	if s.Server.IsZero() {
		s.Server = old.Server
	}
	if s.DevicePorts.IsZero() {
		s.DevicePorts = old.DevicePorts
	}
	if s.ServerPorts.IsZero() {
		s.ServerPorts = old.ServerPorts
	}
}

// keep sets v to old if it is zero.
func keep[T comparable](v *T, old T) {
	if *v == *new(T) {
		*v = old
	}
}
