//go:build !unix

package main

// ignoreTerminalStop has nothing to do where programs are not stopped for
// reading from a terminal.
func ignoreTerminalStop() {}
