package rest

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// limits emits what c asks of x, a value of type t, in words for that type.
func (p *printer) limits(name jen.Code, t ir.Type, c *ir.Check, x *jen.Statement) []jen.Code {
	var body []jen.Code
	if hasLiteral(t, c.Const) {
		body = append(body, check("Const", name, equals(t, x, c.Const), text(c.Const)))
	}
	switch u := emit.Underlying(t).(type) {
	case ir.List:
		body = append(body, listLimits(name, u, c, x)...)
	case ir.Map:
		body = append(body, sizeLimit("MinProps", name, x, c.MinProps)...)
		body = append(body, sizeLimit("MaxProps", name, x, c.MaxProps)...)
	default:
		if b, ok := basicOf(t); ok {
			body = append(body, p.basicLimits(name, b, c, convert(t, b, x))...)
		}
	}
	return append(body, p.jsonChecks(name, t, []*ir.Check{c}, x)...)
}

func (p *printer) basicLimits(name jen.Code, b ir.Basic, c *ir.Check, x *jen.Statement) []jen.Code {
	switch b {
	case ir.String:
		return p.stringLimits(name, c, x)
	case ir.Float32, ir.Float64:
		return floatLimits(name, b, c, convert(b, ir.Float64, x))
	case ir.Int32, ir.Int64, ir.Uint32, ir.Uint64:
		return append(integerLimits(name, b, c, x), stepLimit(name, b, c, x)...)
	}
	return nil
}

// stringLimits emits
//
//	c.Text("name", v.Name, &textTName)
func (p *printer) stringLimits(name jen.Code, c *ir.Check, x *jen.Statement) []jen.Code {
	var body []jen.Code
	if ask := textOf(c); ask != nil {
		body = append(body, check("Text", name, x, p.texts.use(ask)))
	}
	if c.MinSeconds != nil {
		body = append(body, check(limitWord(c.MinSecondsExclusive, "ExclusiveMinSeconds", "MinSeconds"), name, x, float(*c.MinSeconds)))
	}
	if c.MaxSeconds != nil {
		body = append(body, check("MaxSeconds", name, x, float(*c.MaxSeconds)))
	}
	return body
}

// integerLimits emits c.Int32("port", v.Port, 0, 65535).
func integerLimits(name jen.Code, b ir.Basic, c *ir.Check, x *jen.Statement) []jen.Code {
	r, ok := integerRange(b, c)
	switch {
	case ok && r.isAll():
		return nil
	case ok:
		return []jen.Code{check(r.method, name, convert(b, r.typ, x), r.lowest(), r.highest())}
	}
	return numberLimits(name, c, convert(b, ir.Float64, x)) // which no integer of the type keeps
}

// stepLimit emits c.IntMultipleOf("port", int64(v.Port), 2).
func stepLimit(name jen.Code, b ir.Basic, c *ir.Check, x *jen.Statement) []jen.Code {
	step := intStep(c.MultipleOf)
	switch {
	case step == nil:
		return nil
	case b == ir.Uint32 || b == ir.Uint64:
		return []jen.Code{check("UintMultipleOf", name, convert(b, ir.Uint64, x), emit.Int(*step))}
	}
	return []jen.Code{check("IntMultipleOf", name, convert(b, ir.Int64, x), emit.Int(*step))}
}

// floatLimits emits what c asks of x, which was made a float64. The decimal
// fractions of a float32 are others.
func floatLimits(name jen.Code, b ir.Basic, c *ir.Check, x *jen.Statement) []jen.Code {
	body := numberLimits(name, c, x)
	if c.MultipleOf != nil && b == ir.Float64 {
		body = append(body, check("MultipleOf", name, x, limit(c.MultipleOf)))
	}
	return body
}

// numberLimits emits c.Min("ratio", v.Ratio, 0); x is the value as a
// float64.
func numberLimits(name jen.Code, c *ir.Check, x *jen.Statement) []jen.Code {
	var body []jen.Code
	if c.Minimum != nil {
		body = append(body, check(limitWord(c.ExclusiveMin, "ExclusiveMin", "Min"), name, x, limit(c.Minimum)))
	}
	if c.Maximum != nil {
		body = append(body, check(limitWord(c.ExclusiveMax, "ExclusiveMax", "Max"), name, x, limit(c.Maximum)))
	}
	return body
}

// limit emits n as a float64.
func limit(n *big.Rat) *jen.Statement {
	f, _ := n.Float64()
	return float(f)
}

func float(n float64) *jen.Statement { return jen.Id(number(n)) }

// listLimits emits c.MinItems("ports", len(v.Ports), 1).
func listLimits(name jen.Code, l ir.List, c *ir.Check, x *jen.Statement) []jen.Code {
	body := sizeLimit("MinItems", name, x, c.MinItems)
	body = append(body, sizeLimit("MaxItems", name, x, c.MaxItems)...)
	unique := "Unique"
	switch {
	case !c.Unique || !isComparable(l.Elem) && !hasText(l):
		return body
	case !isComparable(l.Elem):
		unique = "UniqueValues"
	}
	return append(body, jen.Qual(emit.JSONPath, unique).Call(jen.Op("&").Id("c"), name, x))
}

// isComparable reports whether two values of t are equal when Go's == says so.
func isComparable(t ir.Type) bool {
	b, ok := basicOf(t)
	return ok && b != ir.Any && b != ir.Bytes
}

func sizeLimit(method string, name jen.Code, x *jen.Statement, n *int64) []jen.Code {
	if n == nil {
		return nil
	}
	return []jen.Code{check(method, name, jen.Len(x), emit.Int(*n))}
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
