package peer

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// piped returns two connected nodes without a network.
func piped(t *testing.T) (client, server *Node) {
	client, server = namedThing(t, "client.example.org"), namedThing(t, "thing.example.org")
	here, there := net.Pipe()
	a, b := client.newConn(context.Background(), here, nil), server.newConn(context.Background(), there, nil)
	client.tasks.goes(func() { _ = a.run(a.greetPeer) })
	server.tasks.goes(func() { _ = b.run(b.acceptPeer) })
	t.Cleanup(func() {
		for _, n := range []*Node{client, server} {
			if err := n.Shutdown(context.Background()); err != nil {
				t.Error(err)
			}
		}
	})
	return client, server
}

func newThing() *diameter.Generic {
	return &diameter.Generic{Header: diameter.Header{Flags: diameter.FlagRequest, CommandCode: 7, ApplicationID: thing.ID}}
}

// A thingRequest is a request with a command that can be answered.
type thingRequest struct{ *diameter.Generic }

func (thingRequest) Command() (*diameter.Command, bool) { return &thing.Commands[0], true }

func TestConnectionThatIsNoNetwork(t *testing.T) {
	client, _ := piped(t)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := client.Ready(ctx, &thing); err != nil {
		t.Fatal(err)
	}
	if _, err := Call[*diameter.Generic](ctx, client, thingRequest{newThing()}); err != nil {
		t.Error(err)
	}
}

// A call that ends without an answer leaves nothing behind.
func TestEndedCallIsForgotten(t *testing.T) {
	client, _ := piped(t)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := client.Ready(ctx, &thing); err != nil {
		t.Fatal(err)
	}
	c := client.routing.Load().byHost["thing.example.org"]
	ended, end := context.WithCancel(context.Background())
	end()
	for range 100 {
		if _, err := Call[*diameter.Generic](ended, client, thingRequest{newThing()}); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.pending) != 0 {
		t.Errorf("%d calls are still waiting", len(c.pending))
	}
}
