package openapi

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"github.com/telgen/telgen/internal/ir"
)

// A kinds is what a discriminator says about the values of a schema: the member
// that tells them apart, and the tags of those that there are.
type kinds struct {
	of   *part // the part with the discriminator
	tags []tag
}

// property is the member that tells the kinds apart.
func (k *kinds) property() string { return k.of.schema.Discriminator.PropertyName }

// kinds returns the kinds of x, or nil. They come from the discriminator of the
// schema itself, or of a base where x is a kind that has kinds of its own:
//
//	Base: {discriminator: {propertyName: kind}}
//	Mid:  {allOf: [{$ref: Base}, ...]}     a Mid is a Mid or a Leaf
//	Leaf: {allOf: [{$ref: Mid}, ...]}
func (x *expansion) kinds() *kinds {
	if x.isItself() {
		return nil
	}
	if p := x.tagged(); p != nil {
		return &kinds{p, x.withOwnTags(p, x.r.tags(*p))}
	}
	if len(x.places) > 1 || x.places[0].without != nil || len(x.choices) > 0 {
		return nil
	}
	n := x.places[0].node
	for i, p := range x.parts {
		if p.depth == x.near || p.schema.Discriminator == nil {
			continue
		}
		all := x.r.tags(p)
		below := slices.DeleteFunc(slices.Clone(all), func(t tag) bool { return t.schema.y != n.y && !x.r.derives(t.schema, n) })
		if hasSchema(below, n.y) && slices.ContainsFunc(below, func(t tag) bool { return t.schema.y != n.y }) {
			return &kinds{&x.parts[i], below}
		}
	}
	return nil
}

func hasSchema(tags []tag, y *yaml.Node) bool {
	return slices.ContainsFunc(tags, func(t tag) bool { return t.schema.y == y })
}

// withOwnTags adds the tags that the discriminator of a base has for x itself,
// if p, which is x's own, has none.
func (x *expansion) withOwnTags(p *part, tags []tag) []tag {
	if len(x.choices) > 0 || hasSchema(tags, x.places[0].node.y) {
		return tags
	}
	for _, base := range x.parts {
		if base.depth == x.near || base.schema.Discriminator == nil || base.schema.Discriminator.PropertyName != p.schema.Discriminator.PropertyName {
			continue
		}
		for _, t := range x.r.tags(base) {
			if t.schema.y == x.places[0].node.y {
				tags = append(tags, t)
			}
		}
	}
	return tags
}

// foreignTags returns the tags that bases of x have for what is no kind of x.
func (x *expansion) foreignTags(k *kinds) []string {
	var list []string
	for _, p := range x.parts {
		if p.depth == x.near || p.schema.Discriminator == nil || p.schema.Discriminator.PropertyName != k.property() {
			continue
		}
		for _, t := range x.r.tags(p) {
			known := slices.ContainsFunc(k.tags, func(own tag) bool { return own.value == t.value || own.schema.y == t.schema.y })
			if !known && !slices.Contains(list, t.value) && !x.r.derives(t.schema, x.places[0].node) {
				list = append(list, t.value)
			}
		}
	}
	return list
}

// isKind tells whether n is among the kinds of a base that it derives from: it
// is then a type of its own, even if it adds nothing.
func (r *reader) isKind(n node) bool {
	if !n.get("allOf").ok() {
		return false
	}
	x := r.expand(place{node: n})
	return slices.ContainsFunc(x.parts, func(p part) bool {
		return p.depth > x.near && p.schema.Discriminator != nil && hasSchema(r.tags(p), n.y)
	})
}

// An object that has kinds is a union. Where it is one of them itself, that is a
// declaration of its own, which the place of itself describes.
func itself(n node) place { return place{node: n, without: &without{list: n.y}} }

func (x *expansion) isItself() bool { return len(x.places) == 1 && x.places[0].isItself() }

func (p place) isItself() bool {
	return p.without != nil && p.without.list == p.node.y && p.without.next == nil
}

// derives tells whether n includes base through allOf, at any distance.
func (r *reader) derives(n, base node) bool { return r.derivesFrom(n, base, map[*yaml.Node]bool{}) }

func (r *reader) derivesFrom(n, base node, seen map[*yaml.Node]bool) bool {
	if seen[n.y] {
		return false
	}
	seen[n.y] = true
	return slices.ContainsFunc(n.get("allOf").items(), func(item node) bool {
		t, ok := r.target(item)
		return ok && (t.y == base.y || r.derivesFrom(t, base, seen))
	})
}

// derived returns the components that include base through allOf. What base is
// written in is base itself:
//
//	Base: {allOf: [{discriminator: {propertyName: kind}}]}
func (r *reader) derived(base node) []tag {
	var list []tag
	for _, n := range base.doc.node().get("components").get("schemas").entries() {
		if n.y != base.y && !n.writesOut(base) && r.derives(n, base) {
			list = append(list, tag{n.name(), n, n})
		}
	}
	return list
}

// writesOut tells whether base stands in the allOf of n, and not in a schema that
// that refers to.
func (n node) writesOut(base node) bool {
	return slices.ContainsFunc(n.get("allOf").items(), func(item node) bool { return item.y == base.y || item.writesOut(base) })
}

// declareKind returns the declaration of a schema that a tag means: of the
// object itself, if it has kinds by the same member.
func (r *reader) declareKind(schema node, property string) ir.Decl {
	x := r.expand(place{node: schema})
	if k := x.kinds(); k != nil && k.property() == property && len(x.choices) == 0 {
		p := itself(schema)
		return r.declaration([]place{p}, r.expand(p))
	}
	return r.declare(schema)
}
