//go:build !linux || 386

package sctp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
)

// unsupported returns the error of everything here.
func unsupported() error {
	return fmt.Errorf("SCTP on %s/%s: %w", runtime.GOOS, runtime.GOARCH, errors.ErrUnsupported)
}

func dial(context.Context, *Addr, *Addr) (net.Conn, error) { return nil, unsupported() }

func listen(*Addr) (net.Listener, error) { return nil, unsupported() }
