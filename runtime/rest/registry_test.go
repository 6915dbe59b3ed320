package rest_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/telgen/telgen/runtime/rest"
)

// TestRegistry has many goroutines add one name: one value is made.
func TestRegistry(t *testing.T) {
	var r rest.Registry[int]
	var made, added atomic.Int32
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			_, err := r.Add("a", func() (int, error) { made.Add(1); return 7, nil })
			switch {
			case err == nil:
				added.Add(1)
			case !errors.Is(err, rest.ErrExists):
				t.Error(err)
			}
			if v, err := r.Get("a"); v != 7 || err != nil {
				t.Errorf("Get: %d, %v", v, err)
			}
		})
	}
	wg.Wait()
	if made.Load() != 1 || added.Load() != 1 {
		t.Errorf("made %d, added %d", made.Load(), added.Load())
	}
	broken := errors.New("broken")
	if _, err := r.Add("b", func() (int, error) { return 0, broken }); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := r.Get("b"); !errors.Is(err, rest.ErrNotFound) || err.Error() != `"b" is not known` {
		t.Error(err)
	}
	if !r.Remove("a") || r.Remove("a") {
		t.Error("Remove")
	}
}
