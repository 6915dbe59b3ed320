//go:build !unix

package bench

import "time"

// cpuTime returns nothing: this system has no getrusage.
func cpuTime() time.Duration { return 0 }
