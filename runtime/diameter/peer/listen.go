package peer

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"
)

// Serve accepts connections from l until ctx ends, the node is shut down or l
// fails, and closes l. When ctx ends, the connections that came from l are
// closed as well; Shutdown is the orderly end. Serve always returns an error:
// that of ctx, ErrShutdown or that of l.
func (n *Node) Serve(ctx context.Context, l net.Listener) error {
	defer l.Close()
	defer context.AfterFunc(n.accepting, func() { l.Close() })()
	defer context.AfterFunc(ctx, func() { l.Close() })()
	for {
		nc, err := accept(l)
		if err != nil {
			return n.serveError(ctx, l, err)
		}
		if !n.tasks.goes(func() { n.serveConn(ctx, nc) }) {
			nc.Close()
			return ErrShutdown
		}
	}
}

// serveError returns why l accepts no more.
func (n *Node) serveError(ctx context.Context, l net.Listener, err error) error {
	switch {
	case n.accepting.Err() != nil:
		return ErrShutdown
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return fmt.Errorf("peer: accept from %s: %w", l.Addr(), err)
}

// accept waits while the system is short of something.
func accept(l net.Listener) (net.Conn, error) {
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		nc, err := l.Accept()
		if err == nil || !passing(err) {
			return nc, err
		}
		time.Sleep(pause)
	}
}

// passing reports whether an error of Accept is one of a moment.
func passing(err error) bool {
	for _, e := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ECONNABORTED, syscall.ENOBUFS, syscall.ENOMEM} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// serveConn runs a connection that a peer opened.
func (n *Node) serveConn(ctx context.Context, nc net.Conn) {
	c := n.newConn(ctx, nc)
	err := c.run(c.acceptPeer)
	c.log.Info("diameter connection closed", "peer", c.peer.host, "reason", err)
}
