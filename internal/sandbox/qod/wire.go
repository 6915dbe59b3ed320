package qod

import (
	"encoding/json"
	"maps"
	"strings"
	"time"
)

// Requests of all versions since 0.9 have been checked against their document
// before they come here, so that what they have in common can be read from
// their JSON at once:
//
//	{"device": {"phoneNumber": "+34600000000"}, "applicationServer": {"ipv4Address": "198.51.100.0/24"},
//	 "qosProfile": "QOS_L", "duration": 3600, "sink": "https://...", "sinkCredential": {...}}
type wireOrder struct {
	Device            *wireDevice `json:"device"`
	ApplicationServer struct {
		IPv4 string   `json:"ipv4Address"`
		IPv6 string   `json:"ipv6Address"`
		List []string `json:"ipAddresses"` // since 1.2
	} `json:"applicationServer"`
	DevicePorts            *wirePorts `json:"devicePorts"`
	ApplicationServerPorts *wirePorts `json:"applicationServerPorts"`
	QosProfile             string     `json:"qosProfile"`
	Duration               int32      `json:"duration"`
	Sink                   string     `json:"sink"` // since 0.11
	SinkCredential         struct {
		Type    string    `json:"credentialType"`
		Token   string    `json:"accessToken"`
		Expires time.Time `json:"accessTokenExpiresUtc"`
	} `json:"sinkCredential"`
	Webhook struct { // until 0.10
		URL   string `json:"notificationUrl"`
		Token string `json:"notificationAuthToken"`
	} `json:"webhook"`
}

type wireDevice struct {
	Phone string `json:"phoneNumber"`
	Name  string `json:"networkAccessIdentifier"`
	IPv4  struct {
		Public  string `json:"publicAddress"`
		Private string `json:"privateAddress"`
		Port    *int32 `json:"publicPort"`
	} `json:"ipv4Address"`
	IPv6 string `json:"ipv6Address"`
}

type wirePorts struct {
	Ranges []struct {
		From int32 `json:"from"`
		To   int32 `json:"to"`
	} `json:"ranges"`
	Ports []int32 `json:"ports"`
}

// readOrder reads a request to create a session.
func readOrder(v version, body []byte) (*order, error) {
	var w wireOrder
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &w); err != nil {
		return nil, refuse(invalidArgument, "%v", err)
	}
	if err := json.Unmarshal(body, &members); err != nil {
		return nil, refuse(invalidArgument, "%v", err)
	}
	o := &order{version: v, device: w.Device.device(), profile: w.QosProfile, seconds: w.Duration, body: members}
	o.sink = sink{url: w.Sink, token: w.SinkCredential.Token, expires: w.SinkCredential.Expires, credential: w.SinkCredential.Type}
	if v <= v0_10 {
		o.sink = sink{url: w.Webhook.URL, token: bareToken(w.Webhook.Token)}
	}
	var err error
	if o.flow.devicePorts, err = w.DevicePorts.ranges("devicePorts"); err != nil {
		return nil, err
	}
	if o.flow.serverPorts, err = w.ApplicationServerPorts.ranges("applicationServerPorts"); err != nil {
		return nil, err
	}
	for _, s := range w.ApplicationServer.List {
		if strings.Contains(s, "/") {
			return nil, refuse(invalidArgument, "applicationServer.ipAddresses: %q is no address", s)
		}
	}
	return o, o.flow.addServers(append(w.ApplicationServer.List, w.ApplicationServer.IPv4, w.ApplicationServer.IPv6)...)
}

// bareToken is s without the word "Bearer", which clients of Network as Code
// put before it.
func bareToken(s string) string {
	if len(s) > 7 && strings.EqualFold(s[:7], "Bearer ") {
		return s[7:]
	}
	return s
}

func (w *wireDevice) device() *device {
	if w == nil {
		return nil
	}
	d := &device{phone: strings.TrimPrefix(w.Phone, "+"), name: w.Name, public: w.IPv4.Public, private: w.IPv4.Private, ipv6: w.IPv6}
	if w.IPv4.Port != nil {
		d.port, d.hasPort = *w.IPv4.Port, true
	}
	return d
}

// ranges returns all ports as ranges. Name is for the error.
func (w *wirePorts) ranges(name string) ([]portRange, error) {
	if w == nil {
		return nil, nil
	}
	var list []portRange
	for _, r := range w.Ranges {
		if r.From > r.To {
			return nil, refuse(invalidArgument, "%s.ranges: %d to %d is empty", name, r.From, r.To)
		}
		list = append(list, portRange{r.From, r.To})
	}
	for _, p := range w.Ports {
		list = append(list, portRange{p, p})
	}
	return list, nil
}

// json returns s as its version has it: the members of the request without
// secrets, and those of the operator.
func (s *session) json() []byte {
	v := s.order.version
	request, _ := s.order.body.(map[string]json.RawMessage)
	m := maps.Clone(request)
	delete(m, "sinkCredential")
	if m["webhook"] != nil {
		m["webhook"] = mustJSON(map[string]string{"notificationUrl": s.order.sink.url})
	}
	if v >= v1_1 && m["device"] != nil {
		m["device"] = oneIdentifier(m["device"])
	}
	m["sessionId"], m["qosStatus"] = mustJSON(s.id), mustJSON(s.status)
	m["duration"] = mustJSON(int32(s.duration / time.Second))
	if v <= v0_10 {
		m["startedAt"], m["expiresAt"] = mustJSON(s.began().Unix()), mustJSON(s.began().Add(s.duration).Unix())
		return mustJSON(m)
	}
	if !s.started.IsZero() {
		m["startedAt"] = mustJSON(s.started)
	}
	if s.status != requested {
		m["expiresAt"] = mustJSON(s.ends)
	}
	if s.info != "" {
		m["statusInfo"] = mustJSON(s.info)
	}
	return mustJSON(m)
}

// oneIdentifier returns a device with the identifier that the operator works
// with, as answers have it since 1.1.
func oneIdentifier(raw json.RawMessage) json.RawMessage {
	var d map[string]json.RawMessage
	if json.Unmarshal(raw, &d) != nil {
		return raw
	}
	for _, name := range []string{"phoneNumber", "ipv4Address", "ipv6Address"} {
		if d[name] != nil {
			return mustJSON(map[string]json.RawMessage{name: d[name]})
		}
	}
	return raw
}

// mustJSON is for values that always have a JSON form.
func mustJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic("unreachable: " + err.Error())
	}
	return b
}
