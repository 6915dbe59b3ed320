package rest_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/rest"
)

// TestAnswerHeaders: a header field that cannot be sent makes the answer an
// error.
func TestAnswerHeaders(t *testing.T) {
	for _, c := range []struct {
		list []string
		want int
	}{{[]string{"a", "b c"}, 200}, {[]string{"a,b"}, 500}, {[]string{"a\nb"}, 500}, {[]string{""}, 500}} {
		var said error
		h := rest.NewServer(nil, rest.OnError(func(_ context.Context, _ string, _ int, err error) { said = err }))
		h.Handle(rest.Endpoint{
			Operation: &rest.Operation{Name: "x", Method: "GET", Path: "/"}, Status: 200,
			Serve: func(ctx context.Context, r *rest.Request) (any, error) {
				rest.SetHeaderList(rest.ResponseOf(ctx).Header, "X-L", c.list)
				return []byte("x"), nil
			},
		})
		w := exchange(h, "GET /")
		if w.Code != c.want || (said != nil) != (c.want == 500) || w.Code == 500 && w.Header().Get("X-L") != "" {
			t.Errorf("%q: have %d %v, %v", c.list, w.Code, w.Header(), said)
		}
	}
}

// TestEmptyChunks: an optional body whose length is not said may be absent.
func TestEmptyChunks(t *testing.T) {
	h := rest.NewServer(nil)
	h.Handle(rest.Endpoint{
		Operation: &rest.Operation{Name: "x", Method: "POST", Path: "/", ContentType: "application/json"}, Status: 200,
		Serve: func(ctx context.Context, r *rest.Request) (any, error) {
			var raw jsonwire.Raw
			ok, err := r.DecodeOptional(&raw)
			return fmt.Append(nil, ok), err
		},
	})
	for body, want := range map[string]string{"": "false", "{}": "415"} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.ContentLength = -1
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Body.String() != want && fmt.Sprint(w.Code) != want {
			t.Errorf("%q: have %d %s", body, w.Code, w.Body)
		}
	}
}

// TestMaxMemory: a small body does not become a large object unless that is
// allowed.
func TestMaxMemory(t *testing.T) {
	for n, want := range map[int]int{100: 400, 1 << 20: 200} {
		h := rest.NewServer(nil, rest.WithMaxMemory(n))
		h.Handle(rest.Endpoint{
			Operation: &rest.Operation{Name: "x", Method: "POST", Path: "/", ContentType: "application/json"}, Status: 200,
			Serve: func(ctx context.Context, r *rest.Request) (any, error) {
				return nil, r.Decode(new(nested))
			},
		})
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"in":{"in":{}}}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != want {
			t.Errorf("%d: have %d %s", n, w.Code, w.Body)
		}
	}
}

// nested is an object that may be in another one.
type nested struct {
	in *nested
	_  [80]byte
}

func (v *nested) DecodeJSON(d *jsonwire.Decoder) {
	o := d.Object([]string{`"in":`})
	for o.Next() {
		v.in = new(nested)
		v.in.DecodeJSON(d)
	}
}
