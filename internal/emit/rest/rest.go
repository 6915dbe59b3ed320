// Package rest prints packages that came from OpenAPI and JSON Schema: types
// with their JSON codecs and checks, clients, servers and receivers of
// callbacks. All behaviour that need not name a concrete type is in
// runtime/jsonwire and runtime/rest. It does not decide what is declared and
// how it is called: that comes from internal/openapi and internal/naming.
package rest

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/output"
)

// Emit selects what is printed. Types always are.
type Emit struct {
	Types    bool
	Client   bool // of the operations
	Server   bool // of the operations
	Webhooks bool // receivers of callbacks and webhooks
}

// A printer is one run of Files: a package, and what printing any part of it
// needs to know about the whole.
type printer struct {
	*ir.Package
	what    Emit
	checked checkedSet
	texts   *textSet
}

// A part is one file of a package.
type part struct {
	name    string
	decls   bool                // prints declarations
	content func(*printer) bool // whether there is anything to print
	print   func(*jen.File, *printer)
}

var parts = []part{
	{"types_gen.go", true, func(*printer) bool { return true }, types},
	{"enums_gen.go", true, has[*ir.Enum], enums},
	{"unions_gen.go", true, has[*ir.Union], unions},
	{"client_gen.go", false, (*printer).hasClient, client},
	{"server_gen.go", false, (*printer).hasServer, server},
	{"receivers_gen.go", false, (*printer).hasReceivers, receivers},
	{"examples_gen_test.go", false, (*printer).hasExamples, examples},
}

func has[D ir.Decl](p *printer) bool { return len(declsOf[D](p.Package)) > 0 }

// Files prints p. Paths are relative to the folder of the package. The error
// is a *source.List of what Go or the runtime has no way to express.
func Files(p *ir.Package, what Emit) ([]output.File, error) {
	if err := supported(p, what); err != nil {
		return nil, err
	}
	pr := &printer{Package: p, what: what, checked: newCheckedSet(p)}
	pr.texts = newTextSet(p, pr.printed())
	files, err := pr.files()
	if err != nil {
		return nil, err
	}
	if err := uniqueNames(p, files); err != nil {
		return nil, err
	}
	return files, nil
}

// files prints every part that there is anything to print of. What
// is asked of strings comes with the first of them, once it is known which are used.
func (p *printer) files() ([]output.File, error) {
	if p.Words != nil {
		return p.filesByDocument()
	}
	var files []output.File
	var first *jen.File
	for _, part := range slices.Backward(parts) {
		if !part.content(p) {
			continue
		}
		f := emit.NewFile(p.Package, imports(p.Package)...)
		part.print(f, p)
		if part.name == parts[0].name {
			first = f
			continue
		}
		src, err := emit.Render(f)
		if err != nil {
			return nil, err
		}
		files = append(files, output.File{Path: part.name, Src: src})
	}
	p.texts.decls(first)
	src, err := emit.Render(first)
	slices.Reverse(files)
	return append([]output.File{{Path: p.firstName(), Src: src}}, files...), err
}

// firstName is the name of the file with the comment of the package, which
// has types too unless all of them are in another package.
func (p *printer) firstName() string {
	if len(p.Decls) == 0 && p.Service != nil {
		return docFile
	}
	return parts[0].name
}

// printed returns the operations that are printed, those of receivers last.
func (p *printer) printed() []*ir.Operation {
	var list []*ir.Operation
	if p.hasClient() || p.hasServer() {
		list = append(list, p.Service.Operations...)
	}
	if p.hasReceivers() {
		for _, r := range p.Service.Receivers {
			list = append(list, r.Operation)
		}
	}
	return list
}

// types emits the package comment, the structs and the names, in the order of
// the document.
func types(f *jen.File, p *printer) {
	f.PackageComment(emit.DocText(p.packageDoc()...))
	p.typeDecls(f)
}

func (p *printer) typeDecls(f *jen.File) {
	for _, d := range p.Decls {
		switch d := d.(type) {
		case *ir.Struct:
			p.structType(f, d)
		case *ir.Named:
			namedDecl(f, d)
		}
	}
}

// packageDoc says what the package is for and where it came from.
func (p *printer) packageDoc() []string {
	head := "Package " + p.GoName + " holds the types of " + p.Name + "."
	if s := p.Service; s != nil {
		var words []string
		if len(p.Decls) > 0 {
			words = append(words, "types")
		}
		if p.hasClient() {
			words = append(words, "client")
		}
		if p.hasServer() {
			words = append(words, "server")
		}
		if p.hasReceivers() {
			words = append(words, "receivers")
		}
		if len(words) == 0 {
			words = append(words, "documentation")
		}
		head = "Package " + p.GoName + " holds the " + list(words, "and") + " of " + strings.TrimSpace(p.Name+" "+s.Version) + "."
	}
	return []string{head, p.Doc, "Generated from " + p.Source + "."}
}

// structType emits a struct and all its methods.
func (p *printer) structType(f *jen.File, s *ir.Struct) {
	if s.Object.Multipart != nil {
		p.multipartType(f, s)
		return
	}
	structDecl(f, s)
	p.appendJSON(f, s)
	decodeJSON(f, s)
	stdJSON(f, s.GoName)
	p.validate(f, s)
	secretMethods(f, s)
	structOutcome(f, s)
	partialMethod(f, s)
	if s.Object.ErrorBody {
		errorMethods(f, s)
	}
	if p.isForm(s) {
		p.formMembers(f, s)
		checkForm(f, s)
		appendForm(f, s)
		decodeForm(f, s)
	}
}

// unions emits the interfaces, what reads them, and the types that only exist
// to be in them.
func unions(f *jen.File, p *printer) {
	if p.unionDecls(f) {
		validDecl(f)
	}
}

// unionDecls reports whether what it emitted needs validDecl.
func (p *printer) unionDecls(f *jen.File) (contest bool) {
	for _, u := range declsOf[*ir.Union](p.Package) {
		p.unionDecl(f, u)
		decodeUnion(f, u)
		for _, t := range wrappers(u) {
			v := value{name: wrapperName(u, t), typ: t, check: variantCheck(u, t)}
			p.valueDecl(f, v, v.name+" is "+article(u.GoName)+" that is "+article(p.typeWords(t))+".")
			stdJSON(f, v.name)
		}
		p.otherDecl(f, u)
		contest = contest || hasContest(u)
	}
	return contest
}
