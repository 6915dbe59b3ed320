package openapi

import "github.com/telgen/telgen/internal/ir"

// isRecursive tells whether n is a list or map that holds itself, with no
// object in between:
//
//	Node: {type: array, items: {$ref: '#/components/schemas/Node'}}
//
// Go's aliases cannot say that.
func (r *reader) isRecursive(n node) bool {
	places := r.expand(place{node: n}).elements()
	for range maxInheritance {
		if len(places) == 0 {
			return false
		}
		if s := r.surface(places...); s.isReference() {
			target, ok := r.target(s.refs[0].node)
			if !ok || target.y == n.y {
				return ok
			}
			places = []place{{node: target}}
		}
		x := r.expand(places...)
		if x.form() != plainForm {
			return false
		}
		places = x.elements()
	}
	return false
}

// elements are the places of what a list or map holds; none for anything else.
func (x *expansion) elements() []place {
	switch x.basis().(type) {
	case ir.List:
		return x.itemPlaces()
	case ir.Map:
		return x.unknownPlaces()
	}
	return nil
}

// recursive declares a list or map that holds itself: a union of one
// alternative, because a Go type with a name of its own is what it needs.
func (r *reader) recursive(places []place, x *expansion) ir.Decl {
	d := &ir.Union{}
	r.register(places, d)
	r.todo = append(r.todo, func() {
		t := r.plainType(x)
		d.Variants = []*ir.Variant{{Type: t, Check: x.check(t)}}
	})
	return d
}
