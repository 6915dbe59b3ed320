package rest

import (
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// This file prints what operations need of a caller: as words, for servers,
// and as constants for what asks for tokens.

// needsScheme reports whether one of the alternatives of op has a scheme.
func needsScheme(op *ir.Operation, scheme string) bool {
	return slices.ContainsFunc(op.Security, func(alternative []ir.Need) bool {
		return slices.ContainsFunc(alternative, func(n ir.Need) bool { return n.Scheme == scheme })
	})
}

// needsDoc says what a call needs:
//
//	Needs login with the scopes read and write, or bearer and admin, or nothing.
//
// What a receiver needs is said where its handler is made.
func (p *printer) needsDoc(op *ir.Operation) string {
	if !slices.Contains(p.Service.Operations, op) {
		return ""
	}
	var ways []string
	optional := false
	for _, alternative := range op.Security {
		var words []string
		for _, n := range alternative {
			words = append(words, needWords(n))
		}
		if optional = optional || len(words) == 0; len(words) > 0 {
			ways = appendNew(ways, list(words, "and"))
		}
	}
	switch {
	case len(ways) == 0 && len(p.Service.Security) == 0:
		return ""
	case len(ways) == 0:
		return "Needs no credentials."
	case optional:
		ways = append(ways, "nothing")
	}
	doc := "Needs " + ways[0]
	for _, way := range ways[1:] {
		doc += ", or " + way
	}
	return doc + "."
}

func schemeWord(schemes []*ir.SecurityScheme) string {
	if len(schemes) == 1 {
		return "scheme"
	}
	return "schemes"
}

func needWords(n ir.Need) string {
	switch len(n.Scopes) {
	case 0:
		return n.Scheme
	case 1:
		return n.Scheme + " with the scope " + n.Scopes[0]
	}
	return n.Scheme + " with the scopes " + list(n.Scopes, "and")
}

// securityOf emits, for a server,
//
//	rest.Security{{{Scheme: "login", Kind: "oauth2", Scopes: []string{ScopeRead}}}}
func (p *printer) securityOf(op *ir.Operation) *jen.Statement {
	if !p.hasServer() || len(op.Security) == 0 || !slices.Contains(p.Service.Operations, op) {
		return nil
	}
	return jen.Qual(emit.RESTPath, "Security").ValuesFunc(func(g *jen.Group) {
		for _, alternative := range op.Security {
			g.ValuesFunc(func(g *jen.Group) {
				for _, n := range alternative {
					g.ValuesFunc(func(g *jen.Group) { p.need(g, n) })
				}
			})
		}
	})
}

func (p *printer) need(g *jen.Group, n ir.Need) {
	g.Id("Scheme").Op(":").Lit(n.Scheme)
	i := slices.IndexFunc(p.Service.Security, func(s *ir.SecurityScheme) bool { return s.Name == n.Scheme })
	if i >= 0 {
		g.Id("Kind").Op(":").Lit(p.Service.Security[i].Kind)
	}
	if len(n.Scopes) == 0 {
		return
	}
	g.Id("Scopes").Op(":").Index().String().ValuesFunc(func(g *jen.Group) {
		for _, name := range n.Scopes {
			g.Add(p.scope(name))
		}
	})
}

// scope emits the constant of a scope.
func (p *printer) scope(name string) jen.Code {
	for _, s := range p.Service.Scopes {
		if s.Name == name {
			return jen.Id(s.GoName)
		}
	}
	return jen.Lit(name)
}

// scopesDecl emits
//
//	// Scopes that the document knows. ...
//	const (
//		// ScopeOrdersRead is orders:read: Read orders.
//		ScopeOrdersRead = "orders:read"
//	)
func (p *printer) scopesDecl(f *jen.File) {
	if len(p.Service.Scopes) == 0 {
		return
	}
	f.Line().Add(emit.Doc("Scopes of access tokens. What gets tokens, such as rest.ClientCredentials, asks for those of the methods that are called.")).Line().
		Const().DefsFunc(func(g *jen.Group) {
		for _, s := range p.Service.Scopes {
			if s.Doc != "" {
				g.Add(emit.Doc(s.Doc))
			}
			g.Id(s.GoName).Op("=").Lit(s.Name)
		}
	})
}
