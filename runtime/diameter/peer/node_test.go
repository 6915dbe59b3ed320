package peer_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// soon is how long a test waits for what must happen.
const soon = 5 * time.Second

func soonContext(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), soon)
	t.Cleanup(cancel)
	return ctx
}

// testConfig is a configuration with short pauses.
func testConfig(identity diameter.Identity) peer.Config {
	return peer.Config{
		Identity: identity, Realm: "example.org",
		ReconnectMin: 10 * time.Millisecond, ReconnectMax: 50 * time.Millisecond,
		CapabilitiesTimeout: soon, DisconnectTimeout: 500 * time.Millisecond,
		Logger: slog.New(slog.DiscardHandler),
	}
}

func newNode(t testing.TB, cfg peer.Config, apps ...diameter.Application) *peer.Node {
	t.Helper()
	node, err := peer.NewNode(cfg, apps...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := node.Shutdown(soonContext(t)); err != nil {
			t.Errorf("Shutdown: %v", err)
		}
	})
	return node
}

// serve makes node accept connections and returns its address.
func serve(t testing.TB, node *peer.Node) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		if err := node.Serve(context.Background(), l); !errors.Is(err, peer.ErrShutdown) {
			t.Errorf("Serve: %v, want ErrShutdown", err)
		}
	}()
	return l.Addr().String()
}

// pair returns two nodes that are connected: a client, and a server whose
// handler is h.
func pair(t testing.TB, h pingHandler) (client, server *peer.Node) {
	t.Helper()
	server = newNode(t, testConfig("server.example.org"))
	server.Handle(h)
	client = newNode(t, testConfig("client.example.org"), pingApp)
	if err := client.AddPeer("aaa://" + serve(t, server)); err != nil {
		t.Fatal(err)
	}
	return client, server
}

func TestCallAndAnswer(t *testing.T) {
	client, _ := pair(t, echo)
	req := newPing("hello")
	answer, err := pingClient{client}.Ping(soonContext(t), req)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Text != "hello" || answer.OriginHost != "server.example.org" || answer.OriginRealm != "example.org" {
		t.Errorf("answer %+v", answer)
	}
	if answer.SessionID != req.SessionID || !strings.HasPrefix(req.SessionID, "client.example.org;") {
		t.Errorf("Session-Id %q, request has %q", answer.SessionID, req.SessionID)
	}
	want := req.Header.Answer()
	if answer.Header != want {
		t.Errorf("header %+v, want %+v", answer.Header, want)
	}
}

func TestRequestWithoutHeader(t *testing.T) {
	client, _ := pair(t, echo)
	answer, err := pingClient{client}.Ping(soonContext(t), &pingRequest{Text: "bare"})
	if err != nil || answer.Text != "bare" {
		t.Errorf("got %+v, %v", answer, err)
	}
}

func TestServerCallsConnectedClient(t *testing.T) {
	client, server := pair(t, echo)
	client.Handle(pingHandler(func(_ context.Context, req *pingRequest) (*pingAnswer, error) {
		answer := req.Answer(diameter.ResultSuccess)
		answer.Text = "client got " + req.Text
		return answer, nil
	}))
	if err := server.Ready(soonContext(t), &pingApp); err != nil {
		t.Fatal(err)
	}
	answer, err := pingClient{server}.Ping(soonContext(t), newPing("push"))
	if err != nil {
		t.Fatal(err)
	}
	if answer.Text != "client got push" || answer.OriginHost != "client.example.org" {
		t.Errorf("answer %+v", answer)
	}
}

func TestHandlerCallsBackOnTheSameConnection(t *testing.T) {
	var server *peer.Node
	client, server := pair(t, func(ctx context.Context, req *pingRequest) (*pingAnswer, error) {
		back, err := pingClient{server}.Ping(ctx, newPing("back"))
		if err != nil {
			return nil, err
		}
		answer := req.Answer(diameter.ResultSuccess)
		answer.Text = back.Text
		return answer, nil
	})
	client.Handle(pingHandler(echo))
	answer, err := pingClient{client}.Ping(soonContext(t), newPing("there"))
	if err != nil || answer.Text != "back" {
		t.Errorf("got %+v, %v", answer, err)
	}
}

func TestManyCallsAtOnce(t *testing.T) {
	client, _ := pair(t, echo)
	ctx := soonContext(t)
	var wg sync.WaitGroup
	for i := range 400 {
		wg.Go(func() {
			text := fmt.Sprint("text ", i)
			answer, err := pingClient{client}.Ping(ctx, newPing(text))
			if err != nil || answer.Text != text {
				t.Errorf("call %d: %+v, %v", i, answer, err)
			}
		})
	}
	wg.Wait()
}

func TestCallsTakeTurns(t *testing.T) {
	client := newNode(t, testConfig("client.example.org"), pingApp)
	for _, name := range []diameter.Identity{"one.example.org", "two.example.org"} {
		server := newNode(t, testConfig(name))
		server.Handle(pingHandler(echo))
		if err := client.AddPeer("aaa://" + serve(t, server)); err != nil {
			t.Fatal(err)
		}
	}
	ctx := soonContext(t)
	seen := map[diameter.Identity]int{}
	for len(seen) < 2 { // until both are connected
		answer, err := pingClient{client}.Ping(ctx, newPing("x"))
		if err != nil {
			t.Fatal(err)
		}
		seen[answer.OriginHost]++
	}
	clear(seen)
	for range 200 {
		answer, err := pingClient{client}.Ping(ctx, newPing("x"))
		if err != nil {
			t.Fatal(err)
		}
		seen[answer.OriginHost]++
	}
	// By chance less than 50 of 200: once in 10^12.
	if seen["one.example.org"] < 50 || seen["two.example.org"] < 50 {
		t.Errorf("answers %v, want about 100 of each", seen)
	}
}

func TestReconnect(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	first := newNode(t, testConfig("first.example.org"))
	first.Handle(pingHandler(echo))
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	served := make(chan error, 1)
	go func() { served <- first.Serve(ctx, l) }()
	client := newNode(t, testConfig("client.example.org"), pingApp)
	if err := client.AddPeer("aaa://" + l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if _, err := (pingClient{client}).Ping(soonContext(t), newPing("x")); err != nil {
		t.Fatal(err)
	}
	stop()
	if err := <-served; !errors.Is(err, context.Canceled) {
		t.Errorf("Serve: %v, want context.Canceled", err)
	}

	if l, err = net.Listen("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	second := newNode(t, testConfig("second.example.org"))
	second.Handle(pingHandler(echo))
	go second.Serve(context.Background(), l)
	for end := time.Now().Add(soon); time.Now().Before(end); {
		answer, err := pingClient{client}.Ping(soonContext(t), newPing("y"))
		if err == nil && answer.OriginHost == "second.example.org" {
			return
		}
		if err != nil && !errors.Is(err, peer.ErrClosed) {
			t.Fatal(err)
		}
	}
	t.Error("the node did not connect again")
}

func TestShutdownLeavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	client, server := pair(t, echo)
	if _, err := (pingClient{client}).Ping(soonContext(t), newPing("x")); err != nil {
		t.Fatal(err)
	}
	if err := client.AddPeer("aaa://127.0.0.1:1"); err != nil { // nobody is there
		t.Fatal(err)
	}
	for _, node := range []*peer.Node{client, server} {
		if err := node.Shutdown(soonContext(t)); err != nil {
			t.Error(err)
		}
	}
	noMoreGoroutines(t, before)
	if _, err := (pingClient{client}).Ping(soonContext(t), newPing("x")); !errors.Is(err, peer.ErrShutdown) {
		t.Errorf("call: %v, want ErrShutdown", err)
	}
	if err := client.AddPeer("aaa://127.0.0.1:2"); !errors.Is(err, peer.ErrShutdown) {
		t.Errorf("AddPeer: %v, want ErrShutdown", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Serve(context.Background(), l); !errors.Is(err, peer.ErrShutdown) {
		t.Errorf("Serve: %v, want ErrShutdown", err)
	}
}

// noMoreGoroutines waits until there are as few goroutines as before.
func noMoreGoroutines(t *testing.T, before int) {
	t.Helper()
	for end := time.Now().Add(soon); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, there were %d:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

func TestShutdownWaitsForHandlers(t *testing.T) {
	started, release := make(chan struct{}), make(chan struct{})
	client, server := pair(t, func(ctx context.Context, req *pingRequest) (*pingAnswer, error) {
		close(started)
		<-release
		return echo(ctx, req)
	})
	answered := make(chan error, 1)
	go func() {
		_, err := pingClient{client}.Ping(context.Background(), newPing("slow"))
		answered <- err
	}()
	<-started
	ended := make(chan error, 1)
	go func() { ended <- server.Shutdown(context.Background()) }()
	select {
	case err := <-ended:
		t.Fatalf("Shutdown did not wait: %v", err)
	case <-time.After(30 * time.Millisecond):
	}
	close(release)
	if err := <-ended; err != nil {
		t.Errorf("Shutdown: %v", err)
	}
	if err := <-answered; err != nil {
		t.Errorf("call: %v", err)
	}
}

func TestShutdownGivesUp(t *testing.T) {
	before := runtime.NumGoroutine()
	started := make(chan struct{})
	client, server := pair(t, func(ctx context.Context, _ *pingRequest) (*pingAnswer, error) {
		close(started)
		<-ctx.Done()
		return nil, ctx.Err()
	})
	answered := make(chan error, 1)
	go func() {
		_, err := pingClient{client}.Ping(context.Background(), newPing("stuck"))
		answered <- err
	}()
	<-started
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := server.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Shutdown: %v, want context.DeadlineExceeded", err)
	}
	if err := <-answered; !errors.Is(err, peer.ErrClosed) {
		t.Errorf("call: %v, want ErrClosed", err)
	}
	if err := client.Shutdown(soonContext(t)); err != nil {
		t.Errorf("Shutdown of the client: %v", err)
	}
	noMoreGoroutines(t, before)
}

func TestConfigErrors(t *testing.T) {
	for _, test := range []struct {
		change func(*peer.Config)
		want   string
	}{
		{func(c *peer.Config) { c.Identity = "" }, "peer: Config.Identity is empty, set the domain name of the node"},
		{func(c *peer.Config) { c.Realm = "" }, "peer: Config.Realm is empty, set the realm of the node"},
		{func(c *peer.Config) { c.MaxMessageSize = 1 << 24 }, "peer: Config.MaxMessageSize is 16777216, want 1 to 16777212"},
		{func(c *peer.Config) { c.WriteQueue = -1 }, "peer: the limits of Config must not be negative"},
		{func(c *peer.Config) { c.DialTimeout = -1 }, "peer: the times of Config must not be negative"},
		{func(c *peer.Config) { c.ForwardTimeout = -1 }, "peer: the times of Config must not be negative"},
		{func(c *peer.Config) { c.Watchdog = 5 * time.Second }, "peer: Config.Watchdog is 5s, want at least 6s (RFC 3539)"},
		{func(c *peer.Config) { c.ReconnectMax = 1 }, "peer: Config.ReconnectMax is 1ns, want at least ReconnectMin, 10ms"},
	} {
		cfg := testConfig("node.example.org")
		test.change(&cfg)
		if _, err := peer.NewNode(cfg); err == nil || err.Error() != test.want {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
	_, err := peer.NewNode(testConfig("node.example.org"), pingApp, pingApp)
	if want := "peer: application 16777999 is given twice, the second time as Ping"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestAddPeerErrors(t *testing.T) {
	node := newNode(t, testConfig("node.example.org"), pingApp)
	if err := node.AddPeer("aaa://127.0.0.1:1"); err != nil {
		t.Fatal(err)
	}
	for uri, want := range map[string]string{
		"http://x":                     `peer: DiameterURI "http://x": want aaa:// or aaas:// at the start`,
		"aaas://h.example.org":         `peer: DiameterURI "aaas://h.example.org": TLS needs Config.TLS or PeerTLS`,
		"aaa://h;transport=sctp":       `peer: DiameterURI "aaa://h;transport=sctp": SCTP needs Config.Dial, see package sctp`,
		"aaa://h;protocol=radius":      `peer: DiameterURI "aaa://h;protocol=radius": protocol radius, want diameter`,
		"aaa://127.0.0.1:1":            "peer: 127.0.0.1:1 was added before",
		"aaa://127.0.0.1:0":            `peer: DiameterURI "aaa://127.0.0.1:0": port "0", want 1 to 65535`,
		"aaa://127.0.0.1:1;speed=fast": `peer: DiameterURI "aaa://127.0.0.1:1;speed=fast": parameter "speed=fast", want transport=tcp, sctp or udp or protocol=diameter, radius or tacacs+`,
	} {
		if err := node.AddPeer(uri); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", uri, err, want)
		}
	}
}
