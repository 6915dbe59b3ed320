package peer

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"
)

// Serve accepts connections from l until ctx ends, the node is shut down or l
// fails, and closes l. When ctx ends, the connections that came from l are
// closed as well; Shutdown is the orderly end. Serve always returns an error:
// that of ctx, ErrShutdown or that of l.
func (n *Node) Serve(ctx context.Context, l net.Listener) error {
	defer closeWith(n.accepting, l)()
	defer closeWith(ctx, l)()
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

// closeWith closes l when ctx ends or the result is called, which returns when
// l is closed: its address is free then.
func closeWith(ctx context.Context, l net.Listener) func() {
	closed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(closed)
		l.Close()
	})
	return func() {
		if stop() {
			l.Close()
			return
		}
		<-closed
	}
}

// ServeTLS is Serve with TLS, as peers know a node whose DiameterURI begins
// with aaas. Peers must show a certificate that Config.TLS trusts, unless its
// ClientAuth says otherwise.
func (n *Node) ServeTLS(ctx context.Context, l net.Listener) error {
	if n.cfg.TLS == nil {
		l.Close()
		return errors.New("peer: ServeTLS needs Config.TLS")
	}
	cfg := secureConfig(n.cfg.TLS)
	if cfg.ClientAuth == tls.NoClientCert {
		cfg.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return n.Serve(ctx, tls.NewListener(l, cfg))
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

// serveConn runs a connection that a peer opened, unless there are too many.
func (n *Node) serveConn(ctx context.Context, nc net.Conn) {
	if !n.enter() {
		n.cfg.Logger.Warn("diameter connection refused, there are too many", "remote", nc.RemoteAddr().String())
		nc.Close()
		return
	}
	c := n.newConn(ctx, nc, nil)
	greeted := sync.OnceFunc(n.greeted)
	err := c.run(func() error {
		defer greeted()
		return c.acceptPeer()
	})
	greeted() // TLS may have failed before
	n.leave()
	c.log.Info("diameter connection closed", "peer", c.peer.host, "reason", err)
}

// enter counts an accepted connection, or reports that there are too many.
func (n *Node) enter() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.accepted >= n.cfg.MaxConnections || n.handshakes >= n.cfg.MaxHandshakes {
		return false
	}
	n.accepted++
	n.handshakes++
	return true
}

// greeted is told that a capabilities exchange is over.
func (n *Node) greeted() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.handshakes--
}

// leave is told that an accepted connection has ended.
func (n *Node) leave() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.accepted--
}
