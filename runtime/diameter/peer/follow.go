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
		answer, from, err := n.roundTrip(ctx, q, first, request, wait)
		if err != nil || hop == maxRedirects || resultOf(answer) != diameter.ResultRedirectIndication {
			return answer, err
		}
		r, err := readRedirect(answer)
		if err != nil {
			return answer, nil
		}
		first, err = n.redirectedTo(ctx, r.hosts, r.keep)
		switch {
		case err != nil:
			return nil, err
		case first == nil:
			return answer, nil
		}
		n.redirects.add(r, keys, from, time.Now())
		request = outgoing{frame: slices.Clone(request.frame)} // a connection may still have it
	}
	return nil, err
}

// remembered returns the connection that a request goes to because of an
// earlier redirection, or because that depends on the peer that it goes to
// without. It is nil if no redirection is remembered.
func (n *Node) remembered(ctx context.Context, keys *requestKeys, q *routeQuery) (*conn, error) {
	if n.redirects.empty() {
		return nil, nil
	}
	now := time.Now()
	if hosts := n.redirects.lookup(keys, "", now); hosts != nil {
		return n.redirectedTo(ctx, hosts, forgotten)
	}
	c, rc := n.routing.Load().pick(q)
	if rc != 0 {
		return nil, nil
	}
	if hosts := n.redirects.lookup(keys, c.peer.host, now); hosts != nil {
		return n.redirectedTo(ctx, hosts, forgotten)
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
// one after the other. If it may connect with none it returns nil.
func (n *Node) redirectedTo(ctx context.Context, hosts []redirectHost, keep time.Duration) (*conn, error) {
	if c := n.routing.Load().toAny(hosts); c != nil {
		if keep != forgotten {
			n.extendLink(c, keep)
		}
		return c, nil
	}
	c, err := n.connectAny(ctx, hosts, keep)
	if err == nil {
		return c, nil
	}
	for _, h := range hosts {
		n.redirects.forget(h.parsed.Host)
	}
	unreachable := &RoutingError{ResultCode: diameter.ResultUnableToDeliver, Host: string(hosts[0].parsed.Host)}
	return nil, fmt.Errorf("redirected: %w: %w", unreachable, err)
}

// connectAny connects with one of the hosts that may be followed. When all have
// failed, those that AddPeer named are waited for.
func (n *Node) connectAny(ctx context.Context, hosts []redirectHost, keep time.Duration) (c *conn, err error) {
	var lasting []redirectHost
	for h, l := range n.followLinks(hosts, keep) {
		if c, err = n.awaitLink(ctx, l, h); c != nil || ctx.Err() != nil || n.calling.Err() != nil {
			return c, err
		}
		if n.lasts(l) {
			lasting = append(lasting, h)
		}
	}
	for len(lasting) > 0 && err != nil {
		r := n.routing.Load()
		if c := r.toAny(lasting); c != nil {
			return c, nil
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
func (n *Node) awaitLink(ctx context.Context, l *link, h redirectHost) (*conn, error) {
	for {
		r := n.routing.Load()
		if c := r.toAny([]redirectHost{h}); c != nil {
			return c, nil
		}
		if err := n.linkError(l); err != nil {
			return nil, fmt.Errorf("%s: %w", l.address, err)
		}
		if err := n.awaitRouting(ctx, r); err != nil {
			return nil, err
		}
	}
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
