package nac_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/nac"
	"github.com/telgen/telgen/runtime/qod"
	"github.com/telgen/telgen/runtime/rest"
)

var (
	phone = nac.DeviceID{PhoneNumber: "+36721601234567"}
	want  = nac.SessionRequest{Profile: "QOS_L", ServiceIPv4: "233.252.0.2"}
)

// session is an answer about the session that was wanted.
func session(id, status string) string {
	return fmt.Sprintf(`{"sessionId":%q,"qosProfile":"QOS_L","applicationServer":{"ipv4Address":"233.252.0.2"},"qosStatus":%q}`, id, status)
}

// both runs a test with each version of the API.
func both(t *testing.T, test func(t *testing.T, v nac.Version)) {
	for name, v := range map[string]nac.Version{"v0": nac.V0, "v1": nac.V1} {
		t.Run(name, func(t *testing.T) { test(t, v) })
	}
}

func TestConfigErrors(t *testing.T) {
	for _, tt := range []struct {
		config nac.Config
		want   string
	}{
		{nac.Config{}, "network as code: the application key is missing"},
		{nac.Config{Key: "  "}, "network as code: the application key is missing"},
		{nac.Config{Key: "a\nb"}, "network as code: WithHeader: \"X-RapidAPI-Key\" is no header field, or its value has control characters"},
		{nac.Config{Key: "k", Version: 7}, "network as code: there is no version 7"},
		{nac.Config{Key: "k", URL: "ftp://x"}, "network as code: base URL \"ftp://x/qod/v0\": want https:// or http://"},
		{nac.Config{Key: "k", URL: "ftp://x", Version: nac.V1}, "network as code: base URL \"ftp://x/quality-on-demand/v1\": want https:// or http://"},
	} {
		if c, err := nac.NewClient(tt.config); err == nil || err.Error() != tt.want {
			t.Errorf("%v: %v, error %v, want %s", tt.config, c, err, tt.want)
		}
	}
}

func TestNoSecretsPrinted(t *testing.T) {
	c := nac.Config{Key: "secret"}
	client, err := nac.NewClient(c)
	if err != nil {
		t.Fatal(err)
	}
	r := want
	r.NotificationURL, r.NotificationAuthToken = "https://example.com", "secret"
	for _, v := range []any{c, client, r} {
		for _, f := range []string{"%v", "%+v", "%#v", "%s"} {
			if s := fmt.Sprintf(f, v); strings.Contains(s, "secret") {
				t.Errorf("%s: %s", f, s)
			}
		}
	}
}

// TestWrongRequests sends nothing.
func TestWrongRequests(t *testing.T) {
	both(t, func(t *testing.T, v nac.Version) {
		g := newGateway(t, v, answer{status: 500})
		if d, err := g.client.Device(nac.DeviceID{}); err == nil {
			t.Errorf("a device without identifier: %+v", d)
		}
		for name, change := range map[string]func(*nac.SessionRequest){
			"no profile":        func(r *nac.SessionRequest) { r.Profile = "" },
			"no server":         func(r *nac.SessionRequest) { r.ServiceIPv4 = "" },
			"half a second":     func(r *nac.SessionRequest) { r.Duration = time.Second / 2 },
			"negative":          func(r *nac.SessionRequest) { r.Duration = -time.Second },
			"too long":          func(r *nac.SessionRequest) { r.Duration = 100 * 365 * 24 * time.Hour },
			"token without URL": func(r *nac.SessionRequest) { r.NotificationAuthToken = "a-token-of-some-length" },
			"port":              func(r *nac.SessionRequest) { r.DevicePorts.Ports = []int32{70000} },
		} {
			r := want
			change(&r)
			if s, err := g.device(phone).CreateQoDSession(t.Context(), r); err == nil {
				t.Errorf("%s: %+v", name, s)
			}
		}
		if s, err := g.device(nac.DeviceID{IPv4: nac.IPv4{Private: "10.0.0.1"}}).CreateQoDSession(t.Context(), want); err == nil {
			t.Errorf("only a private address: %+v", s)
		}
		s := nac.Session{}
		if err := s.Extend(t.Context(), time.Millisecond); err == nil {
			t.Error("prolonged by a millisecond")
		}
		if len(g.paths()) != 0 {
			t.Errorf("sent %v", g.paths())
		}
	})
}

func TestPublicAddressAlone(t *testing.T) {
	g := newGateway(t, nac.V0, answer{status: 201, body: session("1", "AVAILABLE")})
	id := nac.DeviceID{IPv4: nac.IPv4{Public: "233.252.0.2"}}
	d := g.device(id)
	if _, err := d.CreateQoDSession(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(g.last().body, `"ipv4Address":{"publicAddress":"233.252.0.2","privateAddress":"233.252.0.2"}`) {
		t.Errorf("sent %s", g.last().body)
	}
	if strings.Contains(g.last().body, "duration") {
		t.Errorf("sent a duration that nobody asked for: %s", g.last().body)
	}
	if id.IPv4.Private != "" || d.ID().IPv4.Private != "233.252.0.2" {
		t.Errorf("%+v, %+v", id, d.ID())
	}
}

// TestErrorForms reads errors in all their forms.
func TestErrorForms(t *testing.T) {
	both(t, func(t *testing.T, v nac.Version) {
		for _, tt := range []struct {
			status  int
			body    string
			is      qod.Code
			message string
		}{
			{404, `{"detail":"QoS subscription not found"}`, qod.CodeNotFound, "QoS subscription not found"},
			{403, `{"message":"Invalid API key."}`, qod.CodePermissionDenied, "Invalid API key."},
			{401, `{"status":401,"code":"UNAUTHENTICATED","message":"No key."}`, qod.CodeUnauthenticated, "No key."},
			{409, `{"status":409,"code":"CONFLICT","message":"There is one."}`, qod.CodeConflict, "There is one."},
			{422, `{"detail":[{"loc":["body","duration"],"msg":"too long","type":"x"}]}`, "UNPROCESSABLE_ENTITY", "body.duration: too long"},
		} {
			g := newGateway(t, v, answer{status: tt.status, body: tt.body})
			_, created := g.device(phone).CreateQoDSession(t.Context(), want)
			_, read := g.client.Session(t.Context(), "1")
			for _, err := range []error{created, read} {
				var e *qod.Error
				var answer *rest.StatusError
				if !errors.As(err, &e) || e.Status != tt.status || e.Message != tt.message || !errors.Is(err, tt.is) ||
					!errors.As(err, &answer) || string(answer.Body) != tt.body {
					t.Errorf("%s: %v", tt.body, err)
				}
			}
		}
	})
}

func TestRetries(t *testing.T) {
	both(t, func(t *testing.T, v nac.Version) {
		calls := map[string]int{}
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			name := r.Method + " " + r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
			if calls[name]++; calls[name] == 1 {
				w.Header().Set("Retry-After", "0")
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			if strings.HasSuffix(name, "retrieve-sessions") {
				fmt.Fprintf(w, "[%s]", session("1", "AVAILABLE"))
				return
			}
			fmt.Fprint(w, session("1", "AVAILABLE"))
		}))
		defer s.Close()
		c, err := nac.NewClient(nac.Config{Key: "k", URL: s.URL, Version: v}) // retries as it does by itself
		if err != nil {
			t.Fatal(err)
		}
		d, err := c.Device(phone)
		if err != nil {
			t.Fatal(err)
		}
		if list, err := d.Sessions(t.Context()); err != nil || len(list) != 1 {
			t.Errorf("%v, %v", list, err)
		}
		one, err := c.Session(t.Context(), "1")
		if err != nil {
			t.Fatal(err)
		}
		if err := one.Delete(t.Context()); err != nil {
			t.Error(err)
		}
		if err := one.Extend(t.Context(), time.Minute); err == nil || calls["POST extend"] != 1 {
			t.Errorf("extended %d times, %v", calls["POST extend"], err)
		}
	})
}

// TestLostAnswer finds the session whose creation was not answered.
func TestLostAnswer(t *testing.T) {
	both(t, func(t *testing.T, v nac.Version) {
		g := newGateway(t, v, answer{status: 0}, answer{status: 200, body: "[" + session("other", "UNAVAILABLE") + "," + session("mine", "REQUESTED") + "]"})
		s, err := g.device(phone).CreateQoDSession(t.Context(), want)
		if err != nil || s.ID != "mine" || len(g.paths()) != 2 {
			t.Errorf("%+v, %v, sent %v", s, err, g.paths())
		}
	})
}

// TestReconcile finds the session of a call that was given up.
func TestReconcile(t *testing.T) {
	both(t, func(t *testing.T, v nac.Version) {
		release := make(chan bool)
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/sessions") {
				<-release
				return
			}
			fmt.Fprintf(w, "[%s]", session("mine", "REQUESTED"))
		}))
		defer s.Close()
		defer close(release)
		c, err := nac.NewClient(nac.Config{Key: "k", URL: s.URL, Version: v})
		if err != nil {
			t.Fatal(err)
		}
		d, err := c.Device(phone)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		begin := time.Now()
		if s, err := d.CreateQoDSession(ctx, want); !errors.Is(err, context.DeadlineExceeded) || !qod.InDoubt(err) {
			t.Fatalf("%+v, %v", s, err)
		}
		found, err := d.Reconcile(t.Context(), want, begin)
		if err != nil || found == nil || found.ID != "mine" {
			t.Errorf("%+v, %v", found, err)
		}
		another := want
		another.Profile = "QOS_E"
		if found, err := d.Reconcile(t.Context(), another, begin); err != nil || found != nil {
			t.Errorf("%+v, %v", found, err)
		}
	})
}

// TestClearSessions goes on after a session that cannot be deleted.
func TestClearSessions(t *testing.T) {
	both(t, func(t *testing.T, v nac.Version) {
		g := newGateway(t, v,
			answer{status: 200, body: "[" + session("a", "AVAILABLE") + "," + session("b", "AVAILABLE") + "," + session("c", "AVAILABLE") + "]"},
			answer{status: 500, body: `{"message":"out of order"}`}, answer{status: 404}, answer{status: 204})
		err := g.device(phone).ClearSessions(t.Context())
		if err == nil || err.Error() != "session a: deleteSession: 500 Internal Server Error: out of order" {
			t.Errorf("error %v", err)
		}
		if p := g.paths(); len(p) != 4 || !strings.HasSuffix(p[3], "/sessions/c") {
			t.Errorf("sent %v", p)
		}
	})
}

func TestWaitAvailable(t *testing.T) {
	g := newGateway(t, nac.V0, answer{status: 200, body: session("1", "REQUESTED")})
	s, err := g.client.Session(t.Context(), "1")
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(20*time.Millisecond, func() { g.client.Take(&qod.Event{SessionID: "1", Status: qod.StatusAvailable}) })
	if err := s.WaitAvailable(t.Context()); err != nil {
		t.Error(err)
	}
	g.answer(answer{status: 200, body: `{"sessionId":"1","qosStatus":"AVAILABLE","startedAt":1795334400}`})
	if err := s.Refresh(t.Context()); err != nil || s.Status != qod.StatusAvailable || s.Profile != "QOS_L" || s.Server.IPv4 == "" || s.StartedAt.IsZero() {
		t.Errorf("%+v, %v", s.Session, err)
	}
	gone := newGateway(t, nac.V0, answer{status: 404, body: `{"detail":"x"}`})
	d := newGateway(t, nac.V0, answer{status: 201, body: session("2", "UNAVAILABLE")}, answer{status: 200, body: session("2", "UNAVAILABLE")})
	ended, err := d.device(phone).CreateQoDSession(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	// An answer to asking is explained like any other.
	ended.ID = "3"
	d.answer(answer{status: 404, body: `{"detail":"x"}`})
	var answered *qod.Error
	if err := ended.WaitAvailable(t.Context()); !errors.As(err, &answered) || answered.Message != "x" {
		t.Errorf("error %v", err)
	}
	ended.ID = "2"
	d.answer(answer{status: 200, body: session("2", "UNAVAILABLE")})
	var e *qod.EndedError
	if err := ended.WaitAvailable(t.Context()); !errors.As(err, &e) || e.SessionID != "2" {
		t.Errorf("error %v", err)
	}
	if s, err := gone.client.Session(t.Context(), "1"); !errors.Is(err, qod.CodeNotFound) {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestWaitAfterDelete waits for a session that this client has ended.
func TestWaitAfterDelete(t *testing.T) {
	both(t, func(t *testing.T, v nac.Version) {
		g := newGateway(t, v, answer{status: 201, body: session("1", "AVAILABLE")}, answer{status: 200, body: session("1", "AVAILABLE")}, answer{status: 204})
		s, err := g.device(phone).CreateQoDSession(t.Context(), want)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.WaitAvailable(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.Delete(t.Context()); err != nil {
			t.Fatal(err)
		}
		var ended *qod.EndedError
		if err := s.WaitAvailable(t.Context()); !errors.As(err, &ended) || ended.StatusInfo != qod.DeleteRequested {
			t.Errorf("error %v", err)
		}
	})
}
