// Package dictionary reads Diameter dictionaries and returns the package that
// is to be generated from them. It reads telgen's XML, which is go-diameter's
// with additions; Wireshark's XML, for its definitions of AVPs; and the command
// code format of RFC 6733 section 3.2, for commands and groups, in XML or in
// files of its own. It reports every problem of every file at once, each with
// its place.
//
// A run goes through these files, from top to bottom:
//
//	load.go      all files and what they include, put together by application
//	xml.go       bytes to elements with positions, with passage.go and dtd.go
//	schema.go    elements and attributes that are known
//	parse.go     elements to declarations (decl.go), with rule.go and attr.go
//	wireshark.go the same for Wireshark's dictionary, with wireshark_avp.go
//	ccf.go       text to blocks, with ccf_lex.go and ccf_header.go
//	ccf_*.go     blocks to commands, and where they stand
//	index.go     definitions by name and identity
//	resolve.go   names to definitions, with find.go
//	check.go     what must hold of definitions and grammars
//	choose.go    the application to generate
//	reach.go     the AVPs that its package is made of
//	pick.go      the Go types that the user chose for them, with codec.go
//	build.go     declarations to ir, with types.go
//
// problems.go and lenient.go say which problems end a run.
//
// It knows nothing of Go names and of how messages are encoded, and reads no
// file except through Options.ReadFile.
package dictionary

import (
	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// Options say what to make of the dictionaries of a run.
type Options struct {
	// Path is the import path of the package.
	Path string
	// GoName is the package name. Empty means that naming chooses it.
	GoName string
	// Source is the main file as documentation shows it; empty means the
	// first file.
	Source string
	// Application is the name or the id of the application to generate. It
	// is needed when the files define several applications with commands or,
	// if none has commands, several applications. For a dictionary of
	// Wireshark's alone it is the id that the package gets, or the name that
	// the dictionary has for one; without, that is 0.
	Application string
	// Release is a 3GPP release: what came later or was gone by then is left
	// out. 0 is the newest: everything that has no last release.
	Release int
	// Base is the base protocol, whose AVPs every application may use. It is
	// nil when the base protocol itself is read.
	Base *ir.Package
	// Fallback are files whose AVPs are looked for last, after those of the
	// run and of Base. They are read as if they were included: only AVPs that
	// are reached become part of the package.
	Fallback []string
	// Lenient lets a run go on where a file is wrong but says well enough
	// what to do, as go-diameter's dictionaries often are: lenient.go lists
	// what. Such problems become warnings.
	Lenient bool
	// Warn is called with every warning at the end of Read, in the order of
	// positions. It may be nil.
	Warn func(*source.Error)
	// Codecs are the Go types that the user chose for AVPs, by the name of the
	// AVP. They count more than those of the dictionary.
	Codecs map[string]Codec
	// ReadFile reads a file of Read or Fallback, or one that such a file
	// includes: the name is then relative to the including file's folder,
	// joined and cleaned. Which folders may be read is its business.
	ReadFile func(name string) ([]byte, error)
}

// Read reads dictionaries and returns the package of one application. The
// application may use the AVPs of all files. Files that end in .ccf or .txt are
// text in the command code format, the others XML. A dictionary of Wireshark's
// lends its AVPs to the application of other files; alone it becomes a package
// of all its AVPs, without commands. On problems the error is a *source.List
// with all of them, sorted by position.
func Read(files []string, o Options) (*ir.Package, error) {
	errs := &problems{lenient: o.Lenient}
	p := readPackage(files, o, errs)
	errs.tell(o.Warn)
	if errs.Len() > 0 {
		return nil, errs.Err()
	}
	return p, nil
}

// readPackage returns the package, or nil after adding a problem.
func readPackage(files []string, o Options, errs *problems) *ir.Package {
	all := load(files, o, errs)
	if all == nil {
		return nil
	}
	all.resolve()
	all.check()
	chosen := all.choose(o.Application)
	if chosen == nil {
		return nil
	}
	set := all.reach(chosen)
	if errs.Len() == 0 {
		all.pick(set, o)
	}
	if errs.Len() > 0 {
		return nil
	}
	return build(all, set, o)
}
