package json

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"
)

// createSession asks for a session with all that a request has as a rule.
const createSession = `{"device":{"phoneNumber":"+99012345678","networkAccessIdentifier":"123456789@operator.example",` +
	`"ipv4Address":{"publicAddress":"203.0.113.7","publicPort":59765},"ipv6Address":"2001:db8:85a3:8d3:1319:8a2e:370:7344"},` +
	`"applicationServer":{"ipv4Address":"198.51.100.0/24"},` +
	`"devicePorts":{"ranges":[{"from":5010,"to":5020}],"ports":[5060,5070]},` +
	`"qosProfile":"QOS_L","sink":"https://client.example.com/qos-events","duration":3600}`

// sessionInfo is the answer to it.
const sessionInfo = `{"device":{"phoneNumber":"+99012345678"},"applicationServer":{"ipv4Address":"198.51.100.0/24"},` +
	`"qosProfile":"QOS_L","sink":"https://client.example.com/qos-events",` +
	`"sessionId":"1d5f7c3e-8a42-4b09-9c61-52e0f4a7b813","duration":3600,` +
	`"startedAt":"2025-03-10T08:00:00Z","expiresAt":"2025-03-10T09:00:00Z","qosStatus":"AVAILABLE"}`

// event tells that the session has ended.
const event = `{"id":"6b0c9a52-3f1d-47e8-b2a4-90d7c5e81f36",` +
	`"source":"https://api.example.com/quality-on-demand/v1/sessions/1d5f7c3e-8a42-4b09-9c61-52e0f4a7b813",` +
	`"type":"org.camaraproject.quality-on-demand.v1.qos-status-changed","specversion":"1.0",` +
	`"datacontenttype":"application/json","data":{"sessionId":"1d5f7c3e-8a42-4b09-9c61-52e0f4a7b813",` +
	`"qosStatus":"UNAVAILABLE","statusInfo":"DURATION_EXPIRED"},"time":"2025-03-10T09:00:00Z"}`

// push returns a push message with everything set for Android, iOS and
// browsers, without white space.
func push(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/push.json")
	if err != nil {
		t.Fatal(err)
	}
	var v json.RawMessage
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	compact, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(compact)
}

// same fails unless two JSON texts say the same.
func same(t *testing.T, who, got, want string) {
	t.Helper()
	var g, w any
	if err := json.Unmarshal([]byte(got), &g); err != nil {
		t.Fatalf("%s: %v in %s", who, err, got)
	}
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(g, w) {
		t.Errorf("%s: got\n%s\nwant\n%s", who, got, want)
	}
}
