package peer

import "context"

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
