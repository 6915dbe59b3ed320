package peer_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// AddPeer for a peer that has connected itself says how requests are routed to
// it, and RemovePeer ends that connection.
func TestAddPeerThatHasConnected(t *testing.T) {
	b := newBook()
	server := newNode(t, b.config("server.example.org"), pingApp)
	w := dialWire(t, serve(t, server))
	w.exchange(cer())
	addPeer(t, server, "aaa://wire.example.net", peer.DefaultRoute())
	if p := stateOf(server, "wire.example.net"); !p.Added || p.State != "OKAY" {
		t.Errorf("peer %+v", p)
	}
	done := make(chan error, 1)
	go func() {
		_, err := pingClient{server}.Ping(soonContext(t), pingWith(toRealm("elsewhere.example")))
		done <- err
	}()
	select {
	case err := <-done:
		t.Fatalf("call: %v", err)
	case req := <-w.reads():
		w.send(pong(req, "x"))
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	server.RemovePeer("aaa://wire.example.net")
	if dpr := w.read(); dpr.Header.CommandCode != 282 {
		t.Errorf("got %+v, want a Disconnect-Peer-Request", dpr.Header)
	}
	eventually(t, "nobody", func() bool { return len(server.Peers()) == 0 })
}

// reads reads a message in the background.
func (w *wire) reads() <-chan *diameter.Generic {
	read := make(chan *diameter.Generic, 1)
	go func() {
		if _, err := w.r.Peek(4); err == nil {
			read <- w.read()
		}
	}()
	return read
}

// Where the URI has an address, the name is known when the peer answers.
func TestAddPeerByAddressThatHasConnected(t *testing.T) {
	b := newBook()
	cfg := b.config("zzz.example.org")
	cfg.ReconnectMin, cfg.ReconnectMax = time.Hour, time.Hour
	node := newNode(t, cfg, pingApp)
	theirs := dialWire(t, serve(t, node))
	theirs.greetFrom("aaa.example.org")
	l := listenTCP(t)
	uri := "aaa://" + l.Addr().String()
	addPeer(t, node, uri, peer.DefaultRoute())
	ours := acceptAny(t, l)
	ours.acceptedAs(ours.read(), "aaa.example.org")
	ours.ended()
	eventually(t, "a link", func() bool {
		list := node.Peers()
		return len(list) == 1 && list[0].Added && list[0].State == "OKAY"
	})
	node.RemovePeer(uri)
	if dpr := theirs.read(); dpr.Header.CommandCode != 282 {
		t.Errorf("got %+v, want a Disconnect-Peer-Request", dpr.Header)
	}
}

// Nobody without TLS is a peer that has TLS.
func TestImpersonation(t *testing.T) {
	cfg := testConfig("server.example.org")
	cfg.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("down") }
	server := newNode(t, cfg, pingApp)
	address := serve(t, server)
	addPeer(t, server, "aaas://WIRE.example.net", peer.PeerTLS(new(tls.Config)), peer.DefaultRoute())
	w := dialWire(t, address)
	cea := w.exchange(cer())
	if rc := resultOf(t, cea); rc != diameter.ResultUnknownPeer || cea.Header.Flags != diameter.FlagError {
		t.Errorf("answered %v flags %v, want 3010 and E", rc, cea.Header.Flags)
	}
	w.ended()
}

// One that is connected without TLS has to leave.
func TestAddPeerWithTLSThatHasConnectedWithout(t *testing.T) {
	cfg := testConfig("server.example.org")
	cfg.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("down") }
	server := newNode(t, cfg, pingApp)
	w := dialWire(t, serve(t, server))
	w.exchange(cer())
	addPeer(t, server, "aaas://wire.example.net", peer.PeerTLS(new(tls.Config)))
	if dpr := w.read(); dpr.Header.CommandCode != 282 {
		t.Errorf("got %+v, want a Disconnect-Peer-Request", dpr.Header)
	}
	if p := stateOf(server, "wire.example.net"); p.State != "INITIAL" {
		t.Errorf("peer %+v", p)
	}
}

// A call without a way names the peers that it may have gone to, and no others.
func TestDialErrors(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		addPeer(t, b.client, "aaa://wanted.example.org")
		for i := range 5 {
			addPeer(t, b.client, fmt.Sprintf("aaa://other%d.example.net", i))
		}
		time.Sleep(time.Second)
		for _, test := range []struct {
			to   diameter.AVP
			want []string
			not  string
		}{
			{toHost("wanted.example.org"), []string{"wanted.example.org:3868: dial"}, "other"},
			{toRealm("example.org"), []string{"wanted.example.org:3868: dial", "other1.example.net:3868: dial"}, "other2"},
		} {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			_, err := pingClient{b.client}.Ping(ctx, pingWith(test.to))
			cancel()
			for _, want := range append(test.want, "(last attempt to connect: ") {
				if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), test.not) {
					t.Errorf("got %v, want %s and not %s", err, want, test.not)
				}
			}
		}
	})
}

// A peer that serves another realm is not the reason.
func TestDialErrorsOfOthers(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		l := b.play(silent)
		w := b.accept(l, silent)
		l.Close()
		w.leave(0)
		synctest.Wait()
		addPeer(t, b.client, "aaa://unknown.example.net")
		time.Sleep(time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := pingClient{b.client}.Ping(ctx, pingWith(toRealm("example.net")))
		if err == nil || strings.Contains(err.Error(), string(silent)) || !strings.Contains(err.Error(), "unknown.example.net:3868: dial") {
			t.Errorf("got %v", err)
		}
	})
}
