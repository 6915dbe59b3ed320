package qod

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestCodes compares the errors of all versions with docs/qod-versions.md.
func TestCodes(t *testing.T) {
	b := newBox(t, nil)
	for _, c := range []struct {
		name string
		from version
		body func(v version) string
		// want is status and code of each version from the first on.
		want []string
	}{
		{"no such device", v0_8, withPhone("+99900000404"), []string{"400 INVALID_INPUT", "400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "404 DEVICE_NOT_FOUND", "404 IDENTIFIER_NOT_FOUND", "404 IDENTIFIER_NOT_FOUND", "404 IDENTIFIER_NOT_FOUND"}},
		{"device without the service", v0_8, withPhone("+99900000422"), []string{"400 INVALID_INPUT", "501 NOT_IMPLEMENTED", "501 NOT_IMPLEMENTED", "422 DEVICE_NOT_APPLICABLE", "422 SERVICE_NOT_APPLICABLE", "422 SERVICE_NOT_APPLICABLE", "422 SERVICE_NOT_APPLICABLE"}},
		{"too many requests", v0_8, withPhone("+99900000429"), []string{"429 TOO_MANY_REQUESTS", "429 TOO_MANY_REQUESTS", "429 TOO_MANY_REQUESTS", "429 TOO_MANY_REQUESTS", "429 TOO_MANY_REQUESTS", "429 TOO_MANY_REQUESTS", "429 TOO_MANY_REQUESTS"}},
		{"internal error", v0_8, withPhone("+99900000500"), []string{"500 INTERNAL", "500 INTERNAL", "500 INTERNAL", "500 INTERNAL", "500 INTERNAL", "500 INTERNAL", "500 INTERNAL"}},
		{"unavailable", v0_8, withPhone("+99900000503"), []string{"503 SERVICE_UNAVAILABLE", "503 UNAVAILABLE", "503 UNAVAILABLE", "503 UNAVAILABLE", "503 UNAVAILABLE", "503 UNAVAILABLE", "503 UNAVAILABLE"}},
		{"identifiers of two devices", v0_9, withEdits(t, `device.ipv4Address={"publicAddress":"192.0.2.7","publicPort":80}`), []string{"400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "422 DEVICE_IDENTIFIERS_MISMATCH", "422 IDENTIFIER_MISMATCH", "201 ", "201 "}},
		{"no device", v0_9, withEdits(t, "device="), []string{"400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "422 UNIDENTIFIABLE_DEVICE", "422 MISSING_IDENTIFIER", "422 MISSING_IDENTIFIER", "422 MISSING_IDENTIFIER"}},
		{"no such profile", v0_9, withEdits(t, `qosProfile="QOS_NONE"`), []string{"400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT"}},
		{"profile not to be had", v0_9, withEdits(t, `qosProfile="QOS_NOT_APPLICABLE"`), []string{"400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "422 QUALITY_ON_DEMAND.QOS_PROFILE_NOT_APPLICABLE", "422 QUALITY_ON_DEMAND.QOS_PROFILE_NOT_APPLICABLE"}},
		{"duration", v0_9, withEdits(t, `qosProfile="QOS_SHORT"`), []string{"400 OUT_OF_RANGE", "400 OUT_OF_RANGE", "400 QUALITY_ON_DEMAND.DURATION_OUT_OF_RANGE", "400 QUALITY_ON_DEMAND.DURATION_OUT_OF_RANGE", "400 QUALITY_ON_DEMAND.DURATION_OUT_OF_RANGE", "400 QUALITY_ON_DEMAND.DURATION_OUT_OF_RANGE"}},
		{"kind of credential", v0_11, withEdits(t, `sink="https://example.com"`, `sinkCredential={"credentialType":"PLAIN","identifier":"me","secret":"s"}`), []string{"400 INVALID_CREDENTIAL", "400 INVALID_CREDENTIAL", "400 INVALID_CREDENTIAL", "400 INVALID_CREDENTIAL"}},
		{"unknown kind", v0_11, withEdits(t, `sink="https://example.com"`, `sinkCredential={"credentialType":"NEW"}`), []string{"400 INVALID_CREDENTIAL", "400 INVALID_CREDENTIAL", "400 INVALID_CREDENTIAL", "400 INVALID_CREDENTIAL"}},
		{"kind without its members", v0_11, withEdits(t, append(withSink("https://example.com"), `sinkCredential.credentialType="PLAIN"`)...), []string{"400 INVALID_CREDENTIAL", "400 INVALID_CREDENTIAL", "400 INVALID_CREDENTIAL", "400 INVALID_CREDENTIAL"}},
		{"token is absent", v0_11, withEdits(t, append(withSink("https://example.com"), `sinkCredential.accessToken=`)...), []string{"400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT"}},
		{"no kind", v0_11, withEdits(t, `sink="https://example.com"`, `sinkCredential={}`), []string{"400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT"}},
		{"type of token", v0_11, withEdits(t, append(withSink("https://example.com"), `sinkCredential.accessTokenType="mac"`)...), []string{"400 INVALID_TOKEN", "400 INVALID_TOKEN", "400 INVALID_TOKEN", "400 INVALID_TOKEN"}},
		{"no address", v0_11, withEdits(t, `sink="here"`), []string{"400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "400 INVALID_SINK", "400 INVALID_SINK"}},
		{"sink", v0_11, withEdits(t, `sink="https://me:secret@example.com/"`), []string{"400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "400 INVALID_SINK", "400 INVALID_SINK"}},
		{"sink without TLS", v0_11, withEdits(t, `sink="http://127.0.0.1:1/"`, `device.phoneNumber="+34600000009"`), []string{"201 ", "409 CONFLICT", "400 INVALID_SINK", "400 INVALID_SINK"}},
		{"unknown member", v1_1, withEdits(t, `unknown=1`, `device.phoneNumber="+34600000008"`), []string{"201 ", "400 INVALID_ARGUMENT"}},
		{"unknown member in another", v1_2, withEdits(t, `device.unknown=1`), []string{"400 INVALID_ARGUMENT"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i, want := range c.want {
				v := c.from + version(i)
				r := b.call(http.MethodPost, v.path()+"/sessions", twoLegged, c.body(v))
				if got := fmt.Sprint(r.status, " ", r.text("code")); got != want {
					t.Errorf("%v: got %s: %s; want %s", v, got, r.body, want)
				}
				if r.status == http.StatusCreated && strings.HasSuffix(c.name, "devices") {
					b.call(http.MethodDelete, v.path()+"/sessions/"+r.text("sessionId"), twoLegged, "")
				}
			}
		})
	}
}

// withPhone is a request of a device.
func withPhone(number string) func(version) string {
	return func(v version) string {
		if v == v0_8 {
			return `{"ueId":{"msisdn":"` + number + `"},"asId":{"ipv4addr":"198.51.100.0/24"},"qos":"QOS_L"}`
		}
		return `{"device":{"phoneNumber":"` + number + `"},"applicationServer":{"ipv4Address":"198.51.100.0/24"},"qosProfile":"QOS_L","duration":3600}`
	}
}

func withEdits(t *testing.T, edits ...string) func(version) string {
	body := edit(t, orderBody, edits...)
	return func(version) string { return body }
}

// TestTokens compares what a three-legged token makes of a device, and the
// answers without a token, by version.
func TestTokens(t *testing.T) {
	b := newBox(t, nil)
	own, other := withPhone("+34600000001"), withPhone("+34600000002")
	for v, want := range map[version][3]string{
		v0_8:  {"201 ", "409 CONFLICT", "401 UNAUTHORIZED"},
		v0_10: {"201 ", "409 CONFLICT", "401 UNAUTHENTICATED"},
		v0_11: {"201 ", "403 INVALID_TOKEN_CONTEXT", "401 UNAUTHENTICATED"},
		v1_0:  {"422 UNNECESSARY_IDENTIFIER", "422 UNNECESSARY_IDENTIFIER", "401 UNAUTHENTICATED"},
	} {
		var got [3]string
		for i, body := range []string{own(v), other(v)} {
			r := b.call(http.MethodPost, v.path()+"/sessions", threeLegged, body)
			got[i] = fmt.Sprint(r.status, " ", r.text("code"))
		}
		r := b.call(http.MethodPost, v.path()+"/sessions", "", own(v))
		got[2] = fmt.Sprint(r.status, " ", r.text("code"))
		if got != want {
			t.Errorf("%v: got %q, want %q", v, got, want)
		}
		for _, s := range b.Sessions() {
			b.call(http.MethodDelete, v.path()+"/sessions/"+s.ID, threeLegged, "")
		}
	}
}

// TestOldTimes checks that times are numbers until 0.10, and that the duration
// may be absent.
func TestOldTimes(t *testing.T) {
	b := newBox(t, nil)
	start := float64(b.clock.Now().Unix())
	for _, v := range []version{v0_8, v0_9, v0_10} {
		r := b.call(http.MethodPost, v.path()+"/sessions", twoLegged, edit(t, request(t, v, "https://example.com"), "duration="))
		if r.member("startedAt") != start || r.member("expiresAt") != start+86400 || r.member("duration") != 86400.0 {
			t.Errorf("%v: %s", v, r.body)
		}
		if strings.Contains(string(r.body), sinkToken) {
			t.Errorf("%v: the token is in %s", v, r.body)
		}
		id := sessionID(t, string(r.body))
		b.call(http.MethodDelete, v.path()+"/sessions/"+id, twoLegged, "")
	}
}

func TestOneIdentifier(t *testing.T) {
	b := newBox(t, nil)
	body := edit(t, orderBody, `device.ipv4Address={"publicAddress":"203.0.113.7","publicPort":80}`)
	for v, want := range map[version]int{v1_0: 2, v1_1: 1} {
		r := b.call(http.MethodPost, v.path()+"/sessions", twoLegged, body)
		if d, _ := r.member("device").(map[string]any); len(d) != want {
			t.Errorf("%v: %s", v, r.body)
		}
		b.call(http.MethodDelete, v.path()+"/sessions/"+r.text("sessionId"), twoLegged, "")
	}
}

// TestProfiles reads the profiles in all their versions.
func TestProfiles(t *testing.T) {
	b := newBox(t, nil)
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/qod/v0.9/qos-profiles", "", 200, "QOS_TERMINATED"},
		{"GET", "/qod/v0/qos-profiles?status=INACTIVE", "", 200, "QOS_INACTIVE"},
		{"GET", "/qod/v0/qos-profiles/QOS_E", "", 200, `"packetDelayBudget":{"value":20,"unit":"Milliseconds"}`},
		{"GET", "/qod/v0.9/qos-profiles/QOS_NONE", "", 404, "NOT_FOUND"},
		{"POST", "/qos-profiles/v0.11/retrieve-qos-profiles", `{}`, 200, "QOS_L"},
		{"POST", "/qos-profiles/v1/retrieve-qos-profiles", `{"name":"QOS_SHORT"}`, 200, `"maxDuration":{"value":60,"unit":"Seconds"}`},
		{"POST", "/qos-profiles/v1/retrieve-qos-profiles", `{"device":{"phoneNumber":"+99900000404"}}`, 404, "IDENTIFIER_NOT_FOUND"},
		{"GET", "/qos-profiles/v1rc3/qos-profiles/QOS_OLD", "", 200, "DEPRECATED"},
		{"GET", "/qos-profiles/v1rc3/qos-profiles/QOS_NONE", "", 404, "NOT_FOUND"},
	} {
		r := b.call(c.method, c.path, twoLegged, c.body)
		if r.status != c.status || !strings.Contains(string(r.body), c.want) {
			t.Errorf("%s %s: %d %s, want %d %s", c.method, c.path, r.status, r.body, c.status, c.want)
		}
	}
}

// TestNokia does what clients of Network as Code do.
func TestNokia(t *testing.T) {
	b := newBox(t, nil)
	nokia := func(method, path, body string) *result {
		return b.call(method, path, "", body, "X-RapidAPI-Key", "a-key", "X-RapidAPI-Host", "network-as-code.nokia.rapidapi.com")
	}
	if r := b.call("GET", "/qod/v0/sessions", "", "", "X-RapidAPI-Key", "invalid"); r.status != 403 || r.text("message") != "Invalid API key." {
		t.Errorf("wrong key: %d %s", r.status, r.body)
	}
	device := `{"networkAccessIdentifier":"testuser@open5glab.net","ipv4Address":{"publicAddress":"1.1.1.2","privateAddress":"1.1.1.2","publicPort":80}}`
	if r := nokia("POST", "/qod/v0/retrieve-sessions", `{"device":`+device+`}`); r.status != 404 || r.text("detail") == "" {
		t.Errorf("no session: %d %s", r.status, r.body)
	}
	r := nokia("POST", "/qod/v0/sessions", `{"qosProfile":"QOS_L","device":`+device+`,"applicationServer":{"ipv4Address":null,"ipv6Address":"2266:25::12:0:ad12"},
		"duration":3600,"webhook":{"notificationUrl":"`+b.sink.url+`/n","notificationAuthToken":"Bearer my-auth-token"}}`)
	if r.status != 201 {
		t.Fatalf("created: %d %s", r.status, r.body)
	}
	b.clock.advance(time.Second)
	if p := b.sink.next(t); p.authorization != "Bearer my-auth-token" || p.path != "/n" {
		t.Errorf("posted to %s with %s", p.path, p.authorization)
	}
	for _, list := range []*result{nokia("GET", "/qod/v0/sessions", ""), nokia("POST", "/qod/v0/retrieve-sessions", `{"device":`+device+`}`)} {
		if list.status != 200 || !strings.Contains(string(list.body), r.text("sessionId")) {
			t.Errorf("listed: %d %s", list.status, list.body)
		}
	}
	if r := nokia("POST", "/qod/v0/retrieve-sessions", `{"device":{}}`); r.status != 400 {
		t.Errorf("no identifier: %d %s", r.status, r.body)
	}
	if r := nokia("POST", "/quality-on-demand/v1/sessions", `{"qosProfile":"QOS_L","device":{"phoneNumber":"9382948473"},"applicationServer":{"ipv4Address":"5.6.7.8"},"duration":60}`); r.status != 201 {
		t.Errorf("number without plus: %d %s", r.status, r.body)
	}
	if r := nokia("POST", "/qod/v0/sessions", "hello"); r.status != 400 {
		t.Errorf("no JSON: %d %s", r.status, r.body)
	}
}

// FuzzCreate sends anything to all versions: nothing makes the sandbox fail.
func FuzzCreate(f *testing.F) {
	b := newBox(f, func(c *Config) { c.Grant, c.Transport = 0, unreachable{} })
	f.Add(orderBody)
	f.Add(`{"ueId":{"msisdn":"34600000000"},"asId":{"ipv4addr":"198.51.100.0/24"},"qos":"QOS_L","notificationUrl":"x"}`)
	f.Add(`{"device":{"ipv4Address":{"publicAddress":"1.2.3.4","publicPort":1}},"applicationServer":{"ipAddresses":["::1"]},"qosProfile":"QOS_L","duration":1,"devicePorts":{"ranges":[{"from":2,"to":1}]}}`)
	f.Fuzz(func(t *testing.T, body string) {
		for _, v := range Versions() {
			for _, header := range []string{"Authorization", rapidAPIKey} {
				req := httptest.NewRequest(http.MethodPost, v.Paths[0]+"/sessions", strings.NewReader(body))
				req.Header.Set("Content-Type", "application/json")
				req.Header.Set(header, "Bearer x")
				w := httptest.NewRecorder()
				b.ServeHTTP(w, req)
				if w.Code >= 500 && !strings.Contains(body, "999") {
					t.Errorf("%s: %d %s", v.Name, w.Code, w.Body)
				}
			}
		}
		b.forgetAll()
	})
}

// forgetAll removes all sessions, so that they are not in the way.
func (b *box) forgetAll() {
	b.network.mu.Lock()
	defer b.network.mu.Unlock()
	for _, s := range b.network.sessions {
		b.network.forget(s)
	}
}

// unreachable is a transport that reaches nothing.
type unreachable struct{}

// RoundTrip fails.
func (unreachable) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("unreachable")
}

// TestFlows08 has two sessions of a device that 0.8 keeps apart by their ports,
// and ports that are none.
func TestFlows08(t *testing.T) {
	b := newBox(t, nil)
	body := request(t, v0_8, "https://example.com")
	for _, c := range []struct {
		ports  string
		status int
	}{
		{`uePorts={"ports":[80]}`, 201},
		{`uePorts={"ranges":[{"from":100,"to":200}]}`, 201},
		{`uePorts={"ranges":[{"from":70,"to":90}]}`, 409},
		{`asPorts={"ranges":[{"from":9,"to":8}]}`, 400},
	} {
		if r := b.call(http.MethodPost, "/qod/v0.8/sessions", twoLegged, edit(t, body, c.ports)); r.status != c.status {
			t.Errorf("%s: %d %s, want %d", c.ports, r.status, r.body, c.status)
		}
	}
	if s := b.Sessions(); len(s) != 2 || s[0].Device != "+34600000000" || s[0].Created.After(s[1].Created) {
		t.Errorf("sessions %+v", s)
	}
}

func TestDeviceNames(t *testing.T) {
	for _, c := range []struct{ device, want string }{
		{`{"phoneNumber":"+34600000000","ipv6Address":"2001:db8::1"}`, "+34600000000"},
		{`{"ipv4Address":{"publicAddress":"203.0.113.7","publicPort":80}}`, "203.0.113.7:80"},
		{`{"ipv4Address":{"publicAddress":"203.0.113.7","privateAddress":"10.0.0.1"}}`, "203.0.113.7"},
		{`{"ipv6Address":"2001:db8::1"}`, "2001:db8::1"},
		{`{"networkAccessIdentifier":"me@example.com"}`, "me@example.com"},
	} {
		var w wireDevice
		if err := json.Unmarshal([]byte(c.device), &w); err != nil {
			t.Fatal(err)
		}
		if got := w.device().String(); got != c.want {
			t.Errorf("%s is %s, want %s", c.device, got, c.want)
		}
	}
	long, short := &device{ipv6: "2001:db8:0:0:0:0:0:1"}, &device{ipv6: "2001:DB8::1"}
	if long.keys()[0] != short.keys()[0] {
		t.Errorf("%q and %q are one address", long.keys(), short.keys())
	}
}
