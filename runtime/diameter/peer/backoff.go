package peer

import (
	"math/rand/v2"
	"time"
)

// A backoff says how long to wait before the next attempt to connect: longer
// with every failure, and never exactly as long as others do.
type backoff struct{ least, most, pause time.Duration }

func newBackoff(least, most time.Duration) *backoff { return &backoff{least, most, least} }

// next returns the pause before the next attempt: half of it is chance.
func (b *backoff) next() time.Duration {
	pause := b.pause
	b.pause = min(2*b.pause, b.most)
	return pause/2 + rand.N(pause/2+1)
}

// reset is told that a connection was open.
func (b *backoff) reset() { b.pause = b.least }

// busy is told that the peer has no time for the node (RFC 6733 section 5.4.3).
func (b *backoff) busy() { b.pause = b.most }
