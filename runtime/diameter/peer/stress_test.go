package peer_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
	"github.com/telgen/telgen/runtime/diameter/peer"
)

// A cutter cuts connections at random.
type cutter struct {
	mu   sync.Mutex
	open map[net.Conn]bool
	cuts int
}

func (c *cutter) add(nc net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[nc] = true
}

// cut closes one connection, whichever comes first.
func (c *cutter) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for nc := range c.open {
		nc.Close()
		delete(c.open, nc)
		c.cuts++
		return
	}
}

// dialling makes a node's connections ones that can be cut.
func (c *cutter) dialling(b *book, cfg peer.Config) peer.Config {
	cfg.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		nc, err := b.dial(ctx, network, address)
		if err == nil {
			c.add(nc)
		}
		return nc, err
	}
	return cfg
}

// outcomes counts how calls ended.
type outcomes struct{ answered, refused, closed, noWay, late atomic.Int64 }

// note counts one call, or reports that it must not end like this.
func (o *outcomes) note(err error) bool {
	var routing *peer.RoutingError
	var refused *diameter.AnswerError
	switch {
	case err == nil:
		o.answered.Add(1)
	case errors.As(err, &refused):
		o.refused.Add(1)
		return refused.ResultCode == diameter.ResultUnableToDeliver // it failed over to another host
	case errors.Is(err, peer.ErrClosed):
		o.closed.Add(1)
	case errors.As(err, &routing):
		o.noWay.Add(1)
	case errors.Is(err, context.DeadlineExceeded):
		o.late.Add(1)
	default:
		return false
	}
	return true
}

// Four nodes that are connected with each other, 32 callers, and connections
// that are cut all the time: every call ends, with its own answer or an error,
// and nothing is left of it all.
func TestStress(t *testing.T) {
	const count, callers, during = 4, 32, 3 * time.Second
	before := runtime.NumGoroutine()
	b, scissors := newBook(), &cutter{open: make(map[net.Conn]bool)}
	var nodes [count]*peer.Node
	var names [count]diameter.Identity
	for i := range nodes {
		names[i] = diameter.Identity(fmt.Sprintf("node%d.example.org", i))
		cfg := scissors.dialling(b, b.config(names[i]))
		cfg.ReconnectMin, cfg.ReconnectMax = time.Millisecond, 10*time.Millisecond
		nodes[i] = newNode(t, cfg)
		nodes[i].Handle(pingHandler(echo))
		b.serve(t, nodes[i], names[i])
	}
	for i, node := range nodes {
		for j, name := range names {
			if i != j {
				addPeer(t, node, "aaa://"+string(name))
			}
		}
	}
	ctx, stop := context.WithTimeout(context.Background(), during)
	defer stop()
	var all sync.WaitGroup
	var seen outcomes
	for i := range callers {
		all.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				text := fmt.Sprintf("call %d of %d", n, i)
				req := newPing(text)
				if to := rand.IntN(2 * count); to < count && to != i%count {
					req.Extra = []diameter.AVP{toHost(names[to])}
				}
				limit, cancel := context.WithTimeout(context.Background(), time.Second)
				answer, err := pingClient{nodes[i%count]}.Ping(limit, req)
				cancel()
				if !seen.note(err) || err == nil && answer.Text != text {
					t.Errorf("%s: %+v, %v", text, answer, err)
					return
				}
			}
		})
	}
	all.Go(func() {
		for ctx.Err() == nil {
			time.Sleep(time.Duration(rand.IntN(10)) * time.Millisecond)
			scissors.cut()
		}
	})
	all.Wait()
	t.Logf("%d cuts; %d answered, %d refused, %d closed, %d without a way, %d late", scissors.cuts,
		seen.answered.Load(), seen.refused.Load(), seen.closed.Load(), seen.noWay.Load(), seen.late.Load())
	if seen.answered.Load() < 100 || scissors.cuts < 20 {
		t.Errorf("%d answers, %d cuts: too few to say anything", seen.answered.Load(), scissors.cuts)
	}
	for i, node := range nodes {
		for _, p := range node.Peers() {
			if p.Pending != 0 {
				t.Errorf("%s waits for %d answers of %s", names[i], p.Pending, p.Identity)
			}
		}
	}
	for _, node := range nodes {
		all.Go(func() {
			if err := node.Shutdown(soonContext(t)); err != nil {
				t.Errorf("Shutdown: %v", err)
			}
		})
	}
	all.Wait()
	if n := b.open.Load(); n != 0 {
		t.Errorf("%d connections are open", n)
	}
	noMoreGoroutines(t, before)
}
