package peer

import "sync"

// A doubt tells those who wait for answers of a peer when they had better ask
// another one.
type doubt struct {
	mu     sync.Mutex
	raised bool
	signal chan struct{} // closed while raised; nil if nobody asked
}

// channel returns a channel that is closed as soon as there is doubt: already,
// if there is now.
func (d *doubt) channel() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.signal == nil {
		d.signal = make(chan struct{})
		if d.raised {
			close(d.signal)
		}
	}
	return d.signal
}

func (d *doubt) raise() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.raised && d.signal != nil {
		close(d.signal)
	}
	d.raised = true
}

func (d *doubt) settle() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.raised {
		d.raised, d.signal = false, nil
	}
}
