package peer_test

import (
	"errors"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// opens reports whether a new connection reaches the open state.
func opens(t *testing.T, address string, name diameter.Identity) bool {
	t.Helper()
	nc, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	w := newWire(t, nc)
	if _, err := nc.Write(diameter.Append(nil, from(cer(), name, "example.net"))); err != nil {
		return false
	}
	_, err = w.r.Peek(4)
	return err == nil
}

func TestMaxConnections(t *testing.T) {
	cfg := testConfig("server.example.org")
	cfg.MaxConnections = 2
	address := serve(t, newNode(t, cfg, pingApp))
	first := dialWire(t, address)
	first.greetFrom("one.example.net")
	if !opens(t, address, "two.example.net") {
		t.Fatal("the second connection does not open")
	}
	if opens(t, address, "three.example.net") {
		t.Error("the third connection opens")
	}
	first.stays()
	first.nc.Close()
	eventually(t, "the third connection opens", func() bool { return opens(t, address, "three.example.net") })
}

func TestMaxHandshakes(t *testing.T) {
	cfg := testConfig("server.example.org")
	cfg.MaxHandshakes = 2
	address := serve(t, newNode(t, cfg, pingApp))
	mute := []*wire{dialWire(t, address), dialWire(t, address), dialWire(t, address)}
	refused := firstToEnd(t, mute)
	mute = slices.Delete(mute, refused, refused+1)
	mute[0].greetFrom("one.example.net")
	// One that is open does not count, as soon as the node has noticed.
	eventually(t, "another connection opens", func() bool { return opens(t, address, "two.example.net") })
	mute[1].greetFrom("three.example.net")
}

// firstToEnd waits until the node closes one of the connections, and returns
// which.
func firstToEnd(t *testing.T, wires []*wire) int {
	t.Helper()
	ended := make(chan int, len(wires))
	for i, w := range wires {
		go func() {
			_, _ = w.r.Peek(1)
			ended <- i
		}()
	}
	first := <-ended
	for i, w := range wires {
		if err := w.nc.SetReadDeadline(time.Now()); err != nil {
			t.Fatal(err)
		}
		if i != first {
			<-ended
		}
	}
	for _, w := range wires {
		if err := w.nc.SetReadDeadline(time.Now().Add(soon)); err != nil {
			t.Fatal(err)
		}
	}
	return first
}

func TestMuteConnections(t *testing.T) {
	cfg := testConfig("server.example.org")
	cfg.MaxHandshakes, cfg.CapabilitiesTimeout = 2, 100*time.Millisecond
	address := serve(t, newNode(t, cfg, pingApp))
	begin := time.Now()
	mute := []*wire{dialWire(t, address), dialWire(t, address)}
	eventually(t, "connections that open", func() bool { return opens(t, address, "one.example.net") })
	if took := time.Since(begin); took > soon/2 {
		t.Errorf("blocked for %v", took)
	}
	for _, w := range mute {
		w.ended()
	}
}

func TestAcceptRefuses(t *testing.T) {
	cfg := testConfig("server.example.org")
	cfg.Accept = func(c peer.Candidate) error {
		if c.Identity != "wire.example.net" || c.Realm != "example.net" || c.TLS != nil || c.Remote == nil {
			t.Errorf("candidate %+v", c)
		}
		return errors.New("not on the list")
	}
	server := newNode(t, cfg, pingApp)
	w := dialWire(t, serve(t, server))
	cea := w.exchange(cer())
	if rc := resultOf(t, cea); rc != diameter.ResultUnknownPeer || cea.Header.Flags != diameter.FlagError {
		t.Errorf("answered %v flags %v, want 3010 and E", rc, cea.Header.Flags)
	}
	w.ended()
	if list := server.Peers(); len(list) != 0 {
		t.Errorf("peers %+v", list)
	}
}

// Nor does a node accept who answers it.
func TestAcceptRefusesAnswer(t *testing.T) {
	cfg := testConfig("client.example.org")
	cfg.Accept = func(peer.Candidate) error { return errors.New("not on the list") }
	client := newNode(t, cfg, pingApp)
	w, req := acceptWire(t, client)
	w.accepted(req, diameter.ResultSuccess)
	w.ended()
}

// A node is no peer of itself.
func TestOwnName(t *testing.T) {
	b := newBook()
	node := newNode(t, b.config("node.example.org"), pingApp)
	b.serve(t, node, "node.example.org")
	addPeer(t, node, "aaa://node.example.org")
	eventually(t, "an error", func() bool { return node.Peers()[0].LastError != nil })
	var e *diameter.AnswerError
	if err := node.Peers()[0].LastError; !errors.As(err, &e) || e.ResultCode != diameter.ResultUnknownPeer {
		t.Errorf("got %v, want 3010", err)
	}
}
