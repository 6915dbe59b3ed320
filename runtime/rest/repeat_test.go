package rest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"

	"github.com/telgen/telgen/runtime/rest"
)

// notConnected is what net.Dial returns when nobody listens.
var notConnected = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}

// TestFanOutRepeats checks what FanOut repeats of a call that is not
// idempotent, by what became of the first attempts.
func TestFanOutRepeats(t *testing.T) {
	all := rest.DefaultRetry
	all.All = true
	reset := errors.New("connection reset")
	for _, tt := range []struct {
		name   string
		lines  []any
		retry  rest.Retry // of FanOut
		client rest.Retry
		calls  int
		sent   bool // if it failed
		ok     bool
	}{
		{"unavailable", []any{503, 201}, rest.DefaultRetry, rest.Retry{}, 2, true, true},
		{"too many", []any{429, 201}, rest.DefaultRetry, rest.Retry{}, 2, true, true},
		{"not connected", []any{notConnected, 201}, rest.DefaultRetry, rest.Retry{}, 2, false, true},
		{"never connected", []any{notConnected}, rest.DefaultRetry, rest.Retry{}, 4, false, false},
		{"answer lost", []any{reset, 201}, rest.DefaultRetry, rest.Retry{}, 1, true, false},
		{"answer breaks off", []any{brokenReader{}, 201}, rest.DefaultRetry, rest.Retry{}, 1, true, false},
		{"bad gateway", []any{502, 201}, rest.DefaultRetry, rest.Retry{}, 1, true, false},
		{"gateway timeout", []any{504, 201}, rest.DefaultRetry, rest.Retry{}, 1, true, false},
		{"answer lost, all", []any{reset, 504, 201}, all, rest.Retry{}, 3, true, true},
		{"both retries", []any{503}, all, all, 4, true, false},
		{"the client's", []any{503}, rest.Retry{}, all, 4, true, false},
		{"the client's, lost first", []any{reset, notConnected}, rest.Retry{}, all, 4, true, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, _ := play(t, tt.client, tt.lines, func(c *client) error {
				r := rest.FanOut(t.Context(), numbers(1), rest.FanOutOptions{Retry: tt.retry}, func(ctx context.Context, _ []string) (rest.BatchResult[string], error) {
					_, err := c.CreateSession(ctx, &session{Duration: 1})
					return rest.BatchResult[string]{}, err
				})
				if len(r.Failed) > 0 && r.Failed[0].Sent != tt.sent || (r.Err() == nil) != tt.ok {
					t.Errorf("%s: %+v", tt.name, r)
				}
				return nil
			})
			if len(s.times) != tt.calls {
				t.Errorf("%s: %d calls", tt.name, len(s.times))
			}
		})
	}
}

// TestFanOutUnread has calls carried out whose answers cannot be read.
func TestFanOutUnread(t *testing.T) {
	done := &rest.DoneError{Answer: new(session), Part: "msg", Err: errors.New("no JSON")}
	calls := 0
	r := rest.FanOut(t.Context(), numbers(30), rest.FanOutOptions{Batch: 10, Concurrency: 1, Retry: rest.DefaultRetry}, func(_ context.Context, batch []string) (rest.BatchResult[string], error) {
		calls++
		switch batch[0] {
		case "10":
			return rest.BatchResult[string]{}, done
		case "20":
			return rest.BatchResult[string]{Count: 2}, done
		}
		return rest.BatchResult[string]{}, nil
	})
	if calls != 3 || r.Total != 30 || r.Accepted != 18 || r.Unnamed != 12 || r.FailedItems() != 0 || len(r.Unread) != 1 || r.Unread[0].First != 10 {
		t.Errorf("%d calls, %+v", calls, r)
	}
	for index, want := range map[int]rest.ItemOutcome{9: rest.ItemAccepted, 10: rest.ItemUnread, 19: rest.ItemUnread, 20: rest.ItemAccepted} {
		if o, _ := r.Of(index); o != want {
			t.Errorf("Of(%d): %v", index, o)
		}
	}
	var failed *rest.DoneError
	if err := r.Err(); !errors.As(err, &failed) || failed.Answer != done.Answer || !strings.HasPrefix(err.Error(), "18 of 30 accepted, 2 refused, 0 failed, 10 accepted or refused\n") || rest.Temporary(err) {
		t.Errorf("Err: %v", err)
	}
}

// TestFanOutHold has a server ask for a pause when other calls have their turn
// already: they wait as well, and keep their distance.
func TestFanOutHold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		var calls atomic.Int32
		times := make(chan time.Duration, 100)
		rest.FanOut(t.Context(), numbers(10), rest.FanOutOptions{Batch: 1, Rate: 10, Concurrency: 10, Retry: rest.DefaultRetry}, func(context.Context, []string) (rest.BatchResult[string], error) {
			times <- time.Since(begin)
			if calls.Add(1) == 2 {
				return rest.BatchResult[string]{}, &rest.StatusError{Status: 503, Header: map[string][]string{"Retry-After": {"20"}}}
			}
			return rest.BatchResult[string]{}, nil
		})
		close(times)
		last, n := -100*time.Millisecond, 0
		for at := range times {
			if at-last < 100*time.Millisecond || n > 1 && at < 20*time.Second {
				t.Errorf("call %d at %v, after %v", n, at, last)
			}
			last = at
			n++
		}
		if n != 11 || last > 22*time.Second {
			t.Errorf("%d calls, the last at %v", n, last)
		}
	})
}

// TestForcedBrake has a server refuse every token: another is made at first,
// and then every five seconds.
func TestForcedBrake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &guard{refuse: unauthorized}
		c, m := guarded(t, g)
		m.delay = 0
		for range 1000 { // ten seconds
			if _, err := c.GetSession(t.Context(), "1"); !errors.As(err, new(*rest.StatusError)) {
				t.Fatal(err)
			}
			time.Sleep(10 * time.Millisecond)
		}
		if n := m.made.Load(); n != 3 {
			t.Errorf("%d tokens were made", n)
		}
	})
}

// TestExchangeBrake has an exchange fail for a while.
func TestExchangeBrake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &mint{err: errors.New("invalid client")}
		s := rest.NewRefreshingSource(m.exchange, 0)
		var made []int32
		for range 64 {
			for range 10 {
				if _, err := s.Token(); !errors.Is(err, m.err) || err.Error() != m.err.Error() {
					t.Fatal(err)
				}
			}
			made = append(made, m.made.Load())
			time.Sleep(time.Second)
		}
		// At 0, 1, 3, 7, 15, 31 and 61 seconds.
		for second, want := range map[int]int32{0: 1, 1: 2, 2: 2, 3: 3, 6: 3, 7: 4, 15: 5, 30: 5, 31: 6, 60: 6, 61: 7} {
			if made[second] != want {
				t.Errorf("%d exchanges in second %d, want %d", made[second], second, want)
			}
		}
		m.err = nil
		time.Sleep(30 * time.Second)
		if token, err := s.Token(); err != nil || token.AccessToken != "t8" {
			t.Errorf("%v, %v", token, err)
		}
	})
}

// TestExchangeIsRepeated has the connection of an exchange fail: nothing was
// sent, so that any operation is repeated.
func TestExchangeIsRepeated(t *testing.T) {
	busy := func(w http.ResponseWriter) { w.WriteHeader(http.StatusServiceUnavailable) }
	bad := func(w http.ResponseWriter) { w.WriteHeader(http.StatusBadRequest) }
	broken := func(http.ResponseWriter) { panic(http.ErrAbortHandler) }
	for _, tt := range []struct {
		name      string
		fail      func(http.ResponseWriter)
		exchanges int32
		temporary bool
	}{
		{"busy", busy, 2, true},
		{"broken", broken, 2, true},
		{"bad", bad, 1, false},
	} {
		var exchanges, sent atomic.Int32
		down := atomic.Bool{}
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path != "/token":
				sent.Add(1)
				w.WriteHeader(http.StatusCreated)
				io.WriteString(w, `{"sessionId":"1","duration":1}`)
			case exchanges.Add(1) == 1 || down.Load():
				tt.fail(w)
			default:
				w.Header().Set("Content-Type", "application/json")
				io.WriteString(w, `{"access_token":"t","token_type":"Bearer","expires_in":3600}`)
			}
		}))
		s.Start()
		source, err := rest.ClientCredentials{TokenURL: s.URL + "/token", ID: "1", Secret: "s"}.Source()
		if err != nil {
			t.Fatal(err)
		}
		retry := rest.Retry{Attempts: 2}
		c := clientOf(t, s.URL, rest.WithTokenSource(source), rest.WithRetry(retry))
		r := rest.FanOut(t.Context(), numbers(1), rest.FanOutOptions{Retry: retry}, func(ctx context.Context, _ []string) (rest.BatchResult[string], error) {
			_, err := c.CreateSession(ctx, &session{Duration: 1})
			return rest.BatchResult[string]{}, err
		})
		if ok := r.Err() == nil; ok != tt.temporary || exchanges.Load() != tt.exchanges || !ok && r.Failed[0].Sent {
			t.Errorf("%s: %d exchanges, %+v", tt.name, exchanges.Load(), r)
		}
		down.Store(true)
		other, err := rest.ClientCredentials{TokenURL: s.URL + "/token", ID: "1", Secret: "s"}.Source()
		if err != nil {
			t.Fatal(err)
		}
		_, err = clientOf(t, s.URL, rest.WithTokenSource(other)).CreateSession(t.Context(), &session{Duration: 1})
		if err == nil || rest.Temporary(err) != tt.temporary {
			t.Errorf("%s: %v, temporary %t", tt.name, err, rest.Temporary(err))
		}
		s.Close()
	}
}

// TestRefreshIsRepeated has the exchange after a refused token fail once.
func TestRefreshIsRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &guard{accepts: "t3", refuse: unauthorized}
		n := 0
		source := rest.NewRefreshingSource(func(context.Context) (*oauth2.Token, error) {
			if n++; n == 2 {
				return nil, context.DeadlineExceeded
			}
			return &oauth2.Token{AccessToken: fmt.Sprint("t", n)}, nil
		}, 0)
		c := clientOf(t, "https://api.example.com", rest.WithTokenSource(source), rest.WithRetry(rest.DefaultRetry), rest.WithHTTPClient(&http.Client{Transport: direct{g}}))
		if _, err := c.CreateSession(t.Context(), &session{Duration: 1}); err != nil || strings.Join(g.tokens, " ") != "t1 t1 t3" {
			t.Errorf("sent %q, %v", g.tokens, err)
		}
	})
}

// TestCredentialsRedirect has a server of tokens redirect to another host.
func TestCredentialsRedirect(t *testing.T) {
	var leaked atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { leaked.Add(1) }))
	defer elsewhere.Close()
	for _, status := range []int{http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		s := httptest.NewServer(http.RedirectHandler(strings.Replace(elsewhere.URL, "127.0.0.1", "localhost", 1), status))
		for _, own := range []*http.Client{nil, {Timeout: time.Second}} {
			source, err := rest.ClientCredentials{TokenURL: s.URL, ID: "1", Secret: "s", HTTPClient: own}.Source()
			if err != nil {
				t.Fatal(err)
			}
			var failed *rest.StatusError
			if _, err := source.Token(); !errors.As(err, &failed) || failed.Status != status || leaked.Load() != 0 {
				t.Errorf("%d: %v, %d requests to another host", status, err, leaked.Load())
			}
		}
		s.Close()
	}
}

// TestSecretsStaySecret prints, logs and encodes what holds a secret.
func TestSecretsStaySecret(t *testing.T) {
	key := rest.HMACKey{Secret: "hidden"}
	credentials := rest.ClientCredentials{TokenURL: "https://a.example.com", ID: "1", Secret: "hidden"}
	h := rest.HMAC{Header: "X-Signature", Keys: []rest.HMACKey{key}}
	var log strings.Builder
	for _, v := range []any{key, &key, credentials, &credentials, h, &h, []any{key, credentials, h}, rest.JWT{Issuer: "i"}} {
		slog.New(slog.NewJSONHandler(&log, nil)).Info("", "v", v)
		slog.New(slog.NewTextHandler(&log, nil)).Info("", "v", v)
		text, err := json.Marshal(v)
		fmt.Fprintf(&log, "%v %+v %#v %s %s %v\n", v, v, v, v, text, err)
	}
	if s := log.String(); strings.Contains(s, "hidden") || strings.Count(s, "client 1 of https://a.example.com") < 12 {
		t.Error(s)
	}
}

// TestHMACBodiless has a body read only if the signature is right, and was not
// there before.
func TestHMACBodiless(t *testing.T) {
	const good = "timestamp=1563105451261; nonce=5a3cf6e4-0a3f-4d1b-8f2c-6d3c0f3d6a11; value=1vwirs3GnnPkWdpXfj2sSDKYznjA64rzLwWwgDICKVA="
	h := newNotificationHandler(new(sink), rest.VerifyHMAC(at(rest.HuaweiCallback("push_user", rest.HMACKey{Secret: "callback-secret"}), signedAt)))
	if got := signed(h, "X-HUAWEI-CALLBACK-ID", []string{good}, "{}"); got != 204 {
		t.Fatal(got)
	}
	for name, value := range map[string]string{"forged": strings.Replace(good, "1vwi", "1vwj", 1), "repeated": good, "short": strings.Replace(good, "1vwirs3GnnPkWdpXfj2sSDKYznjA64rzLwWwgDICKVA=", "AAAA", 1)} {
		r, err := http.NewRequest("POST", "/", untouched{t})
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-HUAWEI-CALLBACK-ID", value)
		if w := record(h, r); w.Code != 401 {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
}
