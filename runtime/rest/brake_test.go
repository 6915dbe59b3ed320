package rest_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"

	"github.com/telgen/telgen/runtime/rest"
)

// TestSignatureFromTheFuture sends a request whose timestamp is a whole window
// ahead, and sends it again for as long as it is valid.
func TestSignatureFromTheFuture(t *testing.T) {
	start := time.Unix(1_700_000_000, 600_000_000)
	now := start
	h := receiverWith(rest.VerifyHMAC(rest.HMAC{Header: "X-Sig", Keys: []rest.HMACKey{{Secret: "k"}}, Now: func() time.Time { return now }}))
	stamp := strconv.FormatInt(start.Unix()+300, 10)
	mac := hmac.New(sha256.New, []byte("k"))
	io.WriteString(mac, stamp+"n"+`{"type":"a"}`)
	request := "POST /\nX-Sig: timestamp=" + stamp + "; nonce=n; value=" + base64.StdEncoding.EncodeToString(mac.Sum(nil)) + jsonType + `{"type":"a"}`
	if w := exchange(h, request); w.Code >= 300 {
		t.Fatalf("the first is answered with %d: %s", w.Code, w.Body)
	}
	for d := time.Duration(0); d < 602*time.Second; d += 250 * time.Millisecond {
		now = start.Add(d)
		if w := exchange(h, request); w.Code != 401 {
			t.Fatalf("%v later it is answered with %d", d, w.Code)
		}
	}
}

func receiverWith(options ...rest.HandlerOption) http.Handler {
	op := &rest.Operation{Name: "x", Method: "POST", ContentType: "application/json"}
	return rest.NewReceiver(rest.Endpoint{Operation: op, Status: 204, Serve: func(context.Context, *rest.Request) (any, error) { return nil, nil }}, nil, options...)
}

func TestGreatestMaxResponse(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"sessionId":"1","duration":2}`) })
	got, err := clientOf(t, url, rest.WithMaxResponse(math.MaxInt64)).GetSession(t.Context(), "1")
	if err != nil || got.ID != "1" {
		t.Errorf("have %+v, error %v", got, err)
	}
}

// TestLongRetryAfter asks for pauses that are too long, however they are said.
func TestLongRetryAfter(t *testing.T) {
	for _, after := range []string{"61", "99999999999", "99999999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"} {
		asked := 0
		url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			asked++
			w.Header().Set("Retry-After", after)
			w.WriteHeader(503)
		})
		c := clientOf(t, url, rest.WithRetry(rest.Retry{Attempts: 3, MaxRetryAfter: time.Minute}))
		if _, err := c.GetSession(t.Context(), "1"); err == nil || asked != 1 {
			t.Errorf("Retry-After: %s: %d attempts, error %v", after, asked, err)
		}
	}
}

// TestStaleTokens has an exchange that brings tokens which have expired: there
// is not one with every call.
func TestStaleTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		made := 0
		life := -time.Hour
		source := rest.NewRefreshingSource(func(context.Context) (*oauth2.Token, error) {
			made++
			return &oauth2.Token{AccessToken: fmt.Sprint(made), Expiry: time.Now().Add(life)}, nil
		}, time.Minute)
		ask := func(seconds int) {
			for range 10 * seconds {
				if _, err := source.TokenContext(t.Context()); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Second / 10)
			}
		}
		if ask(60); made < 2 || made > 7 {
			t.Errorf("%d exchanges in a minute", made)
		}
		life = time.Hour
		if ask(60); made > 9 {
			t.Errorf("%d exchanges after another minute", made)
		}
		before := made
		if ask(600); made != before {
			t.Errorf("%d exchanges of a token that is good for an hour", made-before)
		}
	})
}
