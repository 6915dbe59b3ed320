package pushkit_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/generated/hcm"
	sandbox "github.com/telgen/telgen/internal/sandbox/hcm"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/pushkit"
	"github.com/telgen/telgen/runtime/rest"
)

const receiptsV1 = `{"statuses":[{"biTag":"tag","clientId":"1234567","requestId":"r1","status":0,"timestamp":1563105447310,"token":"ACMbL1nHzf"},` +
	`{"biTag":"","appid":"1234567","requestId":"r1","status":2,"timestamp":1563105447310,"token":"BCMbL1nHzf"}]}`

const receiptsV2 = `{"statuses":[{"token":"ACMbL1nHzf","pushType":0,"appPackageName":"com.example.app","requestId":"r1","deliveryStatus":{"result":0,"timestamp":1563105447310}},` +
	`{"token":"ACMbL1nHzf","pushType":1,"appPackageName":"com.example.app","requestId":"r2","formStatus":{"formId":1234567,"result":151,"timestamp":1563105447310}}]}`

// TestReceiptHandler takes signatures that were made from the documentation of
// Huawei, with raw and with base64 keys, and refuses others.
func TestReceiptHandler(t *testing.T) {
	const head = "timestamp=1563105451261; nonce=5a3cf6e4-0a3f-4d1b-8f2c-6d3c0f3d6a11; value="
	raw := head + "1vwirs3GnnPkWdpXfj2sSDKYznjA64rzLwWwgDICKVA="
	decoded := strings.ReplaceAll(head, "; ", ";") + "E7wNiMqAiCnnTNkqOF5kxAk8i09ruEV03P6Zgx+63ps="
	keys := []rest.HMACKey{{Secret: "callback-secret"}, {Secret: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", Base64: true}}
	for name, c := range map[string]struct {
		field, body string
		late        time.Duration
		fails       error
		status      int
		answer      string
	}{
		"version 1":    {raw, receiptsV1, 0, nil, 200, `{"code":"0","message":"success"}`},
		"base64 key":   {decoded, receiptsV1, 0, nil, 200, `{"code":"0","message":"success"}`},
		"version 2":    {raw, receiptsV2, 0, nil, 200, `{"code":"0","message":"success"}`},
		"other key":    {head + "SIxsO66+DMgYSBOL9tZ/Jc5Q2wULTrn6MK90K0f3yYk=", receiptsV1, 0, nil, 401, ""},
		"not signed":   {"", receiptsV1, 0, nil, 401, ""},
		"too late":     {raw, receiptsV1, 6 * time.Minute, nil, 401, ""},
		"not stored":   {raw, receiptsV1, 0, errors.New("disk full"), 500, ""},
		"not JSON":     {raw, "{", 0, nil, 400, ""},
		"far too long": {raw, `{"statuses":[{"token":"` + strings.Repeat("x", 1<<20) + `"}]}`, 0, nil, 413, ""},
	} {
		verify := rest.HuaweiCallback("push_user", keys...)
		verify.Now = func() time.Time { return time.UnixMilli(1563105451261).Add(c.late) }
		taken := 0
		h := pushkit.ReceiptHandler(func(_ context.Context, receipts []hcm.Receipt) error {
			taken = len(receipts)
			return c.fails
		}, verify)
		w := post(h, c.field, c.body)
		if w.Code != c.status || c.answer != "" && strings.TrimSpace(w.Body.String()) != c.answer || (taken == 2) != (c.status == 200 || c.fails != nil) {
			t.Errorf("%s: %d %s, %d receipts", name, w.Code, w.Body, taken)
		}
		if c.status != 200 {
			continue
		}
		if w := post(h, c.field, c.body); w.Code != 401 {
			t.Errorf("%s: a second time: %d", name, w.Code)
		}
	}
}

func post(h http.Handler, field, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/receipts", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json;charset=utf-8")
	if field != "" {
		r.Header.Set("X-HUAWEI-CALLBACK-ID", field)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestReceipts has the sandbox send receipts for messages.
func TestReceipts(t *testing.T) {
	got := make(chan hcm.Receipt, 1000)
	receiver := httptest.NewServer(pushkit.ReceiptHandler(func(_ context.Context, receipts []hcm.Receipt) error {
		for _, r := range receipts {
			got <- r
		}
		return nil
	}, rest.HuaweiCallback("user", rest.HMACKey{Secret: "key"})))
	defer receiver.Close()
	s, err := sandbox.New(sandbox.Config{
		Log:      slog.New(slog.NewTextHandler(t.Output(), nil)),
		Receipts: sandbox.Receipts{URL: receiver.URL, User: "user", Key: "key"},
	})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(withTimeout(t))
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l) }()
	app := newApp(t, "http://"+l.Addr().String())
	m := message("a", "gone-b", "illegal-c")
	m.Android = &hcm.AndroidConfig{BiTag: opt.Some("tag")}
	answer, err := app.Send(ctx, m)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.Check(ctx, m); err != nil { // has no receipts
		t.Fatal(err)
	}
	want := map[string]hcm.ReceiptStatus{"a": hcm.ReceiptStatusDelivered, "gone-b": hcm.ReceiptStatusAppNotInstalled}
	for range want {
		select {
		case r := <-got:
			if r.Status.Or(-1) != want[r.Token] || r.RequestID != answer.RequestID.Or("") || r.BiTag.Or("") != "tag" {
				t.Errorf("receipt %+v", r)
			}
		case <-ctx.Done():
			t.Fatal("no receipt")
		}
	}
	if _, err := app.Subscribe(ctx, "weather", "d"); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Send(ctx, &hcm.Message{Data: opt.Some("x"), Topic: opt.Some("weather")}); err != nil {
		t.Fatal(err)
	}
	select {
	case r := <-got:
		if r.Token != "d" {
			t.Errorf("receipt %+v", r)
		}
	case <-ctx.Done():
		t.Fatal("no receipt for the topic")
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// TestUplink takes an uplink message whose signature covers its body.
func TestUplink(t *testing.T) {
	verify := rest.HuaweiUplink(rest.HMACKey{Secret: "callback-secret"})
	verify.Now = func() time.Time { return time.UnixMilli(1563105451261) }
	h := hcm.NewUplinkMessageHandler(uplink{}, rest.VerifyHMAC(verify))
	const body = `{"from":"ACMbL1nHzf","category":"com.example","message_id":"m1","data":"{\"k\":\"v\"}"}`
	for sent, status := range map[string]int{body: 200, strings.Replace(body, "m1", "m2", 1): 401} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(sent))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-HW-SIGNATURE", "timestamp=1563105451261; nonce=:; value=NkhCSVOTG270p7kA/ywPDuUksXyapKxr6/mWlqdnfBs=")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		answer, _ := io.ReadAll(w.Result().Body)
		if w.Code != status || status == 200 && string(answer) != `{"errno":0,"errmsg":""}` {
			t.Errorf("%d %s, want %d", w.Code, answer, status)
		}
	}
}

type uplink struct{}

func (uplink) OnUplinkMessage(_ context.Context, m *hcm.UplinkMessage) (*hcm.UplinkAck, error) {
	if m.MessageID != "m1" {
		return nil, errors.New("another message")
	}
	return &hcm.UplinkAck{}, nil
}
