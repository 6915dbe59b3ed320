package peer_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
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
