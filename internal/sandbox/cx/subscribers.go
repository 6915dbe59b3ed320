package cx

import (
	_ "embed"
	"slices"

	"github.com/telgen/telgen/runtime/diameter"
)

//go:embed subscribers.yaml
var defaultYAML string

// DefaultYAML returns the file of subscribers to use when there is no other.
func DefaultYAML() string { return defaultYAML }

// A Subscriber is one IMS subscription.
type Subscriber struct {
	Private      string   // private identity, the User-Name of requests
	Public       []string // public identities, SIP and tel URIs; at least one; the first is the default one
	Barred       bool     // may not register
	Visited      []string // networks that may be used; none: all of them
	Password     string   // for SIP Digest; "": the user has none
	AKA          *AKA     // the user's SIM card; nil: the user has none
	Capabilities Capabilities
	Services     []Service // in order of priority
	Charging     Charging
}

// An AKA is what a SIM card and the HSS share (TS 33.102, TS 35.206).
type AKA struct {
	K, OPc [16]byte
	AMF    [2]byte
	SQN    uint64 // 48 bits; the one that was used last
}

// Capabilities are what an S-CSCF needs to serve the user (TS 29.228 clause
// 6.7).
type Capabilities struct {
	Mandatory, Optional []uint32
	Servers             []string // S-CSCFs that are preferred, SIP URIs
}

// A Service is an application server that the user's requests go through: one
// Initial Filter Criterion (TS 29.228 annex B).
type Service struct {
	Server string // SIP URI
	Method string // SIP method that it is for; "" for all
	When   string // "registered", "unregistered" or "" for both
}

// Charging has the addresses of charging functions; those that are "" do not
// exist.
type Charging struct{ ECF, ECF2, CCF, CCF2 diameter.URI }

// roams reports whether the user may use a visited network.
func (s *Subscriber) roams(network string) bool {
	return len(s.Visited) == 0 || slices.Contains(s.Visited, network)
}

// servedUnregistered reports whether the user has services while not
// registered.
func (s *Subscriber) servedUnregistered() bool {
	return slices.ContainsFunc(s.Services, func(v Service) bool { return v.When != "registered" })
}
