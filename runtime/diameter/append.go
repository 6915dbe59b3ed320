package diameter

import (
	"encoding/binary"
	"math"
	"net/netip"
	"time"
)

// The Append functions append one AVP with its header and padding to b and
// return the extended buffer. They allocate only when b has no room. The key
// may carry the marks M and P. Data of 16 MiB and more does not fit an AVP;
// nothing checks that here, Marshal does.

// appendHead appends the header of an AVP with n bytes of data (RFC 6733
// section 4.1).
func appendHead(b []byte, k Key, n int) []byte {
	word := uint64(k.Code())<<32 | uint64(k>>57&0x60)<<24
	vendor := (k &^ marks).Vendor()
	if vendor == 0 {
		return binary.BigEndian.AppendUint64(b, word|uint64(n+8))
	}
	b = binary.BigEndian.AppendUint64(b, word|uint64(FlagV)<<24|uint64(n+12))
	return binary.BigEndian.AppendUint32(b, vendor)
}

// pad appends the padding of n bytes of data. Most data needs none, and a
// switch is faster than an append of varying length.
func pad(b []byte, n int) []byte {
	switch n & 3 {
	case 1:
		return append(b, 0, 0, 0)
	case 2:
		return append(b, 0, 0)
	case 3:
		return append(b, 0)
	}
	return b
}

// AppendOctetString appends an OctetString.
func AppendOctetString(b []byte, k Key, v []byte) []byte {
	return pad(append(appendHead(b, k, len(v)), v...), len(v))
}

func appendText(b []byte, k Key, v string) []byte {
	return pad(append(appendHead(b, k, len(v)), v...), len(v))
}

// AppendUTF8String appends a UTF8String.
func AppendUTF8String(b []byte, k Key, v string) []byte { return appendText(b, k, v) }

// AppendIdentity appends a DiameterIdentity.
func AppendIdentity(b []byte, k Key, v Identity) []byte { return appendText(b, k, string(v)) }

// AppendURI appends a DiameterURI.
func AppendURI(b []byte, k Key, v URI) []byte { return appendText(b, k, string(v)) }

// AppendIPFilterRule appends an IPFilterRule.
func AppendIPFilterRule(b []byte, k Key, v IPFilterRule) []byte { return appendText(b, k, string(v)) }

// AppendQoSFilterRule appends a QoSFilterRule.
func AppendQoSFilterRule(b []byte, k Key, v QoSFilterRule) []byte { return appendText(b, k, string(v)) }

// AppendInteger32 appends an Integer32 or an Enumerated.
func AppendInteger32(b []byte, k Key, v int32) []byte {
	return binary.BigEndian.AppendUint32(appendHead(b, k, 4), uint32(v))
}

// AppendInteger64 appends an Integer64.
func AppendInteger64(b []byte, k Key, v int64) []byte {
	return binary.BigEndian.AppendUint64(appendHead(b, k, 8), uint64(v))
}

// AppendUnsigned32 appends an Unsigned32.
func AppendUnsigned32(b []byte, k Key, v uint32) []byte {
	return binary.BigEndian.AppendUint32(appendHead(b, k, 4), v)
}

// AppendUnsigned64 appends an Unsigned64.
func AppendUnsigned64(b []byte, k Key, v uint64) []byte {
	return binary.BigEndian.AppendUint64(appendHead(b, k, 8), v)
}

// AppendFloat32 appends a Float32.
func AppendFloat32(b []byte, k Key, v float32) []byte {
	return AppendUnsigned32(b, k, math.Float32bits(v))
}

// AppendFloat64 appends a Float64.
func AppendFloat64(b []byte, k Key, v float64) []byte {
	return AppendUnsigned64(b, k, math.Float64bits(v))
}

// AppendTime appends a Time: seconds since 1900, which wrap around in 2036
// (RFC 6733 section 4.3.1). Fractions of a second are cut off. A time for which
// TimeFits is false is sent as another.
func AppendTime(b []byte, k Key, v time.Time) []byte {
	return AppendUnsigned32(b, k, uint32(v.Unix()+unixToNTP))
}

// AppendAddress appends an Address: two bytes of address family, then the
// address.
func AppendAddress(b []byte, k Key, v Address) []byte {
	n := 2 + v.len()
	return pad(v.appendTo(appendHead(b, k, n)), n)
}

// AppendIPv4 appends the four bytes of an IPv4 address, without a family. An
// address that is not IPv4 is sent as 0.0.0.0.
func AppendIPv4(b []byte, k Key, v netip.Addr) []byte {
	var a [4]byte
	if v = v.Unmap(); v.Is4() {
		a = v.As4()
	}
	return append(appendHead(b, k, len(a)), a[:]...)
}

// AppendIPv6 appends the sixteen bytes of an IPv6 address, without a family.
// An IPv4 address is sent in its mapped form, no address as ::.
func AppendIPv6(b []byte, k Key, v netip.Addr) []byte {
	var a [16]byte
	if v.IsValid() {
		a = v.As16()
	}
	return append(appendHead(b, k, len(a)), a[:]...)
}

// AppendGrouped appends a Grouped.
func AppendGrouped(b []byte, k Key, v Group) []byte {
	start := len(b)
	b = v.AppendAVPs(appendHead(b, k, 0))
	b = patchLength(b, start+4)
	if (len(b)-start)&3 != 0 {
		return padGroup(b, start)
	}
	return b
}

// padGroup pads a group that ends with what is no AVP: a Failed-AVP can. It is
// a function of its own to keep AppendGrouped small.
//
//go:noinline
func padGroup(b []byte, start int) []byte { return pad(b, len(b)-start) }

// patchLength writes the length of what begins four bytes before at into the
// three bytes after at.
func patchLength(b []byte, at int) []byte {
	n := len(b) - at + 4
	b[at+1], b[at+2], b[at+3] = byte(n>>16), byte(n>>8), byte(n)
	return b
}

// AppendExtra appends AVPs as they are, flags included.
func AppendExtra(b []byte, avps []AVP) []byte {
	for i := range avps {
		b = avps[i].appendTo(b)
	}
	return b
}
