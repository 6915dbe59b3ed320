package jsonwire

import (
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

// A Checker collects the first problem of a value. Its methods take the name
// of the member they check, and the rule; they allocate only to report.
//
// The elements of a list, and the values of a map, have the name "" after
// [Checker.Index], or [Checker.MapKey], said which of them is checked:
//
//	for i := range v.Ports {
//		c.Index("ports", i)
//		c.Max("", float64(v.Ports[i]), 65535)
//	}
type Checker struct {
	err  *Error
	list string // the member whose elements are checked
	at   element
}

// An element says which element of a list or map is checked.
type element struct {
	is    elementKind
	index int
	key   string
}

type elementKind uint8

const (
	noElement elementKind = iota
	listElement
	mapElement
)

// Err returns the first problem, an [*Error] without offset, or nil.
func (c *Checker) Err() error {
	if c.err == nil {
		return nil
	}
	return c.err
}

// Fail makes msg the problem of the member, unless there is one already. The
// name "" stands for the value as a whole, or for the element at hand.
func (c *Checker) Fail(name, msg string) {
	if c.err == nil {
		c.err = &Error{Path: c.path(name), Offset: -1, Msg: msg}
	}
}

func (c *Checker) path(name string) string {
	switch {
	case name != "":
		return string(appendName(nil, name))
	case c.at.is == noElement:
		return ""
	}
	var b []byte
	if c.list != "" {
		b = appendName(b, c.list)
	}
	return string(c.at.append(b))
}

func (e element) append(b []byte) []byte {
	if e.is == listElement {
		return appendIndex(b, e.index)
	}
	return appendName(b, e.key)
}

// Index makes element i of the list the one that the name "" stands for.
func (c *Checker) Index(name string, i int) {
	c.list = name
	c.at = element{is: listElement, index: i}
}

// MapKey makes the value of key in the map the one that the name "" stands for.
func (c *Checker) MapKey(name, key string) {
	c.list = name
	c.at = element{is: mapElement, key: key}
}

// Nested takes the result of a member's Validate method.
func (c *Checker) Nested(name string, err error) {
	if err != nil {
		c.nested(c.path(name), err)
	}
}

// NestedIndex takes the result of the Validate method of a list's element.
func (c *Checker) NestedIndex(name string, i int, err error) {
	if err != nil {
		c.Index(name, i)
		c.nested(c.path(""), err)
	}
}

// NestedKey takes the result of the Validate method of a map's value.
func (c *Checker) NestedKey(name, key string, err error) {
	if err != nil {
		c.MapKey(name, key)
		c.nested(c.path(""), err)
	}
}

// nested keeps err with its path continued from path.
func (c *Checker) nested(path string, err error) {
	if c.err != nil {
		return
	}
	inner, ok := err.(*Error)
	if !ok {
		inner = &Error{Msg: err.Error()}
	}
	switch {
	case path == "":
		path = inner.Path
	case inner.Path != "" && inner.Path[0] == '[':
		path += inner.Path
	case inner.Path != "":
		path += "." + inner.Path
	}
	c.err = &Error{Path: path, Offset: -1, Msg: inner.Msg}
}

// Required asks that a member is there.
func (c *Checker) Required(name string, present bool) {
	if !present {
		c.Fail(name, "is required")
	}
}

// Forbidden asks that a member is not there.
func (c *Checker) Forbidden(name string, present bool) {
	if present {
		c.Fail(name, "is not allowed here")
	}
}

// Group asks that at least low and at most high of some groups of members are
// present. Names describes them, e.g. "token, topic, condition".
func (c *Checker) Group(names string, low, high int, present ...bool) {
	n := 0
	for _, p := range present {
		if p {
			n++
		}
	}
	if n < low || n > high {
		c.badGroup(names, n, low, high, len(present))
	}
}

func (c *Checker) badGroup(names string, n, low, high, of int) {
	if of == 1 && low == 1 {
		c.Fail("", names+" must be present")
		return
	}
	want := "at least " + strconv.Itoa(low)
	switch {
	case low == high && low == of:
		want = "all"
	case low == high:
		want = "exactly " + strconv.Itoa(low)
	case n > high:
		want = "at most " + strconv.Itoa(high)
	}
	c.Fail("", want+" of "+names+" must be present, "+strconv.Itoa(n)+" found")
}

// Enum asks that a value is one of those listed in allowed, e.g. "HIGH, NORMAL";
// known says whether it is.
func (c *Checker) Enum(name string, known bool, allowed string) {
	if !known {
		c.Fail(name, "must be one of "+allowed)
	}
}

// Const asks that a value is the one given as JSON text; same says whether it is.
func (c *Checker) Const(name string, same bool, value string) {
	if !same {
		c.Fail(name, "must be "+value)
	}
}

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

// MultipleOf asks that v is a multiple of step, which is above 0. Fractions
// that binary numbers cannot hold, such as 0.1, are taken for what they mean.
func (c *Checker) MultipleOf(name string, v, step float64) {
	if math.Mod(v, step) != 0 {
		c.nearMultiple(name, v, step)
	}
}

func (c *Checker) nearMultiple(name string, v, step float64) {
	quotient := v / step
	if !(math.Abs(quotient-math.Round(quotient)) <= 1e-12*math.Max(1, math.Abs(quotient))) {
		c.compare(name, v, " is not a multiple of ", step)
	}
}

// Finite asks that v is neither infinite nor NaN, which JSON cannot say.
func (c *Checker) Finite(name string, v float64) {
	if v-v != 0 {
		c.Fail(name, number(v)+" cannot be written as JSON")
	}
}

// Time asks that v has a year and a zone that RFC 3339 can say.
func (c *Checker) Time(name string, v time.Time) {
	if _, offset := v.Zone(); v.Year() < 0 || v.Year() > 9999 || offset%60 != 0 || offset <= -24*3600 || offset >= 24*3600 {
		c.Fail(name, "time cannot be written as RFC 3339 asks")
	}
}

// Raw asks that v is one JSON value. An empty v is accepted: it is written as
// null.
func (c *Checker) Raw(name string, v Raw) {
	if len(v) > 0 && !v.Valid() {
		c.Fail(name, "is not JSON")
	}
}

// Members asks that unlisted members are JSON and that none has the name of
// another or one of names, which the object writes itself.
func (c *Checker) Members(m Members, names ...string) {
	for i := range m {
		c.Raw(m[i].Name, m[i].Value)
		for _, name := range names {
			c.Forbidden(m[i].Name, name == m[i].Name)
		}
		for j := range i {
			c.Forbidden(m[i].Name, m[j].Name == m[i].Name)
		}
	}
}

// MinLength asks that v has at least n characters.
func (c *Checker) MinLength(name, v string, n int) {
	if len(v) < n*utf8.UTFMax {
		c.short(name, v, n)
	}
}

func (c *Checker) short(name, v string, n int) {
	if have := utf8.RuneCountInString(v); have < n {
		c.count(name, have, "characters", "at least", n)
	}
}

// MaxLength asks that v has at most n characters.
func (c *Checker) MaxLength(name, v string, n int) {
	if len(v) > n {
		c.long(name, v, n)
	}
}

func (c *Checker) long(name, v string, n int) {
	if have := utf8.RuneCountInString(v); have > n {
		c.count(name, have, "characters", "at most", n)
	}
}

// MinItems asks that a list of length have has at least n elements.
func (c *Checker) MinItems(name string, have, n int) {
	if have < n {
		c.count(name, have, "elements", "at least", n)
	}
}

// MaxItems asks that a list of length have has at most n elements.
func (c *Checker) MaxItems(name string, have, n int) {
	if have > n {
		c.count(name, have, "elements", "at most", n)
	}
}

// MinProps asks that an object or map with have members has at least n.
func (c *Checker) MinProps(name string, have, n int) {
	if have < n {
		c.count(name, have, "members", "at least", n)
	}
}

// MaxProps asks that an object or map with have members has at most n.
func (c *Checker) MaxProps(name string, have, n int) {
	if have > n {
		c.count(name, have, "members", "at most", n)
	}
}

func (c *Checker) count(name string, have int, what, limit string, n int) {
	c.Fail(name, "has "+strconv.Itoa(have)+" "+what+", want "+limit+" "+strconv.Itoa(n))
}
