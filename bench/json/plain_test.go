package json

import "time"

// Structs as somebody writes them for a library that works by reflection:
// pointers for what is optional, no validation.

type plainAddress struct {
	PublicAddress  *string `json:"publicAddress,omitempty"`
	PrivateAddress *string `json:"privateAddress,omitempty"`
	PublicPort     *int32  `json:"publicPort,omitempty"`
}

type plainDevice struct {
	PhoneNumber             *string       `json:"phoneNumber,omitempty"`
	NetworkAccessIdentifier *string       `json:"networkAccessIdentifier,omitempty"`
	IPv4Address             *plainAddress `json:"ipv4Address,omitempty"`
	IPv6Address             *string       `json:"ipv6Address,omitempty"`
}

type plainServer struct {
	IPv4Address *string `json:"ipv4Address,omitempty"`
	IPv6Address *string `json:"ipv6Address,omitempty"`
}

type plainRange struct {
	From int32 `json:"from"`
	To   int32 `json:"to"`
}

type plainPorts struct {
	Ranges []plainRange `json:"ranges,omitempty"`
	Ports  []int32      `json:"ports,omitempty"`
}

type plainCreateSession struct {
	Device                 *plainDevice `json:"device,omitempty"`
	ApplicationServer      plainServer  `json:"applicationServer"`
	DevicePorts            *plainPorts  `json:"devicePorts,omitempty"`
	ApplicationServerPorts *plainPorts  `json:"applicationServerPorts,omitempty"`
	QosProfile             string       `json:"qosProfile"`
	Sink                   *string      `json:"sink,omitempty"`
	Duration               int32        `json:"duration"`
}

type plainSessionInfo struct {
	Device                 *plainDevice `json:"device,omitempty"`
	ApplicationServer      plainServer  `json:"applicationServer"`
	DevicePorts            *plainPorts  `json:"devicePorts,omitempty"`
	ApplicationServerPorts *plainPorts  `json:"applicationServerPorts,omitempty"`
	QosProfile             string       `json:"qosProfile"`
	Sink                   *string      `json:"sink,omitempty"`
	SessionID              string       `json:"sessionId"`
	Duration               int32        `json:"duration"`
	StartedAt              *time.Time   `json:"startedAt,omitempty"`
	ExpiresAt              *time.Time   `json:"expiresAt,omitempty"`
	QosStatus              string       `json:"qosStatus"`
	StatusInfo             *string      `json:"statusInfo,omitempty"`
}

type plainEvent struct {
	ID              string         `json:"id"`
	Source          string         `json:"source"`
	Type            string         `json:"type"`
	Specversion     string         `json:"specversion"`
	Datacontenttype *string        `json:"datacontenttype,omitempty"`
	Data            plainEventData `json:"data"`
	Time            time.Time      `json:"time"`
}

type plainEventData struct {
	SessionID  string  `json:"sessionId"`
	QosStatus  string  `json:"qosStatus"`
	StatusInfo *string `json:"statusInfo,omitempty"`
}
