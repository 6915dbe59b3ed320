package peer

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"runtime"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// An outgoing is a message to be written.
type outgoing struct {
	frame []byte
	last  error // if not nil, why nothing is written after it
}

// send queues a message, and waits while the queue is full. The error is
// errUnsent or that of ctx; then the message will not be written.
func (c *conn) send(ctx context.Context, out outgoing) error {
	select { // first, because the queue may still have room
	case <-c.ctx.Done():
		return errUnsent
	case <-c.written:
		return errUnsent
	default:
	}
	select {
	case c.queue <- out:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-c.ctx.Done():
		return errUnsent
	case <-c.written:
		return errUnsent
	}
}

// sendNow queues a message of the reader, which must not wait: the peer may
// itself be waiting to be read. A message that finds no room is dropped.
func (c *conn) sendNow(frame []byte) {
	select {
	case c.urgent <- frame:
	default:
		c.log.Warn("diameter answer dropped, the peer does not read")
	}
}

// write writes what is queued until the connection ends or a last message was
// written.
func (c *conn) write() {
	defer close(c.written)
	w := bufio.NewWriterSize(&deadlineWriter{c.nc, c.node.cfg.WriteTimeout}, bufferSize)
	for {
		var out outgoing
		select {
		case out.frame = <-c.urgent:
		case out = <-c.queue:
		case <-c.ctx.Done():
			return
		}
		last, err := c.writeBatch(w, out)
		if err == nil && last != nil {
			err = c.closeWrite(last)
		}
		switch {
		case err != nil:
			c.cancel(fmt.Errorf("write: %w", err))
			return
		case last != nil:
			return
		}
	}
}

// writeBatch writes out and everything that is queued behind it, together. If
// that ends with a last message, it returns why that is the last.
func (c *conn) writeBatch(w *bufio.Writer, out outgoing) (last, err error) {
	for more := true; more; out, more = c.another() {
		if _, err := w.Write(out.frame); err != nil {
			return nil, err
		}
		if out.last != nil {
			return out.last, w.Flush()
		}
	}
	return nil, w.Flush()
}

// another returns a message that is queued, if there is one. Before it says
// no, it lets the goroutines run that are about to queue one: under load that
// makes one write of many.
func (c *conn) another() (out outgoing, ok bool) {
	for range 2 {
		select {
		case out.frame = <-c.urgent:
			return out, true
		case out = <-c.queue:
			return out, true
		default:
			runtime.Gosched()
		}
	}
	return out, false
}

// closeWrite ends the direction to the peer, which sees all that was written
// and then the end. The other direction stays open until the peer ends it,
// because bytes that arrive at a closed connection make the system discard
// what the peer has not read yet. A connection that has no directions is
// closed.
func (c *conn) closeWrite(why error) error {
	if half, ok := c.nc.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	c.cancel(why)
	return nil
}

// A deadlineWriter gives each write the same time.
type deadlineWriter struct {
	nc      net.Conn
	timeout time.Duration
}

func (w *deadlineWriter) Write(b []byte) (int, error) {
	if err := w.nc.SetWriteDeadline(time.Now().Add(w.timeout)); err != nil {
		return 0, err
	}
	return w.nc.Write(b)
}

// writeNow writes m before the connection has a writer.
func (c *conn) writeNow(m diameter.Message) error {
	_, err := c.nc.Write(diameter.Append(nil, m))
	return err
}
