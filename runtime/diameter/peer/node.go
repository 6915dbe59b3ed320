package peer

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// A Handler answers the requests of one application. Generated packages make
// them of typed handlers.
type Handler interface {
	// Application returns the application whose requests are answered.
	Application() *diameter.Application
	// ServeDiameter answers req, which is of a request type of the application
	// and valid. The node fills in the header of the answer, and what its
	// SetOrigin fills in. An *diameter.AVPError is answered with its Result-Code
	// and Failed-AVP, an *diameter.AnswerError with its result, any other error
	// and a panic with DIAMETER_UNABLE_TO_COMPLY (5012). Requests are handled
	// concurrently; ctx ends when the connection does.
	ServeDiameter(ctx context.Context, req diameter.Message) (diameter.Message, error)
}

// A Node is a Diameter node with its connections. Its methods may be called
// concurrently.
type Node struct {
	cfg        Config
	dialsTCP   bool // and nothing else
	origin     diameter.Origin
	ids        ids
	services   atomic.Pointer[[]service]
	relay      atomic.Bool
	duplicates *duplicates
	redirects  *redirects

	// What runs ends in three steps, each with a context: accepting and
	// dialling, then calls and connections in use, then everything.
	accepting, calling, running             context.Context
	endAccepting, endCalling, endEverything context.CancelCauseFunc

	jobs     chan job // for workers that have nothing to do
	requests *tally   // requests that are being handled
	tasks    *tally   // all other goroutines

	routing atomic.Pointer[routing]

	mu         sync.Mutex
	links      []*link
	routes     []route
	connected  map[string]*conn // open connections, by the folded name of the peer
	accepted   int              // connections
	handshakes int              // accepted connections whose capabilities exchange is not over
	closing    bool             // no connection may open any more
}

// A service is an application that a node serves.
type service struct {
	app     *diameter.Application
	handler Handler   // nil: the node only sends requests
	proxy   ProxyFunc // of an agent; nil: none
}

// NewNode returns a node that serves the given applications. It does nothing
// until Serve or AddPeer is called.
func NewNode(cfg Config, applications ...diameter.Application) (*Node, error) {
	dialsTCP := cfg.Dial == nil
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	n := &Node{cfg: cfg, dialsTCP: dialsTCP, jobs: make(chan job), requests: newTally(), tasks: newTally(), connected: make(map[string]*conn)}
	n.duplicates = newDuplicates(cfg.Duplicates)
	n.redirects = newRedirects(maxRedirections)
	n.routing.Store(newRouting())
	n.ids.init(time.Now())
	n.origin = diameter.Origin{
		Host: cfg.Identity, Realm: cfg.Realm,
		SessionID: func() string { return n.ids.nextSession(cfg.Identity) },
	}
	n.running, n.endEverything = context.WithCancelCause(context.Background())
	n.calling, n.endCalling = context.WithCancelCause(n.running)
	n.accepting, n.endAccepting = context.WithCancelCause(n.running)
	var services []service
	for _, app := range applications {
		if slices.ContainsFunc(services, func(s service) bool { return s.app.ID == app.ID }) {
			return nil, fmt.Errorf("peer: application %d is given twice, the second time as %s", app.ID, app.Name)
		}
		services = append(services, service{app: &app})
	}
	n.services.Store(&services)
	return n, nil
}

// Handle makes h answer the requests of its application, which the node serves
// from then on. It replaces an earlier handler of that application. Peers are
// told of an application when they connect: Handle is to be called before
// Serve and AddPeer.
func (n *Node) Handle(h Handler) {
	app := h.Application()
	n.setService(app, func(s *service) { s.app, s.handler = app, h })
}

// setService adds a service, or changes the one of the same application.
func (n *Node) setService(app *diameter.Application, set func(*service)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	services := slices.Clone(*n.services.Load())
	i := slices.IndexFunc(services, func(s service) bool { return s.app.ID == app.ID })
	if i < 0 {
		i, services = len(services), append(services, service{})
	}
	set(&services[i])
	n.services.Store(&services)
}

// service returns what is served under an application id.
func (n *Node) service(id uint32) (service, bool) {
	for _, s := range *n.services.Load() {
		if s.app.ID == id {
			return s, true
		}
	}
	return service{}, false
}

// Origin returns what the node fills into the requests that it sends: its
// names, and a new Session-Id each time that one is asked for.
func (n *Node) Origin() diameter.Origin { return n.origin }

// join makes c the connection with its peer: from then on requests are routed
// to it, as soon as its watchdog trusts it.
func (n *Node) join(c *conn) error {
	trusted, err := n.admit(c)
	if err == nil {
		c.startWatch(trusted)
		n.changed()
	}
	return err
}

// admit registers c. It reports whether the peer is to be trusted at once: it
// is unless its last connection broke.
func (n *Node) admit(c *conn) (trusted bool, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	key := fold(c.peer.host)
	switch {
	case n.closing:
		return false, ErrShutdown
	case c.ctx.Err() != nil:
		return false, context.Cause(c.ctx)
	case c.link != nil && c.link.ctx.Err() != nil:
		return false, context.Cause(c.link.ctx)
	case n.connected[key] != nil:
		if c.link != nil { // it waits for the end of the other connection now
			n.attachNamed(c.link, n.connected[key], c.peer.host)
		}
		return false, fmt.Errorf("%s is connected already", c.peer.host)
	case c.tlsState() == nil && n.wantsTLS(key): // since vouch asked
		return false, errPlain
	}
	n.connected[key] = c
	c.joined = true
	c.stateID.Store(c.peer.stateID)
	if c.link == nil {
		c.link = n.linkTo(key)
	}
	l := c.link
	if l == nil {
		return true, nil
	}
	trusted = !l.failed
	n.attach(l, c)
	l.failed = false
	l.decide()
	return trusted, nil
}

// linkTo returns the link to a peer, or nil.
func (n *Node) linkTo(host string) *link {
	i := slices.IndexFunc(n.links, func(l *link) bool { return fold(l.host) == host })
	if i < 0 {
		return nil
	}
	return n.links[i]
}

// part ends what join began; it may be called again. why is nil if the
// connection ends in good order.
func (n *Node) part(c *conn, why error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	key := fold(c.peer.host)
	if n.connected[key] != c {
		return
	}
	delete(n.connected, key)
	if c.link != nil {
		c.link.failed, c.link.since = why != nil, time.Now()
		c.link.known.stateID = c.stateID.Load()
	}
	n.rebuild()
	close(c.gone)
}
