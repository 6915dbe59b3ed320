package peer_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

const backup = diameter.Identity("backup.example.org")

// twoPeers returns a peer that is asked first and one that is asked then.
func (b *bubble) twoPeers() (first, second *wire) {
	b.t.Helper()
	return b.peer(silent), b.peer(backup, peer.Priority(1))
}

// next reads the next message that is not of the watchdog, which it answers.
func (w *wire) next() *diameter.Generic {
	w.t.Helper()
	m := w.read()
	for m.Header.CommandCode == 280 {
		w.answerWatchdog(m)
		m = w.read()
	}
	return m
}

// sentAgain checks that second is a copy of first.
func sentAgain(t *testing.T, first, second *diameter.Generic) {
	t.Helper()
	want := first.Header
	want.Flags |= diameter.FlagRetransmitted
	want.HopByHop = second.Header.HopByHop
	if second.Header != want || first.Header.HopByHop == want.HopByHop || first.Header.Flags&diameter.FlagRetransmitted != 0 {
		t.Errorf("header %+v after %+v", second.Header, first.Header)
	}
	if got, want := show(second.AVPs), show(first.AVPs); !reflect.DeepEqual(got, want) {
		t.Errorf("AVPs %v, want %v", got, want)
	}
}

func TestFailoverFromSilence(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		first, second := b.twoPeers()
		done := start(t.Context(), b.client, "x")
		lost := first.read()
		again := second.next()
		b.is(silent, "SUSPECT")
		sentAgain(t, lost, again)
		second.send(pong(again, "from the second"))
		if r := <-done; r.err != nil || r.answer.Text != "from the second" {
			t.Errorf("call: %+v", r)
		}
		first.send(pong(lost, "late"))
		b.is(silent, "OKAY")
		p := stateOf(b.client, silent)
		if p.Late != 1 || p.Pending != 0 || p.AnswersIn != 0 || p.RequestsOut != 1 {
			t.Errorf("first peer %+v", p)
		}
		if p := stateOf(b.client, backup); p.Late != 0 || p.Pending != 0 || p.AnswersIn != 1 || p.RequestsOut != 1 {
			t.Errorf("second peer %+v", p)
		}
	})
}

// The first answer counts, whoever it is from.
func TestAnswerAfterFailover(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		first, second := b.twoPeers()
		done := start(t.Context(), b.client, "x")
		lost := first.read()
		again := second.next()
		first.send(pong(lost, "after all"))
		if r := <-done; r.err != nil || r.answer.Text != "after all" {
			t.Errorf("call: %+v", r)
		}
		second.send(pong(again, "too late"))
		synctest.Wait()
		if p := stateOf(b.client, backup); p.Late != 1 || p.Pending != 0 {
			t.Errorf("second peer %+v", p)
		}
	})
}

// A request that a peer has no time for goes to another one, and is no copy.
func TestFailoverFromBusy(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		first, second := b.twoPeers()
		done := start(t.Context(), b.client, "x")
		for _, w := range []*wire{first, second} {
			req := w.read()
			if req.Header.Flags&diameter.FlagRetransmitted != 0 {
				t.Errorf("header %+v", req.Header)
			}
			w.busy(req)
		}
		var e *diameter.AnswerError
		if r := <-done; !errors.As(r.err, &e) || e.ResultCode != diameter.ResultTooBusy {
			t.Errorf("call: %v, want 3004 of the last", r.err)
		}
	})
}

func TestFailoverFromDeath(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		first, second := b.twoPeers()
		done := start(t.Context(), b.client, "x")
		lost := first.read()
		first.nc.Close()
		again := second.read()
		sentAgain(t, lost, again)
		second.nc.Close()
		if r := <-done; !errors.Is(r.err, peer.ErrClosed) {
			t.Errorf("call: %v, want ErrClosed", r.err)
		}
	})
}

// A peer of last resort that is silent is waited for.
func TestNoFailover(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		w := b.peer(silent)
		done := start(t.Context(), b.client, "x")
		req, dwr := w.read(), w.read()
		time.Sleep(33 * time.Second)
		b.is(silent, "SUSPECT")
		w.answerWatchdog(dwr)
		w.send(pong(req, "slow"))
		if r := <-done; r.err != nil || r.answer.Text != "slow" {
			t.Errorf("call: %+v", r)
		}
	})
}

func TestCanceledCallIsForgotten(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		first, second := b.twoPeers()
		ctx, cancel := context.WithCancel(t.Context())
		done := start(ctx, b.client, "x")
		first.read()
		second.next()
		if a, b := stateOf(b.client, silent).Pending, stateOf(b.client, backup).Pending; a != 1 || b != 1 {
			t.Errorf("%d and %d pending", a, b)
		}
		cancel()
		if r := <-done; !errors.Is(r.err, context.Canceled) {
			t.Errorf("call: %v", r.err)
		}
		if a, b := stateOf(b.client, silent).Pending, stateOf(b.client, backup).Pending; a != 0 || b != 0 {
			t.Errorf("%d and %d pending", a, b)
		}
	})
}

// Messages of the connection itself stay with it.
func TestBaseDoesNotFailOver(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		first, second := b.twoPeers()
		if dwr := first.read(); dwr.Header.CommandCode != 280 {
			t.Errorf("got %+v", dwr.Header)
		}
		b.client.RemovePeer("aaa://" + string(silent))
		if dpr := first.read(); dpr.Header.CommandCode != 282 {
			t.Errorf("got %+v", dpr.Header)
		}
		first.nc.Close()
		done := start(t.Context(), b.client, "x")
		req := second.next()
		if req.Header.CommandCode != pingCode || req.Header.Flags&diameter.FlagRetransmitted != 0 {
			t.Errorf("got %+v", req.Header)
		}
		second.send(pong(req, "x"))
		if r := <-done; r.err != nil {
			t.Error(r.err)
		}
	})
}

// busy answers 3004.
func (w *wire) busy(req *diameter.Generic) {
	w.t.Helper()
	busy := request(pingCode, diameter.NewUnsigned32(keyResultCode|diameter.M, 3004))
	busy.Header = req.Header.Answer()
	busy.Header.Flags |= diameter.FlagError
	w.send(busy)
}

// That the first peer was too busy says nothing of the second, which is asked
// already.
func TestLateBusy(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		first, second := b.twoPeers()
		third := b.peer("third.example.org", peer.Priority(2))
		done := start(t.Context(), b.client, "x")
		lost := first.read()
		again := second.next()
		first.busy(lost)
		synctest.Wait()
		second.send(pong(again, "from the second"))
		if r := <-done; r.err != nil || r.answer.Text != "from the second" {
			t.Errorf("call: %+v", r)
		}
		if p := stateOf(b.client, "third.example.org"); p.RequestsOut != 0 {
			t.Errorf("third peer %+v", p)
		}
		third.nc.Close()
	})
}

// Without another peer, too, it is for the second to answer.
func TestLateBusyAtTheEnd(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		first, second := b.twoPeers()
		done := start(t.Context(), b.client, "x")
		lost := first.read()
		again := second.next()
		first.busy(lost)
		synctest.Wait()
		second.send(pong(again, "from the second"))
		if r := <-done; r.err != nil || r.answer.Text != "from the second" {
			t.Errorf("call: %+v", r)
		}
	})
}

// A call that waits for a silent peer goes to one that connects meanwhile.
func TestFailoverToLatecomer(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		first := b.peer(silent)
		done := start(t.Context(), b.client, "x")
		lost := first.read()
		first.read() // the watchdog
		time.Sleep(33 * time.Second)
		b.is(silent, "SUSPECT")
		second := b.peer(backup)
		again := second.read()
		sentAgain(t, lost, again)
		second.send(pong(again, "from the latecomer"))
		if r := <-done; r.err != nil || r.answer.Text != "from the latecomer" {
			t.Errorf("call: %+v", r)
		}
	})
}
