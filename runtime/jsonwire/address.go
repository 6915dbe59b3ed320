package jsonwire

import (
	"net/netip"
	"strings"
)

// isPrefix reports whether v is an address of one family with the length of a
// prefix.
func isPrefix(v string, family func(netip.Addr) bool) bool {
	if strings.IndexByte(v, '/') < 0 {
		return false
	}
	p, err := netip.ParsePrefix(v)
	return err == nil && family(p.Addr())
}

// isIPv4 checks for four numbers up to 255 without leading zeros.
func isIPv4(v string) bool {
	fields, n, digits := 1, 0, 0
	for i := range len(v) {
		c := v[i]
		switch {
		case isDigit(c):
			if digits == 1 && n == 0 {
				return false
			}
			n = n*10 + int(c-'0')
			if digits++; n > 255 {
				return false
			}
		case c == '.' && digits > 0:
			fields++
			n, digits = 0, 0
		default:
			return false
		}
	}
	return fields == 4 && digits > 0
}

// isIPv6 checks for the forms of RFC 4291 section 2.2, without a zone.
func isIPv6(v string) bool {
	i, groups, gap := 0, 0, false
	if strings.HasPrefix(v, "::") {
		i, gap = 2, true
	}
	for i < len(v) {
		start := i
		for i < len(v) && hexBytes[v[i]] {
			i++
		}
		if i < len(v) && v[i] == '.' {
			return isIPv4(v[start:]) && (groups == 6 && !gap || groups < 6 && gap)
		}
		if groups++; i == start || i-start > 4 || groups > 8 {
			return false
		}
		if i == len(v) {
			break
		}
		if v[i] != ':' || i+1 == len(v) {
			return false
		}
		if i++; v[i] != ':' {
			continue
		}
		if i++; gap {
			return false
		}
		gap = true
	}
	return groups == 8 && !gap || groups < 8 && gap
}
