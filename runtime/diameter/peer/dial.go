package peer

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// A PeerOption says more about a peer of AddPeer, or about a way of AddRoute.
type PeerOption func(*way)

// A way is how requests are shared out among peers.
type way struct {
	priority     int
	weight       int
	defaultRoute bool
	tls          *tls.Config
}

// Priority sets the priority of a peer: requests go to the connected peers
// with the lowest number only. It is 0 unless set.
func Priority(p int) PeerOption { return func(w *way) { w.priority = p } }

// Weight sets the share of a peer among those of its priority. It is 1 unless
// set, and at least 1.
func Weight(share int) PeerOption { return func(w *way) { w.weight = max(share, 1) } }

// DefaultRoute makes a peer take the requests for realms that no other peer
// serves. Peers that advertise the relay application do so anyway.
func DefaultRoute() PeerOption { return func(w *way) { w.defaultRoute = true } }

// PeerTLS sets the TLS configuration of a peer added as aaas:, instead of that
// of Config.
func PeerTLS(cfg *tls.Config) PeerOption { return func(w *way) { w.tls = cfg } }

func newWay(options []PeerOption) way {
	w := way{weight: 1}
	for _, set := range options {
		set(&w)
	}
	return w
}

// A link is a peer that AddPeer keeps connected.
type link struct {
	way
	address string
	network string
	secure  bool
	name    string // of the URI, to compare with a certificate

	ctx  context.Context // ends with RemovePeer and Shutdown
	stop context.CancelCauseFunc

	// The rest is guarded by Node.mu.
	host    diameter.Identity // that of the URI, then the one that the peer has
	known   *capabilities     // that the peer had last; nil before it was connected
	attempt *attempt          // to connect, while there is one
	failed  bool              // the last connection broke
	err     error             // of the last connection
	since   time.Time         // it is not connected
}

// AddPeer keeps the node connected with the node at a DiameterURI, such as
// "aaa://hss.example.org:3868" or, with TLS, "aaas://hss.example.org". It
// returns at once: the connection is made in the background and made again
// whenever it is lost, with growing pauses, until RemovePeer or Shutdown, or
// until the peer says that it does not want to talk to the node. Errors are
// those of the URI, of one that was added before, and ErrShutdown; failed
// attempts to connect are logged, and named by calls that find no connection.
func (n *Node) AddPeer(uri string, options ...PeerOption) error {
	return n.addLink(uri, options)
}

func (n *Node) addLink(uri string, options []PeerOption) error {
	l, err := newLink(diameter.URI(uri), newWay(options))
	if err == nil && l.secure && l.tls == nil && n.cfg.TLS == nil {
		err = fmt.Errorf("DiameterURI %q: TLS needs Config.TLS or PeerTLS", uri)
	}
	if err == nil && l.network == "sctp" && n.dialsTCP {
		err = fmt.Errorf("DiameterURI %q: SCTP needs Config.Dial, see package sctp", uri)
	}
	if err != nil {
		return fmt.Errorf("peer: %w", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.linkAt(l.address) != nil {
		return fmt.Errorf("peer: %s was added before", l.address)
	}
	l.ctx, l.stop = context.WithCancelCause(n.accepting)
	if n.accepting.Err() != nil || !n.tasks.goes(func() { n.keepConnected(l) }) {
		return ErrShutdown
	}
	n.links = append(n.links, l)
	n.rebuild()
	return nil
}

// linkAt returns the link to an address, or nil.
func (n *Node) linkAt(address string) *link {
	i := slices.IndexFunc(n.links, func(l *link) bool { return l.address == address })
	if i < 0 {
		return nil
	}
	return n.links[i]
}

// RemovePeer ends what AddPeer began for the same URI: the node takes leave of
// the peer, with cause DO_NOT_WANT_TO_TALK_TO_YOU, and connects with it no
// more. No request goes there from then on; the rest is done in the background.
func (n *Node) RemovePeer(uri string) {
	l, err := newLink(diameter.URI(uri), way{})
	if err != nil {
		return
	}
	if c := n.unlink(l.address); c != nil {
		n.part(c, nil)
		n.tasks.goes(func() { c.takeLeave(c.ctx, causeDoNotWant) })
	}
}

// unlink ends the link to an address, and returns its connection, or nil.
func (n *Node) unlink(address string) *conn {
	n.mu.Lock()
	defer n.mu.Unlock()
	l := n.linkAt(address)
	if l == nil {
		return nil
	}
	n.dropLink(l)
	c := n.connected[fold(l.host)]
	if c == nil || c.link != l {
		return nil
	}
	return c
}

// dropLink ends a link, but not its connection.
func (n *Node) dropLink(l *link) {
	l.stop(errRemoved)
	n.links = slices.DeleteFunc(n.links, func(other *link) bool { return other == l })
	n.rebuild()
}

// newLink reads a DiameterURI that can be dialled.
func newLink(uri diameter.URI, w way) (*link, error) {
	u, err := uri.Parse()
	switch {
	case err != nil:
		return nil, err
	case u.Transport != "tcp" && u.Transport != "sctp":
		return nil, fmt.Errorf("DiameterURI %q: transport %s is not supported, want tcp or sctp", uri, u.Transport)
	case u.Protocol != "diameter":
		return nil, fmt.Errorf("DiameterURI %q: protocol %s, want diameter", uri, u.Protocol)
	}
	return &link{
		way:     w,
		address: addressOf(u),
		network: u.Transport, secure: u.Secure, name: string(u.Host),
		host: u.Host, since: time.Now(),
	}, nil
}

// addressOf returns where a node is to be connected with.
func addressOf(u diameter.ParsedURI) string {
	return net.JoinHostPort(string(u.Host), strconv.Itoa(int(u.Port)))
}

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
		var left *leaveError
		switch {
		case errors.As(err, &left) && left.cause == causeDoNotWant:
			n.rest(l)
			return
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

// rest ends the attempts to connect with a peer that does not want it. AddPeer
// may be called for it again.
func (n *Node) rest(l *link) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.dropLink(l)
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
	l.err, n.dialErr = err, err
}

// lastDialError returns why the last connection failed, or nil.
func (n *Node) lastDialError() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.dialErr
}
