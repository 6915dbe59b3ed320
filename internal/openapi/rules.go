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
	min, max int
}

// requiredOnly reads alternatives that only list required members:
//
//	anyOf: [{required: [a, b]}, {required: [a, c]}]
func (r *reader) requiredOnly(list node, branches []node) (*ruleText, bool) {
	rule := &ruleText{at: list, min: 1, max: len(branches)}
	if list.name() == "oneOf" {
		rule.max = 1
	}
	for _, branch := range branches {
		t, ok := r.target(branch)
		if !ok || !onlyRequires(t) {
			return nil, false
		}
		rule.groups = append(rule.groups, t.get("required").items())
	}
	return rule, len(branches) > 0
}

// onlyRequires tells whether n is {required: [...]}, perhaps with remarks.
func onlyRequires(n node) bool {
	if len(n.get("required").items()) == 0 {
		return false
	}
	others := slices.Concat(contentKeys, refusedKeys, []string{"$ref", "allOf", "oneOf", "anyOf", "not"})
	return !slices.ContainsFunc(others, func(key string) bool {
		return n.has(key) && key != "required" && (key != "type" || n.get(key).text() != "object")
	})
}

// partRules reads the rules that stand in one schema besides oneOf and anyOf.
func (r *reader) partRules(p part) []*ruleText {
	var rules []*ruleText
	if not := p.node.get("not"); not.ok() {
		rules = append(rules, r.notRule(not)...)
	}
	for _, n := range p.node.get("dependentRequired").entries() {
		rules = append(rules, &ruleText{at: n, when: node{doc: n.doc, y: n.key}, groups: [][]node{n.items()}, min: 1, max: 1})
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
	rule, ok := r.requiredOnly(not, branches)
	if !ok {
		r.errorf(not.pos(), `"not" is supported only with lists of required members`)
		return nil
	}
	rule.min, rule.max = 0, 0
	return []*ruleText{rule}
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

// addRule adds a rule to s, now that its fields are known.
func (r *reader) addRule(s *ir.Struct, text *ruleText) {
	rule := &ir.Rule{Origin: ir.Origin{Name: text.at.name(), Pos: text.at.pos()}, Min: text.min, Max: text.max}
	if text.when.ok() {
		f := r.ruleField(s, text.when)
		if f == nil {
			return
		}
		rule.When = &ir.When{Field: f, Value: text.value}
	}
	for _, names := range text.groups {
		var group []*ir.Field
		for _, name := range names {
			f := r.ruleField(s, name)
			if f == nil {
				return
			}
			group = append(group, f)
		}
		rule.Groups = append(rule.Groups, group)
	}
	s.Object.Rules = append(s.Object.Rules, rule)
}

func (r *reader) ruleField(s *ir.Struct, name node) *ir.Field {
	if i := slices.IndexFunc(s.Fields, func(f *ir.Field) bool { return f.Name == name.text() }); i >= 0 {
		return s.Fields[i]
	}
	r.errorf(name.pos(), "the rule names %s, which is not among the properties", name.describe())
	return nil
}
