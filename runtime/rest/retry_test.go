package rest_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/telgen/telgen/runtime/rest"
)

// A script answers one attempt after the other, and repeats its last line.
type script struct {
	lines  []any // a status, a string for Retry-After with status 503, or an error
	times  []time.Duration
	bodies []string
	start  time.Time
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	line := s.lines[min(len(s.times), len(s.lines)-1)]
	s.times = append(s.times, time.Since(s.start))
	if r.Body != nil {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		s.bodies = append(s.bodies, string(b))
	}
	answer := &http.Response{StatusCode: 503, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}")), Request: r}
	switch v := line.(type) {
	case int:
		answer.StatusCode = v
	case string:
		answer.Header.Set("Retry-After", v)
	case error:
		return nil, v
	case io.Reader:
		answer.StatusCode = 200
		answer.Body = io.NopCloser(v)
	}
	return answer, nil
}

// play runs a call against a script and returns how many attempts were made.
func play(t *testing.T, retry rest.Retry, lines []any, call func(*client) error) (*script, error) {
	s := &script{lines: lines, start: time.Now()}
	c, err := newClient("https://api.example.com", rest.WithRetry(retry), rest.WithHTTPClient(&http.Client{Transport: s}))
	if err != nil {
		t.Fatal(err)
	}
	return s, call(c)
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestRetries(t *testing.T) {
	get := func(c *client) error { _, err := c.GetSession(context.Background(), "1"); return err }
	remove := func(c *client) error { return c.DeleteSession(context.Background(), "1") }
	create := func(c *client) error {
		_, err := c.CreateSession(context.Background(), &session{Duration: 1})
		return err
	}
	reset := errors.New("connection reset")
	for _, tt := range []struct {
		name     string
		lines    []any
		call     func(*client) error
		attempts int
		ok       bool
	}{
		{"success", []any{200}, get, 1, true},
		{"second time", []any{503, 200}, get, 2, true},
		{"each status", []any{429, 502, 504, 200}, get, 4, true},
		{"too often", []any{503}, get, 4, false},
		{"DELETE", []any{502, 204}, remove, 2, true},
		{"POST", []any{503, 201}, create, 1, false},
		{"POST, connection", []any{reset, 201}, create, 1, false},
		{"connection", []any{reset, reset, 200}, get, 3, true},
		{"answer breaks off", []any{brokenReader{}, 200}, get, 2, true},
		{"certificate", []any{&tls.CertificateVerificationError{Err: errors.New("unknown authority")}, 200}, get, 1, false},
		{"other status", []any{500, 200}, get, 1, false},
		{"not found", []any{404, 200}, get, 1, false},
		{"not JSON", []any{strings.NewReader("x"), 200}, get, 1, false},
		{"Retry-After is too long", []any{"61", 200}, get, 1, false},
		{"Retry-After is nonsense", []any{"soon", 200}, get, 2, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, err := play(t, rest.DefaultRetry, tt.lines, tt.call)
			if len(s.times) != tt.attempts || (err == nil) != tt.ok {
				t.Errorf("%s: %d attempts, %v", tt.name, len(s.times), err)
			}
		})
	}
}

func TestRetryPauses(t *testing.T) {
	get := func(c *client) error { _, err := c.GetSession(context.Background(), "1"); return err }
	retry := rest.Retry{Attempts: 6, Base: 100 * time.Millisecond, Max: 300 * time.Millisecond}
	limits := []time.Duration{100, 200, 300, 300, 300}
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			s, _ := play(t, retry, []any{503}, get)
			for i, limit := range limits {
				if pause := s.times[i+1] - s.times[i]; pause >= limit*time.Millisecond {
					t.Errorf("pause %d is %v", i, pause)
				}
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		date := time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat)
		s, err := play(t, retry, []any{"7", date, 200}, get)
		if err != nil || s.times[1] < 7*time.Second || s.times[1] > 8*time.Second || s.times[2] < 89*time.Second || s.times[2] > 91*time.Second {
			t.Errorf("attempts at %v, %v", s.times, err)
		}
	})
}

func TestRetrySendsTheBodyAgain(t *testing.T) {
	op := rest.Operation{Name: "find", Method: "POST", Path: "/x", ContentType: "application/json", Idempotent: true}
	synctest.Test(t, func(t *testing.T) {
		s, err := play(t, rest.DefaultRetry, []any{503, errors.New("reset"), 200}, func(c *client) error {
			return c.rest.Do(context.Background(), &rest.Call{Operation: &op, Body: &session{Duration: 1}}, nil)
		})
		want := `{"sessionId":"","duration":1}`
		if err != nil || !reflect.DeepEqual(s.bodies, []string{want, want, want}) {
			t.Errorf("sent %q, %v", s.bodies, err)
		}
	})
}

func TestRetryAndContext(t *testing.T) {
	retry := rest.Retry{Attempts: 10}
	synctest.Test(t, func(t *testing.T) { // the deadline comes before the pause ends
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		start := time.Now()
		s, err := play(t, retry, []any{"10"}, func(c *client) error { return c.DeleteSession(ctx, "1") })
		if len(s.times) != 1 || !errors.As(err, new(*rest.StatusError)) || time.Since(start) != 0 {
			t.Errorf("%d attempts, %v after %v", len(s.times), err, time.Since(start))
		}
	})
	synctest.Test(t, func(t *testing.T) { // cancelled in the pause
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(3*time.Second, cancel)
		start := time.Now()
		s, err := play(t, retry, []any{"10"}, func(c *client) error { return c.DeleteSession(ctx, "1") })
		const want = "deleteSession: request: context canceled after attempt 1, which ended with 503 Service Unavailable"
		if len(s.times) != 1 || !errors.Is(err, context.Canceled) || err.Error() != want || time.Since(start) != 3*time.Second {
			t.Errorf("%d attempts, %v after %v", len(s.times), err, time.Since(start))
		}
	})
}

// A countedBody counts how many bodies are open and how much was read.
type countedBody struct {
	io.Reader
	open *int
	read *int64
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	*b.read += int64(n)
	return n, err
}

func (b *countedBody) Close() error { *b.open--; return nil }

// endless is a body that never ends.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return copy(p, strings.Repeat(" ", len(p))), nil }

// Whatever becomes of a call, all bodies are closed, and no more is read of
// them than allowed.
func TestBodiesAreClosed(t *testing.T) {
	type reply struct {
		status int
		body   io.Reader
	}
	ok := reply{200, strings.NewReader(`{"sessionId":"1","duration":1}`)}
	for name, replies := range map[string][]reply{
		"success":               {ok},
		"no JSON":               {{200, strings.NewReader("x")}},
		"failure":               {{404, strings.NewReader(`{"code":"NOT_FOUND"}`)}},
		"retry":                 {{503, strings.NewReader("busy")}, {429, brokenReader{}}, {502, endless{}}, ok},
		"token":                 {{401, strings.NewReader("expired")}, ok},
		"token and retry":       {{503, strings.NewReader("busy")}, {401, endless{}}, {503, brokenReader{}}, ok},
		"redirect":              {{302, endless{}}, ok},
		"redirect to elsewhere": {{307, endless{}}},
		"endless":               {{200, endless{}}},
		"endless failure":       {{500, endless{}}},
		"broken":                {{200, brokenReader{}}, ok},
	} {
		synctest.Test(t, func(t *testing.T) {
			var open, most int
			var read int64
			transport := roundTrip(func(r *http.Request) (*http.Response, error) {
				next := replies[0]
				replies = replies[1:]
				h := http.Header{"Location": {map[int]string{302: "/sessions/2", 307: "https://elsewhere.example.com/"}[next.status]}}
				open++
				most = max(most, open)
				return &http.Response{StatusCode: next.status, Header: h, Request: r, Body: &countedBody{next.body, &open, &read}}, nil
			})
			mint := &mint{}
			c, err := newClient("https://api.example.com", rest.WithRetry(rest.DefaultRetry), rest.WithMaxResponse(1000),
				rest.WithTokenSource(rest.NewRefreshingSource(mint.exchange, 0)), rest.WithHTTPClient(&http.Client{Transport: transport}))
			if err != nil {
				t.Fatal(err)
			}
			_, _ = c.GetSession(t.Context(), "1") // whether it succeeds is not the question here
			if len(replies) > 0 || open != 0 || most != 1 {
				t.Errorf("%s: %d replies left, %d bodies open, %d at once", name, len(replies), open, most)
			}
			if read > 10000 {
				t.Errorf("%s: %d bytes were read", name, read)
			}
		})
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
