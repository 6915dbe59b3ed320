package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"testing"

	"github.com/telgen/telgen/bench/s6a"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// telgenLib is two nodes with the generated client and handler.
var telgenLib = library{"telgen", func(tb testing.TB) func() caller {
	address := telgenServer(tb)
	node := newNode(tb, mme)
	if err := node.AddPeer("aaa://" + address); err != nil {
		tb.Fatal(err)
	}
	client := s6a.NewClient(node)
	return func() caller {
		req := ulr()
		return func() error {
			answer, err := client.UpdateLocation(tb.Context(), req)
			if err != nil {
				return err
			}
			return checkTelgen(req, answer)
		}
	}
}}

// checkTelgen reports an answer that is not the one to req.
func checkTelgen(req *s6a.UpdateLocationRequest, answer *s6a.UpdateLocationAnswer) error {
	if answer.SessionID != req.SessionID || answer.ResultCode.Or(0) != diameter.ResultSuccess {
		return fmt.Errorf("wrong answer: %s with result %d", answer.SessionID, answer.ResultCode.Or(0))
	}
	data := answer.SubscriptionData
	if data == nil || data.APNConfigurationProfile == nil || len(data.APNConfigurationProfile.APNConfiguration) != 2 {
		return errors.New("answer without the two access points")
	}
	return nil
}

// newNode returns a node of S6a that ends with the test.
func newNode(tb testing.TB, identity diameter.Identity) *peer.Node {
	tb.Helper()
	node, err := peer.NewNode(peer.Config{
		Identity: identity, Realm: realm, VendorID: 10415, Logger: slog.New(slog.DiscardHandler),
	}, s6a.Application)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := node.Shutdown(context.Background()); err != nil {
			tb.Error(err)
		}
	})
	return node
}

// telgenServer starts a node that answers and returns its address.
func telgenServer(tb testing.TB) string {
	tb.Helper()
	node := newNode(tb, hss)
	node.Handle(s6a.NewHandler(answering{}))
	l := listen(tb)
	go node.Serve(context.Background(), l)
	return l.Addr().String()
}

// answering is the handler of telgenLib.
type answering struct{ s6a.UnimplementedHandler }

func (answering) UpdateLocation(_ context.Context, req *s6a.UpdateLocationRequest) (*s6a.UpdateLocationAnswer, error) {
	return answerTo(req), nil
}

// listen returns a listener of the loopback interface.
func listen(tb testing.TB) net.Listener {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	return l
}
