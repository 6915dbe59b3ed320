package openapi

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// namedBy are the keywords whose members are called as the document likes: a
// property may well be called $ref or example.
var namedBy = []string{
	"properties", "patternProperties", "dependentSchemas", "dependencies", "$defs", "definitions", "mapping",
	"paths", "webhooks", "x-webhooks", "pathItems", "callbacks", "responses", "requestBodies", "parameters", "headers", "links",
	"schemas", "securitySchemes", "examples", "content", "encoding", "variables",
}

// dataBy are the keywords whose value is a value of the API, and not part of
// its description.
var dataBy = []string{"example", "examples", "value", "default", "const", "enum"}

// isReference tells whether the value y of a key $ref is a reference: in an
// example or an extension it is nothing, and below properties it is a schema.
func (d *document) isReference(y *yaml.Node) bool {
	names := false
	n := d.node()
	for _, token := range (node{doc: d, y: y}).tokens() {
		switch {
		case n.isSeq():
			names = false
		case names:
			names = false
		case token == "$ref":
			return true
		case slices.Contains(namedBy, token) && n.get(token).isMap():
			names = true
		case slices.Contains(dataBy, token), strings.HasPrefix(token, "x-"):
			return false
		}
		n = n.step(token)
	}
	return false
}
