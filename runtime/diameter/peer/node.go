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
	cfg      Config
	ids      ids
	services atomic.Pointer[[]service]

	// What runs ends in three steps, each with a context: accepting and
	// dialling, then calls and connections in use, then everything.
	accepting, calling, running             context.Context
	endAccepting, endCalling, endEverything context.CancelCauseFunc

	requests *tally // requests that are being handled
	tasks    *tally // all other goroutines

	mu      sync.Mutex
	peers   []string      // addresses of AddPeer
	dialErr error         // of the last attempt to connect that failed
	open    []*conn       // connections that calls may use
	opened  chan struct{} // closed and replaced when a connection opens
	turn    uint          // of open
	closing bool          // no connection may open any more
}

// A service is an application that a node serves.
type service struct {
	app     *diameter.Application
	handler Handler // nil: the node only sends requests
}

// NewNode returns a node that serves the given applications. It does nothing
// until Serve or AddPeer is called.
func NewNode(cfg Config, applications ...diameter.Application) (*Node, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	n := &Node{cfg: cfg, requests: newTally(), tasks: newTally(), opened: make(chan struct{})}
	n.ids.init(time.Now())
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
	n.mu.Lock()
	defer n.mu.Unlock()
	services := slices.Clone(*n.services.Load())
	added := service{app: h.Application(), handler: h}
	i := slices.IndexFunc(services, func(s service) bool { return s.app.ID == added.app.ID })
	if i < 0 {
		services = append(services, added)
	} else {
		services[i] = added
	}
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
func (n *Node) Origin() diameter.Origin {
	return diameter.Origin{
		Host: n.cfg.Identity, Realm: n.cfg.Realm,
		SessionID: func() string { return n.ids.nextSession(n.cfg.Identity) },
	}
}

// join makes c available to calls.
func (n *Node) join(c *conn) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closing {
		return ErrShutdown
	}
	n.open = append(n.open, c)
	close(n.opened)
	n.opened = make(chan struct{})
	return nil
}

// part ends what join began; it may be called again.
func (n *Node) part(c *conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.open = slices.DeleteFunc(n.open, func(other *conn) bool { return other == c })
}

// pick returns an open connection whose peer serves the application, each in
// turn. If there is none, it returns a channel that is closed when a
// connection opens.
func (n *Node) pick(application uint32) (*conn, <-chan struct{}) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for range n.open {
		n.turn++
		c := n.open[n.turn%uint(len(n.open))]
		if c.peer.serves(application) && c.ctx.Err() == nil {
			return c, nil
		}
	}
	return nil, n.opened
}
