package peertest

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// bufferSize is how many bytes wait in one direction of a connection before a
// write does, about what a socket holds.
const bufferSize = 256 << 10

// A pipe is one direction of a connection.
type pipe struct {
	mu      sync.Mutex
	changed *sync.Cond
	data    []byte
	reader  side
	writer  side
	ended   bool // nothing more is written
}

// A side is one of the two ends of a pipe.
type side struct {
	closed   bool
	deadline time.Time   // zero without one
	timer    *time.Timer // wakes up who waits at the deadline; nil without one
}

// expired reports whether the deadline has passed. The timer may be late.
func (s *side) expired() bool { return !s.deadline.IsZero() && !time.Now().Before(s.deadline) }

func newPipe() *pipe {
	p := new(pipe)
	p.changed = sync.NewCond(&p.mu)
	return p
}

// read waits until there are bytes, and returns as many as b holds.
func (p *pipe) read(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		switch {
		case p.reader.closed:
			return 0, net.ErrClosed
		case p.reader.expired():
			return 0, os.ErrDeadlineExceeded
		case len(b) == 0:
			return 0, nil
		case len(p.data) > 0:
			n := copy(b, p.data)
			p.data = p.data[n:]
			p.changed.Broadcast()
			return n, nil
		case p.ended:
			return 0, io.EOF
		}
		p.changed.Wait()
	}
}

// write adds b to the buffer, as there is room.
func (p *pipe) write(b []byte) (written int, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		switch {
		case p.writer.closed:
			return written, net.ErrClosed
		case p.writer.expired():
			return written, os.ErrDeadlineExceeded
		case p.ended || p.reader.closed:
			return written, syscall.EPIPE
		}
		if n := min(bufferSize-len(p.data), len(b)); n > 0 {
			p.data = append(p.data, b[:n]...)
			b, written = b[n:], written+n
			p.changed.Broadcast()
		}
		if len(b) == 0 {
			return written, nil
		}
		p.changed.Wait()
	}
}

// end lets the reader see the end behind what was written.
func (p *pipe) end() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.writer.closed {
		return net.ErrClosed
	}
	p.ended = true
	p.changed.Broadcast()
	return nil
}

// close is the end of the writer.
func (p *pipe) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.writer.closed {
		return net.ErrClosed
	}
	p.ended = true
	p.shut(&p.writer)
	return nil
}

// abandon is the end of the reader: what is written from then on fails.
func (p *pipe) abandon() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.data = nil
	p.shut(&p.reader)
}

// shut closes a side. The caller holds p.mu.
func (p *pipe) shut(s *side) {
	s.closed = true
	s.stop()
	p.changed.Broadcast()
}

// setDeadline lets what is done at s fail from t on; the zero t means never.
func (p *pipe) setDeadline(s *side, t time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s.closed {
		return net.ErrClosed
	}
	s.stop()
	s.deadline = t
	if left := time.Until(t); !t.IsZero() && left > 0 {
		s.timer = time.AfterFunc(left, func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.changed.Broadcast()
		})
	}
	p.changed.Broadcast()
	return nil
}

// stop stops the timer.
func (s *side) stop() {
	if s.timer != nil {
		s.timer.Stop()
		s.timer = nil
	}
}
