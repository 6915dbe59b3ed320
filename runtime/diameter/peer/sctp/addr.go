package sctp

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// maxAddrs is how many addresses one end of an association may have here.
const maxAddrs = 64

// An Addr is one end of an association.
type Addr struct {
	IPs  []netip.Addr // the primary one first, if known; none: any
	Port uint16
}

// Network returns "sctp".
func (a *Addr) Network() string { return "sctp" }

// Addrs returns all addresses, such as Host-IP-Address tells them.
func (a *Addr) Addrs() []netip.Addr { return slices.Clone(a.IPs) }

// String returns the form that Listen reads: "192.0.2.1/198.51.100.1:3868".
func (a *Addr) String() string {
	hosts := make([]string, 0, len(a.IPs))
	for _, ip := range a.IPs {
		host := ip.String()
		if ip.Is6() {
			host = "[" + host + "]"
		}
		hosts = append(hosts, host)
	}
	return strings.Join(hosts, "/") + ":" + strconv.Itoa(int(a.Port))
}

// resolve reads an address: hosts that are separated by slashes, which are
// names or addresses, IPv6 ones in brackets, and a port. Without a host it is
// any. A name stands for all of its addresses.
func resolve(ctx context.Context, address string) (*Addr, error) {
	hosts, port, err := splitAddress(address)
	if err != nil {
		return nil, err
	}
	a := &Addr{Port: port}
	for _, host := range hosts {
		ips, err := lookup(ctx, host)
		if err != nil {
			return nil, err
		}
		for _, ip := range ips {
			if !slices.Contains(a.IPs, ip) {
				a.IPs = append(a.IPs, ip)
			}
		}
	}
	if len(a.IPs) > maxAddrs {
		return nil, fmt.Errorf("address %q: %d IP addresses, at most %d can be used", address, len(a.IPs), maxAddrs)
	}
	return a, nil
}

// splitAddress takes an address apart.
func splitAddress(address string) (hosts []string, port uint16, err error) {
	colon := strings.LastIndexByte(address, ':')
	if colon < 0 {
		return nil, 0, fmt.Errorf("address %q: no port, want HOST:PORT or HOST/HOST:PORT", address)
	}
	number, err := strconv.ParseUint(address[colon+1:], 10, 16)
	if err != nil {
		return nil, 0, fmt.Errorf("address %q: port %q, want 0 to 65535", address, address[colon+1:])
	}
	if colon == 0 {
		return nil, uint16(number), nil
	}
	for host := range strings.SplitSeq(address[:colon], "/") {
		if bare, ok := strings.CutPrefix(host, "["); ok {
			if host, ok = strings.CutSuffix(bare, "]"); !ok {
				return nil, 0, fmt.Errorf("address %q: [ without ]", address)
			}
		} else if strings.Contains(host, ":") {
			return nil, 0, fmt.Errorf("address %q: want brackets around %s", address, host)
		}
		if host == "" {
			return nil, 0, fmt.Errorf("address %q: an empty host", address)
		}
		hosts = append(hosts, host)
	}
	return hosts, uint16(number), nil
}

// lookup returns the addresses of a host.
func lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip.Unmap()}, nil
	}
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	for i := range ips {
		ips[i] = ips[i].Unmap()
	}
	return ips, err
}
