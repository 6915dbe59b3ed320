package peer_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// relayed returns the two sides of a relay, both played by the test.
func relayed(t *testing.T, change func(*peer.Config)) (client, server *wire, relay *peer.Node) {
	t.Helper()
	b := newBook()
	cfg := b.config("relay.example.com")
	cfg.Realm = "example.com"
	change(&cfg)
	relay = newNode(t, cfg)
	relay.Relay()
	l := b.play(t, "server.example.org")
	addPeer(t, relay, "aaa://server.example.org")
	server = greetAs(t, l, "server.example.org")
	inState(t, relay, "server.example.org", "OKAY")
	client = dialWire(t, serve(t, relay))
	client.exchange(cer())
	return client, server, relay
}

func unchanged(*peer.Config) {}

// withoutHop returns a message with the Hop-by-Hop Identifier and the length
// set to 0.
func withoutHop(frame []byte) []byte {
	frame = slices.Clone(frame)
	clear(frame[1:4])
	clear(frame[12:16])
	return frame
}

func TestRelay(t *testing.T) {
	client, server, _ := relayed(t, unchanged)
	routeRecord := diameter.Append(nil, &diameter.Generic{AVPs: []diameter.AVP{
		diameter.NewIdentity(282|diameter.M, "wire.example.net"),
	}})[20:]
	for name, req := range map[string]*diameter.Generic{
		"known":   ping(authState, text, toRealm("example.org")),
		"T bit":   changed(ping(toRealm("example.org")), func(h *diameter.Header) { h.Flags |= tBit }),
		"unknown": changed(ping(toHost("server.example.org"), diameter.NewOctetString(diameter.MakeKey(4711, 12)|diameter.M, []byte("unknown"))), func(h *diameter.Header) { h.CommandCode = 424242 }),
		"relayed before": ping(toRealm("example.org"), diameter.NewIdentity(282|diameter.M, "other.example.net"),
			diameter.NewOctetString(7777, []byte{1}), diameter.NewOctetString(7777, []byte{2, 3})),
	} {
		sent := diameter.Append(nil, req)
		client.write(sent)
		got := server.raw()
		if want := append(withoutHop(sent), routeRecord...); !bytes.Equal(withoutHop(got), want) {
			t.Errorf("%s: relayed\n%x\nwant\n%x", name, withoutHop(got), want)
		}
		asked := new(diameter.Generic)
		if err := diameter.Unmarshal(got, asked); err != nil {
			t.Fatal(err)
		}
		answer := diameter.Append(nil, pong(asked, "answer"))
		server.write(answer)
		got = client.raw()
		if id := binary.BigEndian.Uint32(got[12:]); id != req.Header.HopByHop || !bytes.Equal(withoutHop(got), withoutHop(answer)) {
			t.Errorf("%s: answer %d\n%x\nwant %d\n%x", name, id, got, req.Header.HopByHop, answer)
		}
	}
}

func TestRelayRefuses(t *testing.T) {
	client, server, relay := relayed(t, func(cfg *peer.Config) { cfg.ForwardTimeout = 50 * time.Millisecond })
	relay.AddRoute("gone.example", 0xffffffff, "gone.example.org")
	for _, test := range []struct {
		name string
		req  *diameter.Generic
		rc   diameter.ResultCode
	}{
		{"loop", ping(toRealm("example.org"), diameter.NewIdentity(282|diameter.M, "RELAY.example.com")), diameter.ResultLoopDetected},
		{"no realm", ping(toRealm("nowhere.example")), diameter.ResultRealmNotServed},
		{"other application", changed(ping(toRealm("example.org")), func(h *diameter.Header) { h.ApplicationID = 5 }), diameter.ResultApplicationUnsupported},
		{"not connected", ping(toRealm("gone.example")), diameter.ResultUnableToDeliver},
		{"back to where it came from", ping(toRealm("example.net")), diameter.ResultUnableToDeliver},
		{"visited already", ping(toRealm("example.org"), diameter.NewIdentity(282|diameter.M, "server.example.org")), diameter.ResultUnableToDeliver},
		{"no answer", ping(toRealm("example.org")), diameter.ResultUnableToDeliver},
	} {
		answer := client.exchange(test.req)
		if rc := resultOf(t, answer); rc != test.rc || answer.Header.Flags&diameter.FlagError == 0 {
			t.Errorf("%s: %v flags %v, want %v and E", test.name, rc, answer.Header.Flags, test.rc)
		}
		if host := textOf(answer, keyOriginHost); host != "relay.example.com" {
			t.Errorf("%s: answered by %s", test.name, host)
		}
	}
	if m := server.read(); m.Header.CommandCode != pingCode { // the last one only
		t.Errorf("got %+v", m.Header)
	}
	server.stays()
}

// A relay asks another peer with the T bit when the first one is lost.
func TestRelayFailsOver(t *testing.T) {
	b := newBook()
	relay := newNode(t, b.config("relay.example.com"))
	relay.Relay()
	servers := map[diameter.Identity]*wire{}
	for i, name := range []diameter.Identity{"one.example.org", "two.example.org"} {
		l := b.play(t, name)
		addPeer(t, relay, "aaa://"+string(name), peer.Priority(i))
		servers[name] = greetAs(t, l, name)
		inState(t, relay, name, "OKAY")
	}
	client := dialWire(t, serve(t, relay))
	client.exchange(cer())
	client.send(ping(toRealm("example.org")))
	lost := servers["one.example.org"].read()
	servers["one.example.org"].nc.Close()
	again := servers["two.example.org"].read()
	sentAgain(t, lost, again)
	servers["two.example.org"].send(pong(again, "x"))
	if rc := resultOf(t, client.read()); rc != diameter.ResultSuccess {
		t.Errorf("answered %v", rc)
	}
}

func TestRelayAdvertises(t *testing.T) {
	node := newNode(t, testConfig("relay.example.com"))
	node.Relay()
	_, req := acceptWire(t, node)
	ids := diameter.Find(req, 258)
	if len(ids) != 1 || show(ids)[0] != "258 40 ffffffff" {
		t.Errorf("Auth-Application-Id %v", show(ids))
	}
}

// agents connects a client over agents with a server in the realm far.example,
// whose handler is h.
func agents(t *testing.T, h pingHandler, agents ...func(*peer.Node)) (client *peer.Node) {
	t.Helper()
	b := newBook()
	cfg := b.config("server.far.example")
	cfg.Realm = "far.example"
	next := newNode(t, cfg)
	next.Handle(h)
	name := diameter.Identity("server.far.example")
	for i, set := range agents {
		b.serve(t, next, name)
		agent := diameter.Identity([]string{"one", "two", "three"}[i] + ".agent.example")
		cfg := b.config(agent)
		cfg.Realm = "agent.example"
		node := newNode(t, cfg)
		set(node)
		addPeer(t, node, "aaa://"+string(name), peer.DefaultRoute())
		inState(t, node, name, "OKAY")
		next, name = node, agent
	}
	b.serve(t, next, name)
	client = newNode(t, b.config("client.example.org"), pingApp)
	addPeer(t, client, "aaa://"+string(name), peer.DefaultRoute())
	inState(t, client, name, "OKAY")
	return client
}

func TestChainOfRelays(t *testing.T) {
	var seen []string
	h := func(ctx context.Context, req *pingRequest) (*pingAnswer, error) {
		for _, a := range req.Extra {
			seen = append(seen, show([]diameter.AVP{a})...)
		}
		return echo(ctx, req)
	}
	client := agents(t, h, (*peer.Node).Relay, (*peer.Node).Relay)
	req := pingWith(toRealm("far.example"))
	answer, err := pingClient{client}.Ping(soonContext(t), req)
	if err != nil || answer.OriginHost != "server.far.example" || answer.Header.EndToEnd != req.Header.EndToEnd {
		t.Fatalf("%+v, %v", answer, err)
	}
	want := show([]diameter.AVP{
		toRealm("far.example"),
		diameter.NewIdentity(282|diameter.M, "client.example.org"), diameter.NewIdentity(282|diameter.M, "two.agent.example"),
	})
	if !reflect.DeepEqual(seen, want) {
		t.Errorf("the server got %v, want %v", seen, want)
	}
}

// proxy makes an agent that handles messages.
func proxy(p peer.ProxyFunc) func(*peer.Node) {
	return func(n *peer.Node) { n.Proxy(&pingApp, p) }
}

type forwardFunc = func(context.Context, *diameter.Generic) (*diameter.Generic, error)

// retext changes the text of a message.
func retext(m *diameter.Generic, more string) {
	for i, a := range m.AVPs {
		if a.Key == keyText {
			m.AVPs[i] = diameter.NewUTF8String(keyText|diameter.M, string(a.Data)+more)
		}
	}
}

func TestProxy(t *testing.T) {
	for _, test := range []struct {
		name string
		p    peer.ProxyFunc
		text string
		rc   diameter.ResultCode
	}{
		{"none", nil, "x", 0},
		{"changes both", func(ctx context.Context, req *diameter.Generic, forward forwardFunc) (*diameter.Generic, error) {
			retext(req, " there")
			answer, err := forward(ctx, req)
			if err == nil {
				retext(answer, " and back")
			}
			return answer, err
		}, "x there and back", 0},
		{"asks twice", func(ctx context.Context, req *diameter.Generic, forward forwardFunc) (*diameter.Generic, error) {
			if _, err := forward(ctx, req); err != nil {
				return nil, err
			}
			return forward(ctx, req)
		}, "x", 0},
		{"answers itself", func(_ context.Context, req *diameter.Generic, _ forwardFunc) (*diameter.Generic, error) {
			return pong(req, "from the proxy"), nil
		}, "from the proxy", 0},
		{"panics", func(context.Context, *diameter.Generic, forwardFunc) (*diameter.Generic, error) { panic("boom") }, "", 5012},
		{"fails", func(context.Context, *diameter.Generic, forwardFunc) (*diameter.Generic, error) {
			return nil, errors.New("secret")
		}, "", 5012},
		{"gives nothing", func(context.Context, *diameter.Generic, forwardFunc) (*diameter.Generic, error) { return nil, nil }, "", 5012},
		{"refuses", func(context.Context, *diameter.Generic, forwardFunc) (*diameter.Generic, error) {
			return nil, &diameter.AnswerError{ResultCode: 4001}
		}, "", 4001},
		{"has no way", func(ctx context.Context, req *diameter.Generic, forward forwardFunc) (*diameter.Generic, error) {
			for i, a := range req.AVPs {
				if a.Key == 283 {
					req.AVPs[i] = diameter.NewIdentity(282|diameter.M, "server.far.example")
				}
			}
			return forward(ctx, req)
		}, "", 3002},
	} {
		t.Run(test.name, func(t *testing.T) {
			client := agents(t, echo, proxy(test.p))
			answer, err := pingClient{client}.Ping(soonContext(t), pingWith(toRealm("far.example")))
			var e *diameter.AnswerError
			switch {
			case test.rc == 0 && (err != nil || answer.Text != test.text):
				t.Errorf("got %+v, %v, want %q", answer, err, test.text)
			case test.rc != 0 && (!errors.As(err, &e) || e.ResultCode != test.rc || e.Host != "one.agent.example"):
				t.Errorf("got %v, want %v of the proxy", err, test.rc)
			}
		})
	}
}

// An agent may have a handler for what is for itself, whatever is set first.
func TestProxyWithHandler(t *testing.T) {
	own := func(n *peer.Node) { n.Handle(pingHandler(echo)) }
	for name, set := range map[string][]func(*peer.Node){"proxy first": {proxy(nil), own}, "handler first": {own, proxy(nil)}} {
		client := agents(t, echo, func(n *peer.Node) { set[0](n); set[1](n) })
		for realm, want := range map[diameter.Identity]diameter.Identity{
			"far.example": "server.far.example", "agent.example": "one.agent.example",
		} {
			if got := calls(t, client, toRealm(realm)); got != want {
				t.Errorf("%s: %s answered for %s, want %s", name, got, realm, want)
			}
		}
	}
}

// An answer of the proxy itself has what every answer has.
func TestProxyAnswer(t *testing.T) {
	self := func(avps ...diameter.AVP) peer.ProxyFunc {
		return func(context.Context, *diameter.Generic, forwardFunc) (*diameter.Generic, error) {
			return &diameter.Generic{AVPs: append([]diameter.AVP{diameter.NewUnsigned32(keyResultCode|diameter.M, 2001)}, avps...)}, nil
		}
	}
	session := diameter.NewUTF8String(keySessionID|diameter.M, "wire;1;2")
	result := diameter.NewUnsigned32(keyResultCode|diameter.M, 2001)
	host := diameter.NewIdentity(keyOriginHost|diameter.M, "proxy.example.com")
	realm := diameter.NewIdentity(keyOriginRealm|diameter.M, "example.com")
	other := diameter.NewIdentity(keyOriginHost|diameter.M, "other.example.com")
	for _, test := range []struct {
		name string
		p    peer.ProxyFunc
		want []diameter.AVP
	}{
		{"nothing", self(), append([]diameter.AVP{session, result, host, realm}, proxies...)},
		{"some", self(other, session, proxies[0]), []diameter.AVP{result, other, session, proxies[0], realm}},
	} {
		cfg := testConfig("proxy.example.com")
		cfg.Realm = "example.com"
		node := newNode(t, cfg)
		node.Proxy(&pingApp, test.p)
		w := dialWire(t, serve(t, node))
		w.exchange(cer())
		answer := w.exchange(ping(append([]diameter.AVP{authState, text, toRealm("far.example")}, proxies...)...))
		if got, want := show(answer.AVPs), show(test.want); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", test.name, got, want)
		}
	}
}

// What another node answered stays as it is.
func TestProxyForwardsAnswer(t *testing.T) {
	b := newBook()
	node := newNode(t, b.config("proxy.example.com"))
	node.Proxy(&pingApp, nil)
	l := b.play(t, "server.example.org")
	addPeer(t, node, "aaa://server.example.org", peer.DefaultRoute())
	server := greetAs(t, l, "server.example.org")
	inState(t, node, "server.example.org", "OKAY")
	w := dialWire(t, serve(t, node))
	w.exchange(cer())
	w.send(ping(append([]diameter.AVP{authState, text, toRealm("far.example")}, proxies...)...))
	bare := &diameter.Generic{Header: server.read().Header.Answer()}
	server.send(bare)
	if answer := w.read(); len(answer.AVPs) != 0 {
		t.Errorf("got %v", show(answer.AVPs))
	}
}

// A request that names neither a host nor a realm is for the agent.
func TestRelayWithoutDestination(t *testing.T) {
	client, server, relay := relayed(t, unchanged)
	if rc := resultOf(t, client.exchange(ping(authState, text))); rc != diameter.ResultApplicationUnsupported {
		t.Errorf("answered %v, want 3007", rc)
	}
	relay.Handle(pingHandler(echo))
	if rc := resultOf(t, client.exchange(ping(authState, text))); rc != diameter.ResultSuccess {
		t.Errorf("answered %v by the handler", rc)
	}
	server.stays()
}

// A protocol error has the E bit, though the node that it is from forgot it.
func TestProxyMarksProtocolError(t *testing.T) {
	node := newNode(t, testConfig("proxy.example.org"))
	node.Proxy(&pingApp, func(_ context.Context, req *diameter.Generic, _ forwardFunc) (*diameter.Generic, error) {
		return &diameter.Generic{AVPs: []diameter.AVP{diameter.NewUnsigned32(keyResultCode|diameter.M, 3004)}}, nil
	})
	w := dialWire(t, serve(t, node))
	w.exchange(cer())
	answer := w.exchange(ping(authState, text, toRealm("far.example")))
	if rc := resultOf(t, answer); rc != diameter.ResultTooBusy || answer.Header.Flags&diameter.FlagError == 0 {
		t.Errorf("%v flags %v, want 3004 and E", rc, answer.Header.Flags)
	}
}
