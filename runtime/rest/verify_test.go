package rest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/rest"
)

// The examples of Huawei's guides were signed at this time.
var signedAt = time.UnixMilli(1563105451261)

const receipts = `{"statuses":[{"biTag":"the_sample_bi_tag_for_receipt_service","status":0,"timestamp":1563105447310}]}`

// at makes the clock of h stand still.
func at(h rest.HMAC, now time.Time) rest.HMAC {
	h.Now = func() time.Time { return now }
	return h
}

func TestHuawei(t *testing.T) {
	const nonce = "5a3cf6e4-0a3f-4d1b-8f2c-6d3c0f3d6a11"
	raw := rest.HMACKey{Secret: "callback-secret"}
	decoded := rest.HMACKey{Secret: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", Base64: true}
	const good = "timestamp=1563105451261; nonce=" + nonce + "; value=1vwirs3GnnPkWdpXfj2sSDKYznjA64rzLwWwgDICKVA="
	const good64 = "timestamp=1563105451261;nonce=" + nonce + ";value=E7wNiMqAiCnnTNkqOF5kxAk8i09ruEV03P6Zgx+63ps="
	uplink := `{"from":"ACMbL1nHzf","category":"com.example","message_id":"m1","data":"{\"k\":\"v\"}"}`
	const goodUplink = "timestamp=1563105451261; nonce=:; value=NkhCSVOTG270p7kA/ywPDuUksXyapKxr6/mWlqdnfBs="
	for _, tt := range []struct {
		name   string
		h      rest.HMAC
		fields []string
		body   string
		status int
	}{
		{"raw key", rest.HuaweiCallback("push_user", raw), []string{good}, receipts, 204},
		{"base64 key", rest.HuaweiCallback("push_user", decoded), []string{good64}, receipts, 204},
		{"one of two keys", rest.HuaweiCallback("push_user", raw, decoded), []string{good64}, receipts, 204},
		{"other body", rest.HuaweiCallback("push_user", raw), []string{good}, "{}", 204},
		{"other user", rest.HuaweiCallback("someone", raw), []string{good}, receipts, 401},
		{"other key", rest.HuaweiCallback("push_user", decoded), []string{good}, receipts, 401},
		{"base64 key taken as it is", rest.HuaweiCallback("push_user", rest.HMACKey{Secret: decoded.Secret}), []string{good64}, receipts, 401},
		{"other signature", rest.HuaweiCallback("push_user", raw), []string{strings.Replace(good, "1vwi", "1vwj", 1)}, receipts, 401},
		{"other nonce", rest.HuaweiCallback("push_user", raw), []string{strings.Replace(good, "5a3c", "5a3d", 1)}, receipts, 401},
		{"other time", rest.HuaweiCallback("push_user", raw), []string{strings.Replace(good, "261;", "262;", 1)}, receipts, 401},
		{"short signature", rest.HuaweiCallback("push_user", raw), []string{"timestamp=1563105451261;value=AAAA"}, receipts, 401},
		{"not base64", rest.HuaweiCallback("push_user", raw), []string{"timestamp=1563105451261;value=*"}, receipts, 401},
		{"no signature", rest.HuaweiCallback("push_user", raw), []string{"timestamp=1563105451261;nonce=a"}, receipts, 401},
		{"twice the same name", rest.HuaweiCallback("push_user", raw), []string{good + ";nonce=a"}, receipts, 401},
		{"two fields", rest.HuaweiCallback("push_user", raw), []string{good, good}, receipts, 401},
		{"no field", rest.HuaweiCallback("push_user", raw), nil, receipts, 401},
		{"no key", rest.HuaweiCallback("push_user"), []string{good}, receipts, 401},
		{"empty key", rest.HuaweiCallback("push_user", rest.HMACKey{}), []string{good}, receipts, 401},
		{"key that is not base64", rest.HuaweiCallback("push_user", raw, rest.HMACKey{Secret: "*", Base64: true}), []string{good}, receipts, 401},
		{"uplink", rest.HuaweiUplink(raw), []string{goodUplink}, uplink, 204},
		{"uplink with another body", rest.HuaweiUplink(raw), []string{goodUplink}, uplink + " ", 401},
	} {
		s := new(sink)
		w := signed(newNotificationHandler(s, rest.VerifyHMAC(at(tt.h, signedAt.Add(time.Minute)))), tt.h.Header, tt.fields, tt.body)
		if w != tt.status || (s.event != nil) != (tt.status == 204) {
			t.Errorf("%s: %d", tt.name, w)
		}
	}
}

// signed sends a request with fields of this name and returns the status.
func signed(h http.Handler, name string, fields []string, body string) int {
	request := "POST /callback"
	for _, f := range fields {
		request += "\n" + name + ": " + f
	}
	return exchange(h, request+"\n\n"+body).Code
}

// field signs a body as an HMAC does that only has Header and Keys.
func field(now time.Time, nonce, body string) string {
	mac := hmac.New(sha256.New, []byte("key"))
	stamp := strconv.FormatInt(now.Unix(), 10)
	mac.Write([]byte(stamp + nonce + body))
	return "timestamp=" + stamp + ";nonce=" + nonce + ";value=" + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

var plain = rest.HMAC{Header: "X-Signature", Keys: []rest.HMACKey{{Secret: "key"}}}

func TestHMACWindow(t *testing.T) {
	now := signedAt.Truncate(time.Second)
	for _, tt := range []struct {
		window, away time.Duration
		status       int
	}{
		{0, 0, 204},
		{0, 5 * time.Minute, 204},
		{0, -5 * time.Minute, 204},
		{0, 301 * time.Second, 401},
		{0, -301 * time.Second, 401},
		{time.Hour, 301 * time.Second, 204},
		{-1, 10000 * time.Hour, 204},
	} {
		h := at(plain, now)
		h.Window = tt.window
		if got := signed(newNotificationHandler(new(sink), rest.VerifyHMAC(h)), "X-Signature", []string{field(now.Add(tt.away), "a", "{}")}, "{}"); got != tt.status {
			t.Errorf("%v: %d", tt, got)
		}
	}
	for _, stamp := range []string{"", "x", "-9223372036854775808", "9223372036854775807", "9223372036854775808"} {
		h := rest.VerifyHMAC(at(plain, now))
		if got := signed(newNotificationHandler(new(sink), h), "X-Signature", []string{"timestamp=" + stamp + ";value=AAAA"}, "{}"); got != 401 {
			t.Errorf("%q: %d", stamp, got)
		}
	}
}

// A request that was recorded is refused, but one that could not be handled can
// come again as it is.
func TestHMACReplay(t *testing.T) {
	now := signedAt.Truncate(time.Second)
	h := at(plain, now)
	h.Remember = 2
	handler := newNotificationHandler(new(sink), rest.VerifyHMAC(h))
	bad := `{"sessionId":"error"}`
	for i, step := range []struct {
		nonce, body string
		status      int
	}{
		{"a", "{}", 204}, {"a", "{}", 401}, {"b", "{}", 204}, {"b", "{}", 401}, {"a", "{}", 401},
		{"c", "{}", 204}, // a is forgotten
		{"a", "{}", 204}, {"c", "{}", 401}, {"b", "{}", 204},
		{"d", bad, 500}, {"d", bad, 500},
	} {
		if got := signed(handler, "X-Signature", []string{field(now, step.nonce, step.body)}, step.body); got != step.status {
			t.Errorf("step %d: %d, want %d", i, got, step.status)
		}
	}
	h.Remember = -1
	handler = newNotificationHandler(new(sink), rest.VerifyHMAC(h))
	for range 2 {
		if got := signed(handler, "X-Signature", []string{field(now, "a", "{}")}, "{}"); got != 204 {
			t.Errorf("without a memory: %d", got)
		}
	}
}

// Another form of signature: hexadecimal, without time, of the body alone.
func TestHMACParse(t *testing.T) {
	h := rest.HMAC{
		Header: "X-Hub-Signature-256", Keys: plain.Keys, Window: -1,
		Parse: func(r *http.Request) (rest.Signature, error) {
			text, ok := strings.CutPrefix(r.Header.Get("X-Hub-Signature-256"), "sha256=")
			if !ok {
				return rest.Signature{}, errors.New("want sha256")
			}
			mac, err := hex.DecodeString(text)
			return rest.Signature{Value: mac}, err
		},
		Signed: func(_ rest.Signature, _ *http.Request, body []byte) []byte { return body },
	}
	mac := hmac.New(sha256.New, []byte("key"))
	mac.Write([]byte("{}"))
	for value, status := range map[string]int{"sha256=" + hex.EncodeToString(mac.Sum(nil)): 204, "sha256=00": 401, "sha256=x": 401, "sha256=": 401, "x": 401} {
		if got := signed(newNotificationHandler(new(sink), rest.VerifyHMAC(h)), h.Header, []string{value}, "{}"); got != status {
			t.Errorf("%s: %d", value, got)
		}
	}
}

// The test of Huawei's console comes without a signature.
func TestHMACUnsigned(t *testing.T) {
	h := at(plain, signedAt)
	h.Unsigned = func(_ *http.Request, body []byte) bool { return string(body) == `{"test":1}` }
	for _, tt := range []struct {
		fields []string
		body   string
		status int
	}{
		{nil, `{"test":1}`, 204},
		{nil, `{}`, 401},
		{[]string{""}, `{"test":1}`, 401},
		{[]string{field(signedAt, "a", "{}")}, `{}`, 204},
	} {
		if got := signed(newNotificationHandler(new(sink), rest.VerifyHMAC(h)), h.Header, tt.fields, tt.body); got != tt.status {
			t.Errorf("%v %s: %d", tt.fields, tt.body, got)
		}
	}
}

// Who cannot sign does not get a body read.
func TestHMACBeforeReading(t *testing.T) {
	for _, value := range []string{"", "x", field(signedAt, "a", "{}")} {
		h := rest.VerifyHMAC(at(plain, signedAt.Add(time.Hour)))
		r, err := http.NewRequest("POST", "/", untouched{t})
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Signature", value)
		if w := record(newNotificationHandler(new(sink), h), r); w.Code != 401 || w.Header().Get("WWW-Authenticate") != "HMAC" {
			t.Errorf("%q: %d", value, w.Code)
		}
	}
}

func FuzzParseSignature(f *testing.F) {
	f.Add("timestamp=1563105451261; nonce=a; value=1vwirs3GnnPkWdpXfj2sSDKYznjA64rzLwWwgDICKVA=")
	f.Add(";;=;value=;value==")
	f.Fuzz(func(t *testing.T, value string) {
		s, err := rest.ParseSignature(value)
		if err == nil && len(s.Value) == 0 {
			t.Errorf("%q: %+v", value, s)
		}
		h := newNotificationHandler(new(sink), rest.VerifyHMAC(at(plain, signedAt)))
		r, err := http.NewRequest("POST", "/", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header["X-Signature"] = []string{value}
		if w := record(h, r); w.Code != 401 {
			t.Errorf("%q was admitted", value)
		}
	})
}
