package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// This file is about members whose checks are one statement each, which takes
// the member's address: that is less code, of which there is one for each member
// of every object, than to look what the member holds in place.

// memberChecks emits the checks of field, which holds fd, or reports that they
// are not so simple.
func (p *printer) memberChecks(name jen.Code, field *jen.Statement, fd *ir.Field) ([]jen.Code, bool) {
	held := goField(fd)
	checks := checksOf(fd.Type, propertyOf(fd).Check)
	if hasRule(fd.Type, checks) {
		return nil, false
	}
	if l, ok := emit.Underlying(fd.Type).(ir.List); ok {
		return p.listMember(name, field, l, checks, held.Optional)
	}
	if structOf(fd.Type) != nil {
		return p.objectMember(name, field, held)
	}
	if !held.Optional {
		return nil, false
	}
	if isTime(fd.Type) && len(checks) == 0 {
		return []jen.Code{check("OptTime", name, address(field))}, true
	}
	b, _ := emit.Underlying(fd.Type).(ir.Basic)
	var body []jen.Code
	for _, c := range checks {
		r, isRange := integerRange(b, c)
		switch {
		case b == ir.String && asksOnlyText(c):
			body = append(body, check("OptText", name, address(field), p.texts.use(textOf(c))))
		case !isRange || c.MultipleOf != nil || c.Const != "" || !r.hasOpt():
			return nil, false
		case !r.isAll():
			body = append(body, check("Opt"+r.method, name, address(field), r.lowest(), r.highest()))
		}
	}
	return body, len(checks) > 0
}

// checksOf returns what t and this place ask.
func checksOf(t ir.Type, own *ir.Check) []*ir.Check {
	checks := promises(t)
	if own != nil {
		checks = append(checks, own)
	}
	return checks
}

func address(x *jen.Statement) *jen.Statement { return jen.Op("&").Add(x) }

// objectMember emits c.Object("device", v.Device), with an & if it is required.
func (p *printer) objectMember(name jen.Code, field *jen.Statement, held *ir.Field) ([]jen.Code, bool) {
	switch {
	case !p.checked[structOf(held.Type)]:
		return nil, true
	case held.Optional:
		return []jen.Code{check("Object", name, field)}, true
	}
	return []jen.Code{check("Object", name, address(field))}, true
}

// listMember emits
//
//	jsonwire.CheckOptObjects(&c, "ranges", v.Ranges, 1, 0)
//
// or c.Texts for a list of strings, and for integers c.Int32s behind what is
// asked of the list itself.
func (p *printer) listMember(name jen.Code, field *jen.Statement, l ir.List, checks []*ir.Check, optional bool) ([]jen.Code, bool) {
	elems := checksOf(l.Elem, l.Check)
	if hasRule(l.Elem, elems) {
		return nil, false
	}
	b, _ := emit.Underlying(l.Elem).(ir.Basic)
	of := "Objects"
	args := []jen.Code{name, address(field)}
	var rule jen.Code
	switch {
	case l.Null:
		return nil, false
	case structOf(l.Elem) != nil && p.checked[structOf(l.Elem)] && len(elems) == 0:
		args = []jen.Code{name, field}
	case b == ir.String && len(elems) == 1 && asksOnlyText(elems[0]):
		of, rule = "Texts", p.texts.use(textOf(elems[0]))
	case len(elems) == 1:
		return p.integersMember(name, field, l, checks, optional)
	default:
		return nil, false
	}
	low, high, merged := itemLimits(checks)
	var body []jen.Code
	if !merged {
		body = p.listChecks(name, field, l, checks, optional)
		low, high = 0, 0
	}
	if optional && low > 0 {
		of = "Opt" + of
	}
	args = append(args, emit.Int(low), emit.Int(high))
	if rule != nil {
		return append(body, check(of, append(args, rule)...)), true
	}
	checkAll := jen.Qual(emit.JSONPath, "Check"+of).Call(append([]jen.Code{address(jen.Id("c"))}, args...)...)
	return append(body, checkAll), true
}

// integersMember emits c.Int32s("ports", &v.Ports, 0, 65535).
func (p *printer) integersMember(name jen.Code, field *jen.Statement, l ir.List, checks []*ir.Check, optional bool) ([]jen.Code, bool) {
	b, _ := emit.Underlying(l.Elem).(ir.Basic)
	elem := checksOf(l.Elem, l.Check)[0]
	r, ok := integerRange(b, elem)
	if !ok || elem.MultipleOf != nil || elem.Const != "" || !r.hasOpt() {
		return nil, false
	}
	body := p.listChecks(name, field, l, checks, optional)
	if !r.isAll() {
		body = append(body, check(r.method+"s", name, address(field), r.lowest(), r.highest()))
	}
	return body, true
}

// itemLimits returns the number of elements that a list may have, 0 for no
// limit, and whether checks ask nothing else.
func itemLimits(checks []*ir.Check) (low, high int64, ok bool) {
	if len(checks) == 0 {
		return 0, 0, true
	}
	c := checks[0]
	if c.MinItems != nil {
		low = *c.MinItems
	}
	if c.MaxItems != nil {
		high = *c.MaxItems
	}
	return low, high, len(checks) == 1 && !c.Unique && c.Const == "" && (c.MaxItems == nil || high > 0)
}

// listChecks emits what checks ask of the list as a whole.
func (p *printer) listChecks(name jen.Code, field *jen.Statement, l ir.List, checks []*ir.Check, optional bool) []jen.Code {
	var body []jen.Code
	for _, c := range checks {
		body = append(body, p.limits(name, l, c, field)...)
	}
	if len(body) > 0 && optional && refusesEmpty(checks) {
		return []jen.Code{jen.If(field.Clone().Op("!=").Nil()).Block(body...)}
	}
	return body
}
