package qod

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	qod010 "github.com/telgen/telgen/generated/qod/v0_10"
	"github.com/telgen/telgen/runtime/rest"
)

// nokia does around an API what the gateway of Nokia's Network as Code does:
// it knows keys instead of tokens, and is lenient with what the clients of
// Network as Code send. Requests without its header pass as they are.
func nokia(a api, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get(rapidAPIKey)
		if strings.HasPrefix(key, "invalid") {
			writeJSON(w, http.StatusForbidden, `{"message":"Invalid API key."}`)
			return
		}
		if key != "" && r.Body != nil && r.Method == http.MethodPost {
			lenient(a, w, r)
		}
		next.ServeHTTP(w, r)
	})
}

func writeJSON(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body) // the connection's error: nobody is left to be told
}

// bodyOf returns the body of r, which can be read again afterwards.
func bodyOf(w http.ResponseWriter, r *http.Request) []byte {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, rest.DefaultMaxBody))
	if err != nil {
		r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failingReader{err}))
		return nil
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body
}

// lenient makes the body of r what the document asks for, if it is JSON: null
// members are left out, and numbers get their plus since 0.11.
func lenient(a api, w http.ResponseWriter, r *http.Request) {
	body := bodyOf(w, r)
	if body == nil {
		return
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v map[string]any
	if d.Decode(&v) == nil && v != nil {
		dropNulls(v)
		if a.version >= v0_11 {
			addPlus(v)
		}
		body = mustJSON(v)
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
}

// A failingReader repeats the error of a body.
type failingReader struct{ err error }

// Read returns the error.
func (f failingReader) Read([]byte) (int, error) { return 0, f.err }

func dropNulls(v map[string]any) {
	for name, member := range v {
		switch member := member.(type) {
		case nil:
			delete(v, name)
		case map[string]any:
			dropNulls(member)
		}
	}
}

func addPlus(v map[string]any) {
	d, _ := v["device"].(map[string]any)
	if number, ok := d["phoneNumber"].(string); ok && number != "" && number[0] != '+' {
		d["phoneNumber"] = "+" + number
	}
}

// withExtras adds the operations that Network as Code has beyond the document
// of 0.10: GET /sessions and POST /retrieve-sessions. The latter answers 404
// where there are none.
func withExtras(a api, next http.Handler) http.Handler {
	extras := rest.NewServer(nil, a.options()...)
	extras.Handle(rest.Endpoint{
		Operation: &rest.Operation{Name: "getAllSessions", Method: http.MethodGet, Path: "/sessions"}, Status: http.StatusOK,
		Serve: func(ctx context.Context, _ *rest.Request) (any, error) { return a.listAll(ctx) },
	})
	extras.Handle(rest.Endpoint{
		Operation: &rest.Operation{Name: "retrieveSessions", Method: http.MethodPost, Path: "/retrieve-sessions", ContentType: "application/json"},
		Status:    http.StatusOK, Serve: a.retrieveNokia,
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && r.URL.Path == a.path+"/sessions" || r.URL.Path == a.path+"/retrieve-sessions" {
			extras.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// listAll returns all sessions of the client.
func (a api) listAll(ctx context.Context) ([]byte, error) {
	by, _, err := sender(ctx)
	if err != nil {
		return nil, a.problem(err)
	}
	list := []json.RawMessage{}
	for _, s := range a.network.all() {
		if s.order.version == a.version && s.order.by.client == by.client {
			list = append(list, s.json())
		}
	}
	return mustJSON(list), nil
}

// retrieveNokia finds the sessions of a device.
func (a api) retrieveNokia(ctx context.Context, r *rest.Request) (any, error) {
	var body []byte
	if err := r.Decode(&body); err != nil {
		return nil, err
	}
	var w struct {
		Device json.RawMessage `json:"device"`
	}
	if err := json.Unmarshal(body, &w); err != nil {
		return nil, rest.BadRequest(err)
	}
	device, err := read[qod010.Device](w.Device)
	if err == nil {
		err = device.Validate()
	}
	if err != nil {
		return nil, rest.BadRequest(err)
	}
	found, err := a.retrieve(ctx, body)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, &rest.StatusError{Status: http.StatusNotFound, Body: []byte(`{"detail":"QoS subscription not found"}`)}
	}
	list := make([]json.RawMessage, 0, len(found))
	for _, s := range found {
		list = append(list, s.json())
	}
	return []byte(mustJSON(list)), nil
}
