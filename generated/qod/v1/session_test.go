package qod_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/qod/v1"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
	"golang.org/x/oauth2"
)

const (
	sessionID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
	sinkToken = "a-token-for-the-sink"
)

// operator is a small network operator on the generated server interface: it
// keeps one session and posts an event to its sink when it ends.
type operator struct {
	qod.UnimplementedServer
	sink *http.Client // trusts the receiver's certificate

	mu      sync.Mutex
	session *qod.SessionInfo
	// notified is the status that the receiver answered the event with.
	notified chan int
}

func (o *operator) CreateSession(_ context.Context, req *qod.CreateSession) (*qod.SessionInfo, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.session != nil {
		return nil, &qod.ErrorInfo{Status: http.StatusConflict, Code: "CONFLICT", Message: "the device has a session"}
	}
	start := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	o.session = &qod.SessionInfo{
		ApplicationServer: req.ApplicationServer, DevicePorts: req.DevicePorts, QosProfile: req.QosProfile,
		Sink: req.Sink, SinkCredential: req.SinkCredential,
		SessionID: sessionID, Duration: req.Duration, QosStatus: qod.QosStatusAvailable,
		StartedAt: opt.Some(start), ExpiresAt: opt.Some(start.Add(time.Duration(req.Duration) * time.Second)),
	}
	return o.session, nil
}

// find returns the session, or the document's error for none.
func (o *operator) find(id string) (*qod.SessionInfo, error) {
	if o.session == nil || o.session.SessionID != id {
		return nil, &qod.ErrorInfo{Status: http.StatusNotFound, Code: "NOT_FOUND", Message: "there is no such session"}
	}
	return o.session, nil
}

func (o *operator) GetSession(_ context.Context, id string) (*qod.SessionInfo, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.find(id)
}

func (o *operator) ExtendQosSessionDuration(_ context.Context, id string, req *qod.ExtendSessionDuration) (*qod.SessionInfo, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	s, err := o.find(id)
	if err != nil {
		return nil, err
	}
	s.Duration += req.RequestedAdditionalDuration
	start, _ := s.StartedAt.Get()
	s.ExpiresAt.Set(start.Add(time.Duration(s.Duration) * time.Second))
	return s, nil
}

func (o *operator) RetrieveSessionsByDevice(context.Context, *qod.RetrieveSessionsInput) (qod.RetrieveSessionsOutput, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.session == nil {
		return nil, nil
	}
	return qod.RetrieveSessionsOutput{*o.session}, nil
}

func (o *operator) DeleteSession(ctx context.Context, id string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	s, err := o.find(id)
	if err != nil {
		return err
	}
	o.session = nil
	return o.notify(ctx, s)
}

// notify posts the end of s to its sink.
func (o *operator) notify(ctx context.Context, s *qod.SessionInfo) error {
	sink, ok := s.Sink.Get()
	if !ok {
		return nil
	}
	event := &qod.EventQosStatusChanged{
		ID: "83a0d986-0866-4f38-b8c0-fc65bfcda452", Source: "https://api.example.com/sessions/" + s.SessionID,
		Specversion: qod.CloudEventSpecversion10, Time: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC),
		Data: qod.EventQosStatusChangedData{
			SessionID: s.SessionID, QosStatus: qod.EventQosStatusUnavailable, StatusInfo: opt.Some(qod.StatusInfoDeleteRequested),
		},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, sink, bytes.NewReader(event.AppendJSON(nil)))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/cloudevents+json")
	if c, ok := s.SinkCredential.(*qod.AccessTokenCredential); ok {
		req.Header.Set("Authorization", "Bearer "+c.AccessToken)
	}
	resp, err := o.sink.Do(req)
	if err != nil {
		return err
	}
	o.notified <- resp.StatusCode
	return resp.Body.Close()
}

// receiver collects events.
type receiver chan qod.CloudEvent

func (r receiver) PostNotification(_ context.Context, event qod.CloudEvent) error {
	r <- event
	return nil
}

// start runs an operator and a receiver and returns a client of the operator.
func start(t *testing.T) (*qod.Client, *operator, *httptest.Server, receiver) {
	t.Helper()
	events := make(receiver, 1)
	sink := httptest.NewTLSServer(qod.NewNotificationHandler(events, rest.VerifyBearer(sinkToken)))
	t.Cleanup(sink.Close)
	o := &operator{sink: sink.Client(), notified: make(chan int, 1)}
	api := httptest.NewServer(qod.NewServerHandler(o, rest.VerifyBearer("access"), rest.WithBasePath("/quality-on-demand/v1")))
	t.Cleanup(api.Close)
	tokens := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "access", TokenType: "Bearer"})
	c, err := qod.NewClient(api.URL+"/quality-on-demand/v1", rest.WithTokenSource(tokens), rest.WithRetry(rest.DefaultRetry))
	if err != nil {
		t.Fatal(err)
	}
	return c, o, sink, events
}

func request(sink, token string) *qod.CreateSession {
	return &qod.CreateSession{
		Device:            &qod.Device{PhoneNumber: opt.Some("+34600000000"), IPv4Address: &qod.DeviceIPv4Addr{PublicAddress: opt.Some("203.0.113.7"), PublicPort: opt.Some[int32](59765)}},
		ApplicationServer: qod.ApplicationServer{IPv4Address: opt.Some("198.51.100.0/24")},
		DevicePorts:       &qod.PortsSpec{Ranges: []qod.PortsSpecRange{{From: 5010, To: 5020}}, Ports: []int32{5060}},
		QosProfile:        "QOS_L",
		Duration:          3600,
		Sink:              opt.Some(sink),
		SinkCredential: &qod.AccessTokenCredential{
			AccessToken: token, AccessTokenExpiresUTC: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC),
			AccessTokenType: qod.AccessTokenCredentialAccessTokenTypeBearer,
		},
	}
}

// TestSession takes a session through its life: created, read, extended,
// listed, deleted, and the event of its end received.
func TestSession(t *testing.T) {
	c, o, sink, events := start(t)
	ctx, cancel := context.WithTimeout(rest.WithCorrelator(t.Context(), "test-1"), 10*time.Second)
	defer cancel()

	created, err := c.CreateSession(ctx, request(sink.URL, sinkToken))
	if err != nil {
		t.Fatal(err)
	}
	if created.QosStatus != qod.QosStatusAvailable || created.Duration != 3600 || !reflect.DeepEqual(created.DevicePorts, request("", "").DevicePorts) {
		t.Errorf("created %+v", created)
	}
	if cred, ok := created.SinkCredential.(*qod.AccessTokenCredential); !ok || cred.AccessToken != sinkToken {
		t.Errorf("the token of the sink came back as %+v", created.SinkCredential)
	}
	read, err := c.GetSession(ctx, created.SessionID)
	if err != nil || !reflect.DeepEqual(read, created) {
		t.Errorf("read %+v, %v, want %+v", read, err, created)
	}
	extended, err := c.ExtendQosSessionDuration(ctx, created.SessionID, &qod.ExtendSessionDuration{RequestedAdditionalDuration: 1800})
	if err != nil || extended.Duration != 5400 || extended.ExpiresAt != opt.Some(time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)) {
		t.Errorf("extended %+v, %v", extended, err)
	}
	list, err := c.RetrieveSessionsByDevice(ctx, &qod.RetrieveSessionsInput{Device: &qod.Device{PhoneNumber: opt.Some("+34600000000")}})
	if err != nil || len(list) != 1 || list[0].SessionID != sessionID {
		t.Errorf("listed %+v, %v", list, err)
	}
	if err := c.DeleteSession(ctx, created.SessionID); err != nil {
		t.Fatal(err)
	}
	if status := <-o.notified; status != http.StatusNoContent {
		t.Errorf("the receiver answered %d", status)
	}
	event, ok := (<-events).(*qod.EventQosStatusChanged)
	if !ok || event.Data.SessionID != sessionID || event.Data.StatusInfo != opt.Some(qod.StatusInfoDeleteRequested) {
		t.Errorf("event %+v", event)
	}
	list, err = c.RetrieveSessionsByDevice(ctx, &qod.RetrieveSessionsInput{Device: &qod.Device{PhoneNumber: opt.Some("+34600000000")}})
	if err != nil || len(list) != 0 {
		t.Errorf("listed afterwards %+v, %v", list, err)
	}
}

// TestWrongSinkToken checks that an event with another token is refused and
// does not reach the receiver.
func TestWrongSinkToken(t *testing.T) {
	c, o, sink, events := start(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if _, err := c.CreateSession(ctx, request(sink.URL, "another-token")); err != nil {
		t.Fatal(err)
	}
	if err := c.DeleteSession(ctx, sessionID); err != nil {
		t.Fatal(err)
	}
	if status := <-o.notified; status != http.StatusUnauthorized {
		t.Errorf("the receiver answered %d, want 401", status)
	}
	if len(events) != 0 {
		t.Errorf("event %+v was received", <-events)
	}
}

func TestErrors(t *testing.T) {
	c, _, sink, _ := start(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()

	_, err := c.GetSession(ctx, sessionID)
	var info *qod.ErrorInfo
	if !errors.As(err, &info) || info.Code != "NOT_FOUND" || info.Status != http.StatusNotFound {
		t.Errorf("no session: %v", err)
	}
	var status *rest.StatusError
	if !errors.As(err, &status) || status.Status != http.StatusNotFound || !bytes.Contains(status.Body, []byte("NOT_FOUND")) || status.Header.Get("Content-Type") != "application/json" {
		t.Errorf("no session: %+v", status)
	}
	if _, err := c.CreateSession(ctx, request(sink.URL, sinkToken)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.CreateSession(ctx, request(sink.URL, sinkToken)); !errors.As(err, &info) || info.Code != "CONFLICT" {
		t.Errorf("second session: %v", err)
	}

	// What the document does not allow does not leave.
	bad := request("http://insecure.example.com", sinkToken)
	if _, err := c.CreateSession(ctx, bad); err == nil || !strings.Contains(err.Error(), "sink") || errors.As(err, &status) && status.Status == 0 {
		t.Errorf("insecure sink: %v", err)
	}
	if _, err := c.GetSession(ctx, "no uuid"); err == nil || !strings.Contains(err.Error(), "sessionId") {
		t.Errorf("bad session id: %v", err)
	}
}

// TestServerRefuses checks what the server handler answers by itself, in the
// error schema of the document.
func TestServerRefuses(t *testing.T) {
	api := httptest.NewServer(qod.NewServerHandler(&operator{}))
	defer api.Close()
	valid := string(request("https://example.com/sink", sinkToken).AppendJSON(nil))
	for _, c := range []struct {
		name, method, path, contentType, body string
		status                                int
		message                               string
	}{
		{"missing member", "POST", "/sessions", "application/json", `{"applicationServer":{"ipv4Address":"1.2.3.4"},"qosProfile":"QOS_L"}`, 400, "duration"},
		{"value out of range", "POST", "/sessions", "application/json", strings.Replace(valid, "3600", "0", 1), 400, "duration"},
		{"nested value", "POST", "/sessions", "application/json", strings.Replace(valid, "5010", "70000", 1), 400, "devicePorts.ranges[0].from"},
		{"one of two members", "POST", "/sessions", "application/json", strings.Replace(valid, `,"publicPort":59765`, "", 1), 400, "device.ipv4Address"},
		{"no JSON", "POST", "/sessions", "application/json", "hello", 400, ""},
		{"content type", "POST", "/sessions", "text/plain", valid, 415, ""},
		{"too long", "POST", "/sessions", "application/json", `{"x":"` + strings.Repeat("x", 2<<20) + `"}`, 413, ""},
		{"method", "PUT", "/sessions", "application/json", valid, 405, ""},
		{"path", "GET", "/nowhere", "", "", 404, ""},
		{"not implemented", "DELETE", "/sessions/" + sessionID, "", "", 404, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), c.method, api.URL+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			if c.contentType != "" {
				req.Header.Set("Content-Type", c.contentType)
			}
			resp, err := api.Client().Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			var info qod.ErrorInfo
			if err := json.Unmarshal(body, &info); err != nil || resp.StatusCode != c.status || info.Status != int64(c.status) || !strings.Contains(info.Message, c.message) {
				t.Errorf("got %d %s, %v; want %d and %q", resp.StatusCode, body, err, c.status, c.message)
			}
		})
	}
}

// TestWebhookVectors sends the events of every version in use, as far as this
// version's receiver is meant to take them, and checks who is let in.
func TestWebhookVectors(t *testing.T) {
	dir := "../../../../shared/vectors/webhook"
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("NOT RUN: the vectors are not beside the repository: %v", err)
	}
	for _, name := range []string{"qod_v1_cloudevent", "qod_v1_available_no_statusinfo", "qod_unknown_enum", "qod_v0101_cloudevent", "qod_v0111_cloudevent"} {
		var v struct {
			Headers map[string]string
			Body    json.RawMessage
			Expect  struct{ Status int }
		}
		readVector(t, filepath.Join(dir, name+".json"), &v)
		events := make(receiver, 1)
		h := qod.NewNotificationHandler(events, rest.VerifyBearer("my-token"))
		req := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(v.Body))
		for name, value := range v.Headers {
			req.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		if w.Code != v.Expect.Status {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
			continue
		}
		if got := (<-events).AppendJSON(nil); !sameJSON(t, got, v.Body) {
			t.Errorf("%s: got %s, want %s", name, got, v.Body)
		}
	}
}

func readVector(t *testing.T, file string, v any) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(b, v)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

func sameJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y any
	if err := errors.Join(json.Unmarshal(a, &x), json.Unmarshal(b, &y)); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(x, y)
}
