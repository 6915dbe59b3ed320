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
		if p.depth != x.near || p.schema.Discriminator == nil {
			continue
		}
		isSelf := func(t tag) bool { return t.schema.y == p.node.y || t.schema.writesOut(p.node) }
		if slices.ContainsFunc(x.r.tags(p), func(t tag) bool { return !isSelf(t) }) {
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
	list := r.mappedTags(p)
	if len(p.node.get("discriminator").get("mapping").entries()) > 0 {
		if p.node.has("oneOf", "anyOf") {
			return list
		}
		return r.implied(p, list)
	}
	for _, branch := range slices.Concat(p.node.get("oneOf").items(), p.node.get("anyOf").items()) {
		if schema, ok := r.target(branch); ok {
			list = append(list, tag{schema.name(), branch, schema})
		}
	}
	if p.node.has("oneOf", "anyOf") {
		return list
	}
	return r.namedTags(p)
}

// mappedTags returns the tags that the mapping of p has.
func (r *reader) mappedTags(p part) []tag {
	var list []tag
	for _, m := range p.node.get("discriminator").get("mapping").entries() {
		if schema, ok := r.mapped(m); ok && (schema.y != p.node.y || !p.node.has("oneOf", "anyOf")) {
			list = append(list, tag{m.name(), m, schema})
		}
	}
	return list
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
	n, ok := r.lookup(m, text, m.pos())
	if !ok {
		return node{}, false
	}
	return r.target(n)
}

// unionDecl fills u, which x describes as a base with a discriminator or as a
// list of alternatives.
func (r *reader) unionDecl(u *ir.Union, x *expansion) {
	if x.combinations() > maxCombinations {
		r.errorf(x.choices[0].list.pos(), "%q and the lists of alternatives next to it have more than %d combinations; write out those that are meant", x.choices[0].list.name(), maxCombinations)
		return
	}
	k := x.kinds()
	switch {
	case k == nil && len(x.choices) == 0:
		r.severalTypes(u, x)
	case k == nil:
		r.plainUnion(u, x)
	case len(x.choices) > 0:
		u.Tag = k.property()
		r.taggedVariants(u, x, r.choiceTags(*k.of, x.choices[0]))
	default:
		u.Tag = k.property()
		u.Base = &ir.Struct{Origin: u.Origin, Object: &ir.Object{}}
		r.structDecl(u.Base, x)
		r.taggedVariants(u, nil, k.tags)
		u.Foreign = x.foreignTags(k)
	}
}

// Limits on lists of alternatives that stand next to each other, each of which
// multiplies the declarations.
const (
	maxCombinations = 256
	maxLists        = 3
	maxMerged       = 512 // of a run
)

// combinations counts the values that the choices of x can make, those that
// were made on the way here included.
func (x *expansion) combinations() int {
	lists, product := len(x.choices), 1
	for w := x.places[0].without; w != nil; w = w.next {
		lists++
	}
	if lists > maxLists {
		return maxCombinations + 1
	}
	if len(x.choices) < 2 {
		return product
	}
	for _, c := range x.choices {
		product = min(product*len(c.branches), maxCombinations+1)
	}
	return product
}

// alternative returns the places that describe an alternative of the first
// choice of x. What stands next to the choice counts for each of them, unless
// the alternative says it itself:
//
//	properties: {a: {type: string}}
//	oneOf: [{required: [b], properties: {b: ...}}, {$ref: ...}]
func (r *reader) alternative(x *expansion, branch node) []place {
	own := place{node: branch}
	if !x.saysMore() || r.includes(branch, x) {
		return []place{own}
	}
	if r.merged++; r.merged > maxMerged {
		r.errorf(x.choices[0].list.pos(), "%q next to members and other alternatives makes more than %d combinations; write out those that are meant", x.choices[0].list.name(), maxMerged)
		return []place{own}
	}
	var places []place
	for _, p := range x.places {
		places = append(places, place{p.node, p.depth + 1, &without{x.choices[0].list.y, p.without}, p.only})
	}
	return append(places, own)
}

// saysMore tells whether x says more than its first choice and its tag.
func (x *expansion) saysMore() bool {
	members := len(x.properties()) > 0 && !onlyTag(x)
	return members || len(x.choices) > 1 || len(x.rules) > 0 || x.unknown() != ir.SkipUnknown || x.isLimited()
}

// onlyTag tells whether the tag is the only member next to the alternatives,
// which describe it again.
func onlyTag(x *expansion) bool {
	p := x.tagged()
	return p != nil && !slices.ContainsFunc(x.properties(), func(m *property) bool {
		return m.name != p.schema.Discriminator.PropertyName
	})
}

// includes tells whether branch includes all that describes x through allOf.
func (r *reader) includes(branch node, x *expansion) bool {
	b := r.expand(place{node: branch})
	return !slices.ContainsFunc(x.places, func(p place) bool { return !b.seen[p.node.y] })
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
	return r.withKinds(all, p.schema.Discriminator.PropertyName)
}

// withKinds adds the kinds of alternatives that have some.
func (r *reader) withKinds(all []tag, property string) []tag {
	for _, t := range slices.Clone(all) {
		k := r.expand(place{node: t.schema}).kinds()
		if k == nil || k.property() != property {
			continue
		}
		for _, inner := range k.tags {
			if !hasSchema(all, inner.schema.y) {
				all = append(all, inner)
			}
		}
	}
	return all
}

// taggedVariants adds the alternatives that tags mean; x is what has them as
// its choice, nil if it has none.
func (r *reader) taggedVariants(u *ir.Union, x *expansion, tags []tag) {
	for _, t := range tags {
		d := r.declareKind(t.schema, u.Tag)
		if branch, ok := r.branchOf(x, t.schema); ok {
			if places := r.alternative(x, branch); len(places) > 1 {
				d = r.declaration(places, r.expand(places...))
			}
		}
		if _, ok := d.(*ir.Struct); !ok {
			r.errorf(t.at.pos(), "%q means %q, which is not an object without alternatives of its own", t.value, t.schema.name())
			continue
		}
		u.Variants = append(u.Variants, &ir.Variant{Tag: t.value, Type: r.ref(d)})
	}
}

// branchOf returns the alternative of x that is the schema.
func (r *reader) branchOf(x *expansion, schema node) (node, bool) {
	if x == nil {
		return node{}, false
	}
	for _, branch := range x.choices[0].branches {
		if t, ok := r.target(branch); ok && t.y == schema.y {
			return branch, true
		}
	}
	return node{}, false
}

// plainUnion makes a union that is told apart by trying.
func (r *reader) plainUnion(u *ir.Union, x *expansion) {
	for _, branch := range x.choices[0].branches {
		places := r.alternative(x, branch)
		typ := r.checkedAt(places, r.typeOf(places...))
		r.nameWithin(places, x.places)
		u.Variants = append(u.Variants, &ir.Variant{Type: typ})
	}
}

// nameWithin has the declaration of places named after that of others, when
// the same alternative is met in several unions: it is one of a second list.
func (r *reader) nameWithin(places, others []place) {
	d, ok := r.decls[identity(places)]
	if outer := r.decls[identity(others)]; ok && outer != nil && places[0].without != nil && places[0].without.next != nil {
		d.within = outer
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
		f := &ir.Field{Origin: ir.Origin{Name: name, Pos: s.Pos}, Type: ir.String, Optional: true, Wire: &ir.Property{}}
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
	if b, ok := t.(ir.Basic); ok && b != ir.String && b != ir.Any && json.Valid([]byte(value)) {
		return value
	}
	return string(appendText(nil, value))
}
