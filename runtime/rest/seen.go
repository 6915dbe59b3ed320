package rest

import (
	"crypto/sha256"
	"sync"
	"time"
)

// A seenSet remembers the last signatures, up to a number of them.
type seenSet struct {
	mu      sync.Mutex
	expires map[[sha256.Size]byte]time.Time // zero: never
	ring    [][sha256.Size]byte             // in the order in which they came
	oldest  int                             // in ring, once that is full
	size    int
}

func newSeenSet(size int) *seenSet {
	return &seenSet{expires: map[[sha256.Size]byte]time.Time{}, size: size}
}

// add remembers mac, for the given time unless that is 0, and reports whether
// it is new.
func (s *seenSet) add(mac [sha256.Size]byte, now time.Time, keep time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if end, ok := s.expires[mac]; ok && (end.IsZero() || now.Before(end)) {
		return false // as has
	}
	var end time.Time
	if keep > 0 {
		end = now.Add(keep)
	}
	if _, ok := s.expires[mac]; !ok {
		s.push(mac)
	}
	s.expires[mac] = end
	return true
}

// has reports whether mac was added and is still remembered.
func (s *seenSet) has(mac [sha256.Size]byte, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	end, ok := s.expires[mac]
	return ok && (end.IsZero() || now.Before(end))
}

// push puts mac behind the others, in the place of the oldest if there is no
// other.
func (s *seenSet) push(mac [sha256.Size]byte) {
	if len(s.ring) < s.size {
		s.ring = append(s.ring, mac)
		return
	}
	delete(s.expires, s.ring[s.oldest])
	s.ring[s.oldest] = mac
	s.oldest = (s.oldest + 1) % s.size
}

// remove makes mac new again. Its place in the ring stays its own until it is
// the oldest, so that it is not pushed twice.
func (s *seenSet) remove(mac [sha256.Size]byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.expires[mac]; ok {
		s.expires[mac] = time.Time{}.Add(1) // long ago
	}
}
