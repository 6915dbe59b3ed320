package peer_test

import (
	"context"
	"errors"
	"testing"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// A serverAt is a node of a realm that answers.
type serverAt struct {
	name, realm diameter.Identity
	options     []peer.PeerOption
	relay       bool
}

// clientOf returns a client with an application more than its servers have,
// and waits until it is connected with all of them.
func clientOf(t *testing.T, servers ...serverAt) (*peer.Node, *book) {
	t.Helper()
	b := newBook()
	client := newNode(t, b.config("client.example.org"), pingApp, diameter.Application{Name: "Other", ID: 99})
	for _, s := range servers {
		cfg := b.config(s.name)
		cfg.Realm = s.realm
		node := newNode(t, cfg)
		if s.relay {
			node.Relay()
		}
		node.Handle(pingHandler(echo))
		b.serve(t, node, s.name)
		addPeer(t, client, "aaa://"+string(s.name), s.options...)
		inState(t, client, s.name, "OKAY")
	}
	return client, b
}

func TestWays(t *testing.T) {
	const one, two, far, dra = "one.example.org", "two.example.org", "hss.far.example", "dra.example.com"
	client, _ := clientOf(t,
		serverAt{one, "example.org", nil, false},
		serverAt{two, "example.org", []peer.PeerOption{peer.Priority(1)}, false},
		serverAt{far, "far.example", nil, false},
		serverAt{dra, "example.com", []peer.PeerOption{peer.DefaultRoute()}, false})
	client.AddRoute("behind.example", 0xffffffff, far)
	client.AddRoute("both.example", pingApplication, two, peer.Priority(2))
	client.AddRoute("both.example", pingApplication, far)
	client.AddRoute("not.example", 99, far)
	for _, test := range []struct {
		name string
		to   []diameter.AVP
		want diameter.Identity
	}{
		{"host", []diameter.AVP{toHost(two), toRealm("example.org")}, two},
		{"host in other case", []diameter.AVP{toHost("TWO.Example.org")}, two},
		{"realm, by priority", []diameter.AVP{toRealm("Example.ORG")}, one},
		{"other realm", []diameter.AVP{toRealm("far.example")}, far},
	} {
		if got := calls(t, client, test.to...); got != test.want {
			t.Errorf("%s: %s answered, want %s", test.name, got, test.want)
		}
	}
	// Those that are not for the node which gets them are refused by it.
	for _, test := range []struct {
		name string
		to   []diameter.AVP
		want diameter.Identity
		rc   diameter.ResultCode
	}{
		{"route", []diameter.AVP{toRealm("behind.example")}, far, 3003},
		{"routes, by priority", []diameter.AVP{toRealm("both.example")}, far, 3003},
		{"route of another application", []diameter.AVP{toRealm("not.example")}, dra, 3003},
		{"default", []diameter.AVP{toRealm("anywhere.example")}, dra, 3003},
		{"host by its realm", []diameter.AVP{toHost("three.example.org"), toRealm("example.org")}, one, 3002},
	} {
		_, err := pingClient{client}.Ping(soonContext(t), pingWith(test.to...))
		var e *diameter.AnswerError
		if !errors.As(err, &e) || e.ResultCode != test.rc || e.Host != test.want {
			t.Errorf("%s: %v, want %v of %s", test.name, err, test.rc, test.want)
		}
	}
}

func TestWayOfLastResort(t *testing.T) {
	const one, two = "one.example.org", "two.example.org"
	b := newBook()
	client := newNode(t, b.config("client.example.org"), pingApp)
	for name, priority := range map[diameter.Identity]int{one: 0, two: 1} {
		node := newNode(t, b.config(name))
		node.Handle(pingHandler(echo))
		b.serve(t, node, name)
		addPeer(t, client, "aaa://"+string(name), peer.Priority(priority))
		inState(t, client, name, "OKAY")
	}
	if got := calls(t, client); got != one {
		t.Errorf("%s answered", got)
	}
	client.RemovePeer("aaa://" + one)
	if got := calls(t, client); got != two {
		t.Errorf("%s answered", got)
	}
}

func TestWeights(t *testing.T) {
	client, _ := clientOf(t,
		serverAt{"one.example.org", "example.org", []peer.PeerOption{peer.Weight(9)}, false},
		serverAt{"two.example.org", "example.org", []peer.PeerOption{peer.Weight(1)}, false})
	seen := map[diameter.Identity]int{}
	for range 500 {
		seen[calls(t, client)]++
	}
	// 50 on average; by chance under 10 or over 120 once in 10^11.
	if n := seen["two.example.org"]; n < 10 || n > 120 {
		t.Errorf("answers %v, want one to nine", seen)
	}
}

// A relay takes what nobody else does, without being asked to.
func TestWayOverRelay(t *testing.T) {
	client, _ := clientOf(t,
		serverAt{"server.example.org", "example.org", nil, false},
		serverAt{"relay.example.com", "example.com", nil, true})
	_, err := pingClient{client}.Ping(soonContext(t), pingWith(toRealm("far.example")))
	var e *diameter.AnswerError
	if !errors.As(err, &e) || e.Host != "relay.example.com" || e.ResultCode != diameter.ResultRealmNotServed {
		t.Errorf("got %v, want 3003 of the relay", err)
	}
}

func TestRoutingErrors(t *testing.T) {
	client, b := clientOf(t, serverAt{"server.example.org", "example.org", nil, false})
	client.AddRoute("gone.example", 0xffffffff, "gone.example.org")
	b.play(t, "gone.example.org") // accepts, and says nothing
	for _, test := range []struct {
		name string
		app  uint32
		to   diameter.AVP
		want diameter.ResultCode
	}{
		{"realm that nobody serves", pingApplication, toRealm("far.example"), diameter.ResultRealmNotServed},
		{"application that nobody serves", 99, toRealm("example.org"), diameter.ResultApplicationUnsupported},
		{"peer that is not connected", pingApplication, toRealm("gone.example"), diameter.ResultUnableToDeliver},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		if test.want == diameter.ResultUnableToDeliver {
			cancel() // it may connect
		}
		req := pingWith(test.to)
		req.Header.ApplicationID = test.app
		_, err := pingClient{client}.Ping(ctx, req)
		cancel()
		var routing *peer.RoutingError
		if !errors.As(err, &routing) || routing.ResultCode != test.want || routing.Application != test.app {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
}

// What a server answers to requests for others.
func TestNotForThisNode(t *testing.T) {
	cfg := testConfig("server.example.org")
	cfg.Realms = []diameter.Identity{"second.example"}
	server := newNode(t, cfg)
	server.Handle(pingHandler(echo))
	w := dialWire(t, serve(t, server))
	w.exchange(cer())
	for _, test := range []struct {
		name string
		to   []diameter.AVP
		rc   diameter.ResultCode
	}{
		{"other host", []diameter.AVP{toHost("other.example.org"), toRealm("example.org")}, 3002},
		{"other realm", []diameter.AVP{toRealm("example.com")}, 3003},
		{"this host", []diameter.AVP{toHost("SERVER.example.org"), toRealm("example.com")}, 2001},
		{"its realm", []diameter.AVP{toRealm("Example.org")}, 2001},
		{"its other realm", []diameter.AVP{toRealm("SECOND.example")}, 2001},
		{"nobody", nil, 2001},
	} {
		answer := w.exchange(ping(append([]diameter.AVP{authState, text}, test.to...)...))
		failed := answer.Header.Flags&diameter.FlagError != 0
		if rc := resultOf(t, answer); rc != test.rc || failed != rc.IsProtocolError() {
			t.Errorf("%s: %v, E %v, want %v", test.name, rc, failed, test.rc)
		}
	}
}
