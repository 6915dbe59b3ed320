package peer

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// An outgoing is a message to be written.
type outgoing struct {
	frame  []byte
	buffer *buffer // that holds frame, if that is to be used again
	last   error   // if not nil, why nothing is written after it
}

// send queues a message, and waits while the queue is full, by count or by
// bytes. The error is
// errUnsent or that of ctx; then the message will not be written.
func (c *conn) send(ctx context.Context, out outgoing) error {
	out.buffer.share()
	err := c.queueUp(ctx, out)
	if err != nil {
		out.buffer.release()
	}
	return err
}

func (c *conn) queueUp(ctx context.Context, out outgoing) error {
	if c.ctx.Err() != nil { // first, because the queue may still have room
		return errUnsent
	}
	select { // one case at a time costs much less than all of them
	case <-c.written:
		return errUnsent
	default:
	}
	if c.room.take(len(out.frame)) {
		select {
		case c.queue <- out:
			return nil
		default:
		}
	} else if err := c.awaitRoom(ctx, len(out.frame)); err != nil {
		return err
	}
	var err error
	select {
	case c.queue <- out:
		return nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-c.ctx.Done():
		err = errUnsent
	case <-c.written:
		err = errUnsent
	}
	c.room.free(len(out.frame))
	return err
}

// awaitRoom waits until the queue takes n more bytes.
func (c *conn) awaitRoom(ctx context.Context, n int) error {
	c.room.waiters.Add(1)
	defer c.room.wake()
	defer c.room.waiters.Add(-1)
	for !c.room.take(n) {
		select {
		case <-c.room.freed:
		case <-ctx.Done():
			return ctx.Err()
		case <-c.ctx.Done():
			return errUnsent
		case <-c.written:
			return errUnsent
		}
	}
	return nil
}

// sendNow queues a message of the watchdog, ahead of all others: what it says
// is of this moment. It never waits, and reports whether there was room.
func (c *conn) sendNow(frame []byte) bool {
	select {
	case c.urgent <- frame:
		return true
	default:
	}
	if skipped, ok := c.unsent.allows(); ok {
		c.log.Warn("diameter watchdog message dropped, the peer does not read", "droppedBefore", skipped)
	}
	return false
}

// write writes what is queued until the connection ends or a last message was
// written.
func (c *conn) write() {
	defer close(c.written)
	w := &batchWriter{c: c}
	for {
		var out outgoing
		select {
		case out.frame = <-c.urgent:
		case out = <-c.queue:
			c.room.free(len(out.frame))
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
func (c *conn) writeBatch(w *batchWriter, out outgoing) (last, err error) {
	defer func() { err = cmp.Or(w.flush(), err) }()
	for more := true; more; out, more = c.another() {
		c.trace(false, out.frame)
		if err := w.add(out.frame); err != nil {
			return nil, err
		}
		out.buffer.release()
		if out.last != nil {
			return out.last, nil
		}
	}
	return nil, nil
}

// another returns a message that is queued, if there is one. Before it says
// no, it lets the goroutines run that are about to queue one: under load that
// makes one write of many.
func (c *conn) another() (out outgoing, ok bool) {
	for range 2 {
		select {
		case out.frame = <-c.urgent:
			return out, true
		default:
		}
		select {
		case out = <-c.queue:
			c.room.free(len(out.frame))
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

// batchSize is how many bytes are collected before they are written.
const batchSize = 64 << 10

// batches are the buffers that messages are collected in. A connection has one
// only while it writes: idle ones are many.
var batches = sync.Pool{New: func() any { return new([batchSize]byte) }}

// A batchWriter writes messages together.
type batchWriter struct {
	c     *conn
	batch *[batchSize]byte // nil while there is nothing to write
	n     int
}

// add appends a message to the batch, which is written when it is full.
func (w *batchWriter) add(frame []byte) error {
	if w.n+len(frame) > batchSize {
		if err := w.flush(); err != nil {
			return err
		}
	}
	if len(frame) > batchSize {
		return w.write(frame)
	}
	if w.batch == nil {
		w.batch = batches.Get().(*[batchSize]byte)
	}
	w.n += copy(w.batch[w.n:], frame)
	return nil
}

// flush writes what was added.
func (w *batchWriter) flush() error {
	if w.batch == nil {
		return nil
	}
	err := w.write(w.batch[:w.n])
	batches.Put(w.batch)
	w.batch, w.n = nil, 0
	return err
}

// tlsRecord is how many bytes TLS puts into a record at most.
const tlsRecord = 16 << 10

// write gives the peer Config.WriteTimeout to take bytes, again and again while
// it takes some. A write to a TLS connection cannot go on after a timeout: there
// it is as long as a record, which has to be taken whole.
func (w *batchWriter) write(b []byte) error {
	_, secure := w.c.nc.(*tls.Conn)
	for len(b) > 0 {
		part := b
		if secure {
			part = b[:min(len(b), tlsRecord)]
		}
		if err := w.c.nc.SetWriteDeadline(time.Now().Add(w.c.node.cfg.WriteTimeout)); err != nil {
			return err
		}
		n, err := w.c.nc.Write(part)
		slow := n > 0 && !secure && errors.Is(err, os.ErrDeadlineExceeded)
		if err != nil && !slow {
			return err
		}
		b = b[n:]
	}
	return nil
}

// writeNow writes m before the connection has a writer.
func (c *conn) writeNow(m diameter.Message) error {
	frame := diameter.Append(nil, m)
	c.trace(false, frame)
	_, err := c.nc.Write(frame)
	return err
}
