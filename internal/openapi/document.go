package openapi

import (
	"bytes"
	"cmp"
	"errors"
	"path"
	"slices"
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
	name  string // as it was asked for first
	key   string // that no other file has; see Options.Key
	index int    // in order of loading
	root  *yaml.Node
	above map[*yaml.Node]link
	// siblings says that keywords next to a $ref count: OpenAPI 3.1 and JSON
	// Schema from 2019-09 on. Before, only a description next to it is read.
	siblings bool
	// nullable says that the keyword of this name counts: everywhere but in JSON
	// Schema.
	nullable bool
	// schema is set for a document that is one JSON Schema.
	schema bool
	keys   map[*yaml.Node]map[string]int // index of large mappings
	part   bool                          // of a set
	// addresses are the schemas with an $id, once they are looked for.
	addresses map[string]*yaml.Node
}

// A link leads from a node to the one that contains it.
type link struct {
	parent *yaml.Node
	token  string
}

func (d *document) node() node { return node{doc: d, y: d.root} }

// isMain tells whether this is the document that was asked for, and not one
// that it refers to. A set has none.
func (d *document) isMain() bool { return d.index == 1 && !d.part }

// open returns the document in file, reading it if this is the first time. at
// is where it was asked for. nil means that the problem has been reported.
func (r *reader) open(file string, at source.Pos) *document {
	key := r.key(file)
	if doc, ok := r.docs[key]; ok {
		return doc
	}
	r.docs[key] = nil
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
	r.docs[key] = doc
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
	root, err := r.parse(file, data)
	if err != nil {
		r.parseError(file, err)
		return nil
	}
	doc := &document{name: file, key: r.key(file), index: len(r.docs), root: root, above: map[*yaml.Node]link{}, keys: map[*yaml.Node]map[string]int{}, part: r.set != nil}
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
func (r *reader) parse(file string, data []byte) (*yaml.Node, error) {
	text := bytes.TrimPrefix(data, []byte("\ufeff"))
	if first := bytes.TrimLeft(text, " \t\r\n"); len(first) > 0 && first[0] == '{' {
		if root, err := parseJSON(text); err == nil {
			return root, nil
		}
	}
	var doc yaml.Node
	err := yaml.Load(data, &doc)
	for range maxRepairs {
		fixed, pos, ok := withoutComment(data, err)
		if !ok {
			break
		}
		pos.File = file
		r.warnf(pos, "a comment needs a space before it; it is read as if it had one")
		data, doc = fixed, yaml.Node{}
		err = yaml.Load(data, &doc)
	}
	if err != nil {
		return nil, err
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil, errors.New("the file holds no document")
	}
	return doc.Content[0], nil
}

// maxRepairs limits how often a file is read again.
const maxRepairs = 20

// withoutComment returns data without the comment that err complains about, as
// in
//
//	$ref: 'TS29571_CommonData.yaml#/components/schemas/Uri'#
//
// if it does. What is after it keeps its place.
func withoutComment(data []byte, err error) ([]byte, source.Pos, bool) {
	one, ok := loadError(err)
	if !ok || !strings.Contains(one.Message, "comment without preceding whitespace") {
		return nil, source.Pos{}, false
	}
	pos := source.Pos{Line: one.Mark.Line, Col: one.Mark.Column}
	lines := bytes.SplitAfter(data, []byte("\n"))
	if pos.Line < 1 || pos.Line > len(lines) {
		return nil, pos, false
	}
	line := bytes.TrimRight(lines[pos.Line-1], "\r\n")
	start := byteOffset(line, pos.Col-1)
	if start >= len(line) || line[start] != '#' {
		return nil, pos, false
	}
	lines[pos.Line-1] = slices.Concat(line[:start], lines[pos.Line-1][len(line):])
	return bytes.Join(lines, nil), pos, true
}

// byteOffset is where in line the character with index n begins.
func byteOffset(line []byte, n int) int {
	for i := range string(line) {
		if n == 0 {
			return i
		}
		n--
	}
	return len(line)
}

// loadError returns the first problem that YAML's reader reports.
func loadError(err error) (*yaml.LoadError, bool) {
	var one *yaml.LoadError
	var list *yaml.LoadErrors
	if errors.As(err, &list) && len(list.Errors) > 0 {
		return list.Errors[0], true
	}
	return one, errors.As(err, &one)
}

// parseError reports what YAML's reader says, at the place that it names.
func (r *reader) parseError(file string, err error) {
	pos := source.Pos{File: file}
	one, ok := loadError(err)
	if !ok {
		r.errorf(pos, "%s", err)
		return
	}
	pos.Line, pos.Col = one.Mark.Line, one.Mark.Column
	r.errorf(pos, "%s", strings.TrimPrefix(one.Message, "yaml: "))
}

// dialect finds out how the document treats what stands next to a $ref.
func (d *document) dialect() {
	root := d.node()
	d.nullable = !root.has("$schema")
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
