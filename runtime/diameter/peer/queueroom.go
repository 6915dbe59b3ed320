package peer

import "sync/atomic"

// maxQueued is how many bytes wait to be written to one connection at most,
// unless a single message is longer.
const maxQueued = 4 << 20

// A queueRoom counts the bytes of a write queue, so that a few long messages
// cannot fill the memory that many short ones may take. Who finds it full tries
// again whenever freed has one.
//
//	for !room.take(n) {
//		<-room.freed // or the end of the connection
//	}
type queueRoom struct {
	bytes   atomic.Int64
	waiters atomic.Int32
	freed   chan struct{} // has room for one
}

// take counts n bytes, or reports that there is no room for them.
func (r *queueRoom) take(n int) bool {
	for {
		bytes := r.bytes.Load()
		if bytes > 0 && bytes+int64(n) > maxQueued {
			return false
		}
		if r.bytes.CompareAndSwap(bytes, bytes+int64(n)) {
			return true
		}
	}
}

// free ends what take began.
func (r *queueRoom) free(n int) {
	r.bytes.Add(-int64(n))
	r.wake()
}

// wake has one of those try again who wait. Each that has tried wakes the next
// one: there may be room for several.
func (r *queueRoom) wake() {
	if r.waiters.Load() == 0 {
		return
	}
	select {
	case r.freed <- struct{}{}:
	default:
	}
}
