package bench

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"runtime"
	"testing"
)

// This file is the floor of calls: the bytes of the two messages over TCP and
// nothing else. They are neither encoded nor decoded; the four octets where a
// message has its Hop-by-Hop Identifier say whose they are.

const (
	hopByHopAt = 12
	echoBuffer = 64 << 10
	echoQueue  = 256
)

// echoLib serves many callers over one connection. Each side has a goroutine
// that reads and one that writes what is queued, with one flush for all of it.
var echoLib = library{"tcp-echo", func(tb testing.TB) func() caller {
	request, answer := marshal(tb, ulr()), marshal(tb, ula())
	nc := echoServer(tb, func(nc net.Conn) { echoAnswer(nc, len(request), answer) })
	e := &echoClient{queue: make(chan []byte, echoQueue)}
	for i := range e.answers {
		e.answers[i] = make(chan struct{}, 1)
	}
	e.next = make(chan uint32, len(e.answers))
	for i := range e.answers {
		e.next <- uint32(i)
	}
	go writeBatches(nc, e.queue)
	go e.read(nc, len(answer))
	tb.Cleanup(func() { close(e.queue) })
	return func() caller {
		id, frame := <-e.next, append([]byte(nil), request...)
		binary.BigEndian.PutUint32(frame[hopByHopAt:], id)
		return func() error { return e.call(id, frame) }
	}
}}

// echoClient has a place for each caller that there may be.
type echoClient struct {
	queue   chan []byte
	next    chan uint32
	answers [4 * callers]chan struct{}
}

var errEchoClosed = errors.New("the connection was closed")

// call sends the frame of a caller and waits for the answer.
func (e *echoClient) call(id uint32, frame []byte) error {
	e.queue <- frame
	if _, ok := <-e.answers[id]; !ok {
		return errEchoClosed
	}
	return nil
}

// read wakes the callers that the answers, of n bytes each, belong to.
func (e *echoClient) read(nc net.Conn, n int) {
	defer func() {
		for _, c := range e.answers {
			close(c)
		}
	}()
	r, frame := bufio.NewReaderSize(nc, echoBuffer), make([]byte, n)
	for {
		if _, err := io.ReadFull(r, frame); err != nil {
			return
		}
		id := binary.BigEndian.Uint32(frame[hopByHopAt:])
		if id >= uint32(len(e.answers)) {
			return
		}
		e.answers[id] <- struct{}{}
	}
}

// echoAnswer answers requests of n bytes.
func echoAnswer(nc net.Conn, n int, answer []byte) {
	r, frame := bufio.NewReaderSize(nc, echoBuffer), make([]byte, n)
	queue := make(chan []byte, echoQueue)
	defer close(queue)
	go writeBatches(nc, queue)
	// A frame is used again when it was written for sure: not before as many
	// others were queued behind it as fit into the queue.
	frames := make([][]byte, 2*echoQueue)
	for i := 0; ; i = (i + 1) % len(frames) {
		if _, err := io.ReadFull(r, frame); err != nil {
			return
		}
		frames[i] = append(frames[i][:0], answer...)
		copy(frames[i][hopByHopAt:], frame[hopByHopAt:hopByHopAt+4])
		queue <- frames[i]
	}
}

// writeBatches writes what is queued, until the queue is closed, and closes the
// connection. Before it flushes, it lets those run who are about to queue more,
// as a node does.
func writeBatches(nc net.Conn, queue <-chan []byte) {
	defer nc.Close()
	w := bufio.NewWriterSize(nc, echoBuffer)
	for frame := range queue {
		for more := true; more; frame, more = another(queue) {
			if _, err := w.Write(frame); err != nil {
				return
			}
		}
		if w.Flush() != nil {
			return
		}
	}
}

func another(queue <-chan []byte) ([]byte, bool) {
	for range 2 {
		select {
		case frame, ok := <-queue:
			return frame, ok
		default:
			runtime.Gosched()
		}
	}
	return nil, false
}

// rawEchoLib is one caller that writes and reads the connection itself.
var rawEchoLib = library{"tcp-echo", func(tb testing.TB) func() caller {
	request, answer := marshal(tb, ulr()), marshal(tb, ula())
	nc := echoServer(tb, func(nc net.Conn) {
		defer nc.Close()
		frame := make([]byte, len(request))
		for {
			if _, err := io.ReadFull(nc, frame); err != nil {
				return
			}
			if _, err := nc.Write(answer); err != nil {
				return
			}
		}
	})
	tb.Cleanup(func() { nc.Close() })
	return func() caller {
		frame := make([]byte, len(answer))
		return func() error {
			if _, err := nc.Write(request); err != nil {
				return err
			}
			_, err := io.ReadFull(nc, frame)
			return err
		}
	}
}}

// echoServer serves one connection and returns its other end.
func echoServer(tb testing.TB, serve func(net.Conn)) net.Conn {
	tb.Helper()
	l := listen(tb)
	defer l.Close()
	nc, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		tb.Fatal(err)
	}
	accepted, err := l.Accept()
	if err != nil {
		tb.Fatal(err)
	}
	go serve(accepted)
	return nc
}
