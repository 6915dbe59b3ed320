package rest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/rest"
)

// sink keeps the last event, and fails as its id says.
type sink struct {
	event      *session
	correlator string
}

func (s *sink) PostNotification(ctx context.Context, event *session) error {
	s.event, s.correlator = event, rest.Correlator(ctx)
	switch event.ID {
	case "error":
		return errors.New("database is down")
	case "panic":
		panic("out of range")
	case "gone":
		return rest.NewProblem(http.StatusGone, "no such subscription")
	case "upstream":
		return &rest.StatusError{Status: 401}
	}
	return nil
}

func TestVerifyBearer(t *testing.T) {
	for _, tt := range []struct {
		configured, authorization string
		status                    int
	}{
		{"my-token", "Bearer my-token", 204},
		{"my-token", "bearer my-token", 204},
		{"my-token", "BEARER my-token", 204},
		{"Bearer my-token", "Bearer my-token", 204},
		{"bearer my-token", "Bearer my-token", 204},
		{"my-token", "Bearer wrong", 401},
		{"my-token", "Bearer my-toke", 401},
		{"my-token", "Bearer my-token2", 401},
		{"my-token", "Bearer  my-token", 401},
		{"my-token", "Bearer my-token my-token", 401},
		{"my-token", "", 401},
		{"my-token", "my-token", 401},
		{"my-token", "Bearer", 401},
		{"my-token", "Bearer Bearer my-token", 401},
		{"Bearer my-token", "Bearer Bearer my-token", 401},
		{"my-token", "Basic bXk6dG9r", 401},
		{"my-token", "Bearermy-token", 401},
		{"", "Bearer ", 401},
		{"", "", 401},
		{"Bearer ", "Bearer ", 401},
	} {
		s := new(sink)
		h := newNotificationHandler(s, rest.VerifyBearer(tt.configured))
		request := "POST /callback\n"
		if tt.authorization != "" {
			request += "Authorization: " + tt.authorization + "\n"
		}
		w := exchange(h, request+"Content-Type: application/json\n\n{}")
		if w.Code != tt.status || (s.event != nil) != (tt.status == 204) {
			t.Errorf("%q, %q: %d", tt.configured, tt.authorization, w.Code)
		}
		if got := w.Header().Get("WWW-Authenticate"); (got == "Bearer") != (tt.status == 401) {
			t.Errorf("%q, %q: WWW-Authenticate %q", tt.configured, tt.authorization, got)
		}
	}
}

func TestVerifyNoBearer(t *testing.T) {
	h := newNotificationHandler(new(sink), rest.VerifyBearer())
	if w := exchange(h, "POST /\nAuthorization: Bearer \n\n{}"); w.Code != 401 {
		t.Errorf("got %d", w.Code)
	}
}

// untouched fails when it is read.
type untouched struct{ t *testing.T }

func (u untouched) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

func TestAuthenticatesBeforeReading(t *testing.T) {
	h := newNotificationHandler(new(sink), rest.VerifyBearer("a"))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/", untouched{t}))
	if w.Code != 401 {
		t.Errorf("got %d", w.Code)
	}
}

func TestReceiver(t *testing.T) {
	for _, tt := range []struct {
		request string
		status  int
	}{
		{"POST /any/path\nContent-Type: application/cloudevents+json\n\n" + `{"sessionId":"1"}`, 204},
		{"POST /any/path\nContent-Type: application/json\n\n" + `{"sessionId":1,"duration":null,"x":{}}`, 204},
		{"POST /any/path\n\n" + `{}`, 204},
		{"POST /\nContent-Type: text/xml\n\n{}", 415},
		{"POST /\n\n{", 400},
		{"POST /\n\n", 400},
		{"POST /\n\n" + strings.Repeat(" ", 256<<10) + "{}", 413},
		{"POST /\n\n" + `{"sessionId":"error"}`, 500},
		{"POST /\n\n" + `{"sessionId":"panic"}`, 500},
		{"POST /\n\n" + `{"sessionId":"upstream"}`, 500},
		{"POST /\n\n" + `{"sessionId":"gone"}`, 410},
		{"GET /", 405},
		{"PUT /\n\n{}", 405},
	} {
		s := new(sink)
		w := exchange(newNotificationHandler(s), tt.request)
		if w.Code != tt.status {
			t.Errorf("%.80s: %d %s", tt.request, w.Code, w.Body)
		}
		if tt.status == 204 && w.Body.Len() > 0 || tt.status != 204 && w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("%.80s: %v %s", tt.request, w.Header(), w.Body)
		}
		if strings.Contains(w.Body.String(), "database") || strings.Contains(w.Body.String(), "range") {
			t.Errorf("%.80s: %s", tt.request, w.Body)
		}
		if got := w.Header().Get("Allow"); (tt.status == 405) != (got == "POST") {
			t.Errorf("%.80s: Allow %q", tt.request, got)
		}
	}
}

func TestReceiverCorrelator(t *testing.T) {
	for id, kept := range map[string]bool{"b4333c46-49c0-4f62-80d7-f0ef930f1c46": true, "a<b>{c};:./_": true, "a b": false,
		strings.Repeat("x", 256): true, strings.Repeat("x", 257): false, "é": false} {
		s := new(sink)
		w := exchange(newNotificationHandler(s), "POST /\nX-Correlator: "+id+"\n\n{}")
		want := ""
		if kept {
			want = id
		}
		if w.Code != 204 || w.Header().Get("X-Correlator") != want || s.correlator != want {
			t.Errorf("%q: %d, echoed %q, in context %q", id, w.Code, w.Header().Get("X-Correlator"), s.correlator)
		}
	}
}

func TestReceiverStrict(t *testing.T) {
	h := newNotificationHandler(new(sink), rest.Strict())
	for body, status := range map[string]int{`{}`: 400, `{"duration":0}`: 400, `{"duration":1}`: 204} {
		if w := exchange(h, "POST /\n\n"+body); w.Code != status {
			t.Errorf("%s: %d", body, w.Code)
		}
	}
}

func TestBodyVerifier(t *testing.T) {
	check := func(r *http.Request, body []byte) error {
		if r.Header.Get("Signature") != string(body) {
			return errors.New("wrong signature")
		}
		return nil
	}
	s := new(sink)
	h := newNotificationHandler(s, rest.WithBodyVerifier("Signature", check))
	if w := exchange(h, "POST /\nSignature: {}\n\n{}"); w.Code != 204 || s.event == nil {
		t.Errorf("got %d", w.Code)
	}
	w := exchange(h, "POST /\nSignature: x\n\n{")
	if w.Code != 401 || w.Header().Get("WWW-Authenticate") != "Signature" || strings.Contains(w.Body.String(), "wrong") {
		t.Errorf("got %d %v %s", w.Code, w.Header(), w.Body)
	}
}

func TestAuthenticatorChoosesTheStatus(t *testing.T) {
	h := newNotificationHandler(new(sink), rest.WithAuthenticator("X", func(*http.Request) error { return rest.NewProblem(403, "not from there") }))
	if w := exchange(h, "POST /\n\n{}"); w.Code != 403 {
		t.Errorf("got %d", w.Code)
	}
}

func TestReceiverAck(t *testing.T) {
	h := rest.NewReceiver(rest.Endpoint{
		Operation: &rest.Operation{Name: "receipts", Method: "POST", ContentType: "application/json"}, Status: 200,
		Serve: func(_ context.Context, r *rest.Request) (any, error) {
			var raw jsonwire.Raw
			if err := r.Decode(&raw); err != nil {
				return nil, err
			}
			return raw, nil
		},
	}, nil)
	if w := exchange(h, "POST /\n\n"+`{"code":"0"}`); w.Code != 200 || w.Body.String() != `{"code":"0"}` {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

// http.ErrAbortHandler means to cut the connection without an answer.
func TestAbort(t *testing.T) {
	h := rest.NewReceiver(rest.Endpoint{
		Operation: &rest.Operation{Name: "x", Method: "POST"}, Status: 204,
		Serve: func(context.Context, *rest.Request) (any, error) { panic(http.ErrAbortHandler) },
	}, nil)
	defer func() {
		if recover() != http.ErrAbortHandler {
			t.Error("the panic did not arrive")
		}
	}()
	exchange(h, "POST /")
}

// A body that does not say what it is is refused, one of an unknown kind is not.
func TestReceiverTag(t *testing.T) {
	h := rest.NewReceiver(rest.Endpoint{
		Operation: &rest.Operation{Name: "events", Method: "POST", Tag: "type"}, Status: 204,
		Serve: func(_ context.Context, r *rest.Request) (any, error) {
			var raw jsonwire.Raw
			return nil, r.Decode(&raw)
		},
	}, errorBody)
	for body, status := range map[string]int{
		`{"type":"a"}`: 204, `{"id":1,"type":"what.nobody.knows"}`: 204, `{"type":5}`: 204,
		`{}`: 400, `{"type":""}`: 400, `{"type":null}`: 400, `{"type":[]}`: 400, `{"x":{"type":"a"}}`: 400, `[]`: 400, `null`: 400, ``: 400,
	} {
		if w := exchange(h, "POST /\n\n"+body); w.Code != status {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	}
	want := `{"code":"INVALID_ARGUMENT","message":"member \"type\", which says what this is, is missing or says nothing","status":400}`
	if w := exchange(h, "POST /\n\n{}"); w.Body.String() != want {
		t.Errorf("got %s", w.Body)
	}
}
