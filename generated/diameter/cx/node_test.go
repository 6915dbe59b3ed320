package cx_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
	"github.com/telgen/telgen/runtime/opt"
)

// hss answers what an S-CSCF asks.
type hss struct{ cx.UnimplementedHandler }

func (hss) MultimediaAuth(_ context.Context, req *cx.MultimediaAuthRequest) (*cx.MultimediaAuthAnswer, error) {
	a := req.Answer(diameter.ResultSuccess)
	if req.UserName == "stranger@example.org" {
		a.ResultCode.Clear()
		a.ExperimentalResult = &cx.ExperimentalResult{VendorID: 10415, ExperimentalResultCode: cx.ExperimentalResultErrorUserUnknown}
		return a, nil
	}
	a.UserName = opt.Some(req.UserName)
	a.SIPNumberAuthItems = opt.Some(req.SIPNumberAuthItems)
	for i := range req.SIPNumberAuthItems {
		a.SIPAuthDataItem = append(a.SIPAuthDataItem, cx.SIPAuthDataItem{SIPItemNumber: opt.Some(i + 1), SIPAuthenticate: []byte{byte(i)}})
	}
	return a, nil
}

// scscf takes what the HSS pushes.
type scscf struct {
	cx.UnimplementedHandler
	profiles chan string
}

func (s scscf) PushProfile(_ context.Context, req *cx.PushProfileRequest) (*cx.PushProfileAnswer, error) {
	s.profiles <- string(req.UserData)
	return req.Answer(diameter.ResultSuccess), nil
}

// connect returns the node of an HSS and one of an S-CSCF that is connected
// to it over loopback.
func connect(t *testing.T, profiles chan string) (home, serving *peer.Node) {
	t.Helper()
	home = newNode(t, "hss.example.org", cx.NewHandler(hss{}))
	serving = newNode(t, "scscf.example.org", cx.NewHandler(scscf{profiles: profiles}))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- home.Serve(context.Background(), l) }()
	t.Cleanup(func() {
		for _, n := range []*peer.Node{serving, home} {
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			if err := n.Shutdown(ctx); err != nil {
				t.Error(err)
			}
			cancel()
		}
		<-served
	})
	if err := serving.AddPeer(fmt.Sprintf("aaa://127.0.0.1:%d", l.Addr().(*net.TCPAddr).Port)); err != nil {
		t.Fatal(err)
	}
	return home, serving
}

func newNode(t *testing.T, identity diameter.Identity, h peer.Handler) *peer.Node {
	t.Helper()
	node, err := peer.NewNode(peer.Config{
		Identity: identity, Realm: "example.org", Logger: slog.New(slog.DiscardHandler),
	}, cx.Application)
	if err != nil {
		t.Fatal(err)
	}
	node.Handle(h)
	return node
}

// TestNodes has an S-CSCF ask an HSS and the HSS push a profile back over the
// same connection.
func TestNodes(t *testing.T) {
	profiles := make(chan string, 1)
	home, serving := connect(t, profiles)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()

	mar := cx.NewMultimediaAuthRequest()
	mar.DestinationRealm, mar.UserName, mar.PublicIdentity = "example.org", "user@example.org", "sip:user@example.org"
	mar.ServerName, mar.SIPNumberAuthItems = "sip:scscf.example.org", 3
	maa, err := cx.NewClient(serving).MultimediaAuth(ctx, mar)
	if err != nil {
		t.Fatal(err)
	}
	if len(maa.SIPAuthDataItem) != 3 || maa.OriginHost != "hss.example.org" || maa.SessionID != mar.SessionID || mar.SessionID == "" {
		t.Errorf("answer %+v to session %q", maa, mar.SessionID)
	}

	ppr := fullRequest()
	ppa, err := cx.NewClient(home).PushProfile(ctx, ppr)
	if err != nil {
		t.Fatal(err)
	}
	if got := <-profiles; got != string(ppr.UserData) || ppa.ResultCode != opt.Some(diameter.ResultSuccess) {
		t.Errorf("profile %q, answer %+v", got, ppa)
	}
}

func TestNodeErrors(t *testing.T) {
	_, serving := connect(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	client := cx.NewClient(serving)

	mar := cx.NewMultimediaAuthRequest()
	mar.DestinationRealm, mar.UserName, mar.PublicIdentity = "example.org", "stranger@example.org", "sip:stranger@example.org"
	mar.ServerName = "sip:scscf.example.org"
	maa, err := client.MultimediaAuth(ctx, mar)
	var failed *diameter.AnswerError
	if !errors.As(err, &failed) || failed.Experimental != cx.ExperimentalResultErrorUserUnknown || maa == nil {
		t.Errorf("unknown user: %+v, %v", maa, err)
	}

	// A command that the HSS does not implement: the connection stays.
	uar := cx.NewUserAuthorizationRequest()
	uar.DestinationRealm, uar.UserName, uar.PublicIdentity = "example.org", "user@example.org", "sip:user@example.org"
	uar.VisitedNetworkIdentifier = []byte("example.org")
	for range 2 {
		_, err = client.UserAuthorization(ctx, uar)
		if !errors.As(err, &failed) || failed.ResultCode != diameter.ResultCommandUnsupported {
			t.Errorf("unsupported command: %v", err)
		}
	}

	// A request that is not complete does not leave.
	uar.PublicIdentity = ""
	_, err = client.UserAuthorization(ctx, uar)
	var invalid *diameter.AVPError
	if !errors.As(err, &invalid) || invalid.ResultCode != diameter.ResultMissingAVP {
		t.Errorf("incomplete request: %v", err)
	}
}
