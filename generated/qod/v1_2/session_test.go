package qod_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/qod/qodtest"
	"github.com/telgen/telgen/generated/qod/v1_2"
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
	end := qodtest.Start().Add(time.Duration(req.Duration) * time.Second)
	return o.Create(&qod.SessionInfo{
		ApplicationServer: req.ApplicationServer, DevicePorts: req.DevicePorts, QosProfile: req.QosProfile,
		Sink: req.Sink, SinkCredential: req.SinkCredential, Duration: req.Duration, QosStatus: qod.QosStatusAvailable,
		SessionID: qodtest.SessionID, StartedAt: opt.Some(qodtest.Start()), ExpiresAt: opt.Some(end),
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

func (o *operator) RetrieveSessionsByDevice(context.Context, *qod.RetrieveSessionsInput) (qod.RetrieveSessionsOutput, error) {
	s, err := o.Get(qodtest.SessionID)
	if err != nil {
		return nil, err
	}
	return qod.RetrieveSessionsOutput{*s}, nil
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
	c, ok := s.SinkCredential.(*qod.AccessTokenCredential)
	if !ok {
		return rest.NewProblem(http.StatusBadRequest, "an ACCESSTOKEN is needed")
	}
	return o.sink.Post(ctx, "", "application/cloudevents+json", c.AccessToken.Or(""), e.AppendJSON(nil))
}

// receiver collects events.
type receiver chan qod.QosNotificationEvent

func (r receiver) PostNotification(_ context.Context, event qod.QosNotificationEvent) error {
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
	device := &qod.Device{PhoneNumber: opt.Some("+99012345678")}
	life := qodtest.Life[qod.SessionInfo]{
		Create: func(ctx context.Context, sink string) (*qod.SessionInfo, error) {
			return c.CreateSession(ctx, &qod.CreateSession{
				Device:            device,
				ApplicationServer: &qod.ApplicationServerIPAddressSubnets{IPv4Address: opt.Some("198.51.100.0/28")},
				DevicePorts:       &qod.PortsSpec{Ports: []int32{443}},
				QosProfile:        "QOS_L",
				Duration:          3600,
				Sink:              opt.Some(sink),
				SinkCredential: &qod.AccessTokenCredential{
					AccessToken: opt.Some(qodtest.SinkToken), AccessTokenExpiresUTC: qodtest.Start().Add(24 * time.Hour),
					AccessTokenType: opt.Some(qod.AccessTokenCredentialAccessTokenTypeBearer),
				},
			})
		},
		Extend: func(ctx context.Context, id string) (*qod.SessionInfo, error) {
			return c.ExtendQosSessionDuration(ctx, id, &qod.ExtendSessionDuration{RequestedAdditionalDuration: 600})
		},
		List: func(ctx context.Context) ([]qod.SessionInfo, error) {
			return c.RetrieveSessionsByDevice(ctx, &qod.RetrieveSessionsInput{Device: device})
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

// TestVectors reads the examples of version 1.2.0-rc.3.
func TestVectors(t *testing.T) {
	request, session := qodtest.New[qod.CreateSession](), qodtest.New[qod.SessionInfo]()
	var list []qodtest.Vector
	for _, f := range []string{
		"example_1_creation_body_3_legged_access_token_ipv4_subnet",
		"example_3_creation_body_2_legged_access_token_ipv4_subnet",
		"example_4_creation_body_2_legged_access_token_multiple_identifiers_ipv4_subnet",
		"example_2_creation_body_3_legged_access_token_ip_address_list",
	} {
		list = append(list, qodtest.Vector{File: "camara_r41_" + f, Member: "body", New: request})
	}
	for _, f := range []string{
		"example_1_creation_response_3_legged_access_token_ipv4_subnet",
		"example_3_creation_response_2_legged_access_token_ipv4_subnet",
		"example_4_creation_response_2_legged_access_token_multiple_identifiers_ipv4_subnet",
		"example_2_creation_response_3_legged_access_token_ip_address_list",
		"session_available_example",
		"session_unavailable_example",
		"session_extended_example",
		"session_extended_example_with_device_response",
	} {
		list = append(list, qodtest.Vector{File: "camara_r41_" + f, Member: "body", New: session})
	}
	// A number without + is no longer one.
	list = append(list, qodtest.Vector{File: "nac_seed_create", Member: "body", New: request, Wrong: "device.phoneNumber", Incomplete: true})
	list = append(list, qodtest.Vector{File: "nac_ts_v1_create", Member: "body", New: request, Wrong: "device.phoneNumber"})
	qodtest.Vectors(t, list)
	qodtest.List(t, session, "camara_r41_retrieve_sessions_empty_example", "camara_r41_retrieve_sessions_example",
		"camara_r41_retrieve_sessions_example_with_device_response")
	qodtest.Errors(t, qodtest.New[qod.ErrorInfo](), "camara_r41_errors")
	h := qod.NewNotificationHandler(make(receiver, 9), rest.VerifyBearer("my-token"))
	qodtest.Receive(t, h, "qod_v1_cloudevent", "qod_v1_available_no_statusinfo", "qod_unknown_enum", "qod_numeric_id")
}
