package qod_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/telgen/telgen/generated/qod/qodtest"
	"github.com/telgen/telgen/runtime/qod"
	"github.com/telgen/telgen/runtime/rest"
)

// ended returns the body of an event of version 1.
func ended(id, session string) string {
	return fmt.Sprintf(`{"id":%q,"source":"/sessions","specversion":"1.0","type":"org.camaraproject.quality-on-demand.v1.qos-status-changed",`+
		`"time":"2026-11-22T08:00:00Z","data":{"sessionId":%q,"qosStatus":"UNAVAILABLE","statusInfo":"DURATION_EXPIRED"}}`, id, session)
}

// post posts a body with the token my-token, and header fields as name, value.
func post(h http.Handler, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/notifications", strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer my-token")
	r.Header.Set("Content-Type", "application/cloudevents+json")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// counter counts events by session.
type counter struct {
	mu   sync.Mutex
	seen map[string]int
}

func (c *counter) take(_ context.Context, e *qod.Event) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[string]int{}
	}
	c.seen[e.SessionID]++
	return nil
}

func (c *counter) of(session string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen[session]
}

func receiver(take qod.TakeFunc, options ...rest.HandlerOption) http.Handler {
	return qod.NewReceiver(take, qod.ReceiverConfig{Tokens: []string{"my-token"}, Options: options})
}

func TestReceiverVectors(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(qodtest.Shared(t, "vectors", "webhook"), "qod_*.json"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		if name := strings.TrimSuffix(filepath.Base(f), ".json"); name != "qod_auth_matrix" {
			names = append(names, name)
		}
	}
	var taken atomic.Int32
	take := func(context.Context, *qod.Event) error { taken.Add(1); return nil }
	for _, name := range names { // some have the same id: a receiver each
		qodtest.Receive(t, receiver(take), name)
	}
	if len(names) < 11 || int(taken.Load()) != len(names) {
		t.Errorf("%d notifications of %d were taken", taken.Load(), len(names))
	}
}

func TestReceiverTokens(t *testing.T) {
	b, err := os.ReadFile(qodtest.Shared(t, "vectors", "webhook", "qod_auth_matrix.json"))
	if err != nil {
		t.Fatal(err)
	}
	var matrix []struct {
		Authorization *string
		Configured    string
		Expect        int
	}
	if err := json.Unmarshal(b, &matrix); err != nil || len(matrix) < 8 {
		t.Fatal(len(matrix), err)
	}
	for _, m := range matrix {
		var c counter
		h := qod.NewReceiver(c.take, qod.ReceiverConfig{Tokens: []string{"another", m.Configured}})
		var w *httptest.ResponseRecorder
		if m.Authorization == nil {
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(ended("1", "s")))
			w = httptest.NewRecorder()
			h.ServeHTTP(w, r)
		} else {
			w = post(h, ended("1", "s"), "Authorization", *m.Authorization)
		}
		if w.Code != m.Expect || (c.of("s") == 1) != (m.Expect == http.StatusNoContent) {
			t.Errorf("%+v: %d", m, w.Code)
		}
	}
	if w := post(qod.NewReceiver(nil, qod.ReceiverConfig{}), ended("1", "s")); w.Code != http.StatusUnauthorized {
		t.Errorf("without tokens: %d", w.Code)
	}
}

func TestReceiverAnswers(t *testing.T) {
	var c counter
	h := receiver(c.take, rest.WithMaxBody(1000))
	for _, tt := range []struct {
		name, body string
		header     []string
		status     int
	}{
		{"taken", ended("1", "a"), nil, 204},
		{"again", ended("1", "a"), nil, 204},
		{"application/json", ended("2", "b"), []string{"Content-Type", "application/json; charset=utf-8"}, 204},
		{"a bad correlator", ended("3", "c"), []string{"X-Correlator", "a b"}, 204},
		{"no JSON", "x=1", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
		{"nonsense", "{}", nil, 400},
		{"cut off", ended("4", "d")[:50], nil, 400},
		{"too long", ended("5", strings.Repeat("e", 1000)), nil, 413},
	} {
		if w := post(h, tt.body, tt.header...); w.Code != tt.status {
			t.Errorf("%s: %d %s", tt.name, w.Code, w.Body)
		}
	}
	if c.of("a") != 1 || c.of("b") != 1 || c.of("c") != 1 || len(c.seen) != 3 {
		t.Errorf("taken: %v", c.seen)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != http.MethodPost {
		t.Errorf("GET: %d %v", w.Code, w.Header())
	}
}

func TestReceiverCorrelator(t *testing.T) {
	var inside string
	h := receiver(func(ctx context.Context, _ *qod.Event) error {
		inside = rest.Correlator(ctx)
		return nil
	})
	if w := post(h, ended("1", "a"), "X-Correlator", "abc-1"); w.Header().Get("X-Correlator") != "abc-1" || inside != "abc-1" {
		t.Errorf("echoed %v, inside %q", w.Header(), inside)
	}
}

// TestReceiverFailure delivers an event again after errors of all kinds: none
// of them counts as taken.
func TestReceiverFailure(t *testing.T) {
	tries := 0
	h := receiver(func(context.Context, *qod.Event) error {
		switch tries++; tries {
		case 1:
			return errors.New("the database is down")
		case 2:
			panic("out of range")
		case 3:
			return rest.NewProblem(http.StatusGone, "no such subscription")
		}
		return nil
	})
	for i, status := range []int{500, 500, 410, 204, 204} {
		if w := post(h, ended("1", "a")); w.Code != status {
			t.Errorf("delivery %d: %d %s", i+1, w.Code, w.Body)
		}
	}
	if tries != 4 {
		t.Errorf("%d tries", tries)
	}
}

// TestReceiverTogether delivers an event many times at once while it is being
// worked on, and that fails the first time.
func TestReceiverTogether(t *testing.T) {
	var tries atomic.Int32
	h := receiver(func(context.Context, *qod.Event) error {
		n := tries.Add(1)
		time.Sleep(5 * time.Millisecond)
		if n == 1 {
			return errors.New("not now")
		}
		return nil
	})
	var taken, failed atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			switch post(h, ended("1", "a")).Code {
			case 204:
				taken.Add(1)
			case 500:
				failed.Add(1)
			}
		})
	}
	all.Wait()
	if tries.Load() != 2 || failed.Load() != 1 || taken.Load() != 19 {
		t.Errorf("%d tries, %d failed, %d taken", tries.Load(), failed.Load(), taken.Load())
	}
}

func TestReceiverForgets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c counter
		h := qod.NewReceiver(c.take, qod.ReceiverConfig{Tokens: []string{"my-token"}, Remember: 2, RememberFor: time.Hour})
		deliver := func(id string) {
			t.Helper()
			if w := post(h, ended(id, id)); w.Code != 204 {
				t.Error(w.Code)
			}
		}
		for _, id := range []string{"a", "b", "b", "c", "a"} { // a was pushed out by c
			deliver(id)
		}
		if c.of("a") != 2 || c.of("b") != 1 || c.of("c") != 1 {
			t.Errorf("taken: %v", c.seen)
		}
		time.Sleep(61 * time.Minute)
		for range 2 {
			deliver("a")
		}
		if c.of("a") != 3 {
			t.Errorf("taken: %v, want a once more after its time", c.seen)
		}
	})
}

// TestReceiverWithoutID recognises events without an id by what they say.
func TestReceiverWithoutID(t *testing.T) {
	var c counter
	h := receiver(c.take)
	available := `{"eventType":"QOS_STATUS_CHANGED","eventTime":"2026-11-22T08:00:00Z","eventDetail":{"sessionId":"a","qosStatus":"AVAILABLE"}}`
	ended8 := `{"sessionId":"a","event":"SESSION_TERMINATED"}`
	for _, body := range []string{available, available, ended8, ended8, `{"event":` + available + `}`} {
		if w := post(h, body); w.Code != 204 {
			t.Error(w.Code, w.Body)
		}
	}
	if c.of("a") != 2 {
		t.Errorf("taken: %v", c.seen)
	}
}

func TestReceiverAuthenticate(t *testing.T) {
	var c counter
	own := rest.WithAuthenticator("Bearer", func(r *http.Request) error {
		if r.Header.Get("Authorization") != "Bearer "+r.URL.Path[1:] {
			return errors.New("the token is not that of the session")
		}
		return nil
	})
	h := qod.NewReceiver(c.take, qod.ReceiverConfig{Authenticate: own})
	if w := post(h, ended("1", "a"), "Authorization", "Bearer notifications"); w.Code != 204 {
		t.Error(w.Code)
	}
	if w := post(h, ended("2", "a")); w.Code != 401 {
		t.Error(w.Code)
	}
}
