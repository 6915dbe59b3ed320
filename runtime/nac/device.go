package nac

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/telgen/telgen/runtime/qod"
)

// What the calls take is the same as in package qod.
type (
	// A DeviceID is what identifies a device; one member is enough.
	DeviceID = qod.Device
	// An IPv4 is an address of a device. A public address alone is also taken
	// for the private one.
	IPv4 = qod.IPv4
	// Ports are those of a flow.
	Ports = qod.Ports
	// A PortRange includes both of its ends.
	PortRange = qod.PortRange
)

// DefaultDuration is the length of a session that was asked for without one: a
// day.
const DefaultDuration = 24 * time.Hour

// A SessionRequest is what a session shall be. Profile and one of ServiceIPv4
// and ServiceIPv6 must be set.
type SessionRequest struct {
	Profile      string // e.g. QOS_L, QOS_E
	ServiceIPv4  string // of the application server: an address or subnet
	ServiceIPv6  string
	DevicePorts  Ports // none for all
	ServicePorts Ports // none for all
	// Duration is a whole number of seconds; 0 stands for DefaultDuration.
	Duration time.Duration

	// NotificationURL is where changes of the session are posted to; empty for
	// nowhere. [qod.NewReceiver] takes them.
	NotificationURL string
	// NotificationAuthToken is what the network presents there as bearer token,
	// with or without "Bearer " before it: 13 characters or more.
	NotificationAuthToken string
}

// String describes r, without its token.
func (r SessionRequest) String() string {
	return fmt.Sprintf("%s to %s for %v", r.Profile, strings.TrimSpace(r.ServiceIPv4+" "+r.ServiceIPv6), r.duration())
}

// GoString is String: %#v shows no token either.
func (r SessionRequest) GoString() string { return r.String() }

func (r SessionRequest) duration() time.Duration {
	if r.Duration == 0 {
		return DefaultDuration
	}
	return r.Duration
}

// check finds what the schema of a request does not say.
func (r SessionRequest) check() error {
	switch {
	case r.NotificationAuthToken != "" && r.NotificationURL == "":
		return errors.New("network as code: a notification token is of no use without a notification URL")
	case r.Duration%time.Second != 0:
		return fmt.Errorf("network as code: a session cannot last %v: only whole seconds", r.Duration)
	case r.Duration < 0 || r.Duration/time.Second > math.MaxInt32:
		return fmt.Errorf("network as code: a session cannot last %v", r.Duration)
	}
	return nil
}

// token returns the notification token without "Bearer ".
func (r SessionRequest) token() string {
	if scheme, token, ok := strings.Cut(r.NotificationAuthToken, " "); ok && strings.EqualFold(scheme, "Bearer") {
		return token
	}
	return r.NotificationAuthToken
}

// A Device is a device in the network of an operator.
type Device struct {
	id     DeviceID
	client *Client
}

// ID returns what identifies the device.
func (d *Device) ID() DeviceID { return d.id }

// CreateQoDSession asks the network for a session. It is checked before it is
// sent: what the API does not allow is a [*rest.CallError].
//
// If the answer is lost, the sessions of the device are searched for the one
// that was asked for before the request is sent again: see [qod.Create]. If ctx
// ends first, [Device.Reconcile] does so later.
func (d *Device) CreateQoDSession(ctx context.Context, r SessionRequest) (*Session, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	s, err := d.client.api.create(ctx, d.id, r)
	if err != nil {
		return nil, err
	}
	return d.client.session(s), nil
}

// Reconcile returns the session that an earlier CreateQoDSession with the same
// request has created without having said so, because its context ended; nil
// if there is none. Since is when that began.
func (d *Device) Reconcile(ctx context.Context, r SessionRequest, since time.Time) (*Session, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	s, err := d.client.api.find(ctx, d.id, wanted{r, since})
	if s == nil || err != nil {
		return nil, err
	}
	return d.client.session(s), nil
}

// A wanted is a request whose session is looked for.
type wanted struct {
	SessionRequest
	since time.Time
}

// Sessions returns the sessions of the device that this application has
// created. That there are none, which the network says with 404, is an empty
// list.
func (d *Device) Sessions(ctx context.Context) ([]*Session, error) {
	list, err := d.client.api.list(ctx, d.id)
	if err != nil {
		if e := qod.ErrorOf(err); e != nil && e.Status == http.StatusNotFound {
			return []*Session{}, nil
		}
		return nil, err
	}
	sessions := make([]*Session, len(list))
	for i, s := range list {
		sessions[i] = d.client.session(s)
	}
	return sessions, nil
}

// ClearSessions deletes the sessions of the device. It goes on after one that
// cannot be deleted; the error joins those of all. A session that is gone
// already is no error.
func (d *Device) ClearSessions(ctx context.Context) error {
	sessions, err := d.Sessions(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, s := range sessions {
		if err := s.Delete(ctx); err != nil && !qod.HasCode(err, qod.CodeNotFound) {
			failed = append(failed, fmt.Errorf("session %s: %w", s.ID, err))
		}
	}
	return errors.Join(failed...)
}
