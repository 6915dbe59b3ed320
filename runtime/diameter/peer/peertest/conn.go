package peertest

import (
	"errors"
	"io"
	"net"
	"time"
)

// A conn is one end of a connection. Each end may close its own direction.
type conn struct {
	in, out   *pipe
	near, far *net.TCPAddr
}

// newConns returns the ends of a connection between two addresses.
func newConns(a, b *net.TCPAddr) (net.Conn, net.Conn) {
	there, back := newPipe(), newPipe()
	return &conn{in: back, out: there, near: a, far: b}, &conn{in: there, out: back, near: b, far: a}
}

// Read waits for bytes; io.EOF follows those that came before the other end
// was closed.
func (c *conn) Read(b []byte) (int, error) {
	n, err := c.in.read(b)
	return n, c.failed("read", err)
}

// Write waits for room in the buffer of the connection.
func (c *conn) Write(b []byte) (int, error) {
	n, err := c.out.write(b)
	return n, c.failed("write", err)
}

// Close ends both directions. The other end may read what was written.
func (c *conn) Close() error {
	c.in.abandon()
	return c.failed("close", c.out.close())
}

// CloseWrite ends the direction to the other end, as net.TCPConn does.
func (c *conn) CloseWrite() error { return c.failed("close", c.out.end()) }

func (c *conn) LocalAddr() net.Addr  { return c.near }
func (c *conn) RemoteAddr() net.Addr { return c.far }

// SetDeadline limits reading and writing.
func (c *conn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

// SetReadDeadline limits reading.
func (c *conn) SetReadDeadline(t time.Time) error {
	return c.failed("set", c.in.setDeadline(&c.in.reader, t))
}

// SetWriteDeadline limits writing.
func (c *conn) SetWriteDeadline(t time.Time) error {
	return c.failed("set", c.out.setDeadline(&c.out.writer, t))
}

// failed makes an error say where.
func (c *conn) failed(op string, err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	return &net.OpError{Op: op, Net: "tcp", Source: c.near, Addr: c.far, Err: err}
}
