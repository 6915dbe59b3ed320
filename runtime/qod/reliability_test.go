package qod_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/qod"
	"github.com/telgen/telgen/runtime/rest"
)

// unreliable drops one connection in twenty: half of them before the
// notification was handled, half of them when it was, so that the sender does
// not know.
func unreliable(h http.Handler, dropped *atomic.Int32) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch rand.N(40) {
		case 0:
			dropped.Add(1)
			panic(http.ErrAbortHandler)
		case 1:
			dropped.Add(1)
			h.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		h.ServeHTTP(w, r)
	})
}

// A courier posts notifications as an operator does, over one connection until
// that breaks. It does without http.Client, which costs more than the receiver.
type courier struct {
	address string
	conn    net.Conn // nil before the first and after one that broke
	answers *bufio.Reader
}

// deliver posts a notification until it is taken.
func (c *courier) deliver(body string) error {
	var err error
	for range 10 {
		var status int
		if status, err = c.post(body); err == nil && status == http.StatusNoContent {
			return nil
		}
	}
	return fmt.Errorf("given up: %w", err)
}

func (c *courier) post(body string) (status int, err error) {
	if c.conn == nil {
		if c.conn, err = net.Dial("tcp", c.address); err != nil {
			return 0, err
		}
		c.answers = bufio.NewReader(c.conn)
	}
	defer func() {
		if err != nil {
			c.close()
		}
	}()
	_, err = fmt.Fprintf(c.conn, "POST / HTTP/1.1\r\nHost: sink\r\nAuthorization: Bearer my-token\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	if err != nil {
		return 0, err
	}
	resp, err := http.ReadResponse(c.answers, nil)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, err
}

func (c *courier) close() {
	if c.conn != nil {
		c.conn.Close()
		c.conn = nil
	}
}

// send posts a body with a token, by an ordinary client.
func send(client *http.Client, url, token string, body io.Reader) (status int, err error) {
	req, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/cloudevents+json")
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	return resp.StatusCode, err
}

// TestExactlyOnce has 10,000 sessions expire within a minute, thirty times as
// fast, each notified of twice, over connections of which some break.
func TestExactlyOnce(t *testing.T) {
	const sessions, minute = 10_000, 2 * time.Second
	var taken counter
	var dropped atomic.Int32
	stream := qod.NewStream(100)
	s := httptest.NewServer(unreliable(receiver(stream.Take), &dropped))
	defer s.Close()
	var all sync.WaitGroup
	due := make(chan string)
	for range 32 {
		all.Go(func() {
			c := courier{address: s.Listener.Addr().String()}
			defer c.close()
			for body := range due {
				if err := c.deliver(body); err != nil {
					t.Error(err)
				}
			}
		})
	}
	go func() {
		defer close(due)
		start := time.Now()
		for i := range sessions {
			time.Sleep(time.Until(start.Add(minute * time.Duration(i) / sessions)))
			body := ended("event-"+strconv.Itoa(i), strconv.Itoa(i))
			due <- body
			due <- body // at once: both are on their way together
		}
	}()
	go func() {
		all.Wait()
		stream.Close()
	}()
	for e := range stream.C() {
		_ = taken.take(t.Context(), e) // never fails
	}
	for i := range sessions {
		if n := taken.of(strconv.Itoa(i)); n != 1 {
			t.Errorf("session %d was notified of %d times", i, n)
		}
	}
	if len(taken.seen) != sessions || dropped.Load() < sessions/20 {
		t.Errorf("%d sessions, %d connections dropped", len(taken.seen), dropped.Load())
	}
}

// TestWrongTokens serves the right notifications while 200 wrong ones come in
// each second, some of them large.
func TestWrongTokens(t *testing.T) {
	const duration, right = 2 * time.Second, 100
	var taken counter
	s := httptest.NewServer(receiver(taken.take))
	defer s.Close()
	c := s.Client()
	ctx, cancel := context.WithTimeout(t.Context(), duration)
	defer cancel()
	var wrong, admitted atomic.Int32
	var all sync.WaitGroup
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	all.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			all.Go(func() {
				status, err := send(c, s.URL, "guess-"+strconv.Itoa(n), strings.NewReader(strings.Repeat(" ", n%4<<14)+ended("1", "stolen")))
				wrong.Add(1)
				if err == nil && status != http.StatusUnauthorized {
					admitted.Add(1)
				}
			})
		}
	})
	slowest := time.Duration(0)
	for i := range right {
		start := time.Now()
		if status, err := send(c, s.URL, "my-token", strings.NewReader(ended(strconv.Itoa(i), "mine"))); err != nil || status != http.StatusNoContent {
			t.Errorf("right token: %d, %v", status, err)
		}
		slowest = max(slowest, time.Since(start))
		time.Sleep(duration / right)
	}
	all.Wait()
	if taken.of("mine") != right || taken.of("stolen") != 0 || admitted.Load() != 0 || wrong.Load() < 200 {
		t.Errorf("taken %v; %d wrong ones, of which %d were not refused", taken.seen, wrong.Load(), admitted.Load())
	}
	if slowest > 2*time.Second {
		t.Errorf("the slowest right one took %v", slowest)
	}
}

// endless is a body without end.
type endless struct{ read atomic.Int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.read.Add(int64(len(p)))
	return len(p), nil
}

// TestEndlessBody cuts off a body that is longer than allowed, declared or not.
func TestEndlessBody(t *testing.T) {
	var taken counter
	s := httptest.NewServer(receiver(taken.take))
	defer s.Close()
	c := s.Client()
	body := new(endless)
	// The server may close the connection before the answer is read.
	if status, err := send(c, s.URL, "my-token", body); err == nil && status != http.StatusRequestEntityTooLarge {
		t.Errorf("endless: %d", status)
	}
	if n := body.read.Load(); n > 16<<20 {
		t.Errorf("%d bytes were sent", n)
	}
	declared := strings.NewReader(strings.Repeat(" ", 1<<20) + ended("1", "a"))
	if status, err := send(c, s.URL, "my-token", declared); err == nil && status != http.StatusRequestEntityTooLarge {
		t.Errorf("declared: %d", status)
	}
	if len(taken.seen) != 0 {
		t.Errorf("taken: %v", taken.seen)
	}
}

// TestSlowBody cuts off a body of which a byte comes now and then.
func TestSlowBody(t *testing.T) {
	var taken counter
	s := httptest.NewServer(receiver(taken.take, rest.WithBodyTimeout(200*time.Millisecond)))
	defer s.Close()
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := ended("1", "a")
	fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer my-token\r\nContent-Length: %d\r\n\r\n", len(body))
	go func() {
		for i := range len(body) {
			if _, err := io.WriteString(conn, body[i:i+1]); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	start := time.Now()
	answer, _ := io.ReadAll(conn) // ends with a reset as well as without
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("cut off after %v", took)
	}
	if len(answer) > 0 && !strings.HasPrefix(string(answer), "HTTP/1.1 408 ") {
		t.Errorf("answered %.100s", answer)
	}
	if len(taken.seen) != 0 {
		t.Errorf("taken: %v", taken.seen)
	}
}
