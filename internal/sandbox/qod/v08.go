package qod

import (
	"context"
	"strings"
	"time"

	qod08 "github.com/telgen/telgen/generated/qod/v0_8"
)

// An api08 is the server of 0.8, which has other names for almost everything.
// It does not take notifications, although its document has their path.
type api08 struct {
	api
	qod08.UnimplementedServer
}

// CreateSession creates a session.
func (a api08) CreateSession(ctx context.Context, body *qod08.CreateSession) (*qod08.SessionInfo, error) {
	o, err := order08(body)
	if err != nil {
		return nil, a.problem(err)
	}
	s, err := a.order(ctx, o)
	if err != nil {
		return nil, err
	}
	return session08(s), nil
}

// GetSession reads a session.
func (a api08) GetSession(ctx context.Context, id string) (*qod08.SessionInfo, error) {
	s, err := a.session(ctx, id)
	if err != nil {
		return nil, err
	}
	return session08(s), nil
}

// DeleteSession ends a session.
func (a api08) DeleteSession(ctx context.Context, id string) error { return a.delete(ctx, id) }

func order08(r *qod08.CreateSession) (*order, error) {
	o := &order{version: v0_8, device: device08(&r.UEID), profile: string(r.Qos), seconds: r.Duration.Or(0), body: r}
	o.sink = sink{url: strings.TrimSuffix(r.NotificationURL.Or(""), "/"), token: bareToken(r.NotificationAuthToken.Or(""))}
	var err error
	if o.flow.devicePorts, err = ports08("uePorts", r.UEPorts); err != nil {
		return nil, err
	}
	if o.flow.serverPorts, err = ports08("asPorts", r.AsPorts); err != nil {
		return nil, err
	}
	return o, o.flow.addServers(r.AsID.Ipv4addr.Or(""), r.AsID.Ipv6addr.Or(""))
}

func device08(id *qod08.UEID) *device {
	return &device{
		phone: strings.TrimPrefix(id.MSISDN.Or(""), "+"), name: id.ExternalID.Or(""),
		public: id.Ipv4addr.Or(""), ipv6: id.Ipv6addr.Or(""),
	}
}

func ports08(name string, p *qod08.PortsSpec) ([]portRange, error) {
	if p == nil {
		return nil, nil
	}
	var list []portRange
	for _, r := range p.Ranges {
		if r.From > r.To {
			return nil, refuse(invalidArgument, "%s.ranges: %d to %d is empty", name, r.From, r.To)
		}
		list = append(list, portRange{r.From, r.To})
	}
	for _, port := range p.Ports {
		list = append(list, portRange{port, port})
	}
	return list, nil
}

// session08 returns s as 0.8 has it, which knows no status. The token of the
// sink is not shown.
func session08(s *session) *qod08.SessionInfo {
	r, _ := s.order.body.(*qod08.CreateSession)
	return &qod08.SessionInfo{
		UEID: r.UEID, AsID: r.AsID, UEPorts: r.UEPorts, AsPorts: r.AsPorts, Qos: r.Qos, NotificationURL: r.NotificationURL,
		ID: s.id, Duration: int32(s.duration / time.Second), StartedAt: s.began().Unix(), ExpiresAt: s.began().Add(s.duration).Unix(),
	}
}
