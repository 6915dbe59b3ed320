package rest

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// An expression is a condition in Go: code, or a value that it always has.
type expression struct {
	code  *jen.Statement // nil if the value is fixed
	value bool
	loose bool // code has an operator that binds less than &&
}

func fixed(value bool) expression { return expression{value: value} }

// statement emits e, whatever it is.
func (e expression) statement() *jen.Statement {
	switch {
	case e.code != nil:
		return e.code
	case e.value:
		return jen.True()
	}
	return jen.False()
}

// condition returns c as Go, or what holds when c does not:
//
//	v.AFAppID.IsSet()    v.Areas != nil && v.Event == NotificationEventTypeNFRegistered
func condition(c *ir.Cond, negated bool) expression {
	switch c.Op {
	case ir.Present:
		return presentCondition(c.Field, negated)
	case ir.Equal:
		return equalCondition(c, negated)
	case ir.Not:
		return condition(c.Of[0], !negated)
	case ir.One:
		return oneCondition(c, negated)
	}
	parts := make([]expression, len(c.Of))
	for i, of := range c.Of {
		parts[i] = condition(of, negated)
	}
	return joined(parts, (c.Op == ir.All) != negated)
}

func presentCondition(fd *ir.Field, negated bool) expression {
	switch {
	case isAlways(fd):
		return fixed(!negated)
	case !negated:
		return expression{code: presence(fd)}
	case hasThreeStates(fd), emit.Shape(fd.Type) == emit.Scalar:
		return expression{code: jen.Op("!").Add(presence(fd))}
	}
	return expression{code: jen.Id("v").Dot(fd.GoName).Op("==").Nil()}
}

// equalCondition compares a member with values: v.Kind == "A" || v.Kind == "B",
// or v.Kind == opt.Some("A") if it is optional.
func equalCondition(c *ir.Cond, negated bool) expression {
	fd := c.Field
	var parts []expression
	for _, value := range c.Values {
		switch {
		case isConst(fd):
			parts = append(parts, fixed((propertyOf(fd).Const == value) != negated))
		case goField(fd).Optional:
			parts = append(parts, expression{code: jen.Id("v").Dot(fd.GoName).Op(sameOperator(negated)).
				Qual(emit.OptPath, "Some").Call(typedLiteral(fd.Type, value))})
		default:
			parts = append(parts, expression{code: jen.Id("v").Dot(fd.GoName).Op(sameOperator(negated)).Add(literal(fd.Type, value))})
		}
	}
	return joined(parts, negated)
}

func sameOperator(negated bool) string {
	if negated {
		return "!="
	}
	return "=="
}

// typedLiteral is literal with its type, where Go would take another.
func typedLiteral(t ir.Type, value string) *jen.Statement {
	lit := literal(t, value)
	switch b, _ := basicOf(t); {
	case enumOf(t) == nil && (b == ir.String || b == ir.Bool):
		return lit
	case enumOf(t) != nil && isListed(enumOf(t), value):
		return lit
	}
	return emit.Type(t).Call(lit)
}

func isListed(e *ir.Enum, value string) bool {
	for _, v := range e.Values {
		if valueText(e, v) == value {
			return true
		}
	}
	return false
}

// oneCondition emits jsonwire.One(a, b, c).
func oneCondition(c *ir.Cond, negated bool) expression {
	call := jen.Qual(emit.JSONPath, "One").CallFunc(func(g *jen.Group) {
		for _, of := range c.Of {
			g.Add(condition(of, false).statement())
		}
	})
	if negated {
		call = jen.Op("!").Add(call)
	}
	return expression{code: call}
}

// joined joins parts with && if all of them must hold, else with ||, and leaves
// out those that are always what they are.
func joined(parts []expression, all bool) expression {
	var code *jen.Statement
	count := 0
	for _, p := range parts {
		switch {
		case p.code == nil && p.value != all:
			return fixed(!all)
		case p.code == nil:
			continue
		case p.loose && all:
			p.code = jen.Parens(p.code)
		}
		count++
		switch {
		case code == nil:
			code = p.code
		case all:
			code = code.Op("&&").Add(p.code)
		default:
			code = code.Op("||").Add(p.code)
		}
	}
	if code == nil {
		return fixed(all)
	}
	loose := !all && count > 1 || count == 1 && looseOf(parts)
	return expression{code: code, loose: loose}
}

// looseOf tells whether the only part with code is loose.
func looseOf(parts []expression) bool {
	for _, p := range parts {
		if p.code != nil {
			return p.loose
		}
	}
	return false
}

// condCheck emits the check of a rule with conditions:
//
//	if v.SubscribedEvents != nil && !v.NotificationDestination.IsSet() {
//		c.Fail("", "one of these must hold: no subscribedEvents, notificationDestination")
//	}
//
// or, where not all may hold, c.Group(..., 1, 1, ...).
func condCheck(r *ir.Rule) []jen.Code {
	if r.Max < len(r.Conds) {
		args := []jen.Code{text(strings.Join(condsWords(r), ", ")), emit.Int(r.Min), emit.Int(r.Max)}
		for _, c := range r.Conds {
			args = append(args, condition(c, false).statement())
		}
		return []jen.Code{check("Group", args...)}
	}
	broken := condition(&ir.Cond{Op: ir.Some, Of: r.Conds}, true)
	if broken.code == nil && !broken.value {
		return nil
	}
	fail := check("Fail", jen.Lit(""), text("breaks the rule: "+condRuleWords(r)))
	if broken.code == nil {
		return []jen.Code{fail}
	}
	return []jen.Code{jen.If(broken.code).Block(fail)}
}

// condRuleWords says what a rule with conditions asks.
func condRuleWords(r *ir.Rule) string {
	words := condsWords(r)
	switch {
	case len(words) == 1:
		return words[0]
	case r.Max < len(words):
		return "exactly one of these: " + strings.Join(words, ", ")
	}
	return strings.Join(words, ", or ")
}

func condsWords(r *ir.Rule) []string {
	words := make([]string, len(r.Conds))
	for i, c := range r.Conds {
		words[i] = condWords(c, false)
	}
	return words
}

// condWords says what c asks, or that it does not hold: no subscribedEvents,
// event is "A" and nfProfile.
func condWords(c *ir.Cond, negated bool) string {
	switch {
	case c.Op == ir.Present && negated:
		return "no " + c.Field.Name
	case c.Op == ir.Present:
		return c.Field.Name
	case c.Op == ir.Equal && negated:
		return c.Field.Name + " is not " + list(c.Values, "or")
	case c.Op == ir.Equal:
		return c.Field.Name + " is " + list(c.Values, "or")
	case c.Op == ir.Not:
		return condWords(c.Of[0], !negated)
	case c.Op == ir.One:
		return strings.TrimSpace(map[bool]string{true: "not"}[negated] + " just one of (" + joinWords(c.Of, ", ", false) + ")")
	case (c.Op == ir.All) != negated:
		return joinWords(c.Of, " and ", negated)
	}
	return "(" + joinWords(c.Of, " or ", negated) + ")"
}

func joinWords(conds []*ir.Cond, separator string, negated bool) string {
	var words []string
	for _, c := range conds {
		if !impliedBySibling(c, conds, negated) {
			words = append(words, condWords(c, negated))
		}
	}
	return strings.Join(words, separator)
}

// impliedBySibling tells whether c, the presence of a member, goes without
// saying because a sibling speaks of its value.
func impliedBySibling(c *ir.Cond, siblings []*ir.Cond, negated bool) bool {
	for c.Op == ir.Not {
		c, negated = c.Of[0], !negated
	}
	return c.Op == ir.Present && !negated && slices.ContainsFunc(siblings, func(o *ir.Cond) bool {
		return o.Op == ir.Equal && o.Field == c.Field
	})
}
