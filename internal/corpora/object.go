package corpora

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

func (m *maker) object(s *ir.Struct) string { return m.objectWith(s, "", "") }

// objectWith returns an object whose member tag, if that is not empty, has the
// given value.
func (m *maker) objectWith(s *ir.Struct, tag, value string) string {
	if m.depth > maxDepth {
		return "{}" // required members that have no end
	}
	m.depth++
	m.open = append(m.open, s)
	defer func() { m.depth--; m.open = m.open[:len(m.open)-1] }()
	var members []string
	for _, f := range m.choose(s) {
		members = append(members, quote(f.Name)+":"+m.member(f, tag, value))
	}
	return "{" + strings.Join(members, ",") + "}"
}

func (m *maker) member(f *ir.Field, tag, value string) string {
	p := f.Wire.(*ir.Property)
	switch {
	case p.Const != "":
		return p.Const
	case f.Name == tag && isInteger(f.Type):
		return value
	case f.Name == tag:
		return quote(value)
	}
	return m.value(f.Type, []*ir.Check{p.Check})
}

// choose returns the members of s that a sample has, in order: all that are
// required, all or none of the others, and then as the rules ask.
func (m *maker) choose(s *ir.Struct) []*ir.Field {
	all := m.full && m.depth <= fullDepth
	has := map[*ir.Field]bool{}
	for _, f := range s.Fields {
		has[f] = !f.Optional || f.Wire.(*ir.Property).OneWay || all && !m.leadsBack(f.Type)
	}
	for range 3 {
		for _, r := range s.Object.Rules {
			follow(r, has)
		}
		count(s, has)
	}
	return slices.DeleteFunc(slices.Clone(s.Fields), func(f *ir.Field) bool { return !has[f] })
}

// leadsBack tells whether a value of t is, or holds, what is being made.
func (m *maker) leadsBack(t ir.Type) bool {
	if s := structOf(t); s != nil {
		return slices.Contains(m.open, s)
	}
	if list, ok := t.(ir.List); ok {
		return m.leadsBack(list.Elem)
	}
	return false
}

// follow adds or removes members until r holds.
func follow(r *ir.Rule, has map[*ir.Field]bool) {
	for _, c := range r.Conds {
		satisfy(c, has, true)
	}
	if len(r.Groups) == 0 || r.When != nil && !has[r.When.Field] {
		return
	}
	n := 0
	for _, group := range r.Groups {
		if whole(group, has) {
			n++
		}
	}
	for _, group := range r.Groups {
		if n < r.Min && !whole(group, has) {
			set(group, has)
			n++
		}
	}
	for _, group := range slices.Backward(r.Groups) {
		if n > r.Max && whole(group, has) && remove(group, has) {
			n--
		}
	}
}

func whole(group []*ir.Field, has map[*ir.Field]bool) bool {
	return !slices.ContainsFunc(group, func(f *ir.Field) bool { return !has[f] })
}

func set(group []*ir.Field, has map[*ir.Field]bool) {
	for _, f := range group {
		has[f] = true
	}
}

// remove takes an optional member out of the group.
func remove(group []*ir.Field, has map[*ir.Field]bool) bool {
	for _, f := range slices.Backward(group) {
		if f.Optional {
			has[f] = false
			return true
		}
	}
	return false
}

// satisfy adds or removes members so that c holds, or does not.
func satisfy(c *ir.Cond, has map[*ir.Field]bool, wanted bool) {
	switch {
	case holds(c, has) == wanted:
	case c.Op == ir.Present || c.Op == ir.Equal:
		has[c.Field] = wanted || !c.Field.Optional
	case c.Op == ir.Not:
		satisfy(c.Of[0], has, !wanted)
	case c.Op == ir.All && wanted, c.Op == ir.Some && !wanted:
		for _, of := range c.Of {
			satisfy(of, has, wanted)
		}
	case c.Op == ir.One && wanted:
		found := false
		for _, of := range c.Of {
			satisfy(of, has, !found)
			found = found || holds(of, has)
		}
	case len(c.Of) > 0:
		satisfy(c.Of[0], has, wanted)
	}
}

func holds(c *ir.Cond, has map[*ir.Field]bool) bool {
	n := 0
	for _, of := range c.Of {
		if holds(of, has) {
			n++
		}
	}
	switch c.Op {
	case ir.Present, ir.Equal:
		return has[c.Field]
	case ir.All:
		return n == len(c.Of)
	case ir.Some:
		return n > 0
	case ir.One:
		return n == 1
	}
	return n == 0
}

// count keeps to the limits on the number of members.
func count(s *ir.Struct, has map[*ir.Field]bool) {
	n := int64(0)
	for _, f := range s.Fields {
		if has[f] {
			n++
		}
	}
	want := limits(n, s.Object.MinProps, s.Object.MaxProps)
	for _, f := range s.Fields {
		if n < want && !has[f] {
			has[f] = true
			n++
		}
	}
	for _, f := range slices.Backward(s.Fields) {
		if n > want && has[f] && f.Optional {
			has[f] = false
			n--
		}
	}
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic("unreachable: a string is always JSON")
	}
	return string(b)
}

func isInteger(t ir.Type) bool {
	switch t := t.(type) {
	case ir.Ref:
		switch d := t.Decl.(type) {
		case *ir.Named:
			return isInteger(d.Type)
		case *ir.Enum:
			return d.Base != ir.String
		}
	case ir.Basic:
		return t == ir.Int32 || t == ir.Int64 || t == ir.Uint32 || t == ir.Uint64
	}
	return false
}
