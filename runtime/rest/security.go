package rest

import (
	"context"
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
// they are tokens, or by [VerifyHMAC] if they are signatures; what nothing checks
// is answered with 401. Options that are for all requests must agree as well, and
// stand for no scheme. A receiver has one operation, and asks all options.
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
	return s.namesSchemes() || slices.ContainsFunc(s.verifiers, func(v verifier) bool { return v.hmac })
}

// namesSchemes is hasSchemes without VerifyHMAC, which is asked about all
// requests, too.
func (s *settings) namesSchemes() bool {
	return slices.ContainsFunc(s.authenticators, func(a authenticator) bool { return a.ofScheme() }) ||
		slices.ContainsFunc(s.verifiers, func(v verifier) bool { return v.scheme != "" })
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

// checksOtherwise reports whether a check of the body, or VerifyHMAC for all
// requests, is there for need. Other checks that are for all say nothing about
// it: they may be of something else.
func (x *exchange) checksOtherwise(need Need) bool {
	signed := need.Kind == "hmac" || (need.Kind == "apiKey" || need.Kind == "") && !x.namesSchemes()
	return slices.ContainsFunc(x.verifiers, func(v verifier) bool {
		return v.scheme == need.Scheme && v.scheme != "" || v.scheme == "" && v.hmac && signed
	})
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
