package peer

import (
	"context"
	"errors"
	"net"
	"os"
	"syscall"
	"testing"
)

// A failing listener fails with each error once, then with the last for ever.
type failingListener struct {
	net.Listener
	errs []error
}

func (l *failingListener) Accept() (net.Conn, error) {
	err := l.errs[0]
	if len(l.errs) > 1 {
		l.errs = l.errs[1:]
	}
	return nil, &net.OpError{Op: "accept", Err: os.NewSyscallError("accept", err)}
}

func TestServeOutlastsPassingErrors(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	failing := &failingListener{l, []error{syscall.EMFILE, syscall.ECONNABORTED, syscall.EINVAL}}
	n := thingNode(t)
	if err := n.Serve(context.Background(), failing); !errors.Is(err, syscall.EINVAL) || len(failing.errs) != 1 {
		t.Errorf("Serve: %v with %v to come, want EINVAL", err, failing.errs)
	}
}

func TestTally(t *testing.T) {
	tl := newTally()
	if !tl.enter() {
		t.Fatal("refused")
	}
	ended, end := context.WithCancel(context.Background())
	end()
	if err := tl.drain(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("drained with one under way: %v", err)
	}
	if tl.enter() {
		t.Error("entered after drain")
	}
	tl.leave()
	for range 2 {
		if err := tl.drain(context.Background()); err != nil {
			t.Error(err)
		}
	}
}
