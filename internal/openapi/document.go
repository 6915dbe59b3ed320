package openapi

import (
	"bytes"
	"cmp"
	"errors"
	"path"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/telgen/telgen/internal/source"
)

// Limits on what is read. Real documents stay far below: the largest of the
// 5G core has 180 kB, nested 24 deep, and a closure of 92 files.
const (
	maxFileSize = 32 << 20
	maxDepth    = 128
	maxValues   = 4 << 20 // of a document, with aliases written out
	maxFiles    = 2000
)

// A document is one file.
type document struct {
	name  string
	index int // in order of loading
	root  *yaml.Node
	above map[*yaml.Node]link
	// siblings says that keywords next to a $ref count: OpenAPI 3.1 and JSON
	// Schema from 2019-09 on. Before, only a description next to it is read.
	siblings bool
	// schema is set for a document that is one JSON Schema.
	schema bool
	keys   map[*yaml.Node]map[string]int // index of large mappings
}

// A link leads from a node to the one that contains it.
type link struct {
	parent *yaml.Node
	token  string
}

func (d *document) node() node { return node{doc: d, y: d.root} }

// isMain tells whether this is the document that was asked for, and not one
// that it refers to.
func (d *document) isMain() bool { return d.index == 1 }

// open returns the document in file, reading it if this is the first time. at
// is where it was asked for. nil means that the problem has been reported.
func (r *reader) open(file string, at source.Pos) *document {
	if doc, ok := r.docs[file]; ok {
		return doc
	}
	r.docs[file] = nil
	if len(r.docs) > maxFiles {
		r.errorf(at, "more than %d files are referred to", maxFiles)
		return nil
	}
	data, err := r.opts.ReadFile(file)
	if err != nil {
		r.errorf(at, "cannot read %q: %s", file, err)
		return nil
	}
	doc := r.load(file, data)
	r.docs[file] = doc
	return doc
}

func (r *reader) load(file string, data []byte) *document {
	before := r.errs.Len()
	if len(data) > maxFileSize {
		r.errorf(source.Pos{File: file}, "the file has more than %d bytes", maxFileSize)
		return nil
	}
	if len(bytes.TrimSpace(data)) == 0 {
		r.errorf(source.Pos{File: file}, "the file is empty")
		return nil
	}
	root, err := parse(data)
	if err != nil {
		r.parseError(file, err)
		return nil
	}
	doc := &document{name: file, index: len(r.docs), root: root, above: map[*yaml.Node]link{}, keys: map[*yaml.Node]map[string]int{}}
	w := walker{r: r, doc: doc, open: map[*yaml.Node]bool{}, extents: map[*yaml.Node]extent{}}
	if w.walk(doc.root, 0).values > maxValues {
		w.errorf(doc.root, "the document has more than %d values, with its aliases written out", maxValues)
	}
	if r.errs.Len() > before {
		return nil
	}
	doc.dialect()
	return doc
}

// parse reads YAML, or JSON where YAML's reader is stricter than JSON: it
// refuses surrogate pairs in escapes.
func parse(data []byte) (*yaml.Node, error) {
	if first := bytes.TrimLeft(data, " \t\r\n"); len(first) > 0 && first[0] == '{' {
		if root, err := parseJSON(data); err == nil {
			return root, nil
		}
	}
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return nil, err
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil, errors.New("the file holds no document")
	}
	return doc.Content[0], nil
}

// parseError reports what YAML's reader says, at the place that it names.
func (r *reader) parseError(file string, err error) {
	pos := source.Pos{File: file}
	var one *yaml.LoadError
	var list *yaml.LoadErrors
	if errors.As(err, &list) && len(list.Errors) > 0 {
		one = list.Errors[0]
	} else if !errors.As(err, &one) {
		r.errorf(pos, "%s", err)
		return
	}
	pos.Line, pos.Col = one.Mark.Line, one.Mark.Column
	r.errorf(pos, "%s", strings.TrimPrefix(one.Message, "yaml: "))
}

// dialect finds out how the document treats what stands next to a $ref.
func (d *document) dialect() {
	root := d.node()
	if version := root.get("openapi"); version.ok() {
		d.siblings = !strings.HasPrefix(version.text(), "3.0")
		return
	}
	d.schema = !root.get("components").ok() && !root.get("paths").ok()
	dialect := root.get("$schema").text()
	d.siblings = d.schema && !strings.Contains(dialect, "draft-0")
}

// A walker checks the nodes of a document and notes what contains them.
type walker struct {
	r    *reader
	doc  *document
	open map[*yaml.Node]bool // nodes that contain the one at hand
	// extents are of nodes with their aliases written out: a few lines of
	// nested aliases can stand for more values than there is memory for.
	extents map[*yaml.Node]extent
}

// An extent says how much a node holds.
type extent struct{ values, levels int }

// include adds what a child holds.
func (e *extent) include(child extent) {
	e.values = min(e.values+child.values, maxValues+1)
	e.levels = max(e.levels, child.levels+1)
}

func (w *walker) walk(y *yaml.Node, depth int) extent {
	all := extent{values: 1}
	if depth > maxDepth {
		w.errorf(y, "nested deeper than %d levels", maxDepth)
		return all
	}
	w.open[y] = true
	switch y.Kind {
	case yaml.MappingNode:
		w.mapping(y, depth, &all)
	case yaml.SequenceNode:
		for i, item := range y.Content {
			all.include(w.child(y, item, itoa(i), depth))
		}
	case yaml.ScalarNode:
	default:
		w.errorf(y, "unexpected YAML")
	}
	delete(w.open, y)
	w.extents[y] = all
	return all
}

func (w *walker) mapping(y *yaml.Node, depth int, all *extent) {
	seen := make(map[string]bool, len(y.Content)/2)
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := y.Content[i]
		switch {
		case key.Kind != yaml.ScalarNode:
			w.errorf(key, "a key must be a plain word")
			continue
		case key.ShortTag() == "!!merge":
			w.errorf(key, `merge keys ("<<") are not supported; write the members out`)
			continue
		case seen[key.Value]:
			w.errorf(key, "%q is given twice", key.Value)
			continue
		}
		seen[key.Value] = true
		all.include(w.child(y, y.Content[i+1], key.Value, depth))
	}
}

func (w *walker) child(parent, y *yaml.Node, token string, depth int) extent {
	if y.Kind != yaml.AliasNode {
		w.doc.above[y] = link{parent, token}
		return w.walk(y, depth+1)
	}
	target := w.extents[y.Alias]
	switch {
	case w.open[y.Alias]:
		w.errorf(y, "alias %q stands inside of what it refers to", "*"+y.Value)
	case depth+target.levels > maxDepth:
		w.errorf(y, "nested deeper than %d levels", maxDepth)
	}
	return target
}

func (w *walker) errorf(y *yaml.Node, format string, args ...any) {
	w.r.errorf(source.Pos{File: w.doc.name, Line: y.Line, Col: y.Column}, format, args...)
}

// comparePos orders nodes as their documents were loaded, then by place.
func comparePos(a, b node) int {
	p, q := a.pos(), b.pos()
	return cmp.Or(cmp.Compare(a.doc.index, b.doc.index), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Col, q.Col))
}

// fileWord is the name of file without folder and extension.
func fileWord(file string) string {
	base := path.Base(file)
	return strings.TrimSuffix(base, path.Ext(base))
}
