package peer_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// connected returns a client with a peer that the test plays.
func connected(t *testing.T) (*peer.Node, *wire) {
	t.Helper()
	client := newNode(t, testConfig("client.example.org"), pingApp)
	w, cer := acceptWire(t, client)
	w.accepted(cer, diameter.ResultSuccess)
	return client, w
}

type result struct {
	answer *pingAnswer
	err    error
}

// start calls in the background.
func start(ctx context.Context, client *peer.Node, text string) <-chan result {
	done := make(chan result, 1)
	go func() {
		answer, err := pingClient{client}.Ping(ctx, newPing(text))
		done <- result{answer, err}
	}()
	return done
}

// pong answers a Ping-Request.
func pong(req *diameter.Generic, text string) *diameter.Generic {
	m := request(pingCode,
		diameter.NewUnsigned32(keyResultCode|diameter.M, 2001), authState,
		diameter.NewUTF8String(keyText|diameter.M, text))
	m.Header = req.Header.Answer()
	return m
}

func TestAnswersInAnyOrder(t *testing.T) {
	client, w := connected(t)
	ctx := soonContext(t)
	done := map[string]<-chan result{"one": start(ctx, client, "one"), "two": start(ctx, client, "two")}
	first, second := w.read(), w.read()
	if a, b := first.Header, second.Header; a.HopByHop == b.HopByHop || a.EndToEnd == b.EndToEnd {
		t.Errorf("same identifiers: %+v, %+v", a, b)
	}
	for _, req := range []*diameter.Generic{second, first} {
		w.send(pong(req, textOf(req, keyText)))
	}
	for text, done := range done {
		if r := <-done; r.err != nil || r.answer.Text != text {
			t.Errorf("%s: %+v", text, r)
		}
	}
}

func TestCancelAndLateAnswer(t *testing.T) {
	client, w := connected(t)
	ctx, cancel := context.WithCancel(context.Background())
	done := start(ctx, client, "late")
	req := w.read()
	cancel()
	if r := <-done; !errors.Is(r.err, context.Canceled) || r.err.Error() != "Ping-Request: context canceled" {
		t.Errorf("call: %v, want context.Canceled", r.err)
	}
	w.send(pong(req, "late"))
	w.send(pong(req, "again"))
	done = start(soonContext(t), client, "next")
	w.send(pong(w.read(), "next"))
	if r := <-done; r.err != nil || r.answer.Text != "next" {
		t.Errorf("next call: %+v", r)
	}
}

// A call whose context has ended sends nothing, even if the answer would be
// there at once.
func TestEndedContext(t *testing.T) {
	client, w := connected(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (pingClient{client}).Ping(ctx, newPing("no")); !errors.Is(err, context.Canceled) {
		t.Errorf("call: %v, want context.Canceled", err)
	}
	done := start(soonContext(t), client, "yes")
	req := w.read()
	w.send(pong(req, "yes"))
	if r := <-done; r.err != nil || r.answer.Text != "yes" {
		t.Errorf("next call: %+v", r)
	}
	if ping := new(pingRequest); diameter.Unmarshal(diameter.Append(nil, req), ping) != nil || ping.Text != "yes" {
		t.Errorf("the peer got %q first", ping.Text)
	}
}

func TestNoPeer(t *testing.T) {
	client := newNode(t, testConfig("client.example.org"), pingApp)
	_, err := pingClient{client}.Ping(soonContext(t), newPing("x"))
	want := "Ping-Request: no way for application 16777999 to any peer (DIAMETER_APPLICATION_UNSUPPORTED 3007)"
	var routing *peer.RoutingError
	if !errors.As(err, &routing) || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// A peer of AddPeer is waited for.
func TestPeerThatIsNotThere(t *testing.T) {
	client := newNode(t, testConfig("client.example.org"), pingApp)
	if err := client.AddPeer("aaa://127.0.0.1:1"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	_, err := pingClient{client}.Ping(ctx, newPing("x"))
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("got %v, want a deadline and the reason", err)
	}
}

func TestWrongCalls(t *testing.T) {
	client, _ := connected(t)
	ctx := soonContext(t)
	_, err := pingClient{client}.Ping(ctx, newPing(""))
	var invalid *diameter.AVPError
	if want := "Ping-Request: Text (9001/10415): missing (DIAMETER_MISSING_AVP 5005)"; !errors.As(err, &invalid) || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, err = peer.Call[*pingAnswer](ctx, client, new(pingAnswer))
	if want := "peer: Ping-Answer is no request"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	other := newNode(t, testConfig("other.example.org"))
	_, err = pingClient{other}.Ping(ctx, newPing("x"))
	if want := "Ping-Request: the node does not serve application 16777999, give it to NewNode"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestWrongAnswers(t *testing.T) {
	client, w := connected(t)
	for _, test := range []struct {
		change func(*diameter.Generic)
		want   string
	}{
		{func(m *diameter.Generic) { m.Header.CommandCode = 300 }, "Ping-Request: answered with command 300"},
		{func(m *diameter.Generic) { m.Header.ApplicationID = 5 }, "Ping-Request: answered with application 5, want 16777999"},
		{func(m *diameter.Generic) {
			m.AVPs = append(m.AVPs[:2:2], diameter.NewOctetString(keyResultCode, []byte{1}))
		},
			"Ping-Request: answer: Ping-Answer: Result-Code (268): 1 bytes of data, want 4 (DIAMETER_INVALID_AVP_LENGTH 5014)"},
	} {
		done := start(soonContext(t), client, "x")
		m := pong(w.read(), "x")
		test.change(m)
		w.send(m)
		if r := <-done; r.err == nil || r.err.Error() != test.want {
			t.Errorf("got %v, want %s", r.err, test.want)
		}
	}
	done := start(soonContext(t), client, "x")
	w.send(pong(w.read(), "x"))
	if r := <-done; r.err != nil {
		t.Errorf("the connection does not stay: %v", r.err)
	}
}

// An answer that leaves out what the grammar asks for is still an answer.
func TestIncompleteAnswer(t *testing.T) {
	client, w := connected(t)
	done := start(soonContext(t), client, "x")
	m := pong(w.read(), "x")
	m.AVPs = m.AVPs[2:3]
	w.send(m)
	if r := <-done; r.err != nil || r.answer.ResultCode != diameter.ResultSuccess {
		t.Errorf("got %+v", r)
	}
}

func TestConnectionLostDuringCall(t *testing.T) {
	leave := func(cause int32) func(*wire) {
		return func(w *wire) { w.exchange(request(282, diameter.NewInteger32(273|diameter.M, cause))) }
	}
	for _, test := range []struct {
		before func(*wire)
		want   string
	}{
		{func(*wire) {}, "closed by the peer"},
		{leave(0), "ended by the peer: it goes down and will come back"},
		{leave(1), "ended by the peer: it is busy"},
		{leave(2), "ended by the peer: it does not want to talk to this node"},
		{leave(9), "ended by the peer: cause 9"},
	} {
		client, w := connected(t)
		done := start(soonContext(t), client, "x")
		w.read()
		test.before(w)
		w.nc.Close()
		r := <-done
		want := "Ping-Request: diameter connection closed before the answer came: " + test.want
		if !errors.Is(r.err, peer.ErrClosed) || r.err.Error() != want {
			t.Errorf("got %v, want %s", r.err, want)
		}
	}
}

// A peer that takes leave may still answer, but gets no new requests.
func TestAnswerAfterDisconnect(t *testing.T) {
	client, w := connected(t)
	done := start(soonContext(t), client, "x")
	req := w.read()
	if rc := resultOf(t, w.exchange(request(282, diameter.NewInteger32(273|diameter.M, 1)))); rc != diameter.ResultSuccess {
		t.Errorf("DPA %v", rc)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if r := <-start(ctx, client, "y"); !errors.Is(r.err, context.DeadlineExceeded) {
		t.Errorf("new call: %+v, want the end of the context", r)
	}
	w.send(pong(req, "x"))
	if r := <-done; r.err != nil || r.answer.Text != "x" {
		t.Errorf("call: %+v", r)
	}
	w.ended()
}
