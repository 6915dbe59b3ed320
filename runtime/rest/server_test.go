package rest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

// backend is a server whose methods answer by the id they are asked for.
type backend struct {
	unimplementedServer
	correlator string
}

func (s *backend) CreateSession(ctx context.Context, body *session) (*session, error) {
	s.correlator = rest.Correlator(ctx)
	return &session{"new", body.Duration}, nil
}

func (s *backend) GetSession(ctx context.Context, id string) (*session, error) {
	switch id {
	case "typed":
		return nil, &errorInfo{Status: 409, Code: "CONFLICT", Message: "busy"}
	case "unprocessable":
		return nil, &errorInfo{Status: 422, Code: "IDENTIFIER_NOT_FOUND", Message: "no such device"}
	case "typed without status":
		return nil, &errorInfo{Code: "CONFLICT"}
	case "problem":
		return nil, rest.NewProblem(403, "not yours")
	case "upstream":
		return nil, &rest.StatusError{Status: 422, Body: []byte(`{"raw":1}`)}
	case "upstream typed":
		return nil, &rest.StatusError{Status: 404, Err: &errorInfo{Status: 404, Code: "NOT_FOUND"}}
	case "upstream HTML":
		return nil, &rest.StatusError{Status: 502, Body: []byte(`<html>`)}
	case "upstream success":
		return nil, &rest.StatusError{Status: 200}
	case "secret":
		return nil, errors.New("password is 1234")
	case "panic":
		panic("password is 1234")
	case "nothing":
		return nil, nil
	}
	return &session{id, 1}, nil
}

func (s *backend) ListSessions(ctx context.Context, limit opt.Value[int32], state []string) ([]session, error) {
	return []session{{strings.Join(state, "+"), limit.Or(-1)}}, nil
}

func (s *backend) RequestToken(ctx context.Context, body *tokenRequest) error {
	if *body != (tokenRequest{"client_credentials", "a b"}) {
		return errors.New("wrong body")
	}
	return nil
}

// exchange sends a request, given as "METHOD path", header lines and a body
// after an empty line, and returns status and body.
func exchange(h http.Handler, request string) *httptest.ResponseRecorder {
	head, body, _ := strings.Cut(request, "\n\n")
	lines := strings.Split(head, "\n")
	method, target, _ := strings.Cut(lines[0], " ")
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
	}
	return record(h, r)
}

func record(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

const jsonType = "\nContent-Type: application/json; charset=utf-8\n\n"

func TestServer(t *testing.T) {
	internal := `{"code":"INTERNAL","message":"internal error","status":500}`
	for _, tt := range []struct {
		request string
		status  int
		want    string
	}{
		{"POST /sessions" + jsonType + `{"duration":5}`, 201, `{"sessionId":"new","duration":5}`},
		{"POST /sessions\nContent-Type: application/vnd.x+json\n\n" + `{"duration":5}`, 201, `{"sessionId":"new","duration":5}`},
		{"POST /sessions" + jsonType + `{"duration":0}`, 400, `{"code":"INVALID_ARGUMENT","message":"duration: 0 is below 1","status":400}`},
		{"POST /sessions" + jsonType + `{}`, 400, `{"code":"INVALID_ARGUMENT","message":"required member \"duration\" is absent (at byte 1)","status":400}`},
		{"POST /sessions" + jsonType + `{"duration":null}`, 400, `{"code":"INVALID_ARGUMENT","message":"duration: have null, want an integer (at byte 12)","status":400}`},
		{"POST /sessions" + jsonType + `{"duration":5}x`, 400, `{"code":"INVALID_ARGUMENT","message":"unexpected 'x', want the end of the input (at byte 14)","status":400}`},
		{"POST /sessions" + jsonType, 400, `{"code":"INVALID_ARGUMENT","message":"the input ends, want an object (at byte 0)","status":400}`},
		{"POST /sessions" + jsonType + strings.Repeat(" ", 101), 413, `{"code":"REQUEST_ENTITY_TOO_LARGE","message":"body is longer than 100 bytes","status":413}`},
		{"POST /sessions\nContent-Type: text/plain\n\n" + `{"duration":5}`, 415, `{"code":"UNSUPPORTED_MEDIA_TYPE","message":"content type must be application/json","status":415}`},
		{"POST /sessions\n\n" + `{"duration":5}`, 415, `{"code":"UNSUPPORTED_MEDIA_TYPE","message":"content type must be application/json","status":415}`},
		{"POST /sessions\nContent-Encoding: gzip" + jsonType + `{"duration":5}`, 415, `{"code":"UNSUPPORTED_MEDIA_TYPE","message":"content encodings are not supported","status":415}`},
		{"POST /sessions\nX-Correlator: a b" + jsonType + `{"duration":5}`, 400, `{"code":"INVALID_ARGUMENT","message":"x-correlator is too long or has characters that are not allowed","status":400}`},
		{"GET /sessions/1\nAccept: text/html", 406, `{"code":"NOT_ACCEPTABLE","message":"the answer is application/json, which Accept leaves out","status":406}`},
		{"GET /sessions/1\nAccept: text/html, application/json;q=0", 406, `{"code":"NOT_ACCEPTABLE","message":"the answer is application/json, which Accept leaves out","status":406}`},
		{"GET /sessions/1\nAccept: text/html\nAccept: */*;q=0.1", 200, `{"sessionId":"1","duration":1}`},
		{"GET /sessions/1\nAccept: application/*", 200, `{"sessionId":"1","duration":1}`},
		{"GET /sessions/1\nAccept: application/problem+json", 200, `{"sessionId":"1","duration":1}`},
		{"GET /sessions/1\nAccept: ;;;", 200, `{"sessionId":"1","duration":1}`},
		{"GET /sessions/1\nAccept: ", 200, `{"sessionId":"1","duration":1}`},
		{"GET /sessions/unprocessable", 422, `{"code":"IDENTIFIER_NOT_FOUND","message":"no such device","status":422}`},
		{"GET /sessions/a%2Fb%20c", 200, `{"sessionId":"a/b c","duration":1}`},
		{"GET /sessions/typed", 409, `{"code":"CONFLICT","message":"busy","status":409}`},
		{"GET /sessions/typed%20without%20status", 500, internal},
		{"GET /sessions/problem", 403, `{"code":"PERMISSION_DENIED","message":"not yours","status":403}`},
		{"GET /sessions/upstream", 422, `{"raw":1}`},
		{"GET /sessions/upstream%20typed", 404, `{"code":"NOT_FOUND","message":"","status":404}`},
		{"GET /sessions/upstream%20HTML", 502, `{"code":"BAD_GATEWAY","message":"Bad Gateway","status":502}`},
		{"GET /sessions/upstream%20success", 500, internal},
		{"GET /sessions/secret", 500, internal},
		{"GET /sessions/panic", 500, internal},
		{"GET /sessions/nothing", 500, internal},
		{"DELETE /sessions/1", 501, `{"code":"NOT_IMPLEMENTED","message":"deleteSession is not implemented","status":501}`},
		{"GET /sessions?limit=7&state=a&state=b", 200, `[{"sessionId":"a+b","duration":7}]`},
		{"GET /sessions", 200, `[{"sessionId":"","duration":-1}]`},
		{"GET /sessions?limit=x", 400, `{"code":"INVALID_ARGUMENT","message":"query parameter \"limit\" is \"x\", want an integer of 32 bits","status":400}`},
		{"GET /sessions?limit=1&limit=2", 400, `{"code":"INVALID_ARGUMENT","message":"query parameter \"limit\" is there more than once","status":400}`},
		{"POST /sessions/7:extend" + jsonType + `{"duration":9}`, 200, `{"sessionId":"7","duration":9}`},
		{"POST /sessions/7:extend", 200, `{"sessionId":"7","duration":60}`},
		{"POST /oauth2/token\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials&client_secret=a+b", 200, ``},
		{"POST /oauth2/token\nContent-Type: application/x-www-form-urlencoded\n\nclient_secret=a+b", 400, `{"code":"INVALID_ARGUMENT","message":"form member \"grant_type\" is missing","status":400}`},
		{"POST /oauth2/token\nContent-Type: application/x-www-form-urlencoded\n\n%zz", 400, `{"code":"INVALID_ARGUMENT","message":"the form is malformed: invalid URL escape \"%zz\"","status":400}`},
		{"GET /", 404, `{"code":"NOT_FOUND","message":"no such resource","status":404}`},
		{"GET /sessions/", 404, `{"code":"NOT_FOUND","message":"no such resource","status":404}`},
		{"GET /sessions/1/2", 404, `{"code":"NOT_FOUND","message":"no such resource","status":404}`},
		{"PUT /sessions", 405, `{"code":"METHOD_NOT_ALLOWED","message":"method is not allowed here","status":405}`},
	} {
		h := newServerHandler(&backend{}, rest.WithMaxBody(100))
		w := exchange(h, tt.request)
		if w.Code != tt.status || w.Body.String() != tt.want {
			t.Errorf("%s:\n got %d %s\nwant %d %s", tt.request, w.Code, w.Body, tt.status, tt.want)
		}
		if w.Body.Len() > 0 && w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("%s: content type %s", tt.request, w.Header().Get("Content-Type"))
		}
	}
}

func TestServerAllow(t *testing.T) {
	w := exchange(newServerHandler(&backend{}), "PUT /sessions")
	if got := w.Header().Get("Allow"); got != "GET, HEAD, POST" {
		t.Errorf("Allow is %q", got)
	}
	if w := exchange(newServerHandler(&backend{}), "HEAD /sessions"); w.Code != 200 {
		t.Errorf("HEAD: %d", w.Code)
	}
}

func TestServerCorrelator(t *testing.T) {
	s := &backend{}
	w := exchange(newServerHandler(s), "POST /sessions\nx-correlator: a-{1}"+jsonType+`{"duration":5}`)
	if w.Header().Get("X-Correlator") != "a-{1}" || s.correlator != "a-{1}" {
		t.Errorf("got %q, %q", w.Header().Get("X-Correlator"), s.correlator)
	}
}

func TestServerBasePath(t *testing.T) {
	for _, base := range []string{"/qod/v1", "qod/v1/"} {
		h := newServerHandler(&backend{}, rest.WithBasePath(base))
		for path, status := range map[string]int{"/qod/v1/sessions": 200, "/sessions": 404, "/qod/v1sessions": 404, "/qod/v1": 404} {
			if w := exchange(h, "GET "+path); w.Code != status {
				t.Errorf("%s: %d", path, w.Code)
			}
		}
	}
}

func TestServerAuth(t *testing.T) {
	h := newServerHandler(&backend{}, rest.VerifyBearer("one", "two"))
	for request, status := range map[string]int{
		"GET /sessions": 401,
		"GET /sessions\nAuthorization: Bearer two":                                                                               200,
		"GET /sessions\nAuthorization: Bearer one\nAuthorization: Bearer two":                                                    401,
		"POST /oauth2/token\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials&client_secret=a+b": 200,
	} {
		w := exchange(h, request)
		if w.Code != status || (status == 401) != (w.Header().Get("WWW-Authenticate") == "Bearer") {
			t.Errorf("%s: %d %v", request, w.Code, w.Header())
		}
		if want := `{"code":"UNAUTHENTICATED","message":"request is not authenticated","status":401}`; status == 401 && w.Body.String() != want {
			t.Errorf("%s: %s", request, w.Body)
		}
	}
}

func TestServerLenient(t *testing.T) {
	h := newServerHandler(&backend{}, rest.Lenient())
	if w := exchange(h, "POST /sessions"+jsonType+`{"duration":null}`); w.Code != 201 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestServerWithoutErrorForm(t *testing.T) {
	h := rest.NewServer(nil)
	w := exchange(h, "GET /x")
	if want := `{"status":404,"code":"NOT_FOUND","message":"no such resource"}`; w.Body.String() != want {
		t.Errorf("got %s", w.Body)
	}
}

func TestOnError(t *testing.T) {
	type report struct {
		operation string
		status    int
		err       string
	}
	var got []report
	h := newServerHandler(&backend{}, rest.OnError(func(ctx context.Context, operation string, status int, err error) {
		msg, _, _ := strings.Cut(err.Error(), "\n")
		got = append(got, report{operation, status, msg})
	}))
	for _, path := range []string{"/sessions/secret", "/sessions/panic", "/sessions/1", "/nowhere", "/sessions/nothing"} {
		exchange(h, "GET "+path)
	}
	want := []report{
		{"getSession", 500, "password is 1234"},
		{"getSession", 500, "panic: password is 1234"},
		{"", 404, "404 Not Found: NOT_FOUND: no such resource"},
		{"getSession", 500, "the handler returned neither a result nor an error"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// The most specific route is taken, whatever the order.
func TestRoutes(t *testing.T) {
	paths := []string{"/{a}/{b}", "/{a}/x", "/x/{b}", "/x/x", "/{a}:go/{b}", "/v{a}/{b}"}
	for first := range paths {
		h := rest.NewServer(nil)
		for i := range paths {
			path := paths[(first+i)%len(paths)]
			h.Handle(rest.Endpoint{
				Operation: &rest.Operation{Name: path, Method: "GET", Path: path}, Status: 200,
				Serve: func(_ context.Context, r *rest.Request) (any, error) {
					return []byte(path + " " + strings.Join(r.Path("a").List(), "") + " " + strings.Join(r.Path("b").List(), "")), nil
				},
			})
		}
		for path, want := range map[string]string{
			"/1/2": "/{a}/{b} 1 2", "/1/x": "/{a}/x 1 ", "/x/2": "/x/{b}  2", "/x/x": "/x/x  ", "/1:go/2": "/{a}:go/{b} 1 2",
			"/v1/2": "/v{a}/{b} 1 2", "/1%3Ago/2": "/{a}/{b} 1:go 2", "/v/2": "/{a}/{b} v 2",
		} {
			if w := exchange(h, "GET "+path); w.Body.String() != want {
				t.Errorf("%s: got %q, want %q", path, w.Body, want)
			}
		}
	}
}

// A client and a server of the same document understand each other.
func TestClientAndServer(t *testing.T) {
	s := httptest.NewServer(newServerHandler(&backend{}, rest.VerifyBearer("tok")))
	defer s.Close()
	c := clientOf(t, s.URL, rest.WithHeader("Authorization", "Bearer tok"), rest.WithServer("https://login.example.com", s.URL))
	created, err := c.CreateSession(t.Context(), &session{Duration: 5})
	if err != nil || *created != (session{"new", 5}) {
		t.Errorf("got %v, %v", created, err)
	}
	_, err = c.GetSession(t.Context(), "typed")
	var info *errorInfo
	if !errors.As(err, &info) || *info != (errorInfo{409, "CONFLICT", "busy"}) {
		t.Errorf("got %v", err)
	}
	list, err := c.ListSessions(t.Context(), opt.Some[int32](3), []string{"a&b"})
	if err != nil || !reflect.DeepEqual(list, []session{{"a&b", 3}}) {
		t.Errorf("got %v, %v", list, err)
	}
	if err := c.RequestToken(t.Context(), &tokenRequest{"client_credentials", "a b"}); err != nil {
		t.Error(err)
	}
}

// A body without a length is limited too.
func TestChunkedBody(t *testing.T) {
	s := httptest.NewServer(newServerHandler(&backend{}, rest.WithMaxBody(100)))
	defer s.Close()
	for n, status := range map[int]int{10: 201, 101: 413} {
		body := io.MultiReader(strings.NewReader(`{"duration":5}`), strings.NewReader(strings.Repeat(" ", n)))
		resp, err := http.Post(s.URL+"/sessions", "application/json", body)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != status {
			t.Errorf("%d: %s", n, resp.Status)
		}
	}
}

// What is not declared is answered as net/http does.
func TestServerOptions(t *testing.T) {
	w := exchange(newServerHandler(&backend{}), "OPTIONS /sessions")
	if w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD, POST" {
		t.Errorf("%d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}

// slowBody sends a part of a body and then nothing. It returns the answer.
func slowBody(t *testing.T, url string) *http.Response {
	body, writer := io.Pipe()
	t.Cleanup(func() { writer.Close() })
	go writer.Write([]byte(`{"dur`))
	resp, err := http.Post(url, "application/json", body)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp
}

func TestSlowBody(t *testing.T) {
	s := httptest.NewServer(newServerHandler(&backend{}, rest.WithBodyTimeout(50*time.Millisecond)))
	defer s.Close()
	if resp := slowBody(t, s.URL+"/sessions"); resp.StatusCode != http.StatusRequestTimeout {
		t.Errorf("got %s", resp.Status)
	}
}

// The time for a body is not that of the handler, nor of the next request on
// the same connection.
func TestBodyTimeoutEnds(t *testing.T) {
	const timeout = 50 * time.Millisecond
	h := rest.NewServer(nil, rest.WithBodyTimeout(timeout))
	h.Handle(rest.Endpoint{
		Operation: &createSession, Status: 204,
		Serve: func(ctx context.Context, r *rest.Request) (any, error) {
			if err := r.Decode(new(session)); err != nil {
				return nil, err
			}
			time.Sleep(3 * timeout)
			return nil, ctx.Err()
		},
	})
	s := httptest.NewServer(h)
	defer s.Close()
	for range 2 {
		resp, err := http.Post(s.URL+"/sessions", "application/json", strings.NewReader(`{"duration":5}`))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 204 {
			t.Errorf("got %s", resp.Status)
		}
		time.Sleep(2 * timeout)
	}
}

func TestProblem(t *testing.T) {
	cause := errors.New("cause")
	err := rest.BadRequest(cause)
	if !errors.Is(err, cause) || err.Error() != "400 Bad Request: INVALID_ARGUMENT: cause" || rest.BadRequest(nil) != nil {
		t.Errorf("got %v", err)
	}
	for status, code := range map[int]string{401: "UNAUTHENTICATED", 429: "TOO_MANY_REQUESTS", 503: "UNAVAILABLE", 504: "TIMEOUT", 410: "GONE", 415: "UNSUPPORTED_MEDIA_TYPE"} {
		if got := rest.NewProblem(status, "").Code; got != code {
			t.Errorf("%d: %s", status, got)
		}
	}
}

// What cannot be sent or read is an error of the program, not of the caller.
func TestWrongTypes(t *testing.T) {
	for _, f := range []func(r *rest.Request) (any, error){
		func(r *rest.Request) (any, error) { return 7, nil },
		func(r *rest.Request) (any, error) { return nil, r.Decode(new(int)) },
	} {
		var reported error
		h := rest.NewServer(nil, rest.OnError(func(_ context.Context, _ string, _ int, err error) { reported = err }))
		h.Handle(rest.Endpoint{
			Operation: &createSession, Status: 200,
			Serve: func(_ context.Context, r *rest.Request) (any, error) { return f(r) },
		})
		if w := exchange(h, "POST /sessions"+jsonType+"{}"); w.Code != 500 || reported == nil {
			t.Errorf("%d, %v", w.Code, reported)
		}
	}
}
