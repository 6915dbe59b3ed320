package peer

import (
	"slices"
	"testing"
)

// TestBuffer has a buffer that is used again only when nobody needs it.
func TestBuffer(t *testing.T) {
	b := newBuffer()
	b.frame = append(b.frame, "a request"...)
	b.share() // as a queue does
	b.release()
	if other := newBuffer(); other == b {
		t.Fatal("a buffer that still has a user is used again")
	}
	if string(b.frame) != "a request" {
		t.Errorf("the queue would write %q", b.frame)
	}
	b.release()
	if n := b.users.Load(); n != 0 {
		t.Errorf("%d users, want none", n)
	}
	if b := newBuffer(); len(b.frame) != 0 || b.users.Load() != 1 {
		t.Errorf("a new buffer has %q and %d users", b.frame, b.users.Load())
	}
}

// TestBufferOf has answers that are in the buffer and others.
func TestBufferOf(t *testing.T) {
	b := &buffer{frame: []byte("answer")}
	if b.of(b.frame) != b || b.of(slices.Clone(b.frame)) != nil || b.of(nil) != nil || new(buffer).of(b.frame) != nil {
		t.Error("of does not tell where an answer is")
	}
	var none *buffer
	none.share()
	none.release()
}
