package http

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

// server keeps what it was asked.
type server struct {
	UnimplementedServer
	t       *testing.T
	got     []any
	answer  any
	status  int
	ctxType string
}

func (s *server) keep(ctx context.Context, args ...any) {
	s.got = args
	s.ctxType = rest.RequestOf(ctx).Header.Get("Content-Type")
	if s.status != 0 {
		rest.ResponseOf(ctx).Status = s.status
	}
}

func (s *server) GetNode(ctx context.Context, className string, id int32, plmn PLMN, params *GetNodeParams) (*Area, error) {
	s.keep(ctx, className, id, plmn, params)
	(&GetNodeHeader{ETag: opt.Some("v1"), Age: opt.Some(int32(7))}).Set(rest.ResponseOf(ctx).Header)
	if err, ok := s.answer.(error); ok {
		return nil, err
	}
	return &Area{Tac: "1"}, nil
}

func (s *server) PatchNode(ctx context.Context, className string, id int32, body *Area) (*Area, error) {
	s.keep(ctx, body)
	return s.answer.(*Area), nil
}

func (s *server) PatchNodeAsJSONPatch(ctx context.Context, className string, id int32, body []Change) (*Area, error) {
	s.keep(ctx, body)
	return s.answer.(*Area), nil
}

func (s *server) GetLabels(ctx context.Context, label []int32, matrix string, area Area) error {
	s.keep(ctx, label, matrix, area)
	return nil
}

func (s *server) Send(ctx context.Context, body *SendRequest) (*SendResponse, error) {
	s.keep(ctx, body)
	return s.answer.(*SendResponse), nil
}

func (s *server) PutCertificate(ctx context.Context, name string, body *rest.Body) (*rest.Body, error) {
	s.keep(ctx, body)
	return s.answer.(*rest.Body), nil
}

func (s *server) PostTicket(ctx context.Context, body *Message) (*PostTicketAnswer, error) {
	s.keep(ctx, body)
	return s.answer.(*PostTicketAnswer), nil
}

func (s *server) Token(ctx context.Context, body *TokenRequest) error {
	s.keep(ctx, body)
	return nil
}

func (s *server) Lost(ctx context.Context, here int32) error {
	s.keep(ctx, here)
	return nil
}

// start returns a client of s, and the query of the last request.
func start(t *testing.T, s *server) (*Client, *string) {
	s.t = t
	h := NewServerHandler(s)
	var url string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		url = r.URL.RequestURI()
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	c, err := NewClient(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	return c, &url
}

func same(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("have %#v\nwant %#v", got, want)
	}
}

func TestParams(t *testing.T) {
	s := &server{}
	c, url := start(t, s)
	params := &GetNodeParams{
		Plmns: []PLMN{{MCC: "001"}, {MCC: "262", MNC: opt.Some("a&b,c")}},
		Home:  &PLMN{MCC: "999"},
		Exact: opt.Some(false),
		Scope: &Scope{ScopeType: opt.Some("BASE ONLY"), ScopeLevel: opt.Some(int32(2))},
		Area:  &Area{Tac: "00ff", Cells: opt.Some(int32(3))},
		Deep:  &Area{Tac: "d"}, Levels: []int32{1, -2}, Ports: []int32{80, 443},
		Words: []string{"a", "b c"}, Ratios: []float64{0.5, 2},
		Zone: &Area{Tac: "z", Cells: opt.Some(int32(1))}, Limits: []int32{4, 5}, Octets: opt.Some("AQID"),
	}
	var resp rest.Response
	_, err := c.GetNode(rest.WithResponse(context.Background(), &resp), "SubNetwork", 12, PLMN{MCC: "310"}, params)
	if err != nil {
		t.Fatal(err)
	}
	same(t, s.got, []any{"SubNetwork", int32(12), PLMN{MCC: "310"}, params})
	for _, part := range []string{
		"/nodes/SubNetwork=12?", "plmn=%7B%22mcc%22%3A%22310%22%7D", "exact=false", "scopeType=BASE+ONLY&scopeLevel=2",
		"area=tac,00ff,cells,3", "deep%5Btac%5D=d", "levels=1&levels=-2", "ports=80,443", "words=a%7Cb+c", "ratios=0.5%202",
	} {
		if !strings.Contains(*url, part) {
			t.Errorf("%s is not in %s", part, *url)
		}
	}
	var h GetNodeHeader
	if err := h.Decode(resp.Header); err != nil || h.ETag.Or("") != "v1" || h.Age.Or(0) != 7 {
		t.Errorf("have %+v, %v", h, err)
	}
	if _, err := c.GetNode(context.Background(), "X", 1, PLMN{MCC: "310"}, nil); err != nil {
		t.Fatal(err)
	}
	same(t, s.got[3], &GetNodeParams{})
}

func TestWrongParams(t *testing.T) {
	h := NewServerHandler(&server{t: t})
	for _, c := range []struct{ query, want string }{
		{"", `query parameter \"plmn\" is missing`},
		{"plmn=%7B", `query parameter \"plmn\" is no JSON of the right kind`},
		{"plmn=%7B%7D", "mcc"},
		{`plmn=%7B"mcc":"1"%7D`, "mcc"},
		{`plmn=%7B"mcc":"001"%7D&area=tac`, "an object: names and values by turns"},
		{`plmn=%7B"mcc":"001"%7D&scopeLevel=x`, "scopeLevel"},
		{`plmn=%7B"mcc":"001"%7D&deep[cells]=1`, "tac"},
		{`plmn=%7B"mcc":"001"%7D&levels=1&levels=x`, "levels"},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/nodes/A=1?"+c.query, nil))
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: have %d %s, want %s", c.query, w.Code, w.Body, c.want)
		}
	}
}

func TestPathStyles(t *testing.T) {
	s := &server{}
	c, url := start(t, s)
	if err := c.GetLabels(context.Background(), []int32{1, 2}, "x", Area{Tac: "t", Cells: opt.Some(int32(9))}); err != nil {
		t.Fatal(err)
	}
	same(t, *url, "/labels/.1.2/;matrix=x/tac,t,cells,9")
	same(t, s.got, []any{[]int32{1, 2}, "x", Area{Tac: "t", Cells: opt.Some(int32(9))}})
	if err := c.Lost(context.Background(), 5); err != nil {
		t.Fatal(err)
	}
	same(t, s.got, []any{int32(5)})
}

func TestBodiesByType(t *testing.T) {
	s := &server{answer: &Area{Tac: "now"}}
	c, _ := start(t, s)
	ctx := context.Background()
	if _, err := c.PatchNode(ctx, "A", 1, &Area{Tac: "x"}); err != nil {
		t.Fatal(err)
	}
	same(t, s.got, []any{&Area{Tac: "x"}})
	if _, err := c.PatchNode(rest.WithContentType(ctx, "application/3gpp-merge-patch+json"), "A", 1, &Area{Tac: "x"}); err != nil {
		t.Fatal(err)
	}
	same(t, s.ctxType, "application/3gpp-merge-patch+json")
	if _, err := c.PatchNode(rest.WithContentType(ctx, "text/plain"), "A", 1, &Area{Tac: "x"}); err == nil || !strings.Contains(err.Error(), `cannot be sent as "text/plain"`) {
		t.Errorf("have %v", err)
	}
	out, err := c.PatchNodeAsJSONPatch(ctx, "A", 1, []Change{{Op: "remove"}})
	if err != nil {
		t.Fatal(err)
	}
	same(t, out, &Area{Tac: "now"})
	same(t, s.got, []any{[]Change{{Op: "remove"}}})
	s.answer, s.status = (*Area)(nil), http.StatusNoContent
	var resp rest.Response
	if _, err := c.PatchNode(rest.WithResponse(ctx, &resp), "A", 1, &Area{Tac: "x"}); err != nil || resp.Status != http.StatusNoContent {
		t.Errorf("have %d, %v", resp.Status, err)
	}
}

func TestMultipart(t *testing.T) {
	s := &server{answer: &SendResponse{Descriptor: Area{Tac: "d"}, Meta: Message{Text: "m"}, Parts: []rest.Part{{ContentType: "image/png", ContentID: "b1", Data: []byte{0, 255, 13, 10}}}}}
	c, _ := start(t, s)
	ctx := context.Background()
	body := &SendRequest{JSONData: &Message{Text: "hello", N1: opt.Some("n1msg")}, Parts: []rest.Part{
		{ContentType: "application/vnd.3gpp.5gnas", ContentID: "n1msg", Data: []byte("\r\n--x\x00")},
		{ContentType: "application/vnd.3gpp.ngap", ContentID: "n2msg"},
	}}
	out, err := c.Send(ctx, body)
	if err != nil {
		t.Fatal(err)
	}
	got := s.got[0].(*SendRequest)
	same(t, got.JSONData, body.JSONData)
	same(t, string(rest.FindPart(got.Parts, "n1msg").Data), "\r\n--x\x00")
	same(t, len(got.Parts), 2)
	same(t, out, s.answer)
	if !strings.HasPrefix(s.ctxType, "multipart/related; boundary=") || !strings.Contains(s.ctxType, `type="application/json"`) {
		t.Errorf("have %s", s.ctxType)
	}
	if _, err := c.Send(ctx, &SendRequest{JSONData: &Message{Text: "alone"}}); err != nil {
		t.Fatal(err)
	}
	same(t, s.ctxType, "application/json")
	same(t, s.got, []any{&SendRequest{JSONData: &Message{Text: "alone"}}})
}

func TestMalformedMultipart(t *testing.T) {
	h := NewServerHandler(&server{t: t})
	for _, c := range []struct{ contentType, body, want string }{
		{"multipart/related", "", "has no boundary"},
		{"multipart/related; boundary=x", "--y", "malformed"},
		{"multipart/related; boundary=x", "--x\r\nContent-Type: application/json\r\n\r\n{}\r\n--x--", "text"},
		{"multipart/related; boundary=x", strings.Repeat("--x\r\n\r\n\r\n", 1100) + "--x--", "more than 1000 parts"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/messages:send", strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.contentType)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%q: have %d %s, want %s", c.body[:min(20, len(c.body))], w.Code, w.Body, c.want)
		}
	}
}

func TestRaw(t *testing.T) {
	s := &server{answer: &rest.Body{ContentType: "application/pkix-cert", Data: []byte{1}}}
	c, _ := start(t, s)
	out, err := c.PutCertificate(context.Background(), "ca", &rest.Body{Data: []byte("-----BEGIN")})
	if err != nil {
		t.Fatal(err)
	}
	same(t, s.got, []any{&rest.Body{ContentType: "application/x-pem-file", Data: []byte("-----BEGIN")}})
	same(t, out, s.answer)
}

func TestAnswers(t *testing.T) {
	s := &server{}
	c, _ := start(t, s)
	for _, want := range []*PostTicketAnswer{
		{OK: &Area{Tac: "1"}}, {Created: &Message{Text: "2"}}, {CreatedVndExampleList: []Message{{Text: "3"}}},
		{CreatedPlain: &rest.Body{ContentType: "text/plain", Data: []byte("4")}}, {},
	} {
		s.answer = want
		got, err := c.PostTicket(context.Background(), &Message{Text: "x"})
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, want)
	}
}

func TestForm(t *testing.T) {
	s := &server{}
	c, _ := start(t, s)
	for _, body := range []*TokenRequest{
		{GrantType: "client_credentials"},
		{GrantType: "x", TargetPLMN: &PLMN{MCC: "001"}, TargetPlmns: []PLMN{{MCC: "002"}, {MCC: "003", MNC: opt.Some("01")}}},
	} {
		if err := c.Token(context.Background(), body); err != nil {
			t.Fatal(err)
		}
		same(t, s.got, []any{body})
	}
}

// TestErrorsByType: the content type of an error says what it is, and a
// redirection is an error with its own body.
func TestErrorsByType(t *testing.T) {
	for _, c := range []struct {
		status            int
		contentType, body string
		want              any
	}{
		{400, "application/json", `{"holder":"a"}`, &Conflict{Holder: opt.Some("a")}},
		{400, "application/problem+json", `{"detail":"b"}`, &Problem{Detail: opt.Some("b")}},
		{307, "application/json", `{"cause":"c"}`, &Redirect{Cause: opt.Some("c")}},
		{500, "multipart/related; boundary=x", "--x\r\nContent-Type: application/problem+json\r\n\r\n{\"detail\":\"d\"}\r\n--x--\r\n", &Problem{Detail: opt.Some("d")}},
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", c.contentType)
			w.WriteHeader(c.status)
			w.Write([]byte(c.body))
		}))
		defer srv.Close()
		client, err := NewClient(srv.URL)
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.GetNode(context.Background(), "A", 1, PLMN{MCC: "001"}, nil)
		var status *rest.StatusError
		if !errors.As(err, &status) {
			t.Fatalf("have %v", err)
		}
		same(t, status.Err, c.want)
	}
}

// told is the receiver of a callback with two content types.
type told struct{ got *Message }

func (r *told) PostTold(ctx context.Context, body *Message) error {
	r.got = body
	return nil
}

func TestReceiver(t *testing.T) {
	r := &told{}
	h := NewToldHandler(r)
	req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"text":"x"}`))
	req.Header.Set("Content-Type", "application/yang-data+json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	if w.Code != http.StatusNoContent {
		t.Fatalf("have %d %s", w.Code, w.Body)
	}
	same(t, r.got, &Message{Text: "x"})
}
