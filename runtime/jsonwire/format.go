package jsonwire

import (
	"net/netip"
	"strings"
	"time"
)

// Format asks that v has a format of JSON Schema or OpenAPI: uuid, ipv4, ipv6,
// uri, url, uri-reference, date, time, date-time, duration (ISO 8601), email,
// hostname and byte (base64). Other formats are not checked.
//
// An address may have a prefix length ("198.51.100.0/24"): API documents that
// say so in words have no other format to give.
func (c *Checker) Format(name, v, format string) {
	if !hasFormat(v, format) {
		c.Fail(name, "does not have the format "+format)
	}
}

func hasFormat(v, format string) bool {
	switch format {
	case "uuid":
		return isUUID(v)
	case "ipv4":
		return isIPv4(v) || isPrefix(v, netip.Addr.Is4)
	case "ipv6":
		return isIPv6(v) || isPrefix(v, netip.Addr.Is6)
	case "uri", "url":
		return isURI(v)
	case "uri-reference":
		return isReference(v)
	case "date":
		_, err := time.Parse(time.DateOnly, v)
		return err == nil
	case "time":
		return isTimeOfDay(v)
	case "date-time":
		_, ok := parseTime(v)
		return ok
	case "duration":
		return isPeriod(v)
	case "email":
		return isEmail(v)
	case "hostname":
		return isHostname(v)
	case "byte":
		return isBase64(v)
	}
	return true
}

// isTimeOfDay checks for the time behind the T of RFC 3339 section 5.6.
func isTimeOfDay(v string) bool {
	const day = "2000-01-01T"
	var b [64]byte
	if len(day)+len(v) > len(b) {
		return false
	}
	s := append(append(b[:0], day...), v...)
	_, ok := parseTime(string(s))
	return ok
}

// isUUID checks the form of RFC 9562 section 4, in either case.
func isUUID(v string) bool {
	if len(v) != 36 {
		return false
	}
	for i := range len(v) {
		if !hexBytes[v[i]] && (v[i] != '-' || i != 8 && i != 13 && i != 18 && i != 23) {
			return false
		}
	}
	return v[8]&v[13]&v[18]&v[23] == '-' && v[8]|v[13]|v[18]|v[23] == '-'
}

// isURI checks for a scheme and for characters that a URI can have (RFC 3986
// sections 2 and 3.1).
func isURI(v string) bool {
	scheme, rest, ok := strings.Cut(v, ":")
	return ok && rest != "" && isScheme(scheme) && isReference(rest)
}

func isScheme(v string) bool {
	for i := range len(v) {
		c := v[i]
		if !isLetter(c) && (i == 0 || !isDigit(c) && strings.IndexByte("+-.", c) < 0) {
			return false
		}
	}
	return v != ""
}

// isReference checks that v has only characters of RFC 3986 section 2, and
// percent signs only before two hexadecimal digits.
func isReference(v string) bool {
	for i := 0; i < len(v); i++ {
		if uriBytes[v[i]] {
			continue
		}
		if v[i] != '%' || i+2 >= len(v) || hexDigit(v[i+1]) < 0 || hexDigit(v[i+2]) < 0 {
			return false
		}
	}
	return true
}

const alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// What a URI and the local part of an e-mail address are made of.
var (
	uriBytes  = setOfBytes(alphanumeric + "-._~:/?#[]@!$&'()*+,;=")
	mailBytes = setOfBytes(alphanumeric + ".!#$%&'*+-/=?^_`{|}~")
	hexBytes  = setOfBytes("0123456789abcdefABCDEF")
)

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isEmail checks for a local part and a host name, as RFC 5321 section 4.1.2
// has them without quoting.
func isEmail(v string) bool {
	at := strings.LastIndexByte(v, '@')
	if at < 1 || at > 64 {
		return false
	}
	for i := range at {
		if !mailBytes[v[i]] {
			return false
		}
	}
	dots := v[0] == '.' || v[at-1] == '.' || strings.Contains(v[:at], "..")
	return !dots && isHostname(v[at+1:])
}

// isHostname checks the labels of a name as RFC 1123 section 2.1 has them.
func isHostname(v string) bool {
	if len(v) > 253 {
		return false
	}
	for v != "" {
		label, rest, more := strings.Cut(v, ".")
		if !isLabel(label) || more && rest == "" {
			return false
		}
		if v = rest; !more {
			return true
		}
	}
	return false
}

func isLabel(v string) bool {
	if v == "" || len(v) > 63 || v[0] == '-' || v[len(v)-1] == '-' {
		return false
	}
	for i := range len(v) {
		if c := v[i]; !isLetter(c) && !isDigit(c) && c != '-' {
			return false
		}
	}
	return true
}

// isBase64 checks for the alphabet and the padding of RFC 4648 section 4.
func isBase64(v string) bool {
	body := strings.TrimRight(v, "=")
	if len(v)%4 != 0 || len(v)-len(body) > 2 {
		return false
	}
	for i := range len(body) {
		if c := body[i]; !isLetter(c) && !isDigit(c) && c != '+' && c != '/' {
			return false
		}
	}
	return true
}

// isPeriod checks for a duration of ISO 8601: P, then numbers with the units
// Y M W D in that order, and after a T with H M S; at least one.
func isPeriod(v string) bool {
	rest, ok := strings.CutPrefix(v, "P")
	if !ok {
		return false
	}
	date, clock, hasClock := strings.Cut(rest, "T")
	if hasClock && clock == "" {
		return false
	}
	return rest != "" && hasUnits(date, "YMWD") && hasUnits(clock, "HMS")
}

// hasUnits checks that s is made of numbers, each followed by a unit, the units
// in the order given. Seconds may have a fraction.
func hasUnits(s, units string) bool {
	for s != "" {
		i := strings.IndexFunc(s, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
		if i < 0 {
			return false
		}
		n := strings.IndexByte(units, s[i])
		whole, fraction, point := strings.Cut(s[:i], ".")
		if n < 0 || !onlyDigits(whole) || point && (s[i] != 'S' || !onlyDigits(fraction)) {
			return false
		}
		units, s = units[n+1:], s[i+1:]
	}
	return true
}
