package jsonwire

import (
	"math"
	"strconv"
	"time"

	"github.com/telgen/telgen/runtime/opt"
)

// Min asks that v is not below low.
func (c *Checker) Min(name string, v, low float64) {
	if !(v >= low) {
		c.compare(name, v, " is below ", low)
	}
}

// Max asks that v is not above high.
func (c *Checker) Max(name string, v, high float64) {
	if !(v <= high) {
		c.compare(name, v, " is above ", high)
	}
}

// ExclusiveMin asks that v is above low.
func (c *Checker) ExclusiveMin(name string, v, low float64) {
	if !(v > low) {
		c.compare(name, v, " is not above ", low)
	}
}

// ExclusiveMax asks that v is below high.
func (c *Checker) ExclusiveMax(name string, v, high float64) {
	if !(v < high) {
		c.compare(name, v, " is not below ", high)
	}
}

func (c *Checker) compare(name string, v float64, how string, limit float64) {
	c.Fail(name, number(v)+how+number(limit))
}

// number returns v as a person would write it.
func number(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return string(appendFloat(nil, v, 64))
}

// MultipleOf asks that v is a multiple of step, which is above 0, as decimal
// fractions: 0.3 is a multiple of 0.1, although no binary number is either.
func (c *Checker) MultipleOf(name string, v, step float64) {
	if v-v != 0 || math.Mod(v, step) != 0 && !decimalOf(number(v)).isMultipleOf(decimalOf(number(step))) {
		c.compare(name, v, " is not a multiple of ", step)
	}
}

// IntMultipleOf asks that v is a multiple of step, which is above 0.
func (c *Checker) IntMultipleOf(name string, v, step int64) {
	if v%step != 0 {
		c.Fail(name, strconv.FormatInt(v, 10)+" is not a multiple of "+strconv.FormatInt(step, 10))
	}
}

// UintMultipleOf asks that v is a multiple of step, which is above 0.
func (c *Checker) UintMultipleOf(name string, v, step uint64) {
	if v%step != 0 {
		c.Fail(name, strconv.FormatUint(v, 10)+" is not a multiple of "+strconv.FormatUint(step, 10))
	}
}

// Finite asks that v is neither infinite nor NaN, which JSON cannot say.
func (c *Checker) Finite(name string, v float64) {
	if v-v != 0 {
		c.Fail(name, number(v)+" cannot be written as JSON")
	}
}

// The years 0 and 9999 begin and end at these seconds of 1970.
const (
	minYear = -62167219200
	maxYear = 253402300799
)

// Time asks that v has a year and a zone that RFC 3339 can say.
func (c *Checker) Time(name string, v time.Time) {
	if seconds := v.Unix(); v.Location() == time.UTC && seconds >= minYear && seconds <= maxYear {
		return
	}
	if _, offset := v.Zone(); v.Year() < 0 || v.Year() > 9999 || offset%60 != 0 || offset <= -24*3600 || offset >= 24*3600 {
		c.Fail(name, "time cannot be written as RFC 3339 asks")
	}
}

// OptTime is [Checker.Time] for an optional member.
//
//go:noinline
func (c *Checker) OptTime(name string, v *opt.Value[time.Time]) {
	if t, ok := v.Get(); ok {
		c.Time(name, t)
	}
}

// Raw asks that v is one JSON value. An empty v is accepted: it is written as
// null.
func (c *Checker) Raw(name string, v Raw) {
	if len(v) > 0 && !v.Valid() {
		c.Fail(name, "is not JSON")
	}
}

// MinItems asks that a list of length have has at least n elements.
//
//go:noinline
func (c *Checker) MinItems(name string, have, n int) {
	if have < n {
		c.count(name, have, "elements", "at least", n)
	}
}

// MaxItems asks that a list of length have has at most n elements.
//
//go:noinline
func (c *Checker) MaxItems(name string, have, n int) {
	if have > n {
		c.count(name, have, "elements", "at most", n)
	}
}

// Items asks that a list of length have has low to high elements. A high of 0
// is no limit.
func (c *Checker) Items(name string, have, low, high int) {
	if have < low {
		c.count(name, have, "elements", "at least", low)
	}
	if have > high && high != 0 {
		c.count(name, have, "elements", "at most", high)
	}
}

// MinProps asks that an object or map with have members has at least n.
//
//go:noinline
func (c *Checker) MinProps(name string, have, n int) {
	if have < n {
		c.count(name, have, "members", "at least", n)
	}
}

// MaxProps asks that an object or map with have members has at most n.
//
//go:noinline
func (c *Checker) MaxProps(name string, have, n int) {
	if have > n {
		c.count(name, have, "members", "at most", n)
	}
}

func (c *Checker) count(name string, have int, what, limit string, n int) {
	c.Fail(name, countProblem(have, what, limit, n))
}

func countProblem(have int, what, limit string, n int) string {
	return "has " + strconv.Itoa(have) + " " + what + ", want " + limit + " " + strconv.Itoa(n)
}
