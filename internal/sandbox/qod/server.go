package qod

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// A Config says how a Server behaves. Only Log must be set.
type Config struct {
	Seed uint64 // of ids, failures and drops
	// Speed is how much faster than the real clock that of the sandbox runs; 0
	// stands for 1. With 60, a session of an hour ends in a minute.
	Speed float64
	// Grant is the time on the sandbox's clock until a session is AVAILABLE. 0
	// makes it AVAILABLE at once, in the answer to its creation.
	Grant time.Duration
	// Keep is the time on the sandbox's clock that a session can be read after
	// it has become UNAVAILABLE; 0 stands for 360 s, which the documents ask for.
	Keep time.Duration

	// Rate is how many requests are served per real second; those above it are
	// answered with 429. 0 is no limit.
	Rate   int
	Faults []Fault

	// DeliverTwice has every event posted twice, with the same id.
	DeliverTwice bool
	// Drop is the share of deliveries whose connection breaks, from 0 to 1: half
	// of them in the middle of the body, half before the answer.
	Drop float64
	// Attempts is how often an event is posted until the sink takes it; 0
	// stands for 8. Pause is the first pause between two, which doubles every
	// time, up to 5 s; 0 stands for 200 ms. It is real time.
	Attempts int
	Pause    time.Duration
	// Transport reaches the sinks. Nil stands for one that verifies
	// certificates, except on this machine.
	Transport http.RoundTripper

	Clock Clock        // nil for the real one, times Speed
	Log   *slog.Logger // is told of every request, change and delivery
}

// A Fault is an answer that requests get at random.
type Fault struct {
	Status int     // 400 to 599, or 0 to close the connection without an answer
	Share  float64 // of the requests, from 0 to 1
}

// A Server is a network operator in memory. Its methods may be called
// concurrently.
type Server struct {
	cfg     Config
	network *network
	courier *courier
	hub     *hub
	trouble *trouble
	handler http.Handler
}

// New returns a Server, which must be closed. Errors are those of cfg.
func New(cfg Config) (*Server, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	h := newHub()
	c := newCourier(cfg, h)
	s := &Server{cfg: cfg, network: newNetwork(cfg, c, h), courier: c, hub: h, trouble: newTrouble(cfg)}
	s.handler = s.routes()
	return s, nil
}

// check fills in the defaults.
func (c *Config) check() error {
	if c.Speed == 0 {
		c.Speed = 1
	}
	if c.Keep == 0 {
		c.Keep = 360 * time.Second
	}
	if c.Attempts == 0 {
		c.Attempts = 8
	}
	if c.Pause == 0 {
		c.Pause = 200 * time.Millisecond
	}
	if c.Transport == nil {
		c.Transport = newTransport()
	}
	if c.Clock == nil {
		c.Clock = &scaledClock{time.Now(), c.Speed}
	}
	return c.checkValues()
}

func (c *Config) checkValues() error {
	switch {
	case c.Log == nil:
		return errors.New("the sandbox needs a logger")
	case !(c.Speed >= 0.001 && c.Speed <= 1e6):
		return fmt.Errorf("the speed is %v, want 0.001 to 1000000", c.Speed)
	case c.Grant < 0 || c.Keep < 0 || c.Pause < 0 || c.Attempts < 0 || c.Rate < 0:
		return errors.New("times, attempts and rates must not be negative")
	case !isShare(c.Drop):
		return fmt.Errorf("the share of dropped connections is %v, want 0 to 1", c.Drop)
	}
	total := 0.0
	for _, f := range c.Faults {
		if f.Status != 0 && (f.Status < 400 || f.Status > 599) {
			return fmt.Errorf("a failure has status %d, want 400 to 599", f.Status)
		}
		if total += f.Share; !isShare(f.Share) || !isShare(total) {
			return fmt.Errorf("the shares of failures are %v in all, want 0 to 1", total)
		}
	}
	return nil
}

func isShare(f float64) bool { return f >= 0 && f <= 1 }

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	begin := time.Now()
	logged := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	s.handler.ServeHTTP(logged, r)
	s.cfg.Log.Debug(r.Method+" "+r.URL.Path, "status", logged.status, "took", time.Since(begin).Round(time.Microsecond))
}

// A statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader remembers the status and sends it.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Serve answers requests from l until ctx ends, closes s and returns nil. It
// returns an error when l fails.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	defer s.Close()
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, ErrorLog: slog.NewLogLogger(s.cfg.Log.Handler(), slog.LevelDebug)}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	s.hub.close()
	leaving, cancel := context.WithTimeout(context.Background(), leaveTimeout)
	defer cancel()
	if err := server.Shutdown(leaving); err != nil {
		server.Close()
	}
	return nil
}

// leaveTimeout limits the time to answer requests that are in work.
const leaveTimeout = 2 * time.Second

// Close ends all sessions and deliveries. Events that were not delivered are
// lost. Requests that would create or change a session get 503 from then on.
func (s *Server) Close() {
	s.network.stop()
	s.hub.close()
	s.courier.close()
}

// A Session is what the sandbox knows about a session.
type Session struct {
	ID      string `json:"id"`
	Version string `json:"version"` // of the API, e.g. "1.1.0"
	Device  string `json:"device"`  // the identifier that says most
	Profile string `json:"profile"`
	Status  string `json:"status"`         // REQUESTED, AVAILABLE or UNAVAILABLE
	Info    string `json:"info,omitempty"` // why it is UNAVAILABLE
	Sink    string `json:"sink,omitempty"` // where its events go
	Seconds int    `json:"seconds"`        // duration
	// Times on the sandbox's clock; zero while they are not known.
	Created time.Time `json:"created"`
	Started time.Time `json:"started,omitzero"`
	Ends    time.Time `json:"ends,omitzero"`
}

// Sessions returns all sessions that can be read, the oldest first.
func (s *Server) Sessions() []Session {
	var list []Session
	for _, one := range s.network.all() {
		list = append(list, one.view())
	}
	return list
}

func (s *session) view() Session {
	return Session{
		ID: s.id, Version: s.order.version.String(), Device: s.device.String(), Profile: s.profile.Name, Status: s.status, Info: s.info,
		Sink: s.order.sink.url, Seconds: int(s.duration / time.Second), Created: s.created, Started: s.started, Ends: s.ends,
	}
}
