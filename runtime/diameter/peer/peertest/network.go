package peertest

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"syscall"
)

// backlog is how many connections may wait to be accepted.
const backlog = 128

// firstPort is the first port that is given to whoever asks for none.
const firstPort = 49152

// A Network connects nodes in memory. Its zero value is ready to use. All its
// hosts have the address 127.0.0.1 unless they are called by another one, so
// connections differ by their ports. Its methods may be called concurrently.
type Network struct {
	mu        sync.Mutex
	listeners map[string]*listener // by the address that was given to Listen
	ports     int                  // those given away
}

// Listen returns a listener for peer.Node.Serve, which takes the connections
// that are dialled to address: a host and a port, such as
// "hss.example.org:3868". With port 0 it takes a free one, which its Addr
// tells. The error is that of an address that cannot be read, and EADDRINUSE
// while an earlier listener for the same address is open.
func (n *Network) Listen(address string) (net.Listener, error) {
	addr, err := resolve(address)
	if err != nil {
		return nil, &net.OpError{Op: "listen", Net: "tcp", Err: err}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if addr.Port == 0 {
		addr.Port = n.nextPort()
		host, _, _ := net.SplitHostPort(address) // resolve has done it
		address = net.JoinHostPort(host, strconv.Itoa(addr.Port))
	}
	if n.listeners[address] != nil {
		return nil, &net.OpError{Op: "listen", Net: "tcp", Addr: addr, Err: syscall.EADDRINUSE}
	}
	l := &listener{network: n, address: address, addr: addr, waiting: make(chan net.Conn, backlog), closed: make(chan struct{})}
	if n.listeners == nil {
		n.listeners = make(map[string]*listener)
	}
	n.listeners[address] = l
	return l, nil
}

// Dial connects with the listener for address; it is what peer.Config.Dial is
// set to. The kind of network does not matter. The error is ECONNREFUSED when
// nobody listens, or that of ctx.
func (n *Network) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	n.mu.Lock()
	l := n.listeners[address]
	port := n.nextPort()
	n.mu.Unlock()
	if l == nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: fmt.Errorf("%s: %w", address, syscall.ECONNREFUSED)}
	}
	near := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}
	client, server := newConns(near, l.addr)
	if err := l.offer(ctx, server); err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Source: near, Addr: l.addr, Err: err}
	}
	return client, nil
}

// nextPort returns a port that was not given away before, until there are
// none left. The caller holds n.mu.
func (n *Network) nextPort() int {
	n.ports++
	return firstPort + (n.ports-1)%(1<<16-firstPort)
}

// resolve returns the address of a host and a port. Names are on this host.
func resolve(address string) (*net.TCPAddr, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, &net.AddrError{Err: "port is no number from 0 to 65535", Addr: address}
	}
	ip := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if numeric, err := netip.ParseAddr(host); err == nil {
		ip = numeric
	}
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(ip, uint16(number))), nil
}

// A listener takes the connections of one address.
type listener struct {
	network *Network
	address string
	addr    *net.TCPAddr
	waiting chan net.Conn
	closed  chan struct{}
}

// offer queues a connection to be accepted.
func (l *listener) offer(ctx context.Context, nc net.Conn) error {
	select {
	case l.waiting <- nc:
	case <-l.closed:
		return syscall.ECONNREFUSED
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-l.closed: // maybe after Close looked at those that wait
		nc.Close()
		return syscall.ECONNREFUSED
	default:
		return nil
	}
}

// Accept waits for a connection.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case nc := <-l.waiting:
		return nc, nil
	case <-l.closed:
		return nil, &net.OpError{Op: "accept", Net: "tcp", Addr: l.addr, Err: net.ErrClosed}
	}
}

// Close makes Accept return, and refuses those that wait to be accepted.
func (l *listener) Close() error {
	l.network.mu.Lock()
	defer l.network.mu.Unlock()
	if l.network.listeners[l.address] != l {
		return &net.OpError{Op: "close", Net: "tcp", Addr: l.addr, Err: net.ErrClosed}
	}
	delete(l.network.listeners, l.address)
	close(l.closed)
	for {
		select {
		case nc := <-l.waiting:
			nc.Close()
		default:
			return nil
		}
	}
}

// Addr returns where l listens, a *net.TCPAddr.
func (l *listener) Addr() net.Addr { return l.addr }
