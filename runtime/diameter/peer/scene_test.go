package peer_test

import (
	"context"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// A book maps the names of nodes to addresses, and counts the connections that
// were made with it and are open.
type book struct {
	open atomic.Int32

	mu        sync.Mutex
	addresses map[string]string
}

func newBook() *book { return &book{addresses: make(map[string]string)} }

func (b *book) add(name diameter.Identity, address string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.addresses[string(name)] = address
}

// dial is a Config.Dial.
func (b *book) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	if known, ok := b.addresses[host]; ok {
		address = known
	}
	b.mu.Unlock()
	nc, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	b.open.Add(1)
	return &countedConn{Conn: nc, closed: sync.OnceFunc(func() { b.open.Add(-1) })}, nil
}

type countedConn struct {
	net.Conn
	closed func()
}

func (c *countedConn) Close() error {
	defer c.closed()
	return c.Conn.Close()
}

func (c *countedConn) CloseWrite() error { return c.Conn.(*net.TCPConn).CloseWrite() }

// config is testConfig for a node that finds others in the book.
func (b *book) config(name diameter.Identity) peer.Config {
	cfg := testConfig(name)
	cfg.Dial = b.dial
	return cfg
}

// serve makes a node accept connections under a name.
func (b *book) serve(t testing.TB, node *peer.Node, name diameter.Identity) {
	t.Helper()
	b.add(name, serve(t, node))
}

// listenTCP returns a listener that is closed at the end.
func listenTCP(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// play listens under a name.
func (b *book) play(t testing.TB, name diameter.Identity) net.Listener {
	t.Helper()
	l := listenTCP(t)
	b.add(name, l.Addr().String())
	return l
}

// acceptAny returns the next connection with a peer that the test plays.
func acceptAny(t *testing.T, l net.Listener) *wire {
	t.Helper()
	if err := l.(*net.TCPListener).SetDeadline(time.Now().Add(soon)); err != nil {
		t.Fatal(err)
	}
	nc, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	return newWire(t, nc)
}

// greetAs accepts a connection up to the open state, as the node called name.
func greetAs(t *testing.T, l net.Listener, name diameter.Identity) *wire {
	t.Helper()
	w := acceptAny(t, l)
	w.acceptedAs(w.read(), name)
	return w
}

// acceptedAs answers a CER.
func (w *wire) acceptedAs(req *diameter.Generic, name diameter.Identity) {
	w.t.Helper()
	cea := from(cer(), name, "example.org")
	cea.Header = req.Header.Answer()
	cea.AVPs = slices.Insert(cea.AVPs, 0, diameter.NewUnsigned32(keyResultCode|diameter.M, 2001))
	w.send(cea)
}

// from returns m with other names.
func from(m *diameter.Generic, host, realm diameter.Identity) *diameter.Generic {
	for i, a := range m.AVPs {
		switch a.Key {
		case keyOriginHost:
			m.AVPs[i] = diameter.NewIdentity(keyOriginHost|diameter.M, host)
		case keyOriginRealm:
			m.AVPs[i] = diameter.NewIdentity(keyOriginRealm|diameter.M, realm)
		}
	}
	return m
}

// answerWatchdog answers a request that must be one of the watchdog.
func (w *wire) answerWatchdog(req *diameter.Generic) {
	w.t.Helper()
	if req.Header.CommandCode != 280 || !req.Header.IsRequest() {
		w.t.Fatalf("got %+v, want a Device-Watchdog-Request", req.Header)
	}
	dwa := request(280, diameter.NewUnsigned32(keyResultCode|diameter.M, 2001))
	dwa.Header = req.Header.Answer()
	w.send(dwa)
}

// closed checks that the node closes the connection; what it said before does
// not matter.
func (w *wire) closed() {
	w.t.Helper()
	buffer := make([]byte, 4096)
	for {
		if _, err := w.r.Read(buffer); err != nil {
			if e, ok := err.(net.Error); ok && e.Timeout() {
				w.t.Error("the connection stays")
			}
			return
		}
	}
}

// eventually waits until a condition holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(soon); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", soon, what)
		}
	}
}

// stateOf returns what a node knows of a peer.
func stateOf(node *peer.Node, name diameter.Identity) peer.PeerState {
	for _, p := range node.Peers() {
		if p.Identity == name {
			return p
		}
	}
	return peer.PeerState{}
}

// inState waits until a peer is in a state of the watchdog; "" is unknown.
func inState(t testing.TB, node *peer.Node, name diameter.Identity, state string) peer.PeerState {
	t.Helper()
	eventually(t, string(name)+" in state "+state, func() bool { return stateOf(node, name).State == state })
	return stateOf(node, name)
}

// addPeer is AddPeer that succeeds.
func addPeer(t testing.TB, node *peer.Node, uri string, options ...peer.PeerOption) {
	t.Helper()
	if err := node.AddPeer(uri, options...); err != nil {
		t.Fatal(err)
	}
}

// calls checks that node can send a request, and returns who answered.
func calls(t testing.TB, node *peer.Node, avps ...diameter.AVP) diameter.Identity {
	t.Helper()
	answer, err := pingClient{node}.Ping(soonContext(t), pingWith(avps...))
	if err != nil {
		t.Fatal(err)
	}
	return answer.OriginHost
}

// pingWith is a request with further AVPs.
func pingWith(avps ...diameter.AVP) *pingRequest {
	req := newPing("x")
	req.Extra = avps
	return req
}

// toHost and toRealm are destinations.
func toHost(name diameter.Identity) diameter.AVP { return diameter.NewIdentity(293|diameter.M, name) }
func toRealm(name diameter.Identity) diameter.AVP {
	return diameter.NewIdentity(283|diameter.M, name)
}
