package peer_test

import (
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
	"github.com/telgen/telgen/runtime/diameter/peer/peertest"
)

// A bubble is a client with peers that the test plays, in a time of its own.
type bubble struct {
	t       *testing.T
	network peertest.Network
	client  *peer.Node
}

// inBubble runs f with a client whose times are those of a real node.
func inBubble(t *testing.T, f func(t *testing.T, b *bubble)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bubble{t: t}
		cfg := testConfig("client.example.org")
		cfg.Dial = b.network.Dial
		b.client = newNode(t, cfg, pingApp)
		f(t, b)
	})
}

// play adds a peer, and returns its listener.
func (b *bubble) play(name diameter.Identity, options ...peer.PeerOption) net.Listener {
	b.t.Helper()
	l, err := b.network.Listen(string(name) + ":3868")
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { l.Close() })
	addPeer(b.t, b.client, "aaa://"+string(name), options...)
	return l
}

// accept accepts a connection up to the open state.
func (b *bubble) accept(l net.Listener, name diameter.Identity) *wire {
	b.t.Helper()
	nc, err := l.Accept()
	if err != nil {
		b.t.Fatal(err)
	}
	w := newWire(b.t, nc)
	if err := nc.SetDeadline(time.Time{}); err != nil { // the bubble knows when nothing happens any more
		b.t.Fatal(err)
	}
	w.acceptedAs(w.read(), name)
	synctest.Wait()
	return w
}

// peer is play and accept.
func (b *bubble) peer(name diameter.Identity, options ...peer.PeerOption) *wire {
	b.t.Helper()
	return b.accept(b.play(name, options...), name)
}

// is checks the state of a peer.
func (b *bubble) is(name diameter.Identity, state string) {
	b.t.Helper()
	synctest.Wait()
	if got := stateOf(b.client, name).State; got != state {
		b.t.Errorf("%s is in state %s, want %s", name, got, state)
	}
}
