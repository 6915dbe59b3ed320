package rest

import (
	"math/big"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// This file is about what a document asks of a value and no statement for its
// Go type can: limits next to an enum, a time or a union, constants that are
// objects, alternatives with limits of their own. They are asked of the value as
// JSON, by a variable that holds them. Few values have any.

// ruleOf returns what c asks of a value of type t beyond what limits asks by
// other means, or nil.
func ruleOf(t ir.Type, c *ir.Check) *ir.Check {
	if c == nil {
		return nil
	}
	rest := *c
	rest.MinSeconds, rest.MaxSeconds, rest.MinSecondsExclusive = nil, nil, false
	if hasLiteral(t, c.Const) {
		rest.Const = ""
	}
	if b, ok := basicOf(t); ok {
		basicRest(&rest, b)
	}
	switch u := emit.Underlying(t).(type) {
	case ir.List:
		rest.MinItems, rest.MaxItems = nil, nil
		rest.Unique = c.Unique && !isComparable(u.Elem) && !hasText(u)
	case ir.Map:
		rest.MinProps, rest.MaxProps = nil, nil
	}
	if isEmpty(&rest) {
		return nil
	}
	return &rest
}

// basicRest takes from c what limits asks of a value of type b.
func basicRest(c *ir.Check, b ir.Basic) {
	switch b {
	case ir.String:
		ask := textOf(c)
		c.MinLength, c.MaxLength, c.Format, c.Pattern, c.AndPatterns, c.NotPatterns = nil, nil, "", "", nil, nil
		if ask != nil && len(ask.AnyOf) > 0 {
			c.AnyOf = nil
		}
	case ir.Float32, ir.Float64:
		c.Minimum, c.Maximum, c.ExclusiveMin, c.ExclusiveMax = nil, nil, false, false
		if b == ir.Float64 {
			c.MultipleOf = nil
		}
	case ir.Int32, ir.Int64, ir.Uint32, ir.Uint64:
		c.Minimum, c.Maximum, c.ExclusiveMin, c.ExclusiveMax = nil, nil, false, false
		if intStep(c.MultipleOf) != nil {
			c.MultipleOf = nil
		}
	}
}

// intStep returns n as an int64, or nil if it is none.
func intStep(n *big.Rat) *int64 {
	if n == nil || !n.IsInt() || !n.Num().IsInt64() {
		return nil
	}
	step := n.Num().Int64()
	return &step
}

// hasLiteral reports whether the constant can be compared with in Go.
func hasLiteral(t ir.Type, value string) bool {
	b, ok := basicOf(t)
	return value != "" && ok && b != ir.Any && canLiteral(t, value)
}

func isEmpty(c *ir.Check) bool {
	return c.MinLength == nil && c.MaxLength == nil && c.Pattern == "" && len(c.NotPatterns) == 0 && c.Format == "" &&
		c.Minimum == nil && c.Maximum == nil && c.MultipleOf == nil && c.MinItems == nil && c.MaxItems == nil && !c.Unique &&
		c.MinProps == nil && c.MaxProps == nil && c.Const == "" && len(c.Values) == 0 &&
		len(c.AnyOf) == 0 && len(c.OneOf) == 0 && len(c.AllOf) == 0
}

// hasRule reports whether one of checks asks more of a t than other statements
// can.
func hasRule(t ir.Type, checks []*ir.Check) bool {
	for _, c := range checks {
		if ruleOf(t, c) != nil {
			return true
		}
	}
	return false
}

// jsonChecks emits, for what checks ask of x that only a rule can,
//
//	c.JSON("level", jsonwire.AppendInt(nil, "", v.Level), &ruleTLevel)
func (p *printer) jsonChecks(name jen.Code, t ir.Type, checks []*ir.Check, x *jen.Statement) []jen.Code {
	var body []jen.Code
	for _, c := range checks {
		if rule := ruleOf(t, c); rule != nil {
			body = append(body, check("JSON", name, written(t, x), p.texts.useRule(rule)))
		}
	}
	return body
}

// written emits x, of type t, as JSON.
func written(t ir.Type, x *jen.Statement) *jen.Statement {
	if b, ok := basicOf(t); ok {
		a := appenders[b]
		return jen.Qual(emit.JSONPath, "Append"+a.suffix).Call(jen.Nil(), jen.Lit(""), convert(t, a.wide, x))
	}
	switch emit.Underlying(t).(type) {
	case ir.List, ir.Map:
		body := append([]jen.Code{jen.Var().Id("b").Index().Byte()}, appendValue(jen.Lit(""), t, x, 0)...)
		return jen.Func().Params().Index().Byte().Block(append(body, jen.Return(jen.Id("b")))...).Call()
	}
	if isTime(t) {
		return jen.Qual(emit.JSONPath, "AppendTime").Call(jen.Nil(), jen.Lit(""), x)
	}
	return x.Clone().Dot("AppendJSON").Call(jen.Nil())
}

// ruleFields emits Min: "5", OneOf: []jsonwire.Rule{...}.
func ruleFields(g *jen.Group, c *ir.Check) {
	if ask := textOf(&ir.Check{
		MinLength: c.MinLength, MaxLength: c.MaxLength, Format: c.Format,
		Pattern: c.Pattern, AndPatterns: c.AndPatterns, NotPatterns: c.NotPatterns,
	}); ask != nil {
		g.Id("Text").Op(":").Qual(emit.JSONPath, "Text").ValuesFunc(func(g *jen.Group) { textFields(g, ask) })
	}
	ruleNumber(g, "Min", c.Minimum)
	ruleNumber(g, "Max", c.Maximum)
	ruleFlag(g, "ExclusiveMin", c.ExclusiveMin)
	ruleFlag(g, "ExclusiveMax", c.ExclusiveMax)
	ruleNumber(g, "MultipleOf", c.MultipleOf)
	ruleCount(g, "MinItems", c.MinItems)
	ruleCount(g, "MaxItems", c.MaxItems)
	ruleFlag(g, "Unique", c.Unique)
	ruleCount(g, "MinProps", c.MinProps)
	ruleCount(g, "MaxProps", c.MaxProps)
	values := c.Values
	if c.Const != "" {
		values = []string{c.Const}
	}
	textStrings(g, "Values", values)
	ruleList(g, "AnyOf", c.AnyOf)
	ruleList(g, "OneOf", c.OneOf)
	ruleList(g, "AllOf", c.AllOf)
}

func ruleNumber(g *jen.Group, field string, n *big.Rat) {
	if n != nil {
		g.Id(field).Op(":").Lit(ir.Decimal(n))
	}
}

func ruleFlag(g *jen.Group, field string, on bool) {
	if on {
		g.Id(field).Op(":").True()
	}
}

// ruleCount emits a count; a limit of 0 is what a Rule has as -1.
func ruleCount(g *jen.Group, field string, n *int64) {
	if n != nil {
		g.Id(field).Op(":").Add(maxLength(*n))
	}
}

func ruleList(g *jen.Group, field string, list []*ir.Check) {
	if len(list) == 0 {
		return
	}
	g.Id(field).Op(":").Index().Qual(emit.JSONPath, "Rule").ValuesFunc(func(g *jen.Group) {
		for _, c := range list {
			g.ValuesFunc(func(g *jen.Group) { ruleFields(g, c) })
		}
	})
}
