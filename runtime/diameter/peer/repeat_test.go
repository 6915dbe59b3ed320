package peer_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/telgen/telgen/runtime/diameter"
)

// A repeater is a server, with two connections that copies of a request come
// over.
type repeater struct {
	one, two *wire
	handled  atomic.Int32
	started  chan struct{} // has one for each request that a handler sees
	release  chan struct{} // handlers wait until it is closed
}

func newRepeater(t *testing.T) *repeater {
	t.Helper()
	r := &repeater{started: make(chan struct{}, 16), release: make(chan struct{})}
	server := newNode(t, testConfig("server.example.org"))
	server.Handle(pingHandler(func(_ context.Context, req *pingRequest) (*pingAnswer, error) {
		answer := req.Answer(diameter.ResultSuccess)
		answer.Text = fmt.Sprint("handled ", r.handled.Add(1))
		r.started <- struct{}{}
		<-r.release
		return answer, nil
	}))
	address := serve(t, server)
	r.one, r.two = dialWire(t, address), dialWire(t, address)
	r.one.greetFrom("one.example.net")
	r.two.greetFrom("two.example.net")
	return r
}

// numbered is the request of the test with a hop-by-hop identifier.
func numbered(hopByHop uint32, flags diameter.HeaderFlags) *diameter.Generic {
	req := ping(authState, text)
	req.Header.HopByHop = hopByHop
	req.Header.Flags |= flags
	return req
}

// sameAnswer reads an answer of both connections: they must be the same, but
// for the Hop-by-Hop Identifier.
func (r *repeater) sameAnswer(t *testing.T, one, two uint32) {
	t.Helper()
	a, b := r.one.raw(), r.two.raw()
	if x, y := binary.BigEndian.Uint32(a[12:]), binary.BigEndian.Uint32(b[12:]); x != one || y != two {
		t.Errorf("hop-by-hop %d and %d, want %d and %d", x, y, one, two)
	}
	binary.BigEndian.PutUint32(b[12:], one)
	if !bytes.Equal(a, b) {
		t.Errorf("answers\n%x\n%x", a, b)
	}
	if n := r.handled.Load(); n != 1 {
		t.Errorf("handled %d times", n)
	}
}

const tBit = diameter.FlagRetransmitted

func TestRepeatedRequest(t *testing.T) {
	r := newRepeater(t)
	close(r.release)
	r.one.send(numbered(1, 0))
	if _, err := r.one.r.Peek(4); err != nil { // it has been answered
		t.Fatal(err)
	}
	r.two.send(numbered(2, tBit))
	r.sameAnswer(t, 1, 2)
}

func TestRepeatedWhileHandled(t *testing.T) {
	r := newRepeater(t)
	r.one.send(numbered(1, 0))
	<-r.started
	r.two.send(numbered(2, tBit))
	r.two.stays() // it has been read
	close(r.release)
	r.sameAnswer(t, 1, 2)
}

// The first request may be overtaken by its copy.
func TestOriginalAfterCopy(t *testing.T) {
	r := newRepeater(t)
	close(r.release)
	r.two.send(numbered(2, tBit))
	if _, err := r.two.r.Peek(4); err != nil {
		t.Fatal(err)
	}
	r.one.send(numbered(1, 0))
	r.sameAnswer(t, 1, 2)
}

func TestSameIdentifierWithoutT(t *testing.T) {
	r := newRepeater(t)
	close(r.release)
	r.one.send(numbered(1, 0))
	first := r.one.read()
	r.two.send(numbered(2, 0))
	second := r.two.read()
	if a, b := textOf(first, keyText), textOf(second, keyText); a != "handled 1" || b != "handled 2" {
		t.Errorf("answers %q and %q", a, b)
	}
}

// A copy whose connection ends while it waits is not handled after all.
func TestRepeatedAndGone(t *testing.T) {
	r := newRepeater(t)
	r.one.send(numbered(1, 0))
	<-r.started
	r.two.send(numbered(2, tBit))
	r.two.stays()
	r.two.nc.Close()
	r.one.stays()
	close(r.release)
	r.one.read()
	r.one.stays()
	if n := r.handled.Load(); n != 1 {
		t.Errorf("handled %d times", n)
	}
}

// When a connection breaks, so does the context of its requests: what a handler
// says then is not for the copy that comes over another one.
func TestRepeatedAfterFailure(t *testing.T) {
	for name, fail := range map[string]func(context.Context, *pingRequest) (*pingAnswer, error){
		"error": func(ctx context.Context, _ *pingRequest) (*pingAnswer, error) { return nil, ctx.Err() },
		"result": func(context.Context, *pingRequest) (*pingAnswer, error) {
			return nil, &diameter.AnswerError{ResultCode: 4001}
		},
		"answer": func(_ context.Context, req *pingRequest) (*pingAnswer, error) {
			return req.Answer(diameter.ResultUnableToComply), nil
		},
		"panic": func(context.Context, *pingRequest) (*pingAnswer, error) { panic("no connection") },
		"exit": func(context.Context, *pingRequest) (*pingAnswer, error) {
			runtime.Goexit()
			return nil, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			started := make(chan struct{}, 2)
			var handled atomic.Int32
			one, server := openWire(t, func(ctx context.Context, req *pingRequest) (*pingAnswer, error) {
				started <- struct{}{}
				if handled.Add(1) > 1 {
					return echo(ctx, req)
				}
				<-ctx.Done()
				return fail(ctx, req)
			})
			two := dialWire(t, serve(t, server))
			two.greetFrom("two.example.net")
			one.send(numbered(1, 0))
			<-started
			one.nc.Close()
			two.send(numbered(2, tBit))
			if m := two.read(); resultOf(t, m) != diameter.ResultSuccess || handled.Load() != 2 {
				t.Errorf("%v, handled %d times", resultOf(t, m), handled.Load())
			}
		})
	}
}

// What a handler has done is done, even if its answer cannot be sent.
func TestRepeatedAfterSuccess(t *testing.T) {
	var handled atomic.Int32
	started := make(chan struct{}, 2)
	one, server := openWire(t, func(ctx context.Context, req *pingRequest) (*pingAnswer, error) {
		handled.Add(1)
		started <- struct{}{}
		<-ctx.Done()
		return echo(ctx, req)
	})
	two := dialWire(t, serve(t, server))
	two.greetFrom("two.example.net")
	one.send(numbered(1, 0))
	<-started
	one.nc.Close()
	two.send(numbered(2, tBit))
	if m := two.read(); resultOf(t, m) != diameter.ResultSuccess || handled.Load() != 1 {
		t.Errorf("%v, handled %d times", resultOf(t, m), handled.Load())
	}
}

// A protocol error is of a moment, and marked as one, even if the handler gives
// it as any other answer.
func TestProtocolErrorIsNotKept(t *testing.T) {
	first := true
	w, _ := openWire(t, func(ctx context.Context, req *pingRequest) (*pingAnswer, error) {
		if first {
			first = false
			return req.Answer(diameter.ResultTooBusy), nil
		}
		return echo(ctx, req)
	})
	answer := w.exchange(numbered(1, 0))
	if rc := resultOf(t, answer); rc != diameter.ResultTooBusy || answer.Header.Flags&diameter.FlagError == 0 {
		t.Errorf("%v flags %v, want 3004 and E", rc, answer.Header.Flags)
	}
	if rc := resultOf(t, w.exchange(numbered(2, diameter.FlagRetransmitted))); rc != diameter.ResultSuccess {
		t.Errorf("the copy got %v", rc)
	}
}
