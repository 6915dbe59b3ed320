package nac

import (
	"context"
	"net/http"
	"time"

	v0 "github.com/telgen/telgen/generated/qod/v0_10"
	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/qod"
	"github.com/telgen/telgen/runtime/rest"
)

// An api0 is /qod/v0.
type api0 struct {
	client *v0.Client
	rest   *rest.Client // for what CAMARA's 0.10.1 does not have
}

func newAPI0(url string, options []rest.Option) (*api0, error) {
	client, err := v0.NewClient(url, options...)
	if err != nil {
		return nil, err
	}
	bare, err := rest.NewClient(url, options...)
	return &api0{client, bare}, err
}

func (a *api0) create(ctx context.Context, id DeviceID, r SessionRequest) (*qod.Session, error) {
	req := request0(id, r)
	s, err := qod.Create(ctx, req, func(ctx context.Context) (*v0.SessionInfo, error) {
		s, err := a.client.CreateSession(ctx, req)
		return s, explain(err)
	}, a.sessionsOf(id))
	return normal(s, err)
}

func (a *api0) find(ctx context.Context, id DeviceID, w wanted) (*qod.Session, error) {
	return normal(qod.Reconcile(ctx, request0(id, w.SessionRequest), w.since, a.sessionsOf(id)))
}

func (a *api0) list(ctx context.Context, id DeviceID) ([]*qod.Session, error) {
	return normalList(a.sessionsOf(id)(ctx))
}

func (a *api0) get(ctx context.Context, sessionID string) (*qod.Session, error) {
	return normal(a.client.GetSession(ctx, sessionID))
}

func (a *api0) extend(ctx context.Context, sessionID string, seconds int32) (*qod.Session, error) {
	return normal(a.client.ExtendQosSessionDuration(ctx, sessionID, &v0.ExtendSessionDuration{RequestedAdditionalDuration: seconds}))
}

func (a *api0) remove(ctx context.Context, sessionID string) error {
	return explain(a.client.DeleteSession(ctx, sessionID))
}

// retrieveSessions is Nokia's addition to version 0.10.1.
var retrieveSessions = rest.Operation{
	Name:        "retrieveSessions",
	Method:      http.MethodPost,
	Path:        "/retrieve-sessions",
	ContentType: "application/json",
	Idempotent:  true,
	Errors:      func(int) rest.ErrorBody { return new(v0.ErrorInfo) },
}

// sessionsOf returns the call that lists the sessions of a device.
func (a *api0) sessionsOf(id DeviceID) func(context.Context) ([]v0.SessionInfo, error) {
	return func(ctx context.Context) ([]v0.SessionInfo, error) {
		var list sessionList
		err := a.rest.Do(ctx, &rest.Call{Operation: &retrieveSessions, Body: &deviceQuery{device0(id)}}, &list)
		return list, explain(err)
	}
}

// A deviceQuery is the body {"device":{...}}.
type deviceQuery struct{ device v0.Device }

// AppendJSON appends q to b as JSON.
func (q *deviceQuery) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	b = jsonwire.AppendValue(b, `"device":`, &q.device)
	return jsonwire.EndObject(b)
}

// Validate checks the device.
func (q *deviceQuery) Validate() error {
	var c jsonwire.Checker
	c.Nested("device", q.device.Validate())
	return c.Err()
}

// A sessionList is an array of sessions.
type sessionList []v0.SessionInfo

// DecodeJSON reads the list from d.
func (l *sessionList) DecodeJSON(d *jsonwire.Decoder) {
	*l = sessionList{}
	d.BeginArray()
	for d.NextElement() {
		var s v0.SessionInfo
		s.DecodeJSON(d)
		*l = append(*l, s)
	}
}

func request0(id DeviceID, r SessionRequest) *v0.CreateSession {
	req := &v0.CreateSession{
		Device:                 device0(id),
		ApplicationServer:      v0.ApplicationServer{IPv4Address: text(r.ServiceIPv4), IPv6Address: text(r.ServiceIPv6)},
		DevicePorts:            ports0(r.DevicePorts),
		ApplicationServerPorts: ports0(r.ServicePorts),
		QosProfile:             r.Profile,
	}
	if r.Duration != 0 {
		req.Duration = opt.Some(int32(r.Duration / time.Second))
	}
	if r.NotificationURL != "" {
		req.Webhook = &v0.BaseSessionInfoWebhook{NotificationURL: r.NotificationURL}
		if token := r.token(); token != "" {
			// The network presents it as it is.
			req.Webhook.NotificationAuthToken = opt.Some("Bearer " + token)
		}
	}
	return req
}

func device0(id DeviceID) v0.Device {
	d := v0.Device{
		PhoneNumber: text(id.PhoneNumber), NetworkAccessIdentifier: text(id.NetworkAccessIdentifier), IPv6Address: text(id.IPv6),
	}
	if id.IPv4 != (IPv4{}) {
		d.IPv4Address = &v0.DeviceIPv4Addr{
			PublicAddress: text(id.IPv4.Public), PrivateAddress: text(id.IPv4.Private), PublicPort: number(id.IPv4.Port),
		}
	}
	return d
}

func ports0(p Ports) *v0.PortsSpec {
	if p.IsZero() {
		return nil
	}
	spec := &v0.PortsSpec{Ports: p.Ports}
	for _, r := range p.Ranges {
		spec.Ranges = append(spec.Ranges, v0.PortsSpecRange{From: r.From, To: r.To})
	}
	return spec
}
