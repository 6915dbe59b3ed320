package openapi

import (
	"slices"

	"github.com/telgen/telgen/internal/ir"
)

// undescribed returns the path of a member of v that no schema describes and
// that has no field in Go therefore, or "". JSON Schema allows such members; in
// an example they are a slip of its author.
func undescribed(v node, t ir.Type) string {
	switch t := unname(t).(type) {
	case ir.List:
		for i, item := range v.items() {
			if path := undescribed(item, t.Elem); path != "" {
				return "/" + itoa(i) + path
			}
		}
	case ir.Map:
		return undescribedMember(v.entries(), func(node) ir.Type { return t.Elem })
	case ir.Ref:
		switch d := t.Decl.(type) {
		case *ir.Struct:
			return undescribedField(v, d)
		case *ir.Union:
			return undescribedVariant(v, d)
		}
	}
	return ""
}

func undescribedMember(members []node, typeOf func(node) ir.Type) string {
	for _, m := range members {
		if path := undescribed(m, typeOf(m)); path != "" {
			return "/" + m.name() + path
		}
	}
	return ""
}

func undescribedField(v node, s *ir.Struct) string {
	var described []node
	fields := map[string]*ir.Field{}
	for _, f := range s.Fields {
		fields[f.Name] = f
	}
	for _, m := range v.entries() {
		switch {
		case fields[m.name()] != nil:
			described = append(described, m)
		case s.Object.Unknown == ir.SkipUnknown:
			return "/" + m.name()
		}
	}
	return undescribedMember(described, func(m node) ir.Type { return fields[m.name()].Type })
}

// undescribedVariant asks the variant that the tag names. Without a tag, what
// a value is depends on what it has.
func undescribedVariant(v node, u *ir.Union) string {
	tag := v.get(u.Tag)
	i := slices.IndexFunc(u.Variants, func(x *ir.Variant) bool { return x.Tag == tag.text() })
	if u.Tag == "" || !tag.ok() || i < 0 {
		return ""
	}
	return undescribed(v, u.Variants[i].Type)
}
