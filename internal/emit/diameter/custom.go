package diameter

import (
	"path"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// CodecsFile is the file of a package with Go types of the user's own.
const CodecsFile = "codecs_gen.go"

// customs returns the AVPs that p defines with a Go type of the user's own.
func customs(p *ir.Package) []*ir.AVPDef {
	return slices.DeleteFunc(slices.Clone(p.Application.AVPs), func(def *ir.AVPDef) bool { return !def.Custom })
}

func hasCustoms(p *ir.Package) bool { return len(customs(p)) > 0 }

// customChecks emits
//
//	// Go types of your own stand for the data of these AVPs.
//	var (
//		// User-Data (606, vendor 10415)
//		_ diameter.Data = (*types.Profile)(nil)
//	)
//
// so that the compiler says what a type lacks in one place.
func customChecks(f *jen.File, p *ir.Package) {
	f.Line().Comment("// Go types of your own stand for the data of these AVPs.").Line().
		Var().DefsFunc(func(g *jen.Group) {
		for _, def := range customs(p) {
			g.Add(emit.Doc(def.Name + " (" + keyText(def) + ")."))
			g.Id("_").Qual(emit.DiameterPath, "Data").Op("=").
				Parens(jen.Op("*").Add(emit.Type(def.Type))).Call(jen.Nil())
		}
	})
}

// aliasCustoms gives the packages of the user's types a name in f that
// collides with nothing in the generated code. It is always written out: only
// the package itself knows what it is called.
func aliasCustoms(f *jen.File, p *ir.Package) {
	for _, s := range slices.Concat(structs(p, true), structs(p, false)) {
		for _, field := range s.Fields {
			aliasCustom(f, avpOf(field).Def)
		}
	}
	for _, def := range customs(p) {
		aliasCustom(f, def)
	}
}

func aliasCustom(f *jen.File, def *ir.AVPDef) {
	if t, ok := def.Type.(ir.Extern); ok && def.Custom {
		f.ImportAlias(t.Path, customAlias(t.Path))
	}
}

// customAlias makes a name of the last element of an import path, of the one
// before if that is a version. Names that generated code uses otherwise get an
// ending.
func customAlias(importPath string) string {
	name := path.Base(importPath)
	if dir := path.Dir(importPath); len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" && dir != "." {
		name = path.Base(dir)
	}
	name = strings.Map(func(c rune) rune {
		if 'a' <= c && c <= 'z' || '0' <= c && c <= '9' {
			return c
		}
		return -1
	}, strings.ToLower(name))
	if len(name) < 2 || name[0] <= '9' || slices.Contains([]string{"any", "comparable", "ctx", "handler", "init", "ok", "req"}, name) {
		name = "own" + name
	}
	return name
}
