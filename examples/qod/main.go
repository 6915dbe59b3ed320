// Qod asks a network operator for a Quality on Demand session, takes the
// notifications about it, prolongs it and deletes it. Try it with the operator
// of the sandbox, whose page shows the same:
//
//	gen sandbox qod
//	go run ./examples/qod
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/telgen/telgen/generated/qod/v1"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

// sinkToken is what the operator shows when it posts a notification.
const sinkToken = "a-token-for-the-sink"

func main() {
	operator := flag.String("operator", "http://127.0.0.1:8481/quality-on-demand/v1", "address of the API")
	phone := flag.String("phone", "+34600000000", "telephone number of the device")
	duration := flag.Duration("duration", time.Hour, "how long the session is to last")
	keep := flag.Bool("keep", false, "wait until the session expires instead of deleting it")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	app := &app{out: os.Stdout, events: make(chan *qod.EventQosStatusChanged, 10)}
	if err := app.run(ctx, *operator, *phone, *duration, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "qod:", err)
		os.Exit(1)
	}
}

// An app is client and receiver.
type app struct {
	out    io.Writer
	client *qod.Client
	events chan *qod.EventQosStatusChanged
}

// PostNotification takes a notification. An operator may post it again when
// the answer is lost.
func (a *app) PostNotification(_ context.Context, event qod.CloudEvent) error {
	if e, ok := event.(*qod.EventQosStatusChanged); ok {
		a.events <- e
	}
	return nil
}

// run is the life of a session.
func (a *app) run(ctx context.Context, operator, phone string, duration time.Duration, keep bool) error {
	var err error
	a.client, err = qod.NewClient(operator, rest.WithHeader("Authorization", "Bearer an-access-token"), rest.WithRetry(rest.DefaultRetry))
	if err != nil {
		return err
	}
	sink, stop, err := a.receive()
	if err != nil {
		return err
	}
	defer stop()
	session, err := a.create(ctx, sink, phone, duration)
	if err != nil {
		return err
	}
	if err := a.await(ctx, session.SessionID, qod.EventQosStatusAvailable); err != nil {
		return err
	}
	if keep {
		return a.await(ctx, session.SessionID, qod.EventQosStatusUnavailable)
	}
	return a.finish(ctx, session.SessionID)
}

// receive serves notifications, and returns their address and what ends it
// when those in work are answered.
func (a *app) receive() (sink string, stop func(), err error) {
	certificate, err := ownCertificate()
	if err != nil {
		return "", nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: qod.NewNotificationHandler(a, rest.VerifyBearer(sinkToken)), TLSConfig: certificate, ReadHeaderTimeout: 5 * time.Second}
	go server.ServeTLS(l, "", "") // until stop
	stop = func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = server.Shutdown(ctx) // the program ends anyway
	}
	return "https://" + l.Addr().String() + "/notifications", stop, nil
}

func (a *app) create(ctx context.Context, sink, phone string, duration time.Duration) (*qod.SessionInfo, error) {
	session, err := a.client.CreateSession(ctx, &qod.CreateSession{
		Device:            &qod.Device{PhoneNumber: opt.Some(phone)},
		ApplicationServer: qod.ApplicationServer{IPv4Address: opt.Some("198.51.100.0/24")},
		QosProfile:        "QOS_L",
		Duration:          int32(duration / time.Second),
		Sink:              opt.Some(sink),
		SinkCredential: &qod.AccessTokenCredential{
			AccessToken: sinkToken, AccessTokenType: qod.AccessTokenCredentialAccessTokenTypeBearer,
			AccessTokenExpiresUTC: time.Now().Add(48 * time.Hour), // no event comes after that
		},
	})
	if info, ok := errors.AsType[*qod.ErrorInfo](err); ok && info.Code == "CONFLICT" {
		return nil, fmt.Errorf("%s has a session already: delete it first", phone)
	}
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(a.out, "created %s: %s, %d s\n", session.SessionID, session.QosStatus, session.Duration)
	return session, nil
}

// await prints notifications until the session has a status.
func (a *app) await(ctx context.Context, id string, status qod.EventQosStatus) error {
	for {
		select {
		case e := <-a.events:
			fmt.Fprintln(a.out, "notified:", e.Data.QosStatus, e.Data.StatusInfo.Or("-"))
			if e.Data.SessionID == id && e.Data.QosStatus == status {
				return nil
			}
			if e.Data.QosStatus == qod.EventQosStatusUnavailable {
				return fmt.Errorf("the session is over: %s", e.Data.StatusInfo)
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// finish prolongs the session and deletes it.
func (a *app) finish(ctx context.Context, id string) error {
	session, err := a.client.ExtendQosSessionDuration(ctx, id, &qod.ExtendSessionDuration{RequestedAdditionalDuration: 600})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "prolonged to %d s\n", session.Duration)
	if err := a.client.DeleteSession(ctx, id); err != nil {
		return err
	}
	fmt.Fprintln(a.out, "deleted")
	return a.await(ctx, id, qod.EventQosStatusUnavailable)
}
