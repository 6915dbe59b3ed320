package rest

import "github.com/telgen/telgen/internal/ir"

// imports returns the other generated packages that p refers to.
func imports(p *ir.Package) []*ir.Package {
	var list []*ir.Package
	seen := map[*ir.Package]bool{p: true}
	for _, t := range typesOf(p) {
		for _, ref := range refsIn(t) {
			if !seen[ref.Pkg] {
				seen[ref.Pkg] = true
				list = append(list, ref.Pkg)
			}
		}
	}
	return list
}

// typesOf returns the types that p uses.
func typesOf(p *ir.Package) []ir.Type {
	var list []ir.Type
	for _, d := range p.Decls {
		switch d := d.(type) {
		case *ir.Struct:
			for _, fd := range d.Fields {
				list = append(list, fd.Type)
			}
			list = append(list, d.Object.UnknownType)
		case *ir.Named:
			list = append(list, d.Type)
		case *ir.Union:
			for _, v := range d.Variants {
				list = append(list, v.Type)
			}
		}
	}
	for _, e := range p.Examples {
		list = append(list, e.Type)
	}
	if p.Service == nil {
		return list
	}
	for _, op := range p.Service.Operations {
		list = append(list, operationTypes(op)...)
	}
	for _, r := range p.Service.Receivers {
		list = append(list, operationTypes(r.Operation)...)
	}
	return list
}

func operationTypes(op *ir.Operation) []ir.Type {
	var list []ir.Type
	for _, pm := range op.Params {
		list = append(list, pm.Type)
	}
	if op.Body != nil {
		list = append(list, op.Body.Type)
	}
	for _, r := range op.Responses {
		if r.Body != nil {
			list = append(list, r.Body.Type)
		}
		for _, b := range r.Others {
			list = append(list, b.Type)
		}
		for _, h := range r.Headers {
			list = append(list, h.Type)
		}
	}
	return list
}

// refsIn returns the reference in t, if there is one.
func refsIn(t ir.Type) []ir.Ref {
	switch t := t.(type) {
	case ir.Ref:
		return []ir.Ref{t}
	case ir.List:
		return refsIn(t.Elem)
	case ir.Map:
		return refsIn(t.Elem)
	}
	return nil
}
