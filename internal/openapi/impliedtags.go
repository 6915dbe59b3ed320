package openapi

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// implied adds, to the tags that the mapping of p has for the kinds of p, those
// of the kinds that it does not mention: what the mapping of another base says,
// or else their names, where the tag member admits them and no union maps
// another value to them. What only calls a kind by another name is none.
func (r *reader) implied(p part, list []tag) []tag {
	property := p.schema.Discriminator.PropertyName
	for _, t := range r.derived(p.node) {
		if hasSchema(list, t.schema.y) || r.surface(place{node: t.schema}).isReference() {
			continue
		}
		x := r.expand(place{node: t.schema})
		switch own := x.mappedByBases(p, property); {
		case len(x.choices) > 0 || !slices.Equal(x.types(), []string{"object"}):
		case len(own) > 0:
			list = append(list, own...)
		case x.admits(property, t.value) && !r.isMapped(t.schema, property):
			list = append(list, t)
		}
	}
	return list
}

// namedTags returns the kinds of p, which has no mapping: their names are the tags,
// where the tag member admits them.
func (r *reader) namedTags(p part) []tag {
	all := r.derived(p.node)
	property := p.schema.Discriminator.PropertyName
	list := slices.DeleteFunc(slices.Clone(all), func(t tag) bool { return !r.expand(place{node: t.schema}).admits(property, t.value) })
	if len(list) == 0 && len(all) > 0 {
		r.warnf(p.node.get("discriminator").pos(), "%q admits the name of none of the schemas that include this one, and there is no mapping; they are not told apart", property)
	}
	return list
}

// mappedByBases returns the tags that the mappings of other bases of x than p
// have for x.
func (x *expansion) mappedByBases(p part, property string) []tag {
	var list []tag
	for _, base := range x.parts {
		if base.node.y == p.node.y || base.schema.Discriminator == nil || base.schema.Discriminator.PropertyName != property {
			continue
		}
		for _, t := range x.r.mappedTags(base) {
			known := slices.ContainsFunc(list, func(o tag) bool { return o.value == t.value })
			if t.schema.y == x.places[0].node.y && !known {
				list = append(list, t)
			}
		}
	}
	return list
}

// isMapped tells whether the mapping of a component, by the same member, names
// schema.
func (r *reader) isMapped(schema node, property string) bool {
	return slices.ContainsFunc(schema.doc.node().get("components").get("schemas").entries(), func(n node) bool {
		d := n.get("discriminator")
		return d.get("propertyName").text() == property && slices.ContainsFunc(d.get("mapping").entries(), func(m node) bool {
			t, ok := r.mapped(m)
			return ok && t.y == schema.y
		})
	})
}

// admits tells whether the member of x that tells kinds apart may be value, by
// all that describes it.
func (x *expansion) admits(property, value string) bool {
	v := node{y: &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value}}
	return !slices.ContainsFunc(x.parts, func(p part) bool {
		m := p.node.get("properties").get(property)
		return m.ok() && x.r.judge(v, m) != ""
	})
}
