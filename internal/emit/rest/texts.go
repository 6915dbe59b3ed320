package rest

import (
	"encoding/json"
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
	ask  *ir.Check // of strings only
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
	set.addCheck(owner, c)
	switch t := t.(type) {
	case ir.Ref:
		if n, ok := t.Decl.(*ir.Named); ok {
			set.add(n.GoName, n.Type, n.Check)
		}
	case ir.List:
		set.add(owner, t.Elem, t.Check)
	case ir.Map:
		set.add(owner, t.Elem, t.Check)
	}
}

func (set *textSet) addCheck(owner string, c *ir.Check) {
	ask := textOf(c)
	if ask == nil || set.names[textKey(ask)] != "" {
		return
	}
	name := "text" + textName(owner, ask)
	for set.taken[name] {
		name += "And" // the name asks something else as well
	}
	set.taken[name] = true
	set.names[textKey(ask)] = name
	set.order = append(set.order, textRule{name, ask})
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
	if c == nil || c.MinLength == nil && c.MaxLength == nil && c.Format == "" && c.Pattern == "" && len(c.NotPatterns) == 0 && len(c.AnyOf) == 0 {
		return nil
	}
	return &ir.Check{
		MinLength: c.MinLength, MaxLength: c.MaxLength, Format: c.Format,
		Pattern: c.Pattern, AndPatterns: c.AndPatterns, NotPatterns: c.NotPatterns, AnyOf: c.AnyOf,
	}
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

// use emits the address of the variable for ask, which is printed because of it.
func (set *textSet) use(ask *ir.Check) *jen.Statement {
	name := set.names[textKey(ask)]
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
			if set.used[r.name] {
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

// formFields emits what one of several alternatives asks. A length of 0 at most
// is not asked.
func formFields(g *jen.Group, c *ir.Check) {
	form := *c
	form.AnyOf = nil
	if c.MaxLength != nil && *c.MaxLength == 0 {
		form.MaxLength = nil
	}
	textFields(g, &form)
	if s, ok := stringOf(c.Const); ok && s != "" {
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
	"email": "FormatEmail", "hostname": "FormatHostname",
}
