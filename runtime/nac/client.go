package nac

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/telgen/telgen/runtime/qod"
	"github.com/telgen/telgen/runtime/rest"
)

// The addresses of Nokia's gateway.
const (
	DefaultURL  = "https://network-as-code.p-eu.rapidapi.com"
	DefaultHost = "network-as-code.nokia.rapidapi.com"
)

// A Version says which API of the gateway is called. Both have the same
// methods here.
type Version int

// The versions.
const (
	// V0 is /qod/v0, CAMARA's 0.10.1 and a call for the sessions of a device.
	// It is what Nokia's Python client uses.
	V0 Version = iota
	// V1 is /quality-on-demand/v1, CAMARA's 1.0.0.
	V1
)

// path returns what follows the address of the gateway.
func (v Version) path() string {
	if v == V1 {
		return "/quality-on-demand/v1"
	}
	return "/qod/v0"
}

// A Config says who calls, and whom. It needs Key.
type Config struct {
	Key     string // of the application, from Nokia's portal
	Version Version
	URL     string // of the gateway; empty for DefaultURL
	Host    string // sent as X-RapidAPI-Host; empty for DefaultHost

	// HTTPClient makes all calls; nil for one that checks certificates and gives
	// a call 30 seconds.
	HTTPClient *http.Client
	// Options are more options of the client. Unless [rest.WithRetry] is one of
	// them, calls that only read or delete are repeated as [rest.DefaultRetry]
	// says.
	Options []rest.Option
}

// String names the gateway, without the key.
func (c Config) String() string { return "application at " + cmp.Or(c.URL, DefaultURL) }

// GoString is String: %#v shows no key either.
func (c Config) GoString() string { return c.String() }

// A Client calls Network as Code for one application. It may be used by many
// goroutines at once.
type Client struct {
	api    api
	waiter *qod.Waiter
}

// An api is one version of the API. Its errors have been explained.
type api interface {
	create(ctx context.Context, id DeviceID, r SessionRequest) (*qod.Session, error)
	find(ctx context.Context, id DeviceID, w wanted) (*qod.Session, error)
	list(ctx context.Context, id DeviceID) ([]*qod.Session, error)
	get(ctx context.Context, sessionID string) (*qod.Session, error)
	extend(ctx context.Context, sessionID string, seconds int32) (*qod.Session, error)
	remove(ctx context.Context, sessionID string) error
}

// NewClient returns a Client. It calls nobody. Errors are those of c.
func NewClient(c Config) (*Client, error) {
	if strings.TrimSpace(c.Key) == "" {
		return nil, errors.New("network as code: the application key is missing")
	}
	options := []rest.Option{
		rest.WithHeader("X-RapidAPI-Key", c.Key), rest.WithHeader("X-RapidAPI-Host", cmp.Or(c.Host, DefaultHost)),
		rest.WithRetry(rest.DefaultRetry),
		// Ids of sessions are taken as they were given.
		rest.WithUncheckedParameters(),
	}
	if c.HTTPClient != nil {
		options = append(options, rest.WithHTTPClient(c.HTTPClient))
	}
	options = append(options, c.Options...)
	url := strings.TrimRight(cmp.Or(c.URL, DefaultURL), "/") + c.Version.path()
	a, err := newAPI(c.Version, url, options)
	if err != nil {
		return nil, fmt.Errorf("network as code: %w", err)
	}
	client := &Client{api: a}
	client.waiter = qod.NewWaiter(a.get)
	return client, nil
}

func newAPI(v Version, url string, options []rest.Option) (api, error) {
	switch v {
	case V0:
		return newAPI0(url, options)
	case V1:
		return newAPI1(url, options)
	}
	return nil, fmt.Errorf("there is no version %d", v)
}

// Device returns a device. Nothing is sent: whether the network knows it shows
// when a session is created. The error is that id identifies nothing.
func (c *Client) Device(id DeviceID) (*Device, error) {
	if id == (DeviceID{}) {
		return nil, errors.New("network as code: a device needs an identifier: network access identifier, phone number or address")
	}
	return &Device{id: complete(id), client: c}, nil
}

// complete repeats a public address that is alone as the private one, as a
// device without NAT has it: the API asks for one of private address and port.
func complete(id DeviceID) DeviceID {
	if a := &id.IPv4; a.Public != "" && a.Private == "" && a.Port == 0 {
		a.Private = a.Public
	}
	return id
}

// Session returns the session with an id.
func (c *Client) Session(ctx context.Context, id string) (*Session, error) {
	s, err := c.api.get(ctx, id)
	if err != nil {
		return nil, err
	}
	return c.session(s), nil
}

// Take notes what a notification says, so that [Session.WaitAvailable] returns
// at once and not when the session is asked for next. It is called in the
// function of a [qod.NewReceiver].
func (c *Client) Take(e *qod.Event) { c.waiter.Take(e) }

func (c *Client) session(s *qod.Session) *Session { return &Session{Session: *s, client: c} }
