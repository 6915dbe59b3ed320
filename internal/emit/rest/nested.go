package rest

import "github.com/telgen/telgen/internal/ir"

// This file walks through unions that are alternatives of unions. Every walk
// visits a union once, however many ways lead to it: with two ways per level
// there are a billion after thirty levels.

// maxUnionDepth bounds unions in unions. A type implements all unions that lead
// to it, so that what is printed grows with the depth.
const maxUnionDepth = 64

// unionDepth is the number of unions that are in each other from u on. Known
// has those that were asked for before; a circle is reported elsewhere.
func unionDepth(u *ir.Union, known map[*ir.Union]int) int {
	if d, ok := known[u]; ok {
		return d
	}
	known[u] = 0
	depth := 0
	for _, t := range alternatives(u) {
		if inner := unionOf(t); inner != nil {
			depth = max(depth, unionDepth(inner, known))
		}
	}
	known[u] = depth + 1
	return depth + 1
}

// unionMembers collects the types that implement a union.
type unionMembers struct {
	names []string
	seen  map[*ir.Union]bool
	has   map[string]bool
}

func (m *unionMembers) add(u *ir.Union) {
	if m.seen[u] {
		return
	}
	m.seen[u] = true
	for _, t := range alternatives(u) {
		if inner := unionOf(t); inner != nil {
			m.add(inner)
			continue
		}
		name := wrapperName(u, t)
		if s := structOf(t); s != nil {
			name = "*" + s.GoName
		}
		m.name(name)
	}
	m.name("*" + otherName(u))
}

func (m *unionMembers) name(name string) {
	if !m.has[name] {
		m.has[name] = true
		m.names = append(m.names, name)
	}
}

// unionKinds returns the kinds of values that u can have, but for those of the
// unions in seen, to which it adds the ones that it visits.
func unionKinds(u *ir.Union, seen map[*ir.Union]bool) []string {
	if seen[u] {
		return nil
	}
	seen[u] = true
	var list []string
	for _, t := range alternatives(u) {
		if inner := unionOf(t); inner != nil && inner.Tag == "" {
			list = appendNew(list, unionKinds(inner, seen)...)
			continue
		}
		list = appendNew(list, kindsOf(t)...)
	}
	return list
}

// A flattening collects the alternatives of one kind, each type once.
type flattening struct {
	kind   string
	flat   []candidate
	unions map[*ir.Union]bool
	types  map[valueOf]bool
}

func (f *flattening) add(list []candidate) {
	for _, c := range list {
		inner := unionOf(c.typ)
		switch {
		case inner == nil || inner.Tag != "":
			f.one(c)
		case !f.unions[inner]:
			f.unions[inner] = true
			f.add(ofKind(inner, f.kind))
		}
	}
}

// A valueOf says which values a candidate reads.
type valueOf struct {
	typ   ir.Type
	check *ir.Check
}

func (f *flattening) one(c candidate) {
	v := valueOf{c.typ, variantCheck(c.union, c.typ)}
	if !f.types[v] {
		f.types[v] = true
		f.flat = append(f.flat, c)
	}
}
