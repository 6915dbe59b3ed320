package peer

import (
	"context"
	"maps"
	"slices"
	"sync"
)

// Shutdown ends the node in an orderly way: it accepts and makes no more
// connections, waits for the requests that are being handled, takes leave of
// all peers (Disconnect-Peer-Request with cause REBOOTING) and closes the
// connections. New requests of peers are answered DIAMETER_TOO_BUSY (3004)
// meanwhile, and calls that no connected peer takes get a *RoutingError. When ctx ends first, it closes everything at once and returns the
// error of ctx. In either case calls return; only handlers that do not heed
// their context can outlive Shutdown, and only when ctx has ended.
func (n *Node) Shutdown(ctx context.Context) error {
	n.endAccepting(ErrShutdown)
	n.changed() // wakes those that wait for peers which connect no more
	err := n.requests.drain(ctx)
	n.endCalling(ErrShutdown)
	n.takeLeave(ctx)
	n.endEverything(ErrShutdown)
	if err != nil {
		return err
	}
	return n.tasks.drain(ctx)
}

// takeLeave ends all open connections, unless ctx ends, and lets no other
// open.
func (n *Node) takeLeave(ctx context.Context) {
	n.mu.Lock()
	n.closing = true
	open := slices.Collect(maps.Values(n.connected))
	n.mu.Unlock()
	var wg sync.WaitGroup
	for _, c := range open {
		wg.Go(func() { c.takeLeave(ctx, causeRebooting) })
	}
	wg.Wait()
}
