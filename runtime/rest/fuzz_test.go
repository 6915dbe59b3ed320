package rest_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/rest"
)

// FuzzServer sends anything: there is always an answer, in JSON if it is an
// error, and never a panic behind it. The correlator is echoed only if it has
// CAMARA's pattern.
func FuzzServer(f *testing.F) {
	f.Add("POST", "/sessions", "application/json", "abc", `{"duration":5}`)
	f.Add("GET", "/sessions/a%2Fb?limit=1&limit=%zz", "", "a b", "")
	f.Add("POST", "/sessions/1:extend", "text/plain;charset", "\x7f", "{")
	f.Add("POST", "/oauth2/token", "application/x-www-form-urlencoded", "", "grant_type=%41&a;b")
	f.Add("PUT", "//sessions/", "x/y+json", "", "")
	correlator := regexp.MustCompile(`^[a-zA-Z0-9-_:;.\/<>{}]{0,256}$`)
	f.Fuzz(func(t *testing.T, method, target, contentType, id, body string) {
		u, err := url.ParseRequestURI(target)
		if err != nil {
			return
		}
		h := newServerHandler(&backend{}, rest.OnError(func(_ context.Context, _ string, _ int, err error) {
			if strings.HasPrefix(err.Error(), "panic: ") && !strings.Contains(err.Error(), "password is") {
				t.Errorf("%s %s: %v", method, target, err)
			}
		}))
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Method, r.URL = method, u
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("X-Correlator", id)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 400 && (!jsonwire.Raw(w.Body.Bytes()).Valid() || w.Header().Get("Content-Type") != "application/json") {
			t.Errorf("%s %s: %d %s", method, target, w.Code, w.Body)
		}
		if echo := w.Header().Get("X-Correlator"); echo != "" && (echo != id || !correlator.MatchString(id)) {
			t.Errorf("%q was echoed as %q", id, echo)
		}
		if w.Code == http.StatusCreated && id != "" && correlator.MatchString(id) && w.Header().Get("X-Correlator") != id {
			t.Errorf("%q was not echoed", id)
		}
	})
}

// FuzzPath fills a path with anything: the server finds the same value in it,
// or the call is refused.
func FuzzPath(f *testing.F) {
	f.Add("a b/c?d#e%f:g")
	f.Add("..")
	f.Fuzz(func(t *testing.T, id string) {
		var got string
		h := rest.NewServer(nil)
		h.Handle(rest.Endpoint{Operation: &getSession, Status: 200, Serve: func(_ context.Context, r *rest.Request) (any, error) {
			got = r.Path("sessionId").String()
			return []byte("{}"), r.Err()
		}})
		c, err := newClient("https://api.example.com", rest.WithHTTPClient(&http.Client{Transport: direct{h}}))
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.GetSession(t.Context(), id)
		if refused := id == "" || id == "." || id == ".."; refused != (err != nil) || !refused && got != id {
			t.Errorf("%q arrived as %q, %v", id, got, err)
		}
	})
}

// direct calls a handler without a network.
type direct struct{ h http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	d.h.ServeHTTP(w, r)
	return w.Result(), nil
}

// FuzzAnswer lets a client read any answer: an error or a value, no panic.
func FuzzAnswer(f *testing.F) {
	f.Add(200, []byte(`{"sessionId":"1"}`))
	f.Add(404, []byte(`{"code":"X"}`))
	f.Add(503, []byte(`<html>`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 200 || status > 599 {
			return
		}
		c, err := newClient("https://api.example.com", rest.WithHTTPClient(&http.Client{
			Transport: direct{http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				w.Write(body)
			})},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}))
		if err != nil {
			t.Fatal(err)
		}
		if s, err := c.GetSession(t.Context(), "1"); (s == nil) == (err == nil) || err != nil && err.Error() == "" {
			t.Errorf("got %v, %v", s, err)
		}
	})
}
