// Package diameter prints Diameter packages: the structs of messages and
// groups, their codecs, validation, the tables that name them, and the typed
// client and handler. All behaviour that need not name a concrete type is in
// runtime/diameter.
package diameter

import (
	"fmt"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/output"
	"github.com/telgen/telgen/internal/source"
)

// baseApplication is the application id of the base protocol, whose messages
// nodes exchange by themselves: it has no client and no handler.
const baseApplication = 0

// A part is one file of a package.
type part struct {
	name    string
	content func(*ir.Package) bool // whether there is anything to print
	print   func(*jen.File, *ir.Package)
}

var parts = []part{
	{"application_gen.go", always, application},
	{"avps_gen.go", always, avps},
	{"messages_gen.go", func(p *ir.Package) bool { return len(structs(p, true)) > 0 }, messages},
	{"groups_gen.go", func(p *ir.Package) bool { return len(structs(p, false)) > 0 }, groups},
	{"enums_gen.go", hasEnums, enums},
	{CodecsFile, hasCustoms, customChecks},
	{"borrowed_gen.go", func(p *ir.Package) bool { return len(borrowed(p)) > 0 }, aliases},
	{"node_gen.go", hasNode, node},
}

func always(*ir.Package) bool { return true }

// Files prints p. Paths are relative to the folder of the package.
func Files(p *ir.Package) ([]output.File, error) {
	if err := limits(p); err != nil {
		return nil, err
	}
	var files []output.File
	for _, part := range parts {
		if !part.content(p) {
			continue
		}
		f := emit.NewFile(p, p.Application.Inherits...)
		aliasCustoms(f, p)
		part.print(f, p)
		src, err := emit.Render(f)
		if err != nil {
			return nil, err
		}
		files = append(files, output.File{Path: part.name, Src: src})
	}
	tests, err := tests(p)
	return append(files, tests...), err
}

// Limits of the runtime: the bits of diameter.Absent and of Decoder.First.
const (
	maxRequired = 64
	maxSingles  = 256
)

// limits reports grammars that the runtime cannot keep count of.
func limits(p *ir.Package) error {
	var errs source.Errors
	for _, d := range p.Decls {
		s, ok := d.(*ir.Struct)
		if !ok {
			continue
		}
		if n := countRequired(s); n > maxRequired {
			errs.Addf(s.Pos, "%q has %d required AVPs, at most %d are supported", s.Name, n, maxRequired)
		}
		if n := len(firstIndexes(s)); n > maxSingles {
			errs.Addf(s.Pos, "%q has %d AVPs of which one may stand in it, at most %d are supported", s.Name, n, maxSingles)
		}
	}
	return errs.Err()
}

// application emits the package comment and what stands for the application
// as a whole.
func application(f *jen.File, p *ir.Package) {
	a := p.Application
	f.PackageComment(emit.DocText(
		fmt.Sprintf("Package %s holds the messages, groups, enumerations and nodes of the Diameter application %s (application id %d).",
			p.GoName, a.Name, a.ID),
		a.Doc, "Generated from "+p.Source+"."))
	applicationVar(f, p)
	parseFunc(f, p)
	resultCodes(f, p)
}

func avps(f *jen.File, p *ir.Package) {
	avpKeys(f, p)
	dictionaryVar(f, p)
}

func messages(f *jen.File, p *ir.Package) {
	for _, s := range structs(p, true) {
		structDecl(f, p, s)
		constructor(f, p, s)
		commandMethods(f, p, s)
		if s.Grammar.Request {
			answerMethod(f, s)
		}
		setOrigin(f, s)
		codec(f, s)
	}
}

func groups(f *jen.File, p *ir.Package) {
	for _, s := range structs(p, false) {
		structDecl(f, p, s)
		codec(f, s)
	}
}

func codec(f *jen.File, s *ir.Struct) {
	appendAVPs(f, s)
	decodeAVPs(f, s)
	validate(f, s)
}

func structs(p *ir.Package, messages bool) []*ir.Struct {
	var list []*ir.Struct
	for _, d := range p.Decls {
		if s, ok := d.(*ir.Struct); ok && (s.Grammar.Command != nil) == messages {
			list = append(list, s)
		}
	}
	return list
}

func hasEnums(p *ir.Package) bool {
	for _, d := range p.Decls {
		if _, ok := d.(*ir.Enum); ok {
			return true
		}
	}
	return false
}

func enums(f *jen.File, p *ir.Package) {
	for _, d := range p.Decls {
		if e, ok := d.(*ir.Enum); ok {
			emit.Enum(f, e, enumNote(p, e))
		}
	}
}

// enumNote says which AVP an enum belongs to: " (614, vendor 10415), TS 29.229 6.3.15".
func enumNote(p *ir.Package, e *ir.Enum) string {
	for _, def := range p.Application.AVPs {
		if enumOf(def) == e {
			return " (" + keyText(def) + ")" + clause(def.Clause)
		}
	}
	return ""
}

func hasNode(p *ir.Package) bool {
	return p.Application.ID != baseApplication && len(p.Application.Commands) > 0
}

func node(f *jen.File, p *ir.Package) {
	client(f, p)
	handler(f, p)
}
