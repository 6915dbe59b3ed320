package qod_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"time"

	"golang.org/x/oauth2"

	v1 "github.com/telgen/telgen/generated/qod/v1"
	sandbox "github.com/telgen/telgen/internal/sandbox/qod"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/qod"
	"github.com/telgen/telgen/runtime/rest"
)

// A session of version 1.1.0 from its creation to its end, with a sandbox for
// the operator.
func Example() {
	operator, err := sandbox.New(sandbox.Config{Speed: 60, Grant: time.Second, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		panic(err)
	}
	defer operator.Close()
	server := httptest.NewServer(operator)
	defer server.Close()

	// The client has an access token of any oauth2.TokenSource; see also
	// rest.ClientCredentials.
	tokens := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "access"})
	client, err := v1.NewClient(server.URL+"/quality-on-demand/v1", rest.WithTokenSource(tokens), rest.WithRetry(rest.DefaultRetry))
	if err != nil {
		panic(err)
	}

	// The receiver of notifications, with its own token.
	const token = "a-token-for-the-sink"
	stream := qod.NewStream(10)
	waiter := qod.NewWaiter(func(ctx context.Context, id string) (*qod.Session, error) {
		s, err := client.GetSession(ctx, id)
		if err != nil {
			return nil, err
		}
		return qod.SessionOf(s), nil
	})
	sink := httptest.NewTLSServer(qod.NewReceiver(func(ctx context.Context, e *qod.Event) error {
		waiter.Take(e)
		return stream.Take(ctx, e)
	}, qod.ReceiverConfig{Tokens: []string{token}}))
	defer sink.Close()

	// The request. The token must be valid for longer than the session.
	request := &v1.CreateSession{
		Device:            &v1.Device{PhoneNumber: opt.Some("+36721601234567")},
		ApplicationServer: v1.ApplicationServer{IPv4Address: opt.Some("198.51.100.0/24")},
		QosProfile:        "QOS_L",
		Duration:          60,
		Sink:              opt.Some(sink.URL),
		SinkCredential: &v1.AccessTokenCredential{
			AccessToken: token, AccessTokenType: v1.AccessTokenCredentialAccessTokenTypeBearer,
			AccessTokenExpiresUTC: time.Now().Add(24 * time.Hour),
		},
	}

	// If the answer is lost, the session is looked for before it is asked for
	// again.
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	session, err := qod.Create(ctx, request, func(ctx context.Context) (*v1.SessionInfo, error) {
		return client.CreateSession(ctx, request)
	}, func(ctx context.Context) ([]v1.SessionInfo, error) {
		return client.RetrieveSessionsByDevice(ctx, &v1.RetrieveSessionsInput{Device: request.Device})
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(session.QosStatus)
	fmt.Println("waited:", waiter.Wait(ctx, session.SessionID))

	for e := range stream.Events(ctx) {
		fmt.Printf("%t %s %q\n", e.SessionID == session.SessionID, e.Status, e.StatusInfo)
		if e.Status == qod.StatusUnavailable {
			break
		}
	}
	_, err = client.CreateSession(ctx, &v1.CreateSession{QosProfile: "QOS_L"})
	fmt.Println(err)
	_, err = client.GetSession(ctx, "00000000-0000-4000-8000-000000000000")
	fmt.Println(qod.HasCode(err, qod.CodeNotFound))

	// Output:
	// REQUESTED
	// waited: <nil>
	// true AVAILABLE ""
	// true UNAVAILABLE "DURATION_EXPIRED"
	// createSession: request body: applicationServer: at least 1 of ipv4Address, ipv6Address must be present, 0 found
	// true
}
