package qod_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/telgen/telgen/runtime/qod"
)

func TestStream(t *testing.T) {
	s := qod.NewStream(3)
	h := receiver(s.Take)
	for _, id := range []string{"1", "2", "2", "3"} {
		if w := post(h, ended(id, id)); w.Code != http.StatusNoContent {
			t.Fatal(w.Code, w.Body)
		}
	}
	s.Close()
	s.Close()
	if w := post(h, ended("4", "4")); w.Code != http.StatusServiceUnavailable {
		t.Errorf("closed: %d", w.Code)
	}
	have := ""
	for e := range s.Events(t.Context()) {
		if have += e.SessionID; have == "12" {
			break
		}
	}
	for e := range s.C() {
		have += e.SessionID
	}
	if have != "123" {
		t.Errorf("have %s", have)
	}
}

// TestStreamFull holds a notification back until there is room, and refuses it
// after a while.
func TestStreamFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := qod.NewStream(1)
		h := receiver(s.Take)
		post(h, ended("1", "1"))
		start := time.Now()
		if w := post(h, ended("2", "2")); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Errorf("full: %d %v", w.Code, w.Header())
		}
		if waited := time.Since(start); waited < time.Second || waited > 10*time.Second {
			t.Errorf("waited for %v", waited)
		}
		go func() {
			time.Sleep(time.Second)
			<-s.C()
		}()
		if w := post(h, ended("2", "2")); w.Code != http.StatusNoContent {
			t.Errorf("with room: %d", w.Code)
		}
		go func() {
			time.Sleep(time.Second)
			s.Close()
		}()
		if w := post(h, ended("3", "3")); w.Code != http.StatusServiceUnavailable {
			t.Errorf("closed while waiting: %d", w.Code)
		}
	})
}

func TestStreamContext(t *testing.T) {
	s := qod.NewStream(0)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(5*time.Millisecond, cancel)
	for e := range s.Events(ctx) {
		t.Errorf("%+v", e)
	}
	if err := s.Take(t.Context(), new(qod.Event)); err != nil {
		t.Error(err)
	}
	if err := s.Take(ctx, new(qod.Event)); err == nil {
		t.Error("took an event without room and time")
	}
}
