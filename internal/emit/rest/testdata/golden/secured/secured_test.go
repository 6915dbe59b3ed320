package secured

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

// server answers with what it holds, which is nothing by default.
type server struct {
	order  *Order
	lines  []Order
	state  GetStateResponse
	status int
	header *MakeOrderHeader
}

func (s *server) choose(ctx context.Context) {
	if s.status != 0 {
		rest.ResponseOf(ctx).Status = s.status
	}
}

func (s *server) MakeOrder(ctx context.Context, _ *Order) (*Order, error) {
	s.choose(ctx)
	if s.header != nil {
		s.header.Set(rest.ResponseOf(ctx).Header)
	}
	return s.order, nil
}

func (s *server) GetOrder(context.Context, string) (*Order, error)    { return s.order, nil }
func (s *server) RemoveOrder(context.Context, string) (*Order, error) { return s.order, nil }

func (s *server) GetLines(ctx context.Context, _ string) ([]Order, error) {
	s.choose(ctx)
	return s.lines, nil
}

func (s *server) GetState(context.Context, string) (GetStateResponse, error) { return s.state, nil }

func (s *server) PutState(ctx context.Context, _ string) (*Order, error) {
	s.choose(ctx)
	return s.order, nil
}

func start(t *testing.T, s Server, opts ...rest.ServerOption) string {
	t.Helper()
	ts := httptest.NewServer(NewServerHandler(s, opts...))
	t.Cleanup(ts.Close)
	return ts.URL
}

// TestNoResult: nil, nil is the only success of the document without a body,
// and an error where there is none or a choice.
func TestNoResult(t *testing.T) {
	s := &server{}
	url := start(t, s)
	ask := func(method, path string) int {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, url+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		return resp.StatusCode
	}
	for _, c := range []struct {
		method, path string
		set, want    int
	}{
		{"GET", "/orders/1", 0, 500},
		{"DELETE", "/orders/1", 0, 204},
		{"GET", "/orders/1/state", 0, 202},
		{"PUT", "/orders/1/state", 0, 500},
		{"PUT", "/orders/1/state", 202, 202},
		{"GET", "/orders/1/lines", 0, 200}, // a nil list is an empty one
		{"GET", "/orders/1/lines", 204, 204},
	} {
		s.status = c.set
		if got := ask(c.method, c.path); got != c.want {
			t.Errorf("%s %s is answered with %d, want %d", c.method, c.path, got, c.want)
		}
	}
	client, err := NewClient(url)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.RemoveOrder(t.Context(), "1"); err != nil {
		t.Error(err)
	}
	s.order = &Order{A: opt.Some("x")}
	if o, err := client.RemoveOrder(t.Context(), "1"); err != nil || o.A.Or("") != "x" {
		t.Errorf("%v %v", o, err)
	}
}

// TestHeaderValidate: a client takes an answer without the fields that the
// document requires; Validate finds them.
func TestHeaderValidate(t *testing.T) {
	s := &server{order: &Order{}, status: 201}
	client, err := NewClient(start(t, s))
	if err != nil {
		t.Fatal(err)
	}
	full := MakeOrderHeader{XCount: opt.Some(int32(5)), Location: opt.Some("https://example.com/1"), XTags: []string{"a"}}
	few, odd := full, full
	few.XCount = opt.Some(int32(4))
	odd.XTags = []string{"A"}
	low, wide := full, full
	low.XTotal, wide.XTotal = opt.Some(int64(2)), opt.Some(int64(1<<40))
	for _, c := range []struct {
		status int
		header *MakeOrderHeader
		want   string
	}{
		{201, &full, ""},
		{201, nil, "X-Count"},
		{201, &few, "X-Count"},
		{201, &odd, "X-Tags"},
		{201, &low, "X-Total"},
		{200, &low, ""},
		{201, &wide, ""},
		{200, &wide, "X-Total"},
		{201, &MakeOrderHeader{XCount: full.XCount, XTags: full.XTags}, "Location"},
		{200, &few, ""},
		{200, nil, ""},
	} {
		s.status, s.header = c.status, c.header
		var resp rest.Response
		if _, err := client.MakeOrder(rest.WithResponse(t.Context(), &resp), &Order{}); err != nil {
			t.Fatal(err)
		}
		var h MakeOrderHeader
		if err := h.Decode(resp.Header); err != nil {
			t.Fatal(err)
		}
		err := h.Validate(resp.Status)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d with %v: %v, want %q", c.status, c.header, err, c.want)
		}
	}
	for status, want := range map[int]string{307: "Location", 404: "", 409: "X-Code", 500: "X-Reason"} {
		err := new(MakeOrderHeader).Validate(status)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%d: %v, want %q", status, err, want)
		}
	}
}

// TestSchemes: every operation is open to those who show what it needs, and to
// no others.
func TestSchemes(t *testing.T) {
	var scopes []string
	login := rest.WithAuthenticator("Bearer", func(r *http.Request) error {
		scopes = rest.ScopesOf(r.Context())
		switch r.Header.Get("Authorization") {
		case "":
			return rest.ErrNoCredentials
		case "Bearer reader":
			if slices.Contains(scopes, ScopeOrdersDelete) {
				return rest.NewProblem(http.StatusForbidden, "the scope is missing")
			}
			return nil
		}
		return errors.New("unknown token")
	})
	admin := rest.WithAuthenticator("Basic", func(r *http.Request) error {
		if user, _, ok := r.BasicAuth(); !ok || user != "root" {
			return errors.New("not the administrator")
		}
		return nil
	})
	s := &server{order: &Order{}, lines: []Order{}, state: GetStateResponseString("x")}
	all := start(t, s, rest.VerifyBearer("tok"), rest.ForScheme("login", login), rest.ForScheme("admin", admin))
	onlyBearer := start(t, s, rest.VerifyBearer("tok"))
	open := start(t, s)
	const tok, reader, root = "Bearer tok", "Bearer reader", "Basic cm9vdDp4" // root:x
	for _, c := range []struct {
		url, method, path, auth string
		want                    int
	}{
		{all, "GET", "/orders/1", tok, 200},
		{all, "GET", "/orders/1", "", 200},
		{all, "GET", "/orders/1", reader, 401},
		{all, "GET", "/orders/1/lines", reader, 200},
		{all, "GET", "/orders/1/lines", tok, 401},
		{all, "GET", "/orders/1/lines", "", 401},
		{all, "DELETE", "/orders/1", reader, 403},
		{all, "GET", "/orders/1/state", root, 200},
		{all, "GET", "/orders/1/state", tok, 401},
		{all, "PUT", "/orders/1/state", "", 200},
		{onlyBearer, "GET", "/orders/1/lines", tok, 200}, // a token of login
		{onlyBearer, "GET", "/orders/1/state", tok, 401}, // nothing checks admin
		{onlyBearer, "GET", "/orders/1/state", "", 401},
		{onlyBearer, "DELETE", "/orders/1", tok, 200},
		{open, "GET", "/orders/1/state", "", 200},
	} {
		req, err := http.NewRequestWithContext(t.Context(), c.method, c.url+c.path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if c.auth != "" {
			req.Header.Set("Authorization", c.auth)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.want {
			t.Errorf("%s %s with %q: %d, want %d", c.method, c.path, c.auth, resp.StatusCode, c.want)
		}
	}
	if want := []string{ScopeOrdersDelete, ScopeOrdersRead}; !slices.Equal(scopes, want) {
		t.Errorf("the scopes asked for last are %q, want %q", scopes, want)
	}
}
