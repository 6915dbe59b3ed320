package diameter

import (
	"bytes"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// This file turns octets that a dictionary gives a meaning into text and back,
// for Dump and JSON.

// meaning returns what the octets of an AVP mean: "2001:db8::/32", "262-01",
// "4915112345678". There is none if the codec refuses the octets, and of the
// zero PLMN.
func (a AVP) meaning(t Type) (text string, ok bool) {
	var v fmt.Stringer
	var err error
	switch t {
	case TypeIPv6Prefix:
		v, err = a.IPv6Prefix()
	case TypePLMN:
		v, err = a.PLMN()
	case TypeTBCD:
		digits, err := a.TBCD()
		return string(digits), err == nil
	default:
		return "", false
	}
	if err != nil {
		return "", false
	}
	text = v.String()
	return text, text != ""
}

// meaningText is the meaning for Dump, digits in quotes; octets that have none
// in hexadecimal.
func (a AVP) meaningText(t Type) string {
	text, ok := a.meaning(t)
	switch {
	case !ok:
		return fmt.Sprintf("%x", a.Data)
	case t == TypeTBCD:
		return fmt.Sprintf("%q", text)
	}
	return text
}

// jsonMeaning is the meaning for JSON. Octets that mean the same as others,
// such as a prefix with more zeros than it needs, have none unless they are
// those that the codec sends.
func jsonMeaning(t Type, a AVP) any {
	text, ok := a.meaning(t)
	if !ok {
		return nil
	}
	if back, err := meaningFromText(t, text); err != nil || !bytes.Equal(back.Data, a.Data) {
		return nil
	}
	return text
}

// meaningFromText is the inverse of meaning.
func meaningFromText(t Type, text string) (AVP, error) {
	switch t {
	case TypeIPv6Prefix:
		v, err := netip.ParsePrefix(text)
		if err != nil {
			return AVP{}, fmt.Errorf("want an IPv6 prefix like 2001:db8::/32")
		}
		return NewIPv6Prefix(0, v), nil
	case TypePLMN:
		v, err := ParsePLMN(text)
		return NewPLMN(0, v), err
	}
	v, err := ParseTBCD(text)
	return NewTBCD(0, v), err
}

// named returns the number of an Enumerated, a result code or a bit mask, and
// its name if it has one. It is not ok if the data is no such number.
func (a AVP) named(info *AVPInfo) (number any, name string, ok bool) {
	switch {
	case info.Type == TypeResultCode:
		v, err := a.Unsigned32()
		return v, ResultCode(v).name(), err == nil
	case len(info.Bits) > 0:
		v, err := a.bits(info.Type)
		return v, info.bitText(v), err == nil
	}
	v, err := a.Integer32()
	return v, info.item(v), err == nil
}

// bits reads a bit mask.
func (a AVP) bits(t Type) (uint64, error) {
	switch t {
	case TypeUnsigned64:
		return a.Unsigned64()
	case TypeInteger64:
		v, err := a.Integer64()
		return uint64(v), err
	}
	v, err := a.Unsigned32()
	return uint64(v), err
}

// bitText returns the names of the bits that are set in v, "A|B", and those
// without a name as a number; "" if none of them has a name.
func (a *AVPInfo) bitText(v uint64) string {
	named := func(n BitName) bool { return n.Mask != 0 && v&n.Mask == n.Mask }
	if !slices.ContainsFunc(a.Bits, named) {
		return ""
	}
	return FormatBits(v, a.Bits)
}

// bitsNamed is the inverse of bitText.
func (a *AVPInfo) bitsNamed(text string) (uint64, bool) {
	var v uint64
	for part := range strings.SplitSeq(text, "|") {
		i := slices.IndexFunc(a.Bits, func(n BitName) bool { return n.Name == part })
		if i >= 0 {
			v |= a.Bits[i].Mask
			continue
		}
		number, err := strconv.ParseUint(part, 0, 64)
		if err != nil {
			return 0, false
		}
		v |= number
	}
	return v, a.Type == TypeUnsigned64 || a.Type == TypeInteger64 || v <= math.MaxUint32
}

// resultCodeNamed returns the result code of the base protocol with the given
// name. They are few in each class.
func resultCodeNamed(name string) (ResultCode, bool) {
	const classes, most = 5, 20
	for class := ResultCode(1); class <= classes && name != ""; class++ {
		for c := class*1000 + 1; c <= class*1000+most; c++ {
			if c.name() == name {
				return c, true
			}
		}
	}
	return 0, false
}
