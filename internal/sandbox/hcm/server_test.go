package hcm

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/hcm"
)

func newServer(t testing.TB, cfg Config) *Server {
	t.Helper()
	cfg.Log = slog.New(slog.DiscardHandler)
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// call makes a request and returns status, header and body.
func call(s *Server, method, path, contentType, token, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// fetchToken returns an access token.
func fetchToken(t testing.TB, s *Server, path string) string {
	t.Helper()
	w := call(s, "POST", path, "application/x-www-form-urlencoded", "", "grant_type=client_credentials&client_id=10086&client_secret=s")
	var token struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int    `json:"expires_in"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &token); err != nil || w.Code != 200 || token.ExpiresIn != 3600 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return token.AccessToken
}

// TestMessages sends messages as they are on the wire, right and wrong.
func TestMessages(t *testing.T) {
	s := newServer(t, Config{})
	token := fetchToken(t, s, "/oauth2/v2/token")
	tokens := func(n int) string { return strings.TrimSuffix(strings.Repeat(`"t",`, n), ",") }
	for name, c := range map[string]struct {
		body   string
		status int
		code   hcm.ResultCode
	}{
		"one token":       {`{"message":{"data":"x","token":["t"]}}`, 200, hcm.ResultCodeSuccess},
		"1000 tokens":     {`{"message":{"data":"x","token":[` + tokens(1000) + `]}}`, 200, hcm.ResultCodeSuccess},
		"1001 tokens":     {`{"message":{"data":"x","token":[` + tokens(1001) + `]}}`, 400, hcm.ResultCodeTooManyTokens},
		"4096 bytes":      {`{"message":{"data":"` + strings.Repeat("x", 4085) + `","token":["t"]}}`, 200, hcm.ResultCodeSuccess},
		"4097 bytes":      {`{"message":{"data":"` + strings.Repeat("x", 4086) + `","token":["t"]}}`, 400, hcm.ResultCodeMessageTooLarge},
		"some illegal":    {`{"message":{"data":"x","token":["t","illegal-1"]}}`, 200, hcm.ResultCodePartialSuccess},
		"all illegal":     {`{"message":{"data":"x","token":["illegal-1"]}}`, 200, hcm.ResultCodeAllTokensInvalid},
		"collapse_key":    {`{"message":{"data":"x","android":{"collapse_key":101},"token":["t"]}}`, 400, hcm.ResultCodeInvalidCollapseKey},
		"click_action":    {`{"message":{"android":{"notification":{"click_action":{"type":1}}},"token":["t"]}}`, 400, hcm.ResultCodeParameterError},
		"style":           {`{"message":{"android":{"notification":{"style":1,"click_action":{"type":3}}},"token":["t"]}}`, 400, hcm.ResultCodeParameterError},
		"no target":       {`{"message":{"data":"x"}}`, 400, hcm.ResultCodeParameterError},
		"two targets":     {`{"message":{"data":"x","topic":"a","condition":"b"}}`, 400, hcm.ResultCodeParameterError},
		"not JSON":        {`{"message"`, 400, hcm.ResultCodeMessageStructureError},
		"wrong type":      {`{"message":{"token":"t"}}`, 400, hcm.ResultCodeMessageStructureError},
		"no body":         {``, 400, hcm.ResultCodeMessageStructureError},
		"a title only":    {`{"message":{"notification":{"title":"x"},"token":["t"]}}`, 400, hcm.ResultCodeMessageStructureError},
		"topic":           {`{"message":{"data":"x","topic":"a"}}`, 200, hcm.ResultCodeSuccess},
		"only to be read": {`{"validate_only":true,"message":{"data":"x","topic":"a"}}`, 200, hcm.ResultCodeSuccess},
	} {
		for _, path := range []string{"/v1/10086/messages:send", "/v2/project/messages:send"} {
			w := call(s, "POST", path, "application/json;charset=utf-8", token, c.body)
			var answer hcm.BaseResponse
			if err := answer.UnmarshalJSON(w.Body.Bytes()); err != nil || w.Code != c.status || answer.Code != c.code {
				t.Errorf("%s: %d %s, %v; want %d %s", name, w.Code, w.Body, err, c.status, c.code)
			}
		}
	}
}

// TestAccess checks what tokens are accepted.
func TestAccess(t *testing.T) {
	s := newServer(t, Config{})
	now := time.Now()
	jwt := func(alg string, iat, exp time.Duration) string {
		part := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
		return part(`{"alg":"`+alg+`","typ":"JWT","kid":"k"}`) + "." +
			part(fmt.Sprintf(`{"aud":"https://x","iss":"s","iat":%d,"exp":%d}`, now.Add(iat).Unix(), now.Add(exp).Unix())) + ".c2ln"
	}
	expired := fetchToken(t, s, "/oauth2/v3/token")
	if w := call(s, "POST", "/sandbox/expire-tokens", "", "", ""); w.Code != http.StatusNoContent {
		t.Errorf("expire-tokens: %d", w.Code)
	}
	for token, want := range map[string]hcm.ResultCode{
		"":                                     hcm.ResultCodeOAuthFailed,
		"x":                                    hcm.ResultCodeOAuthFailed,
		"a.b.c":                                hcm.ResultCodeOAuthFailed,
		expired:                                hcm.ResultCodeOAuthTokenExpired,
		fetchToken(t, s, "/oauth2/v3/token"):   hcm.ResultCodeSuccess,
		jwt("PS256", 0, time.Hour):             hcm.ResultCodeSuccess,
		jwt("none", 0, time.Hour):              hcm.ResultCodeOAuthFailed,
		jwt("PS256", 0, 25*time.Hour):          hcm.ResultCodeJWTValidityTooLong,
		jwt("PS256", -2*time.Hour, -time.Hour): hcm.ResultCodeJWTExpired,
		jwt("PS256", time.Hour, 2*time.Hour):   hcm.ResultCodeOAuthFailed,
	} {
		w := call(s, "POST", "/v1/10086/topic:list", "application/json", token, `{"token":"t"}`)
		if !strings.Contains(w.Body.String(), string(want)) || (w.Code == 401) != (want != hcm.ResultCodeSuccess) {
			t.Errorf("%q: %d %s, want %s", token, w.Code, w.Body, want)
		}
	}
	body := `{"payload":{"extraData":"x"},"target":{"token":["t"]}}`
	for token, want := range map[string]int{fetchToken(t, s, "/oauth2/v3/token"): 401, jwt("PS256", 0, time.Hour): 200} {
		if w := call(s, "POST", "/v3/p/messages:send", "application/json", token, body, "push-type", "6"); w.Code != want {
			t.Errorf("v3: %d %s, want %d", w.Code, w.Body, want)
		}
	}
}

// TestUnavailable has calls fail on demand, by share and by speed.
func TestUnavailable(t *testing.T) {
	const body = `{"message":{"data":"x","token":["a","b"]}}`
	send := func(s *Server, token string) *httptest.ResponseRecorder {
		return call(s, "POST", "/v1/1/messages:send", "application/json", token, body)
	}
	s := newServer(t, Config{RetryAfter: 2 * time.Second})
	token := fetchToken(t, s, "/oauth2/v3/token")
	if w := call(s, "POST", "/sandbox/unavailable?calls=1", "", "", ""); w.Code != http.StatusNoContent {
		t.Errorf("unavailable: %d", w.Code)
	}
	if w := send(s, token); w.Code != 503 || w.Header().Get("Retry-After") != "2" {
		t.Errorf("%d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	if w := send(s, token); w.Code != 200 {
		t.Errorf("%d after one failure", w.Code)
	}
	if w := call(s, "GET", "/sandbox/stats", "", "", ""); strings.TrimSpace(w.Body.String()) != `{"tokens":1,"messages":1,"devices":2,"illegal":0,"unavailable":1,"refused":0}` {
		t.Errorf("stats %s", w.Body)
	}
	if w := call(s, "POST", "/sandbox/unavailable?calls=x", "", "", ""); w.Code != 400 {
		t.Errorf("calls=x: %d", w.Code)
	}

	failures := [2]string{}
	for i := range failures {
		s = newServer(t, Config{FailShare: 0.5, Seed: 9})
		token = fetchToken(t, s, "/oauth2/v3/token")
		for range 40 {
			failures[i] += fmt.Sprintln(send(s, token).Code)
		}
	}
	if n := strings.Count(failures[0], "503"); failures[0] != failures[1] || n < 10 || n > 30 {
		t.Errorf("%d of 40 calls failed, or another time others", n)
	}

	s = newServer(t, Config{Rate: 5})
	token = fetchToken(t, s, "/oauth2/v3/token")
	codes := map[int]int{}
	for range 12 { // 2 tokens each, within at most two seconds
		codes[send(s, token).Code]++
	}
	if codes[200] < 2 || codes[200] > 4 || codes[503] < 8 {
		t.Errorf("with 5 devices a second: %v", codes)
	}
}

// TestSeed checks that the same seed issues the same tokens.
func TestSeed(t *testing.T) {
	var got [3]string
	for i, seed := range []uint64{1, 1, 2} {
		got[i] = fetchToken(t, newServer(t, Config{Seed: seed}), "/oauth2/v3/token")
	}
	if got[0] != got[1] || got[0] == got[2] {
		t.Errorf("tokens %q", got)
	}
}

// TestTopicLimits checks the limits of topics.
func TestTopicLimits(t *testing.T) {
	s := newServer(t, Config{})
	token := fetchToken(t, s, "/oauth2/v3/token")
	for range maxTopics {
		s.topics.subscribe("full", fmt.Sprint(len(s.topics.of["full"])), time.Now())
	}
	for body, want := range map[string]hcm.ResultCode{
		`{"topic":"new","tokenArray":["full"]}`: hcm.ResultCodeSomeTokensInvalid,
		`{"topic":"1","tokenArray":["full"]}`:   hcm.ResultCodeSuccess,
		`{"topic":"","tokenArray":["a"]}`:       hcm.ResultCodeInvalidTopic,
		`{"topic":"a","tokenArray":[]}`:         hcm.ResultCodeInvalidTokenArray,
	} {
		w := call(s, "POST", "/v1/1/topic:subscribe", "application/json", token, body)
		if !strings.Contains(w.Body.String(), string(want)) {
			t.Errorf("%s: %s, want %s", body, w.Body, want)
		}
	}
}

// FuzzRequests posts anything to all paths: no answer is the server's fault.
func FuzzRequests(f *testing.F) {
	s := newServer(f, Config{})
	token := fetchToken(f, s, "/oauth2/v3/token")
	f.Add("grant_type=client_credentials&client_id=1&client_secret=s", "a.b.c")
	f.Add(`{"message":{"data":"x","token":["a"]},"topic":"x","tokenArray":["a"],"notifyId":1}`, token)
	f.Add(`{"payload":{"notification":{}},"target":{"token":["a"]}}`, "e30.e30.e30")
	paths := []string{"/v1/1/messages:send", "/v2/p/messages:send", "/v3/p/messages:send", "/v1/1/messages:revoke", "/v1/1/topic:subscribe", "/v1/1/topic:unsubscribe", "/v1/1/topic:list"}
	f.Fuzz(func(t *testing.T, body, bearer string) {
		if w := call(s, "POST", "/oauth2/v3/token", "application/x-www-form-urlencoded", "", body); w.Code >= 500 {
			t.Errorf("token: %d %s", w.Code, w.Body)
		}
		for _, path := range paths {
			for _, credentials := range []string{token, bearer} {
				if w := call(s, "POST", path, "application/json", credentials, body, "push-type", "0"); w.Code >= 500 {
					t.Errorf("%s: %d %s", path, w.Code, w.Body)
				}
			}
		}
	})
}
