// Package dictionary reads Diameter dictionaries and returns the package that
// is to be generated from them. It reads telgen's XML, which is go-diameter's
// with additions, and reports every problem of every file at once, each with
// its place.
//
// A run goes through these files, from top to bottom:
//
//	load.go      all files and what they include, put together by application
//	xml.go       bytes to elements with positions
//	schema.go    elements and attributes that are known
//	parse.go     elements to declarations (decl.go), with rule.go and attr.go
//	resolve.go   names to definitions
//	check.go     what must hold of definitions and grammars
//	choose.go    the application to generate
//	reach.go     the AVPs that its package is made of
//	build.go     declarations to ir, with types.go
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
	// if none has commands, several applications.
	Application string
	// Release is a 3GPP release: what came later or was gone by then is left
	// out. 0 is the newest: everything that has no last release.
	Release int
	// Base is the base protocol, whose AVPs every application may use. It is
	// nil when the base protocol itself is read.
	Base *ir.Package
	// ReadFile reads a file of Read, or one that such a file includes: the
	// name is then relative to the including file's folder, joined and
	// cleaned. Which folders may be read is its business.
	ReadFile func(name string) ([]byte, error)
}

// Read reads dictionaries and returns the package of one application. The
// application may use the AVPs of all files. On problems the error is a
// *source.List with all of them, sorted by position.
func Read(files []string, o Options) (*ir.Package, error) {
	errs := new(source.Errors)
	all := load(files, o, errs)
	if all == nil {
		return nil, errs.Err()
	}
	all.resolve()
	all.check()
	chosen := all.choose(o.Application)
	if chosen == nil {
		return nil, errs.Err()
	}
	set := all.reach(chosen)
	if errs.Len() > 0 {
		return nil, errs.Err()
	}
	return build(all, set, o), nil
}
