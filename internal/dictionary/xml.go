package dictionary

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/telgen/telgen/internal/source"
)

// Limits on a file. Real dictionaries are six elements deep and have fewer
// than ten attributes in one.
const (
	maxFileSize   = 16 << 20
	maxDepth      = 32
	maxAttributes = 64
)

// A node is an element and where it stands.
//
//	<rule avp="Session-Id" required="true"/>
type node struct {
	name     string
	pos      source.Pos
	attrs    []attr
	children []*node
	text     []byte     // of <doc>
	ccf      *passage   // of <ccf>
	stray    source.Pos // of the first text that is not blank
	entity   string     // that is referred to; the node is then no element
}

// An attr is an attribute and where its name stands.
type attr struct {
	name, value string
	pos         source.Pos
}

// get returns the attribute called name with blanks around its value cut off.
// An attribute that is missing has the position of the element.
func (n *node) get(name string) (attr, bool) {
	for _, a := range n.attrs {
		if a.name == name {
			a.value = strings.TrimSpace(a.value)
			return a, true
		}
	}
	return attr{name: name, pos: n.pos}, false
}

// all returns the children called name.
func (n *node) all(name string) []*node {
	var list []*node
	for _, c := range n.children {
		if c.name == name {
			list = append(list, c)
		}
	}
	return list
}

// first returns the first child called name, or nil.
func (n *node) first(name string) *node {
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// readXML returns the root element of a file and the entities that it may
// refer to, or nil if the file is not well-formed XML.
func readXML(file string, data []byte, errs *problems) (*node, entities) {
	top, known := readElements(file, data, nil, errs)
	switch {
	case top == nil:
	case len(top.children) == 0:
		errs.Addf(source.Pos{File: file}, "the file has no element, want <diameter>")
	case len(top.children) > 1:
		errs.Addf(top.children[1].pos, "second root element <%s>: a file holds one <diameter>", top.children[1].name)
	case top.stray != source.Pos{}:
		errs.Addf(top.stray, "text outside of the root element")
	case known != nil && top.children[0].name != wiresharkRoot:
		errs.Addf(top.children[0].pos, "the DOCTYPE is that of <%s>, the root element is <%s>", wiresharkRoot, top.children[0].name)
	default:
		return top.children[0], known
	}
	return nil, nil
}

// readElements returns a node that holds the elements of a file, and the
// entities of the run: known ones if the file is an entity itself, otherwise
// those that it declares. No entities are expanded except the five of XML
// itself: a reference is a node too.
func readElements(file string, data []byte, known entities, errs *problems) (*node, entities) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if len(data) > maxFileSize {
		errs.Addf(source.Pos{File: file}, "the file has %d bytes, the limit is %d", len(data), maxFileSize)
		return nil, nil
	}
	t := &treeReader{data: data, text: newText(file, data), open: []*node{{}}, inner: known != nil}
	t.dec = xml.NewDecoder(bytes.NewReader(data))
	t.dec.CharsetReader = charset
	t.declare(known)
	if err := t.read(); err != nil {
		errs.AddErr(t.text.pos(int(t.dec.InputOffset())), err)
		return nil, nil
	}
	return t.open[0], t.entities
}

// charset refuses encodings other than UTF-8 and its subset ASCII.
func charset(label string, r io.Reader) (io.Reader, error) {
	if strings.EqualFold(label, "us-ascii") {
		return r, nil
	}
	return nil, errors.New("only UTF-8 is read, save the file as UTF-8")
}

// A treeReader builds nodes from tokens. open[0] holds the root elements.
type treeReader struct {
	data []byte
	text *text
	dec  *xml.Decoder
	open []*node

	inner    bool     // the file is an entity of another
	entities entities // that may be referred to
}

// read reads all tokens. An error without position is about the place where
// the decoder stands.
func (t *treeReader) read() error {
	for {
		start := int(t.dec.InputOffset())
		tok, err := t.dec.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return plain(err)
		}
		if err := t.token(start, tok); err != nil {
			return err
		}
	}
}

// plain takes the line number out of a decoder's error: the position says it.
func plain(err error) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return errors.New("XML: " + syntax.Msg)
	}
	return errors.New("XML: " + strings.TrimPrefix(err.Error(), "xml: "))
}

func (t *treeReader) token(start int, tok xml.Token) error {
	top := t.open[len(t.open)-1]
	switch tok := tok.(type) {
	case xml.StartElement:
		n, err := t.element(start, tok)
		if err != nil {
			return err
		}
		top.children = append(top.children, n)
		t.open = append(t.open, n)
	case xml.EndElement:
		t.open = t.open[:len(t.open)-1]
	case xml.CharData:
		t.charData(top, start, tok)
	case xml.Directive:
		return t.directive(start, tok)
	}
	return nil
}

// element turns a start tag into a node.
func (t *treeReader) element(start int, tok xml.StartElement) (*node, error) {
	n := &node{name: qualified(tok.Name), pos: t.text.pos(start)}
	if n.name == "ccf" {
		n.ccf = &passage{marks: []mark{{0, start}}, file: t.text}
	}
	if len(t.open) > maxDepth {
		return nil, t.errorf(start, "elements are nested deeper than %d", maxDepth)
	}
	if len(tok.Attr) > maxAttributes {
		return nil, t.errorf(start, "<%s> has more than %d attributes", n.name, maxAttributes)
	}
	if ref := t.firstRef(t.data[start:t.dec.InputOffset()]); ref != nil {
		return nil, t.errorf(start, "entity %q in a tag: it stands for elements", ref.entity)
	}
	places := attrOffsets(t.data[start:t.dec.InputOffset()])
	for i, a := range tok.Attr {
		place := n.pos
		if i < len(places) {
			place = t.text.pos(start + places[i])
		}
		if _, twice := n.get(qualified(a.Name)); twice {
			return nil, &source.Error{Pos: place, Msg: fmt.Sprintf("attribute %q of <%s> is given twice", qualified(a.Name), n.name)}
		}
		n.attrs = append(n.attrs, attr{name: qualified(a.Name), value: a.Value, pos: place})
	}
	return n, nil
}

func qualified(name xml.Name) string {
	if name.Space == "" {
		return name.Local
	}
	return name.Space + ":" + name.Local
}

// charData keeps the text of <doc> and <ccf>. Elsewhere it only remembers where text is
// that is not blank.
func (t *treeReader) charData(n *node, start int, data []byte) {
	switch n.name {
	case "doc":
		n.text = append(n.text, data...)
		return
	case "ccf":
		n.ccf.add(data, t.data[start:t.dec.InputOffset()], start)
		return
	}
	t.references(n, start)
	if blank := len(data) - len(bytes.TrimLeft(data, " \t\r\n")); blank < len(data) && n.stray == (source.Pos{}) {
		n.stray = t.text.pos(min(start+blank, int(t.dec.InputOffset())))
	}
}

// directive refuses the declarations that could bring text from elsewhere
// into the file, except those of Wireshark's dictionary. A plain <!DOCTYPE
// diameter> says nothing and is passed over.
func (t *treeReader) directive(start int, tok xml.Directive) error {
	words := bytes.FieldsFunc(tok, isDelimiter)
	if len(words) > 1 && string(words[0]) == "DOCTYPE" && string(words[1]) == wiresharkRoot {
		return t.doctype(start)
	}
	for _, word := range words {
		switch string(bytes.ToUpper(word)) {
		case "SYSTEM", "PUBLIC", "ENTITY":
			return t.errorf(start, `DOCTYPE with entities or an external subset is not read: write <include file="..."/> inside <diameter> instead`)
		}
	}
	return nil
}

func isDelimiter(r rune) bool {
	return !('A' <= r && r <= 'Z' || 'a' <= r && r <= 'z')
}

func (t *treeReader) errorf(offset int, format string, args ...any) error {
	return &source.Error{Pos: t.text.pos(offset), Msg: fmt.Sprintf(format, args...)}
}

// attrOffsets returns where in a start tag the names of its attributes stand.
// The decoder has accepted the tag: values are quoted.
//
//	<rule avp="Session-Id" max='1'/>
//	      ^                ^
func attrOffsets(tag []byte) []int {
	var offsets []int
	i := bytes.IndexAny(tag, " \t\r\n")
	for i >= 0 {
		i += len(tag[i:]) - len(bytes.TrimLeft(tag[i:], " \t\r\n"))
		length := attrLength(tag[i:])
		if length == 0 {
			break
		}
		offsets = append(offsets, i)
		i += length
	}
	return offsets
}

// attrLength returns the length of the attribute that tag starts with, from
// its name to the closing quote; 0 if there is none.
func attrLength(tag []byte) int {
	equals := bytes.IndexByte(tag, '=')
	if equals <= 0 {
		return 0
	}
	open := bytes.IndexAny(tag[equals:], `"'`)
	if open < 0 {
		return 0
	}
	open += equals
	end := bytes.IndexByte(tag[open+1:], tag[open])
	if end < 0 {
		return 0
	}
	return open + 1 + end + 1
}
