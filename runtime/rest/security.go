package rest

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Security lists the ways in which the callers of an operation can
// authenticate themselves. Each may need several things at once; an empty one
// needs none.
type Security [][]Need

// A Need is a credential of one security scheme of the document.
type Need struct {
	Scheme string // its name in the document
	// Kind is "bearer", "oauth2", "openIdConnect", "basic", "apiKey", "hmac" or
	// "mutualTLS"; empty if the document does not say.
	Kind   string
	Scopes []string // that a token must have
}

// ForScheme makes an option such as [VerifyBearer] or [WithAuthenticator] that
// of one security scheme, by its name in the document: a [Server] asks it about
// the operations that need this scheme, and no others.
//
//	rest.ForScheme("admin", rest.WithAuthenticator("Basic", checkPassword))
//
// Once a server has such an option, or VerifyBearer, the credentials of an
// operation must be checked by an option for its scheme, by VerifyBearer if
// they are tokens, or by one that is for all; what nothing checks is answered
// with 401. A receiver has one operation, and asks all options.
func ForScheme(name string, option HandlerOption) HandlerOption {
	return func(s *settings) {
		a, v := len(s.authenticators), len(s.verifiers)
		option(s)
		for i := range s.authenticators[a:] {
			s.authenticators[a+i].scheme = name
		}
		for i := range s.verifiers[v:] {
			s.verifiers[v+i].scheme = name
		}
	}
}

type scopesKey struct{}

// ScopesOf returns the scopes that a token must have, when ctx is that of the
// request that a [WithAuthenticator] of a [Server] is asked about for the
// sake of one scheme.
func ScopesOf(ctx context.Context) []string {
	scopes, _ := ctx.Value(scopesKey{}).([]string)
	return scopes
}

func (a *authenticator) ofScheme() bool { return a.scheme != "" || a.bearer }

// needsSchemes reports whether it is known which schemes a request needs.
func (x *exchange) needsSchemes(op *Operation) bool {
	return !x.receiver && slices.ContainsFunc(op.Security, func(way []Need) bool { return len(way) > 0 })
}

// hasSchemes reports whether there is an option that is for some schemes only.
func (s *settings) hasSchemes() bool {
	return slices.ContainsFunc(s.authenticators, func(a authenticator) bool { return a.ofScheme() }) ||
		slices.ContainsFunc(s.verifiers, func(v verifier) bool { return v.scheme != "" })
}

// authenticateSchemes looks for a way of op in which the request is
// authenticated. The error is that of the first for which the request brings
// something.
func (x *exchange) authenticateSchemes(op *Operation) error {
	var failed error
	for _, way := range op.Security {
		if len(way) == 0 {
			continue // passes knows
		}
		err := x.meets(way)
		if err == nil {
			x.way = way
			return nil
		}
		if failed == nil || errors.Is(failed, ErrNoCredentials) {
			failed = err
		}
	}
	if failed == nil || x.passes(op, failed) {
		return nil
	}
	return failed
}

// meets asks about everything that a way needs.
func (x *exchange) meets(way []Need) error {
	for _, need := range way {
		if err := x.meet(need); err != nil {
			return err
		}
	}
	return nil
}

func (x *exchange) meet(need Need) error {
	list := x.authenticatorsOf(need)
	r := x.r.WithContext(context.WithValue(x.r.Context(), scopesKey{}, need.Scopes))
	for _, a := range list {
		if err := a.check(r); err != nil {
			return unauthenticated(a.challenge, err)
		}
	}
	if len(list) == 0 && !x.checksOtherwise(need) {
		return unauthenticated(need.challenge(), fmt.Errorf("no option checks the security scheme %q, give rest.ForScheme: %w", need.Scheme, ErrNoCredentials))
	}
	return nil
}

// authenticatorsOf returns those that are for the scheme, or else those for
// bearer tokens if it has such.
func (x *exchange) authenticatorsOf(need Need) []authenticator {
	var own, bearer []authenticator
	for _, a := range x.authenticators {
		switch {
		case a.scheme == need.Scheme && a.scheme != "":
			own = append(own, a)
		case a.scheme == "" && a.bearer && need.isToken():
			bearer = append(bearer, a)
		}
	}
	if len(own) > 0 || slices.ContainsFunc(x.verifiers, func(v verifier) bool { return v.scheme == need.Scheme }) {
		return own
	}
	return bearer
}

// checksOtherwise reports whether a check of the body, or one for all requests,
// is there for need.
func (x *exchange) checksOtherwise(need Need) bool {
	return slices.ContainsFunc(x.verifiers, func(v verifier) bool { return v.scheme == "" || v.scheme == need.Scheme }) ||
		slices.ContainsFunc(x.authenticators, func(a authenticator) bool { return !a.ofScheme() })
}

// asks reports whether v has a say in the request.
func (r *Request) asks(v verifier) bool {
	if v.scheme == "" || !r.needsSchemes(r.op) {
		return true
	}
	return slices.ContainsFunc(r.way, func(n Need) bool { return n.Scheme == v.scheme })
}

// isToken reports whether the credential is a bearer token.
func (n Need) isToken() bool {
	return slices.Contains([]string{"bearer", "oauth2", "openIdConnect", ""}, n.Kind)
}

// challenge is what WWW-Authenticate says where nothing checks n.
func (n Need) challenge() string {
	if n.Kind == "basic" {
		return "Basic"
	}
	return "Bearer"
}
