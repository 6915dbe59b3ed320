package peer

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// bufferSize is that of the buffers of a connection, in bytes.
const bufferSize = 64 << 10

// A conn is a connection with a peer. The goroutine that calls run reads, one
// more writes, and each request of the peer has its own.
type conn struct {
	node *Node
	nc   net.Conn
	log  *slog.Logger
	r    *bufio.Reader
	peer capabilities // set before the connection is open

	// ctx ends with the connection, for the reason that cancel was given.
	ctx    context.Context
	cancel context.CancelCauseFunc

	queue   chan outgoing // messages to be written
	urgent  chan []byte   // those that the reader answers itself
	written chan struct{} // closed when nothing is written any more
	slots   chan struct{} // one for each request that is being handled
	left    *leaveError   // set when the peer takes leave; used by the reader only

	mu       sync.Mutex
	hopByHop uint32
	pending  map[uint32]chan []byte // the waiting calls by Hop-by-Hop Identifier
}

// newConn returns a connection that ends with ctx and with the node.
func (n *Node) newConn(ctx context.Context, nc net.Conn) *conn {
	c := &conn{
		node: n, nc: nc,
		log:      n.cfg.Logger.With("remote", nc.RemoteAddr().String()),
		r:        bufio.NewReaderSize(nc, bufferSize),
		queue:    make(chan outgoing, n.cfg.WriteQueue),
		urgent:   make(chan []byte, 16),
		written:  make(chan struct{}),
		slots:    make(chan struct{}, n.cfg.MaxRequests),
		hopByHop: rand.Uint32(),
		pending:  make(map[uint32]chan []byte),
	}
	c.ctx, c.cancel = context.WithCancelCause(ctx)
	return c
}

// run exchanges capabilities, then reads until the connection ends, and
// returns why it ended. The handshake ends with join: from then on calls queue
// their requests, which are written after it.
func (c *conn) run(handshake func() error) error {
	defer c.nc.Close()
	defer context.AfterFunc(c.node.running, func() { c.cancel(ErrShutdown) })()
	defer context.AfterFunc(c.ctx, func() { c.nc.Close() })()
	err := c.open(handshake)
	if err == nil {
		c.log.Info("diameter connection open", "peer", c.peer.host)
		err = c.read()
	}
	c.node.part(c)
	c.cancel(err)
	return context.Cause(c.ctx)
}

// open exchanges capabilities within the time for it and starts to write.
func (c *conn) open(handshake func() error) error {
	if err := c.nc.SetDeadline(time.Now().Add(c.node.cfg.CapabilitiesTimeout)); err != nil {
		return err
	}
	if err := handshake(); err != nil {
		return err
	}
	if err := c.nc.SetDeadline(time.Time{}); err != nil {
		return err
	}
	if !c.node.tasks.goes(c.write) {
		return ErrShutdown
	}
	return nil
}

// read takes messages from the peer until the connection ends.
func (c *conn) read() error {
	for {
		h, frame, err := c.readFrame()
		switch {
		case err != nil && c.left != nil:
			return c.left
		case err != nil:
			return err
		case !h.IsRequest():
			c.deliver(h, frame)
		case c.left != nil: // nothing can be answered any more
		case isBase(h.CommandCode):
			c.serveBase(h, frame)
		default:
			c.dispatch(h, frame)
		}
	}
}

// await registers a call and returns the Hop-by-Hop Identifier of its request
// and the channel that the answer comes on.
func (c *conn) await() (uint32, <-chan []byte) {
	answer := make(chan []byte, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hopByHop++
	c.pending[c.hopByHop] = answer
	return c.hopByHop, answer
}

// forget ends what await began.
func (c *conn) forget(hopByHop uint32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.pending, hopByHop)
}

// deliver gives an answer to the call that waits for it. One that nobody waits
// for, because the call has ended or there never was one, is dropped
// (RFC 6733 section 6.2.1).
func (c *conn) deliver(h diameter.Header, frame []byte) {
	c.mu.Lock()
	answer := c.pending[h.HopByHop]
	delete(c.pending, h.HopByHop)
	c.mu.Unlock()
	if answer == nil {
		c.log.Debug("diameter answer dropped, no request waits for it", "command", h.CommandCode, "hopByHop", h.HopByHop)
		return
	}
	answer <- frame
}

// exchange sends m and waits for its answer, which it returns as it came. It
// sets the identifiers in the header of m. The errors are those of
// diameter.Marshal, errUnsent, ErrClosed and that of ctx.
func (c *conn) exchange(ctx context.Context, m diameter.Message) ([]byte, error) {
	hopByHop, answer := c.await()
	defer c.forget(hopByHop)
	h := m.Head()
	h.HopByHop, h.EndToEnd = hopByHop, c.node.ids.nextEndToEnd()
	frame, err := diameter.Marshal(m)
	if err != nil {
		return nil, err
	}
	if err := c.send(ctx, outgoing{frame: frame}); err != nil {
		return nil, err
	}
	select {
	case frame := <-answer:
		return frame, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-c.ctx.Done():
	}
	select {
	case frame := <-answer: // it came just before the end
		return frame, nil
	default:
		return nil, c.closedError()
	}
}

// closedError is ErrClosed with the reason.
func (c *conn) closedError() error {
	return fmt.Errorf("%w: %w", ErrClosed, context.Cause(c.ctx))
}
