package rest_test

import (
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/telgen/telgen/runtime/rest"
)

// TestRedirects sends requests to a server that answers that the resource is
// elsewhere on it. net/http repeats 301, 302 and 303 as GET without the body:
// that must not look as if the call had been carried out.
func TestRedirects(t *testing.T) {
	for _, tt := range []struct {
		method    string
		status    int
		redirects []int // that the document has
		followed  bool
	}{
		{"DELETE", 301, nil, false},
		{"DELETE", 302, nil, false},
		{"PUT", 303, nil, false},
		{"POST", 302, nil, false},
		{"POST", 303, []int{303}, false},
		{"PUT", 307, nil, true},
		{"POST", 308, nil, true},
		{"GET", 301, nil, true},
		{"GET", 303, nil, true},
		{"GET", 303, []int{303}, false},
		{"GET", 307, []int{303}, true},
		{"HEAD", 302, nil, true},
	} {
		var got []string
		url := serve(t, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			got = append(got, r.Method+" "+r.URL.Path+" "+string(body))
			if r.URL.Path != "/new" {
				w.Header().Set("Location", "/new")
				w.WriteHeader(tt.status)
			}
		})
		op := &rest.Operation{Name: "x", Method: tt.method, Path: "/old", ContentType: "text/plain", Redirects: tt.redirects}
		call := &rest.Call{Operation: op}
		if tt.method == "PUT" || tt.method == "POST" {
			call.Body = []byte("body")
		}
		err := clientOf(t, url).rest.Do(t.Context(), call, nil)
		if tt.followed {
			if err != nil || len(got) != 2 || got[1] != tt.method+" /new "+bodyText(call) {
				t.Errorf("%s %d: error %v, requests %q", tt.method, tt.status, err, got)
			}
			continue
		}
		var status *rest.StatusError
		if !errors.As(err, &status) || status.Status != tt.status || status.Header.Get("Location") != "/new" || len(got) != 1 {
			t.Errorf("%s %d: error %v, requests %q", tt.method, tt.status, err, got)
		}
	}
}

func bodyText(call *rest.Call) string {
	b, _ := call.Body.([]byte)
	return string(b)
}
