package rest_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/telgen/telgen/runtime/rest"
)

func TestUncheckedParameters(t *testing.T) {
	calls := 0
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { calls++ })
	op := rest.Operation{Name: "getSession", Method: http.MethodGet, Path: "/sessions/{id}"}
	call := rest.Call{Operation: &op, Path: []string{"1234"}, Check: errors.New("sessionId is no UUID")}
	for _, tt := range []struct {
		options []rest.Option
		ok      bool
	}{{nil, false}, {[]rest.Option{rest.WithUncheckedParameters()}, true}} {
		c, err := rest.NewClient(url, tt.options...)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Do(t.Context(), &call, nil); (err == nil) != tt.ok {
			t.Errorf("unchecked %t: %v", tt.ok, err)
		}
	}
	if calls != 1 {
		t.Errorf("%d calls", calls)
	}
}
