package diameter

import "strconv"

// A Key identifies an AVP: its vendor shifted left by 32 bits, or its code.
// An AVP of the IETF has vendor 0. Keys are constants, so that generated
// decoders switch on them.
type Key uint64

// Marks on a Key that is passed to an Append or New function: send the AVP
// with the M or the P bit. They take the place of the highest two bits of a
// vendor id; the IANA assigns none that large.
const (
	M Key = 1 << 63
	P Key = 1 << 62
)

const marks = M | P

// MakeKey returns the key of the AVP with the given vendor and code.
func MakeKey(vendor, code uint32) Key { return Key(vendor)<<32 | Key(code) }

// Code returns the AVP code.
func (k Key) Code() uint32 { return uint32(k) }

// Vendor returns the vendor id, 0 for the IETF. The key must have no marks.
func (k Key) Vendor() uint32 { return uint32(k >> 32) }

// String returns "263", or "602/10415" with a vendor.
func (k Key) String() string {
	code := strconv.FormatUint(uint64(k.Code()), 10)
	if v := k.Vendor(); v != 0 {
		return code + "/" + strconv.FormatUint(uint64(v), 10)
	}
	return code
}
