package nac_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"

	"github.com/telgen/telgen/generated/qod/qodtest"
	"github.com/telgen/telgen/runtime/nac"
	"github.com/telgen/telgen/runtime/rest"
)

// A gateway answers requests one after the other, and keeps them.
type gateway struct {
	t       *testing.T
	client  *nac.Client
	answers []answer // the last one stays

	mu       sync.Mutex
	requests []request
}

type answer struct {
	status int
	body   string
	header http.Header
}

type request struct {
	method, path, body string
	header             http.Header
}

// newGateway returns a gateway and a client of it, which retries nothing.
func newGateway(t *testing.T, v nac.Version, answers ...answer) *gateway {
	t.Helper()
	g := &gateway{t: t, answers: answers}
	s := httptest.NewServer(g)
	t.Cleanup(s.Close)
	var err error
	g.client, err = nac.NewClient(nac.Config{Key: "<token>", URL: s.URL, Version: v, Options: []rest.Option{rest.WithRetry(rest.Retry{})}})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// ServeHTTP answers a request. Status 0 breaks the connection.
func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		g.t.Error(err)
	}
	g.mu.Lock()
	g.requests = append(g.requests, request{r.Method, r.URL.Path, string(body), r.Header})
	a := g.answers[min(len(g.requests), len(g.answers))-1]
	g.mu.Unlock()
	if a.status == 0 {
		panic(http.ErrAbortHandler)
	}
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

// answer makes a the answer to all further requests.
func (g *gateway) answer(a answer) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.answers = []answer{a}
}

// last returns the last request.
func (g *gateway) last() request {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.requests) == 0 {
		g.t.Fatal("nothing was sent")
	}
	return g.requests[len(g.requests)-1]
}

// paths returns what was asked for, in order.
func (g *gateway) paths() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	var list []string
	for _, r := range g.requests {
		list = append(list, r.method+" "+r.path)
	}
	return list
}

// A vector is a call of Nokia's client as its tests have it.
type vector struct {
	Headers  map[string]string
	Path     string
	Body     json.RawMessage
	Response json.RawMessage
}

func readVector(t *testing.T, name string) vector {
	t.Helper()
	var v vector
	b, err := os.ReadFile(qodtest.Shared(t, "vectors", "qod", name+".json"))
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// device returns a device or ends the test.
func (g *gateway) device(id nac.DeviceID) *nac.Device {
	g.t.Helper()
	d, err := g.client.Device(id)
	if err != nil {
		g.t.Fatal(err)
	}
	return d
}
