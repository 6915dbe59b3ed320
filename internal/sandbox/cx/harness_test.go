package cx

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
	"github.com/telgen/telgen/runtime/opt"
)

const (
	alice     = "alice@example.org"
	bob       = "bob@example.org"
	serverOne = "sip:scscf1.example.org"
	serverTwo = "sip:scscf2.example.org"
)

// scscf takes what the HSS sends, or refuses it.
type scscf struct {
	cx.UnimplementedHandler
	pushed  chan *cx.PushProfileRequest
	ended   chan *cx.RegistrationTerminationRequest
	refuses error
}

func (s scscf) PushProfile(_ context.Context, req *cx.PushProfileRequest) (*cx.PushProfileAnswer, error) {
	s.pushed <- req
	return req.Answer(diameter.ResultSuccess), s.refuses
}

func (s scscf) RegistrationTermination(_ context.Context, req *cx.RegistrationTerminationRequest) (*cx.RegistrationTerminationAnswer, error) {
	s.ended <- req
	return req.Answer(diameter.ResultSuccess), s.refuses
}

func newSCSCF() scscf {
	return scscf{pushed: make(chan *cx.PushProfileRequest, 8), ended: make(chan *cx.RegistrationTerminationRequest, 8)}
}

// start runs an HSS until the test ends and returns it with its address.
func start(t *testing.T, cfg Config) (*HSS, string) {
	t.Helper()
	cfg.Identity, cfg.Realm = "hss.example.org", "example.org"
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Subscribers == nil {
		cfg.Subscribers = subscribers(t, DefaultYAML())
	}
	h, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- h.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return h, l.Addr().String()
}

func subscribers(t *testing.T, src string) []*Subscriber {
	t.Helper()
	all, err := Read("s.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// connect returns the client of an S-CSCF that is connected with the HSS.
func connect(t *testing.T, address string, s scscf) caller {
	t.Helper()
	node, err := peer.NewNode(peer.Config{
		Identity: "scscf.example.org", Realm: "example.org", Logger: slog.New(slog.DiscardHandler),
	}, cx.Application)
	if err != nil {
		t.Fatal(err)
	}
	node.Handle(cx.NewHandler(s))
	if err := node.AddPeer("aaa://" + address); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	t.Cleanup(func() {
		if err := node.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		cancel()
	})
	return caller{cx.NewClient(node), ctx}
}

// A caller makes requests with few words.
type caller struct {
	*cx.Client
	ctx context.Context
}

func (c caller) uar(private, public, network string, change func(*cx.UserAuthorizationRequest)) (*cx.UserAuthorizationAnswer, error) {
	req := cx.NewUserAuthorizationRequest()
	req.DestinationRealm, req.UserName, req.PublicIdentity = "example.org", private, public
	req.VisitedNetworkIdentifier = []byte(network)
	if change != nil {
		change(req)
	}
	return c.UserAuthorization(c.ctx, req)
}

func (c caller) lir(public string, change func(*cx.LocationInfoRequest)) (*cx.LocationInfoAnswer, error) {
	req := cx.NewLocationInfoRequest()
	req.DestinationRealm, req.PublicIdentity = "example.org", public
	if change != nil {
		change(req)
	}
	return c.LocationInfo(c.ctx, req)
}

func (c caller) mar(private, scheme string, items uint32) (*cx.MultimediaAuthAnswer, error) {
	req := cx.NewMultimediaAuthRequest()
	req.DestinationRealm, req.UserName, req.PublicIdentity = "example.org", private, "sip:"+private
	req.ServerName, req.SIPNumberAuthItems = serverOne, items
	req.SIPAuthDataItem.SIPAuthenticationScheme = opt.Some(scheme)
	return c.MultimediaAuth(c.ctx, req)
}

func (c caller) sar(private, server string, t cx.ServerAssignmentType, public ...string) (*cx.ServerAssignmentAnswer, error) {
	req := cx.NewServerAssignmentRequest()
	req.DestinationRealm, req.ServerName, req.ServerAssignmentType, req.PublicIdentity = "example.org", server, t, public
	if private != "" {
		req.UserName = opt.Some(private)
	}
	return c.ServerAssignment(c.ctx, req)
}

// wantResult compares an Experimental-Result that is no failure.
func wantResult(t *testing.T, err error, got *cx.ExperimentalResult, want diameter.ExperimentalResultCode) {
	t.Helper()
	if err != nil || got == nil || got.VendorID != 10415 || got.ExperimentalResultCode != want {
		t.Fatalf("result %+v, %v; want %d", got, err, want)
	}
}

func wantName(t *testing.T, err error, got opt.Value[string], want string) {
	t.Helper()
	if err != nil || got != opt.Some(want) {
		t.Fatalf("server %v, %v; want %s", got, err, want)
	}
}

func within[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came within 10 s")
	}
	panic("unreachable")
}
