package peer_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// changed returns a request with another header.
func changed(m *diameter.Generic, change func(*diameter.Header)) *diameter.Generic {
	change(&m.Header)
	return m
}

func TestRefusedRequests(t *testing.T) {
	for _, test := range []struct {
		name   string
		req    *diameter.Generic
		rc     diameter.ResultCode
		flags  diameter.HeaderFlags
		failed string
	}{
		{"unknown command", changed(ping(authState, text), func(h *diameter.Header) { h.CommandCode = 999 }), 3001, 0x60, ""},
		{"unknown base command", changed(ping(), func(h *diameter.Header) { h.ApplicationID, h.CommandCode = 0, 999 }), 3001, 0x60, ""},
		{"unknown application", changed(ping(authState, text), func(h *diameter.Header) { h.ApplicationID = 5 }), 3007, 0x60, ""},
		{"not proxiable", changed(ping(), func(h *diameter.Header) { h.ApplicationID, h.Flags = 5, 0x80 }), 3007, 0x20, ""},
		{"E bit", changed(ping(authState, text), func(h *diameter.Header) { h.Flags |= diameter.FlagError }), 3008, 0x60, ""},
		{"missing text", ping(authState), 5005, 0x40, "9001/10415 c0 "},
		{"two texts", ping(authState, text, text), 5009, 0x40, "9001/10415 c0 68656c6c6f"},
		{"unknown AVP with M", ping(authState, text, diameter.NewUnsigned32(7777|diameter.M, 1)), 5001, 0x40, "7777 40 00000001"},
		{"short integer", ping(text, diameter.NewOctetString(keyAuthState|diameter.M, []byte{1})), 5014, 0x60, "277 40 00000000"},
		{"not even the state", ping(text), 5005, 0x60, "277 40 00000000"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w, _ := openWire(t, echo)
			test.req.AVPs = append(test.req.AVPs, proxies...)
			answer := w.exchange(test.req)
			if rc := resultOf(t, answer); rc != test.rc || answer.Header.Flags != test.flags {
				t.Errorf("answered %v flags %v, want %v and %v", rc, answer.Header.Flags, test.rc, test.flags)
			}
			checkFrame(t, answer)
			if failed := failedMembers(t, answer); failed != test.failed {
				t.Errorf("Failed-AVP %q, want %q", failed, test.failed)
			}
			w.stays()
		})
	}
}

// checkFrame checks what every answer has: Session-Id, names and Proxy-Info.
func checkFrame(t *testing.T, answer *diameter.Generic) {
	t.Helper()
	if s := textOf(answer, keySessionID); s != "wire;1;2" {
		t.Errorf("Session-Id %q", s)
	}
	if host, realm := textOf(answer, keyOriginHost), textOf(answer, keyOriginRealm); host != "server.example.org" || realm != "example.org" {
		t.Errorf("Origin-Host %q, Origin-Realm %q", host, realm)
	}
	if got, want := show(diameter.Find(answer, keyProxyInfo)), show(proxies); !reflect.DeepEqual(got, want) {
		t.Errorf("Proxy-Info %v, want %v", got, want)
	}
}

func failedMembers(t *testing.T, answer *diameter.Generic) string {
	t.Helper()
	found := diameter.Find(answer, keyFailedAVP)
	if len(found) == 0 {
		return ""
	}
	members, err := found[0].Grouped()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(show(members), "; ")
}

func TestPermanentFailureFollowsTheGrammar(t *testing.T) {
	w, _ := openWire(t, echo)
	answer := w.exchange(ping(authState)) // no text
	if got := show(diameter.Find(answer, keyAuthState)); len(got) != 1 || got[0] != "277 40 00000001" {
		t.Errorf("Auth-Session-State %v, want that of the request", got)
	}
}

func TestApplicationWithoutHandler(t *testing.T) {
	server := newNode(t, testConfig("server.example.org"), pingApp)
	w := dialWire(t, serve(t, server))
	w.exchange(cer())
	answer := w.exchange(ping(authState, text))
	if rc := resultOf(t, answer); rc != diameter.ResultCommandUnsupported || answer.Header.Flags&diameter.FlagError == 0 {
		t.Errorf("answered %v flags %v", rc, answer.Header.Flags)
	}
	w.stays()
}

func TestHandlerErrors(t *testing.T) {
	example := diameter.NewUTF8String(keyText|diameter.M, "bad")
	for _, test := range []struct {
		name   string
		h      pingHandler
		rc     diameter.ResultCode
		flags  diameter.HeaderFlags
		failed string
		text   string
	}{
		{"any error", fails(errors.New("database password is swordfish")), 5012, 0x40, "", ""},
		{"AVPError", fails(&diameter.AVPError{ResultCode: 5004, Failed: example, Path: []diameter.Key{keyText}, Detail: "bad text"}),
			5004, 0x40, "9001/10415 c0 626164", "AVP 9001/10415: bad text (DIAMETER_INVALID_AVP_VALUE 5004)"},
		{"AnswerError", fails(&diameter.AnswerError{ResultCode: 4002, Text: "full"}), 4002, 0x40, "", "full"},
		{"protocol error", fails(&diameter.AnswerError{ResultCode: 3004, Text: "later"}), 3004, 0x60, "", "later"},
		{"no result", fails(new(diameter.AnswerError)), 5012, 0x40, "", ""},
		{"unsupported", fails(peer.Unsupported("Ping-Request")), 3001, 0x60, "", "Ping-Request is not implemented"},
		{"nothing", fails(nil), 5012, 0x40, "", ""},
		{"invalid answer", func(context.Context, *pingRequest) (*pingAnswer, error) {
			return &pingAnswer{OriginHost: "x", Extra: []diameter.AVP{text, text}}, nil
		}, 5012, 0x40, "", ""},
		{"panic", func(context.Context, *pingRequest) (*pingAnswer, error) { panic("boom") }, 5012, 0x40, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			w, _ := openWire(t, test.h)
			req := ping(authState, text)
			req.AVPs = append(req.AVPs, proxies...)
			answer := w.exchange(req)
			if rc := resultOf(t, answer); rc != test.rc || answer.Header.Flags != test.flags {
				t.Errorf("answered %v flags %v, want %v and %v", rc, answer.Header.Flags, test.rc, test.flags)
			}
			checkFrame(t, answer)
			if failed := failedMembers(t, answer); failed != test.failed {
				t.Errorf("Failed-AVP %q, want %q", failed, test.failed)
			}
			if got := textOf(answer, 281); got != test.text {
				t.Errorf("Error-Message %q, want %q", got, test.text)
			}
			w.stays()
		})
	}
}

// fails is a handler without an answer.
func fails(err error) pingHandler {
	return func(context.Context, *pingRequest) (*pingAnswer, error) { return nil, err }
}

func TestExperimentalResult(t *testing.T) {
	client, _ := pair(t, fails(&diameter.AnswerError{VendorID: vendor3GPP, Experimental: 5001, Text: "who?"}))
	answer, err := pingClient{client}.Ping(soonContext(t), newPing("x"))
	var e *diameter.AnswerError
	if !errors.As(err, &e) || e.VendorID != vendor3GPP || e.Experimental != 5001 || e.ResultCode != 0 || e.Text != "who?" {
		t.Fatalf("error %v", err)
	}
	if answer == nil || answer.AuthState != 1 || e.Answer != diameter.Message(answer) {
		t.Errorf("answer %+v", answer)
	}
}

func TestAnswerErrorAtTheCaller(t *testing.T) {
	for _, test := range []struct {
		err   error
		rc    diameter.ResultCode
		typed bool
		text  string
	}{
		{errors.New("any"), 5012, true, "Ping-Request: server.example.org answered DIAMETER_UNABLE_TO_COMPLY 5012"},
		{peer.Unsupported("Ping-Request"), 3001, false,
			"Ping-Request: server.example.org answered DIAMETER_COMMAND_UNSUPPORTED 3001: Ping-Request is not implemented"},
	} {
		client, _ := pair(t, fails(test.err))
		answer, err := pingClient{client}.Ping(soonContext(t), newPing("x"))
		var e *diameter.AnswerError
		if !errors.As(err, &e) || e.ResultCode != test.rc || err.Error() != test.text {
			t.Fatalf("error %v, want %s", err, test.text)
		}
		if (answer != nil) != test.typed {
			t.Errorf("%v: answer %+v", test.rc, answer)
		}
	}
}

// A handler that passes on the error of a call does not blame its own request.
func TestErrorOfACallInAHandler(t *testing.T) {
	var server *peer.Node
	client, server := pair(t, func(ctx context.Context, _ *pingRequest) (*pingAnswer, error) {
		return peer.Call[*pingAnswer](ctx, server, newPing("")) // not valid: 5005
	})
	_, err := pingClient{client}.Ping(soonContext(t), newPing("x"))
	var e *diameter.AnswerError
	if !errors.As(err, &e) || e.ResultCode != diameter.ResultUnableToComply {
		t.Errorf("error %v, want 5012", err)
	}
}

func TestTooBusy(t *testing.T) {
	release := make(chan struct{})
	cfg := testConfig("server.example.org")
	cfg.MaxRequests = 1
	server := newNode(t, cfg)
	server.Handle(pingHandler(func(ctx context.Context, req *pingRequest) (*pingAnswer, error) {
		<-release
		return echo(ctx, req)
	}))
	w := dialWire(t, serve(t, server))
	w.exchange(cer())
	first := ping(authState, text)
	first.Header.HopByHop = 1
	w.send(first)
	if rc := resultOf(t, w.exchange(ping(authState, text))); rc != diameter.ResultTooBusy {
		t.Errorf("answered %v", rc)
	}
	close(release)
	if m := w.read(); m.Header.HopByHop != 1 || resultOf(t, m) != diameter.ResultSuccess {
		t.Errorf("got %+v", m)
	}
}

// TestPolicy checks that the node's policy decides what a handler sees.
func TestPolicy(t *testing.T) {
	for name, test := range map[string]struct {
		policy diameter.Policy
		req    *diameter.Generic
		rc     diameter.ResultCode
	}{
		"unknown AVP with M, default": {diameter.Policy{}, ping(authState, text, diameter.NewUnsigned32(7777|diameter.M, 1)), 5001},
		"unknown AVP with M, lenient": {diameter.LenientPolicy(), ping(authState, text, diameter.NewUnsigned32(7777|diameter.M, 1)), 2001},
		"M bit missing, default":      {diameter.Policy{}, ping(authState, diameter.NewUTF8String(keyText, "hello")), 2001},
		"M bit missing, strict":       {diameter.StrictPolicy(), ping(authState, diameter.NewUTF8String(keyText, "hello")), 3009},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := testConfig("server.example.org")
			cfg.Policy = test.policy
			server := newNode(t, cfg)
			server.Handle(pingHandler(echo))
			w := dialWire(t, serve(t, server))
			w.exchange(cer())
			if rc := resultOf(t, w.exchange(test.req)); rc != test.rc {
				t.Errorf("answered %v, want %v", rc, test.rc)
			}
		})
	}
}
