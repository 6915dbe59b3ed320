// Package emit holds what every emitter prints alike: the frame of a file, doc
// comments, types, enums and struct declarations. What a field does on the
// wire is printed by emit/diameter and emit/rest.
//
// Emit functions take the ir as it is and never change it. Text of a
// specification reaches Go source only through Doc, as a comment, or through
// jen.Lit, as a string.
package emit

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/output"
)

// Import paths of the packages that generated code builds on.
const (
	Runtime      = "github.com/telgen/telgen/runtime/"
	OptPath      = Runtime + "opt"
	DiameterPath = Runtime + "diameter"
	PeerPath     = Runtime + "diameter/peer"
	RESTPath     = Runtime + "rest"
	JSONPath     = Runtime + "jsonwire"
	TestPath     = Runtime + "jsonwire/jsontest"
)

// importNames are the names of packages whose name jennifer could not guess,
// or would print an alias for.
var importNames = map[string]string{
	OptPath: "opt", DiameterPath: "diameter", PeerPath: "peer", RESTPath: "rest", JSONPath: "jsonwire",
	TestPath: "jsontest", "testing": "testing",
	"context": "context", "net/http": "http", "net/netip": "netip", "time": "time", "strconv": "strconv",
}

// NewFile starts a file of p: the header that marks it as generated, then the
// package clause.
func NewFile(p *ir.Package, imports ...*ir.Package) *jen.File {
	f := jen.NewFilePathName(p.Path, p.GoName)
	f.HeaderComment(output.Header)
	f.NoFormat = true // output.Format does it once
	f.ImportNames(importNames)
	for _, other := range imports {
		if name := importName(other); name != other.GoName {
			f.ImportAlias(other.Path, name)
		} else {
			f.ImportName(other.Path, name)
		}
	}
	return f
}

// importName is what a file calls the generated package p that it imports.
func importName(p *ir.Package) string {
	if slices.Contains(locals, p.GoName) {
		return p.GoName + "types"
	}
	return p.GoName
}

// RefName is t as the files of p write it, for comments: Device, or with the
// package that it is in, types.Device.
func RefName(p *ir.Package, t ir.Ref) string {
	if t.Pkg == nil || t.Pkg.Path == p.Path {
		return DeclName(t.Decl)
	}
	return importName(t.Pkg) + "." + DeclName(t.Decl)
}

// locals are the names of variables in emitted functions, which would hide a
// package called so.
var locals = strings.Fields("b body c code ctx d err f h i in info key list m message mux n name now ok on op opts out p params q r raw re req s status t v w x")

// Render prints f. It is not formatted yet.
func Render(f *jen.File) ([]byte, error) {
	var b bytes.Buffer
	if err := f.Render(&b); err != nil {
		return nil, fmt.Errorf("internal error: %w", err)
	}
	return b.Bytes(), nil
}

// Int prints a number as people write it: 263, not 0x107.
func Int[N int | int32 | int64 | uint32 | uint64](n N) *jen.Statement {
	return jen.Id(fmt.Sprint(n))
}

// Type prints t as Go of package p writes it.
func Type(t ir.Type) *jen.Statement {
	switch t := t.(type) {
	case ir.Basic:
		if t == ir.Any {
			return jen.Qual(JSONPath, "Raw")
		}
		return jen.Id(t.String())
	case ir.Extern:
		return jen.Qual(t.Path, t.Name)
	case ir.Ref:
		return jen.Qual(t.Pkg.Path, DeclName(t.Decl))
	case ir.List:
		return jen.Index().Add(FieldType(Element(t.Elem, t.Null)))
	case ir.Map:
		return jen.Map(jen.String()).Add(FieldType(Element(t.Elem, t.Null)))
	}
	panic("unreachable: unknown ir.Type")
}

// Element returns what an element of a list or map is held like: a field, which
// is optional if the element may be null.
func Element(t ir.Type, null bool) *ir.Field { return &ir.Field{Type: t, Optional: null} }

// FieldType prints the type of f: T, opt.Value[T], *T, []T or an interface.
func FieldType(f *ir.Field) *jen.Statement {
	if !f.Optional {
		return Type(f.Type)
	}
	switch Shape(f.Type) {
	case Scalar:
		return jen.Qual(OptPath, "Value").Index(Type(f.Type))
	case Object:
		return jen.Op("*").Add(Type(f.Type))
	}
	return Type(f.Type)
}

// A ShapeKind says how absence is written in Go.
type ShapeKind uint8

// Shapes of types.
const (
	Scalar  ShapeKind = iota // opt.Value[T] when optional
	Object                   // a struct; *T when optional
	Nilable                  // a slice, map or interface: absent when nil
)

// Shape returns the shape of t, looking through names.
func Shape(t ir.Type) ShapeKind {
	switch t := t.(type) {
	case ir.Basic:
		if t == ir.Bytes || t == ir.Any {
			return Nilable
		}
	case ir.List, ir.Map:
		return Nilable
	case ir.Ref:
		switch d := t.Decl.(type) {
		case *ir.Struct:
			return Object
		case *ir.Union:
			return Nilable
		case *ir.Named:
			return Shape(d.Type)
		}
	}
	return Scalar
}

// Underlying looks through names: the type that a Named stands for.
func Underlying(t ir.Type) ir.Type {
	for {
		ref, ok := t.(ir.Ref)
		if !ok {
			return t
		}
		named, ok := ref.Decl.(*ir.Named)
		if !ok {
			return t
		}
		t = named.Type
	}
}

// DeclName returns the Go name of d.
func DeclName(d ir.Decl) string {
	switch d := d.(type) {
	case *ir.Struct:
		return d.GoName
	case *ir.Enum:
		return d.GoName
	case *ir.Named:
		return d.GoName
	case *ir.Union:
		return d.GoName
	}
	panic("unreachable: unknown ir.Decl")
}
