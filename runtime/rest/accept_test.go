package rest_test

import (
	"context"
	"testing"

	"github.com/telgen/telgen/runtime/rest"
)

// TestAcceptWithoutBody: Accept says nothing about an answer without a body.
func TestAcceptWithoutBody(t *testing.T) {
	accepted := func(status int) bool { return status == 202 }
	for name, tt := range map[string]struct {
		status, noBody int
		empty          func(int) bool
		out            any
		want           int
	}{
		"no content":          {204, 0, nil, nil, 204},
		"reset":               {205, 0, nil, nil, 205},
		"empty":               {202, 0, accepted, nil, 202},
		"empty or not":        {200, 0, accepted, []byte("{}"), 200},
		"nothing chosen":      {200, 204, nil, (*nested)(nil), 204},
		"body":                {200, 0, nil, []byte("{}"), 406},
		"body, other is none": {201, 0, func(int) bool { return false }, []byte("{}"), 406},
	} {
		h := rest.NewServer(nil)
		h.Handle(rest.Endpoint{
			Operation: &rest.Operation{Name: "x", Method: "GET", Path: "/", Empty: tt.empty}, Status: tt.status, NoBody: tt.noBody,
			Serve: func(context.Context, *rest.Request) (any, error) { return tt.out, nil },
		})
		if w := exchange(h, "GET /\nAccept: text/plain"); w.Code != tt.want {
			t.Errorf("%s: have %d %s, want %d", name, w.Code, w.Body, tt.want)
		}
	}
}
