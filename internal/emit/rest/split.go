package rest

import (
	"maps"
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/output"
)

// docFile has the comment of a package whose types are elsewhere or in files
// of several documents.
const docFile = "doc_gen.go"

// filesByDocument prints a package whose declarations come from several
// documents: the types, enums and unions of each into a file of its own, and
// what they share next to them. A new release of one document changes its file
// then, and no other.
func (p *printer) filesByDocument() ([]output.File, error) {
	words := slices.Sorted(maps.Values(p.Words))
	files := make([]output.File, len(words))
	errs := make([]error, len(words))
	contests := make([]bool, len(words))
	emit.Parallel(len(words), func(i int) {
		if part := p.ofDocument(words[i]); len(part.Decls) > 0 {
			f := emit.NewFile(p.Package, imports(part.Package)...)
			contests[i] = part.documentDecls(f)
			files[i].Path = words[i] + "_gen.go"
			files[i].Src, errs[i] = emit.Render(f)
		}
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	files = slices.DeleteFunc(files, func(f output.File) bool { return f.Src == nil })
	return p.shared(files, slices.Contains(contests, true))
}

// ofDocument returns p with the declarations of the documents called word only.
func (p *printer) ofDocument(word string) *printer {
	some := *p.Package
	some.Decls = slices.DeleteFunc(slices.Clone(p.Decls), func(d ir.Decl) bool { return p.Words[ir.OriginOf(d).Pos.File] != word })
	part := *p
	part.Package = &some
	return &part
}

// documentDecls reports whether what it emitted needs validDecl.
func (p *printer) documentDecls(f *jen.File) bool {
	p.typeDecls(f)
	enums(f, p)
	return p.unionDecls(f)
}

// shared adds the parts that are not about types, and what the files of all
// documents share.
func (p *printer) shared(files []output.File, contest bool) ([]output.File, error) {
	for _, part := range parts {
		if part.decls || !part.content(p) {
			continue
		}
		f := emit.NewFile(p.Package, imports(p.Package)...)
		part.print(f, p)
		src, err := emit.Render(f)
		if err != nil {
			return nil, err
		}
		files = append(files, output.File{Path: part.name, Src: src})
	}
	f := emit.NewFile(p.Package)
	f.PackageComment(emit.DocText(p.packageDoc()...))
	p.texts.decls(f)
	if contest {
		validDecl(f)
	}
	src, err := emit.Render(f)
	return append(files, output.File{Path: docFile, Src: src}), err
}
