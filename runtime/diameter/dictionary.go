package diameter

import (
	"cmp"
	"slices"
)

// A Type is a data format of RFC 6733 sections 4.2 to 4.4, or what the data of
// an AVP means.
type Type uint8

// The data formats. TypeUnknown is that of an AVP that is in no dictionary.
const (
	TypeUnknown Type = iota
	TypeOctetString
	TypeInteger32
	TypeInteger64
	TypeUnsigned32
	TypeUnsigned64
	TypeFloat32
	TypeFloat64
	TypeGrouped
	TypeAddress
	TypeIPv4
	TypeIPv6
	TypeTime
	TypeUTF8String
	TypeIdentity
	TypeURI
	TypeEnumerated
	TypeIPFilterRule
	TypeQoSFilterRule
)

// The meanings that a dictionary gives to the data of an AVP with codec=: the
// octets of an OctetString, and the number of an Unsigned32. That of four octets
// which are an IPv4 address is TypeIPv4.
const (
	TypeIPv6Prefix Type = iota + TypeQoSFilterRule + 1
	TypePLMN
	TypeTBCD
	TypeResultCode
)

// minLen is the length in bytes of the shortest value of each format, which
// the example of a missing AVP has (RFC 6733 section 7.1.5).
func (t Type) minLen() int {
	switch t {
	case TypeInteger32, TypeUnsigned32, TypeFloat32, TypeEnumerated, TypeTime, TypeIPv4, TypeResultCode:
		return 4
	case TypeInteger64, TypeUnsigned64, TypeFloat64:
		return 8
	case TypeIPv6:
		return 16
	case TypeAddress:
		return 6
	case TypeIPv6Prefix:
		return 2
	case TypePLMN:
		return 3
	}
	return 0
}

// A Dictionary names AVPs. Generated packages hold one each.
type Dictionary struct {
	Name          string
	ApplicationID uint32
	Parents       []*Dictionary // asked in order after AVPs
	AVPs          []AVPInfo     // sorted by key
}

// An AVPInfo describes an AVP.
type AVPInfo struct {
	Key  Key
	Name string
	Type Type
	// Must and MustNot are the flags that must be set and must be clear,
	// FlagM and FlagP; a flag in neither is free. The V bit follows from Key.
	Must, MustNot AVPFlags
	// MemberMBits are rules of a group of its own about the M bit of AVPs in
	// it, as Command.RequestMBits are those of a request.
	MemberMBits []Key
	Items       []Item    // of an Enumerated or Unsigned32, sorted by value; none above the largest int32
	Bits        []BitName // of an Unsigned32 or Unsigned64 that is a bit mask
}

// mBit returns whether the M bit of the AVP must be set and whether it must be
// clear, where own are the rules of what it is in.
func (a *AVPInfo) mBit(own []Key) (must, mustNot bool) {
	for _, k := range own {
		if k&^M == a.Key {
			return k&M != 0, k&M == 0
		}
	}
	return a.Must&FlagM != 0, a.MustNot&FlagM != 0
}

// An Item is a value of an Enumerated.
type Item struct {
	Value int32
	Name  string
}

// Lookup returns the AVP with the given key, or nil. A nil Dictionary is empty.
func (d *Dictionary) Lookup(k Key) *AVPInfo {
	if d == nil {
		return nil
	}
	// By hand, since slices.BinarySearchFunc copies what it compares.
	low, high := 0, len(d.AVPs)
	for low < high {
		if middle := (low + high) / 2; d.AVPs[middle].Key < k {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low < len(d.AVPs) && d.AVPs[low].Key == k {
		return &d.AVPs[low]
	}
	for _, parent := range d.Parents {
		if info := parent.Lookup(k); info != nil {
			return info
		}
	}
	return nil
}

// nameOf returns the name of an AVP with its key, "Server-Name (602/10415)".
func (d *Dictionary) nameOf(k Key) string {
	if info := d.Lookup(k); info != nil {
		return info.Name + " (" + k.String() + ")"
	}
	return "AVP " + k.String()
}

// item returns the name of an Enumerated value, or "".
func (a *AVPInfo) item(value int32) string {
	i, ok := slices.BinarySearchFunc(a.Items, value, func(it Item, v int32) int { return cmp.Compare(it.Value, v) })
	if ok {
		return a.Items[i].Name
	}
	return ""
}
