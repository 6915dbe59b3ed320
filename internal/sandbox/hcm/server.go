package hcm

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/telgen/telgen/generated/hcm"
	"github.com/telgen/telgen/runtime/rest"
)

// A Config says how a Server behaves.
type Config struct {
	Seed      uint64        // of request ids, tokens and failures
	TokenLife time.Duration // of access tokens; 0 stands for an hour
	// FailShare is the share of sends and topic calls that are answered with
	// 503, from 0 to 1.
	FailShare  float64
	RetryAfter time.Duration // asked for with 503, in whole seconds; 0 for not
	Rate       int           // tokens per second above which the answer is 503; 0 for no limit
	Receipts   Receipts
	// Log is told of every request. Required.
	Log *slog.Logger
}

// A Server is Push Kit in memory. Its methods may be called concurrently.
type Server struct {
	cfg      Config
	handler  http.Handler
	receipts *courier
	topics   topics
	tokens   tokens

	mu          sync.Mutex // protects what follows
	random      *rand.Rand
	requests    int
	unavailable int // sends that are still to fail
	second      int64
	inSecond    int // tokens sent to in this second
	stats       Stats
}

// Stats counts what the server has done.
type Stats struct {
	Tokens      int `json:"tokens"`      // access tokens issued
	Messages    int `json:"messages"`    // sends accepted, at least in part
	Devices     int `json:"devices"`     // tokens accepted
	Illegal     int `json:"illegal"`     // tokens refused
	Unavailable int `json:"unavailable"` // calls answered with 503
	Refused     int `json:"refused"`     // calls refused for their access token
}

// New returns a Server. Errors are those of cfg.
func New(cfg Config) (*Server, error) {
	if cfg.TokenLife == 0 {
		cfg.TokenLife = time.Hour
	}
	switch {
	case cfg.TokenLife < time.Second:
		return nil, fmt.Errorf("access tokens live %v, want at least a second", cfg.TokenLife)
	case cfg.FailShare < 0 || cfg.FailShare > 1:
		return nil, fmt.Errorf("the share of failures is %v, want 0 to 1", cfg.FailShare)
	}
	s := &Server{cfg: cfg, random: rand.New(rand.NewPCG(cfg.Seed, cfg.Seed))}
	var err error
	if s.receipts, err = newCourier(cfg.Receipts, cfg.Log); err != nil {
		return nil, err
	}
	s.handler = s.routes()
	return s, nil
}

// routes puts all APIs on one address.
func (s *Server) routes() http.Handler {
	options := []rest.ServerOption{
		rest.Lenient(), // values are judged by send and its siblings, with codes of Push Kit
		rest.WithAuthenticator("Bearer", s.authenticate),
		rest.WithProblemCode(problemCode),
	}
	mux := http.NewServeMux()
	api := hcm.NewServerHandler(&pushAPI{s}, options...)
	mux.Handle("/", api)
	mux.Handle("/v3/", s.harmonyHandler())
	mux.HandleFunc("/oauth2/v2/token", func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path, r.URL.RawPath = "/oauth2/v3/token", ""
		api.ServeHTTP(w, r)
	})
	s.control(mux)
	return mux
}

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

// Serve answers requests from l and sends receipts until ctx ends, and returns
// nil. It returns an error when l fails.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, ErrorLog: slog.NewLogLogger(s.cfg.Log.Handler(), slog.LevelDebug)}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { s.receipts.run(ctx) })
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	select {
	case err := <-served:
		stop()
		return err
	case <-ctx.Done():
	}
	leaving, cancel := context.WithTimeout(context.Background(), leaveTimeout)
	defer cancel()
	if err := server.Shutdown(leaving); err != nil {
		server.Close()
	}
	return nil
}

// leaveTimeout limits the time to answer requests that are in work.
const leaveTimeout = 2 * time.Second

// Stats returns what the server has done so far.
func (s *Server) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stats
}

// count changes the numbers of the server.
func (s *Server) count(f func(*Stats)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.stats)
}
