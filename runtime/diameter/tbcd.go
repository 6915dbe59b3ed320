package diameter

import (
	"fmt"
	"strings"
)

// A TBCD is a telephony number, such as an MSISDN or an IMSI: a string of the
// digits 0 to 9, *, #, a, b and c, which are sent two an octet, the first one
// in the lower nibble (TBCD-STRING of TS 29.002 clause 17.7.8). The last octet
// of an odd number of digits has the filler 0xf.
//
// A string with other characters is no number, and letters are lower case.
// Validate refuses it, 5004; ParseTBCD makes a TBCD of what a person wrote.
type TBCD string

const tbcdDigits = "0123456789*#abc"

const tbcdFiller = 0xf

// ParseTBCD checks that s consists of digits; A, B and C become lower case.
func ParseTBCD(s string) (TBCD, error) {
	v := TBCD(strings.ToLower(s))
	if err := v.check(); err != nil {
		return "", err
	}
	return v, nil
}

// check says which character of v is no digit.
func (v TBCD) check() error {
	for i := range len(v) {
		if strings.IndexByte(tbcdDigits, v[i]) < 0 {
			return fmt.Errorf("number %q: %q is no digit, want 0 to 9, *, #, a, b or c", string(v), v[i])
		}
	}
	return nil
}

// appendTo appends the octets of v.
func (v TBCD) appendTo(b []byte) []byte {
	for i := 0; i < len(v); i += 2 {
		high := byte(tbcdFiller)
		if i+1 < len(v) {
			high = tbcdNibble(v[i+1])
		}
		b = append(b, high<<4|tbcdNibble(v[i]))
	}
	return b
}

func tbcdNibble(digit byte) byte {
	if digit >= '0' && digit <= '9' {
		return digit - '0'
	}
	if i := strings.IndexByte(tbcdDigits, digit); i >= 0 {
		return byte(i)
	}
	return tbcdFiller
}

// tbcdOf is the inverse of appendTo.
func tbcdOf(octets []byte) (TBCD, bool) {
	var buf [32]byte
	digits := buf[:0]
	for i, o := range octets {
		low, high := o&15, o>>4
		if low == tbcdFiller || high == tbcdFiller && i < len(octets)-1 {
			return "", false
		}
		digits = append(digits, tbcdDigits[low])
		if high != tbcdFiller {
			digits = append(digits, tbcdDigits[high])
		}
	}
	return TBCD(digits), true
}
