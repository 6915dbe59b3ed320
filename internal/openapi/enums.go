package openapi

import (
	"math"
	"slices"
	"strconv"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// An enumeration is what a schema lists as values.
//
//	enum: [A, B]                                   closed
//	x-extensible-enum: [A, B]                      open
//	anyOf: [{type: string, enum: [A]}, {type: string}]   open: 3GPP TS 29.501
type enumeration struct {
	values []*ir.EnumValue
	open   bool
	text   bool // strings, not integers
	// limited says that not every value is admitted that is not listed.
	limited bool
	remarks []remark
}

// A remark is a warning that counts only if the values are used.
type remark struct {
	pos  source.Pos
	text string
}

// enumDecl fills e, which the choice of x and its parts describe.
func (r *reader) enumDecl(e *ir.Enum, x *expansion) {
	text := slices.Contains(x.types(), "string")
	if len(x.choices) > 0 {
		own, _ := r.choiceValues(x.choices[0])
		text = own.text
	}
	all := &enumeration{open: true, text: text}
	for i, c := range x.choices {
		own, _ := r.choiceValues(c)
		for _, m := range own.remarks {
			r.warnf(m.pos, "%s", m.text)
		}
		if i == 0 {
			all = own
		} else {
			all.narrow(own)
		}
	}
	for _, p := range x.parts {
		if own := r.listedValues(p.node, text); own != nil && !all.narrow(own) {
			r.warnf(p.node.get("enum").pos(), "the schema that this one narrows admits none of these values; they are kept")
		}
	}
	e.Values, e.Closed, e.Base = all.values, !all.open, ir.String
	if !text {
		e.Base = x.integer(e.Values)
		if all.open && len(x.choices) > 0 {
			e.Base = ir.Int64
		}
	}
	r.enumLimits(e, x)
	r.outcome(e, x)
}

// narrow leaves in all what own admits too, and tells whether that is
// anything; if nothing is, what own lists remains. An open list admits every
// value and only names some.
func (all *enumeration) narrow(own *enumeration) bool {
	filled := len(all.values) > 0 && len(own.values) > 0
	switch {
	case !own.open && !all.open:
		admitted := setOf(own.values)
		all.values = slices.DeleteFunc(all.values, func(v *ir.EnumValue) bool { return !admitted.has(v) })
		if filled && len(all.values) == 0 {
			all.values = own.values
			return false
		}
	case !own.open || len(all.values) == 0:
		all.values = own.values
	}
	all.open = all.open && own.open
	return true
}

// A valueSet tells values of an enum apart. It is no list because a document
// may have any number of them.
type valueSet map[ir.EnumValue]bool

func setOf(list []*ir.EnumValue) valueSet {
	s := valueSet{}
	for _, v := range list {
		s.add(v)
	}
	return s
}

func valueKey(v *ir.EnumValue) ir.EnumValue { return ir.EnumValue{Text: v.Text, Number: v.Number} }

func (s valueSet) add(v *ir.EnumValue)      { s[valueKey(v)] = true }
func (s valueSet) has(v *ir.EnumValue) bool { return s[valueKey(v)] }

// listedValues returns the values that the schema n itself lists, or nil.
func (r *reader) listedValues(n node, text bool) *enumeration {
	list, open := n.get("enum"), false
	if fixed := n.get("const"); fixed.ok() {
		return r.fixedValue(n, fixed, text)
	}
	if !list.ok() {
		list, open = n.get("x-extensible-enum"), true
	}
	if !list.isSeq() {
		return nil
	}
	names, docs := n.get("x-enum-varnames").items(), n.get("x-enum-descriptions")
	docList, seen := docs.items(), valueSet{}
	own := &enumeration{open: open, text: text}
	for i, item := range list.items() {
		v := r.enumValue(item, text)
		if v == nil || seen.has(v) {
			continue
		}
		seen.add(v)
		if i < len(names) {
			v.GoName = names[i].text()
		}
		if i < len(docList) {
			v.Doc = docList[i].text()
		} else {
			v.Doc = docs.get(v.Name).text()
		}
		own.values = append(own.values, v)
	}
	return own
}

// enumValue returns one value; nil for null, which makes the type nullable. A
// string is what is written: the value true of a string enum is "true".
func (r *reader) enumValue(item node, text bool) *ir.EnumValue {
	v := &ir.EnumValue{Origin: ir.Origin{Name: item.text(), Pos: item.pos()}}
	if isNull(item) {
		return nil
	}
	if !item.isScalar() {
		r.errorf(item.pos(), "%s cannot be a value of an enum", item.describe())
		return nil
	}
	if text {
		v.Text = item.text()
		return v
	}
	n, ok := integerOf(item)
	if !ok {
		r.errorf(item.pos(), "%s is not an integer of 64 bits", item.describe())
		return nil
	}
	v.Number = n
	return v
}

func integerOf(item node) (int64, bool) {
	number, ok := jsonNumber(item.text())
	if !ok || isString(item.y) {
		return 0, false
	}
	if n, err := strconv.ParseInt(number, 10, 64); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(number, 64)
	return int64(f), err == nil && f == math.Trunc(f) && math.Abs(f) < 1<<53
}

// cmpTypes prefers the types that are written to those that values have.
func cmpTypes(written, implied []string) []string {
	if len(written) > 0 {
		return written
	}
	return implied
}
