package openapi

import (
	"slices"
	"strconv"

	"github.com/telgen/telgen/internal/ir"
)

// extension returns what a schema says under an extension key, at the place
// itself and not where it refers to.
func (x *expansion) extension(key string) node {
	for _, p := range slices.Concat(x.parts, x.notes) {
		if p.depth == x.near && p.node.has(key) {
			return p.node.get(key)
		}
	}
	return node{}
}

// outcome reads what the values of e mean for a call:
//
//	x-outcome: {done: ['80000000'], again: ['81000001'], token-refused: ['80200001']}
func (r *reader) outcome(e *ir.Enum, x *expansion) {
	n := x.extension("x-outcome")
	if !n.ok() {
		return
	}
	if !n.has("done") {
		r.errorf(n.pos(), `x-outcome needs a list "done": the values of calls that were carried out`)
	}
	o := new(ir.Outcome)
	lists := map[string]*[]*ir.EnumValue{"done": &o.Done, "again": &o.Again, "token-refused": &o.TokenRefused}
	seen := map[*ir.EnumValue]bool{}
	for _, m := range n.entries() {
		list := lists[m.name()]
		if list == nil {
			r.errorf(m.pos(), "x-outcome: %q is not understood; done, again and token-refused are", m.name())
			continue
		}
		*list = r.valuesOf(e, m, "x-outcome")
		for _, v := range *list {
			if seen[v] {
				r.errorf(m.pos(), "x-outcome: the value %q is in two lists", v.Name)
			}
			seen[v] = true
		}
	}
	e.Outcome = o
}

// valuesOf reads a list of values of e.
func (r *reader) valuesOf(e *ir.Enum, list node, key string) []*ir.EnumValue {
	var values []*ir.EnumValue
	if !list.isSeq() {
		r.errorf(list.pos(), "%s: %q must be a list of values", key, list.name())
	}
	for _, item := range list.items() {
		i := slices.IndexFunc(e.Values, func(v *ir.EnumValue) bool {
			if e.Base == ir.String {
				return v.Text == item.text()
			}
			return strconv.FormatInt(v.Number, 10) == item.text()
		})
		if i < 0 {
			r.errorf(item.pos(), "%s: there is no value %s", key, item.describe())
			continue
		}
		values = append(values, e.Values[i])
	}
	return values
}

// partial reads what a string of s holds as JSON:
//
//	x-partial-failure: {when: {code: '80100000'}, json-in: msg, schema: {$ref: ...}}
func (r *reader) partial(s *ir.Struct, x *expansion) {
	n := x.extension("x-partial-failure")
	if !n.ok() {
		return
	}
	when := n.get("when").entries()
	if len(when) != 1 || !n.has("json-in") || !n.has("schema") {
		r.errorf(n.pos(), "x-partial-failure needs when: {member: value}, json-in and schema")
		return
	}
	p := &ir.Partial{When: &ir.When{Field: r.memberOf(s, when[0].name(), when[0], "x-partial-failure")}}
	if p.When.Field != nil {
		p.When.Value = valueJSON(p.When.Field, when[0])
	}
	if p.In = r.memberOf(s, n.get("json-in").text(), n.get("json-in"), "x-partial-failure"); p.In != nil && unname(p.In.Type) != ir.String {
		r.errorf(n.get("json-in").pos(), "x-partial-failure: member %q must be a string", p.In.Name)
	}
	var isRef bool
	if p.Type, isRef = r.typeOf(place{node: n.get("schema")}).typ.(ir.Ref); !isRef || structOf(p.Type) == nil {
		r.errorf(n.get("schema").pos(), "x-partial-failure: the schema must be an object with a name")
		return
	}
	if p.When.Field != nil && p.In != nil {
		s.Object.Partial = p
	}
}

// memberOf returns the field for a member of s that an extension names.
func (r *reader) memberOf(s *ir.Struct, name string, at node, key string) *ir.Field {
	if s != nil {
		for _, f := range s.Fields {
			if f.Name == name {
				return f
			}
		}
	}
	r.errorf(at.pos(), "%s: there is no member %q", key, name)
	return nil
}
