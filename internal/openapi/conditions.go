package openapi

import (
	"slices"

	"github.com/telgen/telgen/internal/ir"
)

// A condText is an ir.Cond before its fields are known.
type condText struct {
	op     ir.Op
	name   node   // names the member of Present and Equal
	values []node // of Equal
	of     []*condText
}

// nodeKeys are the keywords that combine schemas.
var nodeKeys = []string{"allOf", "anyOf", "oneOf", "not"}

// condition reads a schema that only says which members an object has:
//
//	{required: [a, b]}  {not: {required: [a]}}  {allOf: [{required: [a]}, ...]}
//
// and, below a not or in an if, which values:
//
//	{properties: {type: {enum: [A, B]}}}
//
// Elsewhere properties describe the object, and are no condition.
func (r *reader) condition(n node, values bool) (*condText, bool) {
	return r.conditionAt(n, values, 0)
}

func (r *reader) conditionAt(n node, values bool, depth int) (*condText, bool) {
	t, ok := r.target(n)
	if !ok || !t.isMap() || depth > maxInheritance || !onlyMembers(t) {
		return nil, false
	}
	all, ok := memberConditions(t, values)
	if !ok {
		return nil, false
	}
	for _, key := range nodeKeys {
		list := t.get(key)
		if !list.ok() {
			continue
		}
		c, ok := r.combined(list, values, depth+1)
		if !ok {
			return nil, false
		}
		all = append(all, c)
	}
	return allOf(all), len(all) > 0
}

// allOf is the condition that all hold.
func allOf(all []*condText) *condText {
	if len(all) == 1 {
		return all[0]
	}
	return &condText{op: ir.All, of: all}
}

// combined reads the value of allOf, anyOf, oneOf or not.
func (r *reader) combined(list node, values bool, depth int) (*condText, bool) {
	op := map[string]ir.Op{"allOf": ir.All, "anyOf": ir.Some, "oneOf": ir.One, "not": ir.Not}[list.name()]
	items := list.items()
	if op == ir.Not {
		items, values = []node{list}, true
	}
	c := &condText{op: op}
	for _, item := range items {
		of, ok := r.conditionAt(item, values, depth)
		if !ok {
			return nil, false
		}
		c.of = append(c.of, of)
	}
	return c, len(items) > 0
}

// onlyMembers tells whether t has, besides remarks, only keywords that a
// condition can be made of.
func onlyMembers(t node) bool {
	others := slices.Concat(contentKeys, refusedKeys, ruleKeys, []string{"$ref"})
	return !slices.ContainsFunc(others, func(key string) bool {
		switch key {
		case "required", "properties":
			return false
		case "type":
			return t.has(key) && t.get(key).text() != "object"
		}
		return t.has(key)
	})
}

// memberConditions reads required and properties.
func memberConditions(t node, values bool) ([]*condText, bool) {
	var all []*condText
	for _, name := range t.get("required").items() {
		if !t.get("properties").get(name.text()).has("enum", "const") {
			all = append(all, &condText{op: ir.Present, name: name})
		}
	}
	for _, p := range t.get("properties").entries() {
		c := valueCondition(p)
		switch {
		case c == nil && p.has(slices.Concat(contentKeys, refusedKeys, nodeKeys, ruleKeys, []string{"$ref"})...), c != nil && !values:
			return nil, false
		case c == nil:
			continue
		}
		if !slices.ContainsFunc(t.get("required").items(), func(name node) bool { return name.text() == p.name() }) {
			absent := &condText{op: ir.Not, of: []*condText{{op: ir.Present, name: c.name}}}
			c = &condText{op: ir.Some, of: []*condText{absent, c}}
		}
		all = append(all, c)
	}
	return all, true
}

// valueCondition reads {type: string, enum: [A, B]} and {const: A}, the schema
// of a member; nil means that it is another schema.
func valueCondition(p node) *condText {
	values := p.get("enum").items()
	if fixed := p.get("const"); fixed.ok() {
		values = []node{fixed}
	}
	if len(values) == 0 || slices.ContainsFunc(values, func(v node) bool { return !v.isScalar() || isNull(v) }) {
		return nil
	}
	others := slices.Concat(contentKeys, refusedKeys, nodeKeys, ruleKeys, []string{"$ref"})
	if slices.ContainsFunc(others, func(key string) bool { return p.has(key) && key != "enum" && key != "const" && key != "type" }) {
		return nil
	}
	return &condText{op: ir.Equal, name: node{doc: p.doc, y: p.key}, values: values}
}

// group returns the members that c asks for, if that is all it asks.
func (c *condText) group() ([]node, bool) {
	if c.op == ir.Present {
		return []node{c.name}, true
	}
	var names []node
	for _, of := range c.of {
		if c.op != ir.All || of.op != ir.Present {
			return nil, false
		}
		names = append(names, of.name)
	}
	return names, c.op == ir.All
}

// not is the condition that c does not hold.
func (c *condText) not() *condText { return &condText{op: ir.Not, of: []*condText{c}} }

// ifRule reads if, then and else, whose schemas must be conditions.
func (r *reader) ifRules(n node) []*ruleText {
	when := n.get("if")
	test, ok := r.condition(when, true)
	if !ok {
		r.errorf(when.pos(), `"if" is supported only with lists of required members and with values of members`)
		return nil
	}
	var rules []*ruleText
	for _, key := range []string{"then", "else"} {
		then := n.get(key)
		if !then.ok() {
			continue
		}
		c, ok := r.condition(then, false)
		if !ok {
			r.errorf(then.pos(), "%q is supported only with lists of required members; describe the members next to it", key)
			continue
		}
		unless := test.not()
		if key == "else" {
			unless = test
		}
		rules = append(rules, &ruleText{at: then, conds: []*condText{unless, c}, min: 1, max: 2})
	}
	return rules
}

// dependency reads an entry of dependentRequired, dependentSchemas or
// dependencies: what must be there with the member of this name.
func (r *reader) dependency(n node) []*ruleText {
	name := node{doc: n.doc, y: n.key}
	if n.isSeq() {
		return []*ruleText{{at: n, when: name, groups: [][]node{n.items()}, min: 1, max: 1}}
	}
	c, ok := r.condition(n, false)
	if !ok {
		r.errorf(n.pos(), "with %q, only lists of required members are supported", n.name())
		return nil
	}
	absent := (&condText{op: ir.Present, name: name}).not()
	return []*ruleText{{at: n, conds: []*condText{absent, c}, min: 1, max: 2}}
}
