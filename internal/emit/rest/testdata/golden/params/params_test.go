package params

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

// server keeps what it was asked.
type server struct {
	UnimplementedServer
	got    []any
	answer []string
}

func (s *server) GetTexts(ctx context.Context, simple, label, matrix Texts, object Pair, class, name string, params *GetTextsParams) error {
	s.got = []any{simple, label, matrix, object, class, name, params}
	(&GetTextsHeader{XAnswer: s.answer}).Set(rest.ResponseOf(ctx).Header)
	return nil
}

func (s *server) GetNeeded(ctx context.Context, a Texts, b []int32, xh []GetNeededXHItem, params *GetNeededParams) error {
	s.got = []any{a, b, xh, params}
	return nil
}

// start returns a client of s.
func start(t *testing.T, s *server, options ...rest.Option) *Client {
	srv := httptest.NewServer(NewServerHandler(s))
	t.Cleanup(srv.Close)
	c, err := NewClient(srv.URL, options...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func same(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("have %#v\nwant %#v", got, want)
	}
}

// tricky are texts with everything that separates anything somewhere.
var tricky = Texts{"a,b", "c;d=e", "f&g=h", "i%2Cj", "ü/?#", "p=q", "c d", "e|f", ""}

// without returns the tricky texts without one of chars.
func without(chars string) Texts {
	return slices.DeleteFunc(slices.Clone(tricky), func(s string) bool { return s == "" || strings.ContainsAny(s, chars) })
}

func TestSeparators(t *testing.T) {
	s := &server{}
	c := start(t, s)
	some := func(text string) *Pair { return &Pair{X: opt.Some(text), Y: opt.Some("z")} }
	params := &GetTextsParams{
		Form: tricky, Joined: tricky, Space: without(" "), Pipe: without("|"),
		Flat: some("x,y"), Deep: some("a]=b&c"), XList: without(","), XKinds: []GetTextsXKind{"a", "b"},
		XObject: some("q=r;y=7"), XText: opt.Some("a, b"), Ck: opt.Some(`a;b "q" ü\`), Ckl: tricky, Ckj: some("z;"),
	}
	object := Pair{X: opt.Some("a;y=b"), Y: opt.Some(",")}
	if err := c.GetTexts(context.Background(), tricky, tricky, tricky, object, "a=b", "c", params); err != nil {
		t.Fatal(err)
	}
	same(t, s.got, []any{tricky, tricky, tricky, object, "a=b", "c", params})
}

// TestUnsayable: what cannot be said is an error, whatever is checked.
func TestUnsayable(t *testing.T) {
	ctx := context.Background()
	s := &server{}
	for _, c := range []*Client{start(t, s), start(t, s, rest.WithUncheckedParameters())} {
		for _, params := range []*GetTextsParams{
			{XList: Texts{"a,b"}}, {XList: Texts{""}}, {XList: Texts{" a"}}, {Space: Texts{"a b"}}, {Pipe: Texts{"a|b"}},
			{XObject: &Pair{X: opt.Some("q,y=7")}}, {XText: opt.Some(" lead")}, {Deep: &Pair{}},
		} {
			if err := c.GetTexts(ctx, tricky, tricky, tricky, Pair{X: opt.Some("1")}, "a", "b", params); err == nil {
				t.Errorf("%+v: no error, have %+v", params, s.got)
			}
		}
		if err := c.GetTexts(ctx, tricky, Texts{"1.5", "b"}, tricky, Pair{X: opt.Some("1")}, "a", "b", nil); err == nil {
			t.Errorf("no error, have %+v", s.got)
		}
		if err := c.GetNeeded(ctx, nil, []int32{1}, []GetNeededXHItem{"a"}, nil); err == nil {
			t.Errorf("no error, have %+v", s.got)
		}
		if err := c.GetNeeded(ctx, tricky, nil, []GetNeededXHItem{"a"}, nil); err == nil {
			t.Errorf("no error, have %+v", s.got)
		}
	}
	c := start(t, &server{answer: []string{"a,b"}})
	if err := c.GetTexts(ctx, tricky, Texts{"a"}, tricky, Pair{X: opt.Some("1")}, "a", "b", nil); err == nil || !strings.Contains(err.Error(), "500") {
		t.Errorf("have %v", err)
	}
}

// ask sends one request.
func ask(s *server, method, target, contentType, body string, header ...string) (int, string) {
	r := httptest.NewRequest(method, "/", strings.NewReader(body))
	r.URL.Path, r.URL.RawQuery, _ = strings.Cut(target, "?")
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	s.got = nil
	w := httptest.NewRecorder()
	NewServerHandler(s).ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func TestNeeded(t *testing.T) {
	s := &server{}
	for _, c := range []struct {
		query, header string
		status        int
		want          string
	}{
		{"a=1&b=2", "a", 204, "[[1] [2] [a] "},
		{"a=%2C&a=&b=2%2C3,4", "a ,b", 204, "[[, ] [2 3 4] [a b] "},
		{"b=2", "a", 400, `query parameter \"a\" is missing`},
		{"a=1", "a", 400, `query parameter \"b\" is missing`},
		{"a=1&b=2", "", 400, `header field \"X-H\" is missing`},
		{"a=1&b=2&lim=%zz&flag=true", "a", 400, "query is malformed"},
		{"a=1&b=2&lim=5;x=1", "a", 400, "query is malformed"},
		{"a=1&b=2&time=2020-01-01T00:00:00z", "a", 204, ""},
		{"a=1&b=2&time=2020-01-01T0:00:00,5Z", "a", 400, "time"},
		{"a=1&b=2&any=all", "a", 204, ""},
		{"a=1&b=2&any=-12", "a", 204, ""},
		{"a=1&b=2&any=foo", "a", 400, "any"},
		{"a=1&b=2&any=1.5", "a", 400, "any"},
	} {
		var header []string
		if c.header != "" {
			header = []string{"X-H", c.header}
		}
		status, body := ask(s, http.MethodGet, "/needed?"+c.query, "", "", header...)
		if status != c.status || !strings.HasPrefix(fmt.Sprint(s.got), c.want) && !strings.Contains(body, c.want) {
			t.Errorf("%s: have %d %s %v, want %d %s", c.query, status, body, s.got, c.status, c.want)
		}
	}
}
