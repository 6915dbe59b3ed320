package rest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// A textSet gives everything that a package asks of strings a variable, which
// is called after what it asks or what uses it first; names of schemas come before
// members.
type textSet struct {
	order []textRule
	names map[string]string // of variables, by what they ask
	taken map[string]bool   // names of variables

	mu   sync.Mutex      // files of a package are printed several at a time
	used map[string]bool // names of variables that the printed code checks with
}

// A textRule is what a variable holds.
type textRule struct {
	name string
	ask  *ir.Check // of strings only, unless it is a rule
	rule bool      // the variable is a jsonwire.Rule
}

// newTextSet looks at the declarations of p and at the messages of ops.
func newTextSet(p *ir.Package, ops []*ir.Operation) *textSet {
	set := &textSet{names: map[string]string{}, taken: map[string]bool{}, used: map[string]bool{}}
	for _, n := range declsOf[*ir.Named](p) {
		set.add(n.GoName, n.Type, n.Check)
	}
	for _, s := range structs(p) {
		for _, fd := range s.Fields {
			set.add(s.GoName+fd.GoName, fd.Type, propertyOf(fd).Check)
		}
		set.add(s.GoName+"Extra", s.Object.UnknownType, nil)
		set.addRule(s.GoName, ruleOf(ir.Any, s.Object.Check))
	}
	for _, u := range declsOf[*ir.Union](p) {
		for _, v := range u.Variants {
			set.add(u.GoName, v.Type, v.Check)
		}
		for _, fd := range otherStruct(u).Fields {
			set.add(otherName(u)+fd.GoName, fd.Type, propertyOf(fd).Check)
		}
	}
	for _, op := range ops {
		for _, pm := range op.Params {
			set.add(op.GoName+upperFirst(pm.GoName), pm.Type, pm.Check)
		}
		if hasTextLimits(op) {
			set.add(op.GoName+"Body", op.Body.Text, op.Body.Check)
		}
		for _, h := range headers(op) {
			for _, one := range h.limited() {
				set.add(op.GoName+h.GoName, one.Type, one.Check)
			}
		}
		for _, m := range adapters([]*ir.Operation{op}) {
			set.add(op.GoName, m.typ, nil)
		}
	}
	for _, e := range p.Examples {
		set.add("Example", e.Type, e.Check)
	}
	return set
}

// add adds what a value of type t must be like, which owner has, and what its
// elements must. A name that another package declares counts as well: the
// variables of that package are not seen here.
func (set *textSet) add(owner string, t ir.Type, c *ir.Check) {
	set.addCheck(owner, t, c)
	switch t := t.(type) {
	case ir.Ref:
		switch d := t.Decl.(type) {
		case *ir.Named:
			set.add(d.GoName, d.Type, d.Check)
		case *ir.Enum:
			set.addCheck(d.GoName, t, d.Check)
		}
	case ir.List:
		set.add(owner, t.Elem, t.Check)
	case ir.Map:
		set.add(owner, t.Elem, t.Check)
	}
}

func (set *textSet) addCheck(owner string, t ir.Type, c *ir.Check) {
	if ask := textOf(c); ask != nil && isString(t) && set.names[textKey(ask)] == "" {
		set.names[textKey(ask)] = set.take("text" + textName(owner, ask))
		set.order = append(set.order, textRule{set.names[textKey(ask)], ask, false})
	}
	set.addRule(owner, ruleOf(t, c))
}

func (set *textSet) addRule(owner string, rule *ir.Check) {
	if rule == nil || set.names[ruleKey(rule)] != "" {
		return
	}
	set.names[ruleKey(rule)] = set.take("rule" + owner)
	set.order = append(set.order, textRule{set.names[ruleKey(rule)], rule, true})
}

// take returns name, or a longer one if it asks something else as well.
func (set *textSet) take(name string) string {
	for set.taken[name] {
		name += "And"
	}
	set.taken[name] = true
	return name
}

// textName names what is asked: UUID, 3To256, Min1 if it is short to say, and
// otherwise after owner.
func textName(owner string, ask *ir.Check) string {
	switch {
	case len(ask.AnyOf)+len(ask.NotPatterns) > 0 || ask.Pattern != "":
	case ask.MinLength == nil && ask.MaxLength == nil:
		return strings.TrimPrefix(formatNames[ask.Format], "Format")
	case ask.Format != "":
	case ask.MinLength == nil:
		return "Max" + strconv.FormatInt(*ask.MaxLength, 10)
	case ask.MaxLength == nil:
		return "Min" + strconv.FormatInt(*ask.MinLength, 10)
	default:
		return strconv.FormatInt(*ask.MinLength, 10) + "To" + strconv.FormatInt(*ask.MaxLength, 10)
	}
	return owner
}

// textOf returns what c asks of a string and a variable can hold, or nil.
func textOf(c *ir.Check) *ir.Check {
	if c == nil {
		return nil
	}
	forms := c.AnyOf
	if slices.ContainsFunc(forms, func(form *ir.Check) bool { return !isTextForm(form) }) {
		forms = nil
	}
	if c.MinLength == nil && c.MaxLength == nil && c.Format == "" && c.Pattern == "" && len(c.NotPatterns) == 0 && len(forms) == 0 {
		return nil
	}
	return &ir.Check{
		MinLength: c.MinLength, MaxLength: c.MaxLength, Format: c.Format,
		Pattern: c.Pattern, AndPatterns: c.AndPatterns, NotPatterns: c.NotPatterns, AnyOf: forms,
	}
}

// isTextForm reports whether a Text can hold all that c, an alternative, asks.
func isTextForm(c *ir.Check) bool {
	s, ok := stringOf(c.Const)
	alone := ir.Check{Values: c.Values, OneOf: c.OneOf, AllOf: c.AllOf, AnyOf: c.AnyOf}
	return isEmpty(&alone) && (c.Const == "" || ok && s != "")
}

// asksOnlyText reports whether textOf is all that c asks.
func asksOnlyText(c *ir.Check) bool {
	return textOf(c) != nil && c.Const == "" && c.MinSeconds == nil && c.MaxSeconds == nil
}

// textKey tells what different checks ask apart.
func textKey(ask *ir.Check) string {
	key, _ := json.Marshal(ask)
	return string(key)
}

// ruleKey is textKey for a rule.
func ruleKey(rule *ir.Check) string { return "rule " + textKey(rule) }

// useRule emits the address of the variable for a rule.
func (set *textSet) useRule(rule *ir.Check) *jen.Statement { return set.address(ruleKey(rule)) }

// use emits the address of the variable for ask, which is printed because of it.
func (set *textSet) use(ask *ir.Check) *jen.Statement {
	return set.address(textKey(ask))
}

func (set *textSet) address(key string) *jen.Statement {
	name := set.names[key]
	set.mu.Lock()
	defer set.mu.Unlock()
	set.used[name] = true
	return jen.Op("&").Id(name)
}

// patternsOf returns the expressions that c asks for.
func patternsOf(c *ir.Check) []string {
	if c == nil || c.Pattern == "" {
		return nil
	}
	return append([]string{c.Pattern}, c.AndPatterns...)
}

// decls emits
//
//	// What the document asks of strings. Patterns are compiled when they are first used.
//	var (
//		textPhoneNumber = jsonwire.Text{Pattern: `^\+[1-9][0-9]{4,14}$`}
//	)
//
// It comes after everything else was printed: a name of the document that is
// used nowhere needs no variable.
func (set *textSet) decls(f *jen.File) {
	if len(set.used) == 0 {
		return
	}
	f.Line().Comment("// What the document asks of strings. Patterns are compiled when they are first used.").Line().
		Var().DefsFunc(func(g *jen.Group) {
		for _, r := range set.order {
			switch {
			case !set.used[r.name]:
			case r.rule:
				g.Id(r.name).Op("=").Qual(emit.JSONPath, "Rule").ValuesFunc(func(g *jen.Group) { ruleFields(g, r.ask) })
			default:
				g.Id(r.name).Op("=").Qual(emit.JSONPath, "Text").ValuesFunc(func(g *jen.Group) { textFields(g, r.ask) })
			}
		}
	})
}

// textFields emits MinLength: 3, MaxLength: 256.
func textFields(g *jen.Group, c *ir.Check) {
	if c.MinLength != nil {
		g.Id("MinLength").Op(":").Add(emit.Int(*c.MinLength))
	}
	if c.MaxLength != nil {
		g.Id("MaxLength").Op(":").Add(maxLength(*c.MaxLength))
	}
	if c.Format != "" {
		g.Id("Format").Op(":").Qual(emit.JSONPath, formatNames[c.Format])
	}
	if c.Pattern != "" {
		g.Id("Pattern").Op(":").Add(text(c.Pattern))
	}
	textStrings(g, "AndPatterns", c.AndPatterns)
	textStrings(g, "NotPatterns", c.NotPatterns)
	if len(c.AnyOf) > 0 {
		g.Id("AnyOf").Op(":").Index().Qual(emit.JSONPath, "Text").ValuesFunc(func(g *jen.Group) {
			for _, form := range c.AnyOf {
				g.ValuesFunc(func(g *jen.Group) { formFields(g, form) })
			}
		})
	}
}

// maxLength emits n, or what a Text has for 0.
func maxLength(n int64) *jen.Statement {
	if n == 0 {
		n = -1
	}
	return emit.Int(n)
}

// formFields emits what one of several alternatives asks.
func formFields(g *jen.Group, c *ir.Check) {
	textFields(g, c)
	if s, ok := stringOf(c.Const); ok {
		g.Id("Const").Op(":").Add(text(s))
	}
}

func textStrings(g *jen.Group, field string, list []string) {
	if len(list) == 0 {
		return
	}
	g.Id(field).Op(":").Index().String().ValuesFunc(func(g *jen.Group) {
		for _, s := range list {
			g.Add(text(s))
		}
	})
}

// formatNames are the constants of jsonwire for formats.
var formatNames = map[string]string{
	"uuid": "FormatUUID", "ipv4": "FormatIPv4", "ipv6": "FormatIPv6", "uri": "FormatURI", "url": "FormatURL",
	"uri-reference": "FormatURIReference", "date": "FormatDate", "time": "FormatTime", "duration": "FormatDuration",
	"email": "FormatEmail", "hostname": "FormatHostname", "date-time": "FormatDateTime", "byte": "FormatByte",
}
