package qod

import (
	"time"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// A Session is a session of any version, or what a request asks for. What an
// answer leaves out is zero: real operators leave out much.
type Session struct {
	ID         string // empty in a request
	Profile    string // e.g. QOS_L
	Status     Status
	StatusInfo StatusInfo
	Duration   time.Duration
	StartedAt  time.Time // in UTC
	ExpiresAt  time.Time

	Device      Device
	Server      Server
	DevicePorts Ports
	ServerPorts Ports
	Sink        string // where notifications go
}

// A Device is what identifies a device. Empty members are not known.
type Device struct {
	NetworkAccessIdentifier string // e.g. device@testcsp.net
	PhoneNumber             string // with country code; with or without + before 0.11
	IPv4                    IPv4
	IPv6                    string
}

// An IPv4 is the address of a device, as servers see it and, behind a NAT, as
// the device does.
type IPv4 struct {
	Public  string
	Private string
	Port    int32 // public; 0 is none
}

// A Server is the application server of a session: addresses or subnets.
type Server struct {
	IPv4, IPv6 string
	Addresses  []string // 1.2: a list in place of the others
}

// IsZero reports whether nothing is known of the server.
func (v Server) IsZero() bool { return v.IPv4 == "" && v.IPv6 == "" && len(v.Addresses) == 0 }

// Ports are those of a flow; none stands for all.
type Ports struct {
	Ports  []int32
	Ranges []PortRange
}

// A PortRange includes both of its ends.
type PortRange struct{ From, To int32 }

// IsZero reports whether no ports are named.
func (p Ports) IsZero() bool { return len(p.Ports) == 0 && len(p.Ranges) == 0 }

// ParseSession reads a session, or the request to create one, of any version,
// leniently. The error is a [*jsonwire.Error].
func ParseSession(b []byte) (*Session, error) {
	s := new(Session)
	if err := jsonwire.Unmarshal(b, s); err != nil {
		return nil, err
	}
	return s, nil
}

// SessionOf returns a generated SessionInfo or CreateSession of any version as
// a Session.
func SessionOf(v jsonwire.Appender) *Session {
	s := new(Session)
	// What generated code writes can be read: v is at worst not what it should be.
	_ = jsonwire.Unmarshal(v.AppendJSON(nil), s)
	return s
}

// DecodeJSON reads s from d.
func (s *Session) DecodeJSON(d *jsonwire.Decoder) {
	*s = Session{}
	d.BeginObject()
	for d.NextMember() {
		switch d.Key() {
		case "sessionId", "id":
			s.ID = d.String()
		case "qosProfile", "qos":
			s.Profile = d.String()
		case "qosStatus":
			s.Status = Status(d.String())
		case "statusInfo":
			s.StatusInfo = StatusInfo(d.String())
		case "duration":
			s.Duration = time.Duration(d.Int32()) * time.Second
		case "startedAt":
			s.StartedAt = instant(d)
		case "expiresAt":
			s.ExpiresAt = instant(d)
		case "sink", "notificationUrl":
			s.Sink = d.String()
		case "webhook":
			s.webhook(d)
		case "device", "ueId":
			s.Device.DecodeJSON(d)
		case "applicationServer", "asId":
			s.Server.DecodeJSON(d)
		case "devicePorts", "uePorts":
			s.DevicePorts.DecodeJSON(d)
		case "applicationServerPorts", "asPorts":
			s.ServerPorts.DecodeJSON(d)
		default:
			d.Skip()
		}
	}
}

// instant reads a time as text or seconds since 1970; 0 is none.
func instant(d *jsonwire.Decoder) time.Time {
	t := d.Time().UTC()
	if t.Unix() == 0 {
		return time.Time{}
	}
	return t
}

func (s *Session) webhook(d *jsonwire.Decoder) {
	d.BeginObject()
	for d.NextMember() {
		if d.Key() == "notificationUrl" {
			s.Sink = d.String()
		} else {
			d.Skip()
		}
	}
}

// DecodeJSON reads v from d.
func (v *Device) DecodeJSON(d *jsonwire.Decoder) {
	d.BeginObject()
	for d.NextMember() {
		switch d.Key() {
		case "networkAccessIdentifier", "externalId":
			v.NetworkAccessIdentifier = d.String()
		case "phoneNumber", "msisdn":
			v.PhoneNumber = d.String()
		case "ipv4Address":
			v.IPv4.DecodeJSON(d)
		case "ipv4addr":
			v.IPv4.Public = d.String()
		case "ipv6Address", "ipv6addr":
			v.IPv6 = d.String()
		default:
			d.Skip()
		}
	}
}

// DecodeJSON reads v from d.
func (v *IPv4) DecodeJSON(d *jsonwire.Decoder) {
	d.BeginObject()
	for d.NextMember() {
		switch d.Key() {
		case "publicAddress":
			v.Public = d.String()
		case "privateAddress":
			v.Private = d.String()
		case "publicPort":
			v.Port = d.Int32()
		default:
			d.Skip()
		}
	}
}

// DecodeJSON reads v from d.
func (v *Server) DecodeJSON(d *jsonwire.Decoder) {
	d.BeginObject()
	for d.NextMember() {
		switch d.Key() {
		case "ipv4Address", "ipv4addr":
			v.IPv4 = d.String()
		case "ipv6Address", "ipv6addr":
			v.IPv6 = d.String()
		case "ipAddresses":
			d.BeginArray()
			for d.NextElement() {
				v.Addresses = append(v.Addresses, d.String())
			}
		default:
			d.Skip()
		}
	}
}

// DecodeJSON reads v from d.
func (v *Ports) DecodeJSON(d *jsonwire.Decoder) {
	d.BeginObject()
	for d.NextMember() {
		switch d.Key() {
		case "ports":
			d.BeginArray()
			for d.NextElement() {
				v.Ports = append(v.Ports, d.Int32())
			}
		case "ranges":
			d.BeginArray()
			for d.NextElement() {
				v.Ranges = append(v.Ranges, portRange(d))
			}
		default:
			d.Skip()
		}
	}
}

// portRange reads {"from":1024,"to":3000}.
func portRange(d *jsonwire.Decoder) (r PortRange) {
	d.BeginObject()
	for d.NextMember() {
		switch d.Key() {
		case "from":
			r.From = d.Int32()
		case "to":
			r.To = d.Int32()
		default:
			d.Skip()
		}
	}
	return r
}
