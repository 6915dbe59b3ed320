package jsonwire

import "strings"

// isIPv4OrPrefix checks for an address, perhaps with the length of a prefix.
func isIPv4OrPrefix(v string) bool {
	n := ipv4Length(v)
	return n > 0 && (n == len(v) || v[n] == '/' && isPrefixLength(v[n+1:], 32))
}

// isIPv6OrPrefix checks for an address, perhaps with the length of a prefix.
func isIPv6OrPrefix(v string) bool {
	if i := strings.IndexByte(v, '/'); i >= 0 {
		return isPrefixLength(v[i+1:], 128) && isIPv6(v[:i])
	}
	return isIPv6(v)
}

// isPrefixLength checks for a number up to most without leading zeros.
func isPrefixLength(v string, most int) bool {
	if v == "" || len(v) > 3 || v[0] == '0' && len(v) > 1 {
		return false
	}
	n := 0
	for i := range len(v) {
		if !isDigit(v[i]) {
			return false
		}
		n = n*10 + int(v[i]-'0')
	}
	return n <= most
}

// isIPv4 checks for an address and nothing else.
func isIPv4(v string) bool { return v != "" && ipv4Length(v) == len(v) }

// ipv4Length returns how long the address is that v begins with, four numbers
// up to 255 without leading zeros, or 0 if there is none.
func ipv4Length(v string) int {
	i := 0
	for field := range 4 {
		if field > 0 {
			if i >= len(v) || v[i] != '.' {
				return 0
			}
			i++
		}
		n := byteLength(v[i:])
		if n == 0 {
			return 0
		}
		i += n
	}
	return i
}

// byteLength returns how long the number up to 255 is that v begins with, or 0
// if there is none.
func byteLength(v string) int {
	if v == "" || !isDigit(v[0]) {
		return 0
	}
	if len(v) == 1 || !isDigit(v[1]) {
		return 1
	}
	tens := int(v[0]-'0')*10 + int(v[1]-'0')
	switch {
	case v[0] == '0':
		return 0
	case len(v) == 2 || !isDigit(v[2]):
		return 2
	case tens*10+int(v[2]-'0') > 255 || len(v) > 3 && isDigit(v[3]):
		return 0
	}
	return 3
}

// isIPv6 checks for the forms of RFC 4291 section 2.2, without a zone.
func isIPv6(v string) bool {
	groups, gap := 0, false
	if strings.HasPrefix(v, "::") {
		v, gap = v[2:], true
	}
	for v != "" {
		n := 0
		for n < len(v) && hexBytes[v[n]] != 0 {
			n++
		}
		if n < len(v) && v[n] == '.' {
			return isIPv4(v) && (groups == 6 && !gap || groups < 6 && gap)
		}
		if groups++; n == 0 || n > 4 || groups > 8 {
			return false
		}
		if n == len(v) {
			break
		}
		if v[n] != ':' || n+1 == len(v) {
			return false
		}
		if v = v[n+1:]; v[0] != ':' {
			continue
		}
		if v = v[1:]; gap {
			return false
		}
		gap = true
	}
	return groups == 8 && !gap || groups < 8 && gap
}
