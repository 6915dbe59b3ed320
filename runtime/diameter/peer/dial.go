package peer

import (
	"context"
	"crypto/tls"
	"errors"
	"time"
)

// keepConnected connects, and connects again after a pause, unless the peer
// connects itself.
func (n *Node) keepConnected(l *link) {
	wait := newBackoff(n.cfg.ReconnectMin, n.cfg.ReconnectMax)
	for {
		opened, err := n.connectOnce(l)
		if l.ctx.Err() != nil {
			return
		}
		n.noteEnd(l, err)
		if n.gaveUp(l) {
			return
		}
		var left *leaveError
		switch {
		case errors.As(err, &left) && left.cause == causeBusy:
			wait.busy()
		case opened:
			wait.reset()
		}
		select {
		case <-time.After(wait.next()):
		case <-l.ctx.Done():
			return
		}
	}
}

// connectOnce waits for the end of a connection that the peer made, if there
// is one. Otherwise it makes one and runs it to its end. It reports whether
// there ever was one, and why it ended.
func (n *Node) connectOnce(l *link) (opened bool, err error) {
	ctx, cancel := context.WithCancelCause(l.ctx)
	defer cancel(nil)
	a := &attempt{cancel: cancel, done: make(chan struct{})}
	if c := n.beginAttempt(l, a); c != nil {
		select {
		case <-c.ctx.Done():
			return true, context.Cause(c.ctx)
		case <-l.ctx.Done():
			return true, context.Cause(l.ctx)
		}
	}
	defer n.endAttempt(l, a)
	return n.connect(ctx, l)
}

// connect makes a connection and runs it to its end.
func (n *Node) connect(ctx context.Context, l *link) (opened bool, err error) {
	dialCtx, stop := context.WithTimeout(ctx, n.cfg.DialTimeout)
	nc, err := n.cfg.Dial(dialCtx, l.network, l.address)
	stop()
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		return false, err
	}
	if l.secure {
		nc = tls.Client(nc, n.dialTLS(l))
	}
	c := n.newConn(context.Background(), nc, l)
	defer context.AfterFunc(ctx, func() { n.abandon(c, context.Cause(ctx)) })()
	err = c.run(c.greetPeer)
	return n.hasJoined(c), err
}

// abandon gives up a connection that is not open yet. From an open one the
// node takes leave.
func (n *Node) abandon(c *conn, why error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !c.joined {
		c.cancel(why)
	}
}

func (n *Node) hasJoined(c *conn) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return c.joined
}

// dialTLS returns the TLS configuration for a link.
func (n *Node) dialTLS(l *link) *tls.Config {
	cfg := l.tls
	if cfg == nil {
		cfg = n.cfg.TLS
	}
	cfg = secureConfig(cfg)
	if cfg.ServerName == "" {
		cfg.ServerName = l.name
	}
	return cfg
}

// secureConfig returns a copy of cfg that allows nothing older than TLS 1.2.
func secureConfig(cfg *tls.Config) *tls.Config {
	cfg = cfg.Clone()
	cfg.MinVersion = max(cfg.MinVersion, tls.VersionTLS12)
	return cfg
}

// noteEnd records and logs why a peer is not connected.
func (n *Node) noteEnd(l *link, err error) {
	n.cfg.Logger.Warn("diameter peer not connected", "address", l.address, "reason", err)
	n.mu.Lock()
	defer n.mu.Unlock()
	l.err = err
	n.rebuild() // for those that wait for this peer
}

// gaveUp reports whether the node connects with a peer no more. One that does
// not want it is still listed, and may be added again; one of a redirection that
// was never reached, or is not needed any more, is forgotten.
func (n *Node) gaveUp(l *link) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	var left *leaveError
	unwanted := errors.As(l.err, &left) && left.cause == causeDoNotWant
	l.tries++
	unreached := l.known == nil && l.tries >= maxRedirectTries
	if l.redirected && (unwanted || unreached || time.Now().After(l.until)) {
		n.dropLink(l)
		return true
	}
	if unwanted {
		l.resting = true
		n.rebuild()
	}
	return unwanted
}
