package rest

import (
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// isAlways reports whether fd is in every object that Go can write.
func isAlways(fd *ir.Field) bool { return isConst(fd) || !fd.Optional }

// presence emits v.Sink.IsSet(), or v.Device != nil. A member that is null is
// there.
func presence(fd *ir.Field) *jen.Statement {
	switch {
	case isAlways(fd):
		return jen.True()
	case hasThreeStates(fd):
		return jen.Parens(holdsValue(fd).Op("||").Add(inNull(fd)))
	}
	return holdsValue(fd)
}

// holdsValue is presence, but for null.
func holdsValue(fd *ir.Field) *jen.Statement {
	field := jen.Id("v").Dot(fd.GoName)
	if emit.Shape(fd.Type) == emit.Scalar {
		return field.Dot("IsSet").Call()
	}
	return field.Op("!=").Nil()
}

// allPresent emits v.A.IsSet() && v.B != nil.
func allPresent(group []*ir.Field) *jen.Statement {
	var s *jen.Statement
	for _, fd := range group {
		switch {
		case isAlways(fd):
		case s == nil:
			s = presence(fd)
		default:
			s.Op("&&").Add(presence(fd))
		}
	}
	if s == nil {
		return jen.True()
	}
	return s
}

// countChecks emits the limits on the number of members:
//
//	c.Group("ipv4Address, ipv6Address", 1, 2, v.IPv4Address != nil, v.IPv6Address.IsSet())
func countChecks(s *ir.Struct) []jen.Code {
	o := s.Object
	if o.MinProps == nil && o.MaxProps == nil {
		return nil
	}
	var optional []*ir.Field
	for _, fd := range s.Fields {
		if !isAlways(fd) {
			optional = append(optional, fd)
		}
	}
	always := int64(len(s.Fields) - len(optional))
	if keeps(s) {
		return countAll(o, optional, always)
	}
	low, high := int64(0), int64(len(optional))
	if o.MinProps != nil {
		low = max(0, *o.MinProps-always)
	}
	if o.MaxProps != nil {
		high = min(high, max(0, *o.MaxProps-always))
	}
	if low == 0 && high == int64(len(optional)) {
		return nil
	}
	args := []jen.Code{text(fieldNames(optional, ", ")), emit.Int(low), emit.Int(high)}
	for _, fd := range optional {
		args = append(args, presence(fd))
	}
	return []jen.Code{check("Group", args...)}
}

// countAll emits, for an object that keeps members without a field,
//
//	c.Properties("title, text", len(v.Extra), 1, 0, v.Title.IsSet(), v.Text.IsSet())
func countAll(o *ir.Object, optional []*ir.Field, always int64) []jen.Code {
	low, high := int64(0), int64(0)
	if o.MinProps != nil {
		low = max(0, *o.MinProps-always)
	}
	if o.MaxProps != nil {
		high = max(0, *o.MaxProps-always)
	}
	if low == 0 && o.MaxProps == nil {
		return nil
	}
	most := emit.Int(high)
	if o.MaxProps != nil {
		most = maxLength(high)
	}
	args := []jen.Code{text(fieldNames(optional, ", ")), jen.Len(jen.Id("v").Dot("Extra")), emit.Int(low), most}
	for _, fd := range optional {
		args = append(args, presence(fd))
	}
	return []jen.Code{check("Properties", args...)}
}

func fieldNames(fields []*ir.Field, separator string) string {
	names := make([]string, len(fields))
	for i, fd := range fields {
		names[i] = fd.Name
	}
	return strings.Join(names, separator)
}

// ruleChecks emits the conditions between members.
func ruleChecks(s *ir.Struct) []jen.Code {
	var body []jen.Code
	for _, r := range s.Object.Rules {
		body = append(body, ruleCheck(r)...)
	}
	return body
}

// ruleCheck emits the check of one rule, in its condition:
//
//	if v.Type == 2 {
//		c.Required("url", v.URL.IsSet())
//	}
func ruleCheck(r *ir.Rule) []jen.Code {
	if len(r.Conds) > 0 {
		return condCheck(r)
	}
	body := groupCheck(r)
	if r.When == nil || len(body) == 0 {
		return body
	}
	fd := r.When.Field
	switch {
	case r.When.Value == "" && isAlways(fd):
		return body
	case r.When.Value == "":
		return []jen.Code{jen.If(presence(fd)).Block(body...)}
	case isConst(fd):
		if propertyOf(fd).Const != r.When.Value {
			return nil
		}
		return body
	case goField(fd).Optional:
		x := jen.Id(localName(fd.Type))
		same := jen.Id("ok").Op("&&").Add(equals(fd.Type, x, r.When.Value))
		return []jen.Code{jen.If(jen.List(x.Clone(), jen.Id("ok")).Op(":=").Id("v").Dot(fd.GoName).Dot("Get").Call(), same).Block(body...)}
	}
	return []jen.Code{jen.If(equals(fd.Type, jen.Id("v").Dot(fd.GoName), r.When.Value)).Block(body...)}
}

// groupCheck emits the check of a rule without its condition. A rule that
// holds for every value that Go can have needs none.
func groupCheck(r *ir.Rule) []jen.Code {
	always := 0
	for _, group := range r.Groups {
		if allAlways(group) {
			always++
		}
	}
	if always >= r.Min && len(r.Groups) <= r.Max {
		return nil
	}
	if r.Max == 0 || len(r.Groups) == 1 {
		if single := singleChecks(r); single != nil {
			return single
		}
	}
	args := []jen.Code{text(groupNames(r)), emit.Int(r.Min), emit.Int(r.Max)}
	for _, group := range r.Groups {
		args = append(args, allPresent(group))
	}
	return []jen.Code{check("Group", args...)}
}

func allAlways(group []*ir.Field) bool {
	for _, fd := range group {
		if !isAlways(fd) {
			return false
		}
	}
	return true
}

// singleChecks emits c.Required or c.Forbidden where a rule asks for no more
// than that; nil if it does.
func singleChecks(r *ir.Rule) []jen.Code {
	var body []jen.Code
	for _, group := range r.Groups {
		for _, fd := range group {
			switch {
			case r.Min == 1 && !isAlways(fd):
				body = append(body, check("Required", jen.Lit(fd.Name), presence(fd)))
			case r.Min == 0 && len(group) == 1:
				body = append(body, check("Forbidden", jen.Lit(fd.Name), presence(fd)))
			case r.Min == 0:
				return nil
			}
		}
	}
	return body
}

// groupNames is "publicAddress and privateAddress, publicAddress and publicPort".
func groupNames(r *ir.Rule) string {
	names := make([]string, len(r.Groups))
	for i, group := range r.Groups {
		names[i] = fieldNames(group, " and ")
	}
	return strings.Join(names, ", ")
}

// ruleWords is a rule as a comment says it: "if type is 2: url must be there".
func ruleWords(r *ir.Rule) string {
	if len(r.Conds) > 0 {
		return condRuleWords(r)
	}
	words := groupWords(r)
	if r.When == nil {
		return words
	}
	if r.When.Value == "" {
		return "with " + r.When.Field.Name + ": " + words
	}
	return "if " + r.When.Field.Name + " is " + r.When.Value + ": " + words
}

func groupWords(r *ir.Rule) string {
	names := make([]string, len(r.Groups))
	for i, group := range r.Groups {
		names[i] = fieldNames(group, " with ")
	}
	switch {
	case r.Max == 0:
		return "never " + list(names, "or")
	case len(names) == 1:
		return list(names, "and") + " must be there"
	case r.Max >= len(names):
		return "at least " + count(r.Min) + " of " + list(names, "and") + " must be there"
	case r.Min == r.Max:
		return "exactly " + count(r.Min) + " of " + list(names, "and") + " must be there"
	}
	return count(r.Min) + " to " + count(r.Max) + " of " + list(names, "and") + " must be there"
}

func count(n int) string {
	if n == 1 {
		return "one"
	}
	return number(float64(n))
}
