package diameter

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// borrowed returns the declarations of other packages that the fields of p
// refer to, in order of first use.
func borrowed(p *ir.Package) []ir.Ref {
	var refs []ir.Ref
	seen := map[ir.Decl]bool{}
	for _, d := range p.Decls {
		s, ok := d.(*ir.Struct)
		if !ok {
			continue
		}
		for _, f := range s.Fields {
			ref, ok := avpOf(f).Def.Type.(ir.Ref)
			if ok && ref.Pkg != p && !seen[ref.Decl] {
				seen[ref.Decl] = true
				refs = append(refs, ref)
			}
		}
	}
	return refs
}

// aliases emits, for the types that p borrows,
//
//	// AuthSessionState is the AVP of package base.
//	type AuthSessionState = base.AuthSessionState
//
//	const AuthSessionStateStateMaintained = base.AuthSessionStateStateMaintained
//
// so that a user of p needs to import only p.
func aliases(f *jen.File, p *ir.Package) {
	own := ownNames(p)
	for _, ref := range borrowed(p) {
		name := emit.DeclName(ref.Decl)
		if own[name] {
			continue
		}
		f.Line().Add(emit.Doc(name+" is "+ir.OriginOf(ref.Decl).Name+" of package "+ref.Pkg.GoName+".")).Line().
			Type().Id(name).Op("=").Qual(ref.Pkg.Path, name)
		if enum, ok := ref.Decl.(*ir.Enum); ok && len(enum.Values) > 0 {
			constantAliases(f, ref.Pkg, enum, own)
		}
	}
}

func constantAliases(f *jen.File, from *ir.Package, e *ir.Enum, own map[string]bool) {
	f.Line().Comment("// Values of " + e.GoName + ".").Line().Const().DefsFunc(func(g *jen.Group) {
		for _, v := range e.Values {
			if !own[v.GoName] {
				g.Add(emit.Doc(v.GoName + " is " + v.Name + "."))
				g.Id(v.GoName).Op("=").Qual(from.Path, v.GoName)
			}
		}
	})
}

// ownNames returns the Go names that p declares itself.
func ownNames(p *ir.Package) map[string]bool {
	names := map[string]bool{}
	for _, d := range p.Decls {
		names[emit.DeclName(d)] = true
		if e, ok := d.(*ir.Enum); ok {
			for _, v := range e.Values {
				names[v.GoName] = true
			}
		}
	}
	return names
}
