package peer

import (
	"context"
	"errors"
	"fmt"

	"github.com/telgen/telgen/runtime/diameter"
)

// maxAttempts is the number of peers that a request is sent to at most.
const maxAttempts = 4

// A transaction is a request on its way: it has been sent to one peer, or to
// several after a failover, and the first answer of any of them counts.
type transaction struct {
	answers  chan []byte
	attempts [maxAttempts]sent
	n        int
}

// sent says where a request was sent to.
type sent struct {
	c        *conn
	hopByHop uint32
}

// roundTrip exchanges the request in frame, whose Hop-by-Hop Identifier it
// sets, and returns the answer and the peer that was asked last. The first to
// be asked is c, if it is not nil. If wait is set, it waits for a peer that may
// still connect. A peer that is too busy is passed over while there is another
// one.
func (n *Node) roundTrip(ctx context.Context, q *routeQuery, c *conn, frame []byte, wait bool) (answer []byte, from diameter.Identity, err error) {
	t := &transaction{answers: make(chan []byte, maxAttempts)}
	defer t.forget()
	if c == nil {
		c, err = n.way(ctx, q, wait)
	}
	for err == nil {
		err = t.send(ctx, c, frame)
		if errors.Is(err, errUnsent) {
			c, err = n.insteadOf(ctx, c, q, wait)
			continue
		}
		if err == nil {
			answer, err = t.await(ctx, c)
		}
		busy := err == nil && answer[4]&byte(diameter.FlagError) != 0 && resultOf(answer) == diameter.ResultTooBusy
		if !busy && !errors.Is(err, errFailover) {
			return answer, c.peer.host, err
		}
		q.tried = append(q.tried, c.peer.host)
		next, rc := n.routing.Load().pick(q)
		switch {
		case busy && (rc != 0 || t.n == maxAttempts):
			return answer, c.peer.host, nil
		case rc != 0 || t.n == maxAttempts:
			answer, err = t.last(ctx)
			return answer, c.peer.host, err
		case busy: // RFC 6733 section 7.1.3; it was not handled, and is not repeated
			frame = withFlags(frame, 0)
		default:
			frame = withFlags(frame, diameter.FlagRetransmitted)
		}
		c, err = next, nil
	}
	return nil, "", err
}

// send queues the request in frame with an identifier of the connection.
func (t *transaction) send(ctx context.Context, c *conn, frame []byte) error {
	hopByHop := c.await(t.answers)
	setHopByHop(frame, hopByHop)
	if err := c.send(ctx, outgoing{frame: frame}); err != nil {
		c.forget(hopByHop)
		return err
	}
	c.counters.requestsOut.Add(1)
	t.attempts[t.n] = sent{c, hopByHop}
	t.n++
	return nil
}

// await waits for an answer, as long as the last peer is likely to give one:
// then the error is errFailover.
func (t *transaction) await(ctx context.Context, c *conn) ([]byte, error) {
	select {
	case answer := <-t.answers:
		return answer, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-c.doubt.channel():
	case <-c.ctx.Done():
	}
	select {
	case answer := <-t.answers: // it came just before
		return answer, nil
	default:
		return nil, errFailover
	}
}

// last waits for an answer as long as any connection lasts, after there is no
// other peer to ask.
func (t *transaction) last(ctx context.Context) ([]byte, error) {
	var closed error
	for _, a := range t.attempts[:t.n] {
		select {
		case answer := <-t.answers:
			return answer, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-a.c.ctx.Done():
			closed = a.c.closedError()
		}
	}
	select {
	case answer := <-t.answers:
		return answer, nil
	default:
		return nil, closed
	}
}

// forget ends the wait for answers: those that come later are dropped.
func (t *transaction) forget() {
	for _, a := range t.attempts[:t.n] {
		a.c.forget(a.hopByHop)
	}
}

// way returns the connection that a request goes to. If wait is set, it waits
// for one that may appear.
func (n *Node) way(ctx context.Context, q *routeQuery, wait bool) (*conn, error) {
	for {
		if n.calling.Err() != nil {
			return nil, ErrShutdown
		}
		r := n.routing.Load()
		c, rc := r.pick(q)
		if rc == 0 {
			return c, nil
		}
		if !wait || !r.mayAppear(rc) {
			return nil, q.failure(rc)
		}
		if err := n.awaitRouting(ctx, r); err != nil {
			err = fmt.Errorf("%w: %w", q.failure(rc), err)
			if last := n.lastDialError(); last != nil {
				err = fmt.Errorf("%w (last attempt to connect: %v)", err, last)
			}
			return nil, err
		}
	}
}

// insteadOf returns a connection after c took no more messages.
func (n *Node) insteadOf(ctx context.Context, c *conn, q *routeQuery, wait bool) (*conn, error) {
	select {
	case <-c.gone: // and so out of the routing
		return n.way(ctx, q, wait)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// awaitRouting waits until r is replaced.
func (n *Node) awaitRouting(ctx context.Context, r *routing) error {
	select {
	case <-r.replaced:
		return nil
	case <-n.calling.Done():
		return ErrShutdown
	case <-ctx.Done():
		return ctx.Err()
	}
}

// failure returns the error of a request that has no way.
func (q *routeQuery) failure(rc diameter.ResultCode) *RoutingError {
	return &RoutingError{
		ResultCode: rc, Host: string(q.destinationHost), Realm: string(q.destinationRealm), Application: q.app,
	}
}
