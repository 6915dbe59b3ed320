package peer

import (
	"context"
	"errors"
	"slices"

	"github.com/telgen/telgen/runtime/diameter"
)

// A ProxyFunc forwards a request, which it may change before, and returns the
// answer, which it may change as well; or it answers itself, and the node fills
// in Session-Id, Proxy-Info and the names of the node where they are missing.
// Its errors are answered as those of a Handler. forward may be called more than
// once.
type ProxyFunc func(ctx context.Context, req *diameter.Generic, forward func(context.Context, *diameter.Generic) (*diameter.Generic, error)) (*diameter.Generic, error)

// Relay makes the node a relay agent (RFC 6733 section 2.8.1): it advertises
// the relay application, and forwards, byte for byte, the requests that are for
// other nodes; only Route-Record is added. It is to be called before Serve and
// AddPeer.
func (n *Node) Relay() { n.relay.Store(true) }

// Proxy makes the node a proxy agent for an application (RFC 6733 section
// 2.8.2): it advertises the application, and p sees the requests that are for
// other nodes. A nil p forwards them as they are. It is to be called before
// Serve and AddPeer.
func (n *Node) Proxy(app *diameter.Application, p ProxyFunc) {
	if p == nil {
		p = func(ctx context.Context, req *diameter.Generic, forward func(context.Context, *diameter.Generic) (*diameter.Generic, error)) (*diameter.Generic, error) {
			return forward(ctx, req)
		}
	}
	n.setService(app, func(s *service) { s.app, s.proxy = app, p })
}

// A destination says what a node does with a request.
type destination int

const (
	here    destination = iota
	onwards             // to another node
	nowhere             // it is for another node, and this one is no agent
)

// destinationOf says whether a request is for this node (RFC 6733 section
// 6.1.4). One without the P bit always is, and one that names neither a host
// nor a realm.
func (n *Node) destinationOf(k *requestKeys) (destination, diameter.ResultCode) {
	rc := diameter.ResultCode(0)
	switch {
	case k.destinationHost != nil && !sameIdentity(k.destinationHost, n.cfg.Identity):
		rc = diameter.ResultUnableToDeliver
	case k.destinationHost == nil && k.destinationRealm != nil && !n.servesRealm(k.destinationRealm):
		rc = diameter.ResultRealmNotServed
	}
	s, ok := n.service(k.header.ApplicationID)
	agent := n.relay.Load() || ok && s.proxy != nil
	// An agent forwards what others of its realm serve.
	realmOnly := k.destinationHost == nil && k.destinationRealm != nil
	other := rc != 0 || agent && realmOnly && (!ok || s.handler == nil)
	switch {
	case !other || k.header.Flags&diameter.FlagProxiable == 0:
		return here, 0
	case agent:
		return onwards, 0
	}
	return nowhere, rc
}

// servesRealm reports whether requests for a realm are for this node.
func (n *Node) servesRealm(realm []byte) bool {
	return sameIdentity(realm, n.cfg.Realm) || slices.ContainsFunc(n.cfg.Realms, func(r diameter.Identity) bool {
		return sameIdentity(realm, r)
	})
}

// forwardRequest returns the answer to a request for another node.
func (c *conn) forwardRequest(k *requestKeys, frame []byte) ([]byte, error) {
	if loops(frame, c.node.cfg.Identity) {
		return nil, refusal(diameter.ResultLoopDetected)
	}
	if s, ok := c.node.service(k.header.ApplicationID); ok && s.proxy != nil {
		return c.proxyRequest(s.proxy, k.header, frame)
	}
	return c.pass(c.ctx, k, frame)
}

// pass sends a request on, with a Route-Record, and returns the answer with
// the identifier that the peer knows.
func (c *conn) pass(ctx context.Context, k *requestKeys, frame []byte) ([]byte, error) {
	frame, err := appendRouteRecord(make([]byte, 0, len(frame)+8+len(c.peer.host)+3), frame, c.peer.host)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithTimeout(ctx, c.node.cfg.ForwardTimeout)
	defer stop()
	q := routeQuery{
		app: k.header.ApplicationID, destinationHost: k.destinationHost, destinationRealm: k.destinationRealm,
		tried: []diameter.Identity{c.peer.host}, visited: appendVisited(nil, frame),
	}
	answer, err := c.node.exchange(ctx, k, q, outgoing{frame: frame}, false)
	if err != nil {
		return nil, undelivered(err)
	}
	setHopByHop(answer, k.header.HopByHop)
	return answer, nil
}

// undelivered returns how a peer is told that its request could not be
// forwarded.
func undelivered(err error) error {
	var routing *RoutingError
	if errors.As(err, &routing) {
		return refusal(routing.ResultCode)
	}
	return refusal(diameter.ResultUnableToDeliver)
}
