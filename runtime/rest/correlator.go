package rest

import "context"

// correlatorHeader is the header field of CAMARA that ties a request to its
// answer and to what both cause.
const correlatorHeader = "X-Correlator"

// maxCorrelator is the length of the longest correlator.
const maxCorrelator = 256

type correlatorKey struct{}

// WithCorrelator returns a context whose calls send id as x-correlator. It may
// have up to 256 letters, digits and characters of "-_:;./<>{}"; a call with
// another one is an error.
func WithCorrelator(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, correlatorKey{}, id)
}

// Correlator returns the x-correlator of a context: in a handler that of the
// request. It is empty if there is none.
func Correlator(ctx context.Context) string {
	id, _ := ctx.Value(correlatorKey{}).(string)
	return id
}

// validCorrelator checks for ^[a-zA-Z0-9-_:;.\/<>{}]{0,256}$, which leaves no
// room for another header field or a line of a log.
func validCorrelator(id string) bool {
	for i := range len(id) {
		switch c := id[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '-' <= c && c <= '<', c == '>', c == '_', c == '{', c == '}':
		default:
			return false
		}
	}
	return len(id) <= maxCorrelator
}
