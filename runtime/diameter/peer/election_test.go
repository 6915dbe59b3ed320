package peer_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// Two nodes that connect to each other at the same time keep one connection,
// whether they know each other's names before or not.
func TestElectionOfTwoNodes(t *testing.T) {
	const one, two = "Alpha.Example.ORG", "bETA.example.org"
	for _, named := range []bool{true, false} {
		for round := range 20 {
			t.Run(fmt.Sprint("named ", named, " ", round), func(t *testing.T) {
				b := newBook()
				nodes := map[diameter.Identity]*peer.Node{one: newNode(t, b.config(one)), two: newNode(t, b.config(two))}
				uris := map[diameter.Identity]string{}
				for name, node := range nodes {
					node.Handle(pingHandler(echo))
					address := serve(t, node)
					b.add(name, address)
					uris[name] = "aaa://" + address
					if named {
						uris[name] = "aaa://" + string(name)
					}
				}
				var both sync.WaitGroup
				for name, node := range nodes {
					other := diameter.Identity(one)
					if name == one {
						other = two
					}
					both.Go(func() { addPeer(t, node, uris[other]) })
				}
				both.Wait()
				settled(t, b, nodes[one], nodes[two])
				inState(t, nodes[one], two, "OKAY")
				inState(t, nodes[two], one, "OKAY")
				if got := calls(t, nodes[one]); got != two {
					t.Errorf("%s answered, want %s", got, two)
				}
				if got := calls(t, nodes[two]); got != one {
					t.Errorf("%s answered, want %s", got, one)
				}
				// A node that does not know whom it dials tries again now and then.
				if n := b.open.Load(); n != 1 && named {
					t.Errorf("%d connections", n)
				}
			})
		}
	}
}

// settled waits until nodes have one connection, and can call each other. While
// they do not agree which one it is, one of them may use the other.
func settled(t *testing.T, b *book, nodes ...*peer.Node) {
	t.Helper()
	for _, node := range nodes {
		eventually(t, "one connection and a call", func() bool {
			_, err := pingClient{node}.Ping(soonContext(t), newPing("x"))
			if err != nil && !errors.Is(err, peer.ErrClosed) {
				t.Fatal(err)
			}
			return err == nil && b.open.Load() == 1
		})
	}
}

// electing returns a node called mmm that has sent a CER to a peer that the
// test plays, and waits for the answer, and another connection to that node.
func electing(t *testing.T, name diameter.Identity, uri func(address string) string) (ours, theirs *wire, req *diameter.Generic, node *peer.Node) {
	t.Helper()
	b := newBook()
	node = newNode(t, b.config("mmm.example.org"), pingApp)
	l := b.play(t, name)
	theirs = dialWire(t, serve(t, node))
	addPeer(t, node, uri(l.Addr().String()))
	ours = acceptAny(t, l)
	return ours, theirs, ours.read(), node
}

func byName(name diameter.Identity) func(string) string {
	return func(string) string { return "aaa://" + string(name) }
}

func byAddress(address string) string { return "aaa://" + address }

// greetFrom sends a CER as the node called name.
func (w *wire) greetFrom(name diameter.Identity) *diameter.Generic {
	w.t.Helper()
	return w.exchange(from(cer(), name, "example.org"))
}

func TestElectionWon(t *testing.T) {
	const name = "AAA.example.org"
	ours, theirs, _, _ := electing(t, name, byName(name))
	if rc := resultOf(t, theirs.greetFrom("aaa.EXAMPLE.org")); rc != diameter.ResultSuccess {
		t.Errorf("answered %v", rc)
	}
	ours.ended()
	theirs.stays()
}

func TestElectionLost(t *testing.T) {
	const name = "ZZZ.example.org"
	ours, theirs, req, node := electing(t, name, byName(name))
	theirs.send(from(cer(), name, "example.org"))
	theirs.quiet() // until ours is decided
	ours.acceptedAs(req, name)
	theirs.ended()
	ours.stays()
	if list := node.Peers(); len(list) != 1 || list[0].State != "OKAY" {
		t.Errorf("peers %+v", list)
	}
}

// A connection that the peer made is taken after all when ours comes to nothing.
func TestElectionWithdrawn(t *testing.T) {
	const name = "zzz.example.org"
	ours, theirs, _, _ := electing(t, name, byName(name))
	theirs.send(from(cer(), name, "example.org"))
	theirs.quiet()
	ours.nc.Close()
	if rc := resultOf(t, theirs.read()); rc != diameter.ResultSuccess {
		t.Errorf("answered %v", rc)
	}
	theirs.stays()
}

// The name of the peer is not known until it answers on our connection, and
// its own is in use by then.
func TestElectionAfterwards(t *testing.T) {
	for name, wins := range map[diameter.Identity]bool{"aaa.example.org": true, "zzz.example.org": false} {
		ours, theirs, req, node := electing(t, name, byAddress)
		if rc := resultOf(t, theirs.greetFrom(name)); rc != diameter.ResultSuccess {
			t.Errorf("%s: answered %v", name, rc)
		}
		ours.acceptedAs(req, name)
		if wins {
			ours.ended()
			theirs.stays()
		} else {
			theirs.ended()
			ours.stays()
		}
		if state := inState(t, node, name, "OKAY"); !state.Added {
			t.Errorf("%s: %+v", name, state)
		}
	}
}

// A peer that connects a second time is refused, and the first connection is
// looked at.
func TestSecondConnection(t *testing.T) {
	server := newNode(t, testConfig("server.example.org"), pingApp)
	address := serve(t, server)
	first := dialWire(t, address)
	first.exchange(cer())
	second := dialWire(t, address)
	second.send(cer())
	second.ended()
	first.answerWatchdog(first.read())
	first.stays()
}

func TestDeadConnectionIsReplaced(t *testing.T) {
	server := newNode(t, testConfig("server.example.org"), pingApp)
	peer.SetWatchdog(server, 30*time.Millisecond)
	address := serve(t, server)
	dead := dialWire(t, address)
	dead.exchange(cer())
	eventually(t, "another connection is accepted", func() bool {
		w := dialWire(t, address)
		w.send(cer())
		if _, err := w.r.Peek(4); err != nil {
			return false
		}
		return resultOf(t, w.read()) == diameter.ResultSuccess
	})
	dead.closed()
}
