package peer

import (
	"context"
	"fmt"
	"time"
)

const (
	// maxRedirectLinks is how many peers there are because of redirections.
	maxRedirectLinks = 64
	// minRedirectTime is how long such a peer stays at least, so that those that
	// are needed often need not be connected each time.
	minRedirectTime = time.Minute
	// maxRedirectTries is how often the node tries to connect with such a peer.
	// Once is too little: a peer that has just lost a connection may refuse
	// another one, until it notices.
	maxRedirectTries = 3
)

// followLink returns the link to a host of a redirection, and makes one if it
// has to. The link lasts as long as the redirection.
func (n *Node) followLink(h redirectHost, keep time.Duration) (*link, error) {
	l, err := n.checkedLink(string(h.uri), nil)
	if err != nil {
		return nil, err
	}
	l.redirected = true
	n.mu.Lock()
	defer n.mu.Unlock()
	if old := n.linkAt(l.address); old != nil {
		old.extend(keep)
		return old, nil
	}
	if n.redirectLinks() >= maxRedirectLinks {
		return nil, fmt.Errorf("%d peers are there because of redirections, and no more are added", maxRedirectLinks)
	}
	l.extend(keep)
	if err := n.startLink(l); err != nil {
		return nil, err
	}
	n.tasks.goes(func() { n.expireLink(l) })
	return l, nil
}

// redirectLinks counts the links that redirections made. Node.mu is held.
func (n *Node) redirectLinks() (count int) {
	for _, l := range n.links {
		if l.redirected {
			count++
		}
	}
	return count
}

// extend makes a link last for a redirection that holds for a time. Node.mu is
// held.
func (l *link) extend(keep time.Duration) {
	if until := time.Now().Add(max(keep, minRedirectTime)); until.After(l.until) {
		l.until = until
	}
}

// extendLink is extend for the link of a connection.
func (n *Node) extendLink(c *conn, keep time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if c.link != nil && c.link.redirected {
		c.link.extend(keep)
	}
}

// linkError returns why a link waits before it connects again, or is no more.
func (n *Node) linkError(l *link) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch ended := l.ctx.Err() != nil; {
	case l.err == nil && ended:
		return context.Cause(l.ctx)
	case l.redirected && l.known == nil && !ended: // it tries again
		return nil
	}
	return l.err
}

// lasts reports whether a link connects again and again.
func (n *Node) lasts(l *link) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return l.ctx.Err() == nil && !l.redirected && !l.resting
}

// expireLink ends a link that a redirection made when the redirection holds no
// more and no answer of the peer is awaited.
func (n *Node) expireLink(l *link) {
	for {
		select {
		case <-time.After(n.timeOf(l)):
		case <-l.ctx.Done():
			return
		}
		if c := n.endIdle(l); c != nil {
			n.part(c, nil)
			c.takeLeave(c.ctx, causeDoNotWant)
			return
		}
	}
}

// timeOf returns how long a link lasts.
func (n *Node) timeOf(l *link) time.Duration {
	n.mu.Lock()
	defer n.mu.Unlock()
	return time.Until(l.until)
}

// endIdle ends a link whose time is over, and returns its connection. One that
// is in use gets more time. One without a connection is left to keepConnected.
func (n *Node) endIdle(l *link) *conn {
	n.mu.Lock()
	defer n.mu.Unlock()
	c := n.connected[fold(l.host)]
	switch {
	case time.Now().Before(l.until):
		return nil
	case c == nil || c.link != l || c.waiting() > 0:
		l.extend(0)
		return nil
	}
	n.dropLink(l)
	return c
}
