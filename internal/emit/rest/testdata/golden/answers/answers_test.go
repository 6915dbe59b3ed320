package answers

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

// server answers as it is told to.
type server struct {
	UnimplementedServer
	answer any
	err    error
	status int // 0 for the usual one
	asked  string
}

// give returns the answer, or the zero value if it is none of that type.
func give[T any](s *server, ctx context.Context) (T, error) {
	s.asked = rest.RequestOf(ctx).Method
	rest.ResponseOf(ctx).Status = s.status
	v, _ := s.answer.(T)
	return v, s.err
}

func (s *server) PutItem(ctx context.Context, _ string, _ *Item) (*Item, error) {
	return give[*Item](s, ctx)
}
func (s *server) GetItem(ctx context.Context, _ string) (*GetItemAnswer, error) {
	return give[*GetItemAnswer](s, ctx)
}
func (s *server) GetLiteral(ctx context.Context, id string) (*Item, error) { return &Item{ID: id}, nil }
func (s *server) CreatePet(ctx context.Context, _ Pet) (Pet, error)        { return give[Pet](s, ctx) }
func (s *server) Ranges(ctx context.Context) (*RangesAnswer, error) {
	return give[*RangesAnswer](s, ctx)
}
func (s *server) OnlyRanges(ctx context.Context) (*Ticket, error) { return give[*Ticket](s, ctx) }
func (s *server) EmptyRange(ctx context.Context) (*Ticket, error) { return give[*Ticket](s, ctx) }

func (s *server) HeadItem(ctx context.Context, _ string) error {
	(&HeadItemHeader{XSize: opt.Some(int32(7))}).Set(rest.ResponseOf(ctx).Header)
	_, err := give[any](s, ctx)
	s.asked = "own " + s.asked
	return err
}

// start returns a server, its handler and a client of it.
func start(t *testing.T, options ...rest.ServerOption) (*server, http.Handler, *Client) {
	t.Helper()
	s := &server{}
	h := NewServerHandler(s, options...)
	return s, h, clientOf(t, h)
}

func clientOf(t *testing.T, h http.Handler) *Client {
	t.Helper()
	api := httptest.NewServer(h)
	t.Cleanup(api.Close)
	c, err := NewClient(api.URL)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func ask(h http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestWithoutBody makes calls that are answered with a success that has no body
// where others have one.
func TestWithoutBody(t *testing.T) {
	s, _, c := start(t)
	for _, status := range []int{201, 202} {
		s.status = status
		for _, s.answer = range []any{nil, &Item{ID: "left out"}} {
			var resp rest.Response
			got, err := c.PutItem(rest.WithResponse(t.Context(), &resp), "1", &Item{ID: "1"})
			if err != nil || got == nil || got.ID != "" || resp.Status != status {
				t.Errorf("%d: have %+v and %d, error %v", status, got, resp.Status, err)
			}
		}
	}
	s.answer, s.status = nil, 0
	if _, err := c.PutItem(t.Context(), "1", &Item{ID: "1"}); statusOf(err) != 500 {
		t.Errorf("no item with status 200: %v", err)
	}
	// 200 without a body is not in the document.
	bad := clientOf(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	if _, err := bad.PutItem(t.Context(), "1", &Item{ID: "1"}); !errors.As(err, new(*rest.CallError)) {
		t.Errorf("200 without a body: %v", err)
	}
}

func statusOf(err error) int {
	var e *rest.StatusError
	if errors.As(err, &e) {
		return e.Status
	}
	return 0
}

func TestDocumentedRedirect(t *testing.T) {
	c := clientOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/items/1" {
			http.Redirect(w, r, "/new", 303)
		}
	}))
	_, err := c.PutItem(t.Context(), "1", &Item{ID: "1"})
	var e *rest.StatusError
	var h PutItemHeader
	if !errors.As(err, &e) || e.Status != 303 || h.Decode(e.Header) != nil || h.Location.Or("") != "/new" {
		t.Errorf("error %v, header %+v", err, h)
	}
}

// TestNilUnion has a method that returns neither a pet nor an error.
func TestNilUnion(t *testing.T) {
	s, _, c := start(t)
	if _, err := c.CreatePet(t.Context(), &Dog{}); statusOf(err) != 500 {
		t.Errorf("nothing: %v", err)
	}
	s.answer = (*Dog)(nil)
	if _, err := c.CreatePet(t.Context(), &Dog{}); statusOf(err) != 500 {
		t.Errorf("a nil dog: %v", err)
	}
	s.answer = &Cat{Lives: opt.Some(int64(9))}
	if got, err := c.CreatePet(t.Context(), &Dog{}); err != nil || !reflect.DeepEqual(got, s.answer) {
		t.Errorf("a cat: %v, error %v", got, err)
	}
}

// TestContentTypes asks for answers of which the document has several types.
func TestContentTypes(t *testing.T) {
	s, h, c := start(t)
	csv := &GetItemAnswer{OKCsv: &rest.Body{Data: []byte("a,b")}}
	item := &GetItemAnswer{OK: &Item{ID: "1"}}
	for _, tt := range []struct {
		accept string
		answer *GetItemAnswer
		status int
		want   string
	}{
		{"text/csv", csv, 200, "text/csv"},
		{"text/*;q=0.1, application/json;q=0", csv, 200, "text/csv"},
		{"text/csv, application/json;q=0.5", csv, 200, "text/csv"},
		{"application/json", item, 200, "application/json"},
		{"*/*", csv, 200, "text/csv"},
		{"", csv, 200, "text/csv"},
		{"application/xml", csv, 406, "application/problem+json"},
		{"text/csv;q=0, application/json;q=0.0", csv, 406, "application/problem+json"},
		{"*/*;q=0", csv, 406, "application/problem+json"},
	} {
		s.answer = tt.answer
		w := ask(h, "GET", "/items/1", "Accept", tt.accept)
		if got := w.Header().Get("Content-Type"); w.Code != tt.status || got != tt.want {
			t.Errorf("%q: %d %s %s", tt.accept, w.Code, got, w.Body)
		}
	}
	for _, s.answer = range []any{csv, item} {
		if got, err := c.GetItem(t.Context(), "1"); err != nil || (got.OK == nil) != (s.answer.(*GetItemAnswer).OK == nil) {
			t.Errorf("have %+v, error %v", got, err)
		}
	}
	for accept, want := range map[string]string{
		"": "application/json", "application/json": "application/json", "*/*": "application/json",
		"application/vnd.example+json": "application/vnd.example+json", "application/vnd.example+json, */*;q=0.1": "application/vnd.example+json",
	} {
		if got := ask(h, "GET", "/lit%20eral/1", "Accept", accept).Header().Get("Content-Type"); got != want {
			t.Errorf("%q gets %s", accept, got)
		}
	}
}

// TestNoContentType gets answers that do not say what they are.
func TestNoContentType(t *testing.T) {
	for body, isItem := range map[string]bool{`{"id":"1"}`: true, "a,b": false} {
		c := clientOf(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil
			io.WriteString(w, body)
		}))
		if got, err := c.GetItem(t.Context(), "1"); err != nil || (got.OK != nil) != isItem || (got.OKCsv != nil) == isItem {
			t.Errorf("%s: %+v, error %v", body, got, err)
		}
	}
}

// TestErrorTypes looks at the content types of errors.
func TestErrorTypes(t *testing.T) {
	s, h, _ := start(t)
	const problem = "application/problem+json"
	for _, tt := range []struct {
		err          error
		method, path string
		status       int
		want         string
	}{
		{&rest.StatusError{Status: 409, Err: &Conflict{Holder: "me"}}, "GET", "/items/1", 409, "application/json"},
		{&rest.StatusError{Status: 404, Err: &Problem{}}, "GET", "/items/1", 404, problem},
		{&Problem{Status: opt.Some(int64(418))}, "GET", "/items/1", 418, problem},
		{errors.New("oops"), "GET", "/items/1", 500, problem},
		{rest.NewProblem(404, "none"), "HEAD", "/items/1", 404, problem},
		{&rest.StatusError{Status: 502, Body: []byte(`{}`), Header: http.Header{"Content-Type": {"application/x+json"}}}, "GET", "/items/1", 502, "application/x+json"},
		{&rest.StatusError{Status: 502, Body: []byte(`oops`)}, "GET", "/items/1", 502, problem},
		{rest.NewProblem(404, "none"), "GET", "/ranges", 404, problem},
		{rest.NewProblem(503, "none"), "GET", "/ranges", 503, "application/json"},
		{&rest.StatusError{Status: 503, Err: &Fault{Fault: "f"}}, "POST", "/ranges", 503, "application/json"},
		{nil, "GET", "/nowhere", 404, problem},
		{nil, "DELETE", "/items/1", 405, problem},
	} {
		s.err = tt.err
		w := ask(h, tt.method, tt.path)
		if got := w.Header().Get("Content-Type"); w.Code != tt.status || got != tt.want {
			t.Errorf("%s %s, %v: %d %s %s", tt.method, tt.path, tt.err, w.Code, got, w.Body)
		}
	}
}

// TestHead asks for what GET would send.
func TestHead(t *testing.T) {
	s, _, c := start(t)
	var resp rest.Response
	var h HeadItemHeader
	err := c.HeadItem(rest.WithResponse(t.Context(), &resp), "1")
	if err != nil || h.Decode(resp.Header) != nil || h.XSize.Or(0) != 7 || s.asked != "own HEAD" {
		t.Errorf("error %v, header %+v, asked %s", err, h, s.asked)
	}
	if got, err := c.GetLiteral(t.Context(), "x y"); err != nil || got.ID != "x y" {
		t.Errorf("have %+v, error %v", got, err)
	}
}

// TestOptionalAuth asks with and without a token.
func TestOptionalAuth(t *testing.T) {
	s, h, _ := start(t, rest.VerifyBearer("right"))
	s.answer = &Ticket{Ticket: "1"}
	for _, tt := range []struct {
		method, path, token string
		want                int
	}{
		{"GET", "/ranges", "", 200}, {"GET", "/ranges", "right", 200}, {"GET", "/ranges", "wrong", 401},
		{"HEAD", "/items/1", "", 401}, {"HEAD", "/items/1", "right", 200},
	} {
		var header []string
		if tt.token != "" {
			header = []string{"Authorization", "Bearer " + tt.token}
		}
		if w := ask(h, tt.method, tt.path, header...); w.Code != tt.want {
			t.Errorf("%+v: %d", tt, w.Code)
		}
	}
}

// TestRanges is about answers for ranges of statuses.
func TestRanges(t *testing.T) {
	s, _, c := start(t)
	for _, tt := range []struct {
		answer RangesAnswer
		status int
	}{
		{RangesAnswer{OK: &Item{ID: "1"}}, 200},
		{RangesAnswer{Status2XX: &Ticket{Ticket: "1"}}, 201},
		{RangesAnswer{Status2XX: &Ticket{Ticket: "1"}, StatusCode: 206}, 206},
	} {
		s.answer = &tt.answer
		got, err := c.Ranges(t.Context())
		tt.answer.StatusCode = tt.status
		if err != nil || !reflect.DeepEqual(got, &tt.answer) {
			t.Errorf("%d: have %+v, error %v", tt.status, got, err)
		}
	}
	for status, want := range map[int]error{
		404: &Conflict{Holder: "me"}, 400: &Problem{Detail: opt.Some("d")}, 499: &Problem{Detail: opt.Some("d")}, 500: &Fault{Fault: "f"}, 511: &Fault{Fault: "f"},
	} {
		s.err = &rest.StatusError{Status: status, Err: want}
		_, err := c.Ranges(t.Context())
		var e *rest.StatusError
		if !errors.As(err, &e) || e.Status != status || !reflect.DeepEqual(e.Err, want) {
			t.Errorf("%d: %v", status, err)
		}
	}
	s.err = nil
	for _, tt := range []struct {
		status, want int
		answer       *Ticket
		got          Ticket
	}{
		{0, 200, &Ticket{Ticket: "1"}, Ticket{Ticket: "1"}}, {202, 202, &Ticket{Ticket: "1"}, Ticket{Ticket: "1"}}, {204, 204, nil, Ticket{}},
	} {
		s.answer, s.status = tt.answer, tt.status
		var resp rest.Response
		got, err := c.OnlyRanges(rest.WithResponse(t.Context(), &resp))
		if err != nil || resp.Status != tt.want || !reflect.DeepEqual(*got, tt.got) {
			t.Errorf("%d: have %d %+v, error %v", tt.status, resp.Status, got, err)
		}
	}
	s.answer, s.status = nil, 207
	if got, err := c.EmptyRange(t.Context()); err != nil || got.Ticket != "" {
		t.Errorf("empty: %+v, error %v", got, err)
	}
	moved := clientOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.TrimSuffix(r.URL.Path, "s"), 302)
	}))
	if _, err := moved.OnlyRanges(t.Context()); statusOf(err) != 302 {
		t.Errorf("elsewhere: %v", err)
	}
}

// TestUntyped: an error whose body is no error type is not read as that of
// other errors.
func TestUntyped(t *testing.T) {
	status := 0
	c := clientOf(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"a":1,"holder":"me"}`)
	}))
	conflict, problem := reflect.TypeFor[*Conflict](), reflect.TypeFor[*Problem]()
	for _, tt := range []struct {
		status int
		call   func(context.Context) error
		want   reflect.Type
	}{
		{404, c.GetUntyped, conflict}, {400, c.GetUntyped, problem}, {503, c.GetUntyped, problem}, {500, c.GetUntyped, nil},
		{404, c.PostUntyped, conflict}, {500, c.PostUntyped, nil},
	} {
		status = tt.status
		var e *rest.StatusError
		err := tt.call(t.Context())
		if !errors.As(err, &e) || e.Status != tt.status || reflect.TypeOf(e.Err) != tt.want || string(e.Body) != `{"a":1,"holder":"me"}` {
			t.Errorf("%d: %v with %T, want %v", tt.status, err, e.Err, tt.want)
		}
	}
}
