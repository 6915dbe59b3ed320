package pushkit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"

	"github.com/telgen/telgen/generated/hcm"
	v3 "github.com/telgen/telgen/generated/hcm/v3"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

// The addresses of Huawei's servers.
const (
	DefaultTokenURL = "https://oauth-login.cloud.huawei.com/oauth2/v3/token"
	DefaultPushURL  = "https://push-api.cloud.huawei.com"
)

// MaxMessage is how large a message may be without its tokens, in bytes of
// JSON.
const MaxMessage = 4096

// A Config says who sends, and where to. It needs ID and Secret, or a
// ServiceAccount.
type Config struct {
	// ID is that of the app at Huawei's OAuth server; digits. With a
	// ServiceAccount it may be empty, but topics and Revoke are addressed by app
	// and need it.
	ID     string
	Secret string
	// PushID is the id of the app that the tokens belong to, if it is another
	// one: for iOS, web and quick apps it can be; digits. Empty stands for ID.
	PushID string
	// ServiceAccount signs tokens for a project, without the OAuth server.
	ServiceAccount *ServiceAccount
	// Project has messages addressed by project and not by app (version 2 of
	// the API). Empty stands for the project of the ServiceAccount, if there
	// is one.
	Project string

	TokenURL string // empty for DefaultTokenURL
	PushURL  string // empty for DefaultPushURL

	// HTTPClient makes all calls; nil for one that checks certificates and gives
	// a call 30 seconds.
	HTTPClient *http.Client
	// Options are more options of the client, e.g. rest.WithRetry. A message is
	// repeated only if Retry.All is set, or if there was no access token yet:
	// there is no way to tell Huawei that it is the same one, and the user may
	// see it twice. SendAll has retries of its own, in its options.
	Options []rest.Option
}

func (c Config) pushID() string { return cmp.Or(c.PushID, c.ID) }

// An App sends messages for one app. It may be used by many goroutines at
// once: they share one access token.
type App struct {
	client  *hcm.Client
	harmony *v3.Client // nil without a service account
	id      string
	project string // empty to address by app
}

// NewApp returns an App. It calls nobody: the access token is fetched when it
// is first needed. Errors are those of c.
func NewApp(c Config) (*App, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("push kit: %w", err)
	}
	source, err := c.source()
	if err != nil {
		return nil, fmt.Errorf("push kit: %w", err)
	}
	options := []rest.Option{rest.WithTokenSource(source)}
	if c.HTTPClient != nil {
		options = append(options, rest.WithHTTPClient(c.HTTPClient))
	}
	options = append(options, c.Options...)
	url := cmp.Or(c.PushURL, DefaultPushURL)
	client, err := hcm.NewClient(url, options...)
	if err != nil {
		return nil, fmt.Errorf("push kit: %w", err)
	}
	a := &App{client: client, id: c.pushID(), project: c.Project}
	if c.ServiceAccount != nil {
		a.project = cmp.Or(c.Project, c.ServiceAccount.ProjectID)
		if a.harmony, err = v3.NewClient(url, options...); err != nil {
			return nil, fmt.Errorf("push kit: %w", err)
		}
	}
	if a.id == "" && a.project == "" {
		return nil, errors.New("push kit: neither an app nor a project is given")
	}
	return a, nil
}

// check checks the ids, which are parts of addresses.
func (c Config) check() error {
	for _, id := range []struct{ name, value string }{{"ID", c.ID}, {"PushID", c.PushID}} {
		if strings.Trim(id.value, "0123456789") != "" {
			return fmt.Errorf("%s %q of Config: want digits", id.name, id.value)
		}
	}
	return nil
}

// source returns the access tokens.
func (c Config) source() (*rest.RefreshingSource, error) {
	switch {
	case c.ServiceAccount != nil && c.Secret != "":
		return nil, errors.New("give a secret or a service account, not both")
	case c.ServiceAccount != nil:
		return c.ServiceAccount.source()
	}
	return rest.ClientCredentials{
		TokenURL: cmp.Or(c.TokenURL, DefaultTokenURL), ID: c.ID, Secret: c.Secret, HTTPClient: c.HTTPClient,
		Error: func() rest.ErrorBody { return new(hcm.OAuthError) },
	}.Source()
}

// Client returns the generated client, which takes the ids as arguments.
func (a *App) Client() *hcm.Client { return a.client }

// Harmony returns the generated client for HarmonyOS (version 3 of the API),
// or nil if the app has no service account.
func (a *App) Harmony() *v3.Client { return a.harmony }

// Send sends a message to the tokens, the topic or the condition that it
// names. When some of its tokens were refused there is no error, and the
// answer's PartialFailure says which. Other outcomes are a [*rest.StatusError]
// that unwraps to a [*hcm.BaseResponse].
func (a *App) Send(ctx context.Context, m *hcm.Message) (*hcm.SendResponse, error) {
	return a.send(ctx, m, false)
}

// Check has the server check a message without sending it.
func (a *App) Check(ctx context.Context, m *hcm.Message) (*hcm.SendResponse, error) {
	return a.send(ctx, m, true)
}

func (a *App) send(ctx context.Context, m *hcm.Message, validateOnly bool) (*hcm.SendResponse, error) {
	req, err := newRequest(m)
	if err != nil {
		return nil, err
	}
	req.ValidateOnly = opt.Some(validateOnly)
	if a.project != "" {
		return a.client.SendProjectMessage(ctx, a.project, req)
	}
	return a.client.SendMessage(ctx, a.id, req)
}

// newRequest checks the size of a message.
func newRequest(m *hcm.Message) (*hcm.SendRequest, error) {
	if m == nil {
		return nil, errors.New("push kit: the message is nil")
	}
	bare := *m
	bare.Token = nil
	if n := len(bare.AppendJSON(nil)); n > MaxMessage {
		return nil, fmt.Errorf("push kit: the message has %d bytes without its tokens, %d are allowed", n, MaxMessage)
	}
	return &hcm.SendRequest{Message: *m}, nil
}

// SendAll sends a message to any number of tokens, 1000 in a call, and reports
// what became of each: see [rest.FanOut]. A slice becomes a sequence with
// slices.Values. The error is one of the message; nothing was sent then.
// With rest.DefaultRetry as o.Retry no message is sent twice: calls are repeated
// only if they were not carried out.
//
// A token is refused either by name, or with all others of its call
// (80300007); the latter also happens when the tokens belong to another app,
// and is no reason to delete them.
func (a *App) SendAll(ctx context.Context, m *hcm.Message, tokens iter.Seq[string], o rest.FanOutOptions) (*rest.FanOutReport[string], error) {
	req, err := newRequest(m)
	if err != nil {
		return nil, err
	}
	probe := *req
	probe.Message.Token = []string{"token"}
	if err := probe.Validate(); err != nil {
		return nil, fmt.Errorf("push kit: %w", err)
	}
	if a.project != "" {
		return a.client.SendProjectAll(ctx, a.project, req, tokens, o), nil
	}
	return a.client.SendAll(ctx, a.id, req, tokens, o), nil
}

// errNoID is that of what is addressed by app.
var errNoID = errors.New("push kit: topics and Revoke need Config.ID, also with a service account")

// Revoke takes the notification with an id back on some devices, at most 1000.
func (a *App) Revoke(ctx context.Context, notifyID int32, tokens ...string) (*hcm.SendResponse, error) {
	return a.revoke(ctx, nil, notifyID, tokens)
}

// RevokeKind is Revoke for a message of a kind.
func (a *App) RevokeKind(ctx context.Context, kind hcm.PushTypeEnum, notifyID int32, tokens ...string) (*hcm.SendResponse, error) {
	return a.revoke(ctx, &hcm.RevokeMessageParams{PushType: opt.Some(kind)}, notifyID, tokens)
}

func (a *App) revoke(ctx context.Context, params *hcm.RevokeMessageParams, notifyID int32, tokens []string) (*hcm.SendResponse, error) {
	if a.id == "" {
		return nil, errNoID
	}
	return a.client.RevokeMessage(ctx, a.id, &hcm.RevokeRequest{NotifyID: notifyID, Token: tokens}, params)
}

// Subscribe subscribes devices, at most 1000, to a topic. The answer says
// which were not.
func (a *App) Subscribe(ctx context.Context, topic string, tokens ...string) (*hcm.TopicSubscribeResponse, error) {
	if a.id == "" {
		return nil, errNoID
	}
	return a.client.SubscribeTopic(ctx, a.id, &hcm.TopicTokensRequest{Topic: topic, TokenArray: tokens})
}

// Unsubscribe ends subscriptions of devices, at most 1000.
func (a *App) Unsubscribe(ctx context.Context, topic string, tokens ...string) (*hcm.TopicSubscribeResponse, error) {
	if a.id == "" {
		return nil, errNoID
	}
	return a.client.UnsubscribeTopic(ctx, a.id, &hcm.TopicTokensRequest{Topic: topic, TokenArray: tokens})
}

// Topics returns the topics of a device.
func (a *App) Topics(ctx context.Context, token string) ([]hcm.TopicEntry, error) {
	if a.id == "" {
		return nil, errNoID
	}
	answer, err := a.client.ListTopics(ctx, a.id, &hcm.TopicListRequest{Token: token})
	if err != nil {
		return nil, err
	}
	return answer.Topics, nil
}
