package openapi

import (
	"strconv"

	"github.com/telgen/telgen/internal/ir"
)

// textForms returns the forms that the text of a parameter has that is one of
// several scalars; nothing if one of them is any string. Limits of numbers among
// them are not looked at, which is said.
func (r *reader) textForms(at node, t ir.Type) *ir.Check {
	u := unname(t).(ir.Ref).Decl.(*ir.Union)
	c := new(ir.Check)
	for _, v := range u.Variants {
		forms, limited := scalarForms(v.Type, append(namedChecks(v.Type), v.Check))
		if limited {
			r.warnf(at.pos(), "the limits of a number that is one of several kinds of a parameter are not checked")
		}
		if len(forms) == 0 {
			return nil
		}
		c.AnyOf = append(c.AnyOf, forms...)
	}
	return c
}

// namedChecks returns what the names of t promise.
func namedChecks(t ir.Type) []*ir.Check {
	var list []*ir.Check
	for range 100 {
		ref, ok := t.(ir.Ref)
		if !ok {
			break
		}
		d, ok := ref.Decl.(*ir.Named)
		if !ok {
			break
		}
		list = append(list, d.Check)
		t = d.Type
	}
	return list
}

// scalarForms returns the forms of the text of a scalar, and whether it has
// limits that they do not say.
func scalarForms(t ir.Type, checks []*ir.Check) (forms []*ir.Check, limited bool) {
	const integer, number = `^-?[0-9]+$`, `^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$`
	for _, c := range checks {
		limited = limited || c != nil && (c.Minimum != nil || c.Maximum != nil || c.MultipleOf != nil)
	}
	switch t := unname(t).(type) {
	case ir.Ref:
		return enumForms(t.Decl.(*ir.Enum)), false
	case ir.Extern:
		return []*ir.Check{{Format: "date-time"}}, false
	case ir.Basic:
		switch t {
		case ir.Bool:
			return []*ir.Check{{Pattern: `^(true|false)$`}}, false
		case ir.String:
			return stringForm(checks), false
		case ir.Float32, ir.Float64:
			return []*ir.Check{{Pattern: number}}, limited
		}
	}
	return []*ir.Check{{Pattern: integer}}, limited
}

// stringForm returns what one check asks of a string. With several it is as if
// there were none but the first.
func stringForm(checks []*ir.Check) []*ir.Check {
	for _, c := range checks {
		if c == nil {
			continue
		}
		if len(c.AnyOf) > 0 {
			return c.AnyOf
		}
		return []*ir.Check{c}
	}
	return nil
}

// enumForms returns the values of an enum, or nothing if it has others.
func enumForms(e *ir.Enum) []*ir.Check {
	if !e.Closed {
		return nil
	}
	var forms []*ir.Check
	for _, v := range e.Values {
		text := v.Text
		if e.Base != ir.String {
			text = strconv.FormatInt(v.Number, 10)
		}
		forms = append(forms, &ir.Check{Const: string(appendText(nil, text))})
	}
	return forms
}
