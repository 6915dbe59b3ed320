package peer

import (
	"context"
	"sync"
)

// A tally counts what is under way, until it is drained: then nothing new may
// start. A sync.WaitGroup cannot refuse.
type tally struct {
	mu      sync.Mutex
	n       int
	drained bool
	idle    chan struct{} // closed when drained and n is zero
}

func newTally() *tally { return &tally{idle: make(chan struct{})} }

// enter counts one more, or reports false.
func (t *tally) enter() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.drained {
		return false
	}
	t.n++
	return true
}

// leave ends what enter began.
func (t *tally) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n--
	if t.drained && t.n == 0 {
		close(t.idle)
	}
}

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
	t.mu.Lock()
	if !t.drained {
		t.drained = true
		if t.n == 0 {
			close(t.idle)
		}
	}
	t.mu.Unlock()
	select {
	case <-t.idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
