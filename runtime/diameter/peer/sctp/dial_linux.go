//go:build !386

package sctp

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"syscall"
	"time"
)

// dial makes an association.
func dial(ctx context.Context, local, remote *Addr) (net.Conn, error) {
	fd, family, err := open(slices.Concat(local.IPs, remote.IPs))
	if err != nil {
		return nil, err
	}
	s, err := beginDial(fd, family, local, remote)
	if err != nil {
		return nil, err
	}
	if err = s.connected(ctx); err == nil {
		var c *conn
		if c, err = s.conn(openToDialler); err == nil {
			return c, nil
		}
	}
	return nil, errors.Join(err, s.Close())
}

// beginDial has the kernel connect, which takes a while, and takes over fd.
func beginDial(fd, family int, local, remote *Addr) (*kernelSocket, error) {
	err := setOptions(fd, family)
	if err == nil && (len(local.IPs) > 0 || local.Port != 0) {
		err = bind(fd, family, local)
	}
	if err == nil {
		err = connect(fd, remote)
	}
	if err != nil {
		return nil, errors.Join(err, syscall.Close(fd))
	}
	return newSocket(fd)
}

// connect begins an association with all addresses of a peer.
func connect(fd int, remote *Addr) error {
	var sockaddrs []byte
	for _, ip := range remote.IPs {
		sockaddrs = appendSockaddr(sockaddrs, ip, remote.Port)
	}
	err := syscall.SetsockoptString(fd, syscall.IPPROTO_SCTP, optionConnect, string(sockaddrs))
	if errors.Is(err, syscall.EINPROGRESS) {
		return nil
	}
	return os.NewSyscallError("setsockopt SCTP_SOCKOPT_CONNECTX", err)
}

// connected waits until the association is made.
func (s *kernelSocket) connected(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { s.SetWriteDeadline(time.Unix(1, 0)) })
	var result error
	waited := s.raw.Write(func(fd uintptr) bool {
		var done bool
		done, result = connectResult(int(fd))
		return done
	})
	switch {
	case !stop():
		return ctx.Err()
	case waited != nil:
		return waited
	}
	return os.NewSyscallError("connect", result)
}

// connectResult reports whether and how the attempt to connect has ended.
func connectResult(fd int) (done bool, err error) {
	number, err := syscall.GetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_ERROR)
	switch {
	case err != nil:
		return true, err
	case number != 0:
		return true, syscall.Errno(number)
	}
	_, err = syscall.Getpeername(fd) // fails until there is an association
	return !errors.Is(err, syscall.ENOTCONN), err
}

// conn returns the association of a socket, which lets the node send
// unordered messages after the given number of those of the peer.
func (s *kernelSocket) conn(orderly uint32) (*conn, error) {
	c := &conn{socket: s, orderly: orderly}
	return c, s.control("getsockopt", func(fd int) (err error) {
		if c.local, err = addrs(fd, optionLocalAddrs); err == nil {
			c.remote, err = addrs(fd, optionPeerAddrs)
		}
		return err
	})
}

// listen returns a listener at a local address.
func listen(local *Addr) (net.Listener, error) {
	fd, family, err := open(local.IPs)
	if err != nil {
		return nil, err
	}
	if err = beginListen(fd, family, local); err != nil {
		return nil, errors.Join(err, syscall.Close(fd))
	}
	s, err := newSocket(fd)
	if err != nil {
		return nil, err
	}
	return &listener{s, local}, nil
}

func beginListen(fd, family int, local *Addr) error {
	if err := setOptions(fd, family); err != nil { // what is accepted inherits them
		return err
	}
	if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		return os.NewSyscallError("setsockopt SO_REUSEADDR", err)
	}
	if err := bind(fd, family, local); err != nil {
		return err
	}
	return os.NewSyscallError("listen", syscall.Listen(fd, syscall.SOMAXCONN))
}

// A listener takes associations.
type listener struct {
	socket *kernelSocket
	local  *Addr
}

// Accept waits for an association.
func (l *listener) Accept() (net.Conn, error) {
	fd, err := l.accept()
	if err == nil {
		var s *kernelSocket
		if s, err = newSocket(fd); err == nil {
			return s.accepted()
		}
	}
	return nil, &net.OpError{Op: "accept", Net: "sctp", Addr: l.local, Err: closedNet(err)}
}

func (l *listener) accept() (fd int, err error) {
	waited := l.socket.raw.Read(func(listening uintptr) bool {
		return done(&err, func() (err error) {
			fd, _, err = syscall.Accept4(int(listening), syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC)
			return err
		})
	})
	if waited != nil {
		return -1, l.socket.why(waited)
	}
	return fd, os.NewSyscallError("accept4", err)
}

// Close makes Accept return.
func (l *listener) Close() error {
	if err := l.socket.Close(); err != nil {
		return &net.OpError{Op: "close", Net: "sctp", Addr: l.local, Err: closedNet(err)}
	}
	return nil
}

// Addr returns an *Addr.
func (l *listener) Addr() net.Addr { return l.local }

// accepted returns the association of a socket that was accepted. One that
// has ended already is a connection that ends as soon as it is read.
func (s *kernelSocket) accepted() (net.Conn, error) {
	c, err := s.conn(openToAccepter)
	if err != nil {
		c.local, c.remote = gone(c.local), gone(c.remote)
	}
	return c, nil
}

// gone stands for an address that the kernel does not know any more.
func gone(a *Addr) *Addr {
	if a == nil {
		return &Addr{IPs: []netip.Addr{netip.IPv4Unspecified()}}
	}
	return a
}
