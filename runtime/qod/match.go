package qod

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// clockSkew is how far the operator's clock may be behind ours.
const clockSkew = 2 * time.Minute

// Answers reports whether s may be the session that was created for a request:
// it has not ended, did not start before since (unless that is zero), and has
// the profile, server, ports and sink that were asked for. Members that the
// operator leaves out of its answers are not compared; nor is the duration,
// which the operator may change.
func (s *Session) Answers(request *Session, since time.Time) bool {
	switch {
	case s.Status == StatusUnavailable, s.Profile != request.Profile:
		return false
	case !since.IsZero() && !s.StartedAt.IsZero() && s.StartedAt.Before(since.Add(-clockSkew)):
		return false
	case s.Sink != "" && s.Sink != request.Sink:
		return false
	}
	if !s.Server.IsZero() && !slices.Equal(s.Server.addresses(), request.Server.addresses()) {
		return false
	}
	return s.DevicePorts.answer(request.DevicePorts) && s.ServerPorts.answer(request.ServerPorts)
}

// answer reports whether p may be the answer to the ports of a request.
func (p Ports) answer(request Ports) bool {
	return p.IsZero() || slices.Equal(p.sorted(), request.sorted())
}

// addresses returns the addresses and subnets in one spelling and order.
func (v Server) addresses() []string {
	var list []string
	for _, a := range append([]string{v.IPv4, v.IPv6}, v.Addresses...) {
		if a != "" {
			list = append(list, canonical(a))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// canonical returns the usual spelling of an address or subnet, or s as it is
// if it is neither.
func canonical(s string) string {
	if p, err := netip.ParsePrefix(s); err == nil {
		if p.IsSingleIP() {
			return p.Addr().String()
		}
		return p.Masked().String()
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return a.String()
	}
	return strings.ToLower(s)
}

// sorted returns all ports as ranges, in order.
func (p Ports) sorted() []PortRange {
	list := slices.Clone(p.Ranges)
	for _, n := range p.Ports {
		list = append(list, PortRange{n, n})
	}
	slices.SortFunc(list, func(a, b PortRange) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return slices.Compact(list)
}
