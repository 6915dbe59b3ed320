package peer

import (
	"context"
	"math/rand/v2"
	"slices"

	"github.com/telgen/telgen/runtime/diameter"
)

// A route is a way of AddRoute.
type route struct {
	way
	realm       diameter.Identity
	application uint32
	host        diameter.Identity
}

// AddRoute makes requests for a realm go to a certain peer: to one of another
// realm, such as an agent, or to one that connects itself and that no AddPeer
// names, which gets few requests otherwise. The application is that of the
// requests, or 0xffffffff for any. Where a realm has routes they are used before
// peers of the realm; Priority and Weight choose among them.
func (n *Node) AddRoute(realm diameter.Identity, application uint32, host diameter.Identity, options ...PeerOption) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.routes = append(n.routes, route{newWay(options), realm, application, host})
	n.rebuild()
}

// A routing is what the node knows of the ways to other nodes at one moment.
// It does not change; the next one takes its place.
type routing struct {
	candidates []candidate
	conns      []*conn          // of the candidates; nil where there is none
	byHost     map[string]*conn // nil for a peer of AddPeer that is not connected
	byAddress  map[string]*conn // of AddPeer
	unknown    bool             // there is a link whose peer has never been seen
	replaced   chan struct{}    // closed when another routing takes its place
}

func newRouting() *routing {
	return &routing{byHost: make(map[string]*conn), byAddress: make(map[string]*conn), replaced: make(chan struct{})}
}

func (r *routing) add(way candidate, c *conn) {
	way.usable = c != nil && c.usable.Load()
	r.candidates = append(r.candidates, way)
	r.conns = append(r.conns, c)
}

// changed makes the routing follow what happened to a connection.
func (n *Node) changed() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.rebuild()
}

// rebuild makes the routing anew. Node.mu is held.
func (n *Node) rebuild() {
	r := newRouting()
	for key, c := range n.connected {
		r.byHost[key] = c
		w := way{weight: 1}
		if c.link != nil {
			w = c.link.way
		}
		way := w.candidate(&c.peer)
		way.accepted = c.link == nil && !c.trusted
		r.add(way, c)
	}
	for _, l := range n.links {
		key := fold(l.host)
		if c := n.connected[key]; c != nil {
			r.byAddress[l.address] = c
			continue
		}
		r.byHost[key] = nil
		r.addLink(l)
	}
	for _, route := range n.routes {
		r.addRoute(n, route)
	}
	old := n.routing.Swap(r)
	close(old.replaced)
}

// addLink adds the way to a peer that is not connected.
func (r *routing) addLink(l *link) {
	known := l.known
	if known == nil {
		known = &capabilities{host: l.host}
		r.unknown = r.unknown || !l.resting
	}
	way := l.way.candidate(known)
	way.resting = l.resting
	r.add(way, nil)
}

// addRoute adds a way of AddRoute, to a peer that may not be there.
func (r *routing) addRoute(n *Node, to route) {
	if c := n.connected[fold(to.host)]; c != nil {
		r.add(to.candidate(&c.peer), c)
		return
	}
	way := to.candidate(&capabilities{host: to.host})
	way.relay = true // it may serve anything
	r.add(way, nil)
}

// candidate returns the way to the peer of a route.
func (to route) candidate(p *capabilities) candidate {
	way := to.way.candidate(p)
	way.realm, way.route, way.routeApp = to.realm, true, to.application
	return way
}

// candidate returns the way to a peer.
func (w way) candidate(p *capabilities) candidate {
	return candidate{
		host: p.host, realm: p.realm, apps: p.applications, relay: p.relays(),
		priority: w.priority, weight: w.weight, fallback: w.defaultRoute,
	}
}

// pick returns the connection that a request goes to, or why there is none.
func (r *routing) pick(q *routeQuery) (*conn, diameter.ResultCode) {
	if len(q.destinationHost) > 0 {
		var key [64]byte
		c, known := r.byHost[string(appendFolded(key[:0], q.destinationHost))]
		q.bound = q.bound || known
		if c != nil && c.usable.Load() && c.peer.serves(q.app) && !q.excludes(c.peer.host) {
			return c, 0
		}
	}
	i, rc := choose(r.candidates, q, rand.IntN)
	if i < 0 {
		return nil, rc
	}
	return r.conns[i], 0
}

// Ready waits until a connected peer that serves app may be sent requests. Its
// errors are ErrShutdown and that of ctx.
func (n *Node) Ready(ctx context.Context, app *diameter.Application) error {
	for {
		r := n.routing.Load()
		if slices.ContainsFunc(r.candidates, func(c candidate) bool { return c.usable && c.serves(app.ID) }) {
			return nil
		}
		if n.accepting.Err() != nil && !n.appears(r, func(c *candidate) bool { return c.serves(app.ID) }) {
			return ErrShutdown
		}
		if err := n.awaitRouting(ctx, r); err != nil {
			return err
		}
	}
}
