package rest

import (
	"crypto/tls"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// A Client calls the operations of one server. It can be used by many
// goroutines at once. What it prints as holds no secrets.
type Client struct {
	base        string            // without a slash at the end
	servers     map[string]string // actual base URLs of operations that have their own
	http        *http.Client
	tokens      oauth2.TokenSource
	header      http.Header
	editors     []func(*http.Request) error
	retry       Retry
	maxResponse int64
	maxMemory   int // of the objects of an answer; 0 for the limit of a Decoder

	uncheckedParams bool // parameters that break the document are sent

	tokenExpired func(*StatusError) bool // nil for status 401
}

// An Option changes a Client that is being made.
type Option func(*Client) error

// Defaults of a Client.
const (
	DefaultTimeout     = 30 * time.Second // of one attempt
	DefaultMaxResponse = 10 << 20         // bytes
)

// NewClient returns a Client for the server at baseURL, e.g.
// "https://api.example.com/quality-on-demand/v1". Without options it sends no
// credentials, never retries, gives an attempt 30 seconds, takes answers up to
// 10 MiB and follows no redirect to another host, nor one that would turn the
// request into another: that is a [*StatusError] with the status of the redirect.
func NewClient(baseURL string, options ...Option) (*Client, error) {
	base, err := checkBaseURL(baseURL)
	if err != nil {
		return nil, err
	}
	c := &Client{
		base:        base,
		servers:     map[string]string{},
		header:      http.Header{"User-Agent": {"telgen"}},
		maxResponse: DefaultMaxResponse,
	}
	for _, o := range options {
		if err := o(c); err != nil {
			return nil, err
		}
	}
	if c.http == nil {
		c.http = newHTTPClient()
	}
	return c, nil
}

// checkBaseURL returns a base URL without the slashes at its end.
func checkBaseURL(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil {
		return "", fmt.Errorf("base URL: %w", err)
	}
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return "", fmt.Errorf("base URL %q: want https:// or http://", s)
	case u.User != nil:
		return "", fmt.Errorf("base URL for %s: holds a user or password, give credentials as an option", u.Host)
	case u.Hostname() == "":
		return "", fmt.Errorf("base URL %q: has no host", s)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "", fmt.Errorf("base URL %q: has a query or fragment", s)
	}
	return strings.TrimRight(s, "/"), nil
}

// newHTTPClient returns the http.Client of a Client that was given none.
func newHTTPClient() *http.Client {
	t := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   16,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
	return &http.Client{Transport: t, Timeout: DefaultTimeout, CheckRedirect: followed}
}

// String names the server.
func (c *Client) String() string { return "client of " + c.base }

// GoString is String: %#v shows no secrets either.
func (c *Client) GoString() string { return c.String() }

// WithHTTPClient makes the Client use h, with its timeout, transport and
// treatment of redirects. If it has none, redirects are followed as those of a
// Client without this option are.
func WithHTTPClient(h *http.Client) Option {
	return func(c *Client) error {
		if h == nil {
			return errors.New("WithHTTPClient: the client is nil")
		}
		c.http = staying(h)
		return nil
	}
}

// staying returns h, or a copy that follows redirects as NewClient says if h
// does not say what to do with them.
func staying(h *http.Client) *http.Client {
	if h.CheckRedirect != nil {
		return h
	}
	own := *h
	own.CheckRedirect = followed
	return &own
}

// WithTokenSource sends a token of s with every request of an operation that
// needs one. The source is asked for each attempt: wrap one that does not keep
// its token in [oauth2.ReuseTokenSource], or better make it a
// [RefreshingSource], whose token is replaced when the server refuses it.
func WithTokenSource(s oauth2.TokenSource) Option {
	return func(c *Client) error {
		if s == nil {
			return errors.New("WithTokenSource: the source is nil")
		}
		c.tokens = s
		return nil
	}
}

// WithHeader sends a header field with every request, e.g. the key of a
// gateway.
func WithHeader(name, value string) Option {
	return func(c *Client) error {
		if !validHeader(name, value) {
			return fmt.Errorf("WithHeader: %q is no header field, or its value has control characters", name)
		}
		c.header.Set(name, value)
		return nil
	}
}

// validHeader checks a field name and value (RFC 9110 sections 5.1 and 5.5).
func validHeader(name, value string) bool {
	for i := range len(name) {
		c := name[i]
		if c <= ' ' || c > '~' || strings.IndexByte(`"(),/:;<=>?@[\]{}`, c) >= 0 {
			return false
		}
	}
	return name != "" && !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}

// WithUserAgent names the program to the server.
func WithUserAgent(name string) Option { return WithHeader("User-Agent", name) }

// WithRetry repeats what failed: see [Retry].
func WithRetry(r Retry) Option {
	return func(c *Client) error {
		c.retry = r
		return nil
	}
}

// WithRequestEditor calls edit with every request of every attempt, last
// before it is sent. An error of edit ends the call.
func WithRequestEditor(edit func(*http.Request) error) Option {
	return func(c *Client) error {
		if edit == nil {
			return errors.New("WithRequestEditor: the function is nil")
		}
		c.editors = append(c.editors, edit)
		return nil
	}
}

// WithMaxResponse limits the body of an answer to n bytes; a longer one is an
// error. [WithMaxAnswerMemory] limits what it becomes.
func WithMaxResponse(n int64) Option {
	return func(c *Client) error {
		if n < 1 {
			return fmt.Errorf("WithMaxResponse: %d bytes are no limit", n)
		}
		c.maxResponse = min(n, math.MaxInt64-1) // one more is read
		return nil
	}
}

// WithUncheckedParameters sends parameters that break the document, e.g. an id
// that is no UUID: a server that gave such an id will take it back. Bodies are
// checked all the same.
func WithUncheckedParameters() Option {
	return func(c *Client) error {
		c.uncheckedParams = true
		return nil
	}
}

// WithServer sends operations that the document gives a server of their own,
// documented, to actual instead: another region, or a sandbox.
func WithServer(documented, actual string) Option {
	return func(c *Client) error {
		base, err := checkBaseURL(actual)
		if err != nil {
			return fmt.Errorf("WithServer: %w", err)
		}
		c.servers[strings.TrimRight(documented, "/")] = base
		return nil
	}
}
