package rest

import (
	"errors"
	"net/url"
	"strings"
)

// An escaping is how text is written where a parameter travels. Lists and
// objects are taken apart before it is undone, so that what separates elements
// can be in them, too.
type escaping uint8

const (
	plain    escaping = iota // nothing is escaped
	inHeader                 // nothing is escaped; white space around commas says nothing
	inForm                   // percent, and '+' for a space
	inPath                   // percent
	inCookie                 // percent; what is no escape stands for itself
)

// read undoes the escaping of s.
func (e escaping) read(s string) (string, error) {
	switch e {
	case inForm:
		return url.QueryUnescape(s)
	case inPath:
		return url.PathUnescape(s)
	case inCookie:
		if text, err := url.PathUnescape(s); err == nil {
			return text, nil
		}
	}
	return s, nil
}

// split returns the parts of s between commas. An empty element of a header
// field is none (RFC 9110 section 5.6.1.2).
func (e escaping) split(s string) []string {
	list := strings.Split(s, ",")
	if e != inHeader {
		return list
	}
	full := list[:0]
	for _, v := range list {
		if v = trimSpace(v); v != "" {
			full = append(full, v)
		}
	}
	return full
}

// trimSpace takes the white space of HTTP away (RFC 9110 section 5.6.3).
func trimSpace(s string) string { return strings.Trim(s, " \t") }

// splitPlain is split for elements that never have a comma: it may be escaped,
// as many clients do.
func (e escaping) splitPlain(s string) []string {
	if e == inForm || e == inPath || e == inCookie {
		s = strings.NewReplacer("%2C", ",", "%2c", ",").Replace(s)
	}
	return e.split(s)
}

// rawValues takes a query or form apart. The values are still escaped, but can
// be read: the error is that of the first that cannot. A semicolon once stood
// for '&' and does for some proxies, so that it is refused, as in net/url.
func rawValues(s string) (url.Values, error) {
	values := url.Values{}
	for member := range strings.SplitSeq(s, "&") {
		if member == "" {
			continue
		}
		if strings.IndexByte(member, ';') >= 0 {
			return url.Values{}, errors.New("has a semicolon that is not escaped")
		}
		name, value, _ := strings.Cut(member, "=")
		name, err := url.QueryUnescape(name)
		if err == nil && strings.IndexByte(value, '%') >= 0 {
			_, err = url.QueryUnescape(value)
		}
		if err != nil {
			return url.Values{}, err
		}
		values[name] = append(values[name], value)
	}
	return values, nil
}

// isUnreserved reports whether c is never escaped (RFC 3986 section 2.3).
func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.' || c == '~'
}

// isCookie reports whether c is written as it is in a cookie (RFC 6265 section
// 4.1.1). A comma separates the elements of a list.
func isCookie(c byte) bool {
	return c > ' ' && c <= '~' && strings.IndexByte(`"%,;\`, c) < 0
}

// escaped returns s with all bytes escaped but those that may stay.
func escaped(s string, mayStay func(c byte) bool) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; mayStay(c) {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}
