package qod

import (
	"context"
	"sync"
	"time"
)

// A window remembers which events were taken: the last of them, up to a number
// and for a time. Of several deliveries that are there at once one is worked
// on, and the others wait for what becomes of it.
type window struct {
	size int
	keep time.Duration
	now  func() time.Time

	mu      sync.Mutex
	running map[eventKey]chan struct{} // closed when the work is over
	taken   map[eventKey]time.Time     // when it is forgotten
	ring    []eventKey                 // those taken, in their order
	oldest  int                        // in ring, once that is full
}

func newWindow(size int, keep time.Duration) *window {
	return &window{size: size, keep: keep, now: time.Now, running: map[eventKey]chan struct{}{}, taken: map[eventKey]time.Time{}}
}

// once calls take unless that has succeeded for the same key before. A failure
// is not remembered: the next delivery is a new try.
func (w *window) once(ctx context.Context, key eventKey, take func() error) error {
	for {
		busy, done := w.begin(key)
		if done {
			return nil
		}
		if busy == nil {
			break
		}
		select {
		case <-busy:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	ok := false
	defer func() { w.end(key, ok) }() // also if take panics
	err := take()
	ok = err == nil
	return err
}

// begin reports that key is done, or returns what ends when the work on it
// does; neither if the caller is to work on it.
func (w *window) begin(key eventKey) (busy chan struct{}, done bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if end, ok := w.taken[key]; ok && w.now().Before(end) {
		return nil, true
	}
	if busy, ok := w.running[key]; ok {
		return busy, false
	}
	w.running[key] = make(chan struct{})
	return nil, false
}

func (w *window) end(key eventKey, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.running[key])
	delete(w.running, key)
	if ok {
		w.push(key)
	}
}

// push remembers key, in the place of the oldest if there is no other. A key
// that was kept too long and came again keeps its place.
func (w *window) push(key eventKey) {
	_, known := w.taken[key]
	w.taken[key] = w.now().Add(w.keep)
	switch {
	case known:
	case len(w.ring) < w.size:
		w.ring = append(w.ring, key)
	default:
		delete(w.taken, w.ring[w.oldest])
		w.ring[w.oldest] = key
		w.oldest = (w.oldest + 1) % w.size
	}
}
