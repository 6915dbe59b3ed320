package peer

import (
	"context"
	"fmt"

	"github.com/telgen/telgen/runtime/diameter"
)

// A waiter waits for an answer. The channel must have room for it.
type waiter struct {
	answers chan<- received
	attempt int             // the number of the request among those of a transaction
	alarm   chan<- struct{} // told when the connection fails or is in doubt; may be nil
}

// A received answer says which attempt of a transaction it is for.
type received struct {
	frame   []byte
	attempt int
}

// await has the answer to a request given to w, and returns the Hop-by-Hop
// Identifier of the request.
func (c *conn) await(w waiter) uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hopByHop++
	c.pending[c.hopByHop] = w
	return c.hopByHop
}

// nextHopByHop returns an identifier whose answer nobody waits for.
func (c *conn) nextHopByHop() uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hopByHop++
	return c.hopByHop
}

// forget ends what await began: nothing is delivered any more when it returns.
func (c *conn) forget(hopByHop uint32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.pending, hopByHop)
}

// fails reports whether an answer is no longer likely to come.
func (c *conn) fails() bool { return c.doubted.Load() || c.ctx.Err() != nil }

// alarmWaiters has those look at fails who wait for an answer. Each has an
// alarm of its own: one that all of them select on would be a lock that all of
// them take with each call.
func (c *conn) alarmWaiters() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range c.pending {
		select {
		case w.alarm <- struct{}{}:
		default: // it was told already, or does not want to know
		}
	}
}

// waiting returns the number of requests without an answer.
func (c *conn) waiting() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.pending)
}

// deliver gives an answer to the call that waits for it. One that nobody waits
// for, because the call has ended or there never was one, is dropped
// (RFC 6733 section 6.2.1).
func (c *conn) deliver(h diameter.Header, frame []byte) {
	if h.CommandCode == codeDeviceWatchdog {
		return
	}
	if c.handOver(h.HopByHop, frame) {
		return
	}
	c.counters.late.Add(1)
	c.log.Debug("diameter answer dropped, no request waits for it", "command", h.CommandCode, "hopByHop", h.HopByHop)
}

// handOver gives an answer to the one that waits for it, and reports whether
// somebody does.
func (c *conn) handOver(hopByHop uint32, frame []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	w, ok := c.pending[hopByHop]
	if !ok {
		return false
	}
	delete(c.pending, hopByHop)
	select {
	case w.answers <- received{frame, w.attempt}:
		c.counters.answersIn.Add(1)
		return true
	default: // there should have been room; the reader must not wait for it
		return false
	}
}

// request sends m, a request of the connection itself, and waits for its
// answer.
func (c *conn) request(ctx context.Context, m diameter.Message) error {
	answer := make(chan received, 1)
	h := m.Head()
	h.HopByHop, h.EndToEnd = c.await(waiter{answers: answer}), c.node.ids.nextEndToEnd()
	defer c.forget(h.HopByHop)
	if err := c.send(ctx, outgoing{frame: diameter.Append(nil, m)}); err != nil {
		return err
	}
	select {
	case <-answer:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-c.ctx.Done():
		return c.closedError()
	}
}

// closedError is ErrClosed with the reason.
func (c *conn) closedError() error {
	return fmt.Errorf("%w: %w", ErrClosed, context.Cause(c.ctx))
}
