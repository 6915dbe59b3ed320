package cx_test

import (
	"context"
	"fmt"
	"log"

	"github.com/telgen/telgen/generated/diameter/cx"
	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
	"github.com/telgen/telgen/runtime/diameter/peer/peertest"
)

// A callServer is the S-CSCF of the example. It embeds the handler that
// answers "not supported", and implements the one request that it serves.
type callServer struct{ cx.UnimplementedHandler }

func (callServer) PushProfile(_ context.Context, req *cx.PushProfileRequest) (*cx.PushProfileAnswer, error) {
	fmt.Printf("new profile of %s: %s\n", req.UserName, req.UserData)
	return req.Answer(diameter.ResultSuccess), nil
}

// An HSS pushes the profile of a user to an S-CSCF. The two find each other in
// memory; without Dial, and with net.Listen, they do over TCP.
func Example() {
	ctx := context.Background()
	network := new(peertest.Network)

	scscf, err := peer.NewNode(peer.Config{Identity: "scscf.example.org", Realm: "example.org"})
	if err != nil {
		log.Fatal(err)
	}
	scscf.Handle(cx.NewHandler(callServer{}))
	listener, err := network.Listen("scscf.example.org:3868")
	if err != nil {
		log.Fatal(err)
	}
	go scscf.Serve(ctx, listener)
	defer scscf.Shutdown(ctx)

	hss, err := peer.NewNode(peer.Config{Identity: "hss.example.org", Realm: "example.org", Dial: network.Dial}, cx.Application)
	if err != nil {
		log.Fatal(err)
	}
	defer hss.Shutdown(ctx)
	if err := hss.AddPeer("aaa://scscf.example.org:3868"); err != nil {
		log.Fatal(err)
	}

	request := cx.NewPushProfileRequest()
	request.DestinationHost, request.DestinationRealm = "scscf.example.org", "example.org"
	request.UserName = "user@example.org"
	request.UserData = []byte("<IMSSubscription/>")
	answer, err := cx.NewClient(hss).PushProfile(ctx, request)
	if err != nil {
		log.Fatal(err) // an answer that reports a failure is an error too: a *diameter.AnswerError
	}
	code, _ := answer.ResultCode.Get()
	fmt.Println(answer.OriginHost, "answered", code)
	// Output:
	// new profile of user@example.org: <IMSSubscription/>
	// scscf.example.org answered DIAMETER_SUCCESS
}
