package jsonwire

import (
	"math"
	"strings"
	"time"
)

// Time reads a string in the format of RFC 3339 section 5.6, as [ParseTime]
// does. A lenient Decoder also takes such a time with a space for the T or
// without a zone, which then is UTC; and a number, which is counted from 1970 in
// seconds, or in milliseconds if it is above 1e11: services are known to have
// changed from one form to another between versions.
func (d *Decoder) Time() time.Time {
	start := d.pos
	if d.buf[start] != '"' {
		if d.Kind() == KindNumber && !d.Strict {
			return d.epoch()
		}
		d.lenientNull("a time (RFC 3339)")
		return time.Time{}
	}
	s := d.quoted()
	if d.err != nil {
		return time.Time{}
	}
	t, ok := parseTime(s)
	if !ok && !d.Strict {
		t, ok = parseTimeLeniently(s)
	}
	if !ok {
		d.fail(start, quote(s)+" is not a time such as 2006-01-02T15:04:05Z (RFC 3339)")
	}
	return t
}

// parseTime reads a time in the format of RFC 3339.
func parseTime(s string) (time.Time, bool) {
	if t, ok := parseUTC(s); ok {
		return t, true
	}
	return parseRare(s)
}

// isRFC3339 refuses what package time takes beyond the RFC: an hour of one
// digit, a comma for the point, an offset of 24 hours.
func isRFC3339(s string) bool {
	if len(s) < len("2006-01-02T15:04:05Z") || s[len("2006-01-02T15")] != ':' || strings.IndexByte(s, ',') >= 0 {
		return false
	}
	zone := s[len(s)-len("+24:00"):]
	return s[len(s)-1] == 'Z' || zone[1:3] != "24"
}

func parseTimeLeniently(s string) (time.Time, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if len(s) > len("2006-01-02") && s[len("2006-01-02")] == ' ' {
		s = s[:10] + "T" + s[11:]
	}
	if t, ok := parseTime(s); ok {
		return t, true
	}
	return parseTime(s + "Z")
}

// instant reads a time in a string as seconds since 1970, in place of an
// integer.
func (d *Decoder) instant() int64 {
	start := d.pos
	s := d.quoted()
	if d.err != nil {
		return 0
	}
	t, ok := parseTimeLeniently(s)
	if !ok {
		d.pos = start
		d.mismatch("an integer")
		return 0
	}
	return t.Unix()
}

// milliseconds is the number from which on an epoch counts milliseconds: in
// seconds it is the year 5138.
const milliseconds = 1e11

// epoch reads a number as a time in UTC.
func (d *Decoder) epoch() time.Time {
	start := d.pos
	v := d.Float64()
	if math.Abs(v) > milliseconds {
		v /= 1000
	}
	if math.Abs(v) > milliseconds*2.5 {
		d.fail(start, shorten(d.text(start, d.pos))+" is not a time")
		return time.Time{}
	}
	seconds, fraction := math.Modf(v)
	return time.Unix(int64(seconds), int64(math.Round(fraction*1e9))).UTC()
}
