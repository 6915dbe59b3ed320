package peer

import (
	"slices"

	"github.com/telgen/telgen/runtime/diameter"
)

// A candidate is a way that a request may take: a peer, or a route of AddRoute
// to one. A route has the realm and the application that it is for, and
// everything else of the peer that it leads to.
//
//	{host: "hss1.example", realm: "example", apps: []uint32{16777216}, weight: 1, usable: true}
//	{host: "dra1.example", realm: "visited.example", route: true, routeApp: relayApplication, apps: ..., weight: 1, usable: true}
type candidate struct {
	host     diameter.Identity
	realm    diameter.Identity // "" while the peer has never told it
	priority int               // lower first
	weight   int               // share among equal priorities; under 1: only when alone
	apps     []uint32          // what the peer advertised, and the node with it
	relay    bool              // the peer advertised the relay application
	fallback bool              // DefaultRoute
	accepted bool              // it connected itself, and nobody added or trusts it
	usable   bool              // connected, and trusted by the watchdog
	resting  bool              // not usable, and not to be waited for

	route    bool   // an entry of AddRoute
	routeApp uint32 // of a route
}

// serves reports whether the peer takes requests of an application. One that
// never was connected may: it is not used anyway, but it is not said that
// nobody serves what it perhaps does.
func (c *candidate) serves(app uint32) bool {
	return c.relay || slices.Contains(c.apps, app) || !c.usable && len(c.apps) == 0
}

// A routeQuery is what is known of a request that needs a way.
type routeQuery struct {
	app              uint32
	destinationHost  []byte
	destinationRealm []byte
	bound            bool                // destinationHost is a peer, or was when the request was sent
	tried            []diameter.Identity // peers that failed already
	visited          [][]byte            // its Route-Records: RFC 6733 section 6.1.7
}

// excludes reports whether the request must not go to host.
func (q *routeQuery) excludes(host diameter.Identity) bool {
	for _, tried := range q.tried {
		if sameIdentity(tried, host) {
			return true
		}
	}
	for _, visited := range q.visited {
		if sameIdentity(visited, host) {
			return true
		}
	}
	return false
}

// is reports whether the name in a request, which may be absent, is that of a
// node or realm.
func (q *routeQuery) is(name []byte, identity diameter.Identity) bool {
	return len(name) > 0 && (string(name) == string(identity) || sameIdentity(name, identity))
}

// A tier says how well a candidate suits a request; the best one is used.
type tier uint8

const (
	tierNone     tier = iota // not at all
	tierAccepted             // belongs to the Destination-Realm, as far as it says itself
	tierDefault              // takes what nobody else does
	tierRealm                // belongs to the Destination-Realm
	tierRoute                // is the route for it
	tierHost                 // is the Destination-Host
)

// choose returns the index of the candidate that a request goes to: the
// Destination-Host itself if it is there; otherwise the routes of AddRoute to
// the realm, then the peers of the realm, then default routes and relays. Of
// the best of these, those with the lowest priority share the load by weight.
// A request without Destination-Realm goes to any peer that serves its
// application. Peers of the realm that nobody added are used only where nobody
// else is to be: if that one is not there now, they do not take its place.
//
// While the Destination-Host is a peer, the only others that the request may go
// to are real alternates (RFC 6733 section 5.5.4): routes, default routes and
// relays. Another server of the realm would refuse it.
//
// Without a way the index is -1, and the code says why: 3002 if there is one
// that is not usable now or must be avoided, 3007 if the realm is known and
// nobody there serves the application, 3003 if nobody serves the realm.
//
// random returns a number from 0 to under n, as rand.IntN. Nothing is
// allocated.
func choose(candidates []candidate, q *routeQuery, random func(n int) int) (int, diameter.ResultCode) {
	best, total, found, added := -1, 0, tierNone, false
	why := q.reasons()
	for i := range candidates {
		c := &candidates[i]
		t := q.tierOf(c, &why)
		added = added || t > tierAccepted && c.realm != ""
		if t == tierNone || t < found {
			continue
		}
		if !c.usable || q.excludes(c.host) {
			why.unreachable = true
			continue
		}
		switch {
		case t > found || c.priority < candidates[best].priority:
			best, total, found = i, max(c.weight, 0), t
		case c.priority == candidates[best].priority && c.weight > 0:
			// Each takes the place of those before it with its share of the sum.
			total += c.weight
			if random(total) < c.weight {
				best = i
			}
		}
	}
	if best < 0 || found == tierAccepted && added {
		return -1, why.code()
	}
	return best, 0
}

// tierOf returns how well c suits the request, usable or not, and notes what
// that says about a failure.
func (q *routeQuery) tierOf(c *candidate, why *reasons) tier {
	if !c.route && q.is(q.destinationHost, c.host) {
		why.known, why.missing = true, false
		if c.serves(q.app) {
			return tierHost
		}
	}
	inRealm := q.is(q.destinationRealm, c.realm)
	why.known = why.known || inRealm
	switch {
	case !c.serves(q.app) || q.bound && !c.alternate():
		return tierNone
	case c.route && inRealm && (c.routeApp == q.app || c.routeApp == relayApplication):
		return tierRoute
	case c.route:
		return tierNone
	case c.accepted && (inRealm || why.realmless && !c.relay):
		return tierAccepted
	case c.accepted:
		return tierNone
	case inRealm || why.realmless && !c.relay:
		return tierRealm
	case c.fallback || c.relay:
		return tierDefault
	}
	return tierNone
}

// alternate reports whether a candidate may take requests for other hosts.
func (c *candidate) alternate() bool { return c.route || c.relay || c.fallback }

// reasons is what is learnt about a request while no way is found.
type reasons struct {
	missing     bool // its host was a peer, and is none now
	realmless   bool // it names no realm
	known       bool // its host or its realm is that of a candidate
	unreachable bool // there is a way, but not now
}

func (q *routeQuery) reasons() reasons {
	return reasons{realmless: len(q.destinationRealm) == 0, missing: q.bound}
}

// code returns the Result-Code of the failure (RFC 6733 section 7.1.3).
func (r reasons) code() diameter.ResultCode {
	switch {
	case r.unreachable || r.missing:
		return diameter.ResultUnableToDeliver
	case r.known || r.realmless:
		return diameter.ResultApplicationUnsupported
	}
	return diameter.ResultRealmNotServed
}
