package openapi

import (
	"math"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// declare returns the declaration of a schema that has a name: a component, or
// the target of a reference.
func (r *reader) declare(n node) ir.Decl {
	places := []place{{node: n}}
	if d, ok := r.decls[identity(places)]; ok {
		return d.decl
	}
	if s := r.surface(places...); s.isReference() && !r.isKind(n) {
		return r.named(places, func(d *ir.Named) {
			u, _ := r.referenceUse(s)
			d.Type, d.Check = u.typ, u.check
		})
	}
	x := r.expand(places...)
	if x.form() != plainForm {
		return r.declaration(places, x)
	}
	if r.isRecursive(n) {
		return r.recursive(places, x)
	}
	return r.named(places, func(d *ir.Named) {
		d.Type = r.plainType(x)
		d.Check = x.check(d.Type)
	})
}

func (r *reader) named(places []place, fill func(*ir.Named)) ir.Decl {
	d := &ir.Named{Type: ir.Any}
	r.register(places, d)
	r.todo = append(r.todo, func() { fill(d) })
	return d
}

// declaration returns the struct, enum or union that x describes.
func (r *reader) declaration(places []place, x *expansion) ir.Decl {
	if d, ok := r.decls[identity(places)]; ok {
		return d.decl
	}
	switch x.form() {
	case structForm:
		d := &ir.Struct{Object: &ir.Object{}}
		r.register(places, d)
		r.todo = append(r.todo, func() { r.structDecl(d, x) })
		return d
	case enumForm:
		d := &ir.Enum{}
		r.register(places, d)
		r.enumDecl(d, x)
		return d
	}
	d := &ir.Union{}
	r.register(places, d)
	r.todo = append(r.todo, func() { r.unionDecl(d, x) })
	return d
}

// identity is the key of what places describe: the nodes themselves. Places
// that are described by the same nodes have the same declaration.
func identity(places []place) string {
	var b strings.Builder
	for _, p := range places {
		b.WriteString(p.node.doc.name)
		for _, token := range p.node.tokens() {
			b.WriteByte(0)
			b.WriteString(token)
		}
		for w := p.without; w != nil; w = w.next {
			b.WriteByte(2)
			b.WriteString(itoa(w.list.Line) + ":" + itoa(w.list.Column))
		}
		if p.only != "" {
			b.WriteString("\x03" + p.only)
		}
		b.WriteByte(1)
	}
	return b.String()
}

// register keeps d as the declaration of places. What is described in several
// places is named and documented by the nearest, the last of them if there are
// more: a derived schema comes after its base.
func (r *reader) register(places []place, d ir.Decl) {
	at := places[0]
	for _, p := range places[1:] {
		if p.depth <= at.depth {
			at = p
		}
	}
	*ir.OriginOf(d) = ir.Origin{Doc: r.surface(places...).doc(), Pos: at.node.pos()}
	entry := &declared{decl: d, at: at.node, only: at.only, itself: len(places) == 1 && at.isItself()}
	r.decls[identity(places)] = entry
	r.schemaExamples(places, use{typ: r.ref(d)})
	r.order = append(r.order, entry)
}

// doc is the description of the nearest schema that has one.
func (x *expansion) doc() string {
	text, depth := "", math.MaxInt
	for _, p := range slices.Concat(x.parts, x.notes) {
		if p.schema.Description != "" && p.depth < depth {
			text, depth = p.schema.Description, p.depth
		}
	}
	return text
}

// checked returns a type that carries the limits of u: where the declarations
// have no room for a Check, a Named does.
func (r *reader) checked(n node, u use) ir.Type {
	return r.checkedAt([]place{{node: n}}, u)
}

func (r *reader) checkedAt(places []place, u use) ir.Type {
	if u.check == nil {
		return u.typ
	}
	if d, ok := r.decls[identity(places)]; ok {
		return r.ref(d.decl)
	}
	d := &ir.Named{Type: u.typ, Check: u.check}
	r.register(places, d)
	return r.ref(d)
}
