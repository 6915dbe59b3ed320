package jsonwire

import (
	"slices"
	"strings"
)

// A Format is a format of JSON Schema or OpenAPI.
//
// An address may have a prefix length ("198.51.100.0/24"): API documents that
// say so in words have no other format to give.
type Format uint8

// Formats that are checked. Zero is none.
const (
	FormatUUID         Format = 1 + iota // RFC 9562
	FormatIPv4                           // an address, or a prefix
	FormatIPv6                           // an address without a zone, or a prefix
	FormatURI                            // RFC 3986, with a scheme
	FormatURL                            // the same
	FormatURIReference                   // RFC 3986, with a scheme or without
	FormatDate                           // RFC 3339 full-date
	FormatTime                           // RFC 3339 full-time
	FormatDateTime                       // RFC 3339 date-time
	FormatDuration                       // ISO 8601
	FormatEmail                          // RFC 5321, without quoting
	FormatHostname                       // RFC 1123
	FormatByte                           // base64, RFC 4648 section 4
)

var formatNames = [...]string{
	"", "uuid", "ipv4", "ipv6", "uri", "url", "uri-reference", "date", "time", "date-time", "duration", "email", "hostname", "byte",
}

// String returns the name that documents have for f.
func (f Format) String() string { return formatNames[f] }

// FormatOf returns the format with a name, or 0 if that is not one of those that
// are checked.
func FormatOf(name string) Format {
	return Format(max(0, slices.Index(formatNames[:], name)))
}

func (f Format) fits(v string) bool {
	switch f { // what most messages have
	case FormatUUID:
		return isUUID(v)
	case FormatURI:
		return isURI(v)
	case FormatIPv4:
		return isIPv4OrPrefix(v)
	case FormatIPv6:
		return isIPv6OrPrefix(v)
	}
	return f.rareFits(v)
}

func (f Format) rareFits(v string) bool {
	switch f {
	case FormatURL:
		return isURI(v)
	case FormatURIReference:
		return isReference(v)
	case FormatDate:
		return isDate(v)
	case FormatTime:
		return isTimeOfDay(v)
	case FormatDateTime:
		_, ok := parseTime(v)
		return ok
	case FormatDuration:
		return isPeriod(v)
	case FormatEmail:
		return isEmail(v)
	case FormatHostname:
		return isHostname(v)
	case FormatByte:
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

// isDate checks for the full-date of RFC 3339 section 5.6.
func isDate(v string) bool {
	if len(v) != len("2006-01-02") || v[4] != '-' || v[7] != '-' {
		return false
	}
	// A part that is no number is so large that it is out of its range.
	year, month, day := twoDigits(v, 0)*100+twoDigits(v, 2), twoDigits(v, 5), twoDigits(v, 8)
	return year <= 9999 && month-1 <= 11 && day-1 < daysIn(month, year)
}

// isUUID checks the form of RFC 9562 section 4, in either case: with the four
// signs where they belong, all other characters have to be digits.
func isUUID(v string) bool {
	if len(v) != 36 || v[8] != '-' || v[13] != '-' || v[18] != '-' || v[23] != '-' {
		return false
	}
	digits := uint8(0)
	for i := 0; i < 36; i += 4 {
		digits += hexBytes[v[i]] + hexBytes[v[i+1]] + hexBytes[v[i+2]] + hexBytes[v[i+3]]
	}
	return digits == 32
}

// isURI checks for a scheme and for characters that a URI can have (RFC 3986
// sections 2 and 3.1).
func isURI(v string) bool {
	n := 0
	for n < len(v) && schemeBytes[v[n]] != 0 {
		n++
	}
	return n > 0 && n+1 < len(v) && v[n] == ':' && isLetter(v[0]) && isReference(v[n+1:])
}

// isReference checks that v has only characters of RFC 3986 section 2, and
// percent signs only before two hexadecimal digits.
func isReference(v string) bool {
	for len(v) >= 8 && uriBytes[v[0]]&uriBytes[v[1]]&uriBytes[v[2]]&uriBytes[v[3]]&
		uriBytes[v[4]]&uriBytes[v[5]]&uriBytes[v[6]]&uriBytes[v[7]] != 0 {
		v = v[8:]
	}
	for i := 0; i < len(v); i++ {
		if uriBytes[v[i]] != 0 {
			continue
		}
		if v[i] != '%' || i+2 >= len(v) || hexBytes[v[i+1]] == 0 || hexBytes[v[i+2]] == 0 {
			return false
		}
		i += 2
	}
	return true
}

const alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// What a URI and the local part of an e-mail address are made of.
var (
	uriBytes    = countsOfBytes(alphanumeric + "-._~:/?#[]@!$&'()*+,;=")
	schemeBytes = countsOfBytes(alphanumeric + "+-.")
	hexBytes    = countsOfBytes("0123456789abcdefABCDEF")
	mailBytes   = setOfBytes(alphanumeric + ".!#$%&'*+-/=?^_`{|}~")
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
