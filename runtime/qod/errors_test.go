package qod_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"testing"

	"github.com/telgen/telgen/generated/qod/qodtest"
	v08 "github.com/telgen/telgen/generated/qod/v0_8"
	v12 "github.com/telgen/telgen/generated/qod/v1_2"
	"github.com/telgen/telgen/runtime/qod"
	"github.com/telgen/telgen/runtime/rest"
)

func TestErrorOf(t *testing.T) {
	for _, tt := range []struct {
		status int
		body   string
		code   qod.Code // as sent
		is     qod.Code
		text   string
	}{
		{404, `{"status":404,"code":"NOT_FOUND","message":"No such session."}`, "NOT_FOUND", qod.CodeNotFound, "getSession: 404 Not Found: NOT_FOUND: No such session."},
		{400, `{"code":"INVALID_INPUT","message":"ueId is wrong"}`, "INVALID_INPUT", qod.CodeInvalidInput, "getSession: 400 Bad Request: INVALID_INPUT: ueId is wrong"},
		{404, `{"detail":"QoS subscription not found"}`, "", qod.CodeNotFound, "getSession: 404 Not Found: QoS subscription not found"},
		{403, `{"message":"Invalid API key."}`, "", qod.CodePermissionDenied, "getSession: 403 Forbidden: Invalid API key."},
		{422, `{"detail":[{"loc":["body","device",0],"msg":"field required","type":"value_error.missing"},{"msg":"too short"},7]}`, "", "",
			"getSession: 422 Unprocessable Entity: body.device.0: field required; too short"},
		{422, `{"code":"MISSING_IDENTIFIER","message":null}`, "MISSING_IDENTIFIER", qod.CodeMissingIdentifier, "getSession: 422 Unprocessable Entity: MISSING_IDENTIFIER"},
		{409, `{"code":"QUALITY_ON_DEMAND.SESSION_EXTENSION_NOT_ALLOWED"}`, "QUALITY_ON_DEMAND.SESSION_EXTENSION_NOT_ALLOWED", qod.CodeExtensionNotAllowed,
			"getSession: 409 Conflict: QUALITY_ON_DEMAND.SESSION_EXTENSION_NOT_ALLOWED"},
		{502, "<html>Bad Gateway</html>", "", "", "getSession: 502 Bad Gateway"},
		{503, "", "", qod.CodeUnavailable, "getSession: 503 Service Unavailable"},
		{401, `[1]`, "", qod.CodeUnauthenticated, "getSession: 401 Unauthorized"},
		{401, `{"code":"X","message":"cut o`, "", qod.CodeUnauthenticated, "getSession: 401 Unauthorized"},
		{499, `{"code":{"a":1},"message":[2]}`, "", "", "getSession: 499"},
	} {
		answer := &rest.StatusError{Operation: "getSession", Status: tt.status, Body: []byte(tt.body)}
		e := qod.ErrorOf(fmt.Errorf("asking: %w", answer))
		if e == nil || e.Code != tt.code || e.Status != tt.status || e.Error() != tt.text {
			t.Errorf("%s: %v", tt.body, e)
			continue
		}
		if tt.is != "" && (!errors.Is(e, tt.is) || !qod.HasCode(answer, qod.CodeGone, tt.is)) {
			t.Errorf("%v is not %s", e, tt.is)
		}
		if errors.Is(e, qod.CodeGone) || qod.HasCode(answer, qod.CodeGone) {
			t.Errorf("%v is GONE", e)
		}
		var back *rest.StatusError
		if !errors.As(e, &back) || back != answer {
			t.Errorf("%v unwraps to %v", e, back)
		}
		if qod.ErrorOf(e) != e {
			t.Errorf("%v is not found again", e)
		}
	}
	if e := qod.ErrorOf(errors.New("no route")); e != nil {
		t.Errorf("an error of no answer: %v", e)
	}
	if qod.HasCode(nil, qod.CodeNotFound) {
		t.Error("no error has a code")
	}
}

// TestErrorOfGenerated reads the errors of generated clients.
func TestErrorOfGenerated(t *testing.T) {
	url := qodtest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"status":404,"code":"NOT_FOUND","message":"gone"}`)
	}))
	old, err := v08.NewClient(url)
	if err != nil {
		t.Fatal(err)
	}
	recent, err := v12.NewClient(url)
	if err != nil {
		t.Fatal(err)
	}
	_, err1 := old.GetSession(t.Context(), qodtest.SessionID)
	_, err2 := recent.GetSession(t.Context(), qodtest.SessionID)
	for _, err := range []error{err1, err2} {
		if !qod.HasCode(err, qod.CodeNotFound) {
			t.Errorf("error %v", err)
		}
	}
}

// TestErrorVectors has a constant for each code of the newest version.
func TestErrorVectors(t *testing.T) {
	b, err := os.ReadFile(qodtest.Shared(t, "vectors", "qod", "camara_r41_errors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list []struct{ Body struct{ Code qod.Code } }
	if err := json.Unmarshal(b, &list); err != nil || len(list) < 15 {
		t.Fatal(len(list), err)
	}
	constants := map[qod.Code]bool{}
	for _, c := range []qod.Code{
		qod.CodeInvalidArgument, qod.CodeOutOfRange, qod.CodeDurationOutOfRange, qod.CodeProfileNotApplicable, qod.CodeInvalidSink,
		qod.CodeInvalidCredential, qod.CodeInvalidToken, qod.CodeKeyNotConfigured, qod.CodeUnauthenticated, qod.CodePermissionDenied,
		qod.CodeNotFound, qod.CodeConflict, qod.CodeExtensionNotAllowed, qod.CodeGone, qod.CodeIdentifierNotFound,
		qod.CodeServiceNotApplicable, qod.CodeMissingIdentifier, qod.CodeUnsupportedIdentifier, qod.CodeUnnecessaryIdentifier,
		qod.CodeQuotaExceeded, qod.CodeTooManyRequests,
	} {
		constants[c] = true
	}
	for _, e := range list {
		if !constants[e.Body.Code] {
			t.Errorf("there is no constant for %s", e.Body.Code)
		}
	}
}
