//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// ignoreTerminalStop lets a sandbox that was started in the background go on
// when it reads from the terminal: it gets an error instead of being stopped.
func ignoreTerminalStop() { signal.Ignore(syscall.SIGTTIN) }
