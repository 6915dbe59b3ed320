package sctp

import (
	"context"
	"net"
)

// Dial connects with address over SCTP if network is "sctp", and as a
// net.Dialer does otherwise: it is what peer.Config.Dial is set to. The
// address is a host or several, separated by slashes, and a port; the
// association uses all of their addresses. The errors are *net.OpError, or
// those of ctx and of the look-up of a name.
func Dial(ctx context.Context, network, address string) (net.Conn, error) {
	return new(Dialer).Dial(ctx, network, address)
}

// A Dialer connects from given addresses. Its zero value connects from any.
type Dialer struct {
	// Local is the address that associations begin at, in the form that
	// Listen reads, such as "192.0.2.1/198.51.100.1:0". "" means any.
	Local string
	// TCP connects with networks other than "sctp"; its zero value will do.
	TCP net.Dialer
}

// Dial is like the function Dial.
func (d *Dialer) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	if network != "sctp" {
		return d.TCP.DialContext(ctx, network, address)
	}
	local := new(Addr)
	if d.Local != "" {
		var err error
		if local, err = resolve(ctx, d.Local); err != nil {
			return nil, &net.OpError{Op: "dial", Net: network, Err: err}
		}
	}
	remote, err := resolve(ctx, address)
	if err == nil && len(remote.IPs) == 0 {
		err = &net.AddrError{Err: "no host", Addr: address}
	}
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: err}
	}
	nc, err := dial(ctx, local, remote)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: remote, Err: closedNet(err)}
	}
	return nc, nil
}

// Listen takes associations at an address: a port, behind the hosts whose
// addresses are used, separated by slashes, or behind nothing for all. Port 0
// is any free one, which Addr of the listener tells. ctx is for the look-up of
// names. The error is an *net.OpError.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	local, err := resolve(ctx, address)
	if err != nil {
		return nil, &net.OpError{Op: "listen", Net: "sctp", Err: err}
	}
	l, err := listen(local)
	if err != nil {
		return nil, &net.OpError{Op: "listen", Net: "sctp", Addr: local, Err: err}
	}
	return l, nil
}
