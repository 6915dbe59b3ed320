package openapi

import "github.com/telgen/telgen/internal/ir"

// This file looks at the declarations as a graph, once all are there.

// breakRecursion makes a required member a pointer where a struct would
// otherwise contain itself: the first member, in the order of the document,
// that closes the circle.
func breakRecursion(decls []ir.Decl) {
	state := map[*ir.Struct]int{} // 1 while its fields are visited, then 2
	var visit func(s *ir.Struct)
	visit = func(s *ir.Struct) {
		state[s] = 1
		for _, f := range s.Fields {
			inner := structOf(f.Type)
			if inner == nil || f.Optional {
				continue
			}
			switch state[inner] {
			case 0:
				visit(inner)
			case 1:
				f.Optional = true
			}
		}
		state[s] = 2
	}
	for _, d := range decls {
		switch d := d.(type) {
		case *ir.Struct:
			if state[d] == 0 {
				visit(d)
			}
		case *ir.Union:
			if d.Base != nil && state[d.Base] == 0 {
				visit(d.Base)
			}
		}
	}
}

// structOf returns the struct that a value of type t is, or nil.
func structOf(t ir.Type) *ir.Struct {
	for range 100 {
		ref, ok := t.(ir.Ref)
		if !ok {
			return nil
		}
		switch d := ref.Decl.(type) {
		case *ir.Struct:
			return d
		case *ir.Named:
			t = d.Type
		default:
			return nil
		}
	}
	return nil
}

// checkAliases reports names for types that are made of themselves, such as a
// list of itself: Go has no such alias.
func (r *reader) checkAliases() {
	state := map[*ir.Named]int{}
	var visit func(t ir.Type)
	visit = func(t ir.Type) {
		switch t := t.(type) {
		case ir.List:
			visit(t.Elem)
		case ir.Map:
			visit(t.Elem)
		case ir.Ref:
			d, ok := t.Decl.(*ir.Named)
			switch {
			case !ok || state[d] == 2:
			case state[d] == 1:
				r.errorf(d.Pos, "%q is made of itself with no object in between", d.Name)
			default:
				state[d] = 1
				visit(d.Type)
				state[d] = 2
			}
		}
	}
	for _, d := range r.pkg.Decls {
		visit(ir.Ref{Decl: d})
	}
}

// maxMembers bounds the members of an object with those of the objects that it
// must have: they are part of its Go value.
const maxMembers = 50000

// checkSizes reports objects that are too large for a Go struct because of
// what they must have: two objects, of which each must have two, and so on. Of
// objects in each other the innermost is reported.
func (r *reader) checkSizes() {
	sizes := map[*ir.Struct]int{}
	var size func(s *ir.Struct) int
	size = func(s *ir.Struct) int {
		if n, ok := sizes[s]; ok {
			return n
		}
		sizes[s] = 1 // breakRecursion has left no way back to s
		n, inner := len(s.Fields), true
		for _, f := range s.Fields {
			if held := structOf(f.Type); held != nil && !f.Optional && !isNullable(f) {
				n += size(held)
				inner = inner && sizes[held] <= maxMembers
			}
		}
		if n > maxMembers && inner {
			r.errorf(s.Pos, "%q has more than %d members with those of the objects that it must have; make some of these objects optional", s.Name, maxMembers)
		}
		sizes[s] = min(n, maxMembers+1)
		return sizes[s]
	}
	for _, d := range r.pkg.Decls {
		switch d := d.(type) {
		case *ir.Struct:
			size(d)
		case *ir.Union:
			if d.Base != nil {
				size(d.Base)
			}
		}
	}
}

func isNullable(f *ir.Field) bool {
	p, ok := f.Wire.(*ir.Property)
	return ok && p.Nullable
}
