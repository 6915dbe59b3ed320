package qod

import (
	"embed"
	"io"
	"net/http"
	"time"
)

//go:embed page
var pageFiles embed.FS

// shownSessions is how many sessions a page is shown when it connects.
const shownSessions = 500

// pageTimeout is how long a page may take to read an event.
const pageTimeout = 10 * time.Second

// page adds a page that shows sessions and notifications while they happen:
//
//	GET /                 the page
//	GET /sandbox/live     server-sent events, each a message in JSON
func (s *Server) page(mux *http.ServeMux) {
	for path, file := range map[string]string{"/{$}": "page/page.html", "/sandbox/page.js": "page/page.js", "/sandbox/page.css": "page/page.css"} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src data:")
			w.Header().Set("Cache-Control", "no-cache")
			http.ServeFileFS(w, r, pageFiles, file)
		})
	}
	mux.HandleFunc("GET /sandbox/live", s.live)
}

// live sends what there is, and what happens from now on.
func (s *Server) live(w http.ResponseWriter, r *http.Request) {
	messages, past := s.hub.watch()
	defer s.hub.leave(messages)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	p := pageWriter{w, http.NewResponseController(w)}
	p.send((&message{Clock: &pageClock{s.network.clock.Now(), s.cfg.Speed}}).json())
	sessions := s.Sessions()
	for _, one := range sessions[max(0, len(sessions)-shownSessions):] {
		if !p.send((&message{Session: &one}).json()) {
			return
		}
	}
	for _, d := range past {
		if !p.send((&message{Delivery: &d}).json()) {
			return
		}
	}
	p.follow(r, messages)
}

// A pageWriter writes server-sent events.
type pageWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

// send writes one event, and reports whether the page took it.
func (p pageWriter) send(b []byte) bool { return p.write("data: " + string(b) + "\n\n") }

// write gives a page that does not read a while, and no longer.
func (p pageWriter) write(s string) bool {
	// A writer without deadlines is none of net/http: it does not wait.
	_ = p.control.SetWriteDeadline(time.Now().Add(pageTimeout))
	_, err := io.WriteString(p.w, s)
	return err == nil
}

// follow passes messages on until either side ends. A comment now and then
// finds out about pages that are gone.
func (p pageWriter) follow(r *http.Request, messages <-chan []byte) {
	alive := time.NewTicker(15 * time.Second)
	defer alive.Stop()
	for p.control.Flush() == nil {
		select {
		case <-r.Context().Done():
			return
		case <-alive.C:
			if !p.write(": still here\n\n") {
				return
			}
		case b, ok := <-messages:
			if !ok {
				return
			}
			if !p.send(b) {
				return
			}
		}
	}
}
