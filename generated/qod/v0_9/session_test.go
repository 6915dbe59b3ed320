package qod_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/qod/qodtest"
	"github.com/telgen/telgen/generated/qod/v0_9"
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
		Duration: d, Device: req.Device, ApplicationServer: req.ApplicationServer, DevicePorts: req.DevicePorts,
		QosProfile: req.QosProfile, Webhook: req.Webhook, QosStatus: qod.QosStatusAvailable,
		SessionID: qodtest.SessionID, StartedAt: qodtest.Start().Unix(), ExpiresAt: qodtest.Start().Unix() + int64(d),
	})
}

func (o *operator) GetSession(_ context.Context, id string) (*qod.SessionInfo, error) {
	return o.Get(id)
}

// DeleteSession posts the end of the session: plain JSON in this version.
func (o *operator) DeleteSession(ctx context.Context, id string) error {
	s, err := o.Delete(id)
	if err != nil {
		return err
	}
	n := qod.EventNotification{Event: &qod.QosStatusChangedEvent{
		EventID: opt.Some(qodtest.EventID), EventTime: qodtest.Start().Add(time.Hour),
		EventDetail: qod.QosStatusChangedEventEventDetail{
			SessionID: s.SessionID, QosStatus: qod.EventQosStatusUnavailable, StatusInfo: opt.Some(qod.StatusInfoNetworkTerminated),
		},
	}}
	return o.sink.Post(ctx, "", "application/json", s.Webhook.NotificationAuthToken.Or(""), n.AppendJSON(nil))
}

// receiver collects events.
type receiver chan *qod.EventNotification

func (r receiver) PostNotification(_ context.Context, event *qod.EventNotification) error {
	r <- event
	return nil
}

func missing(err error) bool {
	var info *qod.ErrorInfo
	return errors.As(err, &info) && info.Code == "NOT_FOUND"
}

func TestSession(t *testing.T) {
	events := make(receiver, 1)
	sink := qodtest.NewSink(t, qod.NewNotificationHandler(events, rest.VerifyBearer(qodtest.SinkToken)))
	o := &operator{sink: sink}
	c, err := qod.NewClient(qodtest.Serve(t, qod.NewServerHandler(o, rest.VerifyBearer(qodtest.Access))), qodtest.Tokens())
	if err != nil {
		t.Fatal(err)
	}
	life := qodtest.Life[qod.SessionInfo]{
		Create: func(ctx context.Context, sink string) (*qod.SessionInfo, error) {
			return c.CreateSession(ctx, &qod.CreateSession{
				Device:            qod.Device{PhoneNumber: opt.Some("99012345678")},
				ApplicationServer: qod.ApplicationServer{IPv4Address: opt.Some("198.51.100.0/28")},
				DevicePorts:       &qod.PortsSpec{Ports: []int32{443}},
				QosProfile:        "QOS_L",
				Duration:          opt.Some[int32](3600),
				Webhook:           &qod.CreateSessionWebhook{NotificationURL: sink, NotificationAuthToken: opt.Some(qodtest.SinkToken)},
			})
		},
		Get: c.GetSession, Delete: c.DeleteSession, Missing: missing,
		Duration: func(s *qod.SessionInfo) int32 { return s.Duration },
	}
	life.Run(t, sink.URL)
	e, ok := (<-events).Event.(*qod.QosStatusChangedEvent)
	if !ok || e.EventDetail.SessionID != qodtest.SessionID || e.EventDetail.StatusInfo != opt.Some(qod.StatusInfoNetworkTerminated) {
		t.Errorf("event %+v", e)
	}
}

func TestVectors(t *testing.T) {
	h := qod.NewNotificationHandler(make(receiver, 2), rest.VerifyBearer("my-token"))
	qodtest.Receive(t, h, "qod_v090_event", "qod_v090_event_unwrapped")
}
