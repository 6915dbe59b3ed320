package peertest

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// startTimeout is how long the nodes of a pair may take to connect.
const startTimeout = 5 * time.Second

// endTimeout is how long the nodes of a pair may take to end.
const endTimeout = 5 * time.Second

// Pair returns two nodes that are connected with each other: server has the
// handlers, and client serves their applications, so that it can send them
// requests. A handler that is given to client.Handle takes the requests of the
// server. The nodes are shut down when the test ends; a handler that is still
// at work 5 s later fails it. There must be at least one handler.
//
// The nodes are client.example.org and server.example.org in the realm
// example.org, and what they warn of is in the output of the test.
func Pair(t testing.TB, handlers ...peer.Handler) (client, server *peer.Node) {
	t.Helper()
	return PairOf(t, peer.Config{}, peer.Config{}, handlers...)
}

// PairOf is Pair with configurations. It fills in the names, the Logger and
// ReconnectMin (10 ms) where they are not set; Dial of the client is the
// network of the pair.
func PairOf(t testing.TB, clientConfig, serverConfig peer.Config, handlers ...peer.Handler) (client, server *peer.Node) {
	t.Helper()
	if len(handlers) == 0 {
		t.Fatal("peertest: a pair needs a handler: its application is what the nodes talk")
	}
	network := new(Network)
	clientConfig.Dial = network.Dial
	server = newNode(t, serverConfig, "server.example.org")
	client = newNode(t, clientConfig, "client.example.org", applications(handlers)...)
	for _, h := range handlers {
		server.Handle(h)
	}
	serve(t, network, server)
	t.Cleanup(func() { end(t, client) }) // the first to end, by the order of Cleanup
	if err := client.AddPeer("aaa://" + pairAddress); err != nil {
		t.Fatal(err)
	}
	for _, n := range []*peer.Node{client, server} {
		ready(t, n, handlers[0].Application())
	}
	return client, server
}

// ready waits until the other node of a pair may be sent requests.
func ready(t testing.TB, node *peer.Node, app *diameter.Application) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	if err := node.Ready(ctx, app); err != nil {
		t.Fatalf("peertest: the nodes do not connect: %v", err)
	}
}

// pairAddress is where the server of a pair is.
const pairAddress = "server.example.org:3868"

// applications returns those of the handlers.
func applications(handlers []peer.Handler) (apps []diameter.Application) {
	for _, h := range handlers {
		apps = append(apps, *h.Application())
	}
	return apps
}

// newNode returns a node whose configuration is completed for a test.
func newNode(t testing.TB, cfg peer.Config, identity diameter.Identity, apps ...diameter.Application) *peer.Node {
	t.Helper()
	cfg.Identity = cmp.Or(cfg.Identity, identity)
	cfg.Realm = cmp.Or(cfg.Realm, "example.org")
	cfg.ReconnectMin = cmp.Or(cfg.ReconnectMin, 10*time.Millisecond)
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	node, err := peer.NewNode(cfg, apps...)
	if err != nil {
		t.Fatal(err)
	}
	return node
}

// serve has a node accept connections until the test ends.
func serve(t testing.TB, network *Network, node *peer.Node) {
	t.Helper()
	l, err := network.Listen(pairAddress)
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- node.Serve(context.Background(), l) }()
	t.Cleanup(func() {
		end(t, node)
		if err := <-served; !errors.Is(err, peer.ErrShutdown) {
			t.Errorf("peertest: Serve: %v", err)
		}
	})
}

// end shuts a node down.
func end(t testing.TB, node *peer.Node) {
	ctx, cancel := context.WithTimeout(context.Background(), endTimeout)
	defer cancel()
	if err := node.Shutdown(ctx); err != nil {
		t.Errorf("peertest: a node does not end, is a handler still at work? %v", err)
	}
}
