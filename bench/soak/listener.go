package main

import (
	"math/rand/v2"
	"net"
	"sync"
)

// A cutListener can end the connections that it accepted behind the back of
// those who use them.
type cutListener struct {
	net.Listener
	mu   sync.Mutex
	open []*cutConn
}

// A cutConn leaves its listener when it is closed.
type cutConn struct {
	*net.TCPConn
	listener *cutListener
}

func newCutListener(l net.Listener) *cutListener { return &cutListener{Listener: l} }

// Accept returns a *cutConn.
func (l *cutListener) Accept() (net.Conn, error) {
	nc, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &cutConn{nc.(*net.TCPConn), l}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = append(l.open, c)
	return c, nil
}

// Close closes the connection.
func (c *cutConn) Close() error {
	c.listener.take(func(other *cutConn) bool { return other == c })
	return c.TCPConn.Close()
}

// take removes the connections that it returns.
func (l *cutListener) take(which func(*cutConn) bool) (taken []*cutConn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var left []*cutConn
	for _, c := range l.open {
		if which(c) {
			taken = append(taken, c)
		} else {
			left = append(left, c)
		}
	}
	l.open = left
	return taken
}

// cutOne ends any one connection, if there is one, and returns how many it
// ended.
func (l *cutListener) cutOne() int {
	first := true
	turn := rand.IntN(max(1, l.count()))
	taken := l.take(func(*cutConn) bool {
		turn--
		this := first && turn < 0
		first = first && !this
		return this
	})
	cut(taken)
	return len(taken)
}

// cutAll ends all connections.
func (l *cutListener) cutAll() { cut(l.take(func(*cutConn) bool { return true })) }

// cut ends connections: every other one by a reset, which also loses what was
// written and has not arrived.
func cut(conns []*cutConn) {
	for _, c := range conns {
		if rand.IntN(2) == 0 {
			_ = c.SetLinger(0) // fails only when it is closed already
		}
		_ = c.TCPConn.Close()
	}
}

func (l *cutListener) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.open)
}
