package qod

import (
	"net/http"
	"strings"
)

// Header fields of Nokia's Network as Code.
const (
	rapidAPIKey  = "X-RapidAPI-Key"
	otherPrefix  = "other-"
	devicePrefix = "device-"
)

// An identity is who sends a request.
type identity struct {
	client string
	// phone is the device of a three-legged token, as digits; empty if the
	// token is two-legged.
	phone string
}

// credentialOf returns the token or key of a request.
func credentialOf(r *http.Request) string {
	if key := r.Header.Get(rapidAPIKey); key != "" {
		return key
	}
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

// identify returns who sends a request, or why the token is refused.
func identify(r *http.Request) (identity, error) {
	token := credentialOf(r)
	switch {
	case token == "":
		return identity{}, refuse(unauthenticated, "a bearer token or %s is needed", rapidAPIKey)
	case strings.HasPrefix(token, "expired-"):
		return identity{}, refuse(unauthenticated, "the access token has expired")
	case strings.HasPrefix(token, "invalid-"):
		return identity{}, refuse(unauthenticated, "the access token is not valid")
	case strings.HasPrefix(token, "noscope-"):
		return identity{}, refuse(permissionDenied, "the access token lacks the scope of the operation")
	case strings.HasPrefix(token, otherPrefix):
		return identity{client: "other"}, nil
	}
	id := identity{client: "me"}
	if number, ok := strings.CutPrefix(token, devicePrefix); ok {
		id.phone = strings.TrimPrefix(number, "+")
	}
	return id, nil
}
