package rest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// validate emits
//
//	// Validate checks v against the document ...
//	func (v *CreateSession) Validate() error {
//		var c jsonwire.Checker
//		c.Int32("duration", v.Duration, 1, math.MaxInt32)
//		...
//		return c.End(&v.Extra, "duration sink")
//	}
func (p *printer) validate(f *jen.File, s *ir.Struct) {
	body := p.structBody(s)
	if p.inUnion(s) {
		p.validateInUnion(f, s, body)
		return
	}
	if len(body) == 0 {
		f.Line().Comment("// Validate returns nil: there is nothing to check that the types do not say.").Line().
			Func().Params(jen.Op("*").Id(s.GoName)).Id("Validate").Params().Error().Block(jen.Return(jen.Nil()))
		return
	}
	f.Line().Add(emit.Doc("Validate checks v against the document. The error is a *jsonwire.Error: the first problem and its path.")).Line().
		Func().Params(receiver(s.GoName)).Id("Validate").Params().Error().Block(body...)
}

// structBody emits what Validate does, or nothing if there is nothing to check.
func (p *printer) structBody(s *ir.Struct) []jen.Code {
	body := slices.Concat(constChecks(s), sentChecks(s), p.structChecks(s))
	if names, ok := namesInOne(s); ok && keeps(s) && keepsAny(s) {
		return checkerWith(body, check("End", address(jen.Id("v").Dot("Extra")), jen.Lit(names)))
	}
	body = append(body, p.unlistedChecks(s)...)
	if len(body) == 0 {
		return nil
	}
	return checkerBody(body)
}

// unlistedChecks emits the checks of the members without a field, if s keeps
// them.
func (p *printer) unlistedChecks(s *ir.Struct) []jen.Code {
	if !keeps(s) {
		return nil
	}
	return p.extraChecks(s)
}

func checkerBody(checks []jen.Code) []jen.Code {
	return checkerWith(checks, check("Err"))
}

// checkerWith ends with the call last, which returns the error.
func checkerWith(checks []jen.Code, last *jen.Statement) []jen.Code {
	body := []jen.Code{jen.Var().Id("c").Qual(emit.JSONPath, "Checker")}
	return append(append(body, checks...), jen.Return(last))
}

// structChecks emits the checks of s, but for those of unlisted members. Those of the object as a whole come
// first: the name "" means the object until an element of a list was checked.
func (p *printer) structChecks(s *ir.Struct) []jen.Code {
	body := append(countChecks(s), ruleChecks(s)...)
	if rule := ruleOf(ir.Any, s.Object.Check); rule != nil {
		body = append(body, check("JSON", jen.Lit(""), jen.Id("v").Dot("AppendJSON").Call(jen.Nil()), p.texts.useRule(rule)))
	}
	for _, fd := range s.Fields {
		if !isConst(fd) {
			body = append(body, p.fieldChecks(jen.Id("v"), fd)...)
		}
	}
	if nulls := threeStates(s); len(nulls) > 0 {
		body = append(body, nullCheck(nulls))
	}
	return append(body, partChecks(s)...)
}

// nullCheck emits c.Nulls(v.Null, "sink", "device").
func nullCheck(names []string) *jen.Statement {
	args := []jen.Code{jen.Id("v").Dot("Null")}
	for _, name := range names {
		args = append(args, jen.Lit(name))
	}
	return check("Nulls", args...)
}

// fieldChecks emits the checks of one field of base. Those of memberChecks are
// one statement; others look into the field:
//
//	if s, ok := v.StatusInfo.Get(); ok {
//		c.Enum("statusInfo", s.Known(), "DURATION_EXPIRED, NETWORK_TERMINATED")
//	}
func (p *printer) fieldChecks(base *jen.Statement, fd *ir.Field) []jen.Code {
	held := goField(fd)
	field := base.Dot(fd.GoName)
	name := jen.Lit(fd.Name)
	own := propertyOf(fd).Check
	if !p.checked.needs(fd.Type, own) {
		return nil
	}
	if body, ok := p.memberChecks(name, field, fd); ok {
		return body
	}
	switch {
	case held.Optional && emit.Shape(fd.Type) == emit.Scalar:
		x := jen.Id(localName(fd.Type))
		return []jen.Code{jen.If(jen.List(x.Clone(), jen.Id("ok")).Op(":=").Add(field).Dot("Get").Call(), jen.Id("ok")).
			Block(p.valueChecks(name, fd.Type, own, x, 0)...)}
	case unionOf(fd.Type) != nil:
		return p.unionChecks(name, fd.Type, own, field, !held.Optional)
	case held.Optional && needsPresence(fd.Type, own):
		return []jen.Code{jen.If(field.Clone().Op("!=").Nil()).Block(p.valueChecks(name, fd.Type, own, field, 0)...)}
	}
	return p.valueChecks(name, fd.Type, own, field, 0)
}

// needsPresence reports whether the checks of an absent value would find
// something: a nil pointer, an empty list that must not be.
func needsPresence(t ir.Type, own *ir.Check) bool {
	return structOf(t) != nil || refusesEmpty(checksOf(t, own)) || hasRule(t, checksOf(t, own))
}

// refusesEmpty reports whether one of checks is not content with an empty list
// or map.
func refusesEmpty(checks []*ir.Check) bool {
	return slices.ContainsFunc(checks, func(c *ir.Check) bool {
		return c.MinItems != nil || c.MinProps != nil || c.Const != ""
	})
}

// unionChecks emits the checks of x, an interface:
//
//	c.Required("sinkCredential", v.SinkCredential != nil)
//	if v.SinkCredential != nil {
//		c.Nested("sinkCredential", v.SinkCredential.Validate())
//	}
func (p *printer) unionChecks(name jen.Code, t ir.Type, own *ir.Check, x *jen.Statement, required bool) []jen.Code {
	present := x.Clone().Op("!=").Nil()
	body := append([]jen.Code{nestedCall(name, x)}, p.jsonChecks(name, t, checksOf(t, own), x)...)
	nested := jen.If(present.Clone()).Block(body...)
	if !required {
		return []jen.Code{nested}
	}
	return []jen.Code{check("Required", name, present), nested}
}

// check emits c.Method(args...).
func check(method string, args ...jen.Code) *jen.Statement {
	return jen.Id("c").Dot(method).Call(args...)
}

func nestedCall(name jen.Code, x *jen.Statement) *jen.Statement {
	return check("Nested", name, x.Clone().Dot("Validate").Call())
}

// valueChecks emits the checks of x, a value of type t that is there: those of
// the names of t, those of this place, and those of what is in it.
func (p *printer) valueChecks(name jen.Code, t ir.Type, own *ir.Check, x *jen.Statement, depth int) []jen.Code {
	if unionOf(t) != nil {
		return p.unionChecks(name, t, own, x, true)
	}
	var body []jen.Code
	for _, c := range checksOf(t, own) {
		body = append(body, p.limits(name, t, c, x)...)
	}
	switch u := emit.Underlying(t).(type) {
	case ir.Basic:
		if isBounded(checksOf(t, own)) {
			return body
		}
		return append(body, writable(name, u, x)...)
	case ir.List:
		return append(body, p.elementChecks(name, u, x, depth)...)
	case ir.Map:
		return append(body, p.entryChecks(name, u, x, depth)...)
	}
	switch {
	case isTime(t):
		return append(body, check("Time", name, x))
	case structOf(t) != nil && p.checked[structOf(t)]:
		return append(body, nestedCall(name, x))
	}
	if e := enumOf(t); e != nil && isClosed(e) {
		return append(body, check("Enum", name, x.Clone().Dot("Known").Call(), jen.Lit(allowed(e))))
	}
	return body
}

// isBounded reports whether checks leave no room for infinity and NaN.
func isBounded(checks []*ir.Check) bool {
	low, high := false, false
	for _, c := range checks {
		low = low || c.Minimum != nil
		high = high || c.Maximum != nil
	}
	return low && high
}

// writable emits what asks whether x can be written as JSON at all.
func writable(name jen.Code, b ir.Basic, x *jen.Statement) []jen.Code {
	switch b {
	case ir.Float32, ir.Float64:
		return []jen.Code{check("Finite", name, convert(b, ir.Float64, x))}
	case ir.Any:
		return []jen.Code{check("Raw", name, x)}
	}
	return nil
}

// allowed lists the values of e as an error shows them.
func allowed(e *ir.Enum) string {
	words := make([]string, len(e.Values))
	for i, v := range e.Values {
		words[i] = v.Text
		if e.Base != ir.String {
			words[i] = strconv.FormatInt(v.Number, 10)
		}
	}
	return strings.Join(words, ", ")
}

// elementChecks emits
//
//	for i := range v.Ports {
//		c.Index("ports", i)
//		c.Int32("", v.Ports[i], 0, 65535)
//	}
//
// An element of a list in a list is reported as its list.
func (p *printer) elementChecks(name jen.Code, l ir.List, x *jen.Statement, depth int) []jen.Code {
	if !p.checked.needs(l.Elem, l.Check) {
		return nil
	}
	i := jen.Id(indexNames[depth])
	loop := jen.For(i.Clone().Op(":=").Range().Add(x))
	elem := x.Clone().Index(i)
	if depth == 0 && structOf(l.Elem) != nil && !l.Null && len(checksOf(l.Elem, l.Check)) == 0 {
		return []jen.Code{loop.Block(check("NestedIndex", name, i, elem.Dot("Validate").Call()))}
	}
	body := p.elementCheck(l.Elem, l.Null, l.Check, elem, depth+1)
	if len(body) == 0 {
		return nil
	}
	if depth == 0 {
		body = append([]jen.Code{check("Index", name, i)}, body...)
	}
	return []jen.Code{loop.Block(body...)}
}

// entryChecks emits
//
//	for _, name := range jsonwire.SortedKeys(v.Labels) {
//		c.MapKey("labels", name)
//		c.Text("", v.Labels[name], &textMax5)
//	}
func (p *printer) entryChecks(name jen.Code, m ir.Map, x *jen.Statement, depth int) []jen.Code {
	if !p.checked.needs(m.Elem, m.Check) {
		return nil
	}
	k := jen.Id(keyNames[depth])
	value := x.Clone().Index(k)
	var body []jen.Code
	if depth == 0 {
		body = append(body, check("MapKey", name, k))
	}
	if structOf(m.Elem) != nil && !m.Null {
		body = append(body, jen.Id("item").Op(":=").Add(value))
		value = jen.Id("item")
	}
	checks := p.elementCheck(m.Elem, m.Null, m.Check, value, depth+1)
	if len(checks) == 0 {
		return nil
	}
	body = append(body, checks...)
	return []jen.Code{jen.For(jen.List(jen.Id("_"), k.Clone()).Op(":=").Range().Qual(emit.JSONPath, "SortedKeys").Call(x)).Block(body...)}
}

// membersCheck emits c.Extra(v.Extra, "sink device"), or for names that
// cannot be in such a list c.Members(v.Extra, "a name", "device").
func membersCheck(s *ir.Struct, extra jen.Code, names []jen.Code) jen.Code {
	if all, ok := namesInOne(s); ok {
		return check("Extra", extra, jen.Lit(all))
	}
	return check("Members", append([]jen.Code{extra}, names...)...)
}

// namesInOne returns the names of the members of s with spaces between them, and
// whether that tells them apart.
func namesInOne(s *ir.Struct) (string, bool) {
	words := make([]string, len(s.Fields))
	for i, fd := range s.Fields {
		words[i] = fd.Name
	}
	all := strings.Join(words, " ")
	return all, slices.Equal(strings.Fields(all), words)
}

// extraChecks emits the checks of the members that have no field: none may
// have the name of one that has.
func (p *printer) extraChecks(s *ir.Struct) []jen.Code {
	extra := jen.Id("v").Dot("Extra")
	names := make([]jen.Code, len(s.Fields))
	for i, fd := range s.Fields {
		names[i] = jen.Lit(fd.Name)
	}
	if keepsAny(s) {
		return []jen.Code{membersCheck(s, extra, names)}
	}
	body := p.entryChecks(jen.Lit(""), extraMap(s), extra, 0)
	if len(names) == 0 {
		return body
	}
	name := jen.Id(keyNames[0])
	return append(body, jen.For(name.Clone().Op(":=").Range().Add(extra)).Block(
		jen.Switch(name).Block(jen.Case(names...).Block(check("Forbidden", name, jen.True()))),
	))
}
