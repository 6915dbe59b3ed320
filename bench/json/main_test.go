package json

import (
	"os"
	"runtime"
	"testing"
)

// garbage keeps what TestMain allocates from being optimised away.
var garbage []byte

// TestMain gives the process a live heap of 64 MiB, as a server has one. In a
// process that holds nothing the collector starts every 4 MiB, and what is
// measured is the collector.
func TestMain(m *testing.M) {
	ballast := make([]byte, 64<<20)
	// The memory that the collector lets grow is touched once before anything
	// is measured: what runs first would pay for the page faults.
	for range 256 << 10 {
		garbage = make([]byte, 1<<10)
	}
	code := m.Run()
	runtime.KeepAlive(ballast)
	os.Exit(code)
}
