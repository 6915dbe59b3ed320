package diameter

import (
	"cmp"
	"slices"
)

// A Type is a data format of RFC 6733 sections 4.2 to 4.4.
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

// minLen is the length in bytes of the shortest value of each format, which
// the example of a missing AVP has (RFC 6733 section 7.1.5).
func (t Type) minLen() int {
	switch t {
	case TypeInteger32, TypeUnsigned32, TypeFloat32, TypeEnumerated, TypeTime, TypeIPv4:
		return 4
	case TypeInteger64, TypeUnsigned64, TypeFloat64:
		return 8
	case TypeIPv6:
		return 16
	case TypeAddress:
		return 6
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
	Key   Key
	Name  string
	Type  Type
	Must  bool   // the M bit must be set
	Items []Item // of an Enumerated, sorted by value
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
	i, ok := slices.BinarySearchFunc(d.AVPs, k, func(a AVPInfo, k Key) int { return cmp.Compare(a.Key, k) })
	if ok {
		return &d.AVPs[i]
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
