package pushkit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/hcm"
	sandbox "github.com/telgen/telgen/internal/sandbox/hcm"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/pushkit"
	"github.com/telgen/telgen/runtime/rest"
)

// answering returns an App whose messages all get the same answer.
func answering(t *testing.T, answer string) *pushkit.App {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/oauth2/") {
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{"access_token":"t","expires_in":3600,"token_type":"Bearer"}`)
			return
		}
		io.WriteString(w, answer)
	}))
	t.Cleanup(api.Close)
	return newApp(t, api.URL)
}

// TestPartialAnswers reads the answers to messages that were accepted for some
// tokens, in the forms that servers might give them.
func TestPartialAnswers(t *testing.T) {
	for msg, want := range map[string]struct {
		accepted, refused, unnamed, unread int
	}{
		`{"success":3,"failure":1,"illegal_tokens":["t1"]}`:     {3, 1, 0, 0},
		`{"success":"3","failure":"1","illegal_tokens":["t1"]}`: {3, 1, 0, 0},
		`{"success":[],"failure":2,"illegal_tokens":["t1"]}`:    {2, 1, 1, 0},
		`{"success":3,"failure":1,"illegal_tokens":"t1"}`:       {3, 0, 1, 0},
		`{"success":3,"failure":{},"illegal_tokens":["t1"]}`:    {3, 1, 0, 0},
		`{"success":3,"failure":{},"illegal_tokens":{}}`:        {0, 0, 4, 1},
		`3 ok, 1 failed`: {0, 0, 4, 1},
		``:               {0, 0, 4, 1},
	} {
		app := answering(t, `{"code":"80100000","msg":`+strconv.Quote(msg)+`,"requestId":"77"}`)
		report, err := app.SendAll(withTimeout(t), &hcm.Message{Data: opt.Some("x")}, slices.Values([]string{"t0", "t1", "t2", "t3"}), rest.FanOutOptions{Retry: rest.DefaultRetry})
		if err != nil {
			t.Fatal(err)
		}
		if report.Accepted != want.accepted || len(report.Refused) != want.refused || report.Unnamed != want.unnamed || len(report.Unread) != want.unread || report.FailedItems() != 0 {
			t.Errorf("%s: %+v", msg, report)
		}
		if want.unread == 0 {
			continue
		}
		var done *rest.DoneError
		if !errors.As(report.Unread[0].Err, &done) {
			t.Fatal(report.Unread[0].Err)
		}
		if answer, ok := done.Answer.(*hcm.SendResponse); !ok || answer.RequestID.Or("") != "77" || !strings.HasPrefix(done.Error(), "the call was carried out, but msg in its answer cannot be read: ") {
			t.Errorf("%v of %+v", done, done.Answer)
		}
	}
}

// TestReceiptForms has receipts in other forms than documented: those beside
// them are not lost, and of them as little as possible.
func TestReceiptForms(t *testing.T) {
	const good = `{"token":"g","requestId":"1","status":0}`
	for in, want := range map[string]string{
		good: "g 1 0",
		`{"token":"a","requestId":"1","status":"5","timestamp":"1563105447310"}`:        "a 1 5 1563105447310",
		`{"token":"a","requestId":"1","status":{},"timestamp":7}`:                       "a 1 -1 7",
		`{"token":"a","requestId":1}`:                                                   "a 1 -1",
		`{"token":"a","requestId":"1","deliveryStatus":{"result":"2","timestamp":"9"}}`: "a 1 -1 result 2",
		`{"token":"a","requestId":"1","deliveryStatus":3,"status":1}`:                   "a 1 1",
		`{"token":[],"requestId":"1"}`:                                                  " 1 -1",
		`{"token":[],"requestId":{}}`:                                                   "",
		`17`:                                                                            "",
		`[]`:                                                                            "",
	} {
		verify := rest.HMAC{Header: "X-HUAWEI-CALLBACK-ID", Keys: []rest.HMACKey{{Secret: "k"}}, Unsigned: func(*http.Request, []byte) bool { return true }}
		var got []hcm.Receipt
		h := pushkit.ReceiptHandler(func(_ context.Context, receipts []hcm.Receipt) error { got = receipts; return nil }, verify)
		if w := post(h, "", `{"statuses":[`+good+`,`+in+`,`+good+`]}`); w.Code != 200 {
			t.Errorf("%s: %d %s", in, w.Code, w.Body)
			continue
		}
		var texts []string
		for _, r := range got {
			text := fmt.Sprint(r.Token, " ", r.RequestID, " ", int64(r.Status.Or(-1)))
			if at, ok := r.Timestamp.Get(); ok {
				text += fmt.Sprint(" ", at)
			}
			if r.DeliveryStatus != nil {
				text += fmt.Sprint(" result ", int64(r.DeliveryStatus.Result.Or(-1)))
			}
			texts = append(texts, text)
		}
		all := []string{"g 1 0", want, "g 1 0"}
		if want == "" {
			all = []string{"g 1 0", "g 1 0"}
		}
		if !slices.Equal(texts, all) {
			t.Errorf("%s: %q", in, texts)
		}
		h = pushkit.ReceiptHandler(func(context.Context, []hcm.Receipt) error { return nil }, verify, rest.Strict())
		if w := post(h, "", `{"statuses":[`+in+`]}`); (w.Code == 200) != (in == good) {
			t.Errorf("%s, strictly: %d", in, w.Code)
		}
	}
}

// TestManyReceipts has 1000 receipts in a batch.
func TestManyReceipts(t *testing.T) {
	one := `{"biTag":"tag-of-a-campaign","appid":"100000001","requestId":"157466304904000004000701","status":0,"timestamp":1563105447310,"token":"` + strings.Repeat("A", 130) + `"}`
	const field = "timestamp=1563105451261; nonce=5a3cf6e4-0a3f-4d1b-8f2c-6d3c0f3d6a11; value=1vwirs3GnnPkWdpXfj2sSDKYznjA64rzLwWwgDICKVA="
	verify := rest.HuaweiCallback("push_user", rest.HMACKey{Secret: "callback-secret"})
	verify.Now = func() time.Time { return time.UnixMilli(1563105451261) }
	taken := 0
	h := pushkit.ReceiptHandler(func(_ context.Context, receipts []hcm.Receipt) error { taken = len(receipts); return nil }, verify)
	if w := post(h, field, `{"statuses":[`+strings.Repeat(one+",", 999)+one+`]}`); w.Code != 200 || taken != 1000 {
		t.Errorf("%d, %d receipts", w.Code, taken)
	}
}

// TestIDs checks what is said about ids that are missing or wrong.
func TestIDs(t *testing.T) {
	for _, c := range []pushkit.Config{{ID: "abc", Secret: "s"}, {ID: "1", PushID: "1/2", Secret: "s"}} {
		if _, err := pushkit.NewApp(c); err == nil || !strings.Contains(err.Error(), "want digits") {
			t.Errorf("%v: %v", c, err)
		}
	}
	app, err := pushkit.NewApp(pushkit.Config{ServiceAccount: account(t), PushURL: "http://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	_, subscribe := app.Subscribe(t.Context(), "a", "t")
	_, unsubscribe := app.Unsubscribe(t.Context(), "a", "t")
	_, topics := app.Topics(t.Context(), "t")
	_, revoke := app.Revoke(t.Context(), 1, "t")
	for _, err := range []error{subscribe, unsubscribe, topics, revoke} {
		if err == nil || !strings.Contains(err.Error(), "need Config.ID") {
			t.Error(err)
		}
	}
}

// TestRevokeKind checks the header field.
func TestRevokeKind(t *testing.T) {
	var kinds []string
	s, _ := newServer(t, sandbox.Config{})
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "revoke") {
			kinds = append(kinds, r.Header.Get("push-type"))
		}
		s.ServeHTTP(w, r)
	}))
	defer api.Close()
	app := newApp(t, api.URL)
	if _, err := app.Revoke(withTimeout(t), 1, "a"); err != nil {
		t.Error(err)
	}
	if _, err := app.RevokeKind(withTimeout(t), hcm.PushTypeEnumVoiceExtension, 1, "a"); err != nil {
		t.Error(err)
	}
	if !slices.Equal(kinds, []string{"", "2"}) {
		t.Errorf("kinds %q", kinds)
	}
}

// TestSecretsInLogs logs and encodes what holds secrets.
func TestSecretsInLogs(t *testing.T) {
	a := account(t)
	c := pushkit.Config{ID: "1", Secret: "hidden", ServiceAccount: a}
	request := &hcm.TokenRequest{GrantType: "client_credentials", ClientID: "1", ClientSecret: "hidden"}
	var log strings.Builder
	for _, v := range []any{c, &c, a, *a, []any{c, a}, request, *request} {
		slog.New(slog.NewJSONHandler(&log, nil)).Info("", "v", v)
		slog.New(slog.NewTextHandler(&log, nil)).Info("", "v", v)
		fmt.Fprintf(&log, "%v %+v %#v %s\n", v, v, v, v)
	}
	for _, v := range []any{c, &c, a, *a} {
		text, err := json.Marshal(v)
		fmt.Fprintln(&log, string(text), err)
	}
	if s := log.String(); strings.Contains(s, "hidden") || strings.Contains(s, "PRIVATE") {
		t.Error(s)
	}
}
