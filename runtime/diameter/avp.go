package diameter

import (
	"encoding/binary"
	"net/netip"
	"time"
)

// AVPFlags are the flags of an AVP header (RFC 6733 section 4.1).
type AVPFlags uint8

// AVP flags.
const (
	FlagV AVPFlags = 0x80 // the header has a vendor id
	FlagM AVPFlags = 0x40 // mandatory: who does not understand the AVP must reject the message
	FlagP AVPFlags = 0x20 // reserved for end-to-end security
)

// An AVP is an AVP as it is on the wire. Messages keep the AVPs that they have
// no field for in this form, and programs add their own with it.
//
// A member of a Failed-AVP may be malformed: its header is cut off, or has a
// length that does not fit. Then Key and Flags are what can be read of the
// header, and Data is everything from there to the end of the Failed-AVP, the
// header included. It is sent again as it is. Malformed tells.
type AVP struct {
	// Key may have the marks M and P if FlagV is not set: they set FlagM and
	// FlagP. With FlagV, as in AVPs that were received, these bits are part of
	// the vendor id.
	Key   Key
	Flags AVPFlags // FlagV need not be set when the key has a vendor
	raw   bool     // Data is all there is
	Data  []byte   // without padding
}

// Malformed reports whether a is a member of a Failed-AVP that could not be
// read.
func (a AVP) Malformed() bool { return a.raw }

// unmarked returns a with the marks of its key as flags.
func (a AVP) unmarked() AVP {
	if a.Key&marks != 0 && a.Flags&FlagV == 0 {
		a.Flags |= AVPFlags(a.Key >> 57 & 0x60)
		a.Key &^= marks
	}
	return a
}

func (a *AVP) appendTo(b []byte) []byte {
	if a.raw || a.Key&marks != 0 && a.Flags&FlagV == 0 {
		return a.appendOdd(b)
	}
	flags, size, vendor := a.Flags, 8, a.Key.Vendor()
	if vendor != 0 || flags&FlagV != 0 {
		flags |= FlagV
		size = 12
	}
	b = binary.BigEndian.AppendUint64(b, uint64(a.Key.Code())<<32|uint64(flags)<<24|uint64(size+len(a.Data)))
	if size == 12 {
		b = binary.BigEndian.AppendUint32(b, vendor)
	}
	return pad(append(b, a.Data...), len(a.Data))
}

// appendOdd appends an AVP that is malformed, or whose key has marks.
func (a *AVP) appendOdd(b []byte) []byte {
	if a.raw {
		return append(b, a.Data...)
	}
	plain := a.unmarked()
	return plain.appendTo(b)
}

// newAVP makes an AVP of one that an Append function wrote.
func newAVP(k Key, encoded []byte, dataLen int) AVP {
	a := AVP{Key: k &^ marks, Flags: AVPFlags(encoded[4])}
	start := 8
	if a.Flags&FlagV != 0 {
		start = 12
	}
	a.Data = encoded[start : start+dataLen : start+dataLen]
	return a
}

// The New functions return an AVP that holds v. The key may carry the marks M
// and P.

// NewOctetString returns an OctetString AVP; v is copied.
func NewOctetString(k Key, v []byte) AVP { return newAVP(k, AppendOctetString(nil, k, v), len(v)) }

// NewUTF8String returns a UTF8String AVP. It serves for the other text formats
// as well.
func NewUTF8String(k Key, v string) AVP { return newAVP(k, appendText(nil, k, v), len(v)) }

// NewIdentity returns a DiameterIdentity AVP.
func NewIdentity(k Key, v Identity) AVP { return NewUTF8String(k, string(v)) }

// NewInteger32 returns an Integer32 or Enumerated AVP.
func NewInteger32(k Key, v int32) AVP { return newAVP(k, AppendInteger32(nil, k, v), 4) }

// NewInteger64 returns an Integer64 AVP.
func NewInteger64(k Key, v int64) AVP { return newAVP(k, AppendInteger64(nil, k, v), 8) }

// NewUnsigned32 returns an Unsigned32 AVP.
func NewUnsigned32(k Key, v uint32) AVP { return newAVP(k, AppendUnsigned32(nil, k, v), 4) }

// NewUnsigned64 returns an Unsigned64 AVP.
func NewUnsigned64(k Key, v uint64) AVP { return newAVP(k, AppendUnsigned64(nil, k, v), 8) }

// NewFloat32 returns a Float32 AVP.
func NewFloat32(k Key, v float32) AVP { return newAVP(k, AppendFloat32(nil, k, v), 4) }

// NewFloat64 returns a Float64 AVP.
func NewFloat64(k Key, v float64) AVP { return newAVP(k, AppendFloat64(nil, k, v), 8) }

// NewTime returns a Time AVP.
func NewTime(k Key, v time.Time) AVP { return newAVP(k, AppendTime(nil, k, v), 4) }

// NewAddress returns an Address AVP.
func NewAddress(k Key, v Address) AVP { return newAVP(k, AppendAddress(nil, k, v), 2+v.len()) }

// NewGrouped returns a Grouped AVP with the given members.
func NewGrouped(k Key, members ...AVP) AVP {
	return NewOctetString(k, AppendExtra(nil, members))
}

// The readers below return the data of a as one of the formats of RFC 6733
// sections 4.2 and 4.3. They fail with an *AVPError: 5014 for a wrong length,
// 5004 for a wrong value.

func read[T any](a AVP, f func(*Decoder) T) (T, error) {
	d := Decoder{frame: frame{key: a.Key, flags: a.Flags, value: a.Data}}
	v := f(&d)
	return v, d.Err()
}

// UTF8String returns the data as text.
func (a AVP) UTF8String() (string, error) {
	a.Data = append([]byte(nil), a.Data...)
	return read(a, (*Decoder).UTF8String)
}

// Identity returns the data as a DiameterIdentity.
func (a AVP) Identity() (Identity, error) {
	s, err := a.UTF8String()
	return Identity(s), err
}

// Integer32 returns the data as an Integer32 or Enumerated.
func (a AVP) Integer32() (int32, error) { return read(a, (*Decoder).Integer32) }

// Integer64 returns the data as an Integer64.
func (a AVP) Integer64() (int64, error) { return read(a, (*Decoder).Integer64) }

// Unsigned32 returns the data as an Unsigned32.
func (a AVP) Unsigned32() (uint32, error) { return read(a, (*Decoder).Unsigned32) }

// Unsigned64 returns the data as an Unsigned64.
func (a AVP) Unsigned64() (uint64, error) { return read(a, (*Decoder).Unsigned64) }

// Float32 returns the data as a Float32.
func (a AVP) Float32() (float32, error) { return read(a, (*Decoder).Float32) }

// Float64 returns the data as a Float64.
func (a AVP) Float64() (float64, error) { return read(a, (*Decoder).Float64) }

// Time returns the data as a Time.
func (a AVP) Time() (time.Time, error) { return read(a, (*Decoder).Time) }

// Address returns the data as an Address.
func (a AVP) Address() (Address, error) { return read(a, (*Decoder).Address) }

// IPv4 returns the data as the bytes of an IPv4 address.
func (a AVP) IPv4() (netip.Addr, error) { return read(a, (*Decoder).IPv4) }

// IPv6 returns the data as the bytes of an IPv6 address.
func (a AVP) IPv6() (netip.Addr, error) { return read(a, (*Decoder).IPv6) }

// Grouped returns the members of the data, which alias it. Of a Failed-AVP it
// returns those that are malformed as well (see AVP), and no error.
func (a AVP) Grouped() ([]AVP, error) {
	return read(a, func(d *Decoder) []AVP {
		var members rawGroup
		d.Grouped(&members)
		return members.avps
	})
}
