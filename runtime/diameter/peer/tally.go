package peer

import (
	"context"
	"sync"
	"sync/atomic"
)

// A tally counts what is under way, until it is drained: then nothing new may
// start. A sync.WaitGroup cannot refuse.
type tally struct {
	state atomic.Int64 // twice the count, and one more when drained
	idle  chan struct{}
	end   sync.Once // closes idle, when drained and the count is zero
}

const (
	drained int64 = 1
	one     int64 = 2
)

func newTally() *tally { return &tally{idle: make(chan struct{})} }

// enter counts one more, or reports false.
func (t *tally) enter() bool {
	if t.state.Add(one)&drained == 0 {
		return true
	}
	t.leave()
	return false
}

// leave ends what enter began.
func (t *tally) leave() {
	if t.state.Add(-one) == drained {
		t.close()
	}
}

func (t *tally) close() { t.end.Do(func() { close(t.idle) }) }

// goes runs f in a goroutine that is counted, or reports false.
func (t *tally) goes(f func()) bool {
	if !t.enter() {
		return false
	}
	go func() {
		defer t.leave()
		f()
	}()
	return true
}

// drain refuses everything new, and waits until nothing is under way or ctx
// ends.
func (t *tally) drain(ctx context.Context) error {
	if t.state.Or(drained) < one {
		t.close()
	}
	select {
	case <-t.idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
