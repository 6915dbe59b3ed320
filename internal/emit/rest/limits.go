package rest

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// limits emits what c asks of x, a value of type t.
func (p *printer) limits(name jen.Code, t ir.Type, c *ir.Check, x *jen.Statement) []jen.Code {
	var body []jen.Code
	if c.Const != "" {
		body = append(body, constCheck(name, t, c.Const, x))
	}
	switch u := emit.Underlying(t).(type) {
	case ir.Basic:
		if u == ir.String {
			return append(body, p.stringLimits(name, c, x)...)
		}
		return append(body, numberLimits(name, c, convert(u, ir.Float64, x))...)
	case ir.List:
		return append(body, listLimits(name, u, c, x)...)
	case ir.Map:
		body = append(body, sizeLimit("MinProps", name, x, c.MinProps)...)
		return append(body, sizeLimit("MaxProps", name, x, c.MaxProps)...)
	}
	return body
}

// stringLimits emits
//
//	c.MaxLength("name", v.Name, 64)
//	c.Pattern("name", v.Name, patternTName)
func (p *printer) stringLimits(name jen.Code, c *ir.Check, x *jen.Statement) []jen.Code {
	var body []jen.Code
	if c.MinLength != nil {
		body = append(body, check("MinLength", name, x, emit.Int(*c.MinLength)))
	}
	if c.MaxLength != nil {
		body = append(body, check("MaxLength", name, x, emit.Int(*c.MaxLength)))
	}
	if c.Format != "" {
		body = append(body, check("Format", name, x, jen.Lit(c.Format)))
	}
	for _, re := range patternsOf(c) {
		body = append(body, check("Pattern", name, x, p.patterns.use(re)))
	}
	if len(c.AnyOf) > 0 {
		body = append(body, p.anyString(name, c.AnyOf, x))
	}
	for _, re := range c.NotPatterns {
		body = append(body, check("NotPattern", name, x, p.patterns.use(re)))
	}
	if c.MinSeconds != nil {
		body = append(body, check(limitWord(c.MinSecondsExclusive, "ExclusiveMinSeconds", "MinSeconds"), name, x, float(*c.MinSeconds)))
	}
	if c.MaxSeconds != nil {
		body = append(body, check("MaxSeconds", name, x, float(*c.MaxSeconds)))
	}
	return body
}

// anyString emits
//
//	c.AnyString("host", v.Host, jsonwire.StringLimits{Format: "ipv4"}, jsonwire.StringLimits{Patterns: ...})
func (p *printer) anyString(name jen.Code, forms []*ir.Check, x *jen.Statement) *jen.Statement {
	args := []jen.Code{name, x}
	for _, c := range forms {
		args = append(args, jen.Qual(emit.JSONPath, "StringLimits").ValuesFunc(func(g *jen.Group) { p.stringForm(g, c) }))
	}
	return check("AnyString", args...)
}

func (p *printer) stringForm(g *jen.Group, c *ir.Check) {
	if c.MinLength != nil {
		g.Id("MinLength").Op(":").Add(emit.Int(*c.MinLength))
	}
	if c.MaxLength != nil {
		g.Id("MaxLength").Op(":").Add(emit.Int(*c.MaxLength))
	}
	if c.Format != "" {
		g.Id("Format").Op(":").Lit(c.Format)
	}
	if s, ok := stringOf(c.Const); ok {
		g.Id("Const").Op(":").Add(text(s))
	}
	p.regexps(g, "Patterns", patternsOf(c))
	p.regexps(g, "NotPatterns", c.NotPatterns)
}

func (p *printer) regexps(g *jen.Group, field string, list []string) {
	if len(list) == 0 {
		return
	}
	g.Id(field).Op(":").Index().Op("*").Qual(emit.JSONPath, "Regexp").ValuesFunc(func(g *jen.Group) {
		for _, re := range list {
			g.Add(p.patterns.use(re))
		}
	})
}

// numberLimits emits c.Min("port", float64(v.Port), 0); x is the value as a
// float64.
func numberLimits(name jen.Code, c *ir.Check, x *jen.Statement) []jen.Code {
	var body []jen.Code
	if c.Minimum != nil {
		body = append(body, check(limitWord(c.ExclusiveMin, "ExclusiveMin", "Min"), name, x, float(*c.Minimum)))
	}
	if c.Maximum != nil {
		body = append(body, check(limitWord(c.ExclusiveMax, "ExclusiveMax", "Max"), name, x, float(*c.Maximum)))
	}
	if c.MultipleOf != nil {
		body = append(body, check("MultipleOf", name, x, float(*c.MultipleOf)))
	}
	return body
}

func float(n float64) *jen.Statement { return jen.Id(number(n)) }

// listLimits emits c.MinItems("ports", len(v.Ports), 1).
func listLimits(name jen.Code, l ir.List, c *ir.Check, x *jen.Statement) []jen.Code {
	body := sizeLimit("MinItems", name, x, c.MinItems)
	body = append(body, sizeLimit("MaxItems", name, x, c.MaxItems)...)
	if !c.Unique {
		return body
	}
	unique := "Unique"
	if !isComparable(l.Elem) {
		unique = "UniqueValues"
	}
	return append(body, jen.Qual(emit.JSONPath, unique).Call(jen.Op("&").Id("c"), name, x))
}

// isComparable reports whether two values of t are equal when Go's == says so.
func isComparable(t ir.Type) bool {
	b, ok := basicOf(t)
	return ok && b != ir.Any && b != ir.Bytes || isTime(t)
}

func sizeLimit(method string, name jen.Code, x *jen.Statement, n *int64) []jen.Code {
	if n == nil {
		return nil
	}
	return []jen.Code{check(method, name, jen.Len(x), emit.Int(*n))}
}

// constCheck emits c.Const("specversion", v.Specversion == "1.0", `"1.0"`).
func constCheck(name jen.Code, t ir.Type, value string, x *jen.Statement) *jen.Statement {
	same := equals(t, x, value)
	if emit.Underlying(t) == ir.Any {
		same = jen.String().Call(x).Op("==").Add(literal(t, value))
	}
	return check("Const", name, same, text(value))
}

// equals emits v.Type == ClickActionType2, or for a boolean v.Silent, !v.Silent.
func equals(t ir.Type, x *jen.Statement, value string) *jen.Statement {
	switch b, _ := basicOf(t); {
	case b != ir.Bool:
		return x.Clone().Op("==").Add(literal(t, value))
	case value == "true":
		return x.Clone()
	}
	return jen.Op("!").Add(x)
}

// literal prints the JSON text value as a constant of type t, by the name that
// an enum gives it. canLiteral says for what it works.
func literal(t ir.Type, value string) *jen.Statement {
	if e := enumOf(t); e != nil {
		for _, v := range e.Values {
			if valueText(e, v) == value {
				return jen.Qual(emit.Underlying(t).(ir.Ref).Pkg.Path, v.GoName)
			}
		}
	}
	if b, _ := basicOf(t); b == ir.Any {
		compact, _ := compactJSON(value)
		return text(compact)
	}
	if s, ok := stringOf(value); ok {
		return text(s)
	}
	return jen.Id(value)
}

// canLiteral reports whether literal can print value as a constant of type t.
func canLiteral(t ir.Type, value string) bool {
	b, ok := basicOf(t)
	if !ok {
		return false
	}
	_, isString := stringOf(value)
	switch b {
	case ir.String:
		return isString
	case ir.Bool:
		return value == "true" || value == "false"
	case ir.Bytes:
		return false
	case ir.Any:
		return json.Valid([]byte(value))
	case ir.Float32, ir.Float64:
		_, err := strconv.ParseFloat(value, 64)
		return err == nil && json.Valid([]byte(value))
	case ir.Uint32, ir.Uint64:
		return !strings.HasPrefix(value, "-") && isInteger(value)
	}
	return isInteger(value)
}

// isInteger reports whether s is a plain integer that Go reads as JSON does.
func isInteger(s string) bool {
	_, errSigned := strconv.ParseInt(s, 10, 64)
	_, errUnsigned := strconv.ParseUint(s, 10, 64)
	return (errSigned == nil || errUnsigned == nil) && json.Valid([]byte(s))
}

// valueText is a value of e as JSON text.
func valueText(e *ir.Enum, v *ir.EnumValue) string {
	if e.Base == ir.String {
		return quoteJSON(v.Text)
	}
	return strconv.FormatInt(v.Number, 10)
}
