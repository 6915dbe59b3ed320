package peer

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// maxRedirects is how often one request is redirected.
const maxRedirects = 4

// maxRedirections is the number of redirections that are remembered.
const maxRedirections = 1024

// exchange sends the request in frame and returns the answer, as roundTrip
// does, and follows redirections, those that are remembered as well (RFC 6733
// section 6.1.8).
func (n *Node) exchange(ctx context.Context, keys *requestKeys, q routeQuery, frame []byte, wait bool) ([]byte, error) {
	first, hosts := n.remembered(keys, &q)
	for hop := 0; ; hop++ {
		if len(hosts) > 0 {
			var err error
			if first, err = n.redirectedTo(ctx, hosts); err != nil {
				return nil, err
			}
		}
		once := q // roundTrip notes the peers that failed
		once.tried = slices.Clone(q.tried)
		answer, from, err := n.roundTrip(ctx, &once, first, frame, wait)
		if err != nil || hop == maxRedirects || resultOf(answer) != diameter.ResultRedirectIndication {
			return answer, err
		}
		r, err := readRedirect(answer)
		if err != nil || !n.follows(r.hosts) {
			return answer, nil
		}
		n.redirects.add(r, keys, from, time.Now())
		hosts, frame = r.hosts, slices.Clone(frame) // a connection may still have it
	}
}

// remembered returns the hosts that a request was redirected to before. If that
// depends on the peer that it goes to without, it returns that peer as well.
func (n *Node) remembered(keys *requestKeys, q *routeQuery) (*conn, []redirectHost) {
	if n.redirects.empty() {
		return nil, nil
	}
	now := time.Now()
	if hosts := n.redirects.lookup(keys, "", now); hosts != nil {
		return nil, hosts
	}
	c, rc := n.routing.Load().pick(q)
	if rc != 0 {
		return nil, nil
	}
	return c, n.redirects.lookup(keys, c.peer.host, now)
}

// follows reports whether one of the hosts is a peer or may become one.
func (n *Node) follows(hosts []redirectHost) bool {
	return n.routing.Load().toAny(hosts) != nil || slices.ContainsFunc(hosts, n.mayFollow)
}

// mayFollow reports whether a host may become a peer.
func (n *Node) mayFollow(h redirectHost) bool {
	return n.cfg.FollowRedirect != nil && n.cfg.FollowRedirect(h.uri)
}

// redirectedTo returns the connection with one of the hosts. If there is none
// it connects with those that it may, and waits for the first. Without any it
// returns nil.
func (n *Node) redirectedTo(ctx context.Context, hosts []redirectHost) (*conn, error) {
	if c := n.routing.Load().toAny(hosts); c != nil {
		return c, nil
	}
	if !n.connectTo(hosts) {
		return nil, nil
	}
	for {
		r := n.routing.Load()
		if c := r.toAny(hosts); c != nil {
			return c, nil
		}
		if err := n.awaitRouting(ctx, r); err != nil {
			for _, h := range hosts {
				n.redirects.forget(h.parsed.Host)
			}
			unreachable := &RoutingError{ResultCode: diameter.ResultUnableToDeliver, Host: string(hosts[0].parsed.Host)}
			return nil, fmt.Errorf("redirected: %w: %w", unreachable, err)
		}
	}
}

// connectTo makes peers of the hosts that may become one, and reports whether
// there are any.
func (n *Node) connectTo(hosts []redirectHost) (some bool) {
	for _, h := range hosts {
		if n.mayFollow(h) && (n.AddPeer(string(h.uri)) == nil || n.isAdded(h)) {
			some = true
		}
	}
	return some
}

// isAdded reports whether a host is a peer of AddPeer.
func (n *Node) isAdded(h redirectHost) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.linkAt(addressOf(h.parsed)) != nil
}

// toAny returns a connection with one of the hosts that can be used, or nil.
func (r *routing) toAny(hosts []redirectHost) *conn {
	for _, h := range hosts {
		for _, c := range []*conn{r.byHost[fold(h.parsed.Host)], r.byAddress[addressOf(h.parsed)]} {
			if c != nil && c.usable.Load() {
				return c
			}
		}
	}
	return nil
}

// resultOf returns the Result-Code of the answer in frame, or its
// Experimental-Result-Code, or 0.
func resultOf(frame []byte) diameter.ResultCode {
	for rest := frame[headerLen:]; len(rest) > 0; {
		a, next, err := nextAVP(rest)
		switch {
		case err != nil:
			return 0
		case a.key == keyResultCode && len(a.data) == 4:
			return diameter.ResultCode(binary.BigEndian.Uint32(a.data))
		case a.key == keyExperimentalResult:
			return experimentalOf(a.data)
		}
		rest = next
	}
	return 0
}

// experimentalOf returns the Experimental-Result-Code in an
// Experimental-Result, or 0.
func experimentalOf(group []byte) diameter.ResultCode {
	for len(group) > 0 {
		a, next, err := nextAVP(group)
		switch {
		case err != nil:
			return 0
		case a.key == keyExperimentalResultCode && len(a.data) == 4:
			return diameter.ResultCode(binary.BigEndian.Uint32(a.data))
		}
		group = next
	}
	return 0
}
