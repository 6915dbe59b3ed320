package peertest_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
	"github.com/telgen/telgen/runtime/diameter/peer/peertest"
)

// A slowNode answers a Push-Profile-Request after some time.
type slowNode struct {
	cx.UnimplementedHandler
	delay time.Duration
}

func (s slowNode) PushProfile(ctx context.Context, req *cx.PushProfileRequest) (*cx.PushProfileAnswer, error) {
	select {
	case <-time.After(s.delay):
		return req.Answer(diameter.ResultSuccess), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func pushProfile() *cx.PushProfileRequest {
	ppr := cx.NewPushProfileRequest()
	ppr.DestinationHost, ppr.DestinationRealm = "server.example.org", "example.org"
	ppr.UserName = "user@example.org"
	return ppr
}

// TestPair makes calls in both directions.
func TestPair(t *testing.T) {
	client, server := peertest.Pair(t, cx.NewHandler(slowNode{}))
	client.Handle(cx.NewHandler(slowNode{}))
	for name, n := range map[string]*peer.Node{"client": client, "server": server} {
		ppr := pushProfile()
		if n == server {
			ppr.DestinationHost = "client.example.org"
		}
		answer, err := cx.NewClient(n).PushProfile(t.Context(), ppr)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if answer.OriginHost != ppr.DestinationHost || answer.OriginRealm != "example.org" {
			t.Errorf("%s: answer from %s in %s", name, answer.OriginHost, answer.OriginRealm)
		}
	}
}

func TestPairOf(t *testing.T) {
	home := peer.Config{Identity: "hss.home.example", Realm: "home.example"}
	client, _ := peertest.PairOf(t, peer.Config{Identity: "scscf.home.example"}, home, cx.NewHandler(slowNode{}))
	ppr := pushProfile()
	ppr.DestinationHost, ppr.DestinationRealm = home.Identity, home.Realm
	answer, err := cx.NewClient(client).PushProfile(t.Context(), ppr)
	if err != nil {
		t.Fatal(err)
	}
	if answer.OriginHost != home.Identity || ppr.OriginHost != "scscf.home.example" || ppr.OriginRealm != "example.org" {
		t.Errorf("%s in %s asked %s", ppr.OriginHost, ppr.OriginRealm, answer.OriginHost)
	}
}

// TestPairInBubble lets hours pass in no time.
func TestPairInBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, _ := peertest.Pair(t, cx.NewHandler(slowNode{delay: time.Hour}))
		begin := time.Now()
		if _, err := cx.NewClient(client).PushProfile(t.Context(), pushProfile()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begin); took < time.Hour || took > time.Hour+time.Minute {
			t.Errorf("the answer came after %v, want an hour", took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := cx.NewClient(client).PushProfile(ctx, pushProfile()); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a call of a minute: %v", err)
		}
		synctest.Wait()
		time.Sleep(time.Hour) // until the handler has ended too
	})
}

// TestPairAfterShutdown: a test may end a node itself.
func TestPairAfterShutdown(t *testing.T) {
	client, server := peertest.Pair(t, cx.NewHandler(slowNode{}))
	if _, err := cx.NewClient(client).PushProfile(t.Context(), pushProfile()); err != nil {
		t.Fatal(err)
	}
	if err := server.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := cx.NewClient(server).PushProfile(t.Context(), pushProfile()); !errors.Is(err, peer.ErrShutdown) {
		t.Errorf("a call of a node that is shut down: %v", err)
	}
}
