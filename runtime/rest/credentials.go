package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// ClientCredentials are the id and secret of a client that asks for access
// tokens in its own name (RFC 6749 section 4.4).
type ClientCredentials struct {
	TokenURL string // http or https
	ID       string
	Secret   string
	Scopes   []string
	// Basic sends id and secret in the field Authorization (RFC 6749 section
	// 2.3.1) and not in the form.
	Basic bool
	// HTTPClient makes the calls; nil for one that checks certificates and
	// gives a call 30 seconds. If it has no CheckRedirect, redirects to another
	// host are not followed: the secret would go along.
	HTTPClient *http.Client
	// Error returns a new value for the body of a failure; nil if it does not
	// matter.
	Error func() ErrorBody
}

// Source returns a source that keeps a token until a minute before it expires.
// An answer that is no success is a [*StatusError] whose operation is "client
// credentials". Errors are those of c.
func (c ClientCredentials) Source() (*RefreshingSource, error) {
	if _, err := checkBaseURL(c.TokenURL); err != nil {
		return nil, fmt.Errorf("access token: %w", err)
	}
	if c.ID == "" || c.Secret == "" {
		return nil, errors.New("access token: id and secret must be set")
	}
	config := clientcredentials.Config{ClientID: c.ID, ClientSecret: c.Secret, TokenURL: c.TokenURL, Scopes: c.Scopes, AuthStyle: oauth2.AuthStyleInParams}
	if c.Basic {
		config.AuthStyle = oauth2.AuthStyleInHeader
	}
	client := newHTTPClient()
	if c.HTTPClient != nil {
		client = staying(c.HTTPClient)
	}
	exchange := func(ctx context.Context) (*oauth2.Token, error) {
		token, err := config.Token(context.WithValue(ctx, oauth2.HTTPClient, client))
		return token, c.failure(err)
	}
	return NewRefreshingSource(exchange, time.Minute), nil
}

// failure turns an error of golang.org/x/oauth2 into a StatusError.
func (c ClientCredentials) failure(err error) error {
	var failed *oauth2.RetrieveError
	if !errors.As(err, &failed) || failed.Response == nil {
		return err
	}
	status := &StatusError{Operation: "client credentials", Status: failed.Response.StatusCode, Header: failed.Response.Header, Body: failed.Body}
	if c.Error != nil {
		if body := c.Error(); jsonwire.Unmarshal(failed.Body, body) == nil {
			status.Err = body
		}
	}
	return status
}
