package peer

import (
	"sync/atomic"
	"time"
)

// quietTime is how long a limiter lets nothing more be logged.
const quietTime = time.Second

// A limiter keeps what happens with every message of an overload from filling
// the log.
type limiter struct {
	next    atomic.Int64 // when it may be logged again, in nanoseconds of Unix time
	skipped atomic.Int64
}

// allows reports whether it may be logged now, and how often it was not since
// the last time.
func (l *limiter) allows() (skipped int64, ok bool) {
	now, next := time.Now().UnixNano(), l.next.Load()
	if now < next || !l.next.CompareAndSwap(next, now+int64(quietTime)) {
		l.skipped.Add(1)
		return 0, false
	}
	return l.skipped.Swap(0), true
}
