package pushkit_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/hcm"
	v3 "github.com/telgen/telgen/generated/hcm/v3"
	sandbox "github.com/telgen/telgen/internal/sandbox/hcm"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/pushkit"
	"github.com/telgen/telgen/runtime/rest"
)

// newServer returns a sandbox and its address.
func newServer(t *testing.T, cfg sandbox.Config) (*sandbox.Server, string) {
	t.Helper()
	cfg.Log = slog.New(slog.DiscardHandler)
	s, err := sandbox.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	api := httptest.NewServer(s)
	t.Cleanup(api.Close)
	return s, api.URL
}

// newApp returns an app of the sandbox at an address.
func newApp(t *testing.T, address string, options ...rest.Option) *pushkit.App {
	t.Helper()
	app, err := pushkit.NewApp(pushkit.Config{
		ID: "10086", Secret: "se+cr/et&x", PushID: "20097",
		TokenURL: address + "/oauth2/v3/token", PushURL: address, Options: options,
	})
	if err != nil {
		t.Fatal(err)
	}
	return app
}

func message(tokens ...string) *hcm.Message {
	return &hcm.Message{Data: opt.Some("x"), Token: tokens}
}

// withTimeout returns a context that ends before the test is killed.
func withTimeout(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// TestSend sends messages with every kind of outcome.
func TestSend(t *testing.T) {
	s, address := newServer(t, sandbox.Config{})
	app, ctx := newApp(t, address), withTimeout(t)
	answer, err := app.Send(ctx, message("a", "b"))
	if err != nil || answer.Code != hcm.ResultCodeSuccess || answer.RequestID.Or("") == "" {
		t.Errorf("%+v, %v", answer, err)
	}
	if partial, err := answer.PartialFailure(); partial != nil || err != nil {
		t.Errorf("partial failure of a success: %+v, %v", partial, err)
	}
	answer, err = app.Send(ctx, message("a", "illegal-b", "c"))
	if err != nil {
		t.Fatal(err)
	}
	partial, err := answer.PartialFailure()
	if err != nil || partial.Success.Or(0) != 2 || !slices.Equal(partial.IllegalTokens, []string{"illegal-b"}) {
		t.Errorf("%+v, %v", partial, err)
	}
	if got := s.Stats(); got.Tokens != 1 || got.Devices != 4 || got.Illegal != 1 {
		t.Errorf("stats %+v", got)
	}
	for name, c := range map[string]struct {
		message *hcm.Message
		status  int
		code    hcm.ResultCode
	}{
		"all illegal":    {message("illegal-a"), 200, hcm.ResultCodeAllTokensInvalid},
		"many topics":    {&hcm.Message{Data: opt.Some("x"), Condition: opt.Some(strings.Repeat("'a' in topics || ", 5) + "'a' in topics")}, 400, hcm.ResultCodeParameterError},
		"without a body": {&hcm.Message{Notification: &hcm.Notification{Title: opt.Some("x")}, Token: []string{"a"}}, 400, hcm.ResultCodeMessageStructureError},
	} {
		_, err := app.Send(ctx, c.message)
		var status *rest.StatusError
		var body *hcm.BaseResponse
		if !errors.As(err, &status) || !errors.As(err, &body) || status.Status != c.status || body.Code != c.code || body.RequestID.Or("") == "" || rest.Temporary(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := app.Check(ctx, message("a")); err != nil {
		t.Error(err)
	}
	if _, err := app.Send(ctx, &hcm.Message{Data: opt.Some(strings.Repeat("ü", 2048)), Token: []string{"a"}}); err == nil || !strings.Contains(err.Error(), "4107 bytes") {
		t.Errorf("a message that is too large: %v", err)
	}
	if _, err := app.Send(ctx, nil); err == nil {
		t.Error("nil was sent")
	}
}

// TestUnavailable sends while the server fails: nothing is repeated unless
// that is asked for.
func TestUnavailable(t *testing.T) {
	s, address := newServer(t, sandbox.Config{})
	ctx := withTimeout(t)
	s.FailNext(1)
	_, err := newApp(t, address).Send(ctx, message("a"))
	var body *hcm.BaseResponse
	if !rest.Temporary(err) || !errors.As(err, &body) || !body.Code.Retryable() {
		t.Errorf("%v", err)
	}
	s.FailNext(2)
	retry := rest.Retry{Attempts: 3, Base: time.Millisecond}
	if _, err := newApp(t, address, rest.WithRetry(retry)).Send(ctx, message("a")); err == nil {
		t.Error("a message was repeated")
	}
	s.FailNext(2)
	if _, err := newApp(t, address, rest.WithRetry(retry)).Topics(ctx, "a"); err != nil {
		t.Errorf("reading topics was not repeated: %v", err)
	}
	retry.All = true
	s.FailNext(2)
	if _, err := newApp(t, address, rest.WithRetry(retry)).Send(ctx, message("a")); err != nil {
		t.Error(err)
	}
}

// TestExpiredToken has 50 goroutines send when the token has expired: one
// fetches another.
func TestExpiredToken(t *testing.T) {
	s, address := newServer(t, sandbox.Config{})
	app, ctx := newApp(t, address), withTimeout(t)
	if _, err := app.Send(ctx, message("a")); err != nil {
		t.Fatal(err)
	}
	s.ExpireTokens()
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			if _, err := app.Send(ctx, message(fmt.Sprint(i))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := s.Stats(); got.Tokens != 2 || got.Devices != 51 {
		t.Errorf("stats %+v, want 2 access tokens and 51 devices", got)
	}
}

// TestTokenRefused has the server report with status 200 that the token has
// expired, as the real one may.
func TestTokenRefused(t *testing.T) {
	var fetched, sent int
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/token" {
			fetched++
			fmt.Fprintf(w, `{"access_token":"t%d","expires_in":3600,"token_type":"Bearer"}`, fetched)
			return
		}
		sent++
		if r.Header.Get("Authorization") == "Bearer t1" {
			io.WriteString(w, `{"code":"80200003","msg":"token expired","requestId":"r1"}`)
			return
		}
		io.WriteString(w, `{"code":"80000000","msg":"Success","requestId":"r2"}`)
	}))
	defer api.Close()
	app, err := pushkit.NewApp(pushkit.Config{ID: "1", Secret: "s", TokenURL: api.URL + "/token", PushURL: api.URL})
	if err != nil {
		t.Fatal(err)
	}
	if answer, err := app.Send(withTimeout(t), message("a")); err != nil || answer.RequestID.Or("") != "r2" || fetched != 2 || sent != 2 {
		t.Errorf("%+v, %v, %d tokens, %d sends", answer, err, fetched, sent)
	}
}

// TestTokenRequest checks the form of the request, and what a refusal says.
func TestTokenRequest(t *testing.T) {
	var form url.Values
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		form, _ = url.ParseQuery(string(b))
		if r.Header.Get("Authorization") != "" || !strings.Contains(string(b), "se%2Bcr%2Fet%26x") {
			t.Errorf("Authorization %q, body %s", r.Header.Get("Authorization"), b)
		}
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, `{"sub_error":20003,"error_description":"client_id not exist","error":1101}`)
	}))
	defer api.Close()
	app, err := pushkit.NewApp(pushkit.Config{ID: "10086", Secret: "se+cr/et&x", TokenURL: api.URL, PushURL: api.URL})
	if err != nil {
		t.Fatal(err)
	}
	_, err = app.Send(withTimeout(t), message("a"))
	var body *hcm.OAuthError
	var status *rest.StatusError
	if !errors.As(err, &body) || body.ErrorValue.Or(0) != 1101 || body.SubError.Or(0) != 20003 || !errors.As(err, &status) || status.Status != 400 {
		t.Errorf("%v", err)
	}
	want := url.Values{"grant_type": {"client_credentials"}, "client_id": {"10086"}, "client_secret": {"se+cr/et&x"}}
	if form.Encode() != want.Encode() {
		t.Errorf("form %v", form)
	}
}

// TestTopics subscribes, lists and sends to a topic.
func TestTopics(t *testing.T) {
	_, address := newServer(t, sandbox.Config{})
	app, ctx := newApp(t, address), withTimeout(t)
	answer, err := app.Subscribe(ctx, "weather", "a", "illegal-b", "c")
	if err != nil || answer.Code != hcm.ResultCodeSomeTokensInvalid || answer.SuccessCount.Or(0) != 2 || len(answer.Errors) != 1 || answer.Errors[0].Index.Or(0) != 1 {
		t.Errorf("%+v, %v", answer, err)
	}
	topics, err := app.Topics(ctx, "a")
	if err != nil || len(topics) != 1 || topics[0].Name != "weather" || topics[0].AddDate.Or("") == "" {
		t.Errorf("%+v, %v", topics, err)
	}
	if _, err := app.Unsubscribe(ctx, "weather", "a"); err != nil {
		t.Error(err)
	}
	if topics, err := app.Topics(ctx, "a"); err != nil || len(topics) != 0 {
		t.Errorf("%+v, %v", topics, err)
	}
	if _, err := app.Send(ctx, &hcm.Message{Data: opt.Some("x"), Topic: opt.Some("weather")}); err != nil {
		t.Error(err)
	}
	if _, err := app.Revoke(ctx, 7, "a"); err != nil {
		t.Error(err)
	}
}

// account returns the file of a service account.
func account(t *testing.T) *pushkit.ServiceAccount {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file, err := json.Marshal(map[string]string{
		"project_id": "p1", "key_id": "k1", "sub_account": "s1", "token_uri": pushkit.DefaultTokenURL,
		"private_key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := pushkit.ParseServiceAccount(file)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestServiceAccount sends with signed tokens, by project and to HarmonyOS.
func TestServiceAccount(t *testing.T) {
	s, address := newServer(t, sandbox.Config{})
	ctx := withTimeout(t)
	app, err := pushkit.NewApp(pushkit.Config{ServiceAccount: account(t), PushURL: address})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.Send(ctx, message("a")); err != nil {
		t.Error(err)
	}
	m := &v3.SendRequest{
		Payload: v3.Payload{Notification: &v3.Notification{Category: v3.NotificationCategoryMarketing, Title: "t", Body: "b"}},
		Target:  v3.Target{Token: []string{"a", "illegal-b"}},
	}
	answer, err := app.SendHarmony(ctx, v3.PushTypeAlert, m)
	if err != nil {
		t.Fatal(err)
	}
	partial, err := answer.PartialFailure()
	if err != nil || !slices.Equal(partial.IllegalTokens["tokenFormatError"], []string{"illegal-b"}) {
		t.Errorf("%+v, %v", partial, err)
	}
	report, err := app.SendHarmonyAll(ctx, v3.PushTypeAlert, m, tokens(2500), rest.FanOutOptions{})
	if err != nil || report.Accepted != 2450 || len(report.Refused) != 50 || report.Refused[0].Reason != "tokenFormatError" {
		t.Errorf("%+v, %v", report, err)
	}
	if _, err := app.SendHarmony(ctx, v3.PushTypeForm, m); !strings.Contains(fmt.Sprint(err), "80100003: the payload of this push-type needs formUpdate") {
		t.Errorf("a notification as a card: %v", err)
	}
	if got := s.Stats().Tokens; got != 0 {
		t.Errorf("%d access tokens were fetched", got)
	}
	if _, err := newApp(t, address).SendHarmony(ctx, v3.PushTypeAlert, m); err == nil {
		t.Error("sent to HarmonyOS without a service account")
	}
}

// tokens returns n tokens, of which one in 50 is illegal.
func tokens(n int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range n {
			token := fmt.Sprintf("token-%06d", i)
			if i%50 == 7 {
				token = fmt.Sprintf("illegal-%06d", i)
			}
			if !yield(token) {
				return
			}
		}
	}
}

// TestSendAll sends to 100,000 tokens with 2 % illegal ones, 1 % of calls
// failing and an access token that expires, with and without retries.
func TestSendAll(t *testing.T) {
	const total = 100000
	for _, retry := range []rest.Retry{{}, {Attempts: 5, Base: time.Millisecond}} {
		s, address := newServer(t, sandbox.Config{FailShare: 0.01, Seed: 3})
		app := newApp(t, address)
		expired := false
		options := rest.FanOutOptions{Batch: 250, Concurrency: 8, Retry: retry, Progress: func(p rest.FanOutProgress) {
			if p.Done >= total/2 && !expired {
				expired = true
				s.ExpireTokens()
			}
		}}
		r, err := app.SendAll(withTimeout(t), message(), tokens(total), options)
		if err != nil {
			t.Fatal(err)
		}
		stats := s.Stats()
		if r.Total != total || r.Accepted+len(r.Refused)+r.FailedItems() != total || r.Unnamed != 0 {
			t.Errorf("accepted %d, refused %d, failed %d", r.Accepted, len(r.Refused), r.FailedItems())
		}
		if r.Accepted != stats.Devices || len(r.Refused) != stats.Illegal || stats.Tokens != 2 || stats.Unavailable == 0 || !expired {
			t.Errorf("report: accepted %d, refused %d; server: %+v", r.Accepted, len(r.Refused), stats)
		}
		for _, refused := range r.Refused {
			if refused.Index%50 != 7 || refused.Item != fmt.Sprintf("illegal-%06d", refused.Index) {
				t.Fatalf("refused %+v", refused)
			}
		}
		switch failed := r.FailedItems(); {
		case retry.Attempts == 0 && failed != 250*stats.Unavailable:
			t.Errorf("%d failed, but %d calls", failed, stats.Unavailable)
		case retry.Attempts > 0 && (failed != 0 || len(r.Refused) != total/50):
			t.Errorf("%d failed, %d refused, in spite of retries", failed, len(r.Refused))
		}
	}
}

// TestSendAllMessage checks that a wrong message is not sent.
func TestSendAllMessage(t *testing.T) {
	s, address := newServer(t, sandbox.Config{})
	app := newApp(t, address)
	m := &hcm.Message{Data: opt.Some("x"), Topic: opt.Some("weather")}
	if _, err := app.SendAll(withTimeout(t), m, tokens(10), rest.FanOutOptions{}); err == nil || !strings.Contains(err.Error(), "exactly 1 of token, topic, condition") {
		t.Error(err)
	}
	if got := s.Stats(); got.Tokens != 0 {
		t.Errorf("stats %+v", got)
	}
}

// TestApps initializes one name many times at once.
func TestApps(t *testing.T) {
	var apps pushkit.Apps
	config := pushkit.Config{ID: "1", Secret: "s"}
	var wg sync.WaitGroup
	made := make(chan *pushkit.App, 20)
	for range 20 {
		wg.Go(func() {
			if app, err := apps.Initialize("main", config); err == nil {
				made <- app
			} else if !errors.Is(err, rest.ErrExists) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(made) != 1 {
		t.Fatalf("%d apps", len(made))
	}
	if app, err := apps.Get("main"); err != nil || app != <-made {
		t.Errorf("another app, or %v", err)
	}
	if _, err := apps.Get("other"); !errors.Is(err, rest.ErrNotFound) {
		t.Error(err)
	}
	if !apps.Remove("main") {
		t.Error("not removed")
	}
}

// TestConfig checks what is refused, and that secrets are not printed.
func TestConfig(t *testing.T) {
	a := account(t)
	for want, c := range map[string]pushkit.Config{
		"id and secret must be set":   {ID: "1"},
		"not both":                    {ID: "1", Secret: "s", ServiceAccount: a},
		`base URL "ftp://x"`:          {ID: "1", Secret: "s", PushURL: "ftp://x"},
		"access token: base URL":      {ID: "1", Secret: "s", TokenURL: "x"},
		"neither an app nor a":        {ServiceAccount: &pushkit.ServiceAccount{PrivateKey: a.PrivateKey, SubAccount: "s"}},
		"private_key: the key is not": {ServiceAccount: &pushkit.ServiceAccount{PrivateKey: "secret"}},
	} {
		if _, err := pushkit.NewApp(c); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret\"") {
			t.Errorf("%v, want %s", err, want)
		}
	}
	c := pushkit.Config{ID: "1", Secret: "hidden", ServiceAccount: a}
	if s := fmt.Sprintf("%v %+v %#v %v %#v", c, c, c, a, *a); strings.Contains(s, "hidden") || strings.Contains(s, "PRIVATE") {
		t.Errorf("printed as %s", s)
	}
	for _, file := range []string{"", "{}", `{"key_id":"k","private_key":"secret","sub_account":"s"}`} {
		if _, err := pushkit.ParseServiceAccount([]byte(file)); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// FuzzServiceAccount reads anything as the file of a service account.
func FuzzServiceAccount(f *testing.F) {
	f.Add([]byte(`{"project_id":"p","key_id":"k","private_key":"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n","sub_account":"s"}`))
	f.Add([]byte(`{"key_id":1}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		a, err := pushkit.ParseServiceAccount(file)
		if (a == nil) == (err == nil) {
			t.Errorf("%v, %v", a, err)
		}
		if a != nil {
			if _, err := pushkit.NewApp(pushkit.Config{ServiceAccount: a, Project: "p"}); err != nil && !strings.Contains(err.Error(), "bits") {
				t.Errorf("read, but of no use: %v", err)
			}
		}
	})
}
