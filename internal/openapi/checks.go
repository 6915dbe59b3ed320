package openapi

import (
	"errors"
	"math"
	"regexp"
	"slices"
	"strconv"

	"github.com/telgen/telgen/internal/ir"
)

// checkedFormats are the formats that generated code checks. The rest, such as
// password or string, are remarks.
var checkedFormats = []string{
	"uuid", "ipv4", "ipv6", "uri", "url", "uri-reference", "date", "time", "duration", "email", "hostname",
}

// check returns what the parts of x ask of a value of type t, or nil.
func (x *expansion) check(t ir.Type) *ir.Check {
	c := new(ir.Check)
	for _, p := range x.parts {
		switch t := t.(type) {
		case ir.Basic:
			x.r.basicCheck(c, p, t)
		case ir.List:
			atLeast(&c.MinItems, p.schema.MinItems)
			atMost(&c.MaxItems, p.schema.MaxItems)
			c.Unique = c.Unique || p.schema.UniqueItems
		case ir.Map:
			atLeast(&c.MinProps, p.schema.MinProps)
			atMost(&c.MaxProps, p.schema.MaxProps)
		}
		x.constCheck(c, p)
	}
	if t == ir.Type(ir.Any) && x.null.only {
		c.Const = "null"
	}
	if t == ir.Type(ir.String) {
		x.choiceChecks(c)
	}
	if isZero(c) {
		return nil
	}
	return c
}

// choiceChecks reads alternatives that are all strings:
//
//	anyOf: [{format: ipv4}, {format: ipv6}]
//
// They say nothing when one of them admits every string.
func (x *expansion) choiceChecks(c *ir.Check) {
	for _, choice := range x.choices {
		var all []*ir.Check
		for _, branch := range choice.branches {
			forms := x.r.expand(place{node: branch}).stringForms()
			if len(forms) == 0 {
				all = nil
				break
			}
			all = append(all, forms...)
		}
		if len(c.AnyOf) == 0 {
			c.AnyOf = all
		}
	}
}

// stringForms returns what an alternative asks of a string: its limits, or
// each of its values; nothing if it admits any string.
func (x *expansion) stringForms() []*ir.Check {
	if !x.hasValues() {
		if one := x.check(ir.String); one != nil {
			return []*ir.Check{one}
		}
		return nil
	}
	var forms []*ir.Check
	for _, p := range x.parts {
		for _, v := range p.node.get("enum").items() {
			forms = append(forms, &ir.Check{Const: string(appendText(nil, v.text()))})
		}
	}
	return forms
}

func isZero(c *ir.Check) bool {
	return c.MinLength == nil && c.MaxLength == nil && c.Pattern == "" && len(c.AndPatterns) == 0 && len(c.NotPatterns) == 0 && len(c.AnyOf) == 0 && c.Format == "" &&
		c.Minimum == nil && c.Maximum == nil && c.MultipleOf == nil && c.MinItems == nil && c.MaxItems == nil &&
		!c.Unique && c.MinProps == nil && c.MaxProps == nil && c.Const == "" && c.MinSeconds == nil && c.MaxSeconds == nil
}

func (r *reader) basicCheck(c *ir.Check, p part, t ir.Basic) {
	switch t {
	case ir.String:
		atLeast(&c.MinLength, p.schema.MinLength)
		atMost(&c.MaxLength, p.schema.MaxLength)
		r.patternCheck(c, p)
		if c.Format == "" && slices.Contains(checkedFormats, p.schema.Format) {
			c.Format = p.schema.Format
		}
		r.durationCheck(c, p)
	case ir.Int32, ir.Int64, ir.Uint32, ir.Uint64, ir.Float32, ir.Float64:
		r.numberCheck(c, p, t)
		spanCheck(c, p, t)
	}
	if t != ir.String {
		r.noDuration(p)
	}
}

// atLeast raises a lower limit. Zero limits nothing.
func atLeast(have **int64, limit uint64) {
	if n := int64(min(limit, math.MaxInt64)); n > 0 && (*have == nil || **have < n) {
		*have = &n
	}
}

// atMost lowers an upper limit.
func atMost(have **int64, limit *uint64) {
	if limit == nil || *limit > math.MaxInt64 {
		return
	}
	if n := int64(*limit); *have == nil || **have > n {
		*have = &n
	}
}

func (r *reader) patternCheck(c *ir.Check, p part) {
	if p.schema.Pattern == "" {
		return
	}
	s := splitPattern(p.schema.Pattern)
	for _, ecma := range append([]string{s.body}, s.must...) {
		if re, ok := r.pattern(p, ecma); ok {
			addPattern(c, re)
		}
	}
	for _, ecma := range s.mustNot {
		if re, ok := r.pattern(p, ecma); ok && !slices.Contains(c.NotPatterns, re) {
			c.NotPatterns = append(c.NotPatterns, re)
		}
	}
	atLeast(&c.MinLength, uint64(s.min))
	if s.max >= 0 {
		high := uint64(s.max)
		atMost(&c.MaxLength, &high)
	}
}

// pattern translates a pattern of p. One that RE2 has no words for is a gap, one
// that is wrong an error.
func (r *reader) pattern(p part, ecma string) (string, bool) {
	re, err := translate(ecma)
	var beyond *beyondRE2
	switch {
	case errors.As(err, &beyond):
		r.gap(p.node.get("pattern"), "pattern %.200q: %.200s", p.schema.Pattern, err.Error())
	case err != nil:
		r.errorf(p.node.get("pattern").pos(), "pattern %.200q: %.200s", p.schema.Pattern, err.Error())
	}
	return re, err == nil
}

func addPattern(c *ir.Check, re string) {
	switch {
	case c.Pattern == "":
		c.Pattern = re
	case c.Pattern != re && !slices.Contains(c.AndPatterns, re):
		c.AndPatterns = append(c.AndPatterns, re)
	}
}

// numberCheck narrows the bounds. Those that every value of t keeps are left
// out: maximum 18446744073709551615 of a uint64.
func (r *reader) numberCheck(c *ir.Check, p part, t ir.Basic) {
	low, lowOpen := p.schema.Min, p.schema.ExclusiveMin.IsTrue()
	high, highOpen := p.schema.Max, p.schema.ExclusiveMax.IsTrue()
	least, most := typeRange(t)
	raise(c, low, lowOpen, least)
	raise(c, p.schema.ExclusiveMin.Value, true, math.Inf(-1))
	lower(c, high, highOpen, most)
	lower(c, p.schema.ExclusiveMax.Value, true, math.Inf(1))
	if m := p.schema.MultipleOf; m != nil {
		switch {
		case *m <= 0:
			r.errorf(p.node.get("multipleOf").pos(), `"multipleOf" must be greater than 0`)
		case c.MultipleOf != nil && *c.MultipleOf != *m:
			r.errorf(p.node.get("multipleOf").pos(), `a second "multipleOf" is not supported`)
		}
		c.MultipleOf = m
	}
}

func raise(c *ir.Check, bound *float64, open bool, least float64) {
	if bound == nil || *bound <= least && !open {
		return
	}
	if c.Minimum == nil || *bound > *c.Minimum || *bound == *c.Minimum && open {
		c.Minimum, c.ExclusiveMin = bound, open
	}
}

func lower(c *ir.Check, bound *float64, open bool, most float64) {
	if bound == nil || *bound >= most && !open {
		return
	}
	if c.Maximum == nil || *bound < *c.Maximum || *bound == *c.Maximum && open {
		c.Maximum, c.ExclusiveMax = bound, open
	}
}

// typeRange returns the least and the greatest value of t.
func typeRange(t ir.Basic) (least, most float64) {
	switch t {
	case ir.Int32:
		return math.MinInt32, math.MaxInt32
	case ir.Int64:
		return math.MinInt64, math.MaxInt64
	case ir.Uint32:
		return 0, math.MaxUint32
	case ir.Uint64:
		return 0, math.MaxUint64
	}
	return math.Inf(-1), math.Inf(1)
}

// constCheck reads const, and enums of what cannot be an ir.Enum: true, 1.5.
func (x *expansion) constCheck(c *ir.Check, p part) {
	fixed, list := p.node.get("const"), p.node.get("enum")
	values := slices.DeleteFunc(list.items(), isNull)
	switch {
	case !fixed.ok() && len(list.items()) == 1:
		fixed = list.items()[0]
	case !fixed.ok() && len(values) == 1:
		fixed = values[0]
	case !fixed.ok() && len(values) > 1 && !x.allBooleans(values):
		x.r.errorf(list.pos(), "an enum of these values is not supported; strings and integers are")
	}
	if !fixed.ok() {
		return
	}
	text := fixed.jsonText()
	if c.Const != "" && c.Const != text {
		x.r.warnf(fixed.pos(), "no value can be both %s and %s; it must be the latter", c.Const, text)
	}
	c.Const = text
}

func (x *expansion) allBooleans(values []node) bool {
	return !slices.ContainsFunc(values, func(v node) bool { return v.jsonType() != "boolean" })
}

// seconds matches "1296000s", "3.5" and "0s exclusive".
var seconds = regexp.MustCompile(`^([0-9]{1,12}(?:\.[0-9]{1,9})?)[sS]?( exclusive)?$`)

// durationCheck reads x-min-duration and x-max-duration.
func (r *reader) durationCheck(c *ir.Check, p part) {
	if least, open, ok := r.duration(p.node.get("x-min-duration")); ok {
		c.MinSeconds, c.MinSecondsExclusive = &least, open
	}
	most, open, ok := r.duration(p.node.get("x-max-duration"))
	if open {
		r.errorf(p.node.get("x-max-duration").pos(), "an exclusive x-max-duration is not supported")
	} else if ok {
		c.MaxSeconds = &most
	}
	if !p.node.has("x-min-duration", "x-max-duration") || c.MinSeconds == nil || c.MaxSeconds == nil {
		return
	}
	if least := *c.MinSeconds; least > *c.MaxSeconds || c.MinSecondsExclusive && least == *c.MaxSeconds {
		n := p.node.get("x-max-duration")
		if !n.ok() {
			n = p.node.get("x-min-duration")
		}
		r.errorf(n.pos(), "no duration is both above x-min-duration and below x-max-duration")
	}
}

// noDuration reports limits of a duration at a value that is no string.
func (r *reader) noDuration(p part) {
	for _, key := range []string{"x-min-duration", "x-max-duration"} {
		if n := p.node.get(key); n.ok() {
			r.errorf(n.pos(), "%q is for strings", key)
		}
	}
}

func (r *reader) duration(n node) (s float64, exclusive, ok bool) {
	if !n.ok() {
		return 0, false, false
	}
	m := seconds.FindStringSubmatch(n.text())
	if m == nil {
		r.errorf(n.pos(), `%q must be seconds such as "60s" or "0s exclusive", not %s`, n.name(), n.describe())
		return 0, false, false
	}
	s, err := strconv.ParseFloat(m[1], 64)
	return s, m[2] != "", err == nil
}
