package dictionary

import (
	"math"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// grammar reads what is in a message or group, as rules or as CCF text.
func (p *parser) grammar(n *node) *grammar {
	if c := n.first("ccf"); c != nil {
		return p.ccfGrammar(n, c)
	}
	g := &grammar{pos: n.pos}
	for _, c := range n.all("rule") {
		g.rules = append(g.rules, p.rule(c))
	}
	g.open = len(g.rules) == 0
	return g
}

func (p *parser) rule(n *node) *rule {
	value, _ := n.get("value")
	r := &rule{
		pos: n.pos, avp: p.name(n, "avp"), mandatory: p.boolean(n, "mandatory"),
		value: word{value.value, value.pos}, forbidden: p.is(n, "forbidden"), life: p.life(n),
	}
	r.any = r.avp.text == "AVP"
	if a, _ := n.get("vendor-id"); a.value != "" {
		v := p.vendor(n)
		r.vendor = &v
	}
	p.occurrence(n, r)
	p.exclusions(n, r)
	return r
}

// occurrence reads where and how often the AVP of a rule stands. Without
// position= the rule is required or optional as required= says.
func (p *parser) occurrence(n *node, r *rule) {
	required := p.boolean(n, "required")
	a, _ := n.get("position")
	switch a.value {
	case "":
		r.position = ir.PosOptional
		if required != nil && *required {
			r.position = ir.PosRequired
		}
	case "fixed":
		r.position = ir.PosFixed
	case "required":
		r.position = ir.PosRequired
	case "optional":
		r.position = ir.PosOptional
	default:
		p.errs.Addf(a.pos, "position %q of <rule>: want fixed, required or optional", a.value)
	}
	if required != nil && a.value != "" && r.position != ir.PosFixed && *required != (r.position == ir.PosRequired) {
		p.errs.Addf(a.pos, "position %q contradicts required=\"%t\"", a.value, *required)
	}
	p.bounds(n, r, r.position == ir.PosFixed && (required == nil || *required) || r.position == ir.PosRequired)
}

// bounds reads min and max. A required AVP occurs at least once. Max 0 is no
// limit, as it is to go-diameter, whose own dictionaries never write it; who
// does may mean what it means in CCF text, that the AVP is forbidden.
func (p *parser) bounds(n *node, r *rule, required bool) {
	r.min, r.max = int(p.number(n, "min", math.MaxInt32)), int(p.number(n, "max", math.MaxInt32))
	low, ok := n.get("min")
	ok = ok && low.value != ""
	switch {
	case required && !ok:
		r.min = 1
	case required && r.min == 0:
		p.errs.toleratef(low.pos, "a required rule has min=\"0\": make it optional")
		r.min = 1
	case !required && r.min > 0:
		p.errs.toleratef(low.pos, "an optional rule has min=\"%d\": make it required", r.min)
		r.min = 0
	}
	high, _ := n.get("max")
	if r.max == 0 {
		r.max = ir.Unbounded
		if high.value != "" && strings.Trim(high.value, "0") == "" && !r.forbidden {
			p.errs.warnf(high.pos, "max=\"0\" sets no limit: leave it out, or write forbidden=\"true\" for an AVP that must not be there")
		}
	} else if r.min > r.max {
		p.errs.Addf(high.pos, "min is %d, but max is %d", r.min, r.max)
	}
}

// exclusions reports attributes that say nothing together.
func (p *parser) exclusions(n *node, r *rule) {
	if r.any {
		for _, name := range []string{"vendor-id", "mandatory", "value", "forbidden"} {
			if a, ok := n.get(name); ok && a.value != "" {
				p.errs.Addf(a.pos, "%s in the rule for other AVPs (avp=\"AVP\")", name)
			}
		}
	}
	if a, _ := n.get("forbidden"); r.forbidden && (r.min > 0 || r.max > 0 || r.value.text != "" || r.mandatory != nil) {
		p.errs.Addf(a.pos, "a forbidden AVP has no required, min, max, value or mandatory")
	}
	if r.value.text != "" && r.max != 1 && !r.forbidden {
		p.errs.Addf(r.value.pos, "an AVP with a value needs max=\"1\"")
	}
}
