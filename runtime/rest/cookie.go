package rest

import "strings"

// cookieValues returns the values of the cookies called name, without the
// quotation marks around them (RFC 6265 section 4.2.1). net/http passes over
// cookies with characters that should not be there; here they are kept.
func cookieValues(fields []string, name string) []string {
	var values []string
	for _, field := range fields {
		for pair := range strings.SplitSeq(field, ";") {
			have, value, ok := strings.Cut(trimSpace(pair), "=")
			if !ok || trimSpace(have) != name {
				continue
			}
			value = trimSpace(value)
			if n := len(value); n > 1 && value[0] == '"' && value[n-1] == '"' {
				value = value[1 : n-1]
			}
			values = append(values, value)
		}
	}
	return values
}
