package rest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/telgen/telgen/runtime/rest"
)

// TestAuthOptional asks operations whose document has an empty requirement
// among its alternatives: nobody needs credentials, but wrong ones are refused.
func TestAuthOptional(t *testing.T) {
	bearer := rest.VerifyBearer("right")
	signed := rest.VerifyHMAC(rest.HMAC{Header: "X-Sig", Keys: []rest.HMACKey{{Secret: "k"}}})
	key := rest.WithAuthenticator("Key", func(r *http.Request) error {
		switch r.Header.Get("X-Key") {
		case "":
			return fmt.Errorf("no key: %w", rest.ErrNoCredentials)
		case "right":
			return nil
		}
		return errors.New("wrong key")
	})
	plain := rest.WithAuthenticator("Key", func(*http.Request) error { return errors.New("never") })
	for _, tt := range []struct {
		name     string
		optional bool
		header   string
		want     int
		options  []rest.HandlerOption
	}{
		{"anonymous", true, "", 204, []rest.HandlerOption{bearer}},
		{"right token", true, "\nAuthorization: Bearer right", 204, []rest.HandlerOption{bearer}},
		{"wrong token", true, "\nAuthorization: Bearer wrong", 401, []rest.HandlerOption{bearer}},
		{"another scheme", true, "\nAuthorization: Basic eA==", 401, []rest.HandlerOption{bearer}},
		{"two tokens", true, "\nAuthorization: Bearer right\nAuthorization: Bearer right", 401, []rest.HandlerOption{bearer}},
		{"needed", false, "", 401, []rest.HandlerOption{bearer}},
		{"demanded", true, "", 401, []rest.HandlerOption{bearer, rest.RequireAuth()}},
		{"demanded and there", true, "\nAuthorization: Bearer right", 204, []rest.HandlerOption{bearer, rest.RequireAuth()}},
		{"unsigned", true, "", 204, []rest.HandlerOption{signed}},
		{"signed badly", true, "\nX-Sig: value=AAAA", 401, []rest.HandlerOption{signed}},
		{"unsigned, needed", false, "", 401, []rest.HandlerOption{signed}},
		{"no key", true, "", 204, []rest.HandlerOption{key}},
		{"wrong key", true, "\nX-Key: wrong", 401, []rest.HandlerOption{key}},
		{"a check that does not say", true, "", 401, []rest.HandlerOption{plain}},
	} {
		op := &rest.Operation{Name: "x", Method: "GET", Path: "/x", AuthOptional: tt.optional}
		s := rest.NewServer(nil, tt.options...)
		s.Handle(rest.Endpoint{Operation: op, Status: 204, Serve: func(context.Context, *rest.Request) (any, error) { return nil, nil }})
		if w := exchange(s, "GET /x"+tt.header); w.Code != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, w.Code, tt.want)
		}
	}
	// A receiver that was given a check wants it, whatever the document says.
	op := &rest.Operation{Name: "x", Method: "POST", AuthOptional: true}
	h := rest.NewReceiver(rest.Endpoint{Operation: op, Status: 204, Serve: func(context.Context, *rest.Request) (any, error) { return nil, nil }}, nil, bearer)
	if w := exchange(h, "POST /x"); w.Code != 401 {
		t.Errorf("the receiver answers %d", w.Code)
	}
}
