package qod

import (
	"bufio"
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// follow returns the messages that the page gets.
func (b *box) follow() <-chan message {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.url+"/sandbox/live", nil)
	if err != nil {
		b.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	if got := resp.Header.Get("Content-Type"); got != "text/event-stream" {
		b.t.Errorf("content type %q", got)
	}
	messages := make(chan message, 100)
	go func() {
		defer resp.Body.Close()
		defer close(messages)
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			var m message
			if ok && json.Unmarshal([]byte(data), &m) == nil {
				messages <- m
			}
		}
	}()
	return messages
}

func next(t *testing.T, messages <-chan message) message {
	t.Helper()
	select {
	case m, ok := <-messages:
		if !ok {
			t.Fatal("the page was cut off")
		}
		return m
	case <-time.After(5 * time.Second):
		t.Fatal("the page is told nothing")
	}
	return message{}
}

// TestLive follows a session on the page: one that was there before, and
// everything that becomes of it.
func TestLive(t *testing.T) {
	b := newBox(t, nil)
	id := b.createWithSink(1)
	messages := b.follow()
	if m := next(t, messages); m.Clock == nil || !m.Clock.Now.Equal(b.clock.Now()) || m.Clock.Speed != 1 {
		t.Errorf("first %+v, want the clock", m)
	}
	if m := next(t, messages); m.Session == nil || m.Session.ID != id || m.Session.Status != requested || m.Session.Device != "+34601000001" {
		t.Errorf("got %+v, want the session", m)
	}
	b.clock.advance(time.Second)
	if m := next(t, messages); m.Session == nil || m.Session.Status != available || m.Session.Seconds != 3600 {
		t.Errorf("got %+v, want the session to be AVAILABLE", m)
	}
	if m := next(t, messages); m.Delivery == nil || m.Delivery.Session != id || m.Delivery.Result != "204 No Content" {
		t.Errorf("got %+v, want a delivery", m)
	}
	b.call(http.MethodDelete, newest+"/sessions/"+id, twoLegged, "")
	m := next(t, messages)
	for m.Delivery != nil { // of the end, which may be faster
		m = next(t, messages)
	}
	if m.Gone != id {
		t.Errorf("got %+v, want %s to be gone", m, id)
	}
	later := b.follow()
	next(t, later)
	if m := next(t, later); m.Delivery == nil || m.Delivery.Status != available {
		t.Errorf("a later page got %+v, want the past delivery", m)
	}
	b.Server.Close()
	for m := range messages {
		if m.Delivery == nil {
			t.Errorf("after the end: %+v", m)
		}
	}
}

// TestSlowPage has a page that does not read: it is cut off, and nothing waits
// for it.
func TestSlowPage(t *testing.T) {
	h := newHub()
	slow, _ := h.watch()
	for range keptMessages + 1 {
		h.gone("x")
	}
	n := 0
	for range slow {
		n++
	}
	if n != keptMessages {
		t.Errorf("got %d messages, want %d", n, keptMessages)
	}
	for i := range 3 * keptDeliveries {
		h.delivery(&event{id: "e"}, i, "204 No Content")
	}
	if _, past := h.watch(); len(past) != keptDeliveries || past[keptDeliveries-1].Attempt != 3*keptDeliveries-1 {
		t.Errorf("%d deliveries are kept", len(past))
	}
}

func TestPage(t *testing.T) {
	b := newBox(t, nil)
	for path, want := range map[string]string{"/": "text/html", "/sandbox/page.js": "text/javascript", "/sandbox/page.css": "text/css"} {
		r := b.call(http.MethodGet, path, "", "")
		if r.status != http.StatusOK || !strings.HasPrefix(r.header.Get("Content-Type"), want) || r.header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s: %d %v", path, r.status, r.header)
		}
	}
	if r := b.call(http.MethodGet, "/nowhere", "", ""); r.status != http.StatusNotFound {
		t.Errorf("/nowhere: %d", r.status)
	}
}

// TestServe interrupts a sandbox that a page is connected to.
func TestServe(t *testing.T) {
	s, err := New(Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, interrupt := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	b := &box{t: t, url: "http://" + l.Addr().String()}
	messages := b.follow()
	next(t, messages)
	interrupt()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(leaveTimeout):
		t.Error("the page keeps the sandbox from ending")
	}
}
