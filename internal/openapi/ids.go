package openapi

import (
	"net/url"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// This file is about schemas that have an address of their own ($id), inside of
// a document too (JSON Schema 2020-12, sections 8.2.1 and 9.3.1):
//
//	$id: https://example.com/order
//	$defs:
//	  Item:
//	    $id: item                       https://example.com/item
//	    properties:
//	      a: {$ref: '#/$defs/A'}        A of Item
//	      b: {$ref: 'order#/$defs/A'}   A of the document

// resource returns the schema that the fragment of a reference at n counts
// from: the innermost around n with an address, or the document.
func (n node) resource() node {
	for y := n.y; y != nil; y = n.doc.above[y].parent {
		if at := (node{doc: n.doc, y: y}); at.hasAddress() {
			return at
		}
	}
	return n.doc.node()
}

// hasAddress tells whether n is a schema with an $id, which is more than a
// fragment: that is an anchor in the older drafts, where an $id next to a $ref
// counts for nothing.
func (n node) hasAddress() bool {
	if !n.doc.siblings && !n.doc.schema {
		return false // OpenAPI 3.0 has no $id
	}
	id := n.get("$id")
	if !id.isScalar() || !isString(id.y) || strings.HasPrefix(id.text(), "#") || n.isValue() {
		return false
	}
	return n.doc.siblings || !n.get("$ref").ok()
}

// namedSchemas are the keywords below which there are names.
var namedSchemas = []string{"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas"}

// isValue tells whether n stands in what is no schema but a value.
func (n node) isValue() bool {
	tokens := n.tokens()
	for i, token := range tokens {
		isName := i > 0 && slices.Contains(namedSchemas, tokens[i-1])
		if !isName && slices.Contains([]string{"enum", "const", "default", "example", "examples"}, token) {
			return true
		}
	}
	return false
}

// address returns the address of a schema that has one, made absolute by those
// around it; nil if it is no URL.
func (n node) address() *url.URL {
	own, err := url.Parse(n.get("$id").text())
	if err != nil {
		return nil
	}
	up, ok := n.doc.above[n.y]
	if !ok {
		return own
	}
	outer := (node{doc: n.doc, y: up.parent}).resource()
	if !outer.hasAddress() {
		return own
	}
	if base := outer.address(); base != nil {
		return base.ResolveReference(own)
	}
	return own
}

// embedded returns the schema of the same document whose address is what file
// means at the reference ref.
func (ref node) embedded(file string) (node, bool) {
	want, err := url.Parse(file)
	if err != nil || len(ref.doc.ids()) == 0 {
		return node{}, false
	}
	if around := ref.resource(); around.hasAddress() {
		if base := around.address(); base != nil {
			want = base.ResolveReference(want)
		}
	}
	y, ok := ref.doc.ids()[strings.TrimSuffix(want.String(), "#")]
	return node{doc: ref.doc, y: y}, ok
}

// ids returns the schemas of the document by their addresses.
func (d *document) ids() map[string]*yaml.Node {
	if d.addresses != nil {
		return d.addresses
	}
	d.addresses = map[string]*yaml.Node{}
	nodes := []*yaml.Node{d.root}
	for y := range d.above {
		nodes = append(nodes, y)
	}
	for _, y := range nodes {
		n := node{doc: d, y: y}
		if !n.hasAddress() {
			continue
		}
		if at := n.address(); at != nil {
			d.addresses[strings.TrimSuffix(at.String(), "#")] = y
		}
	}
	return d.addresses
}
