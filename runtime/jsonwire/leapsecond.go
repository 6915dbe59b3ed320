package jsonwire

import (
	"errors"
	"strings"
	"time"
	"unsafe"
)

// ParseTime reads a time in the format of RFC 3339 section 5.6 and nothing
// else. The letters may be in lower case. A leap second, 23:59:60 UTC at the end
// of a month, is read as the second after it: package time knows none, so that
// it cannot be written back.
func ParseTime(s string) (time.Time, error) {
	t, ok := parseTime(s)
	if !ok {
		return t, errors.New(quote(s) + " is not a time such as 2006-01-02T15:04:05Z (RFC 3339)")
	}
	return t, nil
}

// parseRare is parseTime for what parseUTC does not take.
func parseRare(s string) (time.Time, bool) {
	if strings.ContainsAny(s, "tz") {
		s = strings.ToUpper(s)
	}
	if !isRFC3339(s) {
		return time.Time{}, false
	}
	const seconds = len("2006-01-02T15:04:")
	if s[seconds:seconds+2] == "60" {
		return parseLeapSecond(s[:seconds] + "59" + s[seconds+2:])
	}
	var t time.Time
	err := t.UnmarshalText(unsafe.Slice(unsafe.StringData(s), len(s))) // only read
	return t, err == nil
}

// parseLeapSecond reads the second before a leap second and returns the one
// after it.
func parseLeapSecond(before string) (time.Time, bool) {
	t, ok := parseTime(before)
	if !ok {
		return t, false
	}
	t = t.Add(time.Second)
	utc := t.UTC()
	if utc.Day() != 1 || utc.Hour() != 0 || utc.Minute() != 0 || utc.Second() != 0 {
		return time.Time{}, false
	}
	return t, true
}
