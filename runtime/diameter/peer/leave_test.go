package peer_test

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// leave asks for a disconnection, and closes the connection.
func (w *wire) leave(cause int32) {
	w.t.Helper()
	if rc := resultOf(w.t, w.exchange(request(282, diameter.NewInteger32(273|diameter.M, cause)))); rc != diameter.ResultSuccess {
		w.t.Errorf("DPA %v", rc)
	}
	w.nc.Close()
}

// untilConnected returns how long it takes until the node connects.
func (b *bubble) untilConnected(l net.Listener) (time.Duration, net.Conn) {
	b.t.Helper()
	begin := time.Now()
	nc, err := l.Accept()
	if err != nil {
		b.t.Fatal(err)
	}
	return time.Since(begin), nc
}

func TestLeaveOfPeer(t *testing.T) {
	for cause, long := range map[int32]bool{0: false, 1: true} {
		synctest.Test(t, func(t *testing.T) {
			b := &bubble{t: t}
			cfg := testConfig("client.example.org")
			cfg.Dial, cfg.ReconnectMin, cfg.ReconnectMax = b.network.Dial, time.Second, time.Minute
			b.client = newNode(t, cfg, pingApp)
			l := b.play(silent)
			b.accept(l, silent).leave(cause)
			b.is(silent, "DOWN")
			pause, nc := b.untilConnected(l)
			if (pause > 25*time.Second) != long || pause > time.Minute+time.Second {
				t.Errorf("cause %d: connected again after %v", cause, pause)
			}
			// It left in good order, so it is trusted at once.
			w := newWire(t, nc)
			w.acceptedAs(w.read(), silent)
			b.is(silent, "OKAY")
		})
	}
}

func TestLeaveForEver(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		l := b.play(silent)
		b.accept(l, silent).leave(2)
		time.Sleep(time.Hour)
		b.is(silent, "DOWN")
		const want = "ended by the peer: it does not want to talk to this node"
		if err := stateOf(b.client, silent).LastError; err == nil || err.Error() != want {
			t.Errorf("last error %v, want %s", err, want)
		}
		_, err := pingClient{b.client}.Ping(t.Context(), newPing("x")) // nobody waits for it
		var routing *peer.RoutingError
		if !errors.As(err, &routing) || routing.ResultCode != diameter.ResultUnableToDeliver {
			t.Errorf("call: %v, want 3002", err)
		}
		addPeer(t, b.client, "aaa://"+string(silent)) // that is still allowed
		b.accept(l, silent)
		b.is(silent, "OKAY")
	})
}

func TestRemovePeer(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		l := b.play(silent)
		w := b.accept(l, silent)
		b.client.RemovePeer("aaa://" + string(silent))
		b.client.RemovePeer("aaa://" + string(silent)) // once more, for nothing
		dpr := w.read()
		if got := show(diameter.Find(dpr, 273)); dpr.Header.CommandCode != 282 || len(got) != 1 || got[0] != "273 40 00000002" {
			t.Errorf("got %+v with cause %v", dpr.Header, got)
		}
		b.is(silent, "")
		dpa := request(282, diameter.NewUnsigned32(keyResultCode|diameter.M, 2001))
		dpa.Header = dpr.Header.Answer()
		w.send(dpa)
		w.ended()
		stays(b, l)
	})
}

// stays checks that the node does not connect for an hour.
func stays(b *bubble, l net.Listener) {
	b.t.Helper()
	var connected atomic.Bool
	go func() {
		if nc, err := l.Accept(); err == nil {
			connected.Store(true)
			nc.Close()
		}
	}()
	time.Sleep(time.Hour)
	if connected.Load() {
		b.t.Error("connected again")
	}
	l.Close()
}

// A peer may be removed while the node waits for its capabilities.
func TestRemovePeerInHandshake(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		l := b.play(silent)
		_, nc := b.untilConnected(l)
		w := newWire(t, nc)
		w.read()
		b.client.RemovePeer("aaa://" + string(silent))
		w.ended()
		b.is(silent, "")
		stays(b, l)
	})
}

// Shutdown of a node takes leave on the connections that it made, too, after
// the requests that came over them.
func TestShutdownOfCallerTakesLeave(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		started, release := make(chan struct{}), make(chan struct{})
		b.client.Handle(pingHandler(func(ctx context.Context, req *pingRequest) (*pingAnswer, error) {
			close(started)
			<-release
			return echo(ctx, req)
		}))
		w := b.peer(silent)
		w.send(ping(authState, text))
		<-started
		ended := make(chan error, 1)
		go func() { ended <- b.client.Shutdown(context.Background()) }()
		synctest.Wait()
		w.stays()
		close(release)
		if m := w.read(); m.Header.CommandCode != pingCode || resultOf(t, m) != diameter.ResultSuccess {
			t.Errorf("got %+v, want the answer", m.Header)
		}
		dpr := w.read()
		if got := show(diameter.Find(dpr, 273)); dpr.Header.CommandCode != 282 || len(got) != 1 || got[0] != "273 40 00000000" {
			t.Errorf("got %+v with cause %v", dpr.Header, got)
		}
		dpa := request(282, diameter.NewUnsigned32(keyResultCode|diameter.M, 2001))
		dpa.Header = dpr.Header.Answer()
		w.send(dpa)
		w.ended()
		if err := <-ended; err != nil {
			t.Errorf("Shutdown: %v", err)
		}
	})
}

// A peer that takes leave gets no new requests, while it is still connected.
func TestCallWhilePeerLeaves(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		first, second := b.twoPeers()
		first.exchange(request(282)) // and stays connected
		done := start(t.Context(), b.client, "x")
		second.send(pong(second.read(), "x"))
		if r := <-done; r.err != nil {
			t.Error(r.err)
		}
	})
}

func TestPeers(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		begin := time.Now()
		l := b.play(silent)
		synctest.Wait()
		p := stateOf(b.client, silent)
		if p.State != "INITIAL" || !p.Added || p.Remote != string(silent)+":3868" || !p.Since.Equal(begin) || p.Realm != "" || p.Applications != nil {
			t.Errorf("peer %+v", p)
		}
		_, nc := b.untilConnected(l)
		w := newWire(t, nc)
		if err := nc.SetDeadline(time.Time{}); err != nil {
			t.Fatal(err)
		}
		req := w.read()
		cea := from(cer(), silent, "example.org")
		cea.Header = req.Header.Answer()
		cea.AVPs = append(cea.AVPs, diameter.NewUnsigned32(keyResultCode|diameter.M, 2001), diameter.NewUnsigned32(278|diameter.M, 5))
		w.send(cea)
		b.is(silent, "OKAY")
		p = stateOf(b.client, silent)
		if p.Realm != "example.org" || p.Product != "wire" || p.OriginStateID != 5 || p.LastError != nil ||
			len(p.Applications) != 1 || p.Applications[0] != pingApplication || p.Remote != nc.LocalAddr().String() {
			t.Errorf("peer %+v", p)
		}

		// The watchdog tells when it was started again.
		w.exchange(request(280, diameter.NewUnsigned32(278|diameter.M, 6)))
		if id := stateOf(b.client, silent).OriginStateID; id != 6 {
			t.Errorf("Origin-State-Id %d, want 6", id)
		}
		w.exchange(ping(authState, text)) // 3001: there is no handler
		done := start(t.Context(), b.client, "x")
		call := w.read()
		synctest.Wait()
		if p := stateOf(b.client, silent); p.Pending != 1 || p.RequestsIn != 1 || p.RequestsOut != 1 || p.AnswersIn != 0 {
			t.Errorf("peer %+v", p)
		}
		w.send(pong(call, "x"))
		<-done
		w.send(pong(call, "x"))
		synctest.Wait()
		if p := stateOf(b.client, silent); p.Pending != 0 || p.AnswersIn != 1 || p.Late != 1 {
			t.Errorf("peer %+v", p)
		}
		l.Close()
		w.nc.Close()
		b.is(silent, "DOWN")
		if p := stateOf(b.client, silent); p.LastError == nil || p.OriginStateID != 6 || p.Realm != "example.org" {
			t.Errorf("peer %+v", p)
		}
	})
}

// Peers that connect themselves are known as long as they stay.
func TestPeersThatConnect(t *testing.T) {
	w, server := openWire(t, echo)
	list := server.Peers()
	if len(list) != 1 || list[0].Identity != "wire.example.net" || list[0].Added || list[0].State != "OKAY" {
		t.Fatalf("peers %+v", list)
	}
	w.nc.Close()
	eventually(t, "nobody", func() bool { return len(server.Peers()) == 0 })
}
