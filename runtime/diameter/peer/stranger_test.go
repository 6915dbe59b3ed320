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

// A stranger connects itself to a node that has a peer of the same realm.
const strangerHost, addedHost = "stranger.example.org", "hss.example.org"

// withStranger returns a node with a peer and a stranger, and that peer. Both
// answer.
func withStranger(t *testing.T) (node, added *peer.Node) {
	t.Helper()
	b := newBook()
	added = newNode(t, b.config(addedHost))
	added.Handle(pingHandler(echo))
	b.serve(t, added, addedHost)
	node = newNode(t, b.config("node.example.org"), pingApp)
	addPeer(t, node, "aaa://"+addedHost)
	inState(t, node, addedHost, "OKAY")
	stranger := newNode(t, b.config(strangerHost))
	stranger.Handle(pingHandler(echo))
	b.serve(t, node, "node.example.org")
	addPeer(t, stranger, "aaa://node.example.org")
	inState(t, node, strangerHost, "OKAY")
	return node, added
}

// Nobody becomes the server of a realm by saying so.
func TestStrangerGetsNothing(t *testing.T) {
	node, added := withStranger(t)
	for range 50 {
		if got := calls(t, node, toRealm("example.org")); got != addedHost {
			t.Fatalf("%s answered", got)
		}
	}
	if got := calls(t, node, toHost(strangerHost), toRealm("example.org")); got != strangerHost {
		t.Errorf("%s answered for its host", got)
	}
	if err := added.Shutdown(soonContext(t)); err != nil {
		t.Fatal(err)
	}
	inState(t, node, addedHost, "DOWN")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := pingClient{node}.Ping(ctx, pingWith(toRealm("example.org")))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("call: %v, want to wait for the peer that was added", err)
	}
	node.RemovePeer("aaa://" + addedHost)
	if got := calls(t, node, toRealm("example.org")); got != strangerHost {
		t.Errorf("%s answered, alone", got)
	}
}

// A route makes one a server.
func TestRouteToStranger(t *testing.T) {
	node, _ := withStranger(t)
	node.AddRoute("example.org", pingApplication, strangerHost)
	for range 10 {
		if got := calls(t, node, toRealm("example.org")); got != strangerHost {
			t.Fatalf("%s answered", got)
		}
	}
}

// Those that the node trusts are as those that it added, relays too.
func TestTrust(t *testing.T) {
	for _, trusted := range []bool{false, true} {
		cfg := testConfig("node.example.org")
		cfg.Trust = func(c peer.Candidate) bool {
			if c.Identity != "wire.example.net" || c.Realm != "example.net" || c.Remote == nil {
				t.Errorf("candidate %+v", c)
			}
			return trusted
		}
		node := newNode(t, cfg, pingApp)
		w := dialWire(t, serve(t, node))
		w.exchange(request(257, diameter.NewUnsigned32(258|diameter.M, 0xffffffff)))
		done := make(chan error, 1)
		go func() {
			_, err := pingClient{node}.Ping(soonContext(t), pingWith(toHost("far.example.com"), toRealm("example.com")))
			done <- err
		}()
		if trusted {
			w.send(pong(w.read(), "x"))
		}
		var routing *peer.RoutingError
		if err := <-done; trusted == errors.As(err, &routing) || trusted != (err == nil) {
			t.Errorf("trusted %v: %v", trusted, err)
		}
	}
}

// A call waits only for peers that may take it.
func TestCallWaitsForNobody(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		b.peer(silent).leave(2) // for ever
		b.is(silent, "DOWN")
		b.client.AddRoute("elsewhere.example", 4711, "ghost.example.com")
		_, err := pingClient{b.client}.Ping(t.Context(), pingWith(toRealm("example.org")))
		var routing *peer.RoutingError
		if !errors.As(err, &routing) || routing.ResultCode != diameter.ResultUnableToDeliver {
			t.Errorf("call: %v, want 3002", err)
		}
	})
}

// callHost calls the first of two peers by its name.
func (b *bubble) callHost(ctx context.Context) <-chan result {
	done := make(chan result, 1)
	go func() {
		answer, err := pingClient{b.client}.Ping(ctx, pingWith(toHost(silent), toRealm("example.org")))
		done <- result{answer, err}
	}()
	synctest.Wait()
	return done
}

// A request for a host does not go to another server of its realm, neither by
// failover nor at first: it waits.
func TestHostHasNoAlternate(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		l := b.play(silent)
		first := b.accept(l, silent)
		b.peer(backup)
		done := b.callHost(t.Context())
		first.next()
		first.leave(0)
		if r := <-done; !errors.Is(r.err, peer.ErrClosed) {
			t.Errorf("call: %v, want ErrClosed", r.err)
		}
		done = b.callHost(t.Context())
		again := b.accept(l, silent)
		again.send(pong(again.next(), "at last"))
		if r := <-done; r.err != nil || r.answer.Text != "at last" {
			t.Errorf("call: %+v", r)
		}
		if p := stateOf(b.client, backup); p.RequestsOut != 0 {
			t.Errorf("the other server got %d requests", p.RequestsOut)
		}
	})
}

// That the host has left for good does not make another one its alternate.
func TestHostThatLeaves(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		l, err := b.network.Listen("client.example.org:3868")
		if err != nil {
			t.Fatal(err)
		}
		go func() { _ = b.client.Serve(t.Context(), l) }()
		b.peer(backup)
		nc, err := b.network.Dial(t.Context(), "tcp", "client.example.org:3868")
		if err != nil {
			t.Fatal(err)
		}
		host := newWire(t, nc)
		host.greetFrom(silent)
		done := b.callHost(t.Context())
		host.next()
		nc.Close()
		if r := <-done; !errors.Is(r.err, peer.ErrClosed) {
			t.Errorf("call: %v, want ErrClosed", r.err)
		}
		if p := stateOf(b.client, backup); p.RequestsOut != 0 {
			t.Errorf("the other server got %d requests", p.RequestsOut)
		}
	})
}

// An agent waits for nobody.
func TestRelayToLostHost(t *testing.T) {
	client, server, relay := relayed(t, unchanged)
	addPeer(t, relay, "aaa://127.0.0.1:1")
	addPeer(t, relay, "aaa://lost.example.org:1")
	server.leave(0)
	inState(t, relay, "server.example.org", "DOWN")
	for _, host := range []diameter.Identity{"server.example.org", "lost.example.org"} {
		answer := client.exchange(ping(authState, text, toHost(host), toRealm("example.org")))
		if rc := resultOf(t, answer); rc != diameter.ResultUnableToDeliver {
			t.Errorf("%s: %v, want 3002", host, rc)
		}
	}
}

// Shutdown does not wait for a call that waits for a peer.
func TestShutdownEndsWaiting(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		l := b.play(silent)
		failed := make(chan error, 2)
		b.client.Handle(pingHandler(func(ctx context.Context, _ *pingRequest) (*pingAnswer, error) {
			go func() { failed <- b.client.Ready(ctx, &diameter.Application{ID: 4711}) }()
			_, err := pingClient{b.client}.Ping(ctx, pingWith(toHost(silent)))
			failed <- err
			return nil, err
		}))
		w := b.peer(backup)
		w.send(ping(authState, text))
		synctest.Wait()
		begin, ended := time.Now(), make(chan error, 1)
		go func() { ended <- b.client.Shutdown(context.Background()) }()
		for range 2 {
			var routing *peer.RoutingError
			if err := <-failed; !errors.As(err, &routing) && !errors.Is(err, peer.ErrShutdown) {
				t.Errorf("got %v", err)
			}
		}
		if took := time.Since(begin); took != 0 {
			t.Errorf("after %v", took)
		}
		w.next()
		w.nc.Close()
		if err := <-ended; err != nil {
			t.Errorf("Shutdown: %v", err)
		}
		l.Close()
	})
}
