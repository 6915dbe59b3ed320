package openapi

import (
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// This file reads alternatives that name values.
//
//	anyOf: [{type: string, enum: [A]}, {type: string}]
//	oneOf: [{const: 1, title: Low}, {const: 2, title: High}]

// areValues tells whether all choices of x name values of the same type.
func (x *expansion) areValues() bool {
	var types []string
	for _, c := range x.choices {
		own, ok := x.r.choiceValues(c)
		if !ok {
			return false
		}
		if t := own.jsonType(); !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	if own := x.ownTypes(); len(own) > 0 && !slices.Equal(own, types) {
		return false
	}
	return len(types) == 1
}

func (e *enumeration) jsonType() string {
	if e.text {
		return "string"
	}
	return "integer"
}

// choiceValues returns the values of alternatives that are all enums, or enums
// and a string or integer that admits others too. ok is false for other
// alternatives.
func (r *reader) choiceValues(c choice) (all *enumeration, ok bool) {
	all = &enumeration{}
	w := &valueWalk{r: r, all: all, seen: map[*yaml.Node]bool{}, from: map[ir.EnumValue]*yaml.Node{}}
	ok = w.add(c.list, c.branches)
	return all, ok && len(all.values) > 0
}

// A valueWalk collects the values of alternatives and of those in them.
type valueWalk struct {
	r     *reader
	all   *enumeration
	typed bool // all.text is known
	seen  map[*yaml.Node]bool
	from  map[ir.EnumValue]*yaml.Node // the alternative that listed a value first
}

// add adds what branches list, each value once.
func (w *valueWalk) add(list node, branches []node) bool {
	for _, branch := range branches {
		t, ok := w.r.target(branch)
		if !ok || !t.isMap() || t.has("allOf", "properties") {
			return false
		}
		if w.seen[t.y] {
			continue
		}
		w.seen[t.y] = true
		if !w.branch(list, t) {
			return false
		}
	}
	return true
}

func (w *valueWalk) branch(list, t node) bool {
	if oneOf, anyOf := t.get("oneOf"), t.get("anyOf"); oneOf.ok() || anyOf.ok() {
		inner := func(of node) bool { return w.add(of, slices.DeleteFunc(of.items(), w.r.onlyNull)) }
		return !t.has(checkKeys...) && !t.has("enum", "const", "x-extensible-enum") && inner(anyOf) && inner(oneOf)
	}
	types := part{place{node: t}, w.r.schema(t)}.types()
	if !t.has("enum", "const", "x-extensible-enum") {
		return w.others(list, t, types)
	}
	types = cmpTypes(types, valueTypes(t))
	if !w.isOf(types) {
		return false
	}
	own := w.r.listedValues(t, w.all.text)
	if own == nil {
		return false
	}
	w.r.admitted(own, []part{{place{node: t}, w.r.schema(t)}})
	w.all.open = w.all.open || own.open
	w.take(list, t, own.values)
	return true
}

// isOf tells whether types is the one type of all values, and notes it.
func (w *valueWalk) isOf(types []string) bool {
	if !slices.Equal(types, []string{"string"}) && !slices.Equal(types, []string{"integer"}) {
		return false
	}
	text := types[0] == "string"
	if !w.typed {
		w.typed, w.all.text = true, text
	}
	return w.all.text == text
}

func (w *valueWalk) remark(pos source.Pos, text string) {
	w.all.remarks = append(w.all.remarks, remark{pos, text})
}

// others reads an alternative that admits values that are not listed.
func (w *valueWalk) others(list, t node, types []string) bool {
	if !w.isOf(types) || w.all.text && t.get("format").text() != "" {
		return false
	}
	if list.name() == "oneOf" && !t.has(checkKeys...) {
		w.remark(t.pos(), "this alternative of a oneOf admits the values of the others too; it is read as anyOf")
	}
	w.all.open = true
	w.all.limited = w.all.limited || t.has(checkKeys...)
	return true
}

// take adds values that the alternative t of list has. What two alternatives of
// a oneOf list, neither admits.
func (w *valueWalk) take(list, t node, values []*ir.EnumValue) {
	for _, v := range values {
		first, found := w.from[valueKey(v)]
		switch {
		case !found:
			w.from[valueKey(v)] = t.y
			w.all.values = append(w.all.values, v)
		case list.name() == "oneOf" && first != t.y:
			w.remark(v.Pos, strconv.Quote(v.Name)+" is in two of the alternatives of a oneOf, which admits what is in one")
			w.all.values = slices.DeleteFunc(w.all.values, func(o *ir.EnumValue) bool { return valueKey(o) == valueKey(v) })
		}
	}
}

// fixedValue is the only value of a schema with const.
func (r *reader) fixedValue(n, fixed node, text bool) *enumeration {
	own := &enumeration{text: text}
	v := r.enumValue(fixed, text)
	if v == nil {
		return own
	}
	s := r.schema(n)
	if v.Doc = s.Description; v.Doc == "" {
		v.Doc = s.Title
	}
	if !text {
		v.GoName = s.Title // a number is no name
	}
	own.values = append(own.values, v)
	return own
}

// enumLimits applies what stands next to the values of e: listed values that
// break a limit are left out, and others have to keep it.
func (r *reader) enumLimits(e *ir.Enum, x *expansion) {
	own := &enumeration{values: e.Values, text: e.Base == ir.String}
	r.admitted(own, x.parts)
	if len(own.values) == 0 && len(e.Values) > 0 {
		r.warnf(x.parts[0].node.pos(), "the limits next to these values admit none of them; they are kept")
	} else {
		e.Values = own.values
	}
	if e.Closed {
		return
	}
	c := new(ir.Check)
	for _, p := range x.parts {
		r.limitCheck(c, p, e.Base)
	}
	x.openChecks(c, e.Base)
	if !isZero(c) {
		e.Check = c
	}
}

// openChecks adds what alternatives ask of values that none of them lists.
func (x *expansion) openChecks(c *ir.Check, t ir.Basic) {
	limited := *x
	limited.choices = slices.DeleteFunc(slices.Clone(x.choices), func(c choice) bool {
		own, _ := x.r.choiceValues(c)
		return own.open && !own.limited
	})
	limited.choiceChecks(c, t)
}

// admitted leaves in own the values that keep the limits of parts.
func (r *reader) admitted(own *enumeration, parts []part) {
	own.values = slices.DeleteFunc(slices.Clone(own.values), func(v *ir.EnumValue) bool {
		return slices.ContainsFunc(parts, func(p part) bool { return p.node.has(checkKeys...) && r.breaks(v, own.text, p) })
	})
}

// breaks tells whether v breaks a limit of p.
func (r *reader) breaks(v *ir.EnumValue, text bool, p part) bool {
	value := node{y: &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: v.Name}}
	if text {
		value.y = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: v.Text}
	}
	j := &judge{r: r}
	return j.number(value, p.node) != nil || j.text(value, p.node) != nil
}
