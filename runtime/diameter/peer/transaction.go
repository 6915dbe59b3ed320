package peer

import (
	"context"
	"errors"
	"slices"

	"github.com/telgen/telgen/runtime/diameter"
)

// maxAttempts is the number of peers that a request is sent to at most.
const maxAttempts = 4

// A transaction is a request on its way: it has been sent to one peer, or to
// several after a failover, and the first answer of any of them counts.
type transaction struct {
	node    *Node
	query   routeQuery
	request outgoing      // with the identifier of the last attempt
	answers chan received // new for each: users test inside synctest bubbles, which channels cannot leave
	alarm   chan struct{}

	attempts [maxAttempts]sent
	n        int      // of attempts; the last one is the current one
	left     int      // of attempts that the query knows of as tried
	seen     *routing // that had no other peer
}

// sent says where a request was sent to.
type sent struct {
	c        *conn
	hopByHop uint32
	busy     bool // the peer had no time for it: no answer is to come
}

// errRouting says that there may be another peer now.
var errRouting = errors.New("the routing has changed")

// A reply is the answer to a request.
type reply struct {
	frame []byte
	from  diameter.Identity    // the peer that gave it
	flags diameter.HeaderFlags // T if the request was sent again after a failover
}

// roundTrip exchanges a request, whose Hop-by-Hop Identifier it sets, and returns
// the answer. The first to be asked is c, if it is not nil. If wait is set, it
// waits for a peer that may still connect. A peer that is too busy is passed over
// while there is another one (RFC 6733 section 7.1.3): such a request is not
// repeated.
func (n *Node) roundTrip(ctx context.Context, q routeQuery, c *conn, request outgoing, wait bool) (reply, error) {
	q.tried = slices.Clone(q.tried) // move notes the peers that failed
	t := &transaction{node: n, query: q, request: request, answers: make(chan received, maxAttempts), alarm: make(chan struct{}, 1)}
	defer t.forget()
	err := t.begin(ctx, c, wait)
	for err == nil {
		var answer received
		var moved bool
		answer, err = t.await(ctx)
		switch {
		case err == nil && answer.attempt >= t.n: // nothing was sent that it could be for
		case err == nil && !answer.busy():
			return t.reply(answer), nil
		case err == nil:
			moved, err = t.pass(ctx, answer.attempt)
			if err == nil && !moved {
				return t.reply(answer), nil
			}
		case errors.Is(err, errFailover):
			_, err = t.move(ctx, diameter.FlagRetransmitted)
		}
	}
	return reply{}, err
}

// reply returns what is known of an answer.
func (t *transaction) reply(answer received) reply {
	return reply{
		frame: answer.frame, from: t.attempts[answer.attempt].c.peer.host,
		flags: diameter.HeaderFlags(t.request.frame[4]) & diameter.FlagRetransmitted,
	}
}

// busy reports whether the answer is DIAMETER_TOO_BUSY (3004).
func (r received) busy() bool {
	return r.frame[4]&byte(diameter.FlagError) != 0 && resultOf(r.frame) == diameter.ResultTooBusy
}

// begin sends the request to the first peer: to c, if it is not nil.
func (t *transaction) begin(ctx context.Context, c *conn, wait bool) (err error) {
	for {
		if c == nil {
			if c, err = t.node.way(ctx, &t.query, wait); err != nil {
				return err
			}
		}
		if err = t.send(ctx, c); !errors.Is(err, errUnsent) {
			return err
		}
		if err = c.awaitGone(ctx); err != nil {
			return err
		}
		c = nil
	}
}

// send queues the request with an identifier of the connection. A peer that
// guesses that identifier may answer before the request is queued: if it never
// is, that answer is dropped, before the number of the attempt is given to
// another peer.
func (t *transaction) send(ctx context.Context, c *conn) error {
	hopByHop := c.await(waiter{t.answers, t.n, t.alarm})
	setHopByHop(t.request.frame, hopByHop)
	if err := c.send(ctx, t.request); err != nil {
		c.forget(hopByHop)
		t.dropStray()
		return err
	}
	c.counters.requestsOut.Add(1)
	t.attempts[t.n] = sent{c: c, hopByHop: hopByHop}
	t.n++
	t.seen = nil
	return nil
}

// dropStray drops the answer to a request that was not sent, which nobody can
// give any more. Answers to those that were sent stay.
func (t *transaction) dropStray() {
	for range len(t.answers) {
		if answer := <-t.answers; answer.attempt < t.n {
			t.answers <- answer // for each attempt there is room
		}
	}
}

// awaitGone waits until the routing does not have c any more, which took no
// message.
func (c *conn) awaitGone(ctx context.Context) error {
	select {
	case <-c.gone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// pass is told of a peer that is too busy. If it is the one that was asked last,
// the request goes to another peer: pass reports false if there is none. It is
// no news of the others: they are waited for.
func (t *transaction) pass(ctx context.Context, attempt int) (moved bool, err error) {
	t.attempts[attempt].busy = true
	if attempt != t.n-1 {
		return true, nil
	}
	return t.move(ctx, 0)
}

// move sends the request to another peer, with further flags in a frame of its
// own, because a connection may still have the other one. It reports false if
// there is no other peer; seen is set then.
func (t *transaction) move(ctx context.Context, flags diameter.HeaderFlags) (moved bool, err error) {
	for ; t.left < t.n; t.left++ {
		t.query.tried = append(t.query.tried, t.attempts[t.left].c.peer.host)
	}
	for {
		t.seen = t.node.routing.Load()
		c, rc := t.seen.pick(&t.query)
		if rc != 0 || t.n == maxAttempts {
			return false, nil
		}
		t.request = outgoing{frame: withFlags(t.request.frame, flags)}
		if err := t.send(ctx, c); !errors.Is(err, errUnsent) {
			return err == nil, err
		}
		if err := c.awaitGone(ctx); err != nil {
			return false, err
		}
	}
}

// await waits for an answer, as long as the last peer is likely to give one, or
// there is no other one: the error errFailover asks for a move.
func (t *transaction) await(ctx context.Context) (received, error) {
	for c := t.attempts[t.n-1].c; ; t.seen = nil {
		for !c.fails() {
			select {
			case answer := <-t.answers:
				return answer, nil
			case <-ctx.Done():
				return received{}, ctx.Err()
			case <-t.alarm: // perhaps by another connection, or it is over
			}
		}
		select {
		case answer := <-t.answers: // it came just before
			return answer, nil
		default:
		}
		if t.seen == nil {
			return received{}, errFailover
		}
		if answer, err := t.last(ctx); !errors.Is(err, errRouting) {
			return answer, err
		}
	}
}

// last waits for an answer as long as any connection lasts, after there was no
// other peer to ask. The error is errRouting when there may be one.
func (t *transaction) last(ctx context.Context) (received, error) {
	var closed error
	for _, a := range t.attempts[:t.n] {
		if a.busy {
			continue
		}
		select {
		case answer := <-t.answers:
			return answer, nil
		case <-ctx.Done():
			return received{}, ctx.Err()
		case <-t.seen.replaced:
			if a.c.ctx.Err() == nil {
				return received{}, errRouting
			}
			closed = a.c.closedError()
		case <-a.c.ctx.Done():
			closed = a.c.closedError()
		}
	}
	select {
	case answer := <-t.answers:
		return answer, nil
	default:
		return received{}, closed
	}
}

// forget ends the wait for answers: those that come later are dropped.
func (t *transaction) forget() {
	for _, a := range t.attempts[:t.n] {
		a.c.forget(a.hopByHop)
	}
}
