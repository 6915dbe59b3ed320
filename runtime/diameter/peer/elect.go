package peer

import (
	"context"
	"fmt"

	"github.com/telgen/telgen/runtime/diameter"
)

// winsElection reports whether the node called local wins against remote when
// both have connected to each other at once: then it closes the connection
// that it began, and otherwise the one that remote began. Identities are
// compared octet by octet, and the letters of ASCII without regard to case
// (RFC 6733 section 5.6.4). Nobody wins against itself.
func winsElection(local, remote diameter.Identity) bool {
	n := min(len(local), len(remote))
	for i := range n {
		if a, b := lower(local[i]), lower(remote[i]); a != b {
			return a > b
		}
	}
	return len(local) > n
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
