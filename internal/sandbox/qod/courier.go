package qod

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	// atOnce is how many events are on their way at a time.
	atOnce = 64
	// answerTimeout is how long a sink may take to answer.
	answerTimeout = 10 * time.Second
	// longestPause is the limit of the pause between two attempts.
	longestPause = 5 * time.Second
)

// A courier posts events to sinks. The events of a session arrive in order; an
// event whose answer is lost is posted again with the same id.
type courier struct {
	cfg    Config
	client *http.Client
	hub    *hub
	slots  chan struct{}
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu      sync.Mutex // protects what follows
	random  *rand.Rand
	waiting map[string]*mailbag // by session
	closed  bool
}

// A mailbag holds the events of a session.
type mailbag struct{ events []*event }

func newCourier(cfg Config, h *hub) *courier {
	ctx, cancel := context.WithCancel(context.Background())
	return &courier{
		cfg: cfg, hub: h, slots: make(chan struct{}, atOnce), ctx: ctx, cancel: cancel,
		client: &http.Client{
			Transport: cfg.Transport, Timeout: answerTimeout,
			// A sink that sends the token elsewhere is not a sink.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		random: rand.New(rand.NewPCG(cfg.Seed, 1)), waiting: map[string]*mailbag{},
	}
}

// send has e posted, after those of its session that are still on their way.
func (c *courier) send(e *event) {
	if !e.wanted() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	bag := c.waiting[e.session]
	if bag != nil {
		bag.events = append(bag.events, e)
		return
	}
	bag = &mailbag{events: []*event{e}}
	c.waiting[e.session] = bag
	c.work.Go(func() { c.carry(e.session, bag) })
}

// carry posts the events of a session until none is left.
func (c *courier) carry(session string, bag *mailbag) {
	for {
		c.mu.Lock()
		if len(bag.events) == 0 || c.closed {
			delete(c.waiting, session)
			c.mu.Unlock()
			return
		}
		e := bag.events[0]
		bag.events = bag.events[1:]
		c.mu.Unlock()
		c.deliver(e)
	}
}

// deliver posts e as often as it takes, unless the sink has said that it is
// gone.
func (c *courier) deliver(e *event) {
	copies := 1
	if c.cfg.DeliverTwice {
		copies = 2
	}
	for range copies {
		for attempt := 1; !e.gone.Load() && c.attempt(e, attempt) && attempt < c.cfg.Attempts && c.pause(attempt); attempt++ {
		}
	}
}

// attempt posts e once, tells the log and the page about it, and reports
// whether to try again.
func (c *courier) attempt(e *event, attempt int) (again bool) {
	if !e.sink.expires.IsZero() && !e.time.Before(e.sink.expires) {
		c.report(e, attempt, "not sent: the token of the sink has expired")
		return false
	}
	select {
	case c.slots <- struct{}{}:
	case <-c.ctx.Done():
		return false
	}
	status, err := c.post(e)
	<-c.slots
	if err != nil {
		c.report(e, attempt, err.Error())
		return true
	}
	c.report(e, attempt, strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status))))
	if status == http.StatusGone {
		e.gone.Store(true)
	}
	return mayRecover(status)
}

// mayRecover reports whether the same event may be taken later.
func mayRecover(status int) bool {
	return status >= 500 || status == http.StatusRequestTimeout || status == http.StatusTooEarly || status == http.StatusTooManyRequests
}

// pause waits before the next attempt: twice as long every time, more or less
// by chance. It reports false when the courier is closed.
func (c *courier) pause(attempt int) bool {
	d := min(c.cfg.Pause<<min(attempt-1, 16), longestPause)
	d = time.Duration(float64(d) * (0.5 + c.chance()))
	select {
	case <-time.After(d):
		return true
	case <-c.ctx.Done():
		return false
	}
}

// chance returns a number from 0 to 1.
func (c *courier) chance() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.random.Float64()
}

// errDropped is the end of a connection that was chosen to be dropped.
var errDropped = errors.New("the connection was dropped")

// post sends e and returns the status of the answer. Connections that are to
// be dropped break in the middle of the body, or before the answer.
func (c *courier) post(e *event) (int, error) {
	ctx, cancel := context.WithCancelCause(c.ctx)
	defer cancel(nil)
	body := e.body()
	var content io.Reader = bytes.NewReader(body)
	if c.cfg.Drop > 0 && c.chance() < c.cfg.Drop {
		if c.chance() < 0.5 {
			content = io.MultiReader(bytes.NewReader(body[:len(body)/2]), brokenReader{})
		} else {
			ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { cancel(errDropped) }})
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url(), content)
	if err != nil {
		return 0, err
	}
	req.ContentLength = int64(len(body))
	req.Header.Set("Content-Type", e.contentType())
	req.Header.Set("User-Agent", "telgen-sandbox")
	req.Header.Set("X-Correlator", e.id)
	if e.sink.token != "" {
		req.Header.Set("Authorization", "Bearer "+e.sink.token)
	}
	return c.do(req)
}

func (c *courier) do(req *http.Request) (int, error) {
	resp, err := c.client.Do(req)
	if err != nil {
		if cause := context.Cause(req.Context()); errors.Is(cause, errDropped) {
			return 0, errDropped
		}
		if u, ok := errors.AsType[*url.Error](err); ok {
			err = u.Err // the log has the address
		}
		return 0, err
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, 1<<16) // so that the connection can be used again
	return resp.StatusCode, nil
}

// A brokenReader is the end of a body whose connection breaks.
type brokenReader struct{}

// Read always fails.
func (brokenReader) Read([]byte) (int, error) { return 0, errDropped }

// report tells the log and the page how an attempt ended.
func (c *courier) report(e *event, attempt int, result string) {
	c.cfg.Log.Info("event "+e.status+" posted", "session", e.session, "info", e.info, "sink", e.url(), "attempt", attempt, "result", result)
	c.hub.delivery(e, attempt, result)
}

// close ends all deliveries and waits for them. No connection is left.
func (c *courier) close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.cancel()
	c.work.Wait()
	c.client.CloseIdleConnections()
}
