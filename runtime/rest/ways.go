package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// A metWay is a way of [Security] in which a request is authenticated, unless a
// check of the body says otherwise.
type metWay struct {
	needs []Need
	r     *http.Request // with what the authenticators of the way put into its context
}

// authenticateSchemes looks for a way of op in which the request is
// authenticated. One that needs the body is only taken where there is no other:
// verifyWays decides. The error is that of the first way for which the request
// brings something.
func (x *exchange) authenticateSchemes(op *Operation) error {
	var failed error
	for _, way := range op.Security {
		if len(way) == 0 {
			continue // passes knows
		}
		r, err := x.meets(way)
		switch {
		case err != nil:
			failed = moreTelling(failed, err)
		case !slices.ContainsFunc(x.verifiers, func(v verifier) bool { return v.isOf(way) }):
			x.r, x.ways = r, nil
			return nil
		default:
			x.ways = append(x.ways, metWay{way, r})
		}
	}
	if len(x.ways) > 0 {
		x.failed = failed
		return nil
	}
	return x.unless(op, failed)
}

// unless is failed, or nil if the request passes without credentials.
func (x *exchange) unless(op *Operation, failed error) error {
	if failed == nil || x.passes(op, failed) {
		return nil
	}
	return failed
}

// moreTelling returns the first of two errors, either of which may be nil, that
// is not for want of credentials.
func moreTelling(first, second error) error {
	if first == nil || second != nil && errors.Is(first, ErrNoCredentials) {
		return second
	}
	return first
}

// meets asks about everything that a way needs. The request that it returns has
// what the authenticators put into its context.
func (x *exchange) meets(way []Need) (*http.Request, error) {
	r := x.r
	for _, need := range way {
		list := x.authenticatorsOf(need)
		r = withScopes(r, need.Scopes)
		for _, a := range list {
			if err := a.check(r); err != nil {
				return nil, unauthenticated(a.challenge, err)
			}
		}
		if len(list) == 0 && !x.checksOtherwise(need) {
			return nil, unauthenticated(need.challenge(), fmt.Errorf("no option checks the security scheme %q, give rest.ForScheme: %w", need.Scheme, ErrNoCredentials))
		}
	}
	return withScopes(r, nil), nil
}

func withScopes(r *http.Request, scopes []string) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), scopesKey{}, scopes))
}

// isOf reports whether v is the check of a scheme of way.
func (v verifier) isOf(way []Need) bool {
	return v.scheme != "" && slices.ContainsFunc(way, func(n Need) bool { return n.Scheme == v.scheme })
}

// verifyWays looks for one among the ways that authenticateSchemes has found
// with whose checks of the body all is well.
func (r *Request) verifyWays(body []byte) error {
	unknown, failed := r.r, r.failed
	for _, way := range r.ways {
		r.r = way.r
		err := r.verifyWay(way.needs, body)
		if err == nil {
			return nil
		}
		failed = moreTelling(failed, err)
	}
	r.r = unknown
	return r.unless(r.op, failed)
}

func (r *Request) verifyWay(way []Need, body []byte) error {
	for _, v := range r.verifiers {
		if !v.isOf(way) {
			continue
		}
		if err := v.check(r.exchange, body); err != nil {
			return unauthenticated(v.challenge, err)
		}
	}
	return nil
}
