package peer

import (
	"sync"
	"sync/atomic"
)

// A buffer holds an encoded message as long as anybody needs it: who sends it,
// perhaps once more to another peer, and the connection that has yet to write
// it. Then the next message uses it. One that somebody forgets to release is
// garbage, no more. The nil *buffer is of a message that is not used again.
type buffer struct {
	frame []byte
	users atomic.Int32
}

// maxBuffer is how many bytes are kept for the next message.
const maxBuffer = 64 << 10

var buffers = sync.Pool{New: func() any { return new(buffer) }}

// newBuffer returns an empty buffer with one user.
func newBuffer() *buffer {
	b := buffers.Get().(*buffer)
	b.frame = b.frame[:0]
	b.users.Store(1)
	return b
}

// share adds a user.
func (b *buffer) share() {
	if b != nil {
		b.users.Add(1)
	}
}

// release ends the use by one of them.
func (b *buffer) release() {
	if b != nil && b.users.Add(-1) == 0 && cap(b.frame) <= maxBuffer {
		buffers.Put(b)
	}
}

// of returns b if it holds the message in frame, and otherwise nil.
func (b *buffer) of(frame []byte) *buffer {
	if len(frame) == 0 || len(b.frame) == 0 || &frame[0] != &b.frame[0] {
		return nil
	}
	return b
}
