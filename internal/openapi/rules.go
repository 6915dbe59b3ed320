package openapi

import (
	"slices"

	"github.com/telgen/telgen/internal/ir"
)

// A ruleText is an ir.Rule before its fields are known.
type ruleText struct {
	at       node
	when     node // names the member; zero if the rule always holds
	value    string
	groups   [][]node
	conds    []*condText // in place of groups where those cannot say it
	min, max int
}

// requiredOnly reads alternatives that only say which members there are:
//
//	anyOf: [{required: [a, b]}, {required: [a, c]}]
//	oneOf: [{not: {required: [a]}}, {required: [b]}]
func (r *reader) requiredOnly(list node, branches []node) (*ruleText, bool) {
	rule := &ruleText{at: list, min: 1, max: len(branches)}
	if list.name() == "oneOf" {
		rule.max = 1
	}
	simple := true
	for _, branch := range branches {
		c, ok := r.condition(branch, false)
		if !ok {
			return nil, false
		}
		group, isGroup := c.group()
		simple = simple && isGroup
		rule.groups, rule.conds = append(rule.groups, group), append(rule.conds, c)
	}
	if simple {
		rule.conds = nil
	} else {
		rule.groups = nil
	}
	return rule, len(branches) > 0
}

// partRules reads the rules that stand in one schema besides oneOf and anyOf.
func (r *reader) partRules(p part) []*ruleText {
	var rules []*ruleText
	if not := p.node.get("not"); not.ok() {
		rules = append(rules, r.notRule(not)...)
	}
	if p.node.has("if") {
		rules = append(rules, r.ifRules(p.node)...)
	}
	for _, key := range []string{"dependentRequired", "dependentSchemas", "dependencies"} {
		for _, n := range p.node.get(key).entries() {
			rules = append(rules, r.dependency(n)...)
		}
	}
	for _, n := range p.node.get("x-rules").items() {
		if rule := r.extensionRule(n); rule != nil {
			rules = append(rules, rule)
		}
	}
	return rules
}

// notRule reads {not: {required: [a, b]}} and {not: {anyOf: [{required: [a]}, ...]}}:
// none of the groups may be complete.
func (r *reader) notRule(not node) []*ruleText {
	t, ok := r.target(not)
	if !ok {
		return nil
	}
	branches := []node{t}
	if list := t.get("anyOf"); list.ok() && !t.has(contentKeys...) {
		branches = list.items()
	}
	if rule, ok := r.requiredOnly(not, branches); ok && rule.conds == nil {
		rule.min, rule.max = 0, 0
		return []*ruleText{rule}
	}
	c, ok := r.condition(not, true)
	if !ok {
		r.errorf(not.pos(), `"not" is supported only with lists of required members and with values of members`)
		return nil
	}
	return []*ruleText{{at: not, conds: []*condText{c.not()}, min: 1, max: 1}}
}

// extensionRule reads an item of x-rules:
//
//	{when: {type: 1}, anyOf: [intent, action]}    if type is 1, intent or action
//	{when: {type: 2}, required: [url]}            if type is 2, url
//	{when-present: loc-args, required: [loc-key]} with loc-args, loc-key
//
// A name in anyOf or oneOf can also be a list of names that go together.
func (r *reader) extensionRule(n node) *ruleText {
	rule := &ruleText{at: n}
	if !n.isMap() {
		r.errorf(n.pos(), "a rule must be a mapping, not %s", n.describe())
		return nil
	}
	for _, m := range n.entries() {
		if !rule.read(m) {
			r.errorf(m.pos(), "%s%s is not understood in a rule; when, when-present, required, anyOf and oneOf are", m.label(), m.describe())
			return nil
		}
	}
	if len(rule.groups) == 0 {
		r.errorf(n.pos(), "a rule must have required, anyOf or oneOf")
		return nil
	}
	return rule
}

// read takes in one member of a rule and tells whether it could.
func (rule *ruleText) read(m node) bool {
	names := m.items()
	switch key := m.name(); key {
	case "when":
		entries := m.entries()
		if len(entries) != 1 || !entries[0].isScalar() {
			return false
		}
		rule.when, rule.value = node{doc: m.doc, y: entries[0].key}, entries[0].jsonText()
		return true
	case "when-present":
		rule.when = node{doc: m.doc, y: m.y}
		return m.isScalar()
	case "required":
		rule.groups, rule.min, rule.max = [][]node{names}, 1, 1
		return len(names) > 0
	case "anyOf", "oneOf":
		for _, name := range names {
			if name.isSeq() {
				rule.groups = append(rule.groups, name.items())
			} else {
				rule.groups = append(rule.groups, []node{name})
			}
		}
		rule.min, rule.max = 1, len(names)
		if key == "oneOf" {
			rule.max = 1
		}
		return len(names) > 0
	}
	return false
}

// addRule adds a rule to s, now that its fields are known. A member that no
// schema describes gets a field, so that it is kept and can be asked for.
func (r *reader) addRule(s *ir.Struct, x *expansion, text *ruleText) {
	a := ruleAdder{r, s, x}
	rule := &ir.Rule{Origin: ir.Origin{Name: text.at.name(), Pos: text.at.pos()}, Min: text.min, Max: text.max}
	if text.when.ok() {
		rule.When = &ir.When{Field: a.field(text.when, false), Value: text.value}
	}
	for _, names := range text.groups {
		var group []*ir.Field
		for _, name := range names {
			group = append(group, a.field(name, text.max > 0))
		}
		rule.Groups = append(rule.Groups, group)
	}
	for _, c := range text.conds {
		rule.Conds = append(rule.Conds, a.cond(c, true))
	}
	s.Object.Rules = append(s.Object.Rules, rule)
}

// A ruleAdder finds the fields that the rules of a struct name.
type ruleAdder struct {
	r *reader
	s *ir.Struct
	x *expansion
}

func (a ruleAdder) cond(text *condText, wanted bool) *ir.Cond {
	c := &ir.Cond{Op: text.op}
	if text.name.ok() {
		c.Field = a.field(text.name, wanted)
	}
	for _, v := range text.values {
		c.Values = append(c.Values, valueJSON(c.Field, v))
	}
	for _, of := range text.of {
		c.Of = append(c.Of, a.cond(of, wanted == (text.op != ir.Not)))
	}
	return c
}

// valueJSON is a value that f is compared with: what is written, where f is a
// string.
func valueJSON(f *ir.Field, v node) string {
	t := f.Type
	if ref, ok := t.(ir.Ref); ok {
		if e, ok := ref.Decl.(*ir.Enum); ok {
			t = e.Base
		}
	}
	if t == ir.Type(ir.String) {
		return string(appendText(nil, v.text()))
	}
	return v.jsonText()
}

// field returns the field of a member. That a rule wants a member which is not
// described is worth a warning: it may be a slip of the pen.
func (a ruleAdder) field(name node, wanted bool) *ir.Field {
	if i := slices.IndexFunc(a.s.Fields, func(f *ir.Field) bool { return f.Name == name.text() }); i >= 0 {
		return a.s.Fields[i]
	}
	p := &property{name: name.text(), key: name, places: a.x.unknownPlaces()}
	if wanted && len(p.places) == 0 && a.x.describesMembers() {
		a.r.warnf(name.pos(), "the rule names %s, which is not among the properties; it may hold anything", name.describe())
	}
	f := a.r.field(p)
	a.s.Fields = append(a.s.Fields, f)
	return f
}
