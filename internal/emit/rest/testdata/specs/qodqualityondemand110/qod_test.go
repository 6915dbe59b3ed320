package qodqualityondemand110

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
	"golang.org/x/oauth2"
)

// provider is a provider of the API with one session.
type provider struct {
	UnimplementedServer
	session *SessionInfo
}

func (p *provider) CreateSession(_ context.Context, body *CreateSession) (*SessionInfo, error) {
	if p.session != nil {
		return nil, &ErrorInfo{Status: 409, Code: "CONFLICT", Message: "Conflict with an existing session"}
	}
	p.session = &SessionInfo{
		Device:            &DeviceResponse{PhoneNumber: body.Device.PhoneNumber},
		ApplicationServer: body.ApplicationServer,
		QosProfile:        body.QosProfile,
		SinkCredential:    body.SinkCredential,
		SessionID:         "7698d710-98b7-4695-a958-7b228f08128c",
		Duration:          body.Duration,
		StartedAt:         opt.Some(time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)),
		QosStatus:         QosStatusAvailable,
	}
	return p.session, nil
}

func (p *provider) RetrieveSessionsByDevice(context.Context, *RetrieveSessionsInput) (RetrieveSessionsOutput, error) {
	return RetrieveSessionsOutput{*p.session}, nil
}

func (p *provider) DeleteSession(_ context.Context, sessionID string) error {
	p.session = nil
	return nil
}

// request is a request with a bit of everything.
func request() *CreateSession {
	return &CreateSession{
		Device: &Device{
			PhoneNumber: opt.Some("+123456789"),
			IPv4Address: &DeviceIPv4Addr{PublicAddress: opt.Some("203.0.113.0"), PublicPort: opt.Some[int32](59765)},
		},
		ApplicationServer: ApplicationServer{IPv4Address: opt.Some("198.51.100.0/24")},
		DevicePorts:       &PortsSpec{Ranges: []PortsSpecRange{{From: 5010, To: 5020}}, Ports: []int32{5060, 5070}},
		QosProfile:        "QOS_L",
		Sink:              opt.Some("https://endpoint.example.com/sink"),
		SinkCredential: &AccessTokenCredential{
			AccessToken:           "secret",
			AccessTokenExpiresUTC: time.Date(2024, 6, 2, 12, 0, 0, 0, time.UTC),
			AccessTokenType:       AccessTokenCredentialAccessTokenTypeBearer,
		},
		Duration: 3600,
	}
}

func TestSession(t *testing.T) {
	server := httptest.NewServer(NewServerHandler(new(provider), rest.WithBasePath("/quality-on-demand/v1"), rest.VerifyBearer("token")))
	defer server.Close()
	tokens := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "token"})
	c, err := NewClient(server.URL+"/quality-on-demand/v1", rest.WithTokenSource(tokens))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	session, err := c.CreateSession(ctx, request())
	if err != nil {
		t.Fatal(err)
	}
	credential, ok := session.SinkCredential.(*AccessTokenCredential)
	if !ok || credential.AccessToken != "secret" || session.Duration != 3600 || session.Device.PhoneNumber.Or("") != "+123456789" {
		t.Errorf("have %+v", session)
	}
	_, err = c.CreateSession(ctx, request())
	var info *ErrorInfo
	if !errors.As(err, &info) || info.Error() != "CONFLICT: Conflict with an existing session (409)" || info.HTTPStatus() != http.StatusConflict {
		t.Errorf("have %v", err)
	}
	list, err := c.RetrieveSessionsByDevice(ctx, new(RetrieveSessionsInput))
	if err != nil || len(list) != 1 || list[0].SessionID != session.SessionID {
		t.Errorf("have %v, %v", list, err)
	}
	if err := c.DeleteSession(ctx, session.SessionID); err != nil {
		t.Error(err)
	}
	if _, err := c.GetSession(ctx, session.SessionID); !errors.As(err, &info) || info.Code != "NOT_IMPLEMENTED" {
		t.Errorf("have %v", err)
	}
}

// TestRefused: what breaks the document does not leave, and would be refused.
func TestRefused(t *testing.T) {
	for want, change := range map[string]func(*CreateSession){
		"duration: 0 is below 1":                                   func(v *CreateSession) { v.Duration = 0 },
		"qosProfile: has 1 characters, want at least 3":            func(v *CreateSession) { v.QosProfile = "x" },
		"devicePorts.ports: has 0 elements, want at least 1":       func(v *CreateSession) { v.DevicePorts.Ports = []int32{} },
		"devicePorts.ranges[0].to: 70000 is above 65535":           func(v *CreateSession) { v.DevicePorts.Ranges[0].To = 70000 },
		"device.phoneNumber: does not match ^\\+[1-9][0-9]{4,14}$": func(v *CreateSession) { v.Device.PhoneNumber.Set("12") },
		"device.ipv4Address: at least 1 of publicAddress and privateAddress, publicAddress and publicPort must be present, 0 found": func(v *CreateSession) {
			v.Device.IPv4Address.PublicPort.Clear()
		},
		"applicationServer: at least 1 of ipv4Address, ipv6Address must be present, 0 found": func(v *CreateSession) {
			v.ApplicationServer = ApplicationServer{}
		},
		"sink: does not match ^https://.+$": func(v *CreateSession) { v.Sink.Set("http://x") },
		"sinkCredential.accessTokenType: must be one of bearer": func(v *CreateSession) {
			v.SinkCredential.(*AccessTokenCredential).AccessTokenType = ""
		},
	} {
		v := request()
		change(v)
		if err := v.Validate(); err == nil || err.Error() != want {
			t.Errorf("have %v, want %s", err, want)
		}
	}
	if err := request().Validate(); err != nil {
		t.Error(err)
	}
}

// events takes notifications.
type events struct{ got []CloudEvent }

func (e *events) PostNotification(_ context.Context, body CloudEvent) error {
	e.got = append(e.got, body)
	return nil
}

func TestNotification(t *testing.T) {
	e := new(events)
	h := NewNotificationHandler(e, rest.VerifyBearer("my-token"))
	for _, body := range []string{
		`{"id":"1","source":"https://s","specversion":"1.0","type":"org.camaraproject.quality-on-demand.v1.qos-status-changed",` +
			`"time":"2024-06-01T12:00:00Z","data":{"sessionId":"x","qosStatus":"PAUSED","more":1}}`,
		`{"id":2,"source":"https://s","specversion":"1.0","type":"org.camaraproject.quality-on-demand.v9.new","data":{}}`,
	} {
		r := httptest.NewRequest(http.MethodPost, "/sink", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/cloudevents+json")
		r.Header.Set("Authorization", "bearer my-token")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusNoContent {
			t.Errorf("have %d %s", w.Code, w.Body)
		}
	}
	if len(e.got) != 2 {
		t.Fatalf("have %d events", len(e.got))
	}
	if known, ok := e.got[0].(*EventQosStatusChanged); !ok || known.Data.QosStatus != "PAUSED" || known.Data.QosStatus.Known() {
		t.Errorf("have %+v", e.got[0])
	}
	if other, ok := e.got[1].(*OtherCloudEvent); !ok || other.ID != "2" || !strings.Contains(other.Raw.String(), "v9.new") {
		t.Errorf("have %+v", e.got[1])
	}
}

// TestAllocations: a reused buffer takes a request without allocation, and
// reading one allocates the decoder, its copy of the text, and what the request
// points to: device, address, ports and its two lists, credential.
func TestAllocations(t *testing.T) {
	v := request()
	b := v.AppendJSON(nil)
	if n := testing.AllocsPerRun(100, func() { b = v.AppendJSON(b[:0]) }); n != 0 {
		t.Errorf("writing allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { _ = v.Validate() }); n != 0 {
		t.Errorf("checking allocates %v times", n)
	}
	var out CreateSession
	n := testing.AllocsPerRun(100, func() {
		if err := jsonwire.Unmarshal(b, &out); err != nil {
			t.Fatal(err)
		}
	})
	if n > 8 {
		t.Errorf("reading allocates %v times", n)
	}
}

func BenchmarkAppend(b *testing.B) {
	v, buf := request(), []byte(nil)
	for b.Loop() {
		buf = v.AppendJSON(buf[:0])
	}
}

func BenchmarkDecode(b *testing.B) {
	text := request().AppendJSON(nil)
	b.ReportAllocs()
	for b.Loop() {
		var out CreateSession
		if err := jsonwire.Unmarshal(text, &out); err != nil {
			b.Fatal(err)
		}
	}
}
