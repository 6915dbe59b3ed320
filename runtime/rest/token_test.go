package rest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/telgen/telgen/runtime/rest"
)

// A mint counts the tokens that it makes: t1, t2, ...
type mint struct {
	made  atomic.Int32
	delay time.Duration
	life  time.Duration // 0 for ever
	err   error
}

func (m *mint) exchange(ctx context.Context) (*oauth2.Token, error) {
	n := m.made.Add(1)
	select {
	case <-time.After(m.delay):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	t := &oauth2.Token{AccessToken: fmt.Sprint("t", n)}
	if m.life > 0 {
		t.Expiry = time.Now().Add(m.life)
	}
	return t, m.err
}

// guard accepts one token only, and answers anything else as refuse does.
type guard struct {
	accepts string
	refuse  func(w http.ResponseWriter)

	mu     sync.Mutex
	tokens []string // of all requests
	bodies []string
}

func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	g.mu.Lock()
	g.tokens, g.bodies = append(g.tokens, token), append(g.bodies, string(body))
	g.mu.Unlock()
	if token != g.accepts {
		g.refuse(w)
		return
	}
	io.WriteString(w, `{"sessionId":"1","duration":1}`)
}

func unauthorized(w http.ResponseWriter) { w.WriteHeader(http.StatusUnauthorized) }

// guarded returns a client of g without a network, and its tokens' mint.
func guarded(t *testing.T, g *guard, options ...rest.Option) (*client, *mint) {
	m := &mint{delay: time.Second}
	options = append(options, rest.WithTokenSource(rest.NewRefreshingSource(m.exchange, time.Minute)),
		rest.WithHTTPClient(&http.Client{Transport: direct{g}}))
	return clientOf(t, "https://api.example.com", options...), m
}

// However many callers find their token refused, one of them has another made.
func TestOneRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &guard{accepts: "t2", refuse: unauthorized}
		c, m := guarded(t, g)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if _, err := c.GetSession(t.Context(), "1"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := m.made.Load(); n != 2 {
			t.Errorf("%d tokens were made", n)
		}
		if n := len(g.tokens); n != 100 {
			t.Errorf("%d requests were sent", n)
		}
	})
}

// A token that has expired on this side is replaced before anything is sent.
func TestExpiredToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &guard{accepts: "t1", refuse: unauthorized}
		c, m := guarded(t, g)
		m.life = time.Hour
		if _, err := c.GetSession(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour - 30*time.Second) // within the minute before
		g.accepts = "t2"
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if _, err := c.GetSession(t.Context(), "1"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := m.made.Load(); n != 2 || slices.Contains(g.tokens[1:], "t1") {
			t.Errorf("%d tokens were made, sent %q", n, g.tokens)
		}
	})
}

func TestRefreshAfterAnswer(t *testing.T) {
	inBody := func(status int) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.WriteHeader(status)
			io.WriteString(w, `{"code":"80200003","message":"token expired"}`)
		}
	}
	byCode := rest.WithTokenExpired(func(e *rest.StatusError) bool {
		var info *errorInfo
		return errors.As(e, &info) && info.Code == "80200003" || e.Status == 200 && strings.Contains(string(e.Body), `"80200003"`)
	})
	get := func(c *client) error { _, err := c.GetSession(context.Background(), "1"); return err }
	post := func(c *client) error {
		_, err := c.CreateSession(context.Background(), &session{Duration: 7})
		return err
	}
	token := func(c *client) error {
		return c.rest.Do(context.Background(), &rest.Call{Operation: &rest.Operation{Name: "open", Method: "GET", Path: "/", NoAuth: true}}, nil)
	}
	for _, tt := range []struct {
		name    string
		accepts string
		refuse  func(http.ResponseWriter)
		options []rest.Option
		call    func(*client) error
		sent    string // the tokens
		made    int32
		ok      bool
	}{
		{"accepted", "t1", unauthorized, nil, get, "t1", 1, true},
		{"401", "t2", unauthorized, nil, get, "t1 t2", 2, true},
		{"401 of a POST", "t2", unauthorized, nil, post, "t1 t2", 2, true},
		{"401 for ever", "", unauthorized, nil, get, "t1 t2", 2, false},
		{"401 for ever, with retries", "", unauthorized, []rest.Option{rest.WithRetry(rest.DefaultRetry)}, get, "t1 t2", 2, false},
		{"another status", "t2", inBody(400), nil, get, "t1", 1, false},
		{"code in the body", "t2", inBody(400), []rest.Option{byCode}, get, "t1 t2", 2, true},
		{"code in a success", "t2", inBody(200), []rest.Option{byCode}, get, "t1 t2", 2, true},
		{"401 is something else", "t2", unauthorized, []rest.Option{byCode}, get, "t1", 1, false},
		{"no token is needed", "t2", unauthorized, nil, token, "", 0, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			g := &guard{accepts: tt.accepts, refuse: tt.refuse}
			c, m := guarded(t, g, tt.options...)
			if err := tt.call(c); (err == nil) != tt.ok {
				t.Errorf("%s: %v", tt.name, err)
			}
			if sent := strings.Join(g.tokens, " "); sent != tt.sent || m.made.Load() != tt.made {
				t.Errorf("%s: sent %q, %d tokens", tt.name, sent, m.made.Load())
			}
			for _, body := range g.bodies {
				if body != g.bodies[0] {
					t.Errorf("%s: bodies %q", tt.name, g.bodies)
				}
			}
		})
	}
}

// A source that cannot be told gets no second chance.
func TestPlainTokenSource(t *testing.T) {
	g := &guard{accepts: "t2", refuse: unauthorized}
	c := clientOf(t, "https://api.example.com", rest.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "t1"})),
		rest.WithHTTPClient(&http.Client{Transport: direct{g}}))
	if _, err := c.GetSession(t.Context(), "1"); !errors.As(err, new(*rest.StatusError)) || len(g.tokens) != 1 {
		t.Errorf("sent %q, %v", g.tokens, err)
	}
}

func TestRefreshFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &guard{accepts: "t1", refuse: unauthorized}
		c, m := guarded(t, g)
		if _, err := c.GetSession(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
		g.accepts, m.err = "t2", errors.New("invalid_client")
		_, err := c.GetSession(t.Context(), "1")
		if !errors.Is(err, m.err) || !errors.As(err, new(*rest.CallError)) {
			t.Errorf("got %v", err)
		}
	})
}

// Who leaves does not take the exchange along.
func TestRefreshAndContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &mint{delay: 10 * time.Second}
		s := rest.NewRefreshingSource(m.exchange, 0)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var wg sync.WaitGroup
		wg.Go(func() {
			start := time.Now()
			if _, err := s.TokenContext(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
				t.Errorf("%v after %v", err, time.Since(start))
			}
		})
		wg.Go(func() {
			if token, err := s.Token(); err != nil || token.AccessToken != "t1" {
				t.Errorf("got %v, %v", token, err)
			}
		})
		wg.Wait()
		if m.made.Load() != 1 {
			t.Errorf("%d exchanges", m.made.Load())
		}
	})
	synctest.Test(t, func(t *testing.T) { // an exchange that never ends
		s := rest.NewRefreshingSource((&mint{delay: time.Hour}).exchange, 0)
		start := time.Now()
		if _, err := s.Token(); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 30*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

func TestBadExchanges(t *testing.T) {
	for name, exchange := range map[string]func(context.Context) (*oauth2.Token, error){
		"nothing": func(context.Context) (*oauth2.Token, error) { return nil, nil },
		"empty":   func(context.Context) (*oauth2.Token, error) { return new(oauth2.Token), nil },
		"exit":    func(context.Context) (*oauth2.Token, error) { runtime.Goexit(); return nil, nil },
	} {
		s := rest.NewRefreshingSource(exchange, 0)
		for range 2 { // the second does not hang
			if token, err := s.Token(); token != nil || err == nil {
				t.Errorf("%s: %v, %v", name, token, err)
			}
		}
	}
}

// When a token is replaced, by its life and by how early.
func TestTokenLife(t *testing.T) {
	for _, tt := range []struct{ life, early, kept time.Duration }{
		{time.Hour, time.Minute, 59 * time.Minute},
		{time.Hour, 0, time.Hour},
		{time.Hour, -time.Hour, time.Hour},
		{100 * time.Second, time.Minute, 80 * time.Second},
		{0, time.Minute, 1000 * time.Hour},
	} {
		synctest.Test(t, func(t *testing.T) {
			m := &mint{life: tt.life}
			s := rest.NewRefreshingSource(m.exchange, tt.early)
			for _, pause := range []time.Duration{0, tt.kept - time.Millisecond} {
				time.Sleep(pause)
				if token, err := s.Token(); err != nil || token.AccessToken != "t1" {
					t.Errorf("%v after %v: %v, %v", tt, pause, token, err)
				}
			}
			if time.Sleep(time.Millisecond); tt.life == 0 {
				return
			}
			if token, err := s.Token(); err != nil || token.AccessToken != "t2" {
				t.Errorf("%v: kept %v, %v", tt, token, err)
			}
		})
	}
}

// The exchange is that of x/oauth2.
func TestClientCredentials(t *testing.T) {
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.FormValue("grant_type") != "client_credentials" || r.FormValue("client_secret") != "sec+ret" {
			t.Errorf("form is %v", r.Form)
		}
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"access_token":"abc","token_type":"Bearer","expires_in":3600}`)
	}))
	defer s.Close()
	config := clientcredentials.Config{ClientID: "1", ClientSecret: "sec+ret", TokenURL: s.URL, AuthStyle: oauth2.AuthStyleInParams}
	source := rest.NewRefreshingSource(config.Token, time.Minute)
	for range 3 {
		if token, err := source.Token(); err != nil || token.AccessToken != "abc" {
			t.Errorf("got %v, %v", token, err)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}
