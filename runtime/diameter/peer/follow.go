package peer

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// maxRedirects is how often one request is redirected.
const maxRedirects = 4

// maxRedirections is the number of redirections that are remembered.
const maxRedirections = 1024

// exchange sends a request and returns the answer, as roundTrip does, and
// follows redirections, those that are remembered as well (RFC 6733
// section 6.1.8). A redirection that it cannot or must not follow is the answer.
func (n *Node) exchange(ctx context.Context, keys *requestKeys, q routeQuery, request outgoing, wait bool) ([]byte, error) {
	first, err := n.remembered(ctx, keys, &q)
	for hop := 0; err == nil; hop++ {
		answer, err := n.roundTrip(ctx, q, first, request, wait)
		if err != nil || hop == maxRedirects || resultOf(answer.frame) != diameter.ResultRedirectIndication {
			return answer.frame, err
		}
		r, err := readRedirect(answer.frame)
		if err != nil {
			return answer.frame, nil
		}
		first, err = n.redirectedTo(ctx, &q, r.hosts, r.keep)
		switch {
		case err != nil:
			return nil, err
		case first == nil:
			return answer.frame, nil
		}
		n.redirects.add(r, keys, answer.from, time.Now())
		request = outgoing{frame: withFlags(request.frame, answer.flags)} // a copy: a connection may still have it
	}
	return nil, err
}

// remembered returns the connection that a request goes to because of an
// earlier redirection, or because that depends on the peer that it goes to
// without. It is nil if no redirection is remembered that suits the request.
func (n *Node) remembered(ctx context.Context, keys *requestKeys, q *routeQuery) (*conn, error) {
	if n.redirects.empty() {
		return nil, nil
	}
	r, now := n.routing.Load(), time.Now()
	if hosts := r.suited(n.redirects.lookup(keys, "", now), q); len(hosts) > 0 {
		return n.redirectedTo(ctx, q, hosts, forgotten)
	}
	c, rc := r.pick(q)
	if rc != 0 {
		return nil, nil
	}
	if hosts := r.suited(n.redirects.lookup(keys, c.peer.host, now), q); len(hosts) > 0 {
		return n.redirectedTo(ctx, q, hosts, forgotten)
	}
	return c, nil
}

// mayFollow reports whether a host may become a peer.
func (n *Node) mayFollow(h redirectHost) bool {
	return n.cfg.FollowRedirect != nil && n.cfg.FollowRedirect(h.uri)
}

// forgotten is the time of a redirection that is not renewed.
const forgotten time.Duration = -1

// redirectedTo returns the connection with one of the hosts of a redirection
// that holds for a time. If there is none it connects with those that it may,
// one after the other. If it may connect with none it returns nil. Hosts that do
// not suit the request are passed over.
func (n *Node) redirectedTo(ctx context.Context, q *routeQuery, hosts []redirectHost, keep time.Duration) (*conn, error) {
	unreachable := &RoutingError{ResultCode: diameter.ResultUnableToDeliver, Host: string(hosts[0].parsed.Host), Application: q.app}
	r := n.routing.Load()
	if hosts = r.suited(hosts, q); len(hosts) == 0 {
		return nil, fmt.Errorf("redirected: %w: %w", unreachable, errUnsuited)
	}
	if c := r.toAny(hosts, q); c != nil {
		if keep != forgotten {
			n.extendLink(c, keep)
		}
		return c, nil
	}
	c, err := n.connectAny(ctx, q, hosts, keep)
	if err == nil {
		return c, nil
	}
	for _, h := range hosts {
		n.redirects.forget(h.parsed.Host)
	}
	return nil, fmt.Errorf("redirected: %w: %w", unreachable, err)
}

// connectAny connects with one of the hosts that may be followed. When all have
// failed, those that AddPeer named are waited for.
func (n *Node) connectAny(ctx context.Context, q *routeQuery, hosts []redirectHost, keep time.Duration) (c *conn, err error) {
	var lasting []redirectHost
	for h, l := range n.followLinks(hosts, keep) {
		if c, err = n.awaitLink(ctx, q, l, h); c != nil || ctx.Err() != nil || n.calling.Err() != nil {
			return c, err
		}
		if n.lasts(l) {
			lasting = append(lasting, h)
		}
	}
	for len(lasting) > 0 && err != nil {
		r := n.routing.Load()
		if c := r.toAny(lasting, q); c != nil {
			return c, nil
		}
		if n.accepting.Err() != nil || len(r.suited(lasting, q)) == 0 {
			return nil, err
		}
		if ended := n.awaitRouting(ctx, r); ended != nil {
			return nil, fmt.Errorf("%w: %w", err, ended)
		}
	}
	return nil, err
}

// followLinks returns, one after the other, links to the hosts that may be
// followed.
func (n *Node) followLinks(hosts []redirectHost, keep time.Duration) iter.Seq2[redirectHost, *link] {
	return func(yield func(redirectHost, *link) bool) {
		for _, h := range hosts {
			if !n.mayFollow(h) {
				continue
			}
			l, err := n.followLink(h, keep)
			if err != nil {
				n.cfg.Logger.Warn("diameter redirection not followed", "host", h.uri, "reason", err)
				continue
			}
			if !yield(h, l) {
				return
			}
		}
	}
}

// awaitLink waits until the peer of a link may be used. The error says why it is
// not connected: a link that waits before it connects again is not waited for.
func (n *Node) awaitLink(ctx context.Context, q *routeQuery, l *link, h redirectHost) (*conn, error) {
	for {
		r := n.routing.Load()
		if c := r.toAny([]redirectHost{h}, q); c != nil {
			return c, nil
		}
		if !r.suits(h, q) {
			return nil, fmt.Errorf("%s: %w", l.address, errUnsuited)
		}
		if err := n.linkError(l); err != nil {
			return nil, fmt.Errorf("%s: %w", l.address, err)
		}
		if err := n.awaitRouting(ctx, r); err != nil {
			return nil, err
		}
	}
}

// toAny returns a connection with one of the hosts that can be used and suits
// the request, or nil.
func (r *routing) toAny(hosts []redirectHost, q *routeQuery) *conn {
	for _, h := range hosts {
		for _, c := range r.at(h) {
			if c != nil && c.usable.Load() && c.suits(h, q) {
				return c
			}
		}
	}
	return nil
}

// at returns the connections with a host, which may be nil or the same.
func (r *routing) at(h redirectHost) [2]*conn {
	return [2]*conn{r.byHost[fold(h.parsed.Host)], r.byAddress[addressOf(h.parsed)]}
}

// suited returns those of the hosts that suit a request.
func (r *routing) suited(hosts []redirectHost, q *routeQuery) []redirectHost {
	return slices.DeleteFunc(slices.Clone(hosts), func(h redirectHost) bool { return !r.suits(h, q) })
}

// suits reports whether a request may be redirected to a host, as far as is
// known of it: if it is connected, it is what it told of itself that counts.
func (r *routing) suits(h redirectHost, q *routeQuery) bool {
	ok := !q.excludes(h.parsed.Host)
	for _, c := range r.at(h) {
		if c != nil && ok {
			ok = c.suits(h, q)
		}
	}
	return ok
}

// suits reports whether a request may be redirected to a peer as the host h. It
// does not go back to where it has been, nor without TLS to a host of aaas.
func (c *conn) suits(h redirectHost, q *routeQuery) bool {
	return !q.excludes(c.peer.host) && c.peer.serves(q.app) && (!h.parsed.Secure || c.tlsState() != nil)
}
