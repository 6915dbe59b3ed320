package peer

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"strconv"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// AddPeer keeps the node connected with the node at a DiameterURI, such as
// "aaa://hss.example.org:3868". It returns at once: the connection is made in
// the background and made again whenever it is lost, until Shutdown. Errors
// are those of the URI, of one that was added before, and ErrShutdown; failed
// attempts to connect are logged, and named by calls that find no connection.
func (n *Node) AddPeer(uri string) error {
	address, err := dialAddress(diameter.URI(uri))
	if err != nil {
		return fmt.Errorf("peer: %w", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if slices.Contains(n.peers, address) {
		return fmt.Errorf("peer: %s was added before", address)
	}
	if n.accepting.Err() != nil || !n.tasks.goes(func() { n.keepConnected(address) }) {
		return ErrShutdown
	}
	n.peers = append(n.peers, address)
	return nil
}

// dialAddress returns the host and port of a DiameterURI that can be dialled.
func dialAddress(uri diameter.URI) (string, error) {
	u, err := uri.Parse()
	switch {
	case err != nil:
		return "", err
	case u.Secure:
		return "", fmt.Errorf("DiameterURI %q: TLS is not supported, want aaa://", uri)
	case u.Transport != "tcp":
		return "", fmt.Errorf("DiameterURI %q: transport %s is not supported, want tcp", uri, u.Transport)
	case u.Protocol != "diameter":
		return "", fmt.Errorf("DiameterURI %q: protocol %s, want diameter", uri, u.Protocol)
	}
	return net.JoinHostPort(string(u.Host), strconv.Itoa(int(u.Port))), nil
}

// keepConnected connects, and connects again after a pause.
func (n *Node) keepConnected(address string) {
	pause := n.cfg.ReconnectMin
	for {
		opened, err := n.connect(address)
		if n.accepting.Err() != nil {
			return
		}
		n.noteDialError(address, err)
		var left *leaveError
		switch {
		case errors.As(err, &left) && left.cause != causeRebooting:
			pause = n.cfg.ReconnectMax // the peer does not want to be called soon
		case opened:
			pause = n.cfg.ReconnectMin
		}
		select {
		case <-time.After(pause/2 + rand.N(pause/2+1)):
		case <-n.accepting.Done():
			return
		}
		pause = min(2*pause, n.cfg.ReconnectMax)
	}
}

// connect makes a connection and runs it to its end. It reports whether it was
// ever open.
func (n *Node) connect(address string) (opened bool, err error) {
	d := net.Dialer{Timeout: n.cfg.DialTimeout}
	nc, err := d.DialContext(n.accepting, "tcp", address)
	if err != nil {
		return false, err
	}
	c := n.newConn(context.Background(), nc)
	err = c.run(c.greetPeer)
	return c.peer.host != "", err
}

func (n *Node) noteDialError(address string, err error) {
	n.cfg.Logger.Warn("diameter peer not connected", "address", address, "reason", err)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.dialErr = err
}

// lastDialError returns why the last connection failed, or nil.
func (n *Node) lastDialError() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.dialErr
}
