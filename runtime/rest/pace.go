package rest

import (
	"context"
	"sync"
	"time"
)

// A pace keeps calls apart. Its time stands still while a server has asked for
// a pause, so that calls that wait for their turn then wait that much longer.
type pace struct {
	perItem float64 // nanoseconds

	mu     sync.Mutex
	next   time.Time     // when the next call may begin
	held   time.Time     // end of the last pause
	paused time.Duration // sum of all pauses
}

func newPace(rate float64) *pace {
	if rate <= 0 {
		return new(pace)
	}
	return &pace{perItem: float64(time.Second) / rate}
}

// wait waits until a call with n items may begin.
func (p *pace) wait(ctx context.Context, n int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	at, paused := p.reserve(n)
	for {
		pause := p.until(at, paused)
		if pause <= 0 {
			return nil
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// reserve returns when a call with n items may begin, and the pauses that this
// takes into account.
func (p *pace) reserve(n int) (at time.Time, paused time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at = later(p.next, time.Now())
	p.next = at.Add(time.Duration(float64(n) * p.perItem))
	return at, p.paused
}

// until returns how long it is until a turn that was reserved.
func (p *pace) until(at time.Time, paused time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Until(at.Add(p.paused - paused))
}

// hold lets no call begin for a while.
func (p *pace) hold(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	end, from := now.Add(d), later(now, p.held)
	if !end.After(from) {
		return
	}
	more := end.Sub(from)
	p.next = later(p.next, now).Add(more)
	p.held, p.paused = end, p.paused+more
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
