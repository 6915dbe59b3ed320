//go:build linux

package interop

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// newNode returns a node that serves Cx. It is shut down when the test ends.
func newNode(t *testing.T, cfg peer.Config, h cx.Handler) *peer.Node {
	t.Helper()
	cfg.ReconnectMin, cfg.ReconnectMax = 50*time.Millisecond, 500*time.Millisecond
	cfg.DisconnectTimeout = time.Second
	cfg.Logger = slog.New(slog.NewTextHandler(testLog{t}, nil)).With("node", cfg.Identity)
	node, err := peer.NewNode(cfg, cx.Application)
	if err != nil {
		t.Fatal(err)
	}
	if h != nil {
		node.Handle(cx.NewHandler(h))
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), soon)
		defer cancel()
		if err := node.Shutdown(ctx); err != nil {
			t.Errorf("shutdown of %s: %v", cfg.Identity, err)
		}
	})
	return node
}

// testLog is the log of a test.
type testLog struct{ t *testing.T }

func (l testLog) Write(b []byte) (int, error) {
	l.t.Logf("%s", b)
	return len(b), nil
}

// leave shuts a node down while its peer is there, and checks that the peer
// agrees to the disconnection.
func leave(t *testing.T, node *peer.Node, wire *capture) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	if err := node.Shutdown(ctx); err != nil {
		t.Errorf("shutdown: %v", err)
	}
	const code = 282
	if asked, answered := wire.between(node.Origin().Host, code); asked != 1 || answered != 1 {
		t.Errorf("%d Disconnect-Peer-Requests and %d answers, want one of each", asked, answered)
	}
}

// listen returns a listener on the loopback interface and its port.
func listen(t *testing.T) (net.Listener, int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l, l.Addr().(*net.TCPAddr).Port
}

// connect adds the peer at a port of this machine.
func connect(t *testing.T, node *peer.Node, scheme string, port int, options ...peer.PeerOption) {
	t.Helper()
	if err := node.AddPeer(fmt.Sprintf("%s://127.0.0.1:%d", scheme, port), options...); err != nil {
		t.Fatal(err)
	}
}

// A visit is a request that a server answered: the AVPs of both.
type visit struct {
	name            string
	request, answer []string
}

// A server answers every request of Cx with everything set, and tells of it.
type server struct {
	t      *testing.T
	origin diameter.Origin
	visits chan visit
}

func newServer(t *testing.T, host, realm diameter.Identity) *server {
	return &server{t: t, origin: diameter.Origin{Host: host, Realm: realm}, visits: make(chan visit, 64)}
}

// respond fills in the answer a.
func respond[A diameter.Message](s *server, req diameter.Message, a A) (A, error) {
	if err := fillAnswer(a, req, s.origin); err != nil {
		return a, err
	}
	s.visits <- visit{short(req), lines(avps(req)), lines(avps(a))}
	return a, nil
}

// next returns what was answered.
func (s *server) next() visit {
	s.t.Helper()
	select {
	case v := <-s.visits:
		return v
	case <-time.After(soon):
		s.t.Fatal("no request came")
	}
	return visit{}
}

func (s *server) UserAuthorization(_ context.Context, req *cx.UserAuthorizationRequest) (*cx.UserAuthorizationAnswer, error) {
	return respond(s, req, req.Answer(diameter.ResultSuccess))
}

func (s *server) ServerAssignment(_ context.Context, req *cx.ServerAssignmentRequest) (*cx.ServerAssignmentAnswer, error) {
	return respond(s, req, req.Answer(diameter.ResultSuccess))
}

func (s *server) LocationInfo(_ context.Context, req *cx.LocationInfoRequest) (*cx.LocationInfoAnswer, error) {
	return respond(s, req, req.Answer(diameter.ResultSuccess))
}

func (s *server) MultimediaAuth(_ context.Context, req *cx.MultimediaAuthRequest) (*cx.MultimediaAuthAnswer, error) {
	return respond(s, req, req.Answer(diameter.ResultSuccess))
}

func (s *server) RegistrationTermination(_ context.Context, req *cx.RegistrationTerminationRequest) (*cx.RegistrationTerminationAnswer, error) {
	return respond(s, req, req.Answer(diameter.ResultSuccess))
}

func (s *server) PushProfile(_ context.Context, req *cx.PushProfileRequest) (*cx.PushProfileAnswer, error) {
	return respond(s, req, req.Answer(diameter.ResultSuccess))
}
