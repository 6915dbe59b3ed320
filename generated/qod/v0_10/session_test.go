package qod_test

import (
	"context"
	"errors"
	"testing"

	"github.com/telgen/telgen/generated/qod/qodtest"
	"github.com/telgen/telgen/generated/qod/v0_10"
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

func (o *operator) ExtendQosSessionDuration(_ context.Context, id string, req *qod.ExtendSessionDuration) (*qod.SessionInfo, error) {
	s, err := o.Get(id)
	if err != nil {
		return nil, err
	}
	s.Duration += req.RequestedAdditionalDuration
	return s, nil
}

// DeleteSession posts the end of the session, as a CloudEvent.
func (o *operator) DeleteSession(ctx context.Context, id string) error {
	s, err := o.Delete(id)
	if err != nil {
		return err
	}
	e := qod.EventQosStatusChanged{
		ID: qodtest.EventID, Source: "/sessions/" + id, Specversion: qod.CloudEventSpecversion10, Time: qodtest.Start(),
		Data: qod.EventQosStatusChangedData{
			SessionID: id, QosStatus: qod.EventQosStatusUnavailable, StatusInfo: opt.Some(qod.StatusInfoDeleteRequested),
		},
	}
	return o.sink.Post(ctx, "", "application/cloudevents+json", s.Webhook.NotificationAuthToken.Or(""), e.AppendJSON(nil))
}

// receiver collects events.
type receiver chan qod.CloudEvent

func (r receiver) PostNotification(_ context.Context, event qod.CloudEvent) error {
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
				Webhook:           &qod.BaseSessionInfoWebhook{NotificationURL: sink, NotificationAuthToken: opt.Some(qodtest.SinkToken)},
			})
		},
		Extend: func(ctx context.Context, id string) (*qod.SessionInfo, error) {
			return c.ExtendQosSessionDuration(ctx, id, &qod.ExtendSessionDuration{RequestedAdditionalDuration: 600})
		},
		Get: c.GetSession, Delete: c.DeleteSession, Missing: missing,
		Duration: func(s *qod.SessionInfo) int32 { return s.Duration },
	}
	life.Run(t, sink.URL)
	e, ok := (<-events).(*qod.EventQosStatusChanged)
	if !ok || e.Data.SessionID != qodtest.SessionID || e.Data.StatusInfo != opt.Some(qod.StatusInfoDeleteRequested) {
		t.Errorf("event %+v", e)
	}
}

// TestVectors reads what the client of Network as Code sends and gets under
// /qod/v0. Its tests have answers with times as text, where the document, and
// Nokia's own, have numbers: those are read, too.
func TestVectors(t *testing.T) {
	request, session := qodtest.New[qod.CreateSession](), qodtest.New[qod.SessionInfo]()
	list := []qodtest.Vector{
		{File: "nac_extend", Member: "body", New: qodtest.New[qod.ExtendSessionDuration]()},
		{File: "nac_create_full", Member: "response", New: session, Incomplete: true},
		{File: "nac_get_session", Member: "response", New: session, Incomplete: true, Wrong: "applicationServer"},
	}
	for _, f := range []string{
		"nac_create_full", "nac_create_minimal", "nac_create_ipv6", "nac_create_duration", "nac_create_webhook", "nac_seed_create",
		"nac_create_device_ports", "nac_create_device_port_range", "nac_create_service_ports", "nac_create_service_port_range",
	} {
		list = append(list, qodtest.Vector{File: f, Member: "body", New: request})
	}
	qodtest.Vectors(t, list)
	h := qod.NewNotificationHandler(make(receiver, 3), rest.VerifyBearer("my-token"))
	qodtest.Receive(t, h, "qod_v0101_cloudevent", "qod_seed_hybrid", "qod_unknown_enum")
}
