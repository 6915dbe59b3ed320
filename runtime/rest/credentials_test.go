package rest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/rest"
)

// TestClientCredentialsSource fetches a token with the secret in the form and in the
// header.
func TestClientCredentialsSource(t *testing.T) {
	var form, header string
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		form, header = string(b), r.Header.Get("Authorization")
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"access_token":"a\/b","expires_in":3600}`)
	}))
	defer api.Close()
	c := rest.ClientCredentials{TokenURL: api.URL, ID: "me", Secret: "s&t+u", Scopes: []string{"a", "b"}}
	for _, basic := range []bool{false, true} {
		c.Basic = basic
		s, err := c.Source()
		if err != nil {
			t.Fatal(err)
		}
		token, err := s.Token()
		if err != nil || token.AccessToken != "a/b" || time.Until(token.Expiry) < 59*time.Minute {
			t.Errorf("%+v, %v", token, err)
		}
		inForm := strings.Contains(form, "client_secret=s%26t%2Bu") && strings.Contains(form, "scope=a+b")
		if inForm == basic || strings.HasPrefix(header, "Basic ") != basic {
			t.Errorf("basic %t: form %s, header %s", basic, form, header)
		}
	}
	if s := fmt.Sprintf("%v %+v %#v", c, c, c); strings.Contains(s, "s&t") {
		t.Errorf("printed as %s", s)
	}
	for _, wrong := range []rest.ClientCredentials{{ID: "a", Secret: "b"}, {TokenURL: api.URL, ID: "a"}, {TokenURL: api.URL, Secret: "b"}} {
		if _, err := wrong.Source(); err == nil {
			t.Errorf("%v: accepted", wrong)
		}
	}
}

// TestClientCredentialsRefused checks that status and body of a refusal are
// kept, and that a body that is no JSON does no harm.
func TestClientCredentialsRefused(t *testing.T) {
	for _, body := range []string{`{"error":1101,"sub_error":20003}`, "", "<html>"} {
		api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, body)
		}))
		s, err := rest.ClientCredentials{TokenURL: api.URL, ID: "me", Secret: "s"}.Source()
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Token()
		api.Close()
		var status *rest.StatusError
		if !errors.As(err, &status) || status.Status != 400 || string(status.Body) != body || rest.Temporary(err) {
			t.Errorf("%q: %v", body, err)
		}
	}
}

// TestTemporary checks which errors may go away.
func TestTemporary(t *testing.T) {
	stop, cancel := context.WithCancel(t.Context())
	api := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		cancel()
		<-stop.Done()
		panic(http.ErrAbortHandler)
	}))
	defer api.Close()
	c, err := rest.NewClient(api.URL)
	if err != nil {
		t.Fatal(err)
	}
	op := &rest.Operation{Name: "op", Method: "POST", Path: "/"}
	if err := c.Do(stop, &rest.Call{Operation: op}, nil); !errors.Is(err, context.Canceled) || rest.Temporary(err) {
		t.Errorf("canceled: %v", err)
	}
	if err := c.Do(t.Context(), &rest.Call{Operation: op}, nil); !rest.Temporary(err) {
		t.Errorf("connection lost: %v", err)
	}
	if err := c.Do(t.Context(), &rest.Call{Operation: op, Check: errors.New("wrong")}, nil); rest.Temporary(err) {
		t.Errorf("wrong parameters: %v", err)
	}
	for status, want := range map[int]bool{400: false, 401: false, 429: true, 500: false, 502: true, 503: true, 504: true} {
		if rest.Temporary(fmt.Errorf("x: %w", &rest.StatusError{Status: status})) != want {
			t.Errorf("status %d: want %t", status, want)
		}
	}
	if rest.Temporary(nil) {
		t.Error("nil")
	}
}
