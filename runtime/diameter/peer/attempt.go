package peer

import (
	"context"
	"fmt"

	"github.com/telgen/telgen/runtime/diameter"
)

// An attempt is a connection that the node is about to open.
type attempt struct {
	cancel context.CancelCauseFunc
	done   chan struct{} // closed when it is decided
}

// beginAttempt registers an attempt to connect, unless the peer is connected:
// then it returns that connection.
func (n *Node) beginAttempt(l *link, a *attempt) *conn {
	n.mu.Lock()
	defer n.mu.Unlock()
	if c := n.connected[fold(l.host)]; c != nil {
		return c
	}
	l.attempt = a
	return nil
}

// endAttempt decides an attempt, unless its connection was opened.
func (n *Node) endAttempt(l *link, a *attempt) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if l.attempt == a {
		l.decide()
	}
}

// decide lets those go on that wait for the attempt. Node.mu is held.
func (l *link) decide() {
	if l.attempt != nil {
		close(l.attempt.done)
		l.attempt = nil
	}
}

// attemptAt returns the attempt to connect with host that is under way, or
// nil.
func (n *Node) attemptAt(host string) *attempt {
	for _, l := range n.links {
		if l.attempt != nil && fold(l.host) == host {
			return l.attempt
		}
	}
	return nil
}

// elect decides which connection with a peer stays when the peer connects
// while the node is connected with it, or about to be (RFC 6733 section
// 5.6.4): of two that are made at the same time, the one that the node with
// the higher name has accepted. A nil result says that a connection which the
// peer made stays.
func (n *Node) elect(ctx context.Context, host diameter.Identity) error {
	old, a := n.rivals(fold(host))
	if old != nil && old.ctx.Err() != nil {
		<-old.gone // soon
		old, a = n.rivals(fold(host))
	}
	switch {
	case old != nil:
		old.probe() // the peer may know better that it is dead
		return fmt.Errorf("%s is connected already", host)
	case a == nil:
		return nil
	case winsElection(n.cfg.Identity, host):
		a.cancel(errElection)
	}
	select {
	case <-a.done:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.connected[fold(host)] != nil {
		return errElection
	}
	return nil
}

// joinElected is join for a connection that the node made. If the peer has made
// one meanwhile, the election says which of them stays. That the peer answered
// on this one says that it had not accepted it in vain: it holds the same
// election.
func (n *Node) joinElected(c *conn) error {
	old, _ := n.rivals(fold(c.peer.host))
	if old != nil && !old.began && !winsElection(n.cfg.Identity, c.peer.host) {
		old.cancel(errElection)
		select {
		case <-old.gone:
		case <-c.ctx.Done():
		}
	}
	return n.join(c)
}

// rivals returns the connection with a peer and the attempt to make one, or
// nil.
func (n *Node) rivals(host string) (*conn, *attempt) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.connected[host], n.attemptAt(host)
}

// fold returns an identity as the key of a map.
func fold(identity diameter.Identity) string { return string(appendFolded(nil, identity)) }
