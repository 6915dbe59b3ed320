package rest

import (
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// A checkedSet knows the structs whose Validate can find a problem: others are
// not asked.
type checkedSet map[*ir.Struct]bool

// newCheckedSet looks at p and everything that it refers to. A struct that is
// fine by itself may hold one that is not, so it looks until nothing changes.
func newCheckedSet(p *ir.Package) checkedSet {
	all := reachable(p)
	set := checkedSet{}
	for changed := true; changed; {
		changed = false
		for _, s := range all {
			if !set[s] && set.structNeeds(s) {
				set[s], changed = true, true
			}
		}
	}
	return set
}

// reachable returns the structs of p and those that they refer to.
func reachable(p *ir.Package) []*ir.Struct {
	var list []*ir.Struct
	seen := map[*ir.Struct]bool{}
	var visit func(s *ir.Struct)
	visit = func(s *ir.Struct) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		list = append(list, s)
		for _, fd := range s.Fields {
			visit(innerStruct(fd.Type))
		}
		visit(innerStruct(s.Object.UnknownType))
	}
	for _, d := range p.Decls {
		switch d := d.(type) {
		case *ir.Struct:
			visit(d)
		case *ir.Named:
			visit(innerStruct(d.Type))
		case *ir.Union:
			visit(d.Base)
			for _, v := range d.Variants {
				visit(innerStruct(v.Type))
			}
		}
	}
	for _, t := range typesOf(p) {
		visit(innerStruct(t))
	}
	return list
}

// innerStruct returns the struct in t, in a list or map of it, or nil.
func innerStruct(t ir.Type) *ir.Struct {
	for {
		switch u := emit.Underlying(t).(type) {
		case ir.List:
			t = u.Elem
		case ir.Map:
			t = u.Elem
		case ir.Ref:
			s, _ := u.Decl.(*ir.Struct)
			return s
		default:
			return nil
		}
	}
}

func (set checkedSet) structNeeds(s *ir.Struct) bool {
	o := s.Object
	if len(o.Rules) > 0 || o.Check != nil || o.MinProps != nil || o.MaxProps != nil || keeps(s) || len(threeStates(s)) > 0 {
		return true
	}
	for _, fd := range s.Fields {
		if isConst(fd) || isSentOnly(fd) || set.needs(fd.Type, propertyOf(fd).Check) {
			return true
		}
	}
	return false
}

// needs reports whether a value of t must be checked: because of a limit, or
// because Go can hold values of t that JSON cannot.
func (set checkedSet) needs(t ir.Type, own *ir.Check) bool {
	if own != nil || len(promises(t)) > 0 || isTime(t) || unionOf(t) != nil {
		return true
	}
	switch u := emit.Underlying(t).(type) {
	case ir.Basic:
		return u == ir.Float32 || u == ir.Float64 || u == ir.Any
	case ir.List:
		return set.needs(u.Elem, u.Check)
	case ir.Map:
		return set.needs(u.Elem, u.Check)
	}
	if e := enumOf(t); e != nil {
		return isClosed(e)
	}
	return set[structOf(t)]
}

func isClosed(e *ir.Enum) bool { return e.Closed && len(e.Values) > 0 }

// promises returns the checks of the names that t goes by.
func promises(t ir.Type) []*ir.Check {
	var checks []*ir.Check
	for {
		ref, ok := t.(ir.Ref)
		if !ok {
			return checks
		}
		if e, ok := ref.Decl.(*ir.Enum); ok && e.Check != nil {
			return append(checks, e.Check)
		}
		n, ok := ref.Decl.(*ir.Named)
		if !ok {
			return checks
		}
		if n.Check != nil {
			checks = append(checks, n.Check)
		}
		t = n.Type
	}
}
