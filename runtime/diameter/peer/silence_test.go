package peer_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// aboutTw checks that some intervals of the watchdog have passed since begin:
// 30 s and up to 2 s more or less, each.
func aboutTw(t *testing.T, begin time.Time, intervals int) {
	t.Helper()
	took, n := time.Since(begin), time.Duration(intervals)
	if took < n*28*time.Second || took > n*32*time.Second+time.Second {
		t.Errorf("after %v, want %d intervals of 28 s to 32 s", took, intervals)
	}
}

const silent = diameter.Identity("silent.example.org")

func TestWatchdogAfterSilence(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		w := b.peer(silent)
		for range 3 {
			begin := time.Now()
			w.answerWatchdog(w.read())
			aboutTw(t, begin, 1)
			b.is(silent, "OKAY")
		}
		begin := time.Now()
		for time.Since(begin) < 5*time.Minute {
			time.Sleep(20 * time.Second)
			w.exchange(request(280)) // the answer comes, and nothing before
		}
	})
}

func TestSuspect(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		w := b.peer(silent)
		begin := time.Now()
		dwr := w.read()
		aboutTw(t, begin, 1)
		time.Sleep(27 * time.Second)
		b.is(silent, "OKAY")
		time.Sleep(6 * time.Second)
		b.is(silent, "SUSPECT")

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := pingClient{b.client}.Ping(ctx, newPing("not to a suspect"))
		var routing *peer.RoutingError
		if !errors.As(err, &routing) || routing.ResultCode != diameter.ResultUnableToDeliver || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("call: %v, want 3002 at the end of the context", err)
		}

		w.answerWatchdog(dwr)
		b.is(silent, "OKAY")
		done := start(t.Context(), b.client, "again")
		w.send(pong(w.read(), "again"))
		if r := <-done; r.err != nil {
			t.Error(r.err)
		}

		begin = time.Now()
		w.read() // the next watchdog
		w.ended()
		aboutTw(t, begin, 3)
		synctest.Wait()
		if p := stateOf(b.client, silent); p.State != "DOWN" || p.LastError == nil {
			t.Errorf("peer %+v", p)
		}
	})
}

// A peer that was lost answers three requests of the watchdog before it is
// used again.
func TestReopen(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		l := b.play(silent)
		w := b.accept(l, silent)
		w.nc.Close()
		w = b.accept(l, silent)
		b.is(silent, "REOPEN")
		done := start(t.Context(), b.client, "after all")
		for range 3 {
			b.is(silent, "REOPEN")
			w.answerWatchdog(w.read())
		}
		req := w.read()
		if req.Header.CommandCode != pingCode {
			t.Fatalf("got %+v, want the call", req.Header)
		}
		b.is(silent, "OKAY")
		w.send(pong(req, "after all"))
		if r := <-done; r.err != nil {
			t.Error(r.err)
		}
	})
}

// One that answers nothing is disconnected after two intervals.
func TestReopenInVain(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		l := b.play(silent)
		b.accept(l, silent).nc.Close()
		w := b.accept(l, silent)
		begin := time.Now()
		w.read()
		w.ended()
		aboutTw(t, begin, 2)
		b.accept(l, silent)
		b.is(silent, "REOPEN")
	})
}

// The watchdog is answered while everything else is stuck.
func TestWatchdogWhileHandlersAreBlocked(t *testing.T) {
	release := make(chan struct{})
	cfg := testConfig("server.example.org")
	cfg.MaxRequests, cfg.WriteQueue = 2, 1
	server := newNode(t, cfg)
	server.Handle(pingHandler(func(ctx context.Context, req *pingRequest) (*pingAnswer, error) {
		<-release
		return echo(ctx, req)
	}))
	w := dialWire(t, serve(t, server))
	w.exchange(cer())
	for range 2 {
		w.send(ping(authState, text))
	}
	w.stays()
	close(release)
	for range 2 {
		if rc := resultOf(t, w.read()); rc != diameter.ResultSuccess {
			t.Errorf("answered %v", rc)
		}
	}
}

// Who connects with the name of a peer has it looked at, and no more: the peer
// gets the time of the watchdog to answer.
func TestProbeGivesTime(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		l, err := b.network.Listen("client.example.org:3868")
		if err != nil {
			t.Fatal(err)
		}
		go func() { _ = b.client.Serve(t.Context(), l) }()
		w := b.peer(silent)
		time.Sleep(27900 * time.Millisecond) // soon the watchdog would ask
		nc, err := b.network.Dial(t.Context(), "tcp", "client.example.org:3868")
		if err != nil {
			t.Fatal(err)
		}
		newWire(t, nc).send(from(cer(), silent, "example.org"))
		w.read()
		begin := time.Now()
		time.Sleep(27900 * time.Millisecond)
		b.is(silent, "OKAY")
		time.Sleep(5 * time.Second)
		b.is(silent, "SUSPECT")
		w.closed()
		aboutTw(t, begin, 2)
	})
}
