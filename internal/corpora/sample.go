package corpora

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// A Sample is one JSON value of a declared type.
type Sample struct {
	Type string // the Go name
	Kind string // one of Kinds
	JSON string
	// Keep is what must be left of JSON when it was read and written; empty
	// if that is all of it. Of a form, members that nobody described are left
	// out.
	Keep string `json:",omitempty"`
}

// Kinds are the kinds of samples: with all members; with those that are
// required; with a member that the schema does not describe; and each subtype
// in place of its base, with all members.
var Kinds = []string{"full", "least", "unknown", "subtype"}

// Limits on samples: all members are given down to fullDepth, and only those
// that are required below; deeper than maxDepth nothing can be made.
const (
	fullDepth = 3
	maxDepth  = 24
)

// Samples returns samples of d, whose Go name is goName.
func Samples(d ir.Decl, goName string) []Sample {
	var list []Sample
	add := func(kind, json, keep string) {
		if !slices.ContainsFunc(list, func(s Sample) bool { return s.JSON == json }) {
			list = append(list, Sample{Type: goName, Kind: kind, JSON: json, Keep: keep})
		}
	}
	ref := ir.Ref{Decl: d}
	add("full", newMaker(true).value(ref, nil), "")
	add("least", newMaker(false).value(ref, nil), "")
	switch d := d.(type) {
	case *ir.Struct:
		if sample, keep, ok := withUnknown(d); ok {
			add("unknown", sample, keep)
		}
	case *ir.Union:
		for _, v := range d.Variants {
			m := newMaker(true)
			add("subtype", m.variant(d, v), "")
		}
		if d.Tag != "" {
			add("unknown", fmt.Sprintf(`{%s:"never heard of","more":[1,{"a":null}]}`, quote(d.Tag)), "")
		}
	}
	return list
}

// withUnknown returns a sample of s with a member that s does not describe.
func withUnknown(s *ir.Struct) (sample, keep string, ok bool) {
	m := newMaker(false)
	plain := m.object(s)
	more := `{"deep":[1,"two",null]}`
	switch s.Object.Unknown {
	case ir.ForbidUnknown:
		return "", "", false
	case ir.KeepUnknown:
		more = m.value(s.Object.UnknownType, nil)
	}
	member := `"notDescribed":` + more
	if plain != "{}" {
		member = "," + member
	}
	return strings.TrimSuffix(plain, "}") + member + "}", keep, true
}

// A maker makes one sample. It counts, so that values that must differ do.
type maker struct {
	full  bool
	depth int
	count int
	open  []*ir.Struct // being made
}

func newMaker(full bool) *maker { return &maker{full: full} }

// value returns a value of t that satisfies checks, as JSON.
func (m *maker) value(t ir.Type, checks []*ir.Check) string {
	m.count++
	for _, c := range checks {
		if c != nil && c.Const != "" {
			return c.Const
		}
		if c != nil && len(c.Values) > 0 {
			return c.Values[m.count%len(c.Values)]
		}
	}
	checks = withForms(checks)
	switch t := t.(type) {
	case ir.Basic:
		return m.basic(t, checks)
	case ir.Extern:
		return fmt.Sprintf(`"2024-05-%02dT07:08:09.123456Z"`, m.count%28+1)
	case ir.Ref:
		return m.declared(t.Decl, checks)
	case ir.List:
		return m.list(t, checks)
	case ir.Map:
		return m.mapping(t, checks)
	}
	panic("unreachable: unknown ir.Type")
}

func (m *maker) basic(b ir.Basic, checks []*ir.Check) string {
	switch b {
	case ir.Bool:
		return strconv.FormatBool(m.count%2 == 0)
	case ir.Float32, ir.Float64:
		return m.number(checks, 0.25)
	case ir.String:
		return quote(text(checks, m.count))
	case ir.Bytes:
		return `"AAECAw=="`
	case ir.Any:
		return `{"any":[1.50,"x",null,true]}`
	}
	return m.number(checks, 0)
}

// number returns a number within the limits, plus more if that is allowed.
func (m *maker) number(checks []*ir.Check, more float64) string {
	low, high, step := -1e9, 1e9, 0.0
	lowSet, lowOpen, highOpen := false, false, false
	for _, c := range checks {
		if c == nil {
			continue
		}
		if n, ok := float(c.Minimum); ok && n >= low {
			low, lowOpen, lowSet = n, c.ExclusiveMin, true
		}
		if n, ok := float(c.Maximum); ok && n <= high {
			high, highOpen = n, c.ExclusiveMax
		}
		if n, ok := float(c.MultipleOf); ok {
			step = n
		}
	}
	n := fit(low, high, lowSet, lowOpen, highOpen, float64(m.count%100), step)
	if more != 0 && step == 0 && n+more < high && n+more > low {
		n += more
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// withForms adds to checks the first alternative of each list that they have.
func withForms(checks []*ir.Check) []*ir.Check {
	var all []*ir.Check
	for _, c := range checks {
		if c == nil {
			continue
		}
		all = append(all, c)
		for _, forms := range [][]*ir.Check{c.AnyOf, c.OneOf} {
			if len(forms) > 0 {
				all = append(all, withForms(forms[:1])...)
			}
		}
		all = append(all, withForms(c.AllOf)...)
	}
	return all
}

// float is a limit, if there is one.
func float(n *big.Rat) (float64, bool) {
	if n == nil {
		return 0, false
	}
	f, _ := n.Float64()
	return f, true
}

// fit moves n between low and high.
func fit(low, high float64, lowSet, lowOpen, highOpen bool, n, step float64) float64 {
	unit := max(step, 1)
	switch {
	case lowSet && low <= 0 && high >= 200 || !lowSet && high >= 200:
		n = n*unit + unit
	case lowSet && lowOpen && low+unit > high:
		n = (low + high) / 2
	case lowSet && lowOpen:
		n = low + unit
	case lowSet && low+n < high:
		n = low + n
	case lowSet:
		n = low
	default:
		n = high
	}
	if highOpen && n == high {
		n = (low + high) / 2
	}
	if step > 0 {
		n = float64(int64(n/step)) * step
		if lowSet && n < low {
			n += step
		}
	}
	return n
}

func (m *maker) declared(d ir.Decl, checks []*ir.Check) string {
	switch d := d.(type) {
	case *ir.Named:
		return m.value(d.Type, append(checks, d.Check))
	case *ir.Enum:
		return m.enum(d)
	case *ir.Struct:
		return m.object(d)
	case *ir.Union:
		return m.union(d)
	}
	panic("unreachable: unknown ir.Decl")
}

func (m *maker) enum(e *ir.Enum) string {
	switch {
	case len(e.Values) > 0 && e.Base == ir.String:
		return quote(e.Values[m.count%len(e.Values)].Text)
	case len(e.Values) > 0:
		return strconv.FormatInt(e.Values[m.count%len(e.Values)].Number, 10)
	case e.Base == ir.String:
		return `"any"`
	}
	return "1"
}

// union returns a value of the first alternative that does not lead back to
// what is being made.
func (m *maker) union(u *ir.Union) string {
	for _, v := range u.Variants {
		if s := structOf(v.Type); s == nil || !slices.Contains(m.open, s) {
			return m.variant(u, v)
		}
	}
	if len(u.Variants) > 0 && m.depth < maxDepth {
		return m.variant(u, u.Variants[0])
	}
	return `{"nothing":"fits"}`
}

// variant returns a value of v with its tag. The tag of a variant with several
// is a member like others.
func (m *maker) variant(u *ir.Union, v *ir.Variant) string {
	s := structOf(v.Type)
	if u.Tag == "" || s == nil {
		return m.value(v.Type, nil)
	}
	return m.objectWith(s, u.Tag, v.Tag)
}

func (m *maker) list(l ir.List, checks []*ir.Check) string {
	n, unique := int64(1), false
	if !m.full || m.depth > fullDepth {
		n = 0
	}
	for _, c := range checks {
		if c != nil {
			n = limits(n, c.MinItems, c.MaxItems)
			unique = unique || c.Unique
		}
	}
	var items []string
	for tries := 0; int64(len(items)) < min(n, 1000) && tries < 2000; tries++ {
		m.depth++
		item := m.value(l.Elem, []*ir.Check{l.Check})
		m.depth--
		if !unique || !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	return "[" + strings.Join(items, ",") + "]"
}

// limits moves n between two limits.
func limits(n int64, low, high *int64) int64 {
	if low != nil {
		n = max(n, *low)
	}
	if high != nil {
		n = min(n, *high)
	}
	return n
}

func (m *maker) mapping(t ir.Map, checks []*ir.Check) string {
	n := int64(1)
	if !m.full || m.depth > fullDepth {
		n = 0
	}
	for _, c := range checks {
		if c != nil {
			n = limits(n, c.MinProps, c.MaxProps)
		}
	}
	var members []string
	for i := range min(n, 1000) {
		m.depth++
		members = append(members, fmt.Sprintf(`"key%d":%s`, i, m.value(t.Elem, []*ir.Check{t.Check})))
		m.depth--
	}
	return "{" + strings.Join(members, ",") + "}"
}

// structOf returns the struct that t is, through names, or nil.
func structOf(t ir.Type) *ir.Struct {
	for range 100 {
		ref, ok := t.(ir.Ref)
		if !ok {
			return nil
		}
		switch d := ref.Decl.(type) {
		case *ir.Struct:
			return d
		case *ir.Named:
			t = d.Type
		default:
			return nil
		}
	}
	return nil
}
