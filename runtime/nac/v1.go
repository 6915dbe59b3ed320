package nac

import (
	"context"
	"time"

	v1 "github.com/telgen/telgen/generated/qod/v1_0"
	"github.com/telgen/telgen/runtime/qod"
	"github.com/telgen/telgen/runtime/rest"
)

// tokenMargin is how long a notification token is valid after its session is
// meant to end: nothing can replace it when the session is prolonged.
const tokenMargin = 24 * time.Hour

// An api1 is /quality-on-demand/v1.
type api1 struct{ client *v1.Client }

func newAPI1(url string, options []rest.Option) (*api1, error) {
	client, err := v1.NewClient(url, options...)
	return &api1{client}, err
}

func (a *api1) create(ctx context.Context, id DeviceID, r SessionRequest) (*qod.Session, error) {
	req := request1(id, r, time.Now())
	s, err := qod.Create(ctx, req, func(ctx context.Context) (*v1.SessionInfo, error) {
		s, err := a.client.CreateSession(ctx, req)
		return s, explain(err)
	}, a.sessionsOf(id))
	return normal(s, err)
}

func (a *api1) find(ctx context.Context, id DeviceID, w wanted) (*qod.Session, error) {
	return normal(qod.Reconcile(ctx, request1(id, w.SessionRequest, w.since), w.since, a.sessionsOf(id)))
}

func (a *api1) list(ctx context.Context, id DeviceID) ([]*qod.Session, error) {
	return normalList(a.sessionsOf(id)(ctx))
}

func (a *api1) get(ctx context.Context, sessionID string) (*qod.Session, error) {
	return normal(a.client.GetSession(ctx, sessionID))
}

func (a *api1) extend(ctx context.Context, sessionID string, seconds int32) (*qod.Session, error) {
	return normal(a.client.ExtendQosSessionDuration(ctx, sessionID, &v1.ExtendSessionDuration{RequestedAdditionalDuration: seconds}))
}

func (a *api1) remove(ctx context.Context, sessionID string) error {
	return explain(a.client.DeleteSession(ctx, sessionID))
}

// sessionsOf returns the call that lists the sessions of a device.
func (a *api1) sessionsOf(id DeviceID) func(context.Context) ([]v1.SessionInfo, error) {
	return func(ctx context.Context) ([]v1.SessionInfo, error) {
		list, err := a.client.RetrieveSessionsByDevice(ctx, &v1.RetrieveSessionsInput{Device: device1(id)})
		return list, explain(err)
	}
}

func request1(id DeviceID, r SessionRequest, now time.Time) *v1.CreateSession {
	req := &v1.CreateSession{
		Device:                 device1(id),
		ApplicationServer:      v1.ApplicationServer{IPv4Address: text(r.ServiceIPv4), IPv6Address: text(r.ServiceIPv6)},
		DevicePorts:            ports1(r.DevicePorts),
		ApplicationServerPorts: ports1(r.ServicePorts),
		QosProfile:             r.Profile,
		Duration:               int32(r.duration() / time.Second),
		Sink:                   text(r.NotificationURL),
	}
	if token := r.token(); token != "" {
		req.SinkCredential = &v1.AccessTokenCredential{
			AccessToken:           token,
			AccessTokenType:       v1.AccessTokenCredentialAccessTokenTypeBearer,
			AccessTokenExpiresUTC: now.Add(r.duration() + tokenMargin).UTC().Truncate(time.Second),
		}
	}
	return req
}

func device1(id DeviceID) *v1.Device {
	d := &v1.Device{
		PhoneNumber: text(international(id.PhoneNumber)), NetworkAccessIdentifier: text(id.NetworkAccessIdentifier), IPv6Address: text(id.IPv6),
	}
	if id.IPv4 != (IPv4{}) {
		d.IPv4Address = &v1.DeviceIPv4Addr{
			PublicAddress: text(id.IPv4.Public), PrivateAddress: text(id.IPv4.Private), PublicPort: number(id.IPv4.Port),
		}
	}
	return d
}

// international puts the + before a number that the API demands since 0.11.
func international(phone string) string {
	if phone != "" && phone[0] >= '1' && phone[0] <= '9' {
		return "+" + phone
	}
	return phone
}

func ports1(p Ports) *v1.PortsSpec {
	if p.IsZero() {
		return nil
	}
	spec := &v1.PortsSpec{Ports: p.Ports}
	for _, r := range p.Ranges {
		spec.Ranges = append(spec.Ranges, v1.PortsSpecRange{From: r.From, To: r.To})
	}
	return spec
}
