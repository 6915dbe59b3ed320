package rest

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"
)

// An authenticator decides about a request before its body is read.
type authenticator struct {
	challenge string // of WWW-Authenticate
	check     func(*http.Request) error
	scheme    string // that it is for; empty for all
	bearer    bool   // it is for all schemes whose credentials are bearer tokens
}

// A verifier decides about a request and its body.
type verifier struct {
	challenge string
	check     func(x *exchange, body []byte) error
	scheme    string // that it is for; empty for all
	hmac      bool   // it is VerifyHMAC
}

// VerifyBearer answers requests with 401 unless they have one Authorization
// field with the scheme Bearer and one of these tokens (RFC 6750 section 2.1).
// Several tokens allow to change one for another. A token may be given with
// "Bearer " before it. An empty one, or none, admits nobody.
//
// A [Server] lets requests without the field pass where the document makes
// authentication optional; see [RequireAuth].
//
// An operation of a Server whose document asks for something else, e.g. basic
// authentication, is not called with a token: see [ForScheme].
//
// Tokens are compared by their SHA-256 in constant time, so that an answer's
// time tells neither their content nor their length.
func VerifyBearer(tokens ...string) HandlerOption {
	var sums [][sha256.Size]byte
	for _, t := range tokens {
		if bare, ok := bearerToken(t); ok {
			t = bare
		}
		if t != "" {
			sums = append(sums, sha256.Sum256([]byte(t)))
		}
	}
	check := func(r *http.Request) error { return checkBearer(r, sums) }
	return func(s *settings) {
		s.authenticators = append(s.authenticators, authenticator{challenge: "Bearer", check: check, bearer: true})
	}
}

func checkBearer(r *http.Request, sums [][sha256.Size]byte) error {
	fields := r.Header.Values("Authorization")
	if len(fields) == 0 {
		return ErrNoCredentials
	}
	if len(fields) != 1 {
		return errors.New("want one Authorization field")
	}
	token, ok := bearerToken(fields[0])
	if !ok {
		return errors.New("want the scheme Bearer and a token")
	}
	have := sha256.Sum256([]byte(token))
	found := 0
	for i := range sums {
		found |= subtle.ConstantTimeCompare(have[:], sums[i][:])
	}
	if found == 0 {
		return errors.New("the token is not the right one")
	}
	return nil
}

// bearerToken returns what follows "Bearer ", in either case.
func bearerToken(s string) (string, bool) {
	scheme, token, ok := strings.Cut(s, " ")
	return token, ok && strings.EqualFold(scheme, "Bearer")
}

// WithAuthenticator answers a request with 401 if check returns an error, and
// with challenge as WWW-Authenticate. It is called before the body is read. A
// [*Problem] is answered as it is. Several authenticators must all agree; one
// beside [VerifyBearer] or [VerifyHMAC] is the check of a security scheme only
// with [ForScheme]. An error that is [ErrNoCredentials] lets the request pass
// where the document makes authentication optional.
//
// check may tell the operation's method who sends the request, by a value in its
// context: *r = *r.WithContext(ctx).
func WithAuthenticator(challenge string, check func(*http.Request) error) HandlerOption {
	return func(s *settings) {
		s.authenticators = append(s.authenticators, authenticator{challenge: challenge, check: check})
	}
}

// WithBodyVerifier is WithAuthenticator for a check of the body, such as a
// signature: check gets the bytes as received, before they are decoded.
func WithBodyVerifier(challenge string, check func(r *http.Request, body []byte) error) HandlerOption {
	return func(s *settings) {
		s.verifiers = append(s.verifiers, verifier{challenge: challenge, check: func(x *exchange, body []byte) error { return check(x.r, body) }})
	}
}

// authenticate asks all authenticators, or those of the schemes that the
// operation needs. Operations of a server that need no token are open.
func (x *exchange) authenticate(op *Operation) error {
	if op.NoAuth && !x.receiver {
		return nil
	}
	schemes := x.needsSchemes(op)
	for _, a := range x.authenticators {
		if schemes && a.ofScheme() {
			continue
		}
		if err := a.check(x.r); err != nil && !x.passes(op, err) {
			return unauthenticated(a.challenge, err)
		}
	}
	if schemes && x.hasSchemes() {
		return x.authenticateSchemes(op)
	}
	return nil
}

// verify reads the body if there are verifiers, and asks them.
func (r *Request) verify() error {
	if len(r.verifiers) == 0 || r.op.NoAuth && !r.receiver {
		return nil
	}
	body, err := r.readBody()
	if err != nil {
		return err
	}
	if err := r.verifyWays(body); err != nil {
		return err
	}
	schemes := r.needsSchemes(r.op)
	for _, v := range r.verifiers {
		if schemes && v.scheme != "" {
			continue // verifyWays has asked it if it has a say
		}
		if err := v.check(r.exchange, body); err != nil && !r.passes(r.op, err) {
			return unauthenticated(v.challenge, err)
		}
	}
	return nil
}

// unauthenticated does not tell the caller which part was wrong.
func unauthenticated(challenge string, err error) error {
	if errors.As(err, new(*Problem)) {
		return err
	}
	p := NewProblem(http.StatusUnauthorized, "request is not authenticated")
	p.Cause = err
	p.header = http.Header{"Www-Authenticate": {challenge}}
	return p
}
