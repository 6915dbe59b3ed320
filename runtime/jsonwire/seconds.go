package jsonwire

import (
	"strconv"
	"strings"
)

// MinSeconds asks that v is a duration such as "86400s", "3.5" or "5S", not
// shorter than low seconds.
func (c *Checker) MinSeconds(name, v string, low float64) {
	if s, ok := c.seconds(name, v); ok && s < low {
		c.compare(name, s, " seconds are below ", low)
	}
}

// ExclusiveMinSeconds asks that v is such a duration, longer than low seconds.
func (c *Checker) ExclusiveMinSeconds(name, v string, low float64) {
	if s, ok := c.seconds(name, v); ok && s <= low {
		c.compare(name, s, " seconds are not above ", low)
	}
}

// MaxSeconds asks that v is such a duration, not longer than high seconds.
func (c *Checker) MaxSeconds(name, v string, high float64) {
	if s, ok := c.seconds(name, v); ok && s > high {
		c.compare(name, s, " seconds are above ", high)
	}
}

func (c *Checker) seconds(name, v string) (float64, bool) {
	s, ok := parseSeconds(v)
	if !ok {
		c.Fail(name, "is not a number of seconds such as 3.5s")
	}
	return s, ok
}

// parseSeconds reads digits, perhaps a point and up to nine digits, perhaps an
// s in either case.
func parseSeconds(v string) (float64, bool) {
	if n := len(v) - 1; n > 0 && v[n]|0x20 == 's' {
		v = v[:n]
	}
	if s, ok := smallInteger(v); ok {
		return float64(s), true
	}
	whole, fraction, point := strings.Cut(v, ".")
	if !onlyDigits(whole) || point && (!onlyDigits(fraction) || len(fraction) > 9) {
		return 0, false
	}
	s, err := strconv.ParseFloat(v, 64)
	return s, err == nil
}

// smallInteger reads up to 15 digits, which nearly all durations are.
func smallInteger(v string) (n int64, ok bool) {
	if v == "" || len(v) > 15 {
		return 0, false
	}
	for i := range len(v) {
		if !isDigit(v[i]) {
			return 0, false
		}
		n = n*10 + int64(v[i]-'0')
	}
	return n, true
}

// onlyDigits reports whether s is one decimal digit or more.
func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
