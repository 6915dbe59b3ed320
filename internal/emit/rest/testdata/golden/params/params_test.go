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

	"github.com/telgen/telgen/runtime/jsonwire"
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

func (s *server) PostClosed(ctx context.Context, body *PostClosedRequest) error { return s.keep(body) }

func (s *server) PostOpen(ctx context.Context, body *PostOpenRequest) error { return s.keep(body) }

func (s *server) PostParts(ctx context.Context, body *PostPartsRequest) error { return s.keep(body) }

func (s *server) PostRelated(ctx context.Context, body *PostRelatedRequest) error {
	return s.keep(body)
}

func (s *server) PutText(ctx context.Context, body *rest.Body) error { return s.keep(body) }

func (s *server) PutWord(ctx context.Context, body *rest.Body) error { return s.keep(body) }

func (s *server) PutNullable(ctx context.Context, body *NullablePair) (*NullablePair, error) {
	return body, s.keep(body)
}

func (s *server) PostNullable(ctx context.Context, body []string) ([]string, error) {
	return body, s.keep(body)
}

func (s *server) PutAny(ctx context.Context, body jsonwire.Raw) (jsonwire.Raw, error) {
	return body, s.keep(body)
}

func (s *server) keep(body any) error {
	s.got = []any{body}
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

const form = "application/x-www-form-urlencoded"

func TestBodies(t *testing.T) {
	s := &server{}
	const meta, file = "--B\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n{}\r\n", "--B\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n"
	const json, ngap = "--B\r\nContent-Type: application/json\r\n\r\n{}\r\n", "--B\r\nContent-Type: application/vnd.3gpp.ngap\r\n\r\nx\r\n"
	for _, c := range []struct {
		target, contentType, body string
		status                    int
		want                      string
	}{
		{"POST /closed", form, "grant=x&l=1&l=2", 204, ""},
		{"POST /closed", form, "grant=x&l=1&only=z", 204, ""},
		{"POST /closed", form, "grant=x", 400, `\"l\" is missing`},
		{"POST /closed", form, "grant=x&l=1&more=2", 400, `\"more\" is not in the schema`},
		{"POST /closed", form, "grant=q&l=1", 400, "grant"},
		{"POST /closed", form, "grant=x&l=1&only=q", 400, "only"},
		{"POST /closed", form, "grant=%zz&l=1", 400, "malformed"},
		{"POST /parts", "multipart/form-data; boundary=B", meta + file + "--B--", 204, ""},
		{"POST /parts", "multipart/form-data; boundary=B", meta + "--B--", 400, "file"},
		{"POST /parts", "multipart/form-data; boundary=B", meta + file, 400, "malformed"},
		{"POST /parts", "multipart/form-data; boundary=B", meta + file + "--B\r\nContent-Dispos", 400, "malformed"},
		{"POST /related", "multipart/related; boundary=B", json + ngap + "--B--", 204, ""},
		{"POST /related", "multipart/related; boundary=B", json + file + "--B--", 400, "bin"},
		{"PUT /text", "text/plain", "abc", 204, ""},
		{"PUT /text", "text/plain; charset=utf-8", "äöü", 204, ""},
		{"PUT /text", "text/plain", "abcd", 400, "body"},
		{"PUT /word", "text/plain", "yes", 204, ""},
		{"PUT /word", "text/plain", "maybe", 400, "yes, no"},
		{"PUT /word", "", "", 204, ""},
	} {
		method, target, _ := strings.Cut(c.target, " ")
		status, body := ask(s, method, target, c.contentType, c.body)
		if status != c.status || !strings.Contains(body, c.want) || (status == 204) != (s.got != nil) {
			t.Errorf("%s %q: have %d %s, want %d %s", c.target, c.body, status, body, c.status, c.want)
		}
	}
}

// TestOpenForm: members that are not described are kept, and sent.
func TestOpenForm(t *testing.T) {
	s := &server{}
	if status, body := ask(s, http.MethodPost, "/open", form, "a=1&z=%26x&l=1&l=2"); status != 204 {
		t.Fatal(status, body)
	}
	got := s.got[0].(*PostOpenRequest)
	if text := string(got.AppendJSON(nil)); text != `{"a":"1","l":["1","2"],"z":"&x"}` {
		t.Errorf("have %s", text)
	}
	if err := start(t, s).PostOpen(context.Background(), got); err != nil {
		t.Fatal(err)
	}
	same(t, s.got, []any{got})
}

// TestClientBodies: a client sends no body that the document forbids.
func TestClientBodies(t *testing.T) {
	ctx := context.Background()
	s := &server{}
	c := start(t, s)
	if err := c.PostParts(ctx, &PostPartsRequest{}); err == nil {
		t.Error("the file is missing")
	}
	if err := c.PostParts(ctx, &PostPartsRequest{Parts: []rest.Part{{Name: "file"}}}); err != nil {
		t.Error(err)
	}
	if err := c.PostRelated(ctx, &PostRelatedRequest{}); err == nil {
		t.Error("the part is missing")
	}
	if err := c.PutText(ctx, &rest.Body{Data: []byte("abcd")}); err == nil {
		t.Error("the text is too long")
	}
	if err := c.PutWord(ctx, nil); err != nil {
		t.Error(err)
	}
	if err := c.PutText(ctx, nil); err == nil {
		t.Error("the text is missing")
	}
}

// TestNull: a body may be null where its schema says so.
func TestNull(t *testing.T) {
	ctx := context.Background()
	s := &server{}
	c := start(t, s)
	for _, body := range []*NullablePair{nil, {}, {X: opt.Some("1")}} {
		got, err := c.PutNullable(ctx, body)
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, body)
		same(t, s.got, []any{body})
	}
	for _, body := range [][]string{nil, {}, {"1"}} {
		got, err := c.PostNullable(ctx, body)
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, body)
	}
	got, err := c.PutAny(ctx, jsonwire.Raw("null"))
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, jsonwire.Raw("null"))
	for _, c := range []struct {
		method, target, body string
		status               int
		want                 string
	}{
		{"PUT", "/nullable", " null ", 200, "null"},
		{"PUT", "/nullable", "", 400, "input"},
		{"POST", "/nullable", "null", 200, "null"},
		{"POST", "/nullable", "", 200, "null"},
		{"PUT", "/any", "null", 200, "null"},
	} {
		if status, body := ask(s, c.method, c.target, "application/json", c.body); status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s %s %q: have %d %s", c.method, c.target, c.body, status, body)
		}
	}
}

// TestEscapedCommas: a comma separates elements that cannot have one even if it
// is escaped.
func TestEscapedCommas(t *testing.T) {
	for _, comma := range []string{",", "%2C", "%2c"} {
		s := new(server)
		status, said := ask(s, "GET", "/needed?a=x%2Cy&b=1"+comma+"2&kinds=a"+comma+"b&dates=2024-01-02"+comma+"2024-01-03", "", "", "X-H", "a,b")
		if status != 204 {
			t.Fatalf("%s: have %d %s", comma, status, said)
		}
		params := s.got[3].(*GetNeededParams)
		if len(s.got[0].(Texts)) != 1 || len(s.got[1].([]int32)) != 2 || len(params.Kinds) != 2 || len(params.Dates) != 2 {
			t.Errorf("%s: have %v with %+v", comma, s.got, params)
		}
	}
}
