package rest

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// A Refresher is a token source that can be told that a token is of no use
// although it has not expired. [WithTokenSource] uses it.
type Refresher interface {
	oauth2.TokenSource
	// TokenContext is Token for a caller that stops waiting when ctx ends.
	TokenContext(ctx context.Context) (*oauth2.Token, error)
	// Refresh returns another token than stale.
	Refresh(ctx context.Context, stale *oauth2.Token) (*oauth2.Token, error)
}

// exchangeTimeout is how long a RefreshingSource waits for a token.
const exchangeTimeout = 30 * time.Second

// A RefreshingSource keeps a token until shortly before it expires, or until a
// server refuses it. However many goroutines ask, one exchange runs at a time,
// and they share what it brings. A caller whose context ends leaves; the
// exchange goes on for the others.
//
// After an exchange that failed there is no other for a second, and for twice
// as long after each more, up to 30 seconds. Callers get its error meanwhile.
// So it is after one whose token had expired when it came: callers get that
// token meanwhile.
type RefreshingSource struct {
	exchange func(context.Context) (*oauth2.Token, error)
	early    time.Duration

	mu      sync.Mutex
	token   *oauth2.Token // nil before the first
	expires time.Time     // when token is to be replaced; zero for never
	running *exchangeCall // nil if there is none
	forced  time.Time     // when a token that a server refused was last replaced

	failures int        // exchanges of no use, one after the other
	held     *heldError // of the last of them; nil if it succeeded
}

// Brakes of a RefreshingSource: a server that accepts no token, or that gives
// none, is not asked with every call.
const (
	leastForced = 5 * time.Second // between tokens that a server refused
	leastHold   = time.Second     // after an exchange that failed; doubled for each more
	mostHold    = 30 * time.Second
)

// A heldError is the error of an exchange, which callers get until there may be
// another one.
type heldError struct {
	error
	until time.Time
}

// Unwrap returns the error of the exchange.
func (e *heldError) Unwrap() error { return e.error }

// heldFor returns how long an exchange that ended with err keeps others from
// being made.
func heldFor(err error) time.Duration {
	var held *heldError
	if !errors.As(err, &held) {
		return 0
	}
	return max(0, time.Until(held.until))
}

// An exchangeCall is an exchange that somebody waits for. Its result is set
// before done is closed.
type exchangeCall struct {
	done   chan struct{}
	forced bool // somebody waits because a server refused the last token
	token  *oauth2.Token
	err    error
}

// NewRefreshingSource returns a source whose tokens come from exchange, e.g.
// the method Token of a
// [golang.org/x/oauth2/clientcredentials.Config]. A token is replaced early
// before it expires, but not before four fifths of its life are over; a minute
// is usual. An exchange has 30 seconds.
func NewRefreshingSource(exchange func(context.Context) (*oauth2.Token, error), early time.Duration) *RefreshingSource {
	return &RefreshingSource{exchange: exchange, early: max(0, early)}
}

// Token returns the token, or waits for a new one.
func (s *RefreshingSource) Token() (*oauth2.Token, error) {
	return s.TokenContext(context.Background())
}

// TokenContext is Token for a caller that stops waiting when ctx ends. The
// error is that of the exchange or of ctx.
func (s *RefreshingSource) TokenContext(ctx context.Context) (*oauth2.Token, error) {
	s.mu.Lock()
	if s.token != nil && (s.expires.IsZero() || time.Now().Before(s.expires)) {
		defer s.mu.Unlock()
		return s.token, nil
	}
	return s.join(ctx, false)
}

// Refresh returns another token than stale, which a server has refused. If
// there is one already, because somebody else had the same answer, it is that.
// If stale took the place of another one less than 5 seconds ago, which was
// refused like it, Refresh returns stale: the reason is then another than its
// age.
func (s *RefreshingSource) Refresh(ctx context.Context, stale *oauth2.Token) (*oauth2.Token, error) {
	s.mu.Lock()
	if s.token != nil && stale != nil && (s.token.AccessToken != stale.AccessToken || s.braked()) {
		defer s.mu.Unlock()
		return s.token, nil
	}
	return s.join(ctx, true)
}

// braked reports whether a refused token was replaced just now.
func (s *RefreshingSource) braked() bool {
	return s.running == nil && !s.forced.IsZero() && time.Since(s.forced) < leastForced
}

// join waits for the exchange that runs, or for a new one. Soon after one that
// failed it returns the error of that. It is called with the lock, and gives it
// back.
func (s *RefreshingSource) join(ctx context.Context, forced bool) (*oauth2.Token, error) {
	call := s.running
	if call == nil && s.held != nil && time.Now().Before(s.held.until) {
		defer s.mu.Unlock()
		return nil, s.held
	}
	if call == nil {
		call = &exchangeCall{done: make(chan struct{})}
		s.running = call
		go s.run(context.WithoutCancel(ctx), call)
	}
	call.forced = call.forced || forced
	s.mu.Unlock()
	select {
	case <-call.done:
		return call.token, call.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// run makes an exchange and keeps what it brings.
func (s *RefreshingSource) run(ctx context.Context, call *exchangeCall) {
	ctx, cancel := context.WithTimeout(ctx, exchangeTimeout)
	defer cancel()
	defer close(call.done)
	// An exchange may end the goroutine, as t.FailNow in a test does.
	call.err = errors.New("the exchange of tokens was broken off")
	defer s.keep(call)
	call.token, call.err = s.exchange(ctx)
	if call.err == nil && (call.token == nil || call.token.AccessToken == "") {
		call.err = errors.New("the exchange of tokens brought none")
	}
}

func (s *RefreshingSource) keep(call *exchangeCall) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = nil
	if call.err != nil {
		s.held = &heldError{call.err, s.hold()}
		call.token, call.err = nil, s.held
		return
	}
	s.held = nil
	if call.forced {
		s.forced = time.Now()
	}
	s.token, s.expires = call.token, time.Time{}
	end := call.token.Expiry
	switch life := time.Until(end); {
	case end.IsZero():
		s.failures = 0
	case life <= 0:
		s.expires = s.hold()
	default:
		s.failures, s.expires = 0, end.Add(-min(s.early, life/5))
	}
}

// hold counts an exchange that was of no use, and returns when there may be
// another one.
func (s *RefreshingSource) hold() time.Time {
	hold := mostHold
	if s.failures < 5 {
		hold = leastHold << s.failures
	}
	s.failures++
	return time.Now().Add(hold)
}

// WithTokenExpired says which answers mean that a token is of no use; without
// it those with status 401 do. f gets every answer, successes too, because
// some servers report it with status 200: then Err is nil and Body is to be
// looked at.
//
// After such an answer a [Refresher] is asked for another token, once, and the
// request is sent again, whatever its method: a server that does not accept the
// token has done nothing.
func WithTokenExpired(f func(*StatusError) bool) Option {
	return func(c *Client) error {
		if f == nil {
			return errors.New("WithTokenExpired: the function is nil")
		}
		c.tokenExpired = f
		return nil
	}
}

// expired reports whether an answer says that the token is of no use.
func (c *Client) expired(m *message, a *answer) bool {
	switch {
	case a.token == nil || a.status == 0:
		return false
	case a.said != nil && a.said.TokenRefused:
		return true
	case c.tokenExpired == nil:
		return a.status == http.StatusUnauthorized
	case a.status >= 200 && a.status <= 299:
		return c.tokenExpired(&StatusError{Operation: m.op.Name, Status: a.status, Header: a.header, Body: a.body})
	}
	return c.tokenExpired(m.op.statusError(a))
}

// authorized makes an attempt, and another one with a new token if the token
// was refused.
func (c *Client) authorized(ctx context.Context, m *message) *answer {
	before := m.sent
	a := c.attempt(ctx, m)
	source, ok := c.tokens.(Refresher)
	if !ok || m.refreshed || !c.expired(m, a) {
		return a
	}
	refused := m.sent
	m.sent = before
	fresh, err := source.Refresh(apart(ctx), a.token)
	if err != nil {
		return m.op.noToken(ctx, err)
	}
	m.refreshed = true
	if fresh.AccessToken == a.token.AccessToken {
		m.sent = refused
		return a
	}
	return c.attempt(ctx, m)
}

// noToken is the answer of an attempt for which there was no access token. It
// may be made again if the exchange may: nothing was sent.
func (op *Operation) noToken(ctx context.Context, err error) *answer {
	again := ctx.Err() == nil && (Temporary(err) || interrupted(err))
	return &answer{err: &CallError{Operation: op.Name, Doing: "access token", Err: err, lost: again}, lost: again, early: true}
}

// interrupted reports whether an exchange ended because of its connection.
func interrupted(err error) bool {
	var failed *url.Error
	return (errors.As(err, &failed) && failed.Op != "parse" || errors.Is(err, context.DeadlineExceeded)) && !isCertificateError(err)
}

// accessToken returns the token for a request, or nil if it needs none.
func (c *Client) accessToken(ctx context.Context, op *Operation) (*oauth2.Token, error) {
	if c.tokens == nil || op.NoAuth {
		return nil, nil
	}
	if s, ok := c.tokens.(Refresher); ok {
		return s.TokenContext(apart(ctx))
	}
	return c.tokens.Token()
}

// apart returns a context for an exchange within a call, which may be a call
// itself: what watches the one has nothing to do with the other.
func apart(ctx context.Context) context.Context {
	for _, key := range []any{pagerKey{}, responseKey{}, onceKey{}} {
		ctx = context.WithValue(ctx, key, nil)
	}
	return ctx
}
