package jsonwire

import (
	"slices"
	"strconv"
	"strings"
)

// A Rule is what a schema asks of a value where the methods of [Checker] for its
// Go type cannot ask it: limits of JSON values of any type, and alternatives
// with limits of their own. Zero fields ask nothing, and as in JSON Schema what
// is asked of strings asks nothing of a number. Generated packages have a
// variable for each, which costs nothing when a program starts:
//
//	var ruleLevel = jsonwire.Rule{OneOf: []jsonwire.Rule{{Max: "5"}, {Min: "10"}}}
//
// It must not be copied or changed once a value was checked.
type Rule struct {
	Text Text // of a string
	// Of a number, as JSON writes it.
	Min, Max                   string
	ExclusiveMin, ExclusiveMax bool // the limit itself is not allowed
	MultipleOf                 string
	MinItems, MaxItems         int  // elements of an array; a MaxItems below 0 allows none
	Unique                     bool // no two elements of an array are equal
	MinProps, MaxProps         int  // members of an object; a MaxProps below 0 allows none
	// Values are JSON texts, one of which is equal to the value.
	Values []string
	AnyOf  []Rule // at least one of them fits
	OneOf  []Rule // exactly one of them fits
	AllOf  []Rule // all of them fit
}

// JSON asks that a value is as r says, as far as it is JSON: v is what an Append
// function made of it. The error does not show v, which may be personal or
// secret.
func (c *Checker) JSON(name string, v []byte, r *Rule) {
	if c.err != nil {
		return
	}
	if problem := r.problem(Trim(v)); problem != "" {
		c.Fail(name, problem)
	}
}

// problem says what is wrong with v, or returns "".
func (r *Rule) problem(v Raw) string {
	if problem := r.limits(v); problem != "" {
		return problem
	}
	if len(r.Values) > 0 && !r.hasValue(v) {
		return "must be " + strings.Join(r.Values, " or ")
	}
	if len(r.AnyOf) > 0 && fitting(r.AnyOf, v) == 0 {
		return "has none of the forms that the document lists"
	}
	for i := range r.AllOf {
		if problem := r.AllOf[i].problem(v); problem != "" {
			return problem
		}
	}
	return r.oneProblem(v)
}

// fitting counts the rules of list that v fits.
func fitting(list []Rule, v Raw) int {
	n := 0
	for i := range list {
		if list[i].problem(v) == "" {
			n++
		}
	}
	return n
}

func (r *Rule) oneProblem(v Raw) string {
	switch n := fitting(r.OneOf, v); {
	case len(r.OneOf) == 0 || n == 1:
		return ""
	case n == 0:
		return "has none of the forms that the document lists"
	default:
		return "has " + strconv.Itoa(n) + " of the forms that the document lists, which allows one"
	}
}

func (r *Rule) hasValue(v Raw) bool {
	v = Canonical(v)
	return slices.ContainsFunc(r.Values, func(value string) bool { return string(Canonical(Raw(value))) == string(v) })
}

// limits says which limit v breaks, or returns "".
func (r *Rule) limits(v Raw) string {
	d := NewDecoder(v)
	switch d.Kind() {
	case KindString:
		if s := d.String(); !r.Text.fits(s) {
			return r.Text.problem(s)
		}
	case KindNumber:
		return r.number(string(d.Raw()))
	case KindArray:
		return r.elements(d)
	case KindObject:
		return r.members(d)
	}
	return ""
}

func (r *Rule) number(v string) string {
	n := decimalOf(v)
	switch {
	case r.Min != "" && n.compare(decimalOf(r.Min)) < 0:
		return v + " is below " + r.Min
	case r.Max != "" && n.compare(decimalOf(r.Max)) > 0:
		return v + " is above " + r.Max
	case r.ExclusiveMin && n.compare(decimalOf(r.Min)) == 0:
		return v + " is not above " + r.Min
	case r.ExclusiveMax && n.compare(decimalOf(r.Max)) == 0:
		return v + " is not below " + r.Max
	case r.MultipleOf != "" && !n.isMultipleOf(decimalOf(r.MultipleOf)):
		return v + " is not a multiple of " + r.MultipleOf
	}
	return ""
}

func (r *Rule) elements(d *Decoder) string {
	if r.MinItems == 0 && r.MaxItems == 0 && !r.Unique {
		return ""
	}
	n := 0
	seen := map[string]bool{}
	for d.BeginArray(); d.NextElement(); n++ {
		if !r.Unique {
			d.Skip()
			continue
		}
		text := string(d.canonical(nil))
		if seen[text] {
			return "two elements are equal"
		}
		seen[text] = true
	}
	return countLimit(n, "elements", r.MinItems, r.MaxItems)
}

func (r *Rule) members(d *Decoder) string {
	if r.MinProps == 0 && r.MaxProps == 0 {
		return ""
	}
	n := 0
	for d.BeginObject(); d.NextMemberOrNull(); n++ {
		d.Skip()
	}
	return countLimit(n, "members", r.MinProps, r.MaxProps)
}

func countLimit(n int, what string, low, high int) string {
	switch {
	case n < low:
		return countProblem(n, what, "at least", low)
	case high != 0 && n > max(high, 0):
		return countProblem(n, what, "at most", max(high, 0))
	}
	return ""
}
