package peer_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

const redirector = diameter.Identity("redirect.example.org")

// elsewhere is an answer that sends the request to another host.
func elsewhere(req *diameter.Generic, usage int32, uris ...string) *diameter.Generic {
	m := request(pingCode, diameter.NewUnsigned32(keyResultCode|diameter.M, 3006))
	for _, uri := range uris {
		m.AVPs = append(m.AVPs, diameter.NewOctetString(292|diameter.M, []byte(uri)))
	}
	m.AVPs = append(m.AVPs, diameter.NewInteger32(261|diameter.M, usage), diameter.NewUnsigned32(262|diameter.M, 60))
	m.Header = req.Header.Answer()
	m.Header.Flags |= diameter.FlagError
	return from(m, redirector, "example.org")
}

// redirected returns a client of a redirect agent that the test plays, and the
// address of a server that knows of neither.
func redirected(t *testing.T, change func(*peer.Config)) (client *peer.Node, agent *wire, b *book) {
	t.Helper()
	b = newBook()
	server := newNode(t, b.config("server.example.org"))
	server.Handle(pingHandler(echo))
	b.serve(t, server, "server.example.org")
	cfg := b.config("client.example.org")
	change(&cfg)
	client = newNode(t, cfg, pingApp)
	l := b.play(t, redirector)
	addPeer(t, client, "aaa://"+string(redirector), peer.Priority(-1)) // asked before all others
	agent = greetAs(t, l, redirector)
	inState(t, client, redirector, "OKAY")
	return client, agent, b
}

const serverURI = "aaa://server.example.org"

func followAll(cfg *peer.Config) { cfg.FollowRedirect = func(diameter.URI) bool { return true } }

func TestRedirectToPeer(t *testing.T) {
	client, agent, _ := redirected(t, unchanged)
	addPeer(t, client, serverURI, peer.Priority(1))
	inState(t, client, "server.example.org", "OKAY")
	for range 2 { // nothing is remembered
		done := start(soonContext(t), client, "x")
		agent.send(elsewhere(agent.read(), 0, "aaa://nobody.example.org", serverURI))
		if r := <-done; r.err != nil || r.answer.OriginHost != "server.example.org" {
			t.Errorf("got %+v", r)
		}
	}
}

func TestRedirectToStranger(t *testing.T) {
	client, agent, _ := redirected(t, unchanged)
	done := start(soonContext(t), client, "x")
	agent.send(elsewhere(agent.read(), 0, serverURI))
	var e *diameter.AnswerError
	if r := <-done; !errors.As(r.err, &e) || e.ResultCode != diameter.ResultRedirectIndication || e.Host != redirector {
		t.Errorf("got %v, want 3006", r.err)
	}
	if list := client.Peers(); len(list) != 1 {
		t.Errorf("peers %+v", list)
	}
}

// A stranger may be named by its address: the name that it has is known later.
func TestFollowRedirect(t *testing.T) {
	client, agent, b := redirected(t, followAll)
	for _, uri := range []string{serverURI, "aaa://" + b.addresses["server.example.org"]} {
		done := start(soonContext(t), client, "x")
		agent.send(elsewhere(agent.read(), 0, "aaa://127.0.0.1:1", uri))
		if r := <-done; r.err != nil || r.answer.OriginHost != "server.example.org" {
			t.Errorf("%s: got %+v", uri, r)
		}
		client.RemovePeer(uri)
		inState(t, client, "server.example.org", "")
	}
}

func TestRedirectIsRemembered(t *testing.T) {
	for name, usage := range map[string]int32{"realm": 2, "realm and application": 3, "application": 4, "host": 5} {
		t.Run(name, func(t *testing.T) {
			client, agent, _ := redirected(t, followAll)
			call := func() <-chan result {
				done := make(chan result, 1)
				go func() {
					answer, err := pingClient{client}.Ping(soonContext(t), pingWith(toRealm("example.org")))
					done <- result{answer, err}
				}()
				return done
			}
			done := call()
			agent.send(elsewhere(agent.read(), usage, serverURI))
			for range 3 {
				if r := <-done; r.err != nil || r.answer.OriginHost != "server.example.org" {
					t.Errorf("got %+v", r)
				}
				done = call()
			}
			<-done
			agent.stays() // and has seen nothing more
		})
	}
}

func TestRedirectInCircles(t *testing.T) {
	client, agent, _ := redirected(t, unchanged)
	done := start(soonContext(t), client, "x")
	for range 5 {
		agent.send(elsewhere(agent.read(), 0, "aaa://"+string(redirector)))
	}
	var e *diameter.AnswerError
	if r := <-done; !errors.As(r.err, &e) || e.ResultCode != diameter.ResultRedirectIndication {
		t.Errorf("got %v, want 3006", r.err)
	}
	agent.stays()
}

// A relay follows redirections as well.
func TestRelayFollowsRedirect(t *testing.T) {
	relay, agent, _ := redirected(t, followAll)
	relay.Relay()
	w := dialWire(t, serve(t, relay))
	w.exchange(cer())
	w.send(ping(authState, text, toRealm("example.org")))
	agent.send(elsewhere(agent.read(), 0, serverURI))
	answer := w.read()
	if rc, host := resultOf(t, answer), textOf(answer, keyOriginHost); rc != diameter.ResultSuccess || host != "server.example.org" {
		t.Errorf("%v of %s", rc, host)
	}
}

// A redirection that cannot be followed is the answer.
func TestRedirectThatCannotBeFollowed(t *testing.T) {
	client, agent, _ := redirected(t, followAll)
	done := start(soonContext(t), client, "x")
	agent.send(elsewhere(agent.read(), 0, "aaas://server.example.org", "aaa://server.example.org;transport=udp"))
	var e *diameter.AnswerError
	if r := <-done; !errors.As(r.err, &e) || e.ResultCode != diameter.ResultRedirectIndication {
		t.Errorf("got %v, want 3006", r.err)
	}
	agent.stays() // it is not asked again
	if list := client.Peers(); len(list) != 1 {
		t.Errorf("peers %+v", list)
	}
}

// Hosts that cannot be reached leave nothing behind.
func TestRedirectToNowhere(t *testing.T) {
	client, agent, _ := redirected(t, followAll)
	done := start(soonContext(t), client, "x")
	agent.send(elsewhere(agent.read(), 2, "aaa://127.0.0.1:1", "aaa://127.0.0.1:2"))
	var e *peer.RoutingError
	if r := <-done; !errors.As(r.err, &e) || e.ResultCode != diameter.ResultUnableToDeliver {
		t.Errorf("got %v, want 3002", r.err)
	}
	if list := client.Peers(); len(list) != 1 {
		t.Errorf("peers %+v", list)
	}
}

// slowDial is a Config.Dial that never gets through.
func slowDial(ctx context.Context, _, _ string) (net.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// However many hosts redirections name, few become peers.
func TestRedirectsAreBounded(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		cfg := testConfig("caller.example.org")
		followAll(&cfg)
		cfg.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			if address == string(redirector)+":3868" {
				return b.network.Dial(ctx, network, address)
			}
			return slowDial(ctx, network, address)
		}
		caller := newNode(t, cfg, pingApp)
		l, err := b.network.Listen(string(redirector) + ":3868")
		if err != nil {
			t.Fatal(err)
		}
		addPeer(t, caller, "aaa://"+string(redirector)+":3868")
		agent := b.accept(l, redirector)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		const count = 100
		refused := make(chan bool, count)
		for i := range count {
			done := start(ctx, caller, "x")
			var uris []string
			for j := range 16 {
				uris = append(uris, fmt.Sprintf("aaa://host%d.call%d.example.org", j, i))
			}
			agent.send(elsewhere(agent.read(), 0, uris...))
			go func() {
				var e *diameter.AnswerError
				refused <- errors.As((<-done).err, &e) && e.ResultCode == diameter.ResultRedirectIndication
			}()
			synctest.Wait()
		}
		if n := len(caller.Peers()); n != 65 {
			t.Errorf("%d peers, want the redirector and 64", n)
		}
		answered := 0
		for range count {
			if <-refused {
				answered++
			}
		}
		if answered != count-64 {
			t.Errorf("%d calls got 3006, want %d", answered, count-64)
		}
		time.Sleep(time.Minute)
		if list := caller.Peers(); len(list) != 1 {
			t.Errorf("%d peers stay", len(list))
		}
	})
}

// A peer of a redirection leaves when that holds no more, unless it is added.
func TestRedirectExpires(t *testing.T) {
	for _, added := range []bool{false, true} {
		inBubble(t, func(t *testing.T, b *bubble) {
			cfg := testConfig("caller.example.org")
			followAll(&cfg)
			cfg.Dial = b.network.Dial
			caller := newNode(t, cfg, pingApp)
			listen := func(address string) net.Listener {
				l, err := b.network.Listen(address)
				if err != nil {
					t.Fatal(err)
				}
				return l
			}
			l, far := listen("agent.example.org:3868"), listen("far.example.org:3868")
			addPeer(t, caller, "aaa://agent.example.org")
			agent := b.accept(l, "agent.example.org")
			done := start(t.Context(), caller, "x")
			agent.send(elsewhere(agent.read(), 0, "aaa://far.example.org"))
			w := b.accept(far, "far.example.org")
			w.send(pong(w.read(), "far"))
			if r := <-done; r.err != nil {
				t.Fatal(r.err)
			}
			if added {
				addPeer(t, caller, "aaa://far.example.org")
			}
			for range 3 { // the watchdog
				time.Sleep(20 * time.Second)
				w.send(request(280))
				agent.send(request(280))
			}
			time.Sleep(5 * time.Second)
			if state := stateOf(caller, "far.example.org").State; (state == "") == added {
				t.Errorf("added %v, state %q", added, state)
			}
		})
	}
}

// A redirection does not lead back to where the request has been, nor to a peer
// that does not serve it.
func TestRelayDoesNotRedirectBack(t *testing.T) {
	relay, agent, b := redirected(t, followAll)
	relay.Relay()
	b.play(t, "visited.example.net")
	server := "aaa://" + b.addresses["server.example.org"]
	addPeer(t, relay, server)
	inState(t, relay, "server.example.org", "OKAY")
	address := serve(t, relay)
	other := dialWire(t, address)
	other.exchange(from(request(257, diameter.NewUnsigned32(258|diameter.M, 5)), "other.example.net", "example.net"))
	w := dialWire(t, address)
	w.exchange(cer())
	for _, uri := range []string{"aaa://wire.example.net", "aaa://visited.example.net", "aaa://other.example.net", server} {
		w.send(ping(authState, text, toRealm("example.org"),
			diameter.NewIdentity(282|diameter.M, "visited.example.net"), diameter.NewIdentity(282|diameter.M, "server.example.org")))
		agent.send(elsewhere(agent.read(), 2, uri))
		answer := w.read()
		if answer.Header.IsRequest() || resultOf(t, answer) != diameter.ResultUnableToDeliver {
			t.Errorf("%s: got %+v, want 3002", uri, answer.Header)
		}
	}
	other.stays()
	if list := relay.Peers(); len(list) != 4 {
		t.Errorf("peers %+v", list)
	}
}

// A redirection that is remembered does not hold for the host that it leads to.
func TestRememberedRedirectBack(t *testing.T) {
	relay, agent, _ := redirected(t, unchanged)
	relay.Relay()
	address := serve(t, relay)
	host, w := dialWire(t, address), dialWire(t, address)
	host.greetFrom("host.example.org")
	w.exchange(cer())
	req := ping(authState, text, toRealm("example.org"))
	w.send(req)
	agent.send(elsewhere(agent.read(), 2, "aaa://host.example.org"))
	host.send(pong(host.read(), "x"))
	w.read()
	host.send(from(req, "host.example.org", "example.org"))
	agent.send(pong(agent.read(), "from the agent")) // as without the redirection
	if answer := host.read(); answer.Header.IsRequest() || textOf(answer, keyText) != "from the agent" {
		t.Errorf("got %+v", answer.Header)
	}
}

// A redirection to a host with TLS does not go without.
func TestRedirectNeedsTLS(t *testing.T) {
	for _, follow := range []func(*peer.Config){unchanged, followAll} {
		client, agent, _ := redirected(t, follow)
		addPeer(t, client, serverURI, peer.Priority(1))
		inState(t, client, "server.example.org", "OKAY")
		done := start(soonContext(t), client, "x")
		agent.send(elsewhere(agent.read(), 0, "aaas://server.example.org:3868"))
		var e *peer.RoutingError
		if r := <-done; !errors.As(r.err, &e) || e.ResultCode != diameter.ResultUnableToDeliver {
			t.Errorf("got %v, want 3002", r.err)
		}
	}
}

// With TLS it does.
func TestRedirectToTLS(t *testing.T) {
	a := newAuthority(t)
	client, agent, b := redirected(t, func(cfg *peer.Config) {
		followAll(cfg)
		cfg.TLS = a.config("client.example.org")
	})
	cfg := b.config("secure.example.org")
	cfg.TLS = a.config("secure.example.org")
	server := newNode(t, cfg)
	server.Handle(pingHandler(echo))
	b.serveTLS(t, server, "secure.example.org")
	for range 2 {
		done := start(soonContext(t), client, "x")
		agent.send(elsewhere(agent.read(), 0, "aaas://secure.example.org"))
		if r := <-done; r.err != nil || r.answer.OriginHost != "secure.example.org" {
			t.Errorf("got %+v", r)
		}
	}
}

// A copy stays one when it is redirected.
func TestRedirectAfterFailover(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		first, second := b.twoPeers()
		third := b.peer("third.example.org", peer.Priority(2))
		done := start(t.Context(), b.client, "x")
		lost := first.read()
		first.nc.Close()
		second.send(elsewhere(second.next(), 0, "aaa://third.example.org"))
		req := third.next()
		sentAgain(t, lost, req)
		third.send(pong(req, "x"))
		if r := <-done; r.err != nil {
			t.Error(r.err)
		}
	})
}
