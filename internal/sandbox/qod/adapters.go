package qod

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/rest"
)

// An api is one version of the API.
type api struct {
	version version
	path    string // where it is served
	network *network
	// refusedKind is set for requests with a credential of a kind that is refused.
	refusedKind bool
}

// options are those of the generated handler.
func (a api) options() []rest.ServerOption {
	return []rest.ServerOption{
		rest.WithBasePath(a.path),
		rest.WithAuthenticator("Bearer", a.authenticate),
		rest.WithProblemCode(a.problemCode),
	}
}

// authenticate refuses requests that are to fail, and those without a token.
func (a api) authenticate(r *http.Request) error {
	if err := troubleOf(r); err != nil {
		return err
	}
	_, err := identify(r)
	if f, ok := errors.AsType[*failure](err); ok && f.reason == permissionDenied {
		return a.problem(err)
	}
	return err
}

// problem returns err in the words of the version.
func (a api) problem(err error) error {
	if f, ok := errors.AsType[*failure](err); ok {
		return a.version.problem(f)
	}
	return err
}

// sender returns who sent the request that ctx belongs to.
func sender(ctx context.Context) (identity, *http.Request, error) {
	r := rest.RequestOf(ctx)
	by, err := identify(r)
	return by, r, err
}

// order completes an order by what is not in its body, and carries it out.
func (a api) order(ctx context.Context, o *order) (*session, error) {
	by, r, err := sender(ctx)
	if err != nil {
		return nil, a.problem(err)
	}
	o.by, o.origin = by, "http://"+r.Host+a.path
	s, err := a.network.create(o)
	if f, ok := errors.AsType[*failure](err); ok && f.reason == tooManyRequests {
		rest.ResponseOf(ctx).Header.Set("Retry-After", "1")
	}
	return s, a.problem(err)
}

func (a api) session(ctx context.Context, id string) (*session, error) {
	by, _, err := sender(ctx)
	if err != nil {
		return nil, a.problem(err)
	}
	s, err := a.network.get(a.version, by, id)
	return s, a.problem(err)
}

func (a api) delete(ctx context.Context, id string) error {
	by, _, err := sender(ctx)
	if err != nil {
		return a.problem(err)
	}
	return a.problem(a.network.delete(a.version, by, id))
}

func (a api) extend(ctx context.Context, id string, extra time.Duration) (*session, error) {
	by, _, err := sender(ctx)
	if err != nil {
		return nil, a.problem(err)
	}
	s, err := a.network.extend(a.version, by, id, extra)
	return s, a.problem(err)
}

// retrieve takes {"device": {...}}.
func (a api) retrieve(ctx context.Context, body []byte) ([]*session, error) {
	by, _, err := sender(ctx)
	if err != nil {
		return nil, a.problem(err)
	}
	var w struct {
		Device *wireDevice `json:"device"`
	}
	if err := json.Unmarshal(body, &w); err != nil {
		return nil, rest.BadRequest(err)
	}
	list, err := a.network.retrieve(a.version, by, w.Device.device())
	return list, a.problem(err)
}

// A readable is the pointer to a generated type.
type readable[T any] interface {
	*T
	UnmarshalJSON(b []byte) error
}

// read makes a value of a generated type out of its JSON.
func read[T any, P readable[T]](b []byte) (*T, error) {
	v := new(T)
	return v, P(v).UnmarshalJSON(b)
}

// A sessionsAPI is the server of any version since 0.9: Create, Extend and
// Retrieve are the types of requests, Session that of answers.
type sessionsAPI[Create, Extend, Retrieve jsonwire.Appender, Session any, P readable[Session]] struct{ api }

// CreateSession creates a session.
func (a sessionsAPI[Create, Extend, Retrieve, Session, P]) CreateSession(ctx context.Context, body Create) (*Session, error) {
	if err := a.checkMembers(body); err != nil {
		return nil, err
	}
	o, err := readOrder(a.version, body.AppendJSON(nil))
	if err != nil {
		return nil, a.problem(err)
	}
	return answerWith[Session, P](a.order(ctx, o))
}

// GetSession reads a session.
func (a sessionsAPI[Create, Extend, Retrieve, Session, P]) GetSession(ctx context.Context, id string) (*Session, error) {
	return answerWith[Session, P](a.session(ctx, id))
}

// DeleteSession ends a session.
func (a sessionsAPI[Create, Extend, Retrieve, Session, P]) DeleteSession(ctx context.Context, id string) error {
	return a.delete(ctx, id)
}

// ExtendQosSessionDuration prolongs a session.
func (a sessionsAPI[Create, Extend, Retrieve, Session, P]) ExtendQosSessionDuration(ctx context.Context, id string, body Extend) (*Session, error) {
	if err := a.checkMembers(body); err != nil {
		return nil, err
	}
	var w struct {
		Seconds int32 `json:"requestedAdditionalDuration"`
	}
	if err := json.Unmarshal(body.AppendJSON(nil), &w); err != nil {
		return nil, rest.BadRequest(err)
	}
	return answerWith[Session, P](a.extend(ctx, id, time.Duration(w.Seconds)*time.Second))
}

// RetrieveSessionsByDevice finds the sessions of a device.
func (a sessionsAPI[Create, Extend, Retrieve, Session, P]) RetrieveSessionsByDevice(ctx context.Context, body Retrieve) ([]Session, error) {
	if err := a.checkMembers(body); err != nil {
		return nil, err
	}
	found, err := a.retrieve(ctx, body.AppendJSON(nil))
	if err != nil {
		return nil, err
	}
	list := make([]Session, 0, len(found))
	for _, s := range found {
		v, err := read[Session, P](s.json())
		if err != nil {
			return nil, err
		}
		list = append(list, *v)
	}
	return list, nil
}

// answerWith returns a session as the answer of its version.
func answerWith[Session any, P readable[Session]](s *session, err error) (*Session, error) {
	if err != nil {
		return nil, err
	}
	return read[Session, P](s.json())
}

// A profilesAPI lists QoS profiles: an API of its own since 0.11.
type profilesAPI[Request jsonwire.Appender, Profile any, P readable[Profile]] struct{ api }

// RetrieveQoSProfiles finds profiles.
func (a profilesAPI[Request, Profile, P]) RetrieveQoSProfiles(ctx context.Context, body Request) ([]Profile, error) {
	if err := a.checkMembers(body); err != nil {
		return nil, err
	}
	var w struct {
		Device *wireDevice `json:"device"`
		Name   string      `json:"name"`
		Status string      `json:"status"`
	}
	if err := json.Unmarshal(body.AppendJSON(nil), &w); err != nil {
		return nil, rest.BadRequest(err)
	}
	by, _, err := sender(ctx)
	if err == nil && (by.phone != "" || w.Device != nil) {
		_, err = orderedDevice(a.version, by, w.Device.device())
	}
	if err != nil {
		return nil, a.problem(err)
	}
	return listProfiles[Profile, P](w.Name, w.Status)
}

// GetQosProfile reads a profile.
func (a profilesAPI[Request, Profile, P]) GetQosProfile(_ context.Context, name string) (*Profile, error) {
	return oneProfile[Profile, P](a.api, name)
}

func oneProfile[Profile any, P readable[Profile]](a api, name string) (*Profile, error) {
	p := a.network.profiles[name]
	if p == nil {
		return nil, a.problem(refuse(profileNotFound, "there is no profile %q", name))
	}
	return read[Profile, P](p.json())
}

// listProfiles returns the profiles of a name and a status, or of all if they
// are empty.
func listProfiles[Profile any, P readable[Profile]](name, status string) ([]Profile, error) {
	list := []Profile{}
	for _, p := range allProfiles() {
		if name != "" && name != p.Name || status != "" && status != p.Status {
			continue
		}
		v, err := read[Profile, P](p.json())
		if err != nil {
			return nil, err
		}
		list = append(list, *v)
	}
	return list, nil
}
