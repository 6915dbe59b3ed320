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
	"date-time", "byte", // of an alternative; elsewhere they are Go types
}

// check returns what the parts of x ask of a value of type t, or nil.
func (x *expansion) check(t ir.Type) *ir.Check {
	c := new(ir.Check)
	for _, p := range x.parts {
		x.r.limitCheck(c, p, t)
	}
	x.constCheck(c, t)
	if t == ir.Type(ir.Any) && x.null.only {
		c.Const = "null"
	}
	if b, ok := t.(ir.Basic); ok {
		x.choiceChecks(c, b)
	}
	if isZero(c) {
		return nil
	}
	return c
}

func isZero(c *ir.Check) bool {
	return c.MinLength == nil && c.MaxLength == nil && c.Pattern == "" && len(c.AndPatterns) == 0 && len(c.NotPatterns) == 0 && c.Format == "" &&
		len(c.AnyOf) == 0 && len(c.OneOf) == 0 && len(c.AllOf) == 0 && len(c.Values) == 0 &&
		c.Minimum == nil && c.Maximum == nil && c.MultipleOf == nil && c.MinItems == nil && c.MaxItems == nil &&
		!c.Unique && c.MinProps == nil && c.MaxProps == nil && c.Const == "" && c.MinSeconds == nil && c.MaxSeconds == nil
}

// limitCheck adds the limits of p on a value of type t. Raw JSON can be of any
// type, and so has the limits of all.
func (r *reader) limitCheck(c *ir.Check, p part, t ir.Type) {
	switch t := t.(type) {
	case ir.Basic:
		r.basicCheck(c, p, t)
	case ir.Extern: // a time, which is text in JSON
		r.lengthCheck(c, p)
		anyTime(c)
		r.noDuration(p)
	case ir.List:
		itemCheck(c, p)
	case ir.Map:
		memberCheck(c, p)
	}
}

func (r *reader) basicCheck(c *ir.Check, p part, t ir.Basic) {
	switch t {
	case ir.String:
		r.lengthCheck(c, p)
		if format := p.textFormat(); c.Format == "" {
			c.Format = format
		}
		r.durationCheck(c, p)
	case ir.Bytes:
		r.lengthCheck(c, p)
	case ir.Int32, ir.Int64, ir.Uint32, ir.Uint64, ir.Float32, ir.Float64:
		r.numberCheck(c, p, t)
		spanCheck(c, p, t)
	case ir.Any:
		r.lengthCheck(c, p)
		r.numberCheck(c, p, t)
		itemCheck(c, p)
		memberCheck(c, p)
	}
	if t != ir.String {
		r.noDuration(p)
	}
}

// lengthCheck reads the limits of text. Those of base64 and of times are limits
// of the text as well.
func (r *reader) lengthCheck(c *ir.Check, p part) {
	atLeast(&c.MinLength, p.schema.MinLength)
	atMost(&c.MaxLength, p.schema.MaxLength)
	r.patternCheck(c, p)
}

// anyTime leaves out limits of length that every time of RFC 3339 keeps.
func anyTime(c *ir.Check) {
	least, most := int64(len("2006-01-02T15:04:05Z")), int64(len("2006-01-02T15:04:05.000000000+00:00"))
	if c.MinLength != nil && *c.MinLength <= least {
		c.MinLength = nil
	}
	if c.MaxLength != nil && *c.MaxLength >= most {
		c.MaxLength = nil
	}
}

func itemCheck(c *ir.Check, p part) {
	atLeast(&c.MinItems, p.schema.MinItems)
	atMost(&c.MaxItems, p.schema.MaxItems)
	c.Unique = c.Unique || p.schema.UniqueItems
}

func memberCheck(c *ir.Check, p part) {
	atLeast(&c.MinProps, p.schema.MinProps)
	atMost(&c.MaxProps, p.schema.MaxProps)
}

// textFormat is the format of a string as generated code checks it, or "".
func (p part) textFormat() string {
	switch {
	case slices.Contains(checkedFormats, p.schema.Format):
		return p.schema.Format
	case p.schema.Format == "" && p.schema.ContentEncoding == "base64":
		return "byte"
	}
	return ""
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
