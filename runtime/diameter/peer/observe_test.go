package peer_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// An observer notes what it is told.
type observer struct {
	mu    sync.Mutex
	seen  []peer.Observation
	trace []string
}

func (o *observer) Observe(seen peer.Observation) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen = append(o.seen, seen)
}

func (o *observer) traced(m peer.Trace) {
	h, n, err := diameter.ParseHeader(m.Frame)
	o.mu.Lock()
	defer o.mu.Unlock()
	direction := "out"
	if m.Received {
		direction = "in"
	}
	line := fmt.Sprintf("%s %d request %v peer %q", direction, h.CommandCode, h.IsRequest(), m.Peer)
	if err != nil || n != len(m.Frame) || m.Remote == nil {
		line += " broken"
	}
	o.trace = append(o.trace, line)
}

// observations waits for some observations, and returns them as text.
func (o *observer) observations(t *testing.T, n int) (list []string) {
	t.Helper()
	eventually(t, fmt.Sprint(n, " observations"), func() bool {
		o.mu.Lock()
		defer o.mu.Unlock()
		return len(o.seen) == n
	})
	for _, s := range o.seen {
		if s.Duration < 0 || s.Duration > soon {
			t.Errorf("took %v", s.Duration)
		}
		list = append(list, fmt.Sprintf("received %v %d %d: %d %v", s.Received, s.Application, s.Command, s.Result, s.Err))
	}
	return list
}

func TestMetricsAndTrace(t *testing.T) {
	var atClient, atServer observer
	b := newBook()
	cfg := b.config("server.example.org")
	cfg.Metrics, cfg.Trace = &atServer, atServer.traced
	server := newNode(t, cfg)
	server.Handle(pingHandler(func(ctx context.Context, req *pingRequest) (*pingAnswer, error) {
		switch req.Text {
		case "refuse":
			return nil, &diameter.AnswerError{ResultCode: 4001}
		case "other":
			return nil, &diameter.AnswerError{VendorID: vendor3GPP, Experimental: 5001}
		}
		return echo(ctx, req)
	}))
	b.serve(t, server, "server.example.org")
	cfg = b.config("client.example.org")
	cfg.Metrics, cfg.Trace = &atClient, atClient.traced
	client := newNode(t, cfg, pingApp)
	addPeer(t, client, "aaa://server.example.org")
	for _, text := range []string{"x", "refuse", "other"} {
		_, err := pingClient{client}.Ping(soonContext(t), newPing(text))
		if (err == nil) != (text == "x") {
			t.Errorf("%s: %v", text, err)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	_, err := pingClient{client}.Ping(ended, pingWith(toRealm("far.example")))
	var routing *peer.RoutingError
	if !errors.As(err, &routing) {
		t.Error(err)
	}

	result := func(received bool, result int) string {
		return fmt.Sprintf("received %v %d %d: %d <nil>", received, pingApplication, pingCode, result)
	}
	want := []string{result(true, 2001), result(true, 4001), result(true, 5001)}
	got := atServer.observations(t, 3)
	slices.Sort(got) // they are made after the answers are queued
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the server observed %q, want %q", got, want)
	}
	want = []string{result(false, 2001), result(false, 4001), result(false, 5001),
		fmt.Sprintf("received false %d %d: 0 no way for application %d to realm far.example (DIAMETER_REALM_NOT_SERVED 3003)", pingApplication, pingCode, pingApplication)}
	if got := atClient.observations(t, 4); !reflect.DeepEqual(got, want) {
		t.Errorf("the client observed %q, want %q", got, want)
	}

	atClient.mu.Lock()
	defer atClient.mu.Unlock()
	traced := []string{`out 257 request true peer ""`, `in 257 request false peer ""`}
	for range 3 {
		traced = append(traced, fmt.Sprintf(`out %d request true peer "server.example.org"`, pingCode), fmt.Sprintf(`in %d request false peer "server.example.org"`, pingCode))
	}
	if !reflect.DeepEqual(atClient.trace, traced) {
		t.Errorf("the client traced %q, want %q", atClient.trace, traced)
	}
	atServer.mu.Lock()
	defer atServer.mu.Unlock()
	if len(atServer.trace) != 8 || atServer.trace[0] != `in 257 request true peer ""` || atServer.trace[1] != `out 257 request false peer "client.example.org"` {
		t.Errorf("the server traced %q", atServer.trace)
	}
}
