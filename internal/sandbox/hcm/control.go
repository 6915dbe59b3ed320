package hcm

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// control adds what the real server does not have:
//
//	POST /sandbox/expire-tokens         all access tokens end now
//	POST /sandbox/unavailable?calls=3   the next calls are answered with 503
//	GET  /sandbox/stats                 what was done so far, as JSON
func (s *Server) control(mux *http.ServeMux) {
	mux.HandleFunc("POST /sandbox/expire-tokens", func(w http.ResponseWriter, _ *http.Request) {
		s.ExpireTokens()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /sandbox/unavailable", func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.URL.Query().Get("calls"))
		if err != nil || n < 0 {
			http.Error(w, "calls must be a number of calls", http.StatusBadRequest)
			return
		}
		s.FailNext(n)
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /sandbox/stats", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(s.Stats()) // the connection's error: nobody is left to be told
	})
}

// ExpireTokens ends all access tokens.
func (s *Server) ExpireTokens() { s.tokens.expire(time.Now()) }

// FailNext has the next n sends and topic calls answered with 503.
func (s *Server) FailNext(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unavailable = n
}
