package peer

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

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
	resting bool              // the peer does not want to talk to the node

	redirected bool      // made by a redirection, not by AddPeer
	until      time.Time // the redirection holds
	tries      int       // to connect that failed
}

// AddPeer keeps the node connected with the node at a DiameterURI, such as
// "aaa://hss.example.org:3868" or, with TLS, "aaas://hss.example.org". It
// returns at once: the connection is made in the background and made again
// whenever it is lost, with growing pauses, until RemovePeer or Shutdown, or
// until the peer says that it does not want to talk to the node: then AddPeer
// has to be called again. A connection that the peer has made already serves as
// well, unless it lacks the TLS that the URI asks for: such a connection is
// ended, and others like it are refused with DIAMETER_UNKNOWN_PEER (3010).
// Errors are those of the URI, of one that was added before, and ErrShutdown;
// failed attempts to connect are logged, and named by calls that find no
// connection.
func (n *Node) AddPeer(uri string, options ...PeerOption) error {
	l, err := n.checkedLink(uri, options)
	if err != nil {
		return err
	}
	plain, err := n.addLink(l)
	if plain != nil {
		n.part(plain, nil)
		n.tasks.goes(func() { plain.takeLeave(plain.ctx, causeRebooting) })
	}
	return err
}

// checkedLink returns a link that the node is able to connect.
func (n *Node) checkedLink(uri string, options []PeerOption) (*link, error) {
	l, err := newLink(diameter.URI(uri), newWay(options))
	if err == nil && l.secure && l.tls == nil && n.cfg.TLS == nil {
		err = fmt.Errorf("DiameterURI %q: TLS needs Config.TLS or PeerTLS", uri)
	}
	if err == nil && l.network == "sctp" && n.dialsTCP {
		err = fmt.Errorf("DiameterURI %q: SCTP needs Config.Dial, see package sctp", uri)
	}
	if err != nil {
		return nil, fmt.Errorf("peer: %w", err)
	}
	return l, nil
}

// addLink begins to keep a peer connected. It returns the connection with the
// peer that must end, because it has no TLS, or nil.
func (n *Node) addLink(l *link) (plain *conn, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if old := n.linkAt(l.address); old != nil {
		if !old.resting && !old.redirected {
			return nil, fmt.Errorf("peer: %s was added before", l.address)
		}
		l.host = old.host // the name that it told
		n.dropLink(old)
	}
	if err := n.startLink(l); err != nil {
		return nil, err
	}
	c := n.connected[fold(l.host)]
	switch {
	case c == nil:
		return nil, nil
	case l.secure && c.tlsState() == nil:
		return c, nil
	}
	n.attach(l, c)
	n.rebuild()
	return nil, nil
}

// startLink adds a link and begins to connect. Node.mu is held.
func (n *Node) startLink(l *link) error {
	l.ctx, l.stop = context.WithCancelCause(n.accepting)
	if n.accepting.Err() != nil || !n.tasks.goes(func() { n.keepConnected(l) }) {
		return ErrShutdown
	}
	n.links = append(n.links, l)
	n.rebuild()
	return nil
}

// attach makes an open connection the one of a link, unless it has one that
// lasts. Node.mu is held.
func (n *Node) attach(l *link, c *conn) {
	known := c.peer
	l.host, l.known = c.peer.host, &known
	if c.link == nil || c.link.ctx.Err() != nil || c.link.resting {
		c.link = l
	}
	if !l.resting { // then it says why the node does not connect
		l.err = nil
	}
}

// attachNamed is attach for a link whose peer has told its name only now. A
// connection without TLS ends if the link has TLS. Node.mu is held.
func (n *Node) attachNamed(l *link, c *conn, name diameter.Identity) {
	l.host = name
	if l.secure && c.tlsState() == nil {
		c.cancel(errPlain)
		return
	}
	n.attach(l, c)
	n.rebuild()
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
