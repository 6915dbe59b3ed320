package nac_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/qod/qodtest"
	"github.com/telgen/telgen/runtime/nac"
	"github.com/telgen/telgen/runtime/qod"
)

// created is when the sessions of the vectors start.
var created = time.Date(2024, 6, 18, 8, 48, 12, 0, time.UTC)

// TestCreateVectors makes the calls of Nokia's tests, and sends what its client
// sends.
func TestCreateVectors(t *testing.T) {
	nai := nac.DeviceID{NetworkAccessIdentifier: "testuser@open5glab.net", IPv4: nac.IPv4{Public: "1.1.1.2", Port: 80}}
	phone := nac.DeviceID{PhoneNumber: "9382948473", IPv4: nac.IPv4{Public: "1.1.1.2", Port: 80}}
	full := nac.DeviceID{NetworkAccessIdentifier: "testuser@open5glab.net", PhoneNumber: "+9382948473", IPv4: nac.IPv4{Public: "1.1.1.2", Private: "1.1.1.2", Port: 80}}
	minimal := phone
	minimal.PhoneNumber = "+9382948473"
	six := full
	six.PhoneNumber, six.IPv6 = "9382948473", "2266:25::12:0:ad12"
	seed := nac.DeviceID{
		NetworkAccessIdentifier: "device@testcsp.net", PhoneNumber: "36721601234567", IPv6: "2001:db8:1234:5678:9abc:def0:fedc:ba98",
		IPv4: nac.IPv4{Public: "233.252.0.2", Private: "192.0.2.25", Port: 80},
	}
	plain := nac.SessionRequest{Profile: "QOS_L", ServiceIPv4: "5.6.7.8", Duration: time.Hour}
	with := func(change func(*nac.SessionRequest)) nac.SessionRequest {
		r := plain
		change(&r)
		return r
	}
	ports := nac.Ports{Ports: []int32{80, 443}}
	ranges := nac.Ports{Ranges: []nac.PortRange{{From: 1024, To: 3000}}}
	for name, tt := range map[string]struct {
		device  nac.DeviceID
		request nac.SessionRequest
	}{
		"nac_create_full":               {full, plain},
		"nac_create_minimal":            {minimal, plain},
		"nac_create_duration":           {phone, plain},
		"nac_create_ipv6":               {six, with(func(r *nac.SessionRequest) { r.ServiceIPv6 = "2266:25::12:0:ad12" })},
		"nac_create_device_ports":       {nai, with(func(r *nac.SessionRequest) { r.DevicePorts = ports })},
		"nac_create_device_port_range":  {nai, with(func(r *nac.SessionRequest) { r.DevicePorts = ranges })},
		"nac_create_service_ports":      {nai, with(func(r *nac.SessionRequest) { r.ServicePorts = ports })},
		"nac_create_service_port_range": {nai, with(func(r *nac.SessionRequest) { r.ServicePorts = ranges })},
		"nac_create_webhook": {phone, with(func(r *nac.SessionRequest) {
			r.NotificationURL, r.NotificationAuthToken = "https://example.com", "my-auth-token"
		})},
		"nac_seed_create": {seed, nac.SessionRequest{
			Profile: "QOS_L", ServiceIPv4: "233.252.0.2", ServiceIPv6: "2001:db8:1234:5678:9abc:def0:fedc:ba98", Duration: time.Hour,
			NotificationURL: "https://notify.me/here", NotificationAuthToken: "Bearer replace-with-your-auth-token",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			v := readVector(t, name)
			if v.Response == nil { // those without one
				v.Response = readVector(t, "nac_create_full").Response
			}
			g := newGateway(t, nac.V0, answer{status: 200, body: string(v.Response)})
			s, err := g.device(tt.device).CreateQoDSession(t.Context(), tt.request)
			if err != nil {
				t.Fatal(err)
			}
			sent := g.last()
			if sent.method != "POST" || sent.path != "/qod/v0/sessions" || !qodtest.Same(t, []byte(sent.body), v.Body) {
				t.Errorf("%s %s %s, want %s", sent.method, sent.path, sent.body, v.Body)
			}
			for name, want := range v.Headers {
				if have := sent.header.Get(name); have != want {
					t.Errorf("%s is %q, want %q", name, have, want)
				}
			}
			if s.ID != "08305343-7ed2-43b7-8eda-4c5ae9805bd0" || s.Status != qod.StatusRequested || s.Duration != time.Hour ||
				!s.StartedAt.Truncate(time.Second).Equal(created) || s.Profile != "QOS_L" {
				t.Errorf("%+v", s.Session)
			}
		})
	}
}

// TestCreateVectorV1 sends what Nokia's client for the newer API sends, but for
// the + of the telephone number and the time at which the token ends.
func TestCreateVectorV1(t *testing.T) {
	v := readVector(t, "nac_ts_v1_create")
	g := newGateway(t, nac.V1, answer{status: 201, body: string(v.Response)})
	s, err := g.device(nac.DeviceID{
		NetworkAccessIdentifier: "testuser@open5glab.net", PhoneNumber: "9382948473", IPv6: "2041:0000:140F::875B:131B",
		IPv4: nac.IPv4{Public: "1.1.1.2", Private: "1.1.1.2", Port: 80},
	}).CreateQoDSession(t.Context(), nac.SessionRequest{
		Profile: "QOS_L", ServiceIPv4: "5.6.7.8", ServiceIPv6: "2041:0000:140F::875B:131B", Duration: time.Hour,
		NotificationURL: "https://example.com/notifications", NotificationAuthToken: "c8974e592c2fa383d4a3960714",
	})
	if err != nil {
		t.Fatal(err)
	}
	var sent, want map[string]any
	for _, p := range []struct {
		b []byte
		v *map[string]any
	}{{[]byte(g.last().body), &sent}, {v.Body, &want}} {
		if err := json.Unmarshal(p.b, p.v); err != nil {
			t.Fatal(err)
		}
	}
	credential := sent["sinkCredential"].(map[string]any)
	ends, err := time.Parse(time.RFC3339, credential["accessTokenExpiresUtc"].(string))
	if err != nil || time.Until(ends) < time.Hour {
		t.Errorf("the token ends at %v, %v, before the session", ends, err)
	}
	credential["accessTokenExpiresUtc"] = want["sinkCredential"].(map[string]any)["accessTokenExpiresUtc"]
	want["device"].(map[string]any)["phoneNumber"] = "+9382948473"
	if have, want := text(t, sent), text(t, want); have != want || g.last().path != "/quality-on-demand/v1/sessions" {
		t.Errorf("sent %s %s\nwant %s", g.last().path, have, want)
	}
	if s.StartedAt.Unix() != 1691671102 || s.ExpiresAt.Unix() != 1691757502 || s.Duration != 0 || s.Sink != "https://example.com/notifications" {
		t.Errorf("%+v", s.Session)
	}
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestSessionVectors makes the other calls of Nokia's tests.
func TestSessionVectors(t *testing.T) {
	list, one, longer := readVector(t, "nac_retrieve_sessions"), readVector(t, "nac_get_session"), readVector(t, "nac_extend")
	g := newGateway(t, nac.V0,
		answer{status: 200, body: string(list.Response)}, answer{status: 200, body: string(one.Response)},
		answer{status: 200, body: string(longer.Response)}, answer{status: 200, body: string(longer.Response)})
	d := g.device(nac.DeviceID{NetworkAccessIdentifier: "testuser@open5glab.net", IPv4: nac.IPv4{Public: "1.1.1.2", Private: "1.1.1.2", Port: 80}})
	sessions, err := d.Sessions(t.Context())
	if err != nil || len(sessions) != 1 || sessions[0].ID != "1234" || sessions[0].Status != "BLA" || !qodtest.Same(t, []byte(g.last().body), list.Body) {
		t.Errorf("%+v, %v, sent %s", sessions, err, g.last().body)
	}
	s, err := g.client.Session(t.Context(), "1234")
	if err != nil || s.ID != "1234" || s.Status != qod.StatusRequested || s.Duration != 0 || s.Device.IPv4.Port != 80 {
		t.Errorf("%+v, %v", s, err)
	}
	err = s.Extend(t.Context(), 240*time.Second)
	if err != nil || s.Duration != 3840*time.Second || !qodtest.Same(t, []byte(g.last().body), longer.Body) {
		t.Errorf("%+v, %v, sent %s", s, err, g.last().body)
	}
	if err := s.Delete(t.Context()); err != nil {
		t.Error(err)
	}
	want := []string{
		"POST /qod/v0/retrieve-sessions", "GET /qod/v0/sessions/1234", "POST /qod/v0/sessions/1234/extend",
		"DELETE /qod/v0/sessions/08305343-7ed2-43b7-8eda-4c5ae9805bd0",
	}
	if have := text(t, g.paths()); have != text(t, want) {
		t.Errorf("asked for %s", have)
	}
}

func TestRetrieveErrorVectors(t *testing.T) {
	none, forbidden := readVector(t, "nac_retrieve_404"), readVector(t, "nac_retrieve_403")
	g := newGateway(t, nac.V0, answer{status: 404, body: string(none.Response)}, answer{status: 403, body: string(forbidden.Response)})
	d := g.device(nac.DeviceID{NetworkAccessIdentifier: "testuser@open5glab.net"})
	if list, err := d.Sessions(t.Context()); err != nil || list == nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
	list, err := d.Sessions(t.Context())
	if e := qod.ErrorOf(err); list != nil || e == nil || e.Status != 403 || e.Message != "Invalid API key." || e.Code != "" {
		t.Errorf("%v, %v", list, err)
	}
}
