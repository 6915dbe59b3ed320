package qod_test

import (
	"reflect"
	"testing"
	"time"

	v10 "github.com/telgen/telgen/generated/qod/v0_10"
	v08 "github.com/telgen/telgen/generated/qod/v0_8"
	v12 "github.com/telgen/telgen/generated/qod/v1_2"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/qod"
)

// TestSessionOf reads the same session in the words of three versions.
func TestSessionOf(t *testing.T) {
	want := qod.Session{
		ID: session, Profile: "QOS_L", Duration: time.Hour, StartedAt: at, ExpiresAt: at.Add(time.Hour), Sink: "https://example.com/n",
		Device:      qod.Device{PhoneNumber: "+34600000000", IPv4: qod.IPv4{Public: "203.0.113.1"}, IPv6: "2001:db8::1", NetworkAccessIdentifier: "d@example.com"},
		Server:      qod.Server{IPv4: "198.51.100.0/24"},
		DevicePorts: qod.Ports{Ports: []int32{80, 443}}, ServerPorts: qod.Ports{Ranges: []qod.PortRange{{From: 1, To: 9}}},
	}
	const words = `{"id":"` + session + `","qos":"QOS_L","duration":3600,"startedAt":1795334400,"expiresAt":1795338000,"notificationUrl":"https://example.com/n",` +
		`"ueId":{"msisdn":"+34600000000","ipv4addr":"203.0.113.1","ipv6addr":"2001:db8::1","externalId":"d@example.com"},"asId":{"ipv4addr":"198.51.100.0/24"},` +
		`"uePorts":{"ports":[80,443]},"asPorts":{"ranges":[{"from":1,"to":9}]}}`
	var old v08.SessionInfo
	if err := old.UnmarshalJSON([]byte(words)); err != nil {
		t.Fatal(err)
	}
	if have := qod.SessionOf(&old); !reflect.DeepEqual(*have, want) {
		t.Errorf("0.8: %+v", have)
	}
	middle := &v10.SessionInfo{
		SessionID: session, QosProfile: "QOS_L", QosStatus: v10.QosStatusAvailable, Duration: 3600, StartedAt: at.Unix(), ExpiresAt: at.Unix() + 3600,
		Device: v10.Device{
			PhoneNumber: opt.Some("+34600000000"), IPv4Address: &v10.DeviceIPv4Addr{PublicAddress: opt.Some("203.0.113.1")},
			IPv6Address: opt.Some("2001:db8::1"), NetworkAccessIdentifier: opt.Some("d@example.com"),
		},
		ApplicationServer: v10.ApplicationServer{IPv4Address: opt.Some("198.51.100.0/24")},
		DevicePorts:       &v10.PortsSpec{Ports: []int32{80, 443}}, ApplicationServerPorts: &v10.PortsSpec{Ranges: []v10.PortsSpecRange{{From: 1, To: 9}}},
		Webhook: &v10.BaseSessionInfoWebhook{NotificationURL: "https://example.com/n"},
	}
	want.Status = qod.StatusAvailable
	if have := qod.SessionOf(middle); !reflect.DeepEqual(*have, want) {
		t.Errorf("0.10: %+v", have)
	}
	recent := &v12.CreateSession{
		ApplicationServer: &v12.ApplicationServerIPAddressList{IPAddresses: []string{"198.51.100.1", "2001:db8::2"}},
		QosProfile:        "QOS_E", Duration: 60, Sink: opt.Some("https://example.com/n"),
	}
	asked := qod.Session{
		Profile: "QOS_E", Duration: time.Minute, Sink: "https://example.com/n", Server: qod.Server{Addresses: []string{"198.51.100.1", "2001:db8::2"}},
	}
	if have := qod.SessionOf(recent); !reflect.DeepEqual(*have, asked) {
		t.Errorf("1.2: %+v", have)
	}
}

func TestParseSessionLeniently(t *testing.T) {
	s, err := qod.ParseSession([]byte(`{"sessionId":"1","qosStatus":"BLA","startedAt":"2026-11-22T08:00:00Z","expiresAt":null,"sinkCredential":{"credentialType":"ACCESSTOKEN"}}`))
	if err != nil || s.ID != "1" || s.Status != "BLA" || !s.StartedAt.Equal(at) || !s.ExpiresAt.IsZero() || s.Status.Known() {
		t.Errorf("%+v, %v", s, err)
	}
	if s, err := qod.ParseSession([]byte(`{"sessionId":[]}`)); err == nil {
		t.Errorf("%+v", s)
	}
}

func TestAnswers(t *testing.T) {
	request := qod.Session{
		Profile: "QOS_L", Duration: time.Hour, Sink: "https://example.com/n", Server: qod.Server{IPv4: "198.51.100.0/24", IPv6: "2001:DB8:0::1"},
		DevicePorts: qod.Ports{Ports: []int32{443, 80}},
	}
	for _, tt := range []struct {
		name   string
		change func(*qod.Session)
		want   bool
	}{
		{"the same", func(*qod.Session) {}, true},
		{"another duration", func(s *qod.Session) { s.Duration = time.Minute }, true},
		{"addresses in other words", func(s *qod.Session) { s.Server = qod.Server{Addresses: []string{"2001:db8::1", "198.51.100.7/24"}} }, true},
		{"ports in other words", func(s *qod.Session) {
			s.DevicePorts = qod.Ports{Ports: []int32{80}, Ranges: []qod.PortRange{{From: 443, To: 443}}}
		}, true},
		{"sink not shown", func(s *qod.Session) { s.Sink = "" }, true},
		{"flow not shown", func(s *qod.Session) { s.Server, s.DevicePorts = qod.Server{}, qod.Ports{} }, true},
		{"has ended", func(s *qod.Session) { s.Status = qod.StatusUnavailable }, false},
		{"another profile", func(s *qod.Session) { s.Profile = "QOS_E" }, false},
		{"another server", func(s *qod.Session) { s.Server.IPv4 = "198.51.101.0/24" }, false},
		{"one server less", func(s *qod.Session) { s.Server.IPv6 = "" }, false},
		{"other ports", func(s *qod.Session) { s.DevicePorts.Ports = []int32{80} }, false},
		{"other server ports", func(s *qod.Session) { s.ServerPorts.Ports = []int32{80} }, false},
		{"another sink", func(s *qod.Session) { s.Sink = "https://example.com/o" }, false},
		{"started before", func(s *qod.Session) { s.StartedAt = at.Add(-time.Hour) }, false},
		{"clocks differ", func(s *qod.Session) { s.StartedAt = at.Add(-time.Minute) }, true},
		{"started after", func(s *qod.Session) { s.StartedAt = at.Add(time.Second) }, true},
	} {
		s := request
		s.ID, s.Status = "1", qod.StatusRequested
		s.DevicePorts.Ports = []int32{443, 80}
		tt.change(&s)
		if have := s.Answers(&request, at); have != tt.want {
			t.Errorf("%s: %t", tt.name, have)
		}
	}
}

// TestAnswersWithoutPorts has an answer that leaves out a list of ports.
func TestAnswersWithoutPorts(t *testing.T) {
	server := qod.Server{IPv4: "198.51.100.1"}
	request := &qod.Session{Server: server, DevicePorts: qod.Ports{Ports: []int32{80}}}
	if !(&qod.Session{Server: server}).Answers(request, time.Time{}) {
		t.Error("an absent list contradicts")
	}
	if (&qod.Session{Server: server, DevicePorts: qod.Ports{Ports: []int32{81}}}).Answers(request, time.Time{}) {
		t.Error("another port does not contradict")
	}
	if (&qod.Session{Server: server, ServerPorts: qod.Ports{Ports: []int32{81}}}).Answers(request, time.Time{}) {
		t.Error("ports that were not asked for do not contradict")
	}
}
