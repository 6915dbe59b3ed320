package openapi

import (
	"encoding/json"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/telgen/telgen/internal/source"
)

// A node is a value of a document and the key it was found under. The zero
// node stands for a value that is not there; asking it for more is fine.
type node struct {
	doc *document
	y   *yaml.Node // never an alias
	key *yaml.Node // nil for an item of a sequence and for the root
}

func (n node) ok() bool       { return n.y != nil }
func (n node) isMap() bool    { return n.ok() && n.y.Kind == yaml.MappingNode }
func (n node) isSeq() bool    { return n.ok() && n.y.Kind == yaml.SequenceNode }
func (n node) isScalar() bool { return n.ok() && n.y.Kind == yaml.ScalarNode }

// text is the text of a scalar, as it is written.
func (n node) text() string {
	if !n.isScalar() {
		return ""
	}
	return n.y.Value
}

// name is the key that the node was found under.
func (n node) name() string {
	if n.key == nil {
		return ""
	}
	return n.key.Value
}

// pos is the place of the key, or of the value when there is no key: a
// problem is shown at the word that it is about.
func (n node) pos() source.Pos {
	if !n.ok() {
		return source.Pos{}
	}
	y := n.y
	if n.key != nil {
		y = n.key
	}
	return source.Pos{File: n.doc.name, Line: y.Line, Col: y.Column}
}

// get returns the member of a mapping called key.
func (n node) get(key string) node {
	if !n.isMap() {
		return node{}
	}
	if len(n.y.Content) > 64 {
		if i, ok := n.doc.position(n.y)[key]; ok {
			return n.member(i)
		}
		return node{}
	}
	for i := 0; i+1 < len(n.y.Content); i += 2 {
		if n.y.Content[i].Value == key {
			return n.member(i)
		}
	}
	return node{}
}

// position returns the positions of the keys of a large mapping, so that
// thousands of references into one do not each search it.
func (d *document) position(y *yaml.Node) map[string]int {
	if index, ok := d.keys[y]; ok {
		return index
	}
	index := make(map[string]int, len(y.Content)/2)
	for i := 0; i+1 < len(y.Content); i += 2 {
		index[y.Content[i].Value] = i
	}
	d.keys[y] = index
	return index
}

func (n node) member(i int) node {
	return node{doc: n.doc, y: unalias(n.y.Content[i+1]), key: n.y.Content[i]}
}

// has tells whether a mapping has any of the keys.
func (n node) has(keys ...string) bool {
	return slices.ContainsFunc(keys, func(key string) bool { return n.get(key).ok() })
}

// entries returns the members of a mapping in order.
func (n node) entries() []node {
	if !n.isMap() {
		return nil
	}
	var list []node
	for i := 0; i+1 < len(n.y.Content); i += 2 {
		list = append(list, n.member(i))
	}
	return list
}

// items returns the items of a sequence.
func (n node) items() []node {
	if !n.isSeq() {
		return nil
	}
	list := make([]node, len(n.y.Content))
	for i, y := range n.y.Content {
		list[i] = node{doc: n.doc, y: unalias(y)}
	}
	return list
}

func unalias(y *yaml.Node) *yaml.Node {
	if y.Kind == yaml.AliasNode {
		return y.Alias
	}
	return y
}

// describe names the value in an error message.
func (n node) describe() string {
	switch {
	case n.isMap():
		return "a mapping"
	case n.isSeq():
		return "a list"
	case n.isScalar() && n.y.ShortTag() == "!!null":
		return "empty"
	case n.isScalar() && isString(n.y):
		return strconv.Quote(n.y.Value)
	case n.isScalar():
		return n.y.Value
	}
	return "missing"
}

// tokens returns the JSON pointer of the node: where it stands, not the alias
// that led to it.
func (n node) tokens() []string {
	var list []string
	for y := n.y; y != nil; {
		up, ok := n.doc.above[y]
		if !ok {
			break
		}
		list = append(list, up.token)
		y = up.parent
	}
	slices.Reverse(list)
	return list
}

// jsonText returns the node as JSON.
func (n node) jsonText() string { return string(appendJSON(nil, n.y)) }

// appendJSON writes y as JSON, following aliases. The walker has made sure that
// this comes to an end.
func appendJSON(b []byte, y *yaml.Node) []byte {
	y = unalias(y)
	switch y.Kind {
	case yaml.MappingNode:
		b = append(b, '{')
		for i := 0; i+1 < len(y.Content); i += 2 {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendText(b, y.Content[i].Value), ':')
			b = appendJSON(b, y.Content[i+1])
		}
		return append(b, '}')
	case yaml.SequenceNode:
		b = append(b, '[')
		for i, item := range y.Content {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, item)
		}
		return append(b, ']')
	}
	return appendScalar(b, y)
}

// appendScalar writes a scalar as the JSON value that YAML's core schema makes
// of it. Dates stay text.
func appendScalar(b []byte, y *yaml.Node) []byte {
	switch y.ShortTag() {
	case "!!null":
		return append(b, "null"...)
	case "!!bool":
		return strconv.AppendBool(b, strings.EqualFold(y.Value, "true"))
	case "!!int", "!!float":
		if number, ok := jsonNumber(y.Value); ok {
			return append(b, number...)
		}
	}
	return appendText(b, y.Value)
}

// jsonNumber spells a number of YAML as JSON: 0x1F, 0o17, 1_000, +1, .5.
func jsonNumber(text string) (string, bool) {
	if json.Valid([]byte(text)) {
		return text, true
	}
	if decimal, ok := withoutZeros(text); ok {
		return decimal, true
	}
	if i, ok := new(big.Int).SetString(text, 0); ok && len(text) < 100 {
		return i.String(), true
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
	if err != nil || f-f != 0 {
		return "", false
	}
	return strconv.FormatFloat(f, 'g', -1, 64), true
}

// leadingZeros matches an integer that is octal in YAML 1.1, and decimal in 1.2.
var leadingZeros = regexp.MustCompile(`^([-+]?)0+([0-9]+)$`)

// withoutZeros spells 010 as 10.
func withoutZeros(text string) (string, bool) {
	m := leadingZeros.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	return strings.TrimPrefix(m[1], "+") + m[2], true
}

func appendText(b []byte, s string) []byte {
	quoted, err := json.Marshal(s)
	if err != nil { // unreachable: strings always marshal
		return append(b, `""`...)
	}
	return append(b, quoted...)
}

func isString(y *yaml.Node) bool {
	tag := y.ShortTag()
	return tag != "!!null" && tag != "!!bool" && tag != "!!int" && tag != "!!float"
}

func itoa(i int) string { return strconv.Itoa(i) }
