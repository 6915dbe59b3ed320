package openapi

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// tagged returns the part whose discriminator makes the value a union: one
// that the schema has itself, not one of a base that it derives from.
//
//	SinkCredential:
//	  discriminator: {propertyName: credentialType, mapping: {PLAIN: '#/...'}}
func (x *expansion) tagged() *part {
	for i, p := range x.parts {
		if p.depth == x.near && p.schema.Discriminator != nil && len(x.r.tags(p)) > 0 {
			return &x.parts[i]
		}
	}
	return nil
}

// A tag is one entry of a discriminator: a value and the schema it stands for.
type tag struct {
	value  string
	at     node
	schema node
}

// tags returns the entries of the discriminator of p: its mapping; or, without
// one, the names of the schemas that can be meant.
func (r *reader) tags(p part) []tag {
	list, ok := r.tagLists[p.node.y]
	if !ok {
		list = r.readTags(p)
		r.tagLists[p.node.y] = list
	}
	return slices.Clone(list)
}

func (r *reader) readTags(p part) []tag {
	var list []tag
	mapping := p.node.get("discriminator").get("mapping")
	for _, m := range mapping.entries() {
		if schema, ok := r.mapped(m); ok && schema.y != p.node.y {
			list = append(list, tag{m.name(), m, schema})
		}
	}
	if len(mapping.entries()) > 0 {
		return list
	}
	for _, branch := range slices.Concat(p.node.get("oneOf").items(), p.node.get("anyOf").items()) {
		if schema, ok := r.target(branch); ok {
			list = append(list, tag{schema.name(), branch, schema})
		}
	}
	if p.node.has("oneOf", "anyOf") {
		return list
	}
	return r.derived(p.node)
}

// mapped returns the schema that an entry of a mapping means: a reference, or
// the name of a component.
func (r *reader) mapped(m node) (node, bool) {
	text := m.text()
	if !strings.ContainsAny(text, "#/") && !slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(text)) {
		if n := m.doc.node().get("components").get("schemas").get(text); n.ok() {
			return r.target(n)
		}
		r.errorf(m.pos(), "mapping of %q: there is no schema %q in components", m.name(), text)
		return node{}, false
	}
	n, ok := r.lookup(m.doc, text, m.pos())
	if !ok {
		return node{}, false
	}
	return r.target(n)
}

// derived returns the components that include base through allOf.
func (r *reader) derived(base node) []tag {
	var list []tag
	for _, n := range base.doc.node().get("components").get("schemas").entries() {
		if n.y == base.y {
			continue
		}
		for _, item := range n.get("allOf").items() {
			if _, ok := item.reference(); !ok {
				continue
			}
			if t, ok := r.target(item); ok && t.y == base.y {
				list = append(list, tag{n.name(), n, n})
			}
		}
	}
	return list
}

// unionDecl fills u, which x describes as a base with a discriminator or as a
// list of alternatives.
func (r *reader) unionDecl(u *ir.Union, x *expansion) {
	for _, c := range x.choices[min(len(x.choices), 1):] {
		r.errorf(c.list.pos(), "%q next to another list of alternatives is not supported", c.list.name())
	}
	p := x.tagged()
	switch {
	case p == nil && len(x.choices) == 0:
		r.scalarUnion(u, x)
	case p == nil:
		r.plainUnion(u, x)
	case len(x.choices) > 0:
		u.Tag = p.schema.Discriminator.PropertyName
		r.alternativesOnly(x)
		r.taggedVariants(u, r.choiceTags(*p, x.choices[0]))
	default:
		u.Tag = p.schema.Discriminator.PropertyName
		u.Base = &ir.Struct{Origin: u.Origin, Object: &ir.Object{}}
		r.structDecl(u.Base, x)
		r.taggedVariants(u, r.tags(*p))
	}
}

// alternativesOnly reports what stands next to alternatives: a variant would
// have to be a struct of both, or a limit be applied to each.
func (r *reader) alternativesOnly(x *expansion) {
	c := x.choices[0]
	if len(x.properties()) > 0 && !onlyTag(x) || len(x.rules) > 0 || x.unknown() != ir.SkipUnknown {
		r.errorf(c.list.pos(), "%q next to properties is not supported; put the properties into the alternatives", c.list.name())
	}
	if x.isLimited() {
		r.errorf(c.list.pos(), "%q next to limits is not supported; put the limits into the alternatives", c.list.name())
	}
}

// onlyTag tells whether the tag is the only member next to the alternatives,
// which describe it again.
func onlyTag(x *expansion) bool {
	p := x.tagged()
	return p != nil && !slices.ContainsFunc(x.properties(), func(m *property) bool {
		return m.name != p.schema.Discriminator.PropertyName
	})
}

// choiceTags returns the tags of alternatives: each by the mapping, or else by
// its name.
func (r *reader) choiceTags(p part, c choice) []tag {
	all := r.tags(p)
	for _, branch := range c.branches {
		schema, ok := r.target(branch)
		if !ok {
			continue
		}
		if _, isRef := branch.reference(); !isRef {
			r.errorf(branch.pos(), "an alternative next to a discriminator must be a $ref: its name is its tag")
			continue
		}
		if !slices.ContainsFunc(all, func(t tag) bool { return t.schema.y == schema.y }) {
			all = append(all, tag{schema.name(), branch, schema})
		}
	}
	return all
}

func (r *reader) taggedVariants(u *ir.Union, tags []tag) {
	for _, t := range tags {
		d := r.declare(t.schema)
		if _, ok := d.(*ir.Struct); !ok {
			r.errorf(t.at.pos(), "%q means %q, which is not an object without alternatives of its own", t.value, t.schema.name())
			continue
		}
		u.Variants = append(u.Variants, &ir.Variant{Tag: t.value, Type: r.ref(d)})
	}
}

// plainUnion makes a union that is told apart by trying.
func (r *reader) plainUnion(u *ir.Union, x *expansion) {
	r.alternativesOnly(x)
	for _, branch := range x.choices[0].branches {
		typ := r.checked(branch, r.typeOf(place{branch, 0}))
		u.Variants = append(u.Variants, &ir.Variant{Type: typ})
	}
}

// scalarUnion makes a union of {type: [string, integer]}.
func (r *reader) scalarUnion(u *ir.Union, x *expansion) {
	basics := map[string]ir.Basic{"string": ir.String, "integer": ir.Int64, "number": ir.Float64, "boolean": ir.Bool}
	for _, t := range x.types() {
		u.Variants = append(u.Variants, &ir.Variant{Type: basics[t]})
	}
	r.severalTypes(x)
}

// severalTypes reports limits on a value of several types.
func (r *reader) severalTypes(x *expansion) {
	if x.hasValues() {
		r.errorf(x.parts[0].node.pos(), "an enum with values of several types is not supported")
	} else if x.isLimited() {
		r.errorf(x.parts[0].node.pos(), "limits on a value of several types are not supported")
	}
}

// isLimited tells whether a part says more about the value than its type and
// members.
func (x *expansion) isLimited() bool {
	return slices.ContainsFunc(x.parts, func(p part) bool {
		return p.node.has(checkKeys...) || p.node.has("enum", "const", "x-extensible-enum", "items", "format", "contentEncoding")
	})
}

// setConstants gives the tag member of a variant its value, when the unions
// leave only one. It needs all fields.
func (r *reader) setConstants() {
	for _, d := range r.pkg.Decls {
		u, ok := d.(*ir.Union)
		if !ok || u.Tag == "" {
			continue
		}
		values := map[*ir.Struct][]string{}
		for _, v := range u.Variants {
			s := v.Type.(ir.Ref).Decl.(*ir.Struct)
			values[s] = append(values[s], v.Tag)
		}
		for _, v := range u.Variants {
			s := v.Type.(ir.Ref).Decl.(*ir.Struct)
			r.setConstant(s, u.Tag, values[s])
		}
	}
}

func (r *reader) setConstant(s *ir.Struct, name string, values []string) {
	i := slices.IndexFunc(s.Fields, func(f *ir.Field) bool { return f.Name == name })
	if i < 0 {
		f := &ir.Field{Origin: ir.Origin{Name: name, Pos: s.Pos}, Type: ir.String, Wire: &ir.Property{}}
		s.Fields = append(s.Fields, f)
		i = len(s.Fields) - 1
	}
	w := s.Fields[i].Wire.(*ir.Property)
	for _, v := range values {
		if !slices.Contains(r.constants[w], v) {
			r.constants[w] = append(r.constants[w], v)
		}
	}
	w.Const = ""
	if len(r.constants[w]) == 1 {
		w.Const = constText(s.Fields[i].Type, values[0])
	}
}

// constText spells a tag as JSON: mapping keys are text, tags may be integers.
func constText(t ir.Type, value string) string {
	if ref, ok := t.(ir.Ref); ok {
		switch d := ref.Decl.(type) {
		case *ir.Named:
			return constText(d.Type, value)
		case *ir.Enum:
			t = d.Base
		}
	}
	if b, ok := t.(ir.Basic); ok && b != ir.String && json.Valid([]byte(value)) {
		return value
	}
	return string(appendText(nil, value))
}
