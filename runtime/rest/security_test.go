package rest_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/telgen/telgen/runtime/rest"
)

// secured returns a server with one operation, whose answer names the principal
// and the scopes that the method sees.
func secured(security rest.Security, optional bool, options ...rest.HandlerOption) http.Handler {
	s := rest.NewServer(nil, options...)
	s.Handle(rest.Endpoint{
		Operation: &rest.Operation{Name: "x", Method: "POST", Path: "/x", Security: security, AuthOptional: optional}, Status: 200,
		Serve: func(ctx context.Context, _ *rest.Request) (any, error) {
			who, _ := ctx.Value(principal{}).(string)
			if rest.ScopesOf(ctx) != nil {
				return nil, errors.New("the method sees scopes")
			}
			return []byte(who), nil
		},
	})
	return s
}

type principal struct{}

// holding is a check of a header field that says who the caller is.
func holding(field string) func(*http.Request) error {
	return func(r *http.Request) error {
		switch v := r.Header.Get(field); v {
		case "":
			return rest.ErrNoCredentials
		case "wrong":
			return errors.New("is wrong")
		default:
			*r = *r.WithContext(context.WithValue(r.Context(), principal{}, field+" "+v))
			return nil
		}
	}
}

func holdingBody(field string) func(*http.Request, []byte) error {
	return func(r *http.Request, _ []byte) error { return holding(field)(r) }
}

// TestAlternatives: an operation is open to those who show what it needs in one
// of its ways, whatever else is checked and whichever way stands first.
func TestAlternatives(t *testing.T) {
	one := func(name, kind string) []rest.Need {
		return []rest.Need{{Scheme: name, Kind: kind, Scopes: []string{"s"}}}
	}
	token, key, sig, hmac := one("token", "bearer"), one("key", "apiKey"), one("sig", "apiKey"), one("hmac", "hmac")
	bearer := rest.VerifyBearer("t")
	tenant := rest.WithAuthenticator("Tenant", holding("X-Tenant"))
	body := rest.WithBodyVerifier("Body", holdingBody("X-Body"))
	signed := rest.ForScheme("sig", rest.WithBodyVerifier("Sig", holdingBody("X-Sig")))
	signedKey := rest.ForScheme("key", rest.WithBodyVerifier("Key", holdingBody("X-Key")))
	login := rest.ForScheme("token", rest.WithAuthenticator("Login", holding("X-Login")))
	unsigned := rest.VerifyHMAC(rest.HMAC{Header: "X-Hmac", Keys: []rest.HMACKey{{Secret: "k"}}, Unsigned: func(*http.Request, []byte) bool { return true }})
	const good, bad = "\nAuthorization: Bearer t", "\nAuthorization: Bearer wrong"
	type ways = rest.Security
	type options = []rest.HandlerOption
	for name, tt := range map[string]struct {
		ways    ways
		options options
		header  string
		want    int
		who     string
	}{
		"no token":                       {ways{token, key}, options{bearer, tenant}, "\nX-Tenant: 1", 401, ""},
		"wrong token":                    {ways{token, key}, options{bearer, tenant}, "\nX-Tenant: 1" + bad, 401, ""},
		"token and tenant":               {ways{token, key}, options{bearer, tenant}, "\nX-Tenant: 1" + good, 200, "X-Tenant 1"},
		"no tenant":                      {ways{token, key}, options{bearer, tenant}, good, 401, ""},
		"body, no token":                 {ways{token, key}, options{bearer, body}, "\nX-Body: 1", 401, ""},
		"body and token":                 {ways{token, key}, options{bearer, body}, "\nX-Body: 1" + good, 200, "X-Body 1"},
		"tenant for another scheme":      {ways{key}, options{login, tenant}, "\nX-Tenant: 1", 401, ""},
		"tenant alone":                   {ways{token, key}, options{tenant}, "\nX-Tenant: 1", 200, "X-Tenant 1"},
		"HMAC is no apiKey beside token": {ways{token, key}, options{bearer, unsigned}, "", 401, ""},
		"HMAC is a signature":            {ways{token, hmac}, options{bearer, unsigned}, "", 200, ""},
		"HMAC alone":                     {ways{key}, options{unsigned}, "", 200, ""},
		"HMAC is no token":               {ways{token}, options{unsigned, tenant}, "\nX-Tenant: 1", 401, ""},

		"token, signature first":      {ways{sig, token}, options{bearer, signed}, good, 200, ""},
		"token, signature last":       {ways{token, sig}, options{bearer, signed}, good, 200, ""},
		"signature":                   {ways{sig, token}, options{bearer, signed}, "\nX-Sig: 1", 200, "X-Sig 1"},
		"neither":                     {ways{sig, token}, options{bearer, signed}, "", 401, ""},
		"wrong signature, token":      {ways{sig, token}, options{bearer, signed}, "\nX-Sig: wrong" + good, 200, ""},
		"second signature":            {ways{sig, key}, options{signed, signedKey}, "\nX-Key: 1", 200, "X-Key 1"},
		"both are wrong":              {ways{sig, key}, options{signed, signedKey}, "\nX-Key: wrong", 401, ""},
		"login":                       {ways{sig, token}, options{login, signed}, "\nX-Login: me", 200, "X-Login me"},
		"login of a way that fails":   {ways{append(one("token", ""), key...), sig}, options{login, signed, signedKey}, "\nX-Login: me\nX-Sig: 1", 200, "X-Sig 1"},
		"anonymous":                   {ways{{}, sig, token}, options{bearer, signed}, "", 200, ""},
		"wrong token is not nothing":  {ways{{}, token, sig}, options{bearer, signed}, bad, 401, ""},
		"unknown after a failed body": {ways{{}, append(one("token", ""), sig...)}, options{login, signed}, "\nX-Login: me", 200, ""},
	} {
		h := secured(tt.ways, len(tt.ways[0]) == 0, tt.options...)
		if w := exchange(h, "POST /x"+tt.header+"\n\n{}"); w.Code != tt.want || w.Code == 200 && w.Body.String() != tt.who {
			t.Errorf("%s: %d %s, want %d %s", name, w.Code, w.Body, tt.want, tt.who)
		}
	}
}
