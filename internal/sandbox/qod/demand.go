package qod

import (
	"net/netip"
	"strings"
)

// orderedDevice returns the device that a request is about: that of the token,
// or the one in the request. Either may be missing, or be there in vain.
func orderedDevice(v version, by identity, d *device) (*device, error) {
	if by.phone == "" {
		if d == nil {
			return nil, refuse(missingDevice, "device is missing, and the access token names none")
		}
		return d, d.check(v)
	}
	own := &device{phone: by.phone}
	switch {
	case d == nil || v <= v0_10:
	case v >= v1_0:
		return nil, refuse(unnecessaryDevice, "device must not be sent: the access token names it")
	case d.phone != by.phone:
		return nil, refuse(otherDeviceThanToken, "device is not the one of the access token")
	}
	return own, own.check(v)
}

// check finds what an operator would say about d. What cannot be known is
// chosen by the number.
func (d *device) check(v version) error {
	if v >= v0_11 && d.phone == "" && d.public == "" && d.ipv6 == "" {
		return refuse(unsupportedDevice, "device: networkAccessIdentifier alone is not supported")
	}
	if d.phone != "" && documentation(d.public) && v <= v1_0 {
		return refuse(deviceMismatch, "device: phoneNumber and ipv4Address belong to different devices")
	}
	switch d.wish() {
	case "404":
		return refuse(deviceNotFound, "the device is not known")
	case "422":
		return refuse(serviceNotApplicable, "the service is not available for the device")
	case "429":
		return refuse(tooManyRequests, "too many requests: try again in a second")
	case "430":
		return refuse(quotaExceeded, "the quota is used up")
	case "500":
		return refuse(internalError, "internal error, as the device asks for")
	case "503":
		return refuse(unavailable, "unavailable, as the device asks for")
	}
	return nil
}

// wish returns the last three digits of a number that begins with 999, which
// is no country; of others nothing.
func (d *device) wish() string {
	if !strings.HasPrefix(d.phone, "999") || len(d.phone) < 7 {
		return ""
	}
	return d.phone[len(d.phone)-3:]
}

// documentation reports whether an address is one of 192.0.2.0/24, the first
// network for documentation (RFC 5737).
func documentation(address string) bool {
	a, err := netip.ParseAddr(address)
	return err == nil && netip.PrefixFrom(netip.AddrFrom4([4]byte{192, 0, 2, 0}), 24).Contains(a)
}

// A fate is what the network does with a session.
type fate int

const (
	lives   fate = iota
	refused      // never becomes AVAILABLE
	ended        // is ended halfway
)

// fateOf returns the fate of a session of d with profile p.
func fateOf(d *device, p *profile) fate {
	switch d.wish() {
	case "600":
		return refused
	case "601":
		return ended
	}
	return p.fate
}
