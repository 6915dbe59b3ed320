package peer

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// A Config says who a node is and what it allows. Identity and Realm must be
// set; for everything else zero means the default.
type Config struct {
	// Identity is the Origin-Host of the node, a fully qualified domain name,
	// and Realm its Origin-Realm.
	Identity diameter.Identity
	Realm    diameter.Identity

	// ProductName, VendorID, FirmwareRevision and OriginStateID are told to
	// peers (RFC 6733 section 5.3). ProductName is "telgen" unless set, VendorID
	// is the enterprise number of the vendor of the program. FirmwareRevision
	// and OriginStateID are left out when zero.
	ProductName      string
	VendorID         uint32
	FirmwareRevision uint32
	OriginStateID    uint32
	// HostAddresses are told to peers as Host-IP-Address. Without any it is the
	// local address of the connection.
	HostAddresses []netip.Addr

	// Realms are further realms whose requests are for this node; a request for
	// any other realm, or for another host, is forwarded if the node is an agent
	// and refused if it is not.
	Realms []diameter.Identity

	// Policy says how strictly requests are checked before a handler sees them.
	// The zero Policy is diameter.DefaultPolicy.
	Policy diameter.Policy

	// MaxMessageSize is the length in bytes of the longest message that is
	// read; 1 MiB unless set. A peer that sends a longer one is disconnected.
	// Those of the capabilities exchange have at most 64 KiB and 256 applications.
	MaxMessageSize int
	// MaxRequests is the number of requests of one connection that are handled
	// at the same time, 1000 unless set, and MaxRequestBytes their length in
	// bytes, all together, 16 MiB unless set; a longer one is handled when it is
	// the only one. Further ones are answered DIAMETER_TOO_BUSY (3004). While more than 1 MiB of such answers wait for
	// a peer that does not read them, nothing is read from it.
	MaxRequests     int
	MaxRequestBytes int
	// WriteQueue is the number of messages that may wait to be written to one
	// connection; 256 unless set. Whoever sends more waits, and so does who sends
	// more than 4 MiB.
	WriteQueue int

	// MaxConnections is the number of accepted connections, 4096 unless set, and
	// MaxHandshakes that of accepted connections whose capabilities exchange is
	// not over, 128 unless set. Further ones are closed at once.
	MaxConnections int
	MaxHandshakes  int
	// Duplicates is the number of answers that are kept for requests that come
	// again with the T bit (RFC 6733 section 5.5.4); 1,048,576 unless set, none
	// if negative. Whatever it is, at most 64 MiB of answers are kept, and none
	// longer than four minutes; memory is taken as they come, about 90 bytes
	// beside each. A request comes again at once when a connection breaks, and
	// after two intervals of the watchdog, 60 s, when a peer falls silent. With
	// answers of 200 bytes 64 MiB cover that up to 5,000 requests a second; at
	// 10,000 they last 33 s.
	Duplicates int

	// Accept says who may be a peer. An error refuses the connection with
	// DIAMETER_UNKNOWN_PEER (3010). Everybody may be one unless it is set. A peer
	// that connects itself, and that AddPeer does not name, is sent the requests
	// that have its name as Destination-Host and those of AddRoute; others for its
	// realm, or for none, only if no peer of AddPeer and no route is there for
	// them. See Trust.
	Accept func(Candidate) error
	// Trust says which of the peers that connect themselves are sent requests as
	// those of AddPeer are: for their realm and, if they are relays, for every
	// realm that nobody else serves. None is unless it is set. It is called
	// concurrently, after Accept.
	Trust func(Candidate) bool
	// TLS is for peers added as aaas: and for ServeTLS, which asks for the
	// certificate of the peer. Its lowest version is 1.2 unless set. The
	// certificate of a peer must be valid for its Origin-Host (RFC 6733 section
	// 13.1).
	TLS *tls.Config
	// FollowRedirect says whether a request may follow a redirection (RFC 6733
	// section 6.1.8) to a host that is no peer yet. It becomes one for as long as
	// the redirection holds, and a minute at least; AddPeer makes it stay. There
	// are at most 64 such peers. FollowRedirect is called concurrently. Requests
	// follow redirections to peers only, unless it is set.
	FollowRedirect func(diameter.URI) bool

	// Dial makes connections; net.Dialer does unless set. The network is "tcp" or
	// "sctp".
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	// DialTimeout limits the time to connect; 10 s unless set.
	DialTimeout time.Duration
	// CapabilitiesTimeout limits the time from the connection to the end of the
	// capabilities exchange; 10 s unless set.
	CapabilitiesTimeout time.Duration
	// Watchdog is Tw of RFC 3539: the time without a message after which the
	// node asks whether the peer is alive; 30 s unless set and at least 6 s. It
	// varies by up to 2 s.
	Watchdog time.Duration
	// ForwardTimeout is how long an agent waits for the answer to a request that
	// it has forwarded; 30 s unless set. Then it answers DIAMETER_UNABLE_TO_DELIVER
	// (3002).
	ForwardTimeout time.Duration
	// WriteTimeout is how long a peer may take no bytes before it is
	// disconnected; 10 s unless set. Bytes that it takes meanwhile give it that
	// time again, so that it may last twice as long. With TLS it is the time to
	// take a record of at most 16 KiB.
	WriteTimeout time.Duration
	// DisconnectTimeout is how long the node waits for a peer to agree to a
	// disconnection, or to close its side of it; 5 s unless set.
	DisconnectTimeout time.Duration
	// ReconnectMin and ReconnectMax limit the pause before a peer of AddPeer is
	// connected again; it doubles with every failure. 1 s and 30 s unless set.
	ReconnectMin time.Duration
	ReconnectMax time.Duration

	// Metrics is told how each request ended; nothing is unless set.
	Metrics Metrics
	// Trace is called with each message that is read or written, in the order of
	// its connection, and must not wait. Nothing is unless set.
	Trace func(Trace)
	// Logger is told of connections that open and close, of requests that are
	// refused and of handlers that fail. It is slog.Default() unless set; with
	// slog.New(slog.DiscardHandler) nothing is logged.
	Logger *slog.Logger
}

// minWatchdog is the least Tw of RFC 3539 section 3.4.1.
const minWatchdog = 6 * time.Second

// A Candidate asks to be a peer, with a Capabilities-Exchange-Request or as the
// answer to one.
type Candidate struct {
	Identity diameter.Identity
	Realm    diameter.Identity
	Remote   net.Addr
	TLS      *tls.ConnectionState // nil without TLS
}

// withDefaults returns c with its zero values filled in.
func (c Config) withDefaults() Config {
	c.ProductName = cmp.Or(c.ProductName, "telgen")
	c.MaxMessageSize = cmp.Or(c.MaxMessageSize, 1<<20)
	c.MaxRequests = cmp.Or(c.MaxRequests, 1000)
	c.MaxRequestBytes = cmp.Or(c.MaxRequestBytes, 16<<20)
	c.WriteQueue = cmp.Or(c.WriteQueue, 256)
	c.DialTimeout = cmp.Or(c.DialTimeout, 10*time.Second)
	c.CapabilitiesTimeout = cmp.Or(c.CapabilitiesTimeout, 10*time.Second)
	c.MaxConnections = cmp.Or(c.MaxConnections, 4096)
	c.MaxHandshakes = cmp.Or(c.MaxHandshakes, 128)
	c.Duplicates = cmp.Or(c.Duplicates, 1<<20)
	c.Watchdog = cmp.Or(c.Watchdog, 30*time.Second)
	c.ForwardTimeout = cmp.Or(c.ForwardTimeout, 30*time.Second)
	c.WriteTimeout = cmp.Or(c.WriteTimeout, 10*time.Second)
	c.DisconnectTimeout = cmp.Or(c.DisconnectTimeout, 5*time.Second)
	c.ReconnectMin = cmp.Or(c.ReconnectMin, time.Second)
	c.ReconnectMax = cmp.Or(c.ReconnectMax, max(30*time.Second, c.ReconnectMin))
	if c.Dial == nil {
		c.Dial = new(net.Dialer).DialContext
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	return c
}

// check reports what is wrong with a Config whose defaults are filled in.
func (c Config) check() error {
	switch {
	case c.Identity == "":
		return errors.New("peer: Config.Identity is empty, set the domain name of the node")
	case c.Realm == "":
		return errors.New("peer: Config.Realm is empty, set the realm of the node")
	case c.MaxMessageSize < 0 || c.MaxMessageSize > diameter.MaxMessageLen:
		return fmt.Errorf("peer: Config.MaxMessageSize is %d, want 1 to %d", c.MaxMessageSize, diameter.MaxMessageLen)
	case min(c.MaxRequests, c.MaxRequestBytes, c.WriteQueue, c.MaxConnections, c.MaxHandshakes) < 0:
		return errors.New("peer: the limits of Config must not be negative")
	case c.Watchdog < minWatchdog:
		return fmt.Errorf("peer: Config.Watchdog is %v, want at least 6s (RFC 3539)", c.Watchdog)
	case min(c.DialTimeout, c.CapabilitiesTimeout, c.ForwardTimeout, c.WriteTimeout, c.DisconnectTimeout, c.ReconnectMin) < 0:
		return errors.New("peer: the times of Config must not be negative")
	case c.ReconnectMax < c.ReconnectMin:
		return fmt.Errorf("peer: Config.ReconnectMax is %v, want at least ReconnectMin, %v", c.ReconnectMax, c.ReconnectMin)
	}
	for _, addr := range c.HostAddresses {
		if !addr.IsValid() {
			return errors.New("peer: Config.HostAddresses has an address that is not set")
		}
	}
	return nil
}
