package diameter

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/telgen/telgen/runtime/opt"
)

// A ParsedIPFilterRule is the content of an IPFilterRule (RFC 6733 section
// 4.3.1). The zero one is "deny in ip from any to any".
type ParsedIPFilterRule struct {
	Permit bool // let packets pass that match, else deny them
	FilterMatch
}

// A ParsedQoSFilterRule is the content of a QoSFilterRule (RFC 7155 section
// 4.1.1).
type ParsedQoSFilterRule struct {
	Meter bool // meter packets that match, else tag them with DSCP
	FilterMatch
	DSCP     FilterColor               // required to tag
	Metering opt.Value[FilterMetering] // required to meter
}

// A FilterMatch says which packets a rule is about.
type FilterMatch struct {
	Out      bool             // packets to the terminal, else those from it
	Protocol opt.Value[uint8] // number of an IP protocol; none for "ip", any
	From, To FilterAddress
	Options  FilterOptions
}

// A FilterAddress is one end of the packets that match. The zero one is "any".
type FilterAddress struct {
	Not      bool         // all addresses but these; the ports are not inverted
	Assigned bool         // the addresses of the terminal
	Prefix   netip.Prefix // not valid for "any" and "assigned"; host bits are kept
	// Ports are those of TCP, UDP or SCTP; none for any.
	Ports []FilterRange
}

// A FilterRange is a range of ports or ICMP types, both ends included.
type FilterRange struct{ First, Last uint16 }

// FilterOptions are further conditions on packets. All must hold.
type FilterOptions struct {
	Frag        bool // a fragment, and not the first one
	IPOptions   []FilterTerm
	TCPOptions  []FilterTerm
	Established bool // TCP with RST or ACK
	Setup       bool // TCP with SYN and without ACK
	TCPFlags    []FilterTerm
	ICMPTypes   []FilterRange // 0 to 255
}

// A FilterTerm is an option or a flag that a packet has, or has not.
type FilterTerm struct {
	Not bool
	// Name is one of ssrr, lsrr, rr and ts (IP options), of mss, window, sack,
	// ts and cc (TCP options), or of fin, syn, rst, psh, ack and urg (TCP
	// flags).
	Name string
}

// A FilterColor is a code point of differentiated services: a name, AF11 to
// AF43, EF, CS0 to CS7, BE or DF, or a number, 0 to 63.
type FilterColor string

// FilterDrop takes the place of a color: packets over the rate are dropped.
const FilterDrop FilterColor = "drop"

// A FilterMetering marks packets by the rate they come at.
type FilterMetering struct {
	Rate        uint64 // bits per second
	Under, Over FilterColor
}

// String returns the rule in canonical form: single blanks, protocols and ICMP
// types as numbers, options in the order of RFC 6733. Parse reads it back.
func (p ParsedIPFilterRule) String() string {
	action := "deny"
	if p.Permit {
		action = "permit"
	}
	return action + p.FilterMatch.text()
}

// String returns the rule in canonical form. Parse reads it back.
func (p ParsedQoSFilterRule) String() string {
	s := "tag"
	if p.Meter {
		s = "meter"
	}
	s += p.FilterMatch.text()
	if p.DSCP != "" {
		s += " DSCP " + string(p.DSCP)
	}
	if m, ok := p.Metering.Get(); ok {
		s += " metering " + strconv.FormatUint(m.Rate, 10) + " " + string(m.Under) + " " + string(m.Over)
	}
	return s
}

// text is what follows the action.
func (m FilterMatch) text() string {
	dir, proto := " in", " ip"
	if m.Out {
		dir = " out"
	}
	if n, ok := m.Protocol.Get(); ok {
		proto = " " + strconv.Itoa(int(n))
	}
	return dir + proto + " from " + m.From.String() + " to " + m.To.String() + m.Options.text()
}

// String returns, for example, "!192.0.2.0/24 80,1024-65535".
func (a FilterAddress) String() string {
	var s string
	switch {
	case a.Assigned:
		s = "assigned"
	case !a.Prefix.IsValid():
		s = "any"
	case a.Prefix.IsSingleIP():
		s = a.Prefix.Addr().String()
	default:
		s = a.Prefix.String()
	}
	if a.Not {
		s = "!" + s
	}
	if len(a.Ports) > 0 {
		s += " " + join(a.Ports)
	}
	return s
}

// String returns "80" or "1024-65535".
func (r FilterRange) String() string {
	s := strconv.Itoa(int(r.First))
	if r.Last != r.First {
		s += "-" + strconv.Itoa(int(r.Last))
	}
	return s
}

// String returns "syn" or "!syn".
func (t FilterTerm) String() string {
	if t.Not {
		return "!" + t.Name
	}
	return t.Name
}

// join returns the items of a list, separated by commas.
func join[T interface{ String() string }](list []T) string {
	var b strings.Builder
	for i, item := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(item.String())
	}
	return b.String()
}

func (o FilterOptions) text() string {
	var b strings.Builder
	option := func(there bool, name, list string) {
		if there {
			b.WriteString(" " + name)
		}
		if there && list != "" {
			b.WriteString(" " + list)
		}
	}
	option(o.Frag, "frag", "")
	option(len(o.IPOptions) > 0, "ipoptions", join(o.IPOptions))
	option(len(o.TCPOptions) > 0, "tcpoptions", join(o.TCPOptions))
	option(o.Established, "established", "")
	option(o.Setup, "setup", "")
	option(len(o.TCPFlags) > 0, "tcpflags", join(o.TCPFlags))
	option(len(o.ICMPTypes) > 0, "icmptypes", join(o.ICMPTypes))
	return b.String()
}
