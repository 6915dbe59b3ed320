package qod_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/telgen/telgen/generated/qod/qodtest"
	"github.com/telgen/telgen/generated/qod/v0_8"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

// operator is a small network operator on the generated server interface: it
// keeps one session and posts its end to the sink.
type operator struct {
	qod.UnimplementedServer
	qodtest.Store[qod.SessionInfo]
	sink *qodtest.Sink
}

func (o *operator) CreateSession(_ context.Context, req *qod.CreateSession) (*qod.SessionInfo, error) {
	d := req.Duration.Or(86400)
	return o.Create(&qod.SessionInfo{
		Duration: d, UEID: req.UEID, AsID: req.AsID, UEPorts: req.UEPorts, Qos: req.Qos,
		NotificationURL: req.NotificationURL, NotificationAuthToken: req.NotificationAuthToken,
		ID: qodtest.SessionID, StartedAt: qodtest.Start().Unix(), ExpiresAt: qodtest.Start().Unix() + int64(d),
	})
}

func (o *operator) GetSession(_ context.Context, id string) (*qod.SessionInfo, error) {
	return o.Get(id)
}

// DeleteSession posts the end of the session, as this version has it: below
// the path /notifications of the client's address.
func (o *operator) DeleteSession(ctx context.Context, id string) error {
	s, err := o.Delete(id)
	if err != nil {
		return err
	}
	n := qod.Notification{SessionID: s.ID, Event: qod.SessionEventSessionTerminated}
	return o.sink.Post(ctx, "/notifications", "application/json", s.NotificationAuthToken.Or(""), n.AppendJSON(nil))
}

// receiver collects events.
type receiver chan *qod.Notification

func (r receiver) PostNotification(_ context.Context, event *qod.Notification) error {
	r <- event
	return nil
}

func missing(err error) bool {
	var info *qod.ErrorInfo
	return errors.As(err, &info) && info.Code == "NOT_FOUND"
}

func TestSession(t *testing.T) {
	events := make(receiver, 1)
	mux := http.NewServeMux()
	mux.Handle("/notifications", qod.NewNotificationHandler(events, rest.VerifyBearer(qodtest.SinkToken)))
	o := &operator{sink: qodtest.NewSink(t, mux)}
	c, err := qod.NewClient(qodtest.Serve(t, qod.NewServerHandler(o, rest.VerifyBearer(qodtest.Access))), qodtest.Tokens())
	if err != nil {
		t.Fatal(err)
	}
	life := qodtest.Life[qod.SessionInfo]{
		Create: func(ctx context.Context, sink string) (*qod.SessionInfo, error) {
			return c.CreateSession(ctx, &qod.CreateSession{
				UEID:    qod.UEID{MSISDN: opt.Some("99012345678"), Ipv4addr: opt.Some("203.0.113.7")},
				AsID:    qod.AsID{Ipv4addr: opt.Some("198.51.100.0/28")},
				UEPorts: &qod.PortsSpec{Ports: []int32{443}},
				Qos:     qod.QosProfileQosL, NotificationURL: opt.Some(sink), NotificationAuthToken: opt.Some(qodtest.SinkToken),
			})
		},
		Get: c.GetSession, Delete: c.DeleteSession, Missing: missing,
		Duration: func(s *qod.SessionInfo) int32 { return s.Duration },
	}
	life.Run(t, o.sink.URL)
	if e := <-events; e.SessionID != qodtest.SessionID || e.Event != qod.SessionEventSessionTerminated {
		t.Errorf("event %+v", e)
	}
}

func TestVectors(t *testing.T) {
	h := qod.NewNotificationHandler(make(receiver, 1), rest.VerifyBearer("my-token"))
	qodtest.Receive(t, h, "qod_v081_terminated")
}
