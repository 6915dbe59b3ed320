package rest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

// serve starts a server and returns its URL.
func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func clientOf(t *testing.T, url string, options ...rest.Option) *client {
	t.Helper()
	c, err := newClient(url, options...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCall(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if r.Method != http.MethodPost || r.RequestURI != "/qod/v1/sessions" || string(body) != `{"sessionId":"","duration":60}` || r.ContentLength != int64(len(body)) {
			t.Errorf("%s %s %s", r.Method, r.RequestURI, body)
		}
		for name, want := range map[string]string{
			"Content-Type": "application/json", "Accept": "application/json", "Authorization": "Bearer tok", "X-Correlator": "abc-1",
			"X-Rapidapi-Key": "key", "User-Agent": "me/1", "X-Edited": "yes",
		} {
			if got := r.Header.Values(name); !reflect.DeepEqual(got, []string{want}) {
				t.Errorf("%s is %q", name, got)
			}
		}
		w.Header().Set("Location", "/sessions/1")
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, ` {"sessionId":"1","duration":60,"new":{}} `)
	})
	c := clientOf(t, url+"/qod/v1/",
		rest.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "tok"})),
		rest.WithHeader("X-RapidAPI-Key", "key"), rest.WithUserAgent("me/1"),
		rest.WithRequestEditor(func(r *http.Request) error { r.Header.Set("X-Edited", "yes"); return nil }))
	var response rest.Response
	ctx := rest.WithResponse(rest.WithCorrelator(context.Background(), "abc-1"), &response)
	s, err := c.CreateSession(ctx, &session{Duration: 60})
	if err != nil {
		t.Fatal(err)
	}
	if *s != (session{"1", 60}) || response.Status != 201 || response.Header.Get("Location") != "/sessions/1" {
		t.Errorf("got %+v, %+v", s, response)
	}
}

func TestPathAndQuery(t *testing.T) {
	var uris []string
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		uris = append(uris, r.Method+" "+r.RequestURI)
		if strings.HasPrefix(r.RequestURI, "/sessions?") || r.RequestURI == "/sessions" {
			io.WriteString(w, `[{"sessionId":"1","duration":1},{"sessionId":"2","duration":2}]`)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	c := clientOf(t, url)
	for _, id := range []string{"a b/c?d#e%f:g", "ü", "..."} {
		if err := c.DeleteSession(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
	list, err := c.ListSessions(t.Context(), opt.Some[int32](5), []string{"a&b", "c d"})
	if err != nil || !reflect.DeepEqual(list, []session{{"1", 1}, {"2", 2}}) {
		t.Errorf("got %v, %v", list, err)
	}
	if _, err := c.ListSessions(t.Context(), opt.None[int32](), nil); err != nil {
		t.Error(err)
	}
	want := []string{"DELETE /sessions/a%20b%2Fc%3Fd%23e%25f%3Ag", "DELETE /sessions/%C3%BC", "DELETE /sessions/...",
		"GET /sessions?limit=5&state=a%26b&state=c+d", "GET /sessions"}
	if !reflect.DeepEqual(uris, want) {
		t.Errorf("got %q\nwant %q", uris, want)
	}
}

// Nothing leaves when the call itself is wrong.
func TestLocalErrors(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { t.Errorf("%s was sent", r.RequestURI) })
	failing := errors.New("no luck")
	for _, tt := range []struct {
		call    func(c *client) error
		options []rest.Option
		want    string
	}{
		{func(c *client) error { _, err := c.CreateSession(t.Context(), &session{}); return err }, nil,
			"createSession: request body: duration: 0 is below 1"},
		{func(c *client) error { _, err := c.CreateSession(t.Context(), nil); return err }, nil,
			"createSession: request body: is a nil pointer"},
		{func(c *client) error { return c.DeleteSession(t.Context(), "") }, nil,
			`deleteSession: parameters: path parameter "sessionId" is empty`},
		{func(c *client) error { return c.DeleteSession(t.Context(), "..") }, nil,
			`deleteSession: parameters: path parameter "sessionId" is "..", which cannot be sent in a path`},
		{func(c *client) error { return c.rest.Do(t.Context(), &rest.Call{Operation: &getSession}, nil) }, nil,
			`getSession: parameters: path parameter "sessionId" has no value`},
		{func(c *client) error {
			return c.rest.Do(t.Context(), &rest.Call{Operation: &getSession, Path: []string{"1", "2"}}, nil)
		}, nil, `getSession: parameters: 1 values more than /sessions/{sessionId} has parameters`},
		{func(c *client) error {
			return c.rest.Do(t.Context(), &rest.Call{Operation: &getSession, Path: []string{"1"}, Header: http.Header{"X": {"a\r\nb"}}}, nil)
		}, nil, `getSession: parameters: header field "X" cannot be sent`},
		{func(c *client) error {
			return c.rest.Do(t.Context(), &rest.Call{Operation: &createSession, Body: 7}, nil)
		}, nil, `createSession: request body: int cannot be sent as application/json`},
		{func(c *client) error { _, err := c.ListSessions(t.Context(), opt.Some[int32](101), nil); return err }, nil,
			"listSessions: parameters: limit: 101 is above 100"},
		{func(c *client) error { return c.DeleteSession(rest.WithCorrelator(t.Context(), "a\nb"), "1") }, nil,
			"deleteSession: parameters: x-correlator of the context is too long or has characters that are not allowed"},
		{func(c *client) error { return c.DeleteSession(t.Context(), "1") },
			[]rest.Option{rest.WithRequestEditor(func(*http.Request) error { return failing })},
			"deleteSession: request editor: no luck"},
		{func(c *client) error { return c.DeleteSession(t.Context(), "1") },
			[]rest.Option{rest.WithTokenSource(failingSource{failing})}, "deleteSession: access token: no luck"},
	} {
		err := tt.call(clientOf(t, url, tt.options...))
		if err == nil || err.Error() != tt.want || !errors.As(err, new(*rest.CallError)) {
			t.Errorf("got  %v\nwant %s", err, tt.want)
		}
		if tt.options != nil && !errors.Is(err, failing) {
			t.Errorf("%v does not unwrap", err)
		}
	}
}

type failingSource struct{ err error }

func (s failingSource) Token() (*oauth2.Token, error) { return nil, s.err }

func TestStatusErrors(t *testing.T) {
	for _, tt := range []struct {
		status int
		body   string
		want   string
		typed  bool
	}{
		{404, `{"status":404,"code":"NOT_FOUND","message":"gone"}`, "getSession: 404 Not Found: NOT_FOUND: gone", true},
		{503, `<html>`, "getSession: 503 Service Unavailable", false},
		{500, ``, "getSession: 500 Internal Server Error", false},
		{400, `["x"]`, "getSession: 400 Bad Request", false},
		{400, `{"code":`, "getSession: 400 Bad Request", false},
		{302, `{"code":"MOVED"}`, "getSession: 302 Found: MOVED: ", true},
		{599, `{"code":"X","message":"y","status":"bad"}`, "getSession: 599", false},
	} {
		url := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Request-Id", "7")
			if tt.status == 302 {
				w.Header().Set("Location", "http://elsewhere.invalid/")
			}
			w.WriteHeader(tt.status)
			io.WriteString(w, tt.body)
		})
		_, err := clientOf(t, url).GetSession(t.Context(), "1")
		var status *rest.StatusError
		if !errors.As(err, &status) || err.Error() != tt.want {
			t.Errorf("got %v, want %s", err, tt.want)
			continue
		}
		if status.Status != tt.status || string(status.Body) != tt.body || status.Header.Get("X-Request-Id") != "7" || status.Operation != "getSession" {
			t.Errorf("got %+v", status)
		}
		var info *errorInfo
		if errors.As(err, &info) != tt.typed {
			t.Errorf("%s: typed error is %+v", tt.body, info)
		}
	}
}

func TestAnswers(t *testing.T) {
	for _, tt := range []struct {
		status int
		body   string
		want   string
	}{
		{200, `{"sessionId":"1"}`, ""}, // answers are read leniently
		{204, ``, ""},
		{200, ``, "getSession: answer with status 200 OK: the input ends, want an object (at byte 0)"},
		{200, `<html>`, "getSession: answer with status 200 OK: unexpected '<', want an object (at byte 0)"},
		{200, `{"duration":"x"}`, "getSession: answer with status 200 OK: duration: have a string, want an integer (at byte 12)"},
		{200, `{"x":"` + strings.Repeat("x", 100) + `"}`, "getSession: answer: is longer than 100 bytes; WithMaxResponse allows more"},
		{500, strings.Repeat("x", 101), "getSession: 500 Internal Server Error"},
	} {
		url := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(tt.status)
			io.WriteString(w, tt.body)
		})
		_, err := clientOf(t, url, rest.WithMaxResponse(100)).GetSession(t.Context(), "1")
		if got := fmt.Sprint(err); tt.want == "" && err != nil || tt.want != "" && got != tt.want {
			t.Errorf("%d %.40s: got %v, want %s", tt.status, tt.body, err, tt.want)
		}
	}
}

func TestRawAnswer(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept") != "text/plain" {
			t.Errorf("Accept is %s", r.Header.Get("Accept"))
		}
		io.Copy(w, r.Body)
	})
	op := rest.Operation{Name: "echo", Method: "PUT", Path: "/x", ContentType: "text/plain", Accept: "text/plain"}
	var out []byte
	err := clientOf(t, url).rest.Do(t.Context(), &rest.Call{Operation: &op, Body: []byte("\x00text")}, &out)
	if err != nil || string(out) != "\x00text" {
		t.Errorf("got %q, %v", out, err)
	}
	err = clientOf(t, url).rest.Do(t.Context(), &rest.Call{Operation: &op}, new(int))
	if err == nil || err.Error() != "echo: answer: cannot be read into *int" {
		t.Errorf("got %v", err)
	}
}

func TestOwnServer(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.PostForm.Get("client_secret") != "se+cr/et&x" || r.RequestURI != "/login/oauth2/token" {
			t.Errorf("%s %v, %v", r.RequestURI, r.PostForm, err)
		}
		if r.Header.Get("Authorization") != "" {
			t.Error("a token was sent")
		}
	})
	c := clientOf(t, "https://api.invalid", rest.WithServer("https://login.example.com", url+"/login/"),
		rest.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "tok"})))
	if err := c.RequestToken(t.Context(), &tokenRequest{"client_credentials", "se+cr/et&x"}); err != nil {
		t.Error(err)
	}
}

// Header fields with keys do not follow a redirect to another host.
func TestRedirect(t *testing.T) {
	elsewhere := serve(t, func(w http.ResponseWriter, r *http.Request) { t.Errorf("followed, with key %q", r.Header.Get("X-Key")) })
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/sessions/near":
			http.Redirect(w, r, "/sessions/1", http.StatusFound)
		case "/sessions/far":
			http.Redirect(w, r, elsewhere, http.StatusFound)
		default:
			io.WriteString(w, `{"sessionId":"1"}`)
		}
	})
	for _, options := range [][]rest.Option{nil, {rest.WithHTTPClient(&http.Client{})}} {
		c := clientOf(t, url, append(options, rest.WithHeader("X-Key", "secret"))...)
		if s, err := c.GetSession(t.Context(), "near"); err != nil || s.ID != "1" {
			t.Errorf("got %v, %v", s, err)
		}
		var status *rest.StatusError
		if _, err := c.GetSession(t.Context(), "far"); !errors.As(err, &status) || status.Status != http.StatusFound {
			t.Errorf("got %v", err)
		}
	}
}

func TestNewClientErrors(t *testing.T) {
	for _, tt := range []struct {
		url    string
		option rest.Option
		want   string
	}{
		{"ftp://x", nil, `base URL "ftp://x": want https:// or http://`},
		{"example.com/x", nil, `base URL "example.com/x": want https:// or http://`},
		{"https:///x", nil, `base URL "https:///x": has no host`},
		{"https://x?y=1", nil, `base URL "https://x?y=1": has a query or fragment`},
		{"https://u:secret@x", nil, `base URL for x: holds a user or password, give credentials as an option`},
		{"https://x\n", nil, `base URL: parse "https://x\n": net/url: invalid control character in URL`},
		{"https://x", rest.WithHTTPClient(nil), "WithHTTPClient: the client is nil"},
		{"https://x", rest.WithTokenSource(nil), "WithTokenSource: the source is nil"},
		{"https://x", rest.WithRequestEditor(nil), "WithRequestEditor: the function is nil"},
		{"https://x", rest.WithMaxResponse(0), "WithMaxResponse: 0 bytes are no limit"},
		{"https://x", rest.WithHeader("a b", "c"), `WithHeader: "a b" is no header field, or its value has control characters`},
		{"https://x", rest.WithHeader("a", "b\nc"), `WithHeader: "a" is no header field, or its value has control characters`},
		{"https://x", rest.WithServer("https://y", "z"), `WithServer: base URL "z": want https:// or http://`},
	} {
		var options []rest.Option
		if tt.option != nil {
			options = append(options, tt.option)
		}
		if _, err := rest.NewClient(tt.url, options...); err == nil || err.Error() != tt.want {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

func TestClientPrintsNoSecrets(t *testing.T) {
	c, err := rest.NewClient("https://api.example.com/v1/", rest.WithHeader("X-Key", "s3cret"),
		rest.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "s3cret"})))
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(format, c); got != "client of https://api.example.com/v1" {
			t.Errorf("%s: %s", format, got)
		}
	}
}

func TestContext(t *testing.T) {
	done := make(chan struct{})
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { <-done })
	defer close(done)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := clientOf(t, url, rest.WithRetry(rest.DefaultRetry)).DeleteSession(ctx, "1")
	if !errors.Is(err, context.Canceled) || !errors.As(err, new(*rest.CallError)) {
		t.Errorf("got %v", err)
	}
}

func FuzzForm(f *testing.F) {
	f.Add("name", "se+cr/et&x=ü \x00")
	f.Fuzz(func(t *testing.T, name, v string) {
		got := string(rest.AppendForm(nil, name, v))
		if want := queryEscape(name) + "=" + queryEscape(v); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	})
}

var _ jsonwire.Value = (*sessionList)(nil)
