//go:build !unix

package json

import "time"

// cpuTime returns nothing: this system has no getrusage.
func cpuTime() time.Duration { return 0 }
