package qod

import (
	"encoding/json"
	"sync"
	"time"
)

const (
	keptDeliveries = 200 // that a new page is shown
	keptMessages   = 256 // that a slow page may be behind
)

// A hub tells pages what happens. A page that is too far behind is cut off; it
// connects again and is shown everything anew.
type hub struct {
	mu         sync.Mutex // protects what follows
	watchers   map[chan []byte]bool
	deliveries []delivery
	closed     bool
}

// A delivery is an attempt to post an event.
type delivery struct {
	ID      string    `json:"id"` // of the event
	Session string    `json:"session"`
	Version string    `json:"version"`
	Status  string    `json:"status"`
	Info    string    `json:"info,omitempty"`
	Sink    string    `json:"sink"`
	Time    time.Time `json:"time"`
	Attempt int       `json:"attempt"`
	Result  string    `json:"result"`
}

// A message is what a page is told; one member is there.
type message struct {
	Clock    *pageClock `json:"clock,omitempty"`
	Session  *Session   `json:"session,omitempty"`
	Delivery *delivery  `json:"delivery,omitempty"`
	Gone     string     `json:"gone,omitempty"` // the id of a session
}

// A pageClock lets a page show the time that is left.
type pageClock struct {
	Now   time.Time `json:"now"`
	Speed float64   `json:"speed"`
}

func newHub() *hub { return &hub{watchers: map[chan []byte]bool{}} }

func (h *hub) session(s *session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.watchers) > 0 {
		v := s.view()
		h.tell(&message{Session: &v})
	}
}

func (h *hub) gone(id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tell(&message{Gone: id})
}

func (h *hub) delivery(e *event, attempt int, result string) {
	d := delivery{e.id, e.session, e.version.String(), e.status, e.info, e.url(), e.time, attempt, result}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.deliveries) == 2*keptDeliveries {
		h.deliveries = append(h.deliveries[:0], h.deliveries[keptDeliveries:]...)
	}
	h.deliveries = append(h.deliveries, d)
	h.tell(&message{Delivery: &d})
}

// tell sends m to all pages. The caller holds the mutex.
func (h *hub) tell(m *message) {
	if len(h.watchers) == 0 {
		return
	}
	b := m.json()
	for w := range h.watchers {
		select {
		case w <- b:
		default:
			delete(h.watchers, w)
			close(w)
		}
	}
}

func (m *message) json() []byte {
	b, err := json.Marshal(m)
	if err != nil {
		panic("unreachable: " + err.Error())
	}
	return b
}

// watch returns a channel of messages, which is closed when the page is too
// slow or the hub ends, and what was delivered before.
func (h *hub) watch() (chan []byte, []delivery) {
	h.mu.Lock()
	defer h.mu.Unlock()
	w := make(chan []byte, keptMessages)
	if h.closed {
		close(w)
		return w, nil
	}
	h.watchers[w] = true
	past := h.deliveries
	return w, append([]delivery(nil), past[max(0, len(past)-keptDeliveries):]...)
}

func (h *hub) leave(w chan []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.watchers, w)
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for w := range h.watchers {
		delete(h.watchers, w)
		close(w)
	}
}
