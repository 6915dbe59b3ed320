package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// A patternSet gives every regular expression of a package a variable, which
// is called after what uses it first; names of schemas come before members.
type patternSet struct {
	order []string          // expressions
	names map[string]string // of variables, by expression
}

func newPatternSet(p *ir.Package, params []*ir.Operation) *patternSet {
	set := &patternSet{names: map[string]string{}}
	taken := map[string]bool{}
	add := func(owner string, c *ir.Check) {
		for _, re := range patternsOf(c) {
			if set.names[re] != "" {
				continue
			}
			name := "pattern" + owner
			for taken[name] {
				name += "And" // a second expression of one check
			}
			taken[name] = true
			set.names[re] = name
			set.order = append(set.order, re)
		}
	}
	for _, n := range declsOf[*ir.Named](p) {
		add(n.GoName, n.Check)
		addElements(add, n.GoName, n.Type)
	}
	for _, s := range structs(p) {
		for _, fd := range s.Fields {
			add(s.GoName+fd.GoName, propertyOf(fd).Check)
			addElements(add, s.GoName+fd.GoName, fd.Type)
		}
		if s.Object.UnknownType != nil {
			addElements(add, s.GoName+"Extra", s.Object.UnknownType)
		}
	}
	for _, u := range declsOf[*ir.Union](p) {
		for _, v := range u.Variants {
			addElements(add, u.GoName, v.Type)
		}
	}
	for _, op := range params {
		for _, pm := range op.Params {
			add(op.GoName+upperFirst(pm.GoName), pm.Check)
			addElements(add, op.GoName+upperFirst(pm.GoName), pm.Type)
		}
	}
	return set
}

// addElements adds what elements of lists and maps must match. Names stop it:
// they are added for themselves, by the package that declares them.
func addElements(add func(string, *ir.Check), owner string, t ir.Type) {
	switch t := t.(type) {
	case ir.List:
		add(owner, t.Check)
		addElements(add, owner, t.Elem)
	case ir.Map:
		add(owner, t.Check)
		addElements(add, owner, t.Elem)
	}
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
//	// Patterns of the document. They are compiled when they are first used.
//	var (
//		patternPhoneNumber = jsonwire.Pattern(`^\+[1-9][0-9]{4,14}$`)
//	)
func (set *patternSet) decls(f *jen.File) {
	if len(set.order) == 0 {
		return
	}
	f.Line().Comment("// Patterns of the document. They are compiled when they are first used.").Line().
		Var().DefsFunc(func(g *jen.Group) {
		for _, re := range set.order {
			g.Id(set.names[re]).Op("=").Qual(emit.JSONPath, "Pattern").Call(text(re))
		}
	})
}
