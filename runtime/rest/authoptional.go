package rest

import "errors"

// ErrNoCredentials is the error, perhaps wrapped, with which a check says that
// a request does not even try to authenticate itself. Where the document makes
// that optional (an empty requirement among others, security: [{}, {b: []}])
// a [Server] lets it pass. Any other error is answered with 401.
var ErrNoCredentials = errors.New("the request has no credentials")

// RequireAuth has a [Server] ask for credentials where the document makes them
// optional, too.
func RequireAuth() ServerOption { return func(s *settings) { s.requireAuth = true } }

// passes reports whether a check that ended with err leaves a request to op
// anonymous. A receiver with a check wants it, whatever the document says:
// anybody could send otherwise.
func (x *exchange) passes(op *Operation, err error) bool {
	return op.AuthOptional && !x.requireAuth && !x.receiver && errors.Is(err, ErrNoCredentials)
}
