package diameter

import (
	"fmt"
	"strings"
)

// A PLMN is the identity of a mobile network: a country code of three digits
// and a network code of two or three (TS 23.003 clause 12.1). Network codes 01
// and 001 are different. PLMNs are comparable; the zero PLMN is no network.
//
// In three octets, one nibble a digit, 262-01 is 62 f2 10 (TS 24.008 clause
// 10.5.1.13): the digits of each octet change places, and the third digit of
// the network code, or a filler, stands between country and network.
type PLMN struct {
	mcc, mnc  uint16
	mncDigits uint8 // 2 or 3; 0 in the zero PLMN
}

// MakePLMN returns the PLMN with the given mobile country code, three decimal
// digits, and mobile network code, two or three.
func MakePLMN(mcc, mnc string) (PLMN, error) {
	p := PLMN{mncDigits: uint8(len(mnc))}
	var ok bool
	if p.mcc, ok = decimal(mcc); !ok || len(mcc) != 3 {
		return PLMN{}, fmt.Errorf("mobile country code %q, want 3 digits", mcc)
	}
	if p.mnc, ok = decimal(mnc); !ok || len(mnc) != 2 && len(mnc) != 3 {
		return PLMN{}, fmt.Errorf("mobile network code %q, want 2 or 3 digits", mnc)
	}
	return p, nil
}

// decimal reads up to three digits.
func decimal(s string) (uint16, bool) {
	var v uint16
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || i > 2 {
			return 0, false
		}
		v = 10*v + uint16(s[i]-'0')
	}
	return v, true
}

// ParsePLMN reads what String returns, "262-01", and the same without the dash.
func ParsePLMN(s string) (PLMN, error) {
	mcc, mnc, dash := strings.Cut(s, "-")
	if !dash && len(s) > 3 {
		mcc, mnc = s[:3], s[3:]
	}
	p, err := MakePLMN(mcc, mnc)
	if err != nil {
		return p, fmt.Errorf("PLMN %q: %w", s, err)
	}
	return p, nil
}

// IsZero reports whether p is no network.
func (p PLMN) IsZero() bool { return p == PLMN{} }

// MCC returns the three digits of the mobile country code; "" if p is zero.
func (p PLMN) MCC() string {
	if p.IsZero() {
		return ""
	}
	return fmt.Sprintf("%03d", p.mcc)
}

// MNC returns the two or three digits of the mobile network code; "" if p is
// zero.
func (p PLMN) MNC() string {
	if p.IsZero() {
		return ""
	}
	return fmt.Sprintf("%0*d", int(p.mncDigits), p.mnc)
}

// String returns "262-01"; "" if p is zero.
func (p PLMN) String() string {
	if p.IsZero() {
		return ""
	}
	return p.MCC() + "-" + p.MNC()
}

// octets is the form on the wire.
func (p PLMN) octets() [3]byte {
	if p.IsZero() {
		return [3]byte{0xff, 0xff, 0xff}
	}
	mcc, mnc, third := p.mcc, p.mnc, uint16(0xf)
	if p.mncDigits == 3 {
		mnc, third = mnc/10, mnc%10
	}
	return [3]byte{
		byte(mcc/10%10<<4 | mcc/100),
		byte(third<<4 | mcc%10),
		byte(mnc%10<<4 | mnc/10),
	}
}

// plmnOf is the inverse of octets.
func plmnOf(o [3]byte) (PLMN, bool) {
	if o == [3]byte{0xff, 0xff, 0xff} {
		return PLMN{}, true
	}
	low, high := func(i int) uint16 { return uint16(o[i] & 15) }, func(i int) uint16 { return uint16(o[i] >> 4) }
	for _, digit := range []uint16{low(0), high(0), low(1), low(2), high(2)} {
		if digit > 9 {
			return PLMN{}, false
		}
	}
	p := PLMN{mcc: 100*low(0) + 10*high(0) + low(1), mnc: 10*low(2) + high(2), mncDigits: 2}
	if third := high(1); third <= 9 {
		p.mnc, p.mncDigits = 10*p.mnc+third, 3
	} else if third != 0xf {
		return PLMN{}, false
	}
	return p, true
}
