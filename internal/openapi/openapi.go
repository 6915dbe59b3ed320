// Package openapi reads OpenAPI 3.0 and 3.1 documents and JSON Schema
// documents (draft-06 to 2020-12) and returns the Go declarations that they
// ask for.
//
// A document passes through four steps, each in files of its own:
//
//	load      bytes to YAML nodes with positions and order (document, node)
//	decode    one object to the types of kin-openapi, which know what an
//	          Operation or a Schema is made of (decode)
//	expand    what a schema says together with its allOf and references
//	          (resolve, expand, shape)
//	declare   structs, enums, unions and operations (the rest)
//
// kin-openapi decodes object by object and not a whole document: its maps lose
// the order of declaration, its loader reads files again for every reference,
// and its errors do not say where. Nodes keep all three, and identity: two
// references mean the same declaration when they lead to the same node.
//
// The package does not choose Go names (internal/naming does) and does not
// decide which files may be read (Options.ReadFile does).
package openapi

import (
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// Options say where the declarations go and how files are read.
type Options struct {
	// Path is the import path of the package.
	Path string
	// GoName is the name of the package; empty leaves it to internal/naming.
	GoName string
	// Source is the name of the document as documentation shows it; empty
	// means the name of the file.
	Source string
	// ReadFile reads the document and every file that it refers to. Names
	// are slash-separated and relative to the same place as the document's
	// own; they are cleaned but not confined: a reference may well ask for
	// "../../etc/passwd", and ReadFile is who refuses.
	ReadFile func(name string) ([]byte, error)
	// Key returns the one spelling of the name of a file, with slashes: names
	// with the same key are one file. nil means that a clean name is its key.
	Key func(name string) string
	// Warn is told of what is wrong in a document but clear; may be nil.
	Warn func(*source.Error)
	// Gaps are the keywords that nobody needs to check, by their places; see
	// Gap.
	Gaps map[string]Gap
	// Record is what earlier runs chose.
	Record Record
}

// Read reads the OpenAPI document in file (3.0 or 3.1, YAML or JSON) and
// returns its package: a declaration for every component schema and for every
// schema that is written in place and needs a name, and, if the document has
// operations, callbacks or webhooks, its Service.
//
// The error is a *source.List of every problem found, each with its position.
func Read(file string, o Options) (*ir.Package, error) {
	return read(file, o, (*reader).openAPI)
}

// ReadSchema reads the JSON Schema document in file and returns a package with
// a declaration for every schema in $defs or definitions, and for the root if
// that describes a value. The error is as Read's.
func ReadSchema(file string, o Options) (*ir.Package, error) {
	return read(file, o, (*reader).pureSchema)
}

func read(file string, o Options, document func(*reader, *document)) (*ir.Package, error) {
	if o.ReadFile == nil {
		return nil, errors.New("openapi: Options.ReadFile is not set")
	}
	return newReader(o).alone(path.Clean(file), document)
}

// alone reads a document into a package of its own.
func (r *reader) alone(file string, document func(*reader, *document)) (*ir.Package, error) {
	r.types = r.newPackage(file, r.opts.Path, r.opts.GoName, r.opts.Source)
	r.pkg = r.types
	if doc := r.open(file, source.Pos{File: file}); doc != nil {
		document(r, doc)
		r.finish()
	}
	if err := r.errs.Err(); err != nil {
		return nil, err
	}
	return r.pkg, nil
}

// newPackage returns the package of a document, which it is named after until
// the document says more.
func (r *reader) newPackage(file, importPath, goName, shown string) *ir.Package {
	if shown == "" {
		shown = file
	}
	origin := ir.Origin{Name: fileWord(file), Pos: source.Pos{File: file, Line: 1, Col: 1}}
	return &ir.Package{Origin: origin, Path: importPath, GoName: goName, Source: shown}
}

// A reader is one run of Read or ReadSchema.
type reader struct {
	opts     Options
	errs     source.Errors
	warnings source.Errors
	gaps     []openGap            // that were found
	pkg      *ir.Package          // of the document at hand
	types    *ir.Package          // of the declarations: of a set, another one
	set      *book                // nil unless several documents are read together
	docs     map[string]*document // by key
	files    *filing              // once all are known
	labels   map[*yaml.Node]map[*yaml.Node]string
	barred   map[string]bool // names that nobody gets
	schemas  map[*yaml.Node]*openapi3.Schema
	decls    map[string]*declared
	expanded map[*yaml.Node]*expansion
	targets  map[*yaml.Node]node // of references, at the end of their chains
	tagLists map[*yaml.Node][]tag
	order    []*declared
	todo     []func()
	pure     bool // JSON Schema alone, which knows no requests and answers
	merged   int  // alternatives that were merged with what stands next to them

	plain      map[string]bool           // places whose plain type is being found
	operations map[*yaml.Node]string     // names, by the node of the operation
	ids        map[string]source.Pos     // where an operation's name was given
	seen       map[*yaml.Node]bool       // callbacks that were read
	unnamed    []*unnamed                // callback operations without operationId
	schemes    map[string]bool           // names of security schemes
	scopeList  []*ir.Scope               // of the document at hand
	constants  map[*ir.Property][]string // values that unions give a tag member
	params     []described               // parameters whose type decides how they travel
	forms      []formBody                // bodies that are forms
	paged      []paged                   // operations of the API itself
	failures   []ir.Type                 // types of the bodies of failures
	examples   []example                 // that the documents show
	shown      map[*yaml.Node]bool       // examples that are in the list
	nulls      map[*yaml.Node]nullness   // of lists of alternatives
}

// A declared is a declaration with the place that names it.
type declared struct {
	decl   ir.Decl
	at     node
	level  int       // how long the name has to be, up to longestName
	within *declared // the union that the name begins with, or nil
	only   string    // the type of an alternative that is described together with others
	itself bool      // of the kinds that at has, the one that is at itself
	name   string    // in a set: the name, once it is chosen
	former string    // the name that was recorded, or ""
	was    Place     // where it was recorded
}

func newReader(o Options) *reader {
	return &reader{
		opts:       o,
		labels:     map[*yaml.Node]map[*yaml.Node]string{},
		barred:     map[string]bool{},
		docs:       map[string]*document{},
		schemas:    map[*yaml.Node]*openapi3.Schema{},
		decls:      map[string]*declared{},
		expanded:   map[*yaml.Node]*expansion{},
		targets:    map[*yaml.Node]node{},
		tagLists:   map[*yaml.Node][]tag{},
		plain:      map[string]bool{},
		operations: map[*yaml.Node]string{},
		ids:        map[string]source.Pos{},
		seen:       map[*yaml.Node]bool{},
		schemes:    map[string]bool{},
		constants:  map[*ir.Property][]string{},
		shown:      map[*yaml.Node]bool{},
		nulls:      map[*yaml.Node]nullness{},
	}
}

// openAPI reads the root of an OpenAPI document.
func (r *reader) openAPI(doc *document) {
	root := doc.node()
	if !r.checkVersion(root) {
		return
	}
	r.info(root)
	for _, schema := range root.get("components").get("schemas").entries() {
		r.declare(schema)
	}
	r.drain()
	r.service(root)
	r.drain()
}

// checkVersion reports a root that is not an OpenAPI 3.0 or 3.1 document. A
// document with components but without a version is a library of components
// as CAMARA_common.yaml is one, and is read as OpenAPI 3.0.
func (r *reader) checkVersion(root node) bool {
	version := root.get("openapi")
	switch {
	case !root.isMap():
		r.errorf(root.pos(), "not an OpenAPI document: the root is %s", root.describe())
	case root.get("swagger").ok():
		r.errorf(root.get("swagger").pos(), "swagger %s is not supported; convert the document to OpenAPI 3", root.get("swagger").text())
	case !version.ok() && !root.get("components").ok():
		r.errorf(root.pos(), `not an OpenAPI document: there is no "openapi"`)
	case version.ok() && !strings.HasPrefix(version.text()+".", "3.0.") && !strings.HasPrefix(version.text()+".", "3.1."):
		r.errorf(version.pos(), "OpenAPI %q is not supported; 3.0 and 3.1 are", version.text())
	default:
		return true
	}
	return false
}

func (r *reader) info(root node) {
	info := root.get("info")
	if !info.ok() {
		return
	}
	v := decode[openapi3.Info](r, info, "title", "description")
	if v.Title != "" {
		r.pkg.Name = v.Title
	}
	r.pkg.Doc = v.Description
	r.pkg.Pos = info.pos()
}

// finish does what needs all declarations.
func (r *reader) finish() {
	r.drain()
	r.nameCallbacks()
	r.formerly()
	r.setNames()
	slices.SortStableFunc(r.order, func(a, b *declared) int { return comparePos(a.at, b.at) })
	r.complete()
}

// complete makes the declarations those of the package of types, and does what
// needs all of them.
func (r *reader) complete() {
	for _, d := range r.order {
		r.pkg.Decls = append(r.pkg.Decls, d.decl)
	}
	r.checkAliases()
	r.settleParams()
	r.setPaging()
	r.setExtensions()
	r.checkForms()
	r.markErrors()
	r.setConstants()
	breakRecursion(r.pkg.Decls)
	r.checkSizes()
	r.finishExamples()
	r.settleGaps()
	r.tellWarnings()
}

// drain completes declarations until none is left: completing one may ask for
// others.
func (r *reader) drain() {
	for len(r.todo) > 0 {
		next := r.todo[0]
		r.todo = r.todo[1:]
		next()
	}
}

func (r *reader) errorf(pos source.Pos, format string, args ...any) {
	r.errs.Addf(pos, format, args...)
}
