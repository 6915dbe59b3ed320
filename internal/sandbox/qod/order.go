package qod

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// An order is what a client asks for, in the words of no version.
type order struct {
	version version
	by      identity
	device  *device // nil if the request has none
	flow    flow
	profile string
	seconds int32 // wanted; 0 for as long as possible
	sink    sink
	// origin is the address of the API that the request came to, such as
	// "http://127.0.0.1:8081/qod/v0".
	origin string
	// body is the request as its version has it, for answers that repeat it.
	body any
}

// A sink is where events go.
type sink struct {
	url     string // empty for nowhere
	token   string // bearer token, without the word; empty for none
	expires time.Time
	// credential is the kind of the credential; empty if there is none.
	credential string
}

// A device is the identifiers that a request gives for one device.
type device struct {
	phone   string // digits, without the plus
	name    string // network access identifier
	public  string // IPv4
	private string // IPv4, behind the public address
	port    int32  // of the public address
	hasPort bool
	ipv6    string
}

// keys returns the identifiers, for an index.
func (d *device) keys() []string {
	var keys []string
	if d.phone != "" {
		keys = append(keys, "phone "+d.phone)
	}
	if d.name != "" {
		keys = append(keys, "name "+d.name)
	}
	if d.public != "" {
		keys = append(keys, d.addressKeys()...)
	}
	if d.ipv6 != "" {
		keys = append(keys, "ipv6 "+canonicalIP(d.ipv6))
	}
	return keys
}

// addressKeys returns the keys of a public address. It identifies a device
// together with either the port or the private address.
func (d *device) addressKeys() []string {
	var keys []string
	if d.hasPort {
		keys = append(keys, fmt.Sprintf("ipv4 %s:%d", d.public, d.port))
	}
	if d.private != "" || !d.hasPort {
		keys = append(keys, "ipv4 "+d.public+" "+d.private)
	}
	return keys
}

// canonicalIP is s in the one form that an address has.
func canonicalIP(s string) string {
	if a, err := netip.ParseAddr(s); err == nil {
		return a.String()
	}
	return strings.ToLower(s)
}

// String returns the identifier that says most.
func (d *device) String() string {
	switch {
	case d.phone != "":
		return "+" + d.phone
	case d.public != "" && d.hasPort:
		return fmt.Sprintf("%s:%d", d.public, d.port)
	case d.public != "":
		return d.public
	case d.ipv6 != "":
		return d.ipv6
	}
	return d.name
}

// A flow is the traffic between a device and a server.
type flow struct {
	servers     []netip.Prefix
	devicePorts []portRange // none for all
	serverPorts []portRange
}

// A portRange includes both ends.
type portRange struct{ from, to int32 }

// overlaps reports whether some packet belongs to both flows of one device.
func (f *flow) overlaps(g *flow) bool {
	return portsOverlap(f.devicePorts, g.devicePorts) && portsOverlap(f.serverPorts, g.serverPorts) && serversOverlap(f.servers, g.servers)
}

func serversOverlap(a, b []netip.Prefix) bool {
	for _, p := range a {
		for _, q := range b {
			if p.Overlaps(q) {
				return true
			}
		}
	}
	return false
}

func portsOverlap(a, b []portRange) bool {
	if len(a) == 0 || len(b) == 0 {
		return true
	}
	for _, r := range a {
		for _, q := range b {
			if r.from <= q.to && q.from <= r.to {
				return true
			}
		}
	}
	return false
}

// addServers adds addresses and subnets to the servers of f.
func (f *flow) addServers(list ...string) error {
	for _, s := range list {
		if s == "" {
			continue
		}
		p, err := parsePrefix(s)
		if err != nil {
			return refuse(invalidArgument, "applicationServer: %q is neither an address nor a subnet", s)
		}
		f.servers = append(f.servers, p)
	}
	return nil
}

// parsePrefix reads an address or a subnet.
func parsePrefix(s string) (netip.Prefix, error) {
	if strings.Contains(s, "/") {
		p, err := netip.ParsePrefix(s)
		return p.Masked(), err
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, err
	}
	return a.Prefix(a.BitLen())
}
