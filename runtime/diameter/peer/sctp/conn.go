package sctp

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// A socket is a connected socket that keeps the boundaries of messages.
type socket interface {
	// send sends one message.
	send(message []byte, unordered bool) error
	// receive returns at least a part of a message, and whether that is the
	// end of it. The error is io.EOF when the peer sends no more.
	receive(b []byte) (n int, whole bool, err error)
	// closeWrite ends the association when all is sent.
	closeWrite() error
	Close() error
	SetDeadline(time.Time) error
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
}

// A conn is the association that a node reads and writes as a stream.
type conn struct {
	socket
	local, remote *Addr

	// received counts the messages of the peer. Those of the node are
	// unordered from the time that it has sent orderly: until then they might
	// overtake the capabilities exchange.
	received atomic.Uint32
	orderly  uint32

	mu    sync.Mutex // of split
	split splitter
}

// The numbers of messages that tell each side that the other is open.
const (
	openToDialler  = 1 // the Capabilities-Exchange-Answer
	openToAccepter = 2 // the request, and the first message behind the exchange
)

// Read returns what the messages of the peer hold, one behind the other.
func (c *conn) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, whole, err := c.receive(b)
	if whole {
		c.count()
	}
	return n, c.failed("read", err)
}

// count counts a message, as far as it matters.
func (c *conn) count() {
	if c.received.Load() < c.orderly {
		c.received.Add(1)
	}
}

// Write sends the Diameter messages in b. The part of a message that b ends
// with waits for the rest of it.
func (c *conn) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, err := c.split.write(b, c.sendMessage)
	return n, c.failed("write", err)
}

// sendMessage sends one message. The node's last words stay behind what it
// sent before as far as SCTP can say so: they are ordered.
func (c *conn) sendMessage(m []byte) error {
	return c.send(m, c.received.Load() >= c.orderly && !aboutConnection(m))
}

// CloseWrite ends the association when all that was written has arrived. SCTP
// has no direction that stays open: the peer can send no more, but what it has
// sent can be read.
func (c *conn) CloseWrite() error { return c.failed("close", c.closeWrite()) }

// Close ends the association. What was written is still sent.
func (c *conn) Close() error { return c.failed("close", c.socket.Close()) }

// LocalAddr returns an *Addr.
func (c *conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr returns an *Addr.
func (c *conn) RemoteAddr() net.Addr { return c.remote }

// failed makes an error say where, and a closed file a closed connection.
func (c *conn) failed(op string, err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	return &net.OpError{Op: op, Net: "sctp", Source: c.local, Addr: c.remote, Err: closedNet(err)}
}

// closedNet returns net.ErrClosed for what the package os calls closed.
func closedNet(err error) error {
	if errors.Is(err, os.ErrClosed) {
		return net.ErrClosed
	}
	return err
}
