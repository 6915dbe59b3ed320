package peer

import "crypto/tls"

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
// serves, and those for hosts that are not connected. Peers of AddPeer that
// advertise the relay application do so anyway.
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
