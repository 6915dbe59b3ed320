package qodtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/rest"
)

const (
	// SessionID is the id of the one session of an operator.
	SessionID = "1d5f7c3e-8a42-4b09-9c61-52e0f4a7b813"
	// EventID is the id of the event of its end.
	EventID = "6b0c9a52-3f1d-47e8-b2a4-90d7c5e81f36"
	// SinkToken is what an operator presents to the receiver.
	SinkToken = "a-token-for-the-sink"
	// Access is the access token of the client.
	Access = "access"
)

// Start is when sessions start.
func Start() time.Time { return time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC) }

// A Store keeps the one session of an operator.
type Store[S any] struct {
	mu      sync.Mutex
	session *S
}

// Create keeps s; a second session is a conflict.
func (o *Store[S]) Create(s *S) (*S, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.session != nil {
		return nil, rest.NewProblem(http.StatusConflict, "the device has a session")
	}
	o.session = s
	return s, nil
}

// Get returns the session.
func (o *Store[S]) Get(id string) (*S, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.find(id)
}

// Delete forgets the session and returns what it was.
func (o *Store[S]) Delete(id string) (*S, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	s, err := o.find(id)
	o.session = nil
	return s, err
}

func (o *Store[S]) find(id string) (*S, error) {
	if o.session == nil || id != SessionID {
		return nil, rest.NewProblem(http.StatusNotFound, "there is no such session")
	}
	return o.session, nil
}

// A Life is what a client does with a session, as functions of one version.
type Life[S any] struct {
	Create func(ctx context.Context, sink string) (*S, error)
	Get    func(ctx context.Context, id string) (*S, error)
	Delete func(ctx context.Context, id string) error
	// Extend prolongs a session by ten minutes; nil in versions without it.
	Extend func(ctx context.Context, id string) (*S, error)
	// List finds the sessions of the device; nil in versions without it.
	List     func(ctx context.Context) ([]S, error)
	Duration func(s *S) int32
	// Missing tells whether err is the version's error for no such session.
	Missing func(err error) bool
}

// Run takes a session through its life: created, read, prolonged, listed,
// deleted. sink is where its end is posted to.
func (l Life[S]) Run(t *testing.T, sink string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	created, err := l.Create(ctx, sink)
	if err != nil {
		t.Fatal(err)
	}
	read, err := l.Get(ctx, SessionID)
	if err != nil || !reflect.DeepEqual(read, created) {
		t.Errorf("read %+v, %v, want %+v", read, err, created)
	}
	if _, err := l.Create(ctx, sink); err == nil {
		t.Errorf("a second session was created")
	}
	l.change(ctx, t, created)
	if err := l.Delete(ctx, SessionID); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Get(ctx, SessionID); err == nil || !l.Missing(err) {
		t.Errorf("deleted, and read again: %v", err)
	}
}

func (l Life[S]) change(ctx context.Context, t *testing.T, created *S) {
	t.Helper()
	want := l.Duration(created)
	if l.Extend != nil {
		want += 600
		if s, err := l.Extend(ctx, SessionID); err != nil || l.Duration(s) != want {
			t.Errorf("prolonged: %+v, %v", s, err)
		}
	}
	if l.List != nil {
		if list, err := l.List(ctx); err != nil || len(list) != 1 || l.Duration(&list[0]) != want {
			t.Errorf("listed: %+v, %v", list, err)
		}
	}
}

// Serve runs h until the end of the test and returns its address.
func Serve(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// Tokens returns the client option with the access token.
func Tokens() rest.Option {
	return rest.WithHeader("Authorization", "Bearer "+Access)
}

// A Sink is the address that a client has events posted to, and what an
// operator needs to post them.
type Sink struct {
	URL    string
	client *http.Client // trusts the certificate of the address
}

// NewSink runs h until the end of the test, over TLS as newer versions demand.
func NewSink(t *testing.T, h http.Handler) *Sink {
	t.Helper()
	s := httptest.NewTLSServer(h)
	t.Cleanup(s.Close)
	return &Sink{URL: s.URL, client: s.Client()}
}

// Post delivers an event as an operator does, at path below the sink. An
// answer other than 204 is an error.
func (s *Sink) Post(ctx context.Context, path, contentType, token string, event []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+path, bytes.NewReader(event))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := s.client.Do(req)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusNoContent {
		err = fmt.Errorf("the receiver answered %s", resp.Status)
	}
	return errors.Join(err, resp.Body.Close())
}
