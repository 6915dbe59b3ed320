package rest_test

// What generated code looks like, by hand and in small, for the tests.

import (
	"context"
	"net/http"

	"github.com/telgen/telgen/runtime/jsonwire"
	"github.com/telgen/telgen/runtime/opt"
	"github.com/telgen/telgen/runtime/rest"
)

type session struct {
	ID       string
	Duration int32
}

func (v *session) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	b = jsonwire.AppendString(b, `"sessionId":`, v.ID)
	b = jsonwire.AppendInt(b, `"duration":`, int64(v.Duration))
	return jsonwire.EndObject(b)
}

var keysSession = []string{`"sessionId":`, `"duration":`}

func (v *session) DecodeJSON(d *jsonwire.Decoder) {
	*v = session{}
	o := d.Object(keysSession)
	for o.Next() {
		switch o.Index {
		case 0:
			jsonwire.ReadString(d, &v.ID)
		case 1:
			v.Duration = d.Int32()
		default:
			d.Skip()
		}
	}
	o.Require(1 << 1)
}

func (v *session) Validate() error {
	var c jsonwire.Checker
	c.Min("duration", float64(v.Duration), 1)
	return c.Err()
}

type errorInfo struct {
	Status        int32
	Code, Message string
}

func (v *errorInfo) Error() string   { return v.Code + ": " + v.Message }
func (v *errorInfo) HTTPStatus() int { return int(v.Status) }

func (v *errorInfo) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	b = jsonwire.AppendString(b, `"code":`, v.Code)
	b = jsonwire.AppendString(b, `"message":`, v.Message)
	b = jsonwire.AppendInt(b, `"status":`, int64(v.Status))
	return jsonwire.EndObject(b)
}

func (v *errorInfo) DecodeJSON(d *jsonwire.Decoder) {
	*v = errorInfo{}
	d.BeginObject()
	for d.NextMember() {
		switch d.Key() {
		case "status":
			v.Status = d.Int32()
		case "code":
			v.Code = d.String()
		case "message":
			v.Message = d.String()
		default:
			d.Skip()
		}
	}
}

func errorBody(status int, code, message string) jsonwire.Appender {
	return &errorInfo{Status: int32(status), Code: code, Message: message}
}

func errorTypes(status int) rest.ErrorBody { return new(errorInfo) }

// sessionList is the adapter for a list as a body.
type sessionList []session

func (v *sessionList) AppendJSON(b []byte) []byte {
	b = jsonwire.BeginArray(b, "")
	for i := range *v {
		b = jsonwire.AppendValue(b, "", &(*v)[i])
	}
	return jsonwire.Trim(jsonwire.EndArray(b))
}

func (v *sessionList) DecodeJSON(d *jsonwire.Decoder) {
	*v = sessionList{}
	d.BeginArray()
	for d.NextElement() {
		*v = append(*v, session{})
		(*v)[len(*v)-1].DecodeJSON(d)
	}
}

// tokenRequest is a form.
type tokenRequest struct{ GrantType, ClientSecret string }

func (v *tokenRequest) AppendForm(b []byte) []byte {
	b = rest.AppendForm(b, "grant_type", v.GrantType)
	return rest.AppendForm(b, "client_secret", v.ClientSecret)
}

func (v *tokenRequest) DecodeForm(f *rest.Form) {
	v.GrantType = f.Get("grant_type").String()
	v.ClientSecret = f.Get("client_secret").OptString().Or("")
}

var createSession = rest.Operation{
	Name: "createSession", Method: http.MethodPost, Path: "/sessions",
	ContentType: "application/json", Errors: errorTypes,
}

var getSession = rest.Operation{
	Name: "getSession", Method: http.MethodGet, Path: "/sessions/{sessionId}", Errors: errorTypes,
}

var deleteSession = rest.Operation{
	Name: "deleteSession", Method: http.MethodDelete, Path: "/sessions/{sessionId}", Errors: errorTypes,
}

var listSessions = rest.Operation{
	Name: "listSessions", Method: http.MethodGet, Path: "/sessions", Errors: errorTypes,
}

var extendSession = rest.Operation{
	Name: "extendSession", Method: http.MethodPost, Path: "/sessions/{sessionId}:extend", Errors: errorTypes,
	ContentType: "application/json",
}

var requestToken = rest.Operation{
	Name: "requestToken", Method: http.MethodPost, Path: "/oauth2/token", NoAuth: true,
	ContentType: "application/x-www-form-urlencoded", BaseURL: "https://login.example.com/",
}

type client struct{ rest *rest.Client }

func newClient(baseURL string, options ...rest.Option) (*client, error) {
	c, err := rest.NewClient(baseURL, options...)
	if err != nil {
		return nil, err
	}
	return &client{c}, nil
}

func (c *client) CreateSession(ctx context.Context, body *session) (*session, error) {
	out := new(session)
	if err := c.rest.Do(ctx, &rest.Call{Operation: &createSession, Body: body}, out); err != nil {
		return nil, err
	}
	return out, nil
}

func (c *client) GetSession(ctx context.Context, sessionID string) (*session, error) {
	out := new(session)
	if err := c.rest.Do(ctx, &rest.Call{Operation: &getSession, Path: []string{sessionID}}, out); err != nil {
		return nil, err
	}
	return out, nil
}

func (c *client) DeleteSession(ctx context.Context, sessionID string) error {
	return c.rest.Do(ctx, &rest.Call{Operation: &deleteSession, Path: []string{sessionID}}, nil)
}

func (c *client) ListSessions(ctx context.Context, limit opt.Value[int32], state []string) ([]session, error) {
	var query []byte
	if v, ok := limit.Get(); ok {
		query = rest.AppendFormInt(query, "limit", int64(v))
	}
	for _, v := range state {
		query = rest.AppendForm(query, "state", v)
	}
	var check jsonwire.Checker
	if v, ok := limit.Get(); ok {
		check.Max("limit", float64(v), 100)
	}
	var out sessionList
	err := c.rest.Do(ctx, &rest.Call{Operation: &listSessions, Query: query, Check: check.Err()}, &out)
	return out, err
}

func (c *client) RequestToken(ctx context.Context, body *tokenRequest) error {
	return c.rest.Do(ctx, &rest.Call{Operation: &requestToken, Body: body}, nil)
}

type server interface {
	CreateSession(ctx context.Context, body *session) (*session, error)
	GetSession(ctx context.Context, sessionID string) (*session, error)
	DeleteSession(ctx context.Context, sessionID string) error
	ListSessions(ctx context.Context, limit opt.Value[int32], state []string) ([]session, error)
	RequestToken(ctx context.Context, body *tokenRequest) error
}

type unimplementedServer struct{}

func (unimplementedServer) CreateSession(context.Context, *session) (*session, error) {
	return nil, rest.Unimplemented("createSession")
}

func (unimplementedServer) GetSession(context.Context, string) (*session, error) {
	return nil, rest.Unimplemented("getSession")
}

func (unimplementedServer) DeleteSession(context.Context, string) error {
	return rest.Unimplemented("deleteSession")
}

func (unimplementedServer) ListSessions(context.Context, opt.Value[int32], []string) ([]session, error) {
	return nil, rest.Unimplemented("listSessions")
}

func (unimplementedServer) RequestToken(context.Context, *tokenRequest) error {
	return rest.Unimplemented("requestToken")
}

func newServerHandler(s server, options ...rest.ServerOption) http.Handler {
	h := rest.NewServer(errorBody, options...)
	h.Handle(rest.Endpoint{
		Operation: &createSession, Status: http.StatusCreated,
		Serve: func(ctx context.Context, r *rest.Request) (any, error) {
			body := new(session)
			if err := r.Decode(body); err != nil {
				return nil, err
			}
			return s.CreateSession(ctx, body)
		},
	})
	h.Handle(rest.Endpoint{
		Operation: &getSession, Status: http.StatusOK,
		Serve: func(ctx context.Context, r *rest.Request) (any, error) {
			sessionID := r.Path("sessionId").String()
			if err := r.Err(); err != nil {
				return nil, err
			}
			return s.GetSession(ctx, sessionID)
		},
	})
	h.Handle(rest.Endpoint{
		Operation: &deleteSession, Status: http.StatusNoContent,
		Serve: func(ctx context.Context, r *rest.Request) (any, error) {
			sessionID := r.Path("sessionId").String()
			if err := r.Err(); err != nil {
				return nil, err
			}
			return nil, s.DeleteSession(ctx, sessionID)
		},
	})
	h.Handle(rest.Endpoint{
		Operation: &listSessions, Status: http.StatusOK,
		Serve: func(ctx context.Context, r *rest.Request) (any, error) {
			limit := r.Query("limit").OptInt32()
			state := r.Query("state").List()
			if err := r.Err(); err != nil {
				return nil, err
			}
			list, err := s.ListSessions(ctx, limit, state)
			return (*sessionList)(&list), err
		},
	})
	h.Handle(rest.Endpoint{
		Operation: &extendSession, Status: http.StatusOK,
		Serve: func(ctx context.Context, r *rest.Request) (any, error) {
			body := new(session)
			present, err := r.DecodeOptional(body)
			if err != nil {
				return nil, err
			}
			if !present {
				body.Duration = 60
			}
			body.ID = r.Path("sessionId").String()
			return body, nil
		},
	})
	h.Handle(rest.Endpoint{
		Operation: &requestToken, Status: http.StatusOK,
		Serve: func(ctx context.Context, r *rest.Request) (any, error) {
			body := new(tokenRequest)
			if err := r.Decode(body); err != nil {
				return nil, err
			}
			return nil, s.RequestToken(ctx, body)
		},
	})
	return h
}

var postNotification = rest.Operation{
	Name: "postNotification", Method: http.MethodPost, ContentType: "application/cloudevents+json",
}

type notificationReceiver interface {
	PostNotification(ctx context.Context, event *session) error
}

func newNotificationHandler(n notificationReceiver, options ...rest.HandlerOption) http.Handler {
	return rest.NewReceiver(rest.Endpoint{
		Operation: &postNotification, Status: http.StatusNoContent,
		Serve: func(ctx context.Context, r *rest.Request) (any, error) {
			event := new(session)
			if err := r.Decode(event); err != nil {
				return nil, err
			}
			return nil, n.PostNotification(ctx, event)
		},
	}, errorBody, options...)
}
