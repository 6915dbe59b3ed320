package openapi

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// decodedKeys are the keywords of a schema that kin-openapi decodes. The
// others hold schemas or JSON values and are read from the nodes.
var decodedKeys = []string{
	"type", "format", "title", "description", "nullable", "readOnly", "writeOnly", "deprecated",
	"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
	"minLength", "maxLength", "pattern", "contentEncoding",
	"minItems", "maxItems", "uniqueItems",
	"minProperties", "maxProperties", "required", "discriminator",
}

// contentKeys are the keywords that say something about the value; a schema
// with none of them is a remark, like {description: ...}.
var contentKeys = append([]string{
	"properties", "additionalProperties", "unevaluatedProperties", "items", "enum", "const",
	"x-extensible-enum",
}, slices.Concat(checkKeys, []string{"type", "format", "contentEncoding", "required", "discriminator"})...)

// checkKeys are the keywords that limit a value and leave its type alone.
var checkKeys = []string{
	"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
	"minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems",
	"minProperties", "maxProperties", "x-min-duration", "x-max-duration",
}

// refusedKeys are keywords of JSON Schema that the declarations cannot express.
var refusedKeys = []string{
	"patternProperties", "propertyNames",
	"prefixItems", "additionalItems", "unevaluatedItems", "contains", "minContains", "maxContains",
	"$dynamicRef", "$recursiveRef", "contentSchema",
}

// shapingKeys are those of refusedKeys that say what a value is made of. The
// others only limit it: a program can do without.
var shapingKeys = []string{"patternProperties", "prefixItems", "$dynamicRef", "$recursiveRef", "contentSchema"}

// ruleKeys are the keywords that state conditions between members.
var ruleKeys = []string{"if", "then", "else", "dependentRequired", "dependentSchemas", "dependencies"}

// otherKeys are the remaining keywords of a schema of OpenAPI 3.0, and those
// of JSON Schema that say nothing about the value.
var otherKeys = []string{
	"$ref", "allOf", "oneOf", "anyOf", "not", "default", "example", "examples",
	"externalDocs", "xml", "$schema", "$id", "id", "$comment", "$defs", "definitions",
}

// schemaTypes are the names of the types of JSON Schema.
var schemaTypes = []string{"object", "array", "string", "integer", "number", "boolean", "null"}

// schema decodes the keywords of the schema n, once.
func (r *reader) schema(n node) *openapi3.Schema {
	if s, ok := r.schemas[n.y]; ok {
		return s
	}
	s := new(openapi3.Schema)
	switch {
	case n.isScalar() && n.y.ShortTag() == "!!bool":
		if strings.EqualFold(n.text(), "false") {
			r.errorf(n.pos(), "%sa schema that admits nothing is not supported", n.label())
		}
	default:
		s = decode[openapi3.Schema](r, n, decodedKeys...)
		r.checkKeywords(n, s)
	}
	r.schemas[n.y] = s
	return s
}

func (r *reader) checkKeywords(n node, s *openapi3.Schema) {
	for _, t := range s.Type.Slice() {
		if meant := typeSlips[t]; meant != "" {
			r.warnf(n.get("type").pos(), "unknown type %q; it is read as %q", t, meant)
		} else if !slices.Contains(schemaTypes, t) {
			r.errorf(n.get("type").pos(), "unknown type %q; the types are %s", t, strings.Join(schemaTypes, ", "))
		}
	}
	if t := n.get("type"); t.ok() && isNull(t) {
		r.errorf(t.pos(), `"type" is empty; the type of null is written "null", in quotes`)
	}
	r.refused(n)
	r.checkNullable(n, s)
	if !n.doc.siblings && !n.doc.schema {
		r.checkSpelling(n)
	}
	for _, key := range []string{"allOf", "enum", "x-extensible-enum"} {
		if list := n.get(key); list.ok() && len(list.items()) == 0 {
			r.errorf(list.pos(), "%q must be a list that is not empty", key)
		}
	}
	if items := n.get("items"); items.isSeq() {
		r.errorf(items.pos(), `a list of "items" by position is not supported`)
	}
	for _, key := range []string{"additionalProperties", "unevaluatedProperties"} {
		if more := n.get(key); more.isSeq() || more.isScalar() && more.y.ShortTag() != "!!bool" {
			r.errorf(more.pos(), "%q must be a schema, true or false, not %s", key, more.describe())
		}
	}
	if list := n.get("properties"); list.ok() && !list.isMap() {
		r.errorf(list.pos(), `"properties" must be a mapping, not %s`, list.describe())
	}
}

// checkSpelling reports words that are no keywords of OpenAPI 3.0, where all
// others begin with x-. JSON Schema, and OpenAPI 3.1 with it, lets anyone add
// keywords.
func (r *reader) checkSpelling(n node) {
	for _, m := range n.entries() {
		known := slices.ContainsFunc([][]string{decodedKeys, contentKeys, refusedKeys, ruleKeys, otherKeys}, func(keys []string) bool {
			return slices.Contains(keys, m.name())
		})
		if !known && !strings.HasPrefix(m.name(), "x-") {
			r.errorf(m.pos(), "%q is not a keyword of a schema; extensions begin with x-", m.name())
		}
	}
}
