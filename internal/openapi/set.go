package openapi

import (
	"cmp"
	"errors"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// A SetFile is a document that was asked for.
type SetFile struct {
	Name   string // for SetOptions.ReadFile
	Source string // as documentation shows it
}

// A Set is what several documents describe together.
type Set struct {
	// Types holds all declarations, in order of the names of their files. Of
	// a document that stands alone it has the Service too.
	Types *ir.Package
	// APIs are the packages of the documents with operations, in the order of
	// the documents. Their declarations are in Types. A document that stands
	// alone has none.
	APIs []*ir.Package
	// Alone says that the set is one document that refers to no other file, or
	// a JSON Schema.
	Alone bool
	// Named says that no declaration has its name from where it stands.
	Named bool
	// Root is the deepest folder that holds all files on disk, as Options.Key
	// spells it.
	Root string
	// Files are all files that were read, by name below Root, and the word that
	// names the package and the files that come from each: lower case letters
	// and digits, or "" in a document that stands alone.
	Files map[string]string
	// Places are where the declarations stand, and Former where those stand in
	// Options.Record that have their names from there.
	Places, Former map[ir.Decl]Place
}

// A Place is a schema: its file and its spot there, which is a JSON pointer that
// says which element of a list it means instead of counting.
type Place struct{ Key, Spot string }

// ReadSet reads OpenAPI documents that may refer to each other, also in
// circles. All component schemas of the documents are declared, and of files
// that they refer to what they refer to; each schema once, whoever uses it. A
// single document that refers to no other file is read as Read does it.
//
// A problem in one document does not keep the others from being read: the
// error is a *source.List of the problems of all of them. Options are those of
// the package that holds all types; Source is what documentation shows for all
// documents together.
func ReadSet(files []SetFile, o Options) (*Set, error) {
	if o.ReadFile == nil || len(files) == 0 {
		return nil, errors.New("openapi: ReadSet needs documents and ReadFile")
	}
	r := newReader(o)
	files = r.once(files)
	if len(files) == 1 && r.standsAlone(path.Clean(files[0].Name)) {
		r.opts.Source = files[0].Source
		return r.setOfOne(path.Clean(files[0].Name), (*reader).openAPI)
	}
	r = newReader(o)
	r.set = new(book)
	r.types = &ir.Package{Path: o.Path, GoName: o.GoName, Source: o.Source}
	s := &setReader{reader: r, result: &Set{Types: r.types}}
	s.openAll(files)
	s.schemas()
	s.services()
	s.finish()
	if err := r.errs.Err(); err != nil {
		return nil, err
	}
	return s.result, nil
}

// once returns files in order of where they lie, each of them once.
func (r *reader) once(files []SetFile) []SetFile {
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b SetFile) int { return strings.Compare(r.key(a.Name), r.key(b.Name)) })
	return slices.CompactFunc(files, func(a, b SetFile) bool { return r.key(a.Name) == r.key(b.Name) })
}

// ReadSchemaSet is ReadSchema with the places of the declarations.
func ReadSchemaSet(file string, o Options) (*Set, error) {
	if o.ReadFile == nil {
		return nil, errors.New("openapi: Options.ReadFile is not set")
	}
	return newReader(o).setOfOne(path.Clean(file), (*reader).pureSchema)
}

// setOfOne reads a document into a package of its own.
func (r *reader) setOfOne(file string, document func(*reader, *document)) (*Set, error) {
	p, err := r.alone(file, document)
	if err != nil {
		return nil, err
	}
	s := &Set{Types: p, Alone: true, Named: true}
	for _, d := range r.order {
		s.Named = s.Named && (isFixed(d.at) && d.only == "" && !d.itself || d.at.doc.isMain() && d.at.y == d.at.doc.root)
	}
	r.describe(s)
	return s, nil
}

// standsAlone reports whether a document refers to no other file. One that
// cannot be read does.
func (r *reader) standsAlone(file string) bool {
	doc := r.open(file, source.Pos{File: file})
	return doc == nil || len(r.otherFiles(doc)) == 0
}

// otherFiles returns the keys of the other files that doc refers to, sorted.
// References that cannot be followed are reported where they are followed.
func (r *reader) otherFiles(doc *document) []string {
	quiet := new(reader)
	keys := map[string]bool{}
	for y, up := range doc.above {
		file, _, _ := strings.Cut(y.Value, "#")
		if up.token != "$ref" || file == "" || !isString(y) || !doc.isReference(y) {
			continue
		}
		if _, here := (node{doc: doc, y: y}).embedded(file); here {
			continue
		}
		if name, ok := quiet.fileOf(doc, y.Value, file, source.Pos{}); ok && r.key(name) != doc.key {
			keys[r.key(name)] = true
		}
	}
	return slices.Sorted(maps.Keys(keys))
}

// A setReader is one run of ReadSet.
type setReader struct {
	*reader
	result *Set
	asked  []*asked
}

// An asked is a document that was asked for, and its package.
type asked struct {
	doc  *document
	root node
	pkg  *ir.Package
}

// open opens the documents. One that cannot be read is reported and left out.
func (s *setReader) openAll(files []SetFile) {
	for _, f := range files {
		name := path.Clean(f.Name)
		doc := s.open(name, source.Pos{File: name})
		if doc == nil || !s.checkVersion(doc.node()) {
			continue
		}
		s.asked = append(s.asked, &asked{doc, doc.node(), s.newPackage(name, "", "", f.Source)})
	}
}

// schemas declares the component schemas of all documents.
func (s *setReader) schemas() {
	for _, a := range s.asked {
		for _, schema := range a.root.get("components").get("schemas").entries() {
			s.declare(schema)
		}
		s.drain()
	}
}

// services reads the operations. Those of one document know nothing of the
// others: names of operations and security schemes may be the same.
func (s *setReader) services() {
	for _, a := range s.asked {
		s.pkg = a.pkg
		s.ids, s.seen, s.schemes, s.unnamed = map[string]source.Pos{}, map[*yaml.Node]bool{}, map[string]bool{}, nil
		s.info(a.root)
		s.service(a.root)
		s.drain()
		s.nameCallbacks()
	}
}

// finish names everything and does what needs all declarations.
func (s *setReader) finish() {
	s.pkg = s.types
	s.formerly()
	s.openBook()
	s.nameSet()
	slices.SortStableFunc(s.order, func(a, b *declared) int {
		return cmp.Or(strings.Compare(a.at.doc.key, b.at.doc.key), comparePos(a.at, b.at))
	})
	s.complete()
	s.title()
	s.describe(s.result)
	for _, a := range s.asked {
		if a.pkg.Service != nil {
			word := s.set.words[s.set.name[a.doc]]
			a.pkg.Path, a.pkg.GoName = path.Join(s.types.Path, word), word
			s.result.APIs = append(s.result.APIs, a.pkg)
		}
	}
}

// title tells what the package of types holds.
func (s *setReader) title() {
	s.types.Name = "several OpenAPI documents"
	if len(s.asked) > 0 {
		first := s.asked[0].pkg
		s.types.Pos = first.Pos
		if len(s.asked) == 1 {
			s.types.Name, s.types.Doc = first.Name, first.Doc
		}
	}
	s.types.Words = map[string]string{}
	for doc, name := range s.set.name {
		s.types.Words[doc.name] = s.set.words[name]
	}
}

// describe tells where everything stands.
func (r *reader) describe(s *Set) {
	s.Root, s.Files = r.files.root, map[string]string{}
	for _, name := range r.files.name {
		s.Files[name] = ""
		if r.set != nil {
			s.Files[name] = r.set.words[name]
		}
	}
	s.Places, s.Former = map[ir.Decl]Place{}, map[ir.Decl]Place{}
	for _, d := range r.order {
		s.Places[d.decl] = r.place(d, r.files.name[d.at.doc])
		if d.was.Key != "" && d.former == ir.OriginOf(d.decl).Name {
			s.Former[d.decl] = d.was
		}
	}
}
