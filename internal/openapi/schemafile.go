package openapi

import "strings"

// dialects are the values of $schema that are understood, without the scheme
// and the empty fragment that some writers add.
var dialects = []string{
	"json-schema.org/draft-06/schema", "json-schema.org/draft-07/schema",
	"json-schema.org/draft/2019-09/schema", "json-schema.org/draft/2020-12/schema",
}

// pureSchema is jsonSchema for one that is no part of an API.
func (r *reader) pureSchema(doc *document) {
	r.pure = true
	r.jsonSchema(doc)
}

// jsonSchema reads a document that is one JSON Schema: its definitions in
// order, and the root if it describes a value.
func (r *reader) jsonSchema(doc *document) {
	root := doc.node()
	if !root.isMap() {
		r.errorf(root.pos(), "not a JSON Schema: the root is %s", root.describe())
		return
	}
	if root.has("openapi") {
		r.errorf(root.get("openapi").pos(), "an OpenAPI document, not a JSON Schema")
		return
	}
	doc.schema, doc.nullable = true, false
	doc.siblings = !strings.Contains(root.get("$schema").text(), "draft-0")
	r.checkDialect(root)
	if title := root.get("title").text(); title != "" {
		r.pkg.Name = title
	}
	r.pkg.Doc = root.get("description").text()
	if _, ok := root.reference(); ok && !root.extendsReference() {
		if t, ok := r.target(root); ok {
			r.declare(t)
		}
	} else if ok || root.has(contentKeys...) || root.has("allOf", "oneOf", "anyOf") {
		r.declare(root)
	}
	for _, key := range []string{"$defs", "definitions"} {
		for _, n := range root.get(key).entries() {
			r.declare(n)
		}
	}
	if len(r.order) == 0 && len(r.gaps) == 0 && r.errs.Len() == 0 {
		r.errorf(root.pos(), "the document has no schemas")
	}
}

func (r *reader) checkDialect(root node) {
	given := root.get("$schema")
	if !given.ok() {
		return
	}
	_, id, _ := strings.Cut(given.text(), "://")
	for _, dialect := range dialects {
		if strings.TrimSuffix(id, "#") == dialect {
			return
		}
	}
	r.errorf(given.pos(), "JSON Schema dialect %q is not supported; draft-06, draft-07, 2019-09 and 2020-12 are", given.text())
}
