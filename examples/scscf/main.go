// Scscf registers a user with an HSS as an S-CSCF does, prints what the HSS
// says, takes the profiles that it pushes for a while, and deregisters the
// user. Try it with the HSS of the sandbox:
//
//	gen sandbox cx --push alice@example.org
//	go run ./examples/scscf
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"time"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

const serverName = "sip:scscf.example.org:6060"

func main() {
	hss := flag.String("hss", "aaa://127.0.0.1:3868", "address of the HSS")
	user := flag.String("user", "alice@example.org", "private identity of the user")
	wait := flag.Duration("wait", 3*time.Second, "how long to wait for what the HSS sends")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, *hss, *user, *wait); err != nil {
		fmt.Fprintln(os.Stderr, "scscf:", err)
		os.Exit(1)
	}
}

// run is the life of the S-CSCF.
func run(ctx context.Context, out io.Writer, hss, user string, wait time.Duration) error {
	node, err := peer.NewNode(peer.Config{
		Identity: "scscf.example.org", Realm: "example.org", Logger: slog.New(slog.DiscardHandler),
	}, cx.Application)
	if err != nil {
		return err
	}
	defer node.Shutdown(context.WithoutCancel(ctx))
	ended := make(chan struct{}, 1)
	node.Handle(cx.NewHandler(server{out: out, ended: ended}))
	if err := node.AddPeer(hss); err != nil {
		return err
	}
	s := subscriber{client: cx.NewClient(node), out: out, private: user, public: "sip:" + user}
	limited, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for _, step := range []func(context.Context) error{s.authorize, s.authenticate, s.register} {
		if err := step(limited); err != nil {
			return err
		}
	}
	select {
	case <-ended:
		return nil
	case <-time.After(wait):
	case <-ctx.Done():
	}
	return s.deregister(context.WithoutCancel(ctx))
}

// A server answers what the HSS sends.
type server struct {
	cx.UnimplementedHandler
	out   io.Writer
	ended chan<- struct{} // is sent to when the HSS ends the registration; has room for one
}

// PushProfile takes a profile that has changed.
func (s server) PushProfile(_ context.Context, req *cx.PushProfileRequest) (*cx.PushProfileAnswer, error) {
	fmt.Fprintf(s.out, "PPR: the HSS pushes %d bytes of profile for %s\n", len(req.UserData), req.UserName)
	return req.Answer(diameter.ResultSuccess), nil
}

// RegistrationTermination ends a registration.
func (s server) RegistrationTermination(_ context.Context, req *cx.RegistrationTerminationRequest) (*cx.RegistrationTerminationAnswer, error) {
	fmt.Fprintf(s.out, "RTR: the HSS ends the registration of %s: %v\n", req.UserName, req.DeregistrationReason.ReasonCode)
	select {
	case s.ended <- struct{}{}:
	default: // it has been said
	}
	return req.Answer(diameter.ResultSuccess), nil
}

// A subscriber is a user whom the S-CSCF registers.
type subscriber struct {
	client          *cx.Client
	out             io.Writer
	private, public string
}

// authorize asks whether the user may register. An I-CSCF does this.
func (s *subscriber) authorize(ctx context.Context) error {
	req := cx.NewUserAuthorizationRequest()
	req.DestinationRealm, req.UserName, req.PublicIdentity = "example.org", s.private, s.public
	req.VisitedNetworkIdentifier = []byte("example.org")
	ans, err := s.client.UserAuthorization(ctx, req)
	if err != nil {
		return err
	}
	if caps := ans.ServerCapabilities; caps != nil {
		fmt.Fprintf(s.out, "UAA: %s may register at an S-CSCF with capabilities %v\n", s.private, caps.MandatoryCapability)
		return nil
	}
	fmt.Fprintf(s.out, "UAA: %s is served by %v\n", s.private, ans.ServerName)
	return nil
}

// authenticate fetches what the user is challenged with.
func (s *subscriber) authenticate(ctx context.Context) error {
	req := cx.NewMultimediaAuthRequest()
	req.DestinationRealm, req.UserName, req.PublicIdentity = "example.org", s.private, s.public
	req.ServerName, req.SIPNumberAuthItems = serverName, 1
	req.SIPAuthDataItem.SIPAuthenticationScheme.Set("Unknown") // the HSS chooses
	ans, err := s.client.MultimediaAuth(ctx, req)
	if err != nil {
		return err
	}
	if len(ans.SIPAuthDataItem) == 0 {
		return errors.New("the HSS has nothing to authenticate the user with")
	}
	fmt.Fprintf(s.out, "MAA: authenticate by %v\n", ans.SIPAuthDataItem[0].SIPAuthenticationScheme)
	return nil
}

// register tells the HSS that the user is registered here.
func (s *subscriber) register(ctx context.Context) error {
	ans, err := s.assign(ctx, cx.ServerAssignmentTypeRegistration)
	if err == nil {
		fmt.Fprintf(s.out, "SAA: registered, the profile is\n%s\n", ans.UserData)
	}
	return err
}

// deregister tells the HSS that the user has gone.
func (s *subscriber) deregister(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, err := s.assign(ctx, cx.ServerAssignmentTypeUserDeregistration)
	if err == nil {
		fmt.Fprintln(s.out, "SAA: deregistered")
	}
	return err
}

func (s *subscriber) assign(ctx context.Context, t cx.ServerAssignmentType) (*cx.ServerAssignmentAnswer, error) {
	req := cx.NewServerAssignmentRequest()
	req.DestinationRealm, req.PublicIdentity = "example.org", []string{s.public}
	req.UserName.Set(s.private)
	req.ServerName, req.ServerAssignmentType = serverName, t
	return s.client.ServerAssignment(ctx, req)
}
