package qod

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	qod12 "github.com/telgen/telgen/generated/qod/v1_2"
	"github.com/telgen/telgen/runtime/jsonwire"
)

const (
	newest = "/quality-on-demand/v1rc3"
	// twoLegged and threeLegged are access tokens.
	twoLegged   = "a-token"
	threeLegged = "device-+34600000001"
	// order is a request that the newest version accepts with a two-legged
	// token.
	orderBody = `{"device": {"phoneNumber": "+34600000000"}, "applicationServer": {"ipv4Address": "198.51.100.0/24"}, "qosProfile": "QOS_L", "duration": 3600}`
)

// A scenario is one of CAMARA's test plan for version 1.2.0-rc.3: a request
// that is like the usual one but for a few members, and its answer. Where the
// plan has an outline, there are several with the same name.
type scenario struct {
	name   string
	token  string   // "" for twoLegged, "-" for none
	body   string   // "" for orderBody, "-" for none
	edits  []string // of the body
	header []string
	status int
	code   string
	// before is what happens until the request is sent.
	before func(b *box)
	// then checks what goes beyond status and code.
	then func(t *testing.T, b *box, r *result)
}

// createScenarios are those of quality-on-demand-createSession.feature. Where
// the document has a code of its own, in 400.6, 400.7 and 400.9, it is that one.
func createScenarios() []scenario {
	list := `{"ipAddresses": ["198.51.100.1", "2001:db8::1"]}`
	tooMany := `["198.51.100.1"` + strings.Repeat(`,"198.51.100.2"`, 16) + `]`
	const bad, argument = http.StatusBadRequest, "INVALID_ARGUMENT"
	return slices.Concat([]scenario{
		{name: "01_generic_success_scenario", status: 201, then: likeRequest},
		{name: "01_generic_success_scenario", edits: []string{`devicePorts={"ports":[80,443]}`, `applicationServerPorts={"ranges":[{"from":5010,"to":5020}]}`, `sink="https://example.com/s"`}, status: 201, then: likeRequest},
		{name: "02_1_sinkcredential_provided", edits: withSink("https://127.0.0.1:1"), status: 201, then: likeRequest},
		{name: "02_2_event_received", status: 201, then: eventReceived},
		{name: "03_3_legged_missing_device", token: threeLegged, edits: []string{"device="}, status: 201, then: likeRequest},
		{name: "04_1_application_server_subnets_provided", edits: []string{`applicationServer={"ipv4Address":"198.51.100.0/24","ipv6Address":"2001:db8::/32"}`}, status: 201, then: likeRequest},
		{name: "04_2_application_server_list_provided", edits: []string{"applicationServer=" + list}, status: 201, then: likeRequest},

		{name: "C01.01_device_empty", edits: []string{"device={}"}, status: bad, code: argument},
		{name: "C01.02_device_identifiers_not_schema_compliant", edits: []string{`device.phoneNumber="34600000000"`}, status: bad, code: argument},
		{name: "C01.02_device_identifiers_not_schema_compliant", edits: []string{`device.ipv4Address={"publicAddress":"203.0.113.7"}`}, status: bad, code: argument},
		{name: "C01.02_device_identifiers_not_schema_compliant", edits: []string{`device.ipv6Address="here"`}, status: bad, code: argument},
		{name: "C01.02_device_identifiers_not_schema_compliant", edits: []string{`device.networkAccessIdentifier=7`}, status: bad, code: argument},
		{name: "C01.03_device_not_found", edits: []string{`device.phoneNumber="+99900000404"`}, status: 404, code: "IDENTIFIER_NOT_FOUND"},
		{name: "C01.04_unnecessary_device", token: threeLegged, status: 422, code: "UNNECESSARY_IDENTIFIER"},
		{name: "C01.05_missing_device", edits: []string{"device="}, status: 422, code: "MISSING_IDENTIFIER"},
		{name: "C01.06_unsupported_device", edits: []string{`device={"networkAccessIdentifier":"me@example.com"}`}, status: 422, code: "UNSUPPORTED_IDENTIFIER"},
		{name: "C01.07_device_not_supported", edits: []string{`device.phoneNumber="+99900000422"`}, status: 422, code: "SERVICE_NOT_APPLICABLE"},
		{name: "C01.07_device_not_supported", token: "device-+99900000422", edits: []string{"device="}, status: 422, code: "SERVICE_NOT_APPLICABLE"},

		{name: "400.1_schema_not_compliant", edits: []string{`duration="long"`}, status: bad, code: argument},
		{name: "400.1_schema_not_compliant", edits: []string{"duration="}, status: bad, code: argument},
		{name: "400.2_no_request_body", body: "-", header: []string{"Content-Type", "application/json"}, status: bad, code: argument},
		{name: "400.3_empty_request_body", body: "{}", status: bad, code: argument},
		{name: "400.4_empty_property", edits: []string{"applicationServer={}"}, status: bad, code: argument},
		{name: "400.4_empty_property", edits: []string{"devicePorts={}"}, status: bad, code: argument},
		{name: "400.4_empty_property", edits: []string{"applicationServerPorts={}"}, status: bad, code: argument},
		{name: "400.4_empty_property", edits: []string{"sinkCredential={}"}, status: bad, code: argument},
	}, portScenarios(), []scenario{
		{name: "400.6_unsupported_sink_credential_type", edits: append(withSink("https://127.0.0.1:1"), `sinkCredential={"credentialType":"PLAIN","identifier":"me","secret":"s"}`), status: bad, code: "INVALID_CREDENTIAL"},
		{name: "400.6_unsupported_sink_credential_type", edits: append(withSink("https://127.0.0.1:1"), `sinkCredential.credentialType="REFRESHTOKEN"`), status: bad, code: "INVALID_CREDENTIAL"},
		{name: "400.7_sink_credential_invalid_token", edits: append(withSink("https://127.0.0.1:1"), `sinkCredential.accessTokenType="mac"`), status: bad, code: "INVALID_TOKEN"},
		{name: "400.8_non_existent_qos_profile", edits: []string{`qosProfile="QOS_NONE"`}, status: bad, code: argument},
		{name: "400.9_invalid_duration", edits: []string{`qosProfile="QOS_SHORT"`}, status: bad, code: "QUALITY_ON_DEMAND.DURATION_OUT_OF_RANGE"},
		{name: "400.9_invalid_duration", edits: []string{`qosProfile="QOS_SHORT"`, "duration=9"}, status: bad, code: "QUALITY_ON_DEMAND.DURATION_OUT_OF_RANGE"},
		{name: "400.10_invalid_x-correlator", header: []string{"X-Correlator", "not {allowed}!"}, status: bad, code: argument},
		{name: "400.11_invalid_application_server", edits: []string{"applicationServer=" + list, `applicationServer.ipv4Address="198.51.100.0/24"`}, status: bad, code: argument},
		{name: "400.12_empty_application_server_list", edits: []string{`applicationServer={"ipAddresses":[]}`}, status: bad, code: argument},
		{name: "400.13_application_server_list_is_too_large", edits: []string{`applicationServer={"ipAddresses":` + tooMany + `}`}, status: bad, code: argument},
		{name: "400.14_duplicate_values_in_application_server_list", edits: []string{`applicationServer={"ipAddresses":["198.51.100.1","198.51.100.1"]}`}, status: bad, code: argument},
		{name: "400.15_invalid_values_in_application_server_list", edits: []string{`applicationServer={"ipAddresses":["198.51.100.300"]}`}, status: bad, code: argument},
		{name: "400.16_subnet_in_application_server_list", edits: []string{`applicationServer={"ipAddresses":["198.51.100.0/24"]}`}, status: bad, code: argument},

		{name: "401.1_no_authorization_header", token: "-", status: 401, code: "UNAUTHENTICATED"},
		{name: "401.2_expired_access_token", token: "expired-token", status: 401, code: "UNAUTHENTICATED"},
		{name: "401.3_invalid_access_token", token: "invalid-token", status: 401, code: "UNAUTHENTICATED"},
		{name: "403.1_missing_access_token_scope", token: "noscope-token", status: 403, code: "PERMISSION_DENIED"},
		{name: "409.1_session_conflict", status: 201, then: inConflict},
		{name: "422.1_session_qos_profile_not_applicable", edits: []string{`qosProfile="QOS_NOT_APPLICABLE"`}, status: 422, code: "QUALITY_ON_DEMAND.QOS_PROFILE_NOT_APPLICABLE"},
		{name: "422.1_session_qos_profile_not_applicable", edits: []string{`qosProfile="QOS_INACTIVE"`}, status: 422, code: "QUALITY_ON_DEMAND.QOS_PROFILE_NOT_APPLICABLE"},
		{name: "422.2_private_key_jwt_not_configured", edits: append(withSink("https://127.0.0.1:1"), `sinkCredential={"credentialType":"PRIVATE_KEY_JWT"}`), status: 422, code: "PRIVATE_KEY_JWT_NOT_CONFIGURED"},
		{name: "429.1_too_many_requests", edits: []string{`device.phoneNumber="+99900000429"`}, status: 429, code: "TOO_MANY_REQUESTS", then: retryAfter},
		{name: "429.1_too_many_requests", edits: []string{`device.phoneNumber="+99900000430"`}, status: 429, code: "QUOTA_EXCEEDED"},
	})
}

// portScenarios are 400.5, an outline.
func portScenarios() []scenario {
	var list []scenario
	for _, e := range []string{
		`device.ipv4Address={"publicAddress":"203.0.113.7","publicPort":65536}`,
		`devicePorts={"ranges":[{"from":0,"to":10}]}`, `devicePorts={"ranges":[{"from":10,"to":65536}]}`, `devicePorts={"ports":[65536]}`,
		`applicationServerPorts={"ranges":[{"from":-1,"to":10}]}`, `applicationServerPorts={"ranges":[{"from":10,"to":65536}]}`, `applicationServerPorts={"ports":[0]}`,
		`devicePorts={"ranges":[{"from":20,"to":10}]}`,
	} {
		list = append(list, scenario{name: "400.5_out_of_range_port", edits: []string{e}, status: http.StatusBadRequest, code: "INVALID_ARGUMENT"})
	}
	return list
}

func withSink(url string) []string {
	return []string{`sink="` + url + `"`, `sinkCredential={"credentialType":"ACCESSTOKEN","accessToken":"a-token-for-the-sink","accessTokenType":"bearer","accessTokenExpiresUtc":"2030-01-01T00:00:00Z"}`}
}

func TestCreateSessionScenarios(t *testing.T) {
	names := map[string]bool{}
	for _, s := range createScenarios() {
		names[s.name] = true
		t.Run(s.name, func(t *testing.T) {
			b := newBox(t, nil)
			r := s.run(t, b, http.MethodPost, newest+"/sessions", orderBody)
			if s.then != nil {
				s.then(t, b, r)
			}
		})
	}
	if len(names) != 37 {
		t.Errorf("there are %d scenarios, the test plan has 37", len(names))
	}
}

// run sends the request of s, checks what all answers have in common, and
// returns the answer. usual is the body that the scenario changes.
func (s scenario) run(t *testing.T, b *box, method, path, usual string) *result {
	t.Helper()
	token, body := s.token, s.body
	if token == "" {
		token = twoLegged
	}
	if body == "" {
		body = usual
	}
	if body != "" && body != "-" {
		body = edit(t, body, s.edits...)
	}
	r := b.call(method, path, strings.TrimPrefix(token, "-"), strings.TrimPrefix(body, "-"), s.header...)
	if r.status != s.status {
		t.Fatalf("got %d %s, want %d", r.status, r.body, s.status)
	}
	if len(s.header) == 0 && r.header.Get("X-Correlator") != correlator {
		t.Errorf("x-correlator %q", r.header.Get("X-Correlator"))
	}
	if s.status != http.StatusNoContent && r.header.Get("Content-Type") != "application/json" {
		t.Errorf("content type %q", r.header.Get("Content-Type"))
	}
	if s.code != "" {
		s.checkError(t, r)
	}
	return r
}

func (s scenario) checkError(t *testing.T, r *result) {
	t.Helper()
	var info qod12.ErrorInfo
	if err := jsonwire.UnmarshalStrict(r.body, &info); err != nil || info.Validate() != nil {
		t.Errorf("%v %v in %s", err, info.Validate(), r.body)
	}
	if info.Code != s.code || int(info.Status) != s.status || info.Message == "" {
		t.Errorf("got %s, want code %s", r.body, s.code)
	}
}

// checkSession checks an answer against the document, and the rules beyond it.
// The test plan has startedAt with AVAILABLE only; the document leaves it out
// while REQUESTED, and has an example of it with UNAVAILABLE.
func checkSession(t testing.TB, body []byte) *qod12.SessionInfo {
	t.Helper()
	var s qod12.SessionInfo
	if err := jsonwire.UnmarshalStrict(body, &s); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	if err := s.Validate(); err != nil {
		t.Errorf("%v in %s", err, body)
	}
	running := s.QosStatus == qod12.QosStatusAvailable
	if s.QosStatus == qod12.QosStatusRequested && s.StartedAt.IsSet() || running && !s.StartedAt.IsSet() {
		t.Errorf("startedAt is there from AVAILABLE on: %s", body)
	}
	if s.ExpiresAt.IsSet() != (s.QosStatus != qod12.QosStatusRequested) {
		t.Errorf("expiresAt is there only if not REQUESTED: %s", body)
	}
	if running && !s.ExpiresAt.Or(time.Time{}).After(s.StartedAt.Or(time.Time{})) {
		t.Errorf("expiresAt is not after startedAt: %s", body)
	}
	if s.StatusInfo.IsSet() != (s.QosStatus == qod12.QosStatusUnavailable) {
		t.Errorf("statusInfo is there only if UNAVAILABLE: %s", body)
	}
	return &s
}

// likeRequest checks that a new session repeats its request, now and when it
// is read again.
func likeRequest(t *testing.T, b *box, r *result) {
	t.Helper()
	id := checkSession(t, r.body).SessionID
	for _, wait := range []time.Duration{0, time.Second} {
		b.clock.advance(wait)
		token := twoLegged
		if r.member("device") == nil {
			token = threeLegged
		}
		again := b.call(http.MethodGet, newest+"/sessions/"+id, token, "")
		checkSession(t, again.body)
		for _, name := range []string{"device", "applicationServer", "qosProfile", "devicePorts", "applicationServerPorts", "sink", "duration", "sinkCredential"} {
			if !same(t, r.member(name), again.member(name)) {
				t.Errorf("%s was %v and is %v", name, r.member(name), again.member(name))
			}
		}
	}
}

// eventReceived creates another session, with a sink.
func eventReceived(t *testing.T, b *box, _ *result) {
	t.Helper()
	body := edit(t, orderBody, append(withSink(b.sink.url+"/events"), `device.phoneNumber="+34600000007"`)...)
	r := b.call(http.MethodPost, newest+"/sessions", twoLegged, body)
	b.sink.quiet(t)
	b.clock.advance(time.Second)
	first := checkEvent(t, b.sink.next(t), r.text("sessionId"), "AVAILABLE", "")
	b.clock.advance(time.Hour)
	if second := checkEvent(t, b.sink.next(t), r.text("sessionId"), "UNAVAILABLE", "DURATION_EXPIRED"); second == first {
		t.Errorf("two events have the id %s", first)
	}
	b.sink.quiet(t)
}

// checkEvent checks an event of the newest version and returns its id.
func checkEvent(t testing.TB, p posted, session, status, info string) string {
	t.Helper()
	if p.authorization != "Bearer a-token-for-the-sink" || p.contentType != "application/cloudevents+json" || p.path != "/events" {
		t.Errorf("posted to %s as %s with %q", p.path, p.contentType, p.authorization)
	}
	e := new(qod12.EventQosStatusChanged)
	if err := jsonwire.UnmarshalStrict([]byte(p.body), e); err != nil {
		t.Fatalf("%v in %s", err, p.body)
	}
	if err := e.Validate(); err != nil {
		t.Errorf("%v in %s", err, p.body)
	}
	if e.Data.SessionID != session || string(e.Data.QosStatus) != status || string(e.Data.StatusInfo.Or("")) != info {
		t.Errorf("got %s, want %s %s of %s", p.body, status, info, session)
	}
	return e.ID
}

// inConflict tries what is in the way of a session, and what is not.
func inConflict(t *testing.T, b *box, r *result) {
	t.Helper()
	for _, c := range []struct {
		path   string
		edits  []string
		status int
	}{
		{newest, nil, 409},
		{newest, []string{`qosProfile="QOS_S"`}, 409},
		{newest, []string{`applicationServer={"ipAddresses":["198.51.100.7"]}`}, 409},
		{newest, []string{`devicePorts={"ports":[80]}`}, 409},
		{"/quality-on-demand/v0.11", nil, 409},
		{newest, []string{`applicationServer={"ipAddresses":["203.0.113.1"]}`, `devicePorts={"ports":[80,443]}`}, 201},
		{newest, []string{`applicationServer={"ipAddresses":["203.0.113.1"]}`, `devicePorts={"ranges":[{"from":400,"to":500}]}`}, 409},
		{newest, []string{`applicationServer={"ipAddresses":["203.0.113.1"]}`, `devicePorts={"ports":[22]}`}, 201},
		{newest, []string{`device.phoneNumber="+34600000002"`}, 201},
	} {
		got := b.call(http.MethodPost, c.path+"/sessions", twoLegged, edit(t, orderBody, c.edits...))
		if got.status != c.status || c.status == 409 && got.text("code") != "CONFLICT" {
			t.Errorf("%v: got %d %s, want %d", c.edits, got.status, got.body, c.status)
		}
	}
	// A session whose time is over is not in the way, although it is kept.
	b.clock.advance(time.Hour + time.Second)
	if got := b.call(http.MethodGet, newest+"/sessions/"+r.text("sessionId"), twoLegged, ""); got.text("statusInfo") != "DURATION_EXPIRED" || got.text("startedAt") == "" {
		t.Errorf("after its time: %s", got.body)
	}
	if got := b.call(http.MethodPost, newest+"/sessions", twoLegged, orderBody); got.status != 201 {
		t.Errorf("after the first session: %d %s", got.status, got.body)
	}
}

func retryAfter(t *testing.T, _ *box, r *result) {
	t.Helper()
	if r.header.Get("Retry-After") != "1" {
		t.Errorf("Retry-After is %q", r.header.Get("Retry-After"))
	}
}

// TestSessionScenarios has those of the other operations, on a session that is
// AVAILABLE: $ stands for its path. The plan wants 400 for an empty body of
// retrieveSessionsByDevice, too, and 422 for the same in C01.05: it gets 422.
func TestSessionScenarios(t *testing.T) {
	const unknown = newest + "/sessions/7698d710-98b7-4695-a958-7b228f08128c"
	extra := `{"requestedAdditionalDuration": 600}`
	find := `{"device": {"phoneNumber": "+34600000000"}}`
	for _, s := range []struct {
		scenario
		method, path, usual string
	}{
		{scenario{name: "getSession_01_get_existing_session", status: 200}, "GET", "$", ""},
		{scenario{name: "getSession_02_get_recent_unvailable", before: after(time.Hour + 359*time.Second), status: 200, then: isUnavailable}, "GET", "$", ""},
		{scenario{name: "getSession_02, later", before: after(time.Hour + 360*time.Second), status: 404, code: "NOT_FOUND"}, "GET", "$", ""},
		{scenario{name: "getSession_404.1_not_found", status: 404, code: "NOT_FOUND"}, "GET", unknown, ""},
		{scenario{name: "getSession_400.1_invalid_session_id", status: 400, code: "INVALID_ARGUMENT"}, "GET", newest + "/sessions/mine", ""},
		{scenario{name: "getSession_403.2_session_token_mismatch", token: "other-token", status: 403, code: "PERMISSION_DENIED"}, "GET", "$", ""},
		{scenario{name: "getSession_403.2_session_token_mismatch, another device", token: threeLegged, status: 403, code: "PERMISSION_DENIED"}, "GET", "$", ""},
		{scenario{name: "another version", status: 404, code: "NOT_FOUND"}, "GET", "$1.1", ""},

		{scenario{name: "deleteSession_01_delete_existing_qod_session", status: 204, then: isGone}, "DELETE", "$", ""},
		{scenario{name: "deleteSession_02_event_notification", status: 204, then: deletionPosted}, "DELETE", "$", ""},
		{scenario{name: "deleteSession_400.1_invalid_session_id", status: 400, code: "INVALID_ARGUMENT"}, "DELETE", newest + "/sessions/mine", ""},
		{scenario{name: "deleteSession_403.2_session_token_mismatch", token: "other-token", status: 403, code: "PERMISSION_DENIED"}, "DELETE", "$", ""},
		{scenario{name: "deleteSession_404.1_not_found", status: 404, code: "NOT_FOUND"}, "DELETE", unknown, ""},

		{scenario{name: "extendQosSessionDuration_01_generic_success_scenario", status: 200, then: lasts(4200)}, "POST", "$/extend", extra},
		{scenario{name: "extendQosSessionDuration_02_exceed_max_duration", edits: []string{"requestedAdditionalDuration=86400"}, status: 200, then: lasts(86400)}, "POST", "$/extend", extra},
		{scenario{name: "extendQosSessionDuration_400.1_schema_not_compliant", edits: []string{`requestedAdditionalDuration="1"`}, status: 400, code: "INVALID_ARGUMENT"}, "POST", "$/extend", extra},
		{scenario{name: "extendQosSessionDuration_400.2_invalid_session_id", status: 400, code: "INVALID_ARGUMENT"}, "POST", newest + "/sessions/mine/extend", extra},
		{scenario{name: "extendQosSessionDuration_400.3_no_request_body", body: "-", header: []string{"Content-Type", "application/json"}, status: 400, code: "INVALID_ARGUMENT"}, "POST", "$/extend", extra},
		{scenario{name: "extendQosSessionDuration_400.4_empty_request_body", body: "{}", status: 400, code: "INVALID_ARGUMENT"}, "POST", "$/extend", extra},
		{scenario{name: "extendQosSessionDuration_400.5_invalid_x-correlator", header: []string{"X-Correlator", "no!"}, status: 400, code: "INVALID_ARGUMENT"}, "POST", "$/extend", extra},
		{scenario{name: "extendQosSessionDuration_403.2_session_token_mismatch", token: "other-token", status: 403, code: "PERMISSION_DENIED"}, "POST", "$/extend", extra},
		{scenario{name: "extendQosSessionDuration_404.1_not_found", status: 404, code: "NOT_FOUND"}, "POST", unknown + "/extend", extra},

		{scenario{name: "extendQosSessionDuration_409.1_session_not_available", before: after(time.Hour), status: 409, code: "QUALITY_ON_DEMAND.SESSION_EXTENSION_NOT_ALLOWED"}, "POST", "$/extend", extra},

		{scenario{name: "retrieveSessionsByDevice_01_get_existing_session_by_device", status: 200, then: listed(1)}, "POST", newest + "/retrieve-sessions", find},
		{scenario{name: "retrieveSessionsByDevice_01, of another client", token: "other-token", status: 200, then: listed(0)}, "POST", newest + "/retrieve-sessions", find},
		{scenario{name: "retrieveSessionsByDevice_02_sessions_not_found", token: threeLegged, body: "{}", status: 200, then: listed(0)}, "POST", newest + "/retrieve-sessions", find},
		{scenario{name: "retrieveSessionsByDevice_C01.01_device_empty", edits: []string{"device={}"}, status: 400, code: "INVALID_ARGUMENT"}, "POST", newest + "/retrieve-sessions", find},
		{scenario{name: "retrieveSessionsByDevice_C01.02_device_identifiers_not_schema_compliant", edits: []string{`device.phoneNumber="me"`}, status: 400, code: "INVALID_ARGUMENT"}, "POST", newest + "/retrieve-sessions", find},
		{scenario{name: "retrieveSessionsByDevice_C01.03_device_not_found", edits: []string{`device.phoneNumber="+99900000404"`}, status: 404, code: "IDENTIFIER_NOT_FOUND"}, "POST", newest + "/retrieve-sessions", find},
		{scenario{name: "retrieveSessionsByDevice_C01.04_unnecessary_device", token: threeLegged, status: 422, code: "UNNECESSARY_IDENTIFIER"}, "POST", newest + "/retrieve-sessions", find},
		{scenario{name: "retrieveSessionsByDevice_C01.05_missing_device", body: "{}", status: 422, code: "MISSING_IDENTIFIER"}, "POST", newest + "/retrieve-sessions", find},
		{scenario{name: "retrieveSessionsByDevice_C01.06_unsupported_device", edits: []string{`device={"networkAccessIdentifier":"me@example.com"}`}, status: 422, code: "UNSUPPORTED_IDENTIFIER"}, "POST", newest + "/retrieve-sessions", find},
		{scenario{name: "retrieveSessionsByDevice_C01.07_device_not_supported", edits: []string{`device.phoneNumber="+99900000422"`}, status: 422, code: "SERVICE_NOT_APPLICABLE"}, "POST", newest + "/retrieve-sessions", find},
		{scenario{name: "retrieveSessionsByDevice_400.1_schema_not_compliant", edits: []string{"device=7"}, status: 400, code: "INVALID_ARGUMENT"}, "POST", newest + "/retrieve-sessions", find},
		{scenario{name: "retrieveSessionsByDevice_400.2_no_request_body", body: "-", header: []string{"Content-Type", "application/json"}, status: 400, code: "INVALID_ARGUMENT"}, "POST", newest + "/retrieve-sessions", find},
	} {
		t.Run(s.name, func(t *testing.T) {
			b, id := newBoxWithSession(t)
			path := strings.Replace(s.path, "$1.1", "/quality-on-demand/v1/sessions/"+id, 1)
			path = strings.Replace(path, "$", newest+"/sessions/"+id, 1)
			if s.before != nil {
				s.before(b)
			}
			r := s.run(t, b, s.method, path, s.usual)
			if s.then != nil {
				s.then(t, b, r)
			}
		})
	}
}

func after(d time.Duration) func(*box) { return func(b *box) { b.clock.advance(d) } }

func isUnavailable(t *testing.T, _ *box, r *result) {
	t.Helper()
	if s := checkSession(t, r.body); s.QosStatus != qod12.QosStatusUnavailable || s.Duration != 3600 {
		t.Errorf("got %s, want an hour, UNAVAILABLE", r.body)
	}
}

// TestTooManyScenarios has 429.1 of every operation.
func TestTooManyScenarios(t *testing.T) {
	b := newBox(t, func(c *Config) { c.Faults = []Fault{{http.StatusTooManyRequests, 1}} })
	const path = newest + "/sessions/7698d710-98b7-4695-a958-7b228f08128c"
	for _, operation := range []struct{ method, path, body string }{
		{"POST", newest + "/sessions", orderBody},
		{"GET", path, ""},
		{"DELETE", path, ""},
		{"POST", path + "/extend", `{"requestedAdditionalDuration": 600}`},
		{"POST", newest + "/retrieve-sessions", `{}`},
	} {
		s := scenario{name: "429.1_too_many_requests", status: 429, code: "TOO_MANY_REQUESTS"}
		retryAfter(t, b, s.run(t, b, operation.method, operation.path, operation.body))
	}
}

// TestTokenScenarios has 401 and 403 of every operation.
func TestTokenScenarios(t *testing.T) {
	b, id := newBoxWithSession(t)
	for _, operation := range []struct{ method, path, body string }{
		{"GET", "/sessions/" + id, ""},
		{"DELETE", "/sessions/" + id, ""},
		{"POST", "/sessions/" + id + "/extend", `{"requestedAdditionalDuration": 600}`},
		{"POST", "/retrieve-sessions", `{}`},
	} {
		for _, s := range []scenario{
			{name: "401.1_no_authorization_header", token: "-", status: 401, code: "UNAUTHENTICATED"},
			{name: "401.2_expired_access_token", token: "expired-token", status: 401, code: "UNAUTHENTICATED"},
			{name: "401.3_invalid_access_token", token: "invalid-token", status: 401, code: "UNAUTHENTICATED"},
			{name: "403.1_missing_access_token_scope", token: "noscope-token", status: 403, code: "PERMISSION_DENIED"},
		} {
			s.run(t, b, operation.method, newest+operation.path, operation.body)
		}
	}
}

func newBoxWithSession(t *testing.T) (*box, string) {
	t.Helper()
	b := newBox(t, nil)
	r := b.call(http.MethodPost, newest+"/sessions", twoLegged, edit(t, orderBody, withSink(b.sink.url+"/events")...))
	if r.status != http.StatusCreated {
		t.Fatalf("%d %s", r.status, r.body)
	}
	b.clock.advance(time.Second)
	checkEvent(t, b.sink.next(t), r.text("sessionId"), "AVAILABLE", "")
	return b, r.text("sessionId")
}

func isGone(t *testing.T, b *box, _ *result) {
	t.Helper()
	if left := b.Sessions(); len(left) > 0 {
		t.Errorf("still there: %+v", left)
	}
}

func deletionPosted(t *testing.T, b *box, _ *result) {
	t.Helper()
	p := b.sink.next(t)
	var e struct{ Data struct{ SessionID string } }
	if err := json.Unmarshal([]byte(p.body), &e); err != nil {
		t.Fatal(err)
	}
	checkEvent(t, p, e.Data.SessionID, "UNAVAILABLE", "DELETE_REQUESTED")
	b.clock.advance(2 * time.Hour)
	b.sink.quiet(t)
}

func lasts(seconds int32) func(*testing.T, *box, *result) {
	return func(t *testing.T, b *box, r *result) {
		t.Helper()
		s := checkSession(t, r.body)
		if s.Duration != seconds {
			t.Errorf("lasts %d s, want %d", s.Duration, seconds)
		}
		b.clock.advance(time.Duration(seconds)*time.Second - time.Second)
		b.sink.quiet(t)
		b.clock.advance(time.Second)
		checkEvent(t, b.sink.next(t), s.SessionID, "UNAVAILABLE", "DURATION_EXPIRED")
	}
}

func listed(n int) func(*testing.T, *box, *result) {
	return func(t *testing.T, _ *box, r *result) {
		t.Helper()
		var list []json.RawMessage
		if err := json.Unmarshal(r.body, &list); err != nil || len(list) != n {
			t.Errorf("got %s, want %d sessions", r.body, n)
		}
		for _, s := range list {
			checkSession(t, s)
		}
	}
}
