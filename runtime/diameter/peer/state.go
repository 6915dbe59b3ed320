package peer

import (
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// A PeerState is what a node knows of a peer at one moment.
type PeerState struct {
	Identity diameter.Identity // that of its DiameterURI before it has told
	Realm    diameter.Identity // "" before it has told
	Product  string            // its Product-Name
	Remote   string            // address of the connection, or the one to connect to
	Added    bool              // by AddPeer
	// State is that of the watchdog (RFC 3539 section 3.4.1): OKAY, SUSPECT and
	// REOPEN with a connection, DOWN and INITIAL without. Requests are sent in
	// state OKAY only.
	State string
	// Since is when the connection was opened, or ended.
	Since time.Time
	// Applications are the ids that the peer advertises.
	Applications []uint32
	// OriginStateID is what the peer told last; it grows when the peer restarts
	// and forgets its sessions. 0 if it never told.
	OriginStateID uint32
	// LastError is why there is no connection; nil if there is one.
	LastError error

	// The rest counts messages of this connection.
	Pending     int    // requests of the node without an answer so far
	RequestsIn  uint64 // of the peer, watchdog and the like not counted
	RequestsOut uint64
	AnswersIn   uint64 // that a request waited for
	Late        uint64 // answers that nobody waited for any more, dropped
}

// counters count the messages of a connection.
type counters struct {
	requestsIn, requestsOut, answersIn, late atomic.Uint64
}

// Peers returns the state of all peers: of those that are connected and those
// of AddPeer, sorted by name.
func (n *Node) Peers() []PeerState {
	n.mu.Lock()
	defer n.mu.Unlock()
	var list []PeerState
	for _, c := range n.connected {
		list = append(list, c.snapshot())
	}
	for _, l := range n.links {
		if n.connected[fold(l.host)] == nil {
			list = append(list, l.snapshot())
		}
	}
	slices.SortFunc(list, func(a, b PeerState) int { return strings.Compare(string(a.Identity), string(b.Identity)) })
	return list
}

func (c *conn) snapshot() PeerState {
	return PeerState{
		Identity: c.peer.host, Realm: c.peer.realm, Product: c.peer.product,
		Remote: c.nc.RemoteAddr().String(), Added: c.link != nil,
		State: watchdogState(c.state.Load()).String(), Since: c.since,
		Applications: slices.Clone(c.peer.applications), OriginStateID: c.stateID.Load(),
		Pending:    c.waiting(),
		RequestsIn: c.counters.requestsIn.Load(), RequestsOut: c.counters.requestsOut.Load(),
		AnswersIn: c.counters.answersIn.Load(), Late: c.counters.late.Load(),
	}
}

// snapshot returns the state of a peer that is not connected.
func (l *link) snapshot() PeerState {
	s := PeerState{
		Identity: l.host, Remote: l.address, Added: true, Since: l.since, LastError: l.err,
		State: watchInitial.String(),
	}
	if l.known != nil {
		s.State = watchDown.String()
		s.Realm, s.Product, s.OriginStateID = l.known.realm, l.known.product, l.known.stateID
		s.Applications = slices.Clone(l.known.applications)
	}
	return s
}
