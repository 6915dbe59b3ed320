package qod

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/telgen/telgen/runtime/rest"
)

// A trouble decides which requests fail for no reason of their own.
type trouble struct {
	cfg Config

	mu       sync.Mutex // protects what follows
	random   *rand.Rand
	second   int64
	inSecond int // requests in this second
}

func newTrouble(cfg Config) *trouble {
	return &trouble{cfg: cfg, random: rand.New(rand.NewPCG(cfg.Seed, 2))}
}

// decide returns the status that a request fails with, if it does.
func (t *trouble) decide() (status int, fails bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now := time.Now().Unix(); t.second != now {
		t.second, t.inSecond = now, 0
	}
	if t.inSecond++; t.cfg.Rate > 0 && t.inSecond > t.cfg.Rate {
		return http.StatusTooManyRequests, true
	}
	draw := 1.0
	if len(t.cfg.Faults) > 0 {
		draw = t.random.Float64()
	}
	for _, f := range t.cfg.Faults {
		if draw < f.Share {
			return f.Status, true
		}
		draw -= f.Share
	}
	return 0, false
}

type troubleKey struct{}

// around has the requests to an API fail now and then. The API answers them,
// in its own form.
func (t *trouble) around(api http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, fails := t.decide()
		if !fails {
			api.ServeHTTP(w, r)
			return
		}
		if status == 0 {
			panic(http.ErrAbortHandler)
		}
		if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
			w.Header().Set("Retry-After", "1")
		}
		api.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), troubleKey{}, status)))
	})
}

// troubleOf returns the failure that was decided on for a request, or nil.
func troubleOf(r *http.Request) error {
	status, ok := r.Context().Value(troubleKey{}).(int)
	if !ok {
		return nil
	}
	return rest.NewProblem(status, "the sandbox was told to fail now and then")
}
