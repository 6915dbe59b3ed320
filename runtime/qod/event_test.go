package qod_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/qod/qodtest"
	"github.com/telgen/telgen/runtime/qod"
)

const session = "7698d710-98b7-4695-a958-7b228f08128c"

// at is the time of all events here.
var at = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

func TestParseEvent(t *testing.T) {
	const detail = `{"sessionId":"` + session + `","qosStatus":"UNAVAILABLE","statusInfo":"DURATION_EXPIRED"}`
	const v9 = `{"eventId":"e1","eventType":"QOS_STATUS_CHANGED","eventTime":"2026-11-22T08:00:00Z","eventDetail":` + detail + `}`
	const cloud = `"id":"c1","source":"/s","specversion":"1.0","time":"2026-11-22T08:00:00Z"`
	for _, tt := range []struct {
		name, in string
		want     qod.Event
	}{
		{"0.8", `{"sessionId":"` + session + `","event":"SESSION_TERMINATED"}`,
			qod.Event{Type: qod.TypeSessionTerminated, SessionID: session, Status: qod.StatusUnavailable}},
		{"0.9", `{"event":` + v9 + `,"eventSubscriptionId":"x"}`,
			qod.Event{ID: "e1", Type: qod.TypeQosStatusChanged, Time: at, SessionID: session, Status: qod.StatusUnavailable, StatusInfo: qod.DurationExpired}},
		{"0.9 without event", v9,
			qod.Event{ID: "e1", Type: qod.TypeQosStatusChanged, Time: at, SessionID: session, Status: qod.StatusUnavailable, StatusInfo: qod.DurationExpired}},
		{"0.10", `{` + cloud + `,"type":"org.camaraproject.qod.v0.qos-status-changed","data":` + detail + `}`,
			qod.Event{ID: "c1", Source: "/s", Type: "org.camaraproject.qod.v0.qos-status-changed", Time: at, SessionID: session, Status: qod.StatusUnavailable, StatusInfo: qod.DurationExpired}},
		{"no reason", `{` + cloud + `,"type":"org.camaraproject.quality-on-demand.v1.qos-status-changed","data":{"sessionId":"1","qosStatus":"AVAILABLE"}}`,
			qod.Event{ID: "c1", Source: "/s", Type: "org.camaraproject.quality-on-demand.v1.qos-status-changed", Time: at, SessionID: "1", Status: qod.StatusAvailable}},
		{"both, data counts", `{"event":` + v9 + `,` + cloud + `,"type":"org.camaraproject.qod.v0.qos-status-changed","data":{"sessionId":"2","qosStatus":"AVAILABLE"}}`,
			qod.Event{ID: "c1", Source: "/s", Type: "org.camaraproject.qod.v0.qos-status-changed", Time: at, SessionID: "2", Status: qod.StatusAvailable}},
		{"both, without data", `{` + cloud + `,"type":"org.camaraproject.qod.v0.qos-status-changed","data":null,"event":` + v9 + `}`,
			qod.Event{ID: "c1", Source: "/s", Type: "org.camaraproject.qod.v0.qos-status-changed", Time: at, SessionID: session, Status: qod.StatusUnavailable, StatusInfo: qod.DurationExpired}},
		{"number for id, epoch for time", `{"id":123,"time":1795334400,"type":"x","data":[1]}`,
			qod.Event{ID: "123", Type: "x", Time: at}},
		{"no time", `{"type":"x","time":"yesterday"}`, qod.Event{Type: "x"}},
		{"time that is an object", `{"type":"x","time":{"at":1}}`, qod.Event{Type: "x"}},
		{"offset without colon", `{"type":"x","time":"2026-11-22T09:30:00+0130"}`, qod.Event{Type: "x", Time: at.In(time.FixedZone("", 5400))}},
		{"another type", `{` + cloud + `,"type":"com.example.ping","data":{"sessionId":{"deep":1},"status":true}}`,
			qod.Event{ID: "c1", Source: "/s", Type: "com.example.ping", Time: at}},
		{"provisioning", `{` + cloud + `,"type":"org.camaraproject.qod-provisioning.v0.status-changed","data":{"provisioningId":"p1","status":"UNAVAILABLE","statusInfo":"NETWORK_TERMINATED"}}`,
			qod.Event{ID: "c1", Source: "/s", Type: "org.camaraproject.qod-provisioning.v0.status-changed", Time: at, AssignmentID: "p1", Status: qod.StatusUnavailable, StatusInfo: qod.NetworkTerminated}},
		{"new values", `{"type":"org.camaraproject.quality-on-demand.v7.qos-status-changed","data":{"sessionId":"3","qosStatus":"PAUSED","statusInfo":"RAIN"},"new":{}}`,
			qod.Event{Type: "org.camaraproject.quality-on-demand.v7.qos-status-changed", SessionID: "3", Status: "PAUSED", StatusInfo: "RAIN"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e, err := qod.ParseEvent([]byte(" " + tt.in + "\n"))
			if err != nil {
				t.Fatal(err)
			}
			if string(e.Raw) != tt.in {
				t.Errorf("raw %s", e.Raw)
			}
			e.Raw = nil
			if have, want := text(t, e), text(t, tt.want); have != want {
				t.Errorf("have %s\nwant %s", have, want)
			}
		})
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

func TestParseEventErrors(t *testing.T) {
	for in, want := range map[string]string{
		``:                               "",
		`{`:                              "",
		`[]`:                             "want an object",
		`{}`:                             "neither type nor event",
		`null`:                           "neither type nor event",
		`{"sessionId":"1"}`:              "neither type nor event",
		`{"type":"x"} {}`:                "",
		`{"type":{}}`:                    "want a string",
		`{"event":{"a":1}}`:              "neither type nor event",
		`{"id":"1","id":"2"}`:            "twice",
		`{"event":"SESSION_TERMINATED"}`: "names no session",
		`{"type":"org.camaraproject.qod.v0.qos-status-changed"}`:    "names no session",
		`{"eventType":"QOS_STATUS_CHANGED","eventDetail":{"a":[]}}`: "names no session",
		strings.Repeat(`{"data":`, 5000) + `1`:                      "nested",
	} {
		if e, err := qod.ParseEvent([]byte(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %+v, error %v, want %s", in, e, err, want)
		}
	}
}

// TestEventVectors reads every notification of the shared vectors.
func TestEventVectors(t *testing.T) {
	dir := qodtest.Shared(t, "vectors", "webhook")
	files, err := filepath.Glob(filepath.Join(dir, "qod_*.json"))
	if err != nil || len(files) < 11 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		var v struct {
			Body   json.RawMessage
			Expect struct{ Normalised map[string]string }
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if json.Unmarshal(b, &v) != nil || v.Body == nil {
			continue // the list of tokens
		}
		e, err := qod.ParseEvent(v.Body)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		have := map[string]string{"sessionId": e.SessionID, "qosStatus": string(e.Status), "statusInfo": string(e.StatusInfo), "assignmentId": e.AssignmentID, "status": string(e.Status)}
		for name, want := range v.Expect.Normalised {
			if have[name] != want {
				t.Errorf("%s: %s is %q, want %q", filepath.Base(file), name, have[name], want)
			}
		}
	}
}

func FuzzParseEvent(f *testing.F) {
	for _, s := range []string{
		`{"sessionId":"1","event":"SESSION_TERMINATED"}`,
		`{"event":{"eventId":"e","eventType":"QOS_STATUS_CHANGED","eventTime":"2026-11-22T08:00:00Z","eventDetail":{"sessionId":"1"}}}`,
		`{"id":1,"source":"/s","type":"x.qos-status-changed","time":1,"data":{"sessionId":"1","qosStatus":"AVAILABLE"}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := qod.ParseEvent(b)
		if err != nil {
			return
		}
		again, err := qod.ParseEvent(e.Raw)
		if err != nil {
			t.Fatalf("%v in what was read: %s", err, e.Raw)
		}
		if text(t, again) != text(t, e) {
			t.Errorf("%s\n%s", text(t, e), text(t, again))
		}
	})
}

func FuzzParseSession(f *testing.F) {
	f.Add([]byte(`{"sessionId":"1","startedAt":1,"expiresAt":"2026-11-22T08:00:00Z","devicePorts":{"ports":[1],"ranges":[{"from":1,"to":2}]},"duration":3600}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := qod.ParseSession(b); err == nil && !s.Answers(s, s.StartedAt) && s.Status != qod.StatusUnavailable {
			t.Errorf("%+v is not what was asked for", s)
		}
	})
}
