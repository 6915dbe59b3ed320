package peer

import (
	"fmt"
	"net"
	"net/netip"
	"slices"

	"github.com/telgen/telgen/runtime/diameter"
)

// relayApplication is the application id that relays advertise, and that a
// route for any application has (RFC 6733 section 2.4).
const relayApplication = 0xffffffff

// capabilities are what a peer told of itself.
type capabilities struct {
	host         diameter.Identity
	realm        diameter.Identity
	applications []uint32 // authentication and accounting alike
	stateID      uint32   // Origin-State-Id; 0 if there is none
	product      string
}

// serves reports whether requests of an application can be sent to the peer.
func (p *capabilities) serves(application uint32) bool {
	return slices.Contains(p.applications, application) || p.relays()
}

// relays reports whether the peer is a relay.
func (p *capabilities) relays() bool { return slices.Contains(p.applications, relayApplication) }

// readCapabilities returns what a Capabilities-Exchange-Request or -Answer
// says. It asks only for what the node needs to know: Origin-Host and
// Origin-Realm. The errors are *diameter.AVPError.
func readCapabilities(m *diameter.Generic) (capabilities, error) {
	var p capabilities
	for _, a := range m.AVPs {
		if err := p.read(a); err != nil {
			return p, err
		}
	}
	switch {
	case p.host == "":
		return p, missing(keyOriginHost)
	case p.realm == "":
		return p, missing(keyOriginRealm)
	}
	return p, nil
}

// read takes over one AVP. The vendor of a Vendor-Specific-Application-Id is
// not looked at: application ids are unique without it.
func (p *capabilities) read(a diameter.AVP) (err error) {
	switch a.Key {
	case keyOriginHost:
		p.host, err = a.Identity()
	case keyOriginRealm:
		p.realm, err = a.Identity()
	case keyAuthApplicationID, keyAcctApplicationID:
		var id uint32
		if id, err = a.Unsigned32(); err == nil {
			err = p.addApplication(a, id)
		}
	case keyOriginStateID:
		p.stateID, err = a.Unsigned32()
	case keyProductName:
		p.product, err = a.UTF8String()
	case keyVendorSpecificApplicationID:
		err = p.readSpecific(a)
	}
	return err
}

// maxApplications is how many applications a peer may serve: every request that
// needs a way looks through them.
const maxApplications = 256

// addApplication takes over the application of an AVP.
func (p *capabilities) addApplication(a diameter.AVP, id uint32) error {
	switch {
	case slices.Contains(p.applications, id):
	case len(p.applications) == maxApplications:
		return &diameter.AVPError{
			ResultCode: diameter.ResultAVPOccursTooManyTimes, Failed: a, Path: []diameter.Key{a.Key},
			Detail: fmt.Sprintf("more than %d applications", maxApplications),
		}
	default:
		p.applications = append(p.applications, id)
	}
	return nil
}

// readSpecific takes over a Vendor-Specific-Application-Id.
func (p *capabilities) readSpecific(a diameter.AVP) error {
	members, err := a.Grouped()
	for _, member := range members {
		isID := member.Key == keyAuthApplicationID || member.Key == keyAcctApplicationID
		if isID && err == nil {
			err = p.read(member)
		}
	}
	return err
}

// missing returns the error of a message without the AVP k.
func missing(k diameter.Key) error {
	example := diameter.NewOctetString(k|diameter.M, nil)
	return &diameter.AVPError{
		ResultCode: diameter.ResultMissingAVP, Failed: example, Path: []diameter.Key{k}, Detail: "missing",
	}
}

// common reports whether the node and a peer can talk about anything.
func (n *Node) common(p *capabilities) bool {
	if n.relay.Load() && len(p.applications) > 0 || p.relays() {
		return true
	}
	return slices.ContainsFunc(*n.services.Load(), func(s service) bool { return s.app.ID != 0 && p.serves(s.app.ID) })
}

// capabilities returns the AVPs that tell a peer what the node is and serves
// (RFC 6733 section 5.3.1), in the order of that grammar.
func (n *Node) capabilities(nc net.Conn) []diameter.AVP {
	avps := n.originAVPs()
	for _, addr := range n.hostAddresses(nc) {
		avps = append(avps, diameter.NewAddress(keyHostIPAddress|diameter.M, diameter.AddressFrom(addr)))
	}
	avps = append(avps,
		diameter.NewUnsigned32(keyVendorID|diameter.M, n.cfg.VendorID),
		diameter.NewUTF8String(keyProductName, n.cfg.ProductName))
	avps = append(avps, n.originState()...)
	avps = append(avps, applicationAVPs(*n.services.Load())...)
	if n.relay.Load() {
		avps = append(avps, diameter.NewUnsigned32(keyAuthApplicationID|diameter.M, relayApplication))
	}
	if revision := n.cfg.FirmwareRevision; revision != 0 {
		avps = append(avps, diameter.NewUnsigned32(keyFirmwareRevision, revision))
	}
	return avps
}

// hostAddresses returns the configured addresses, or that of the connection. A
// connection without addresses, such as a pipe, is one within the machine.
func (n *Node) hostAddresses(nc net.Conn) []netip.Addr {
	if len(n.cfg.HostAddresses) > 0 {
		return n.cfg.HostAddresses
	}
	if multihomed, ok := nc.LocalAddr().(interface{ Addrs() []netip.Addr }); ok {
		return multihomed.Addrs()
	}
	if local, err := netip.ParseAddrPort(nc.LocalAddr().String()); err == nil {
		return []netip.Addr{local.Addr()}
	}
	return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}
}

// applicationAVPs returns Supported-Vendor-Id, Auth-Application-Id,
// Acct-Application-Id and Vendor-Specific-Application-Id, in this order.
func applicationAVPs(services []service) []diameter.AVP {
	var vendors []uint32
	var auth, acct, specific []diameter.AVP
	for _, s := range services {
		vendors = addVendors(vendors, s.app.Dictionary)
		vendors = append(vendors, s.app.VendorID)
		for _, id := range idAVPs(s.app) {
			switch {
			case s.app.VendorID != 0:
				vendor := diameter.NewUnsigned32(keyVendorID|diameter.M, s.app.VendorID)
				specific = append(specific, diameter.NewGrouped(keyVendorSpecificApplicationID|diameter.M, vendor, id))
			case id.Key == keyAcctApplicationID:
				acct = append(acct, id)
			default:
				auth = append(auth, id)
			}
		}
	}
	return slices.Concat(vendorAVPs(vendors), auth, acct, specific)
}

// idAVPs returns the id of an application as Auth-Application-Id, as
// Acct-Application-Id or as both. Application 0, the base protocol, needs no
// mention.
func idAVPs(app *diameter.Application) (ids []diameter.AVP) {
	if app.ID == 0 {
		return nil
	}
	if app.Auth || !app.Acct {
		ids = append(ids, diameter.NewUnsigned32(keyAuthApplicationID|diameter.M, app.ID))
	}
	if app.Acct {
		ids = append(ids, diameter.NewUnsigned32(keyAcctApplicationID|diameter.M, app.ID))
	}
	return ids
}

// addVendors adds the vendors of the AVPs that a dictionary knows.
func addVendors(vendors []uint32, d *diameter.Dictionary) []uint32 {
	if d == nil {
		return vendors
	}
	for _, info := range d.AVPs { // sorted by vendor
		if len(vendors) == 0 || vendors[len(vendors)-1] != info.Key.Vendor() {
			vendors = append(vendors, info.Key.Vendor())
		}
	}
	for _, parent := range d.Parents {
		vendors = addVendors(vendors, parent)
	}
	return vendors
}

// vendorAVPs returns a Supported-Vendor-Id for each vendor, sorted; the IETF
// is none.
func vendorAVPs(vendors []uint32) (avps []diameter.AVP) {
	slices.Sort(vendors)
	for _, vendor := range slices.Compact(vendors) {
		if vendor != 0 {
			avps = append(avps, diameter.NewUnsigned32(keySupportedVendorID|diameter.M, vendor))
		}
	}
	return avps
}
