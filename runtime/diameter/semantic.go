package diameter

import "net/netip"

// Semantic codecs read and write OctetString AVPs whose octets have a meaning
// of their own. A dictionary selects one with codec="IPv6Prefix" and the like,
// a manifest with codecs: { AVP-Name: IPv6Prefix }. Types of your own: see Data.
// For the four octets of Framed-IP-Address and the sixteen of an IPv6 address
// there are AppendIPv4, AppendIPv6 and their readers.
//
// Whatever a reader accepts is sent again with the same meaning; octets that
// the Go type cannot hold are an error, 5004, and never dropped.

// AppendIPv6Prefix appends an IPv6 prefix as Framed-IPv6-Prefix has it (RFC
// 3162 section 2.3): a zero octet, the length of the prefix in bits, and the
// octets of the prefix up to its length, or up to the last that is not zero if
// that is longer. An IPv4 prefix is sent in its mapped form, no prefix as ::/0.
func AppendIPv6Prefix(b []byte, k Key, v netip.Prefix) []byte {
	var data [18]byte
	n := putIPv6Prefix(&data, v)
	return AppendOctetString(b, k, data[:n])
}

// putIPv6Prefix returns how many octets of data it has set.
func putIPv6Prefix(data *[18]byte, v netip.Prefix) int {
	if !v.IsValid() {
		return 2
	}
	bits := v.Bits()
	if v.Addr().Is4() {
		bits += 96
	}
	a := v.Addr().As16()
	n := 16
	for n > (bits+7)/8 && a[n-1] == 0 {
		n--
	}
	data[1] = byte(bits)
	return 2 + copy(data[2:], a[:n])
}

// IPv6Prefix reads an IPv6 prefix as Framed-IPv6-Prefix has it. The octets of
// the prefix may be fewer or more than its length asks for: those that are not
// there are zero, and bits beyond the length are kept (netip.Prefix.Masked
// drops them). A first octet that is not zero and a length over 128 are errors,
// 5004.
func (d *Decoder) IPv6Prefix() netip.Prefix {
	data := d.value
	switch {
	case len(data) < 2:
		d.badLength(2)
	case len(data) > 18:
		d.badLength(18)
	case data[0] != 0:
		d.fail(ResultInvalidAVPValue, "first octet of an IPv6 prefix is 0x%02x, want 0", data[0])
	case data[1] > 128:
		d.fail(ResultInvalidAVPValue, "length of an IPv6 prefix is %d bits, want 0 to 128", data[1])
	default:
		var a [16]byte
		copy(a[:], data[2:])
		return netip.PrefixFrom(netip.AddrFrom16(a), int(data[1]))
	}
	return netip.Prefix{}
}

// NewIPv6Prefix returns an AVP with an IPv6 prefix, as AppendIPv6Prefix sends it.
func NewIPv6Prefix(k Key, v netip.Prefix) AVP {
	var data [18]byte
	n := putIPv6Prefix(&data, v)
	return NewOctetString(k, data[:n])
}

// IPv6Prefix returns the data as an IPv6 prefix.
func (a AVP) IPv6Prefix() (netip.Prefix, error) { return read(a, (*Decoder).IPv6Prefix) }

// AppendPLMN appends the three octets of v; three octets 0xff if v is zero.
func AppendPLMN(b []byte, k Key, v PLMN) []byte {
	octets := v.octets()
	return AppendOctetString(b, k, octets[:])
}

// PLMN reads three octets. Three octets 0xff are the zero PLMN. A nibble that
// is no decimal digit is an error, 5004, but for the third digit of a network
// code of two digits.
func (d *Decoder) PLMN() PLMN {
	data := d.value
	if len(data) != 3 {
		d.badLength(3)
		return PLMN{}
	}
	v, ok := plmnOf([3]byte(data))
	if !ok {
		d.fail(ResultInvalidAVPValue, "%x is no PLMN", data)
	}
	if v.IsZero() {
		d.hollow = true
	}
	return v
}

// NewPLMN returns an AVP with the three octets of v.
func NewPLMN(k Key, v PLMN) AVP {
	octets := v.octets()
	return NewOctetString(k, octets[:])
}

// PLMN returns the data as a PLMN.
func (a AVP) PLMN() (PLMN, error) { return read(a, (*Decoder).PLMN) }

// AppendTBCD appends the digits of v, two an octet.
func AppendTBCD(b []byte, k Key, v TBCD) []byte {
	var buf [16]byte // room for the longest number in use
	return AppendOctetString(b, k, v.appendTo(buf[:0]))
}

// TBCD reads digits, two an octet. A filler anywhere but in place of the last
// digit is an error, 5004.
func (d *Decoder) TBCD() TBCD {
	v, ok := tbcdOf(d.value)
	if !ok {
		d.fail(ResultInvalidAVPValue, "filler amid the digits of %x", d.value)
	}
	return v
}

// NewTBCD returns an AVP with the digits of v.
func NewTBCD(k Key, v TBCD) AVP { return NewOctetString(k, v.appendTo(nil)) }

// TBCD returns the data as digits.
func (a AVP) TBCD() (TBCD, error) { return read(a, (*Decoder).TBCD) }
