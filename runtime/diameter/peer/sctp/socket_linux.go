//go:build !386

package sctp

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync/atomic"
	"syscall"
)

// A kernelSocket is a socket that the poller of the Go runtime watches, so
// that deadlines work and Close wakes whoever waits.
type kernelSocket struct {
	*os.File
	raw                syscall.RawConn
	ordered, unordered []byte // control messages for sending
	closed             atomic.Bool
}

// newSocket takes over a socket that does not block.
func newSocket(fd int) (*kernelSocket, error) {
	f := os.NewFile(uintptr(fd), "sctp")
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &kernelSocket{File: f, raw: raw, ordered: sendInfo(0), unordered: sendInfo(flagUnordered)}, nil
}

// send sends one message, once there is room for it. Linux takes none that is
// longer than its buffer, which grows for it as far as the system allows.
func (s *kernelSocket) send(message []byte, unordered bool) error {
	info := s.ordered
	if unordered {
		info = s.unordered
	}
	err := s.sendMessage(message, info)
	if !errors.Is(err, syscall.EMSGSIZE) {
		return err
	}
	err = s.control("setsockopt SO_SNDBUF", func(fd int) error {
		return syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_SNDBUF, len(message))
	})
	if err == nil {
		err = s.sendMessage(message, info)
	}
	if errors.Is(err, syscall.EMSGSIZE) {
		return fmt.Errorf("message of %d bytes, twice the net.core.wmem_max of the system can be sent: %w", len(message), err)
	}
	return err
}

func (s *kernelSocket) sendMessage(message, info []byte) error {
	var err error
	waited := s.raw.Write(func(fd uintptr) bool {
		return done(&err, func() error {
			_, err := syscall.SendmsgN(int(fd), message, info, nil, syscall.MSG_NOSIGNAL)
			return err
		})
	})
	if waited != nil {
		return s.why(waited)
	}
	return os.NewSyscallError("sendmsg", err)
}

// receive waits for a message, or for a part of one.
func (s *kernelSocket) receive(b []byte) (n int, whole bool, err error) {
	for {
		n, flags, err := s.receiveMessage(b)
		switch {
		case err != nil:
			return 0, false, err
		case flags&msgNotification != 0:
			if err := notified(b[:n]); err != nil {
				return 0, false, err
			}
		case n == 0:
			return 0, false, io.EOF
		default:
			return n, flags&syscall.MSG_EOR != 0, nil
		}
	}
}

func (s *kernelSocket) receiveMessage(b []byte) (n, flags int, err error) {
	waited := s.raw.Read(func(fd uintptr) bool {
		return done(&err, func() (err error) {
			n, _, flags, _, err = syscall.Recvmsg(int(fd), b, nil, 0)
			return err
		})
	})
	if waited != nil {
		return 0, 0, s.why(waited)
	}
	return n, flags, os.NewSyscallError("recvmsg", err)
}

// closeWrite starts to end the association.
func (s *kernelSocket) closeWrite() error {
	return s.control("shutdown", func(fd int) error { return syscall.Shutdown(fd, syscall.SHUT_WR) })
}

// control calls f with the socket while it is open.
func (s *kernelSocket) control(name string, f func(fd int) error) error {
	var err error
	if failed := s.raw.Control(func(fd uintptr) { err = f(int(fd)) }); failed != nil {
		return s.why(failed)
	}
	return os.NewSyscallError(name, err)
}

// Close wakes whoever waits for the socket.
func (s *kernelSocket) Close() error {
	s.closed.Store(true)
	return s.File.Close()
}

// why returns why the poller gave up: its error of a closed file is not
// exported.
func (s *kernelSocket) why(err error) error {
	if s.closed.Load() {
		return net.ErrClosed
	}
	return err
}

// done makes a system call, again while it is interrupted: the poller tells
// only once that a socket is ready. It reports whether the call was made, or
// else has to wait for the socket.
func done(result *error, call func() error) bool {
	for {
		*result = call()
		if !errors.Is(*result, syscall.EINTR) {
			return !errors.Is(*result, syscall.EAGAIN)
		}
	}
}
