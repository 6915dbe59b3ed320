package dictionary

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"

	"github.com/telgen/telgen/internal/source"
)

// This file reads the document type of Wireshark's dictionary, which is how
// it is put together from files:
//
//	<!DOCTYPE dictionary SYSTEM "dictionary.dtd" [
//		<!ENTITY TGPP SYSTEM "TGPP.xml">
//	]>
//
// Nothing else is read in a DTD. The external subset, dictionary.dtd, is not
// opened: it says what is in schema.go.

// entities are the files that entities stand for, by the name of the entity.
type entities map[string]string

// doctype reads the directive that the decoder has just passed.
func (t *treeReader) doctype(start int) error {
	if t.inner || t.entities != nil || len(t.open) > 1 || len(t.open[0].children) > 0 {
		return t.errorf(start, "DOCTYPE may stand only once, before the root element of the main file")
	}
	d := &dtd{t: t, src: t.data[:t.dec.InputOffset()], at: start, entities: entities{}}
	if err := d.read(); err != nil {
		return err
	}
	t.declare(d.entities)
	return nil
}

// declare lets the file refer to entities. The decoder leaves nothing in
// their place.
func (t *treeReader) declare(known entities) {
	t.entities = known
	t.dec.Entity = map[string]string{}
	for name := range known {
		t.dec.Entity[name] = ""
	}
}

// references adds a node to n for every reference in the text that the decoder
// has just passed.
func (t *treeReader) references(n *node, start int) {
	raw := t.data[start:t.dec.InputOffset()]
	if bytes.HasPrefix(raw, []byte("<![CDATA[")) {
		return
	}
	for at := 0; ; {
		ref := t.firstRef(raw[at:])
		if ref == nil {
			return
		}
		ref.pos = t.text.pos(start + at + ref.offset)
		n.children = append(n.children, &ref.node)
		at += ref.offset + 1
	}
}

// An entityRef is where a file refers to an entity: &TGPP;
type entityRef struct {
	node
	offset int // in the text that was searched
}

// firstRef returns the first reference in raw to a declared entity, or nil.
func (t *treeReader) firstRef(raw []byte) *entityRef {
	for at := 0; len(t.entities) > 0; at++ {
		next := bytes.IndexByte(raw[at:], '&')
		if next < 0 {
			break
		}
		at += next
		name, _, _ := strings.Cut(string(raw[at+1:min(len(raw), at+1+longestName)]), ";")
		if _, ok := t.entities[name]; ok {
			return &entityRef{node{entity: name}, at}
		}
	}
	return nil
}

// A dtd reads a DOCTYPE.
type dtd struct {
	t        *treeReader
	src      []byte
	at       int
	entities entities
}

func (d *dtd) read() error {
	d.take("<!DOCTYPE")
	d.word()
	if d.take("SYSTEM") {
		d.quoted()
	}
	if d.take("[") {
		for !d.take("]") {
			if err := d.entity(); err != nil {
				return err
			}
		}
	}
	if !d.take(">") {
		return d.refuse()
	}
	return nil
}

// entity reads <!ENTITY TGPP SYSTEM "TGPP.xml">. Of two with the same name the
// first counts, as XML has it.
func (d *dtd) entity() error {
	start := d.at
	if !d.take("<!ENTITY") {
		return d.refuse()
	}
	name := d.word()
	if name == "" || !d.take("SYSTEM") {
		return d.refuse()
	}
	d.skip()
	place := d.at
	file := d.quoted()
	switch {
	case file == "" || !d.take(">"):
		return d.refuse()
	case !inFolder(file):
		return d.t.errorf(place, "entity %q is %q: want the name of a file in the folder of the dictionary", name, file)
	case len(name) >= longestName || len(d.entities) == maxFiles:
		return d.t.errorf(start, "too many entities or too long a name: the limits are %d and %d", maxFiles, longestName-1)
	}
	if _, ok := d.entities[name]; !ok {
		d.entities[name] = file
	}
	return nil
}

// inFolder says whether a file lies in a folder or below: the name goes
// neither up, nor to a root, nor over the network.
func inFolder(name string) bool {
	return fs.ValidPath(name) && name != "." && !strings.ContainsAny(name, `\:`)
}

func (d *dtd) refuse() error {
	return d.t.errorf(d.at, `in the DTD of a dictionary only <!ENTITY name SYSTEM "file.xml"> is read`)
}

// skip passes blanks and comments.
func (d *dtd) skip() {
	for {
		rest := bytes.TrimLeft(d.src[d.at:], " \t\r\n")
		d.at = len(d.src) - len(rest)
		end := bytes.Index(rest, []byte("-->"))
		if !bytes.HasPrefix(rest, []byte("<!--")) || end < 0 {
			return
		}
		d.at += end + len("-->")
	}
}

// take passes text if it comes next, after blanks.
func (d *dtd) take(text string) bool {
	d.skip()
	if !bytes.HasPrefix(d.src[d.at:], []byte(text)) {
		return false
	}
	d.at += len(text)
	return true
}

// word passes a name and returns it.
func (d *dtd) word() string {
	d.skip()
	rest := d.src[d.at:]
	end := bytes.IndexAny(rest, " \t\r\n<>[]\"'%&;")
	if end < 0 {
		end = len(rest)
	}
	d.at += end
	return string(rest[:end])
}

// quoted passes a quoted text and returns what is in it, or "".
func (d *dtd) quoted() string {
	d.skip()
	rest := d.src[d.at:]
	if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return ""
	}
	end := bytes.IndexByte(rest[1:], rest[0])
	if end < 0 {
		return ""
	}
	d.at += end + 2
	return string(rest[1 : 1+end])
}

// Limits on what entities bring into a run.
const (
	maxEntityDepth = 8
	maxEntitySize  = 8 << 20
)

// An expander puts the elements of files in the place of references to them.
type expander struct {
	errs     *problems
	readFile func(string) ([]byte, error)
	main     string // the file that declares the entities
	known    entities
	count    int // of references
	size     int // of the files, in bytes
}

// expand replaces the references in n, depth entities down. It is false after
// a problem.
func (e *expander) expand(n *node, depth int) bool {
	ok := true
	var list []*node
	for _, c := range n.children {
		if c.entity == "" {
			list = append(list, c)
			ok = e.expand(c, depth) && ok
			continue
		}
		file, err := e.file(c, depth+1)
		e.errs.AddErr(c.pos, err)
		if file == nil || !e.expand(file, depth+1) {
			return false
		}
		list = append(list, file.children...)
		if n.stray == (source.Pos{}) {
			n.stray = file.stray
		}
	}
	n.children = list
	return ok
}

// file reads the file of a reference. It returns nil after a problem: if it is
// not the error, it was reported.
func (e *expander) file(ref *node, depth int) (*node, error) {
	e.count++
	switch {
	case depth > maxEntityDepth:
		return nil, fmt.Errorf("entity %q: files are nested deeper than %d", ref.entity, maxEntityDepth)
	case e.count > maxFiles:
		return nil, fmt.Errorf("more than %d references to entities", maxFiles)
	}
	name := source.Join(e.main, e.known[ref.entity])
	data, err := e.readFile(name)
	if err != nil {
		return nil, err
	}
	if e.size += len(data); e.size > maxEntitySize {
		return nil, fmt.Errorf("the entities of the dictionary have more than %d bytes", maxEntitySize)
	}
	top, _ := readElements(name, data, e.known, e.errs)
	return top, nil
}
