package rest

import (
	"go/ast"
	"go/parser"
	"go/token"

	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/output"
	"github.com/telgen/telgen/internal/source"
)

// uniqueNames reports names that files declare twice in their package. Names
// of schemas were given before and are different; what is printed along with
// them is called after them, and two such names may meet, or one may meet the
// name of a schema. The user decides then which schema to rename.
func uniqueNames(p *ir.Package, files []output.File) error {
	var errs source.Errors
	seen := map[string]bool{}
	for _, f := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), f.Path, f.Src, parser.SkipObjectResolution)
		if err != nil {
			return nil // output.Format reports it, with the lines around it
		}
		for _, name := range declared(tree) {
			if seen[name] {
				errs.Addf(positionOf(p, name), "the generated code would declare %s twice; give one of the schemas another name (in the manifest, under names)", name)
			}
			seen[name] = true
		}
	}
	return errs.Err()
}

// declared returns the names that a file declares in its package.
func declared(tree *ast.File) []string {
	var names []string
	for _, d := range tree.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				names = append(names, specNames(spec)...)
			}
		}
	}
	return names
}

func specNames(spec ast.Spec) []string {
	var names []string
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		names = append(names, spec.Name.Name)
	case *ast.ValueSpec:
		for _, id := range spec.Names {
			names = append(names, id.Name)
		}
	}
	return names
}

// positionOf returns where the declaration is that is called name; without
// one, where the package is.
func positionOf(p *ir.Package, name string) source.Pos {
	for _, d := range p.Decls {
		if emit.DeclName(d) == name {
			return ir.OriginOf(d).Pos
		}
	}
	return p.Pos
}
