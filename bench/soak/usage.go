package main

import (
	"fmt"
	"runtime"
	"time"
)

// What may be more than before: the runtime starts goroutines of its own, and
// memory is kept in pools.
const (
	moreGoroutines = 3
	moreHeap       = 8 << 20
)

// usage is what the process uses.
type usage struct {
	goroutines int
	heap       int64 // live bytes
}

// measure waits until there are no more goroutines than wanted, but not long,
// and returns what is in use.
func measure(wanted int) usage {
	for range 100 {
		time.Sleep(50 * time.Millisecond)
		if wanted > 0 && runtime.NumGoroutine() <= wanted {
			break
		}
		if wanted == 0 && quiet() {
			break
		}
	}
	for range 3 { // what a pool holds survives one collection
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return usage{runtime.NumGoroutine(), int64(m.HeapAlloc)}
}

// quiet reports whether the number of goroutines stays the same for a while.
func quiet() bool {
	n := runtime.NumGoroutine()
	for range 5 {
		time.Sleep(50 * time.Millisecond)
		if runtime.NumGoroutine() != n {
			return false
		}
	}
	return true
}

func (u usage) String() string {
	return fmt.Sprintf("%d goroutines, heap %.1f MiB", u.goroutines, float64(u.heap)/(1<<20))
}

// beyond reports what is more than it was before.
func (u usage) beyond(before usage, when string) (problems []string) {
	if u.goroutines > before.goroutines+moreGoroutines {
		problems = append(problems, fmt.Sprintf("%s there are %d goroutines, before %d", when, u.goroutines, before.goroutines))
	}
	if u.heap > before.heap+moreHeap {
		problems = append(problems, fmt.Sprintf("%s the heap has %d bytes, before %d", when, u.heap, before.heap))
	}
	return problems
}
