package diameter

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// jsonValue returns the value of an AVP by its format, and the name of an
// Enumerated value or a result code, or those of the bits of a mask. There is none if the data does not fit the format, or
// would come back different.
func jsonValue(dict *Dictionary, info *AVPInfo, a AVP, depth int) (value any, item string) {
	if len(info.Bits) > 0 {
		_, name, _ := a.named(info)
		return jsonScalar(info.Type, a), name
	}
	switch info.Type {
	case TypeGrouped:
		if list := jsonMembers(dict, a.Data, depth+1); list != nil {
			return list, ""
		}
	case TypeEnumerated, TypeResultCode:
		if v, name, ok := a.named(info); ok {
			return v, name
		}
	case TypeUTF8String, TypeIdentity, TypeURI, TypeIPFilterRule, TypeQoSFilterRule:
		if utf8.Valid(a.Data) {
			return string(a.Data), ""
		}
	default:
		return jsonScalar(info.Type, a), ""
	}
	return nil, ""
}

func jsonScalar(t Type, a AVP) any {
	switch t {
	case TypeInteger32:
		return jsonAs(a.Integer32, func(v int32) any { return v })
	case TypeUnsigned32:
		return jsonAs(a.Unsigned32, func(v uint32) any { return v })
	case TypeInteger64:
		return jsonAs(a.Integer64, func(v int64) any { return strconv.FormatInt(v, 10) })
	case TypeUnsigned64:
		return jsonAs(a.Unsigned64, func(v uint64) any { return strconv.FormatUint(v, 10) })
	case TypeFloat32:
		return jsonAs(a.Float32, func(v float32) any { return jsonFloat(float64(v), 32) })
	case TypeFloat64:
		return jsonAs(a.Float64, func(v float64) any { return jsonFloat(v, 64) })
	case TypeTime:
		return jsonAs(a.Time, func(v time.Time) any { return v.Format(time.RFC3339) })
	case TypeAddress:
		return jsonAs(a.Address, func(v Address) any { return v.String() })
	case TypeIPv4:
		return jsonAs(a.IPv4, func(v netip.Addr) any { return v.String() })
	case TypeIPv6:
		return jsonAs(a.IPv6, func(v netip.Addr) any { return v.String() })
	}
	return jsonMeaning(t, a)
}

// jsonAs reads a value and formats it; nil if it cannot be read.
func jsonAs[T any](read func() (T, error), format func(T) any) any {
	v, err := read()
	if err != nil {
		return nil
	}
	return format(v)
}

// jsonFloat is a number that reads back as v; JSON has none for infinity and
// for what is no number.
func jsonFloat(v float64, bits int) any {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return nil
	}
	return json.Number(strconv.FormatFloat(v, 'g', -1, bits))
}

// jsonData returns the data of an AVP of type t whose value in JSON is raw.
// info is nil for an AVP that is in no dictionary.
func jsonData(info *AVPInfo, raw json.RawMessage) ([]byte, error) {
	text := string(raw)
	if raw[0] == '"' {
		if err := json.Unmarshal(raw, &text); err != nil {
			return nil, err
		}
	} else if raw[0] != '-' && (raw[0] < '0' || raw[0] > '9') {
		return nil, fmt.Errorf("value %.60s, want a string or a number", raw)
	}
	if info == nil {
		return nil, fmt.Errorf("value of an AVP that is in no dictionary: want hex, or a list of AVPs")
	}
	a, err := newFromText(info.Type, text)
	if err != nil {
		return nil, fmt.Errorf("value %.60s: %w", raw, err)
	}
	return a.Data, nil
}

// newFromText returns an AVP without a key that holds what text says.
func newFromText(t Type, text string) (AVP, error) {
	switch t {
	case TypeUTF8String, TypeIdentity, TypeURI, TypeIPFilterRule, TypeQoSFilterRule, TypeOctetString:
		return NewUTF8String(0, text), nil
	case TypeFloat32:
		v, err := floatFromText(text, 32)
		return NewFloat32(0, float32(v)), err
	case TypeFloat64:
		v, err := floatFromText(text, 64)
		return NewFloat64(0, v), err
	case TypeTime:
		return timeFromText(text)
	case TypeAddress:
		return addressFromText(text)
	case TypeIPv4, TypeIPv6:
		return ipFromText(t, text)
	case TypeIPv6Prefix, TypePLMN, TypeTBCD:
		return meaningFromText(t, text)
	case TypeGrouped:
		return AVP{}, fmt.Errorf("want a list of AVPs")
	}
	return integerFromText(t, text)
}

func floatFromText(text string, bits int) (float64, error) {
	v, err := strconv.ParseFloat(text, bits)
	if err != nil {
		return 0, fmt.Errorf("want a number that a Float%d can hold", bits)
	}
	return v, nil
}

func integerFromText(t Type, text string) (AVP, error) {
	switch t {
	case TypeUnsigned32, TypeResultCode:
		v, err := strconv.ParseUint(text, 10, 32)
		return NewUnsigned32(0, uint32(v)), wantInteger(err, 0, math.MaxUint32)
	case TypeUnsigned64:
		v, err := strconv.ParseUint(text, 10, 64)
		return NewUnsigned64(0, v), wantInteger(err, 0, math.MaxUint64)
	case TypeInteger64:
		v, err := strconv.ParseInt(text, 10, 64)
		return NewInteger64(0, v), wantInteger(err, math.MinInt64, math.MaxInt64)
	}
	v, err := strconv.ParseInt(text, 10, 32) // Integer32 and Enumerated
	return NewInteger32(0, int32(v)), wantInteger(err, math.MinInt32, math.MaxInt32)
}

// wantInteger says which numbers can be read, if err is one.
func wantInteger(err error, least int64, most uint64) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("want a whole number in digits, from %d to %d", least, most)
}

func timeFromText(text string) (AVP, error) {
	v, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return AVP{}, fmt.Errorf("want a date and time like 2026-11-22T08:30:00Z")
	}
	a := NewTime(0, v)
	if sent, err := a.Time(); err != nil || !sent.Equal(v) {
		return AVP{}, fmt.Errorf("want whole seconds from 1968-01-20T03:14:08Z to 2104-02-26T09:42:23Z")
	}
	return a, nil
}

// addressFromText reads an IP address, or "8:3439" for another family.
func addressFromText(text string) (AVP, error) {
	if ip, err := netip.ParseAddr(text); err == nil && ip.Zone() == "" {
		family := uint16(FamilyIPv6)
		if ip.Is4() {
			family = FamilyIPv4
		}
		return NewAddress(0, AddressFromFamily(family, string(ip.AsSlice()))), nil
	}
	number, octets, _ := strings.Cut(text, ":")
	family, err := strconv.ParseUint(number, 10, 16)
	raw, hexErr := hex.DecodeString(octets)
	if err != nil || hexErr != nil {
		return AVP{}, fmt.Errorf("want an IP address, or family:octets like 8:3439")
	}
	return NewAddress(0, AddressFromFamily(uint16(family), string(raw))), nil
}

func ipFromText(t Type, text string) (AVP, error) {
	ip, err := netip.ParseAddr(text)
	switch {
	case err != nil:
		return AVP{}, fmt.Errorf("want an IP address")
	case ip.Zone() != "" || (t == TypeIPv4) != ip.Is4():
		return AVP{}, fmt.Errorf("want an address of the other IP version, and without a zone")
	}
	return NewOctetString(0, ip.AsSlice()), nil
}

// bitData returns the data of a bit mask.
func bitData(t Type, v uint64) []byte {
	if t == TypeUnsigned64 || t == TypeInteger64 {
		return NewUnsigned64(0, v).Data
	}
	return NewUnsigned32(0, uint32(v)).Data
}

// itemData returns the data of the Enumerated value, result code or bits of the
// given name.
func itemData(info *AVPInfo, name string) ([]byte, error) {
	if info != nil && info.Type == TypeResultCode {
		if c, ok := resultCodeNamed(name); ok {
			return NewUnsigned32(0, uint32(c)).Data, nil
		}
	} else if info != nil && len(info.Bits) > 0 {
		if v, ok := info.bitsNamed(name); ok {
			return bitData(info.Type, v), nil
		}
	} else if info != nil {
		i := slices.IndexFunc(info.Items, func(item Item) bool { return item.Name == name })
		if i >= 0 {
			return NewInteger32(0, info.Items[i].Value).Data, nil
		}
	}
	return nil, fmt.Errorf("item %q is not known, give a value", name)
}

// checkItem checks that an item beside a value does not contradict it. The item
// may be unknown where the value has no name either: another dictionary may
// have one.
func checkItem(info *AVPInfo, name string, data []byte) error {
	want, err := itemData(info, name)
	if err != nil && info != nil && info.hasItems() {
		if _, other, _ := (AVP{Data: data}).named(info); other == "" {
			return nil
		}
	} else if err != nil {
		return fmt.Errorf("item %q beside a value that has no names: leave it out", name)
	}
	if !bytes.Equal(want, data) {
		return fmt.Errorf("value and item %q are not the same: leave one out", name)
	}
	return nil
}

// hasItems reports whether values of the AVP can have names.
func (a *AVPInfo) hasItems() bool {
	return a.Type == TypeEnumerated || a.Type == TypeResultCode || len(a.Items)+len(a.Bits) > 0
}
