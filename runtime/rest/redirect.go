package rest

import (
	"context"
	"net/http"
	"slices"
)

// This file decides which redirections a Client follows.

type redirectsKey struct{}

// withRedirects returns a context that says which redirections are answers of
// op, and are not followed.
func (op *Operation) withRedirects(ctx context.Context) context.Context {
	if len(op.Redirects) == 0 {
		return ctx
	}
	return context.WithValue(ctx, redirectsKey{}, op.Redirects)
}

// followed stops at a redirect to elsewhere: net/http would take header fields
// with credentials along, except for Authorization, and after 307 and 308 the
// body. It stops, too, where another method would be sent (after 301, 302 and
// 303 net/http sends GET without the body, and its success would look like
// that of a PUT or DELETE), and at what the document has as an answer.
func followed(req *http.Request, via []*http.Request) error {
	first := via[0]
	answers, _ := req.Context().Value(redirectsKey{}).([]int)
	switch {
	case len(via) >= 10,
		req.URL.Host != first.URL.Host || req.URL.Scheme != first.URL.Scheme,
		req.Method != first.Method,
		req.Response != nil && slices.Contains(answers, req.Response.StatusCode):
		return http.ErrUseLastResponse
	}
	return nil
}
