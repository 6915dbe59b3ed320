package qod

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A fakeClock moves when it is told to.
type fakeClock struct {
	mu     sync.Mutex
	now    time.Time
	timers []*fakeTimer
}

type fakeTimer struct {
	at      time.Time
	f       func()
	stopped bool
}

func newFakeClock() *fakeClock {
	return &fakeClock{now: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)}
}

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) AfterFunc(d time.Duration, f func()) func() {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &fakeTimer{at: c.now.Add(d), f: f}
	c.timers = append(c.timers, t)
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		t.stopped = true
	}
}

// advance moves the clock by d, one timer after the other.
func (c *fakeClock) advance(d time.Duration) {
	c.mu.Lock()
	end := c.now.Add(d)
	for {
		t := c.next(end)
		if t == nil {
			break
		}
		c.now = t.at
		c.mu.Unlock()
		t.f()
		c.mu.Lock()
	}
	c.now = end
	c.mu.Unlock()
}

// next takes out the first timer until end.
func (c *fakeClock) next(end time.Time) *fakeTimer {
	c.timers = slices.DeleteFunc(c.timers, func(t *fakeTimer) bool { return t.stopped })
	var first *fakeTimer
	for _, t := range c.timers {
		if !t.at.After(end) && (first == nil || t.at.Before(first.at)) {
			first = t
		}
	}
	c.timers = slices.DeleteFunc(c.timers, func(t *fakeTimer) bool { return t == first })
	return first
}

// A box is a sandbox with a clock that stands still, and a sink.
type box struct {
	*Server
	t     testing.TB
	clock *fakeClock
	url   string
	sink  *testSink
}

func newBox(t testing.TB, change func(*Config)) *box {
	t.Helper()
	b := &box{t: t, clock: newFakeClock(), sink: newTestSink(t)}
	cfg := Config{Grant: time.Second, Clock: b.clock, Pause: time.Millisecond, Log: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&cfg)
	}
	var err error
	if b.Server, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Server.Close)
	server := httptest.NewServer(b.Server)
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

// A posted is a notification as a sink gets it.
type posted struct {
	path, contentType, authorization string
	body                             string
}

// A testSink keeps what is posted to it, over TLS with a certificate of its own.
type testSink struct {
	url   string
	got   chan posted
	mu    sync.Mutex
	reply func() int // status of the next answer; nil for 204
}

func newTestSink(t testing.TB) *testSink {
	s := &testSink{got: make(chan posted, 100)}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // the connection was dropped
		}
		s.got <- posted{r.URL.Path, r.Header.Get("Content-Type"), r.Header.Get("Authorization"), string(body)}
		w.WriteHeader(s.status())
	}))
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *testSink) status() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.reply == nil {
		return http.StatusNoContent
	}
	return s.reply()
}

func (s *testSink) answerWith(f func() int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reply = f
}

// next returns the next notification.
func (s *testSink) next(t testing.TB) posted {
	t.Helper()
	select {
	case p := <-s.got:
		return p
	case <-time.After(5 * time.Second):
		t.Fatal("nothing was posted to the sink")
		return posted{}
	}
}

// quiet fails if there is another notification.
func (s *testSink) quiet(t testing.TB) {
	t.Helper()
	select {
	case p := <-s.got:
		t.Errorf("also posted: %+v", p)
	case <-time.After(30 * time.Millisecond):
	}
}

// A result is the answer to a call.
type result struct {
	status int
	header http.Header
	body   []byte
}

// member returns a member of the body, of an object in it by a.b.
func (r *result) member(path string) any {
	var v any
	if json.Unmarshal(r.body, &v) != nil {
		return nil
	}
	for name := range strings.SplitSeq(path, ".") {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}

func (r *result) text(path string) string {
	s, _ := r.member(path).(string)
	return s
}

const correlator = "b4333c46-49c0-4f62-80d7-f0ef930f1c46"

// call sends a request with a token; token "" sends none.
func (b *box) call(method, path, token, body string, header ...string) *result {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("X-Correlator", correlator)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return &result{resp.StatusCode, resp.Header, content}
}

// edit sets members of a JSON object: `device.phoneNumber="+34"`, or removes
// them: `device=`.
func edit(t testing.TB, object string, edits ...string) string {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(object), &v); err != nil {
		t.Fatal(err)
	}
	for _, e := range edits {
		path, value, _ := strings.Cut(e, "=")
		names := strings.Split(path, ".")
		last := len(names) - 1
		at := v
		for _, name := range names[:last] {
			if at[name] == nil {
				at[name] = map[string]any{}
			}
			at = at[name].(map[string]any)
		}
		if value == "" {
			delete(at, names[last])
			continue
		}
		var member any
		if err := json.Unmarshal([]byte(value), &member); err != nil {
			t.Fatalf("%s: %v", e, err)
		}
		at[names[last]] = member
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// same reports whether a and b are the same JSON value.
func same(t testing.TB, a, b any) bool {
	t.Helper()
	x, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Equal(x, y)
}
