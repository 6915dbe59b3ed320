package peer

import (
	"context"
	"fmt"
	"strings"

	"github.com/telgen/telgen/runtime/diameter"
)

// way returns the connection that a request goes to. If wait is set, it waits
// for one that may appear.
func (n *Node) way(ctx context.Context, q *routeQuery, wait bool) (*conn, error) {
	for {
		if n.calling.Err() != nil {
			return nil, ErrShutdown
		}
		r := n.routing.Load()
		c, rc := r.pick(q)
		if rc == 0 {
			return c, ctx.Err()
		}
		if !wait || !n.mayAppear(r, q) {
			return nil, q.failure(rc)
		}
		if err := n.awaitRouting(ctx, r); err != nil {
			return nil, n.withDialErrors(q, fmt.Errorf("%w: %w", q.failure(rc), err))
		}
	}
}

// mayAppear reports whether a peer that cannot be used now may take the request
// later.
func (n *Node) mayAppear(r *routing, q *routeQuery) bool {
	why := q.reasons()
	return n.appears(r, func(c *candidate) bool { return !q.excludes(c.host) && q.tierOf(c, &why) != tierNone })
}

// appears reports whether a candidate that suits may be usable later. Once
// Shutdown has begun only those that are connected may, and Shutdown replaces
// the routing then.
func (n *Node) appears(r *routing, suits func(*candidate) bool) bool {
	open := n.accepting.Err() == nil
	if open && r.unknown {
		return true
	}
	for i := range r.candidates {
		c := &r.candidates[i]
		if !c.usable && !c.resting && (open || r.conns[i] != nil) && suits(c) {
			return true
		}
	}
	return false
}

// awaitRouting waits until r is replaced.
func (n *Node) awaitRouting(ctx context.Context, r *routing) error {
	select {
	case <-r.replaced:
		return nil
	case <-n.calling.Done():
		return ErrShutdown
	case <-ctx.Done():
		return ctx.Err()
	}
}

// failure returns the error of a request that has no way.
func (q *routeQuery) failure(rc diameter.ResultCode) *RoutingError {
	return &RoutingError{
		ResultCode: rc, Host: string(q.destinationHost), Realm: string(q.destinationRealm), Application: q.app,
	}
}

// maxDialErrors is how many peers an error names that could not be connected.
const maxDialErrors = 3

// withDialErrors adds to err why the peers are not connected that a request may
// have gone to.
func (n *Node) withDialErrors(q *routeQuery, err error) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	var reasons []string
	for _, l := range n.linksFor(q) {
		if l.err != nil && n.connected[fold(l.host)] == nil && len(reasons) < maxDialErrors {
			reasons = append(reasons, fmt.Sprintf("%s: %v", l.address, l.err))
		}
	}
	if len(reasons) == 0 {
		return err
	}
	return fmt.Errorf("%w (last attempt to connect: %s)", err, strings.Join(reasons, "; "))
}

// linksFor returns the links that a request may take: those to its
// Destination-Host if there are any. Node.mu is held.
func (n *Node) linksFor(q *routeQuery) []*link {
	var named, others []*link
	for _, l := range n.links {
		switch {
		case q.is(q.destinationHost, l.host):
			named = append(named, l)
		case n.mayTake(l, q):
			others = append(others, l)
		}
	}
	if named != nil {
		return named
	}
	return others
}

// mayTake reports whether a request may go to the peer of a link. One that was
// never connected may serve anything. Node.mu is held.
func (n *Node) mayTake(l *link, q *routeQuery) bool {
	if l.known == nil {
		return true
	}
	why := q.reasons()
	way := l.way.candidate(l.known)
	if q.tierOf(&way, &why) != tierNone {
		return true
	}
	for _, to := range n.routes {
		way := to.candidate(l.known)
		if sameIdentity(to.host, l.host) && q.tierOf(&way, &why) != tierNone {
			return true
		}
	}
	return false
}
