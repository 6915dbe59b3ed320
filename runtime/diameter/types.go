package diameter

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// unixToNTP is the number of seconds between 1900 and 1970.
const unixToNTP = 2208988800

// TimeFits reports whether the Time format can hold t: from
// 1968-01-20T03:14:08Z to 2104-02-26T09:42:23Z (RFC 6733 section 4.3.1).
func TimeFits(t time.Time) bool {
	seconds := t.Unix() + unixToNTP
	return seconds >= 1<<31 && seconds < 1<<32+1<<31
}

// An Identity is a DiameterIdentity: the fully qualified domain name of a
// node, or a realm (RFC 6733 section 4.3.1). Identities are compared without
// regard to case.
type Identity string

// Equal reports whether two identities name the same node or realm.
func (i Identity) Equal(other Identity) bool { return strings.EqualFold(string(i), string(other)) }

// An IPFilterRule is a packet filter as text (RFC 6733 section 4.3.1).
type IPFilterRule string

// A QoSFilterRule is a QoS filter as text (RFC 4005 section 4.1).
type QoSFilterRule string

// A URI is a DiameterURI as text, e.g. "aaa://host.example.com:3868"
// (RFC 6733 section 4.3.1).
type URI string

// A ParsedURI is the content of a URI, with defaults filled in.
type ParsedURI struct {
	Secure    bool     // aaas
	Host      Identity // fully qualified domain name
	Port      uint16   // 3868 for aaa and 5868 for aaas unless given
	Transport string   // "tcp", "sctp" or "udp"; tcp unless given
	Protocol  string   // "diameter", "radius" or "tacacs+"; diameter unless given
}

// Default ports (RFC 6733 section 11.4; the 5658 of section 4.3.1 is an error
// of the text).
const (
	DefaultPort       = 3868
	DefaultSecurePort = 5868
)

// Parse returns the parts of u.
func (u URI) Parse() (ParsedURI, error) {
	p := ParsedURI{Port: DefaultPort, Transport: "tcp", Protocol: "diameter"}
	rest, ok := strings.CutPrefix(string(u), "aaa://")
	if !ok {
		if rest, ok = strings.CutPrefix(string(u), "aaas://"); !ok {
			return p, fmt.Errorf("DiameterURI %q: want aaa:// or aaas:// at the start", u)
		}
		p.Secure, p.Port = true, DefaultSecurePort
	}
	host, params, _ := strings.Cut(rest, ";")
	if err := p.setHost(host); err != nil {
		return p, fmt.Errorf("DiameterURI %q: %w", u, err)
	}
	if params != "" {
		for param := range strings.SplitSeq(params, ";") {
			if err := p.setParam(param); err != nil {
				return p, fmt.Errorf("DiameterURI %q: %w", u, err)
			}
		}
	}
	if p.Transport == "udp" && p.Protocol == "diameter" {
		return p, fmt.Errorf("DiameterURI %q: diameter does not run over udp", u)
	}
	return p, nil
}

// setHost takes "host", "host:port", "[::1]" or "[::1]:port".
func (p *ParsedURI) setHost(host string) error {
	name, port := host, ""
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		name, port = host[:i], host[i+1:]
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return fmt.Errorf("port %q, want 1 to 65535", port)
		}
		p.Port = uint16(n)
	}
	if inner, ok := strings.CutPrefix(name, "["); ok {
		inner, closed := strings.CutSuffix(inner, "]")
		if ip, err := netip.ParseAddr(inner); err != nil || !closed || !ip.Is6() {
			return fmt.Errorf("%q is no IPv6 address in brackets", name)
		}
		p.Host = Identity(inner)
		return nil
	}
	if name == "" {
		return fmt.Errorf("no host")
	}
	if i := strings.IndexFunc(name, notInName); i >= 0 {
		return fmt.Errorf("host %q has %q in it, want a domain name", name, name[i:i+1])
	}
	p.Host = Identity(name)
	return nil
}

// notInName reports whether r has no place in a domain name.
func notInName(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '.' || r == '_')
}

func (p *ParsedURI) setParam(param string) error {
	name, value, _ := strings.Cut(param, "=")
	switch name + "=" + value {
	case "transport=tcp", "transport=sctp", "transport=udp":
		p.Transport = value
	case "protocol=diameter", "protocol=radius", "protocol=tacacs+":
		p.Protocol = value
	default:
		return fmt.Errorf("parameter %q, want transport=tcp, sctp or udp or protocol=diameter, radius or tacacs+", param)
	}
	return nil
}

// Address families (IANA address family numbers) that have a Go type.
const (
	FamilyIPv4 = 1
	FamilyIPv6 = 2
)

// An Address is the Address format: an address with its family (RFC 6733
// section 4.3.1). Families other than IPv4 and IPv6 keep their bytes as they
// are. Addresses are comparable.
type Address struct {
	family uint16
	ip     netip.Addr
	raw    string
}

// AddressFrom returns ip as an Address. The zero ip gives the zero Address.
func AddressFrom(ip netip.Addr) Address {
	switch ip = ip.Unmap().WithZone(""); {
	case ip.Is4():
		return Address{family: FamilyIPv4, ip: ip}
	case ip.Is6():
		return Address{family: FamilyIPv6, ip: ip}
	}
	return Address{}
}

// AddressFromFamily returns an address of another family than IPv4 and IPv6,
// such as 8 for an E.164 number.
func AddressFromFamily(family uint16, raw string) Address {
	switch {
	case family == FamilyIPv4 && len(raw) == 4, family == FamilyIPv6 && len(raw) == 16:
		ip, _ := netip.AddrFromSlice([]byte(raw))
		return Address{family: family, ip: ip}
	}
	return Address{family: family, raw: raw}
}

// Family returns the address family number.
func (a Address) Family() uint16 { return a.family }

// IP returns the IP address, and false for another family.
func (a Address) IP() (netip.Addr, bool) { return a.ip, a.ip.IsValid() }

// Raw returns the bytes of the address without its family.
func (a Address) Raw() string {
	if a.ip.IsValid() {
		return string(a.ip.AsSlice())
	}
	return a.raw
}

// String returns the IP address, or "family:bytes in hexadecimal".
func (a Address) String() string {
	if a.ip.IsValid() {
		return a.ip.String()
	}
	return fmt.Sprintf("%d:%x", a.family, a.raw)
}

func (a Address) len() int {
	switch {
	case a.ip.Is4():
		return 4
	case a.ip.Is6():
		return 16
	}
	return len(a.raw)
}

func (a Address) appendTo(b []byte) []byte {
	b = binary.BigEndian.AppendUint16(b, a.family)
	switch {
	case a.ip.Is4():
		ip := a.ip.As4()
		return append(b, ip[:]...)
	case a.ip.Is6():
		ip := a.ip.As16()
		return append(b, ip[:]...)
	}
	return append(b, a.raw...)
}

// A BitName names one bit, or several, of a bit mask.
type BitName struct {
	Mask uint64
	Name string
}

// FormatBits returns the names of the bits that are set in v, joined by "|";
// bits without a name come last, in hexadecimal. It returns "0" for none.
func FormatBits(v uint64, names []BitName) string {
	var parts []string
	for _, n := range names {
		if n.Mask != 0 && v&n.Mask == n.Mask {
			parts = append(parts, n.Name)
			v &^= n.Mask
		}
	}
	if v != 0 || len(parts) == 0 {
		rest := strconv.FormatUint(v, 16)
		if v != 0 {
			rest = "0x" + rest
		}
		parts = append(parts, rest)
	}
	return strings.Join(parts, "|")
}
