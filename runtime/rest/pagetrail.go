package rest

import (
	"crypto/sha256"
	"fmt"
)

// This file is about pages that have no end.

// maxEmptyPages is how many pages without an element may follow each other: the
// caller of an iteration cannot break it off there.
const maxEmptyPages = 1000

// A trail knows the pages that an iteration has seen, by hashes of what leads
// to them.
type trail struct {
	seen  map[[sha256.Size]byte]bool
	empty int // pages without an element, up to the last
}

// visit keeps what leads to the page at hand.
func (t *trail) visit(key string) {
	if t.seen == nil {
		t.seen = map[[sha256.Size]byte]bool{}
	}
	t.seen[sha256.Sum256([]byte(key))] = true
}

// visited reports whether a page was there before.
func (t *trail) visited(key string) bool { return t.seen[sha256.Sum256([]byte(key))] }

// count counts the elements of a page that is not the last. The error says
// that there were too many without one.
func (t *trail) count(elements int) error {
	if t.empty++; elements > 0 {
		t.empty = 0
	}
	if t.empty >= maxEmptyPages {
		return fmt.Errorf("%d pages without an element followed each other, and there is a next one", t.empty)
	}
	return nil
}
