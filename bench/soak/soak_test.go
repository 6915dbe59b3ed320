package main

import (
	"io"
	"testing"
	"time"
)

// TestRun is a short soak.
func TestRun(t *testing.T) {
	problems, err := run(t.Context(), options{
		time: 2 * time.Second, warmup: 100 * time.Millisecond,
		servers: 2, clients: 2, callers: 4,
		pause: 200 * time.Millisecond, timeout: 2 * time.Second, every: time.Minute, failed: -1,
	}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
}

// TestProblems checks that each problem is found.
func TestProblems(t *testing.T) {
	fresh := func() *load { return newLoad(options{clients: 1, callers: 1, failed: 0}) }
	fine := func(l *load) {
		l.sent.Add(1)
		l.answered.Add(1)
		l.ledgers[0].handle(l.ledgers[0].next(), 1, false)
		l.ledgers[0].deliver(1)
	}
	for _, c := range []struct {
		name string
		do   func(l *load)
		want string
	}{
		{"nothing", func(*load) {}, ""},
		{"lost", func(l *load) { l.sent.Add(1) }, "1 calls never returned"},
		{"failed", func(l *load) { l.sent.Add(1); l.failed.Add(1) }, "1 calls failed, at most 0 may"},
		{"again", func(l *load) { l.ledgers[0].handle(1, 2, true) }, ""},
		{"overtaken", func(l *load) {
			n := l.ledgers[0].next()
			l.ledgers[0].handle(n, 2, true)
			l.ledgers[0].handle(n, 1, false)
		}, ""},
		{"unmarked", func(l *load) { l.ledgers[0].handle(1, 2, false) }, "1 requests were sent again without the T bit"},
		{"duplicated", func(l *load) { l.ledgers[0].deliver(1) }, "1 requests had two answers delivered"},
		{"crossed", func(l *load) { l.crossed.Add(1) }, "1 answers reached a call that they were not for"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := fresh()
			fine(l)
			c.do(l)
			got := l.problems()
			if c.want == "" && len(got) == 0 || len(got) == 1 && got[0] == c.want {
				return
			}
			t.Errorf("got %q, want %q", got, c.want)
		})
	}
	if got := fresh().problems(); len(got) != 1 || got[0] != "no call was answered" {
		t.Errorf("got %q", got)
	}
}

// TestDeliver checks that an answer that nobody made is found.
func TestDeliver(t *testing.T) {
	var l ledger
	n := l.next()
	if l.deliver(n) {
		t.Error("delivered what was not handled")
	}
	l.handle(n, 1, false)
	if !l.deliver(n) || l.deliver(n+1) {
		t.Error("deliver tells wrong")
	}
	if got := l.counts(); got.duplicated != 1 || got.handled != 1 {
		t.Errorf("counts: %+v", got)
	}
}

// TestSession checks that Session-Ids are read as they are written.
func TestSession(t *testing.T) {
	if got, ok := parseSession(session{3, 7}.String(), 4); !ok || got != (session{3, 7}) {
		t.Errorf("got %v, %v", got, ok)
	}
	for _, id := range []string{"", "soak.example.org;1", "other;1;2", "soak.example.org;4;2", "soak.example.org;-1;2", "soak.example.org;x;2", "soak.example.org;1;x"} {
		if _, ok := parseSession(id, 4); ok {
			t.Errorf("%q is read", id)
		}
	}
}
