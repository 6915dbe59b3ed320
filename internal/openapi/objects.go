package openapi

import (
	"slices"

	"github.com/telgen/telgen/internal/ir"
)

// A property is a member of an object, which several parts may describe.
type property struct {
	name     string
	key      node
	places   []place
	required bool
}

// structDecl fills s from the parts of x: members in the order in which the
// parts name them first.
func (r *reader) structDecl(s *ir.Struct, x *expansion) {
	for _, p := range x.properties() {
		if len(p.places) == 0 && x.describesMembers() {
			r.warnf(p.key.pos(), "%q is required, but not among the properties; it may hold anything", p.name)
		}
		s.Fields = append(s.Fields, r.field(p))
	}
	s.Object.Unknown = x.unknown()
	if s.Object.Unknown == ir.SkipUnknown && !x.describesMembers() {
		s.Object.Unknown = ir.KeepUnknown
	}
	if s.Object.Unknown == ir.KeepUnknown {
		s.Object.UnknownType, s.Object.UnknownNull = r.unknownType(x)
	}
	for _, p := range x.parts {
		atLeast(&s.Object.MinProps, p.schema.MinProps)
		atMost(&s.Object.MaxProps, p.schema.MaxProps)
	}
	if c := new(ir.Check); x.constCheck(c, ir.Any) {
		s.Object.Check = c
	}
	for _, rule := range x.rules {
		r.addRule(s, x, rule)
	}
	r.partial(s, x)
}

// describesMembers tells whether any member is described. An object that only
// lists which members must be there is all unknown members.
func (x *expansion) describesMembers() bool {
	return slices.ContainsFunc(x.parts, func(p part) bool { return p.node.has("properties") })
}

// properties merges what the parts say about members. A member that is
// required but described nowhere is as additionalProperties say, or may hold
// anything.
func (x *expansion) properties() []*property {
	var list []*property
	byName := map[string]*property{}
	find := func(name string, key node) *property {
		p, ok := byName[name]
		if !ok {
			p = &property{name: name, key: key}
			byName[name] = p
			list = append(list, p)
		}
		return p
	}
	for _, part := range x.parts {
		for _, n := range part.node.get("properties").entries() {
			p := find(n.name(), n)
			p.places = append(p.places, place{node: n, depth: part.depth})
		}
	}
	for _, part := range x.parts {
		for i, n := range part.node.get("required").items() {
			if i < len(part.schema.Required) {
				find(n.text(), n).required = true
			}
		}
	}
	for _, p := range list {
		if len(p.places) == 0 {
			p.places = x.unknownPlaces()
		}
	}
	return list
}

func (r *reader) field(p *property) *ir.Field {
	f := &ir.Field{Origin: ir.Origin{Name: p.name, Pos: p.key.pos()}, Type: ir.Any, Optional: !p.required}
	w := &ir.Property{}
	f.Wire = w
	if len(p.places) == 0 {
		return f
	}
	u := r.typeOf(p.places...)
	f.Type, w.Check, w.Nullable = u.typ, u.check, u.null
	s := r.surface(p.places...)
	f.Doc = s.doc()
	w.Default = s.defaultText()
	w.Deprecated = s.any(func(p part) bool { return p.schema.Deprecated })
	x := r.expand(p.places...)
	w.ReadOnly = x.any(func(p part) bool { return p.schema.ReadOnly })
	w.WriteOnly = x.any(func(p part) bool { return p.schema.WriteOnly })
	if p.required && (w.ReadOnly || w.WriteOnly) && !r.pure {
		f.Optional, w.OneWay = true, w.ReadOnly != w.WriteOnly
	}
	w.Secret = x.any(func(p part) bool { return p.schema.Format == "password" })
	return f
}

func (x *expansion) any(has func(part) bool) bool {
	return slices.ContainsFunc(x.parts, has) || slices.ContainsFunc(x.notes, has)
}

// defaultText is the default value of the first part that has one.
func (x *expansion) defaultText() string {
	for _, p := range slices.Concat(x.parts, x.notes) {
		if d := p.node.get("default"); d.ok() {
			return d.jsonText()
		}
	}
	return ""
}

// unknownType returns the type of members that are not described, and whether
// they may be null.
func (r *reader) unknownType(x *expansion) (ir.Type, bool) {
	places := x.unknownPlaces()
	if len(places) == 0 {
		return ir.Any, false
	}
	u := r.typeOf(places...)
	return r.checked(places[0].node, u), u.null && u.typ != ir.Type(ir.Any)
}
