package openapi

import (
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// A form is the kind of declaration that an expansion needs.
type form int

const (
	plainForm form = iota // a basic type, a list, a map: no declaration of its own
	structForm
	enumForm
	unionForm
)

// form decides what declaration the value needs.
func (x *expansion) form() form {
	types := x.types()
	switch {
	case x.kinds() != nil:
		return unionForm
	case len(x.choices) > 0:
		return x.choiceForm()
	case x.hasValues() && (slices.Equal(types, []string{"string"}) || slices.Equal(types, []string{"integer"})):
		return enumForm
	case len(types) > 1:
		return unionForm
	case len(types) == 1 && types[0] == "object" && x.isStruct():
		return structForm
	}
	return plainForm
}

// choiceForm decides about alternatives: names of values are an enum, several
// ways to write a string are a string, and the rest is a union.
func (x *expansion) choiceForm() form {
	switch {
	case x.areValues():
		return enumForm
	case x.choiceScalar() != "":
		return plainForm
	}
	return unionForm
}

// types returns the JSON types that all parts admit, without null. None means
// any type. A contradiction is reported and counts as any: the value stays
// raw JSON.
func (x *expansion) types() []string {
	switch {
	case x.only != "":
		return []string{x.only}
	case x.null.only:
		return nil
	}
	var types []string
	for _, p := range x.parts {
		own := p.types()
		switch {
		case len(own) == 0:
		case len(types) == 0:
			types = own
		default:
			both := commonTypes(types, own)
			if len(both) == 0 {
				x.r.warnf(p.typePos(), "no value can be both %s and %s; it is left as raw JSON", types[0], own[0])
				return nil
			}
			types = both
		}
	}
	if len(types) == 0 {
		return x.impliedTypes()
	}
	return types
}

func (p part) typePos() source.Pos {
	if t := p.node.get("type"); t.ok() {
		return t.pos()
	}
	return p.node.pos()
}

// typeSlips are misspelled types of published documents, and what is meant.
var typeSlips = map[string]string{"bool": "boolean", "int": "integer", "float": "number"}

func (p part) types() []string {
	var types []string
	for _, t := range p.schema.Type.Slice() {
		if meant := typeSlips[t]; meant != "" {
			t = meant
		}
		if t != "null" && slices.Contains(schemaTypes, t) {
			types = append(types, t)
		}
	}
	if slices.Contains(types, "number") {
		types = slices.DeleteFunc(types, func(t string) bool { return t == "integer" })
	}
	return types
}

// commonTypes intersects; an integer is a number.
func commonTypes(a, b []string) []string {
	var both []string
	for _, t := range a {
		switch {
		case slices.Contains(b, t):
			both = append(both, t)
		case t == "integer" && slices.Contains(b, "number"), t == "number" && slices.Contains(b, "integer"):
			both = append(both, "integer")
		}
	}
	return both
}

// A typedKeys is a type and the keywords that only values of this type have.
type typedKeys struct {
	name string
	keys []string
}

var keysOfTypes = []typedKeys{
	{"object", []string{"properties", "additionalProperties", "unevaluatedProperties", "required", "minProperties", "maxProperties"}},
	{"array", []string{"items", "minItems", "maxItems", "uniqueItems"}},
	{"string", []string{"pattern", "minLength", "maxLength", "x-min-duration", "x-max-duration", "contentEncoding"}},
	{"number", []string{"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}},
}

// impliedTypes guesses the types where none is given from the keywords of the
// first part that has one which only one type has: {properties: ...} is an
// object, {enum: [a, b]} a string, {minLength: 2, minimum: 3} a string or a
// number.
func (x *expansion) impliedTypes() []string {
	for _, p := range x.parts {
		switch {
		case p.node.has("enum", "x-extensible-enum"):
			return valueTypes(p.node)
		case p.node.has("const"):
			return []string{p.node.get("const").jsonType()}
		}
		var types []string
		for _, t := range keysOfTypes {
			if p.node.has(t.keys...) {
				types = append(types, t.name)
			}
		}
		if len(types) > 0 {
			return types
		}
		if t := formatTypes[p.schema.Format]; t != "" {
			return []string{t}
		}
	}
	if len(x.rules) > 0 {
		return []string{"object"}
	}
	return nil
}

// formatTypes are the types of formats that are met without a type.
var formatTypes = map[string]string{
	"date-time": "string", "date": "string", "byte": "string", "uri": "string", "uri-reference": "string",
	"uuid": "string", "ipv4": "string", "ipv6": "string", "email": "string", "hostname": "string",
	"int32": "integer", "int64": "integer", "float": "number", "double": "number",
}

// valueTypes returns the type of the values of an enum, if they have one.
func valueTypes(n node) []string {
	var types []string
	values := slices.Concat(n.get("enum").items(), n.get("x-extensible-enum").items())
	if fixed := n.get("const"); fixed.ok() {
		values = append(values, fixed)
	}
	for _, v := range values {
		t := v.jsonType()
		if t != "null" && !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	return types
}

// jsonType is the JSON Schema type of the value n.
func (n node) jsonType() string {
	switch {
	case n.isMap():
		return "object"
	case n.isSeq():
		return "array"
	}
	switch n.y.ShortTag() {
	case "!!null":
		return "null"
	case "!!bool":
		return "boolean"
	case "!!int":
		return "integer"
	case "!!float":
		return "number"
	}
	return "string"
}

func (x *expansion) hasValues() bool {
	return slices.ContainsFunc(x.parts, func(p part) bool { return p.node.has("enum", "x-extensible-enum") })
}

// isStruct tells whether an object has members of its own. {type: object} is
// raw JSON, and one with additionalProperties only is a map. One that admits
// nothing at all is an empty struct.
func (x *expansion) isStruct() bool {
	for _, p := range x.parts {
		if len(p.node.get("properties").entries()) > 0 || len(p.schema.Required) > 0 {
			return true
		}
	}
	return x.unknown() == ir.ForbidUnknown || len(x.rules) > 0
}

// unknown tells what happens to members that are not described. One part that
// forbids them forbids them for all: a closed base is meant to be closed with
// the members of what derives from it.
func (x *expansion) unknown() ir.Unknown {
	rule := ir.SkipUnknown
	for _, p := range x.parts {
		for _, key := range []string{"additionalProperties", "unevaluatedProperties"} {
			switch more := p.node.get(key); {
			case !more.ok():
			case more.isMap() || strings.EqualFold(more.text(), "true"):
				rule = max(rule, ir.KeepUnknown)
			default:
				rule = ir.ForbidUnknown
			}
		}
	}
	return rule
}

// unknownPlaces are the schemas of members that are not described.
func (x *expansion) unknownPlaces() []place {
	var list []place
	for _, p := range x.parts {
		for _, key := range []string{"additionalProperties", "unevaluatedProperties"} {
			if more := p.node.get(key); more.isMap() {
				list = append(list, place{node: more, depth: p.depth})
			}
		}
	}
	return list
}

// itemPlaces are the schemas of the items of an array.
func (x *expansion) itemPlaces() []place {
	var list []place
	for _, p := range x.parts {
		if items := p.node.get("items"); items.isMap() || items.isScalar() {
			list = append(list, place{node: items, depth: p.depth})
		}
	}
	return list
}
