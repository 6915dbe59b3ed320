package rest

import (
	"slices"

	"sync"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// A patternSet gives every regular expression of a package a variable, which
// is called after what uses it first; names of schemas come before members.
type patternSet struct {
	order []string          // expressions
	names map[string]string // of variables, by expression
	taken map[string]bool   // names of variables

	mu   sync.Mutex      // files of a package are printed several at a time
	used map[string]bool // expressions that the printed code matches with
}

// newPatternSet looks at the declarations of p and at the messages of ops.
func newPatternSet(p *ir.Package, ops []*ir.Operation) *patternSet {
	set := &patternSet{names: map[string]string{}, taken: map[string]bool{}, used: map[string]bool{}}
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
			set.add(u.GoName, v.Type, nil)
		}
		for _, fd := range otherStruct(u).Fields {
			set.add(otherName(u)+fd.GoName, fd.Type, propertyOf(fd).Check)
		}
	}
	for _, op := range ops {
		for _, pm := range op.Params {
			set.add(op.GoName+upperFirst(pm.GoName), pm.Type, pm.Check)
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

// add adds what a value of type t must match, which owner has, and what its
// elements must. A name that another package declares counts as well: the
// variables of that package are not seen here.
func (set *patternSet) add(owner string, t ir.Type, c *ir.Check) {
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

func (set *patternSet) addCheck(owner string, c *ir.Check) {
	if c == nil {
		return
	}
	for _, one := range c.AnyOf {
		set.addCheck(owner, one)
	}
	for _, re := range slices.Concat(patternsOf(c), c.NotPatterns) {
		if set.names[re] != "" {
			continue
		}
		name := "pattern" + owner
		for set.taken[name] {
			name += "And" // a second expression of one check
		}
		set.taken[name] = true
		set.names[re] = name
		set.order = append(set.order, re)
	}
}

// use returns the variable for an expression, which is printed because of it.
func (set *patternSet) use(re string) *jen.Statement {
	set.mu.Lock()
	defer set.mu.Unlock()
	set.used[re] = true
	return jen.Id(set.names[re])
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
//
// It comes after everything else was printed: a name of the document that is
// used nowhere needs no variable.
func (set *patternSet) decls(f *jen.File) {
	if len(set.used) == 0 {
		return
	}
	f.Line().Comment("// Patterns of the document. They are compiled when they are first used.").Line().
		Var().DefsFunc(func(g *jen.Group) {
		for _, re := range set.order {
			if set.used[re] {
				g.Id(set.names[re]).Op("=").Qual(emit.JSONPath, "Pattern").Call(text(re))
			}
		}
	})
}
