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

// SetOptions say where the declarations of a set go and how files are read.
type SetOptions struct {
	// Options are those of the package that holds all types. Source is what
	// documentation shows for all documents together.
	Options
	// Recorded is what earlier runs chose, by the Key of a file. It stands.
	Recorded map[string]Recorded
}

// Recorded is what was chosen for a file.
type Recorded struct {
	Word  string            // names the package and the files that come from it
	Names map[string]string // of declarations, by the JSON pointer of their schema
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
	// Files are all files that were read, by name; nil if one stands alone.
	Files map[string]SetPart
	// Places are where the declarations stand; nil if one stands alone.
	Places map[ir.Decl]Place
}

// Alone reports whether the set is one document that refers to no other file.
func (s *Set) Alone() bool { return s.Files == nil }

// A SetPart is what a file is called.
type SetPart struct {
	Key  string // without the folders that it shares with the others, for SetOptions.Recorded
	Word string // lower case letters and digits: names the package and the files that come from it
}

// A Place is a schema: the Key of its file and its JSON pointer there.
type Place struct{ Key, Pointer string }

// ReadSet reads OpenAPI documents that may refer to each other, also in
// circles. All component schemas of the documents are declared, and of files
// that they refer to what they refer to; each schema once, whoever uses it. A
// single document that refers to no other file is read as Read does it.
//
// A problem in one document does not keep the others from being read: the
// error is a *source.List of the problems of all of them.
func ReadSet(files []SetFile, o SetOptions) (*Set, error) {
	if o.ReadFile == nil || len(files) == 0 {
		return nil, errors.New("openapi: ReadSet needs documents and ReadFile")
	}
	if len(files) == 1 {
		o.Source = files[0].Source
		r := newReader(o.Options)
		if r.standsAlone(path.Clean(files[0].Name)) {
			p, err := r.alone(path.Clean(files[0].Name), (*reader).openAPI)
			return &Set{Types: p}, err
		}
	}
	r := newReader(o.Options)
	r.set = newBook(o.Recorded)
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

// standsAlone reports whether a document refers to no other file. One that
// cannot be read does.
func (r *reader) standsAlone(file string) bool {
	doc := r.open(file, source.Pos{File: file})
	return doc == nil || len(r.otherFiles(doc)) == 0
}

// otherFiles returns the other files that doc refers to, sorted. References
// that cannot be followed are reported where they are followed.
func (r *reader) otherFiles(doc *document) []string {
	quiet := new(reader)
	names := map[string]bool{}
	for y, up := range doc.above {
		file, _, _ := strings.Cut(y.Value, "#")
		if up.token != "$ref" || file == "" || !isString(y) {
			continue
		}
		if _, here := (node{doc: doc, y: y}).embedded(file); here {
			continue
		}
		if name, ok := quiet.fileOf(doc, y.Value, file, source.Pos{}); ok && name != doc.name {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
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
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b SetFile) int { return strings.Compare(path.Clean(a.Name), path.Clean(b.Name)) })
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
	s.set.open(s.docs, s.otherFiles)
	s.nameSet()
	slices.SortStableFunc(s.order, func(a, b *declared) int {
		return cmp.Or(strings.Compare(a.at.doc.name, b.at.doc.name), comparePos(a.at, b.at))
	})
	s.complete()
	s.describe()
	for _, a := range s.asked {
		if a.pkg.Service != nil {
			word := s.set.parts[a.doc.name].Word
			a.pkg.Path, a.pkg.GoName = path.Join(s.types.Path, word), word
			s.result.APIs = append(s.result.APIs, a.pkg)
		}
	}
}

// describe tells what the package of types holds and where all of it stands.
func (s *setReader) describe() {
	s.types.Name = "several OpenAPI documents"
	if len(s.asked) > 0 {
		first := s.asked[0].pkg
		s.types.Pos = first.Pos
		if len(s.asked) == 1 {
			s.types.Name, s.types.Doc = first.Name, first.Doc
		}
	}
	s.result.Files = s.set.parts
	s.result.Places = map[ir.Decl]Place{}
	s.types.Words = map[string]string{}
	for name, p := range s.set.parts {
		s.types.Words[name] = p.Word
	}
	for _, d := range s.order {
		s.result.Places[d.decl] = Place{s.set.parts[d.at.doc.name].Key, d.pointer()}
	}
}

// pointer is the JSON pointer of the schema of d. An object that has kinds is
// declared twice: where it is one of them itself, its pointer is followed by
// what no pointer has.
func (d *declared) pointer() string {
	if d.itself {
		return pointer(d.at) + "~itself"
	}
	return pointer(d.at)
}

// pointer is the JSON pointer of n (RFC 6901).
func pointer(n node) string {
	var b strings.Builder
	for _, token := range n.tokens() {
		b.WriteByte('/')
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(token))
	}
	return b.String()
}
