package jsonwire

import (
	"cmp"
	"slices"
)

// Canonical returns v as JSON in the one form that all texts of an equal value
// have, as JSON Schema compares values: without white space, members in the
// order of their names, 1 for 1.0, characters without needless escapes. It
// returns v itself if that is not JSON.
func Canonical(v Raw) Raw {
	d := NewDecoder(v)
	b := d.canonical(nil)
	if d.End() != nil {
		return v
	}
	return b
}

// canonical appends the value at hand to b.
func (d *Decoder) canonical(b []byte) []byte {
	switch d.Kind() {
	case KindString:
		return Trim(AppendString(b, "", d.String()))
	case KindNumber:
		return append(b, decimalOf(string(d.Raw())).String()...)
	case KindArray:
		return d.canonicalArray(b)
	case KindObject:
		return d.canonicalObject(b)
	}
	return append(b, d.Raw()...)
}

func (d *Decoder) canonicalArray(b []byte) []byte {
	b = append(b, '[')
	for d.BeginArray(); d.NextElement(); {
		b = append(d.canonical(b), ',')
	}
	return append(Trim(b), ']')
}

func (d *Decoder) canonicalObject(b []byte) []byte {
	var members Members
	for d.BeginObject(); d.NextMemberOrNull(); {
		members = append(members, Member{d.Key(), d.canonical(nil)})
	}
	slices.SortFunc(members, func(a, b Member) int { return cmp.Compare(a.Name, b.Name) })
	return EndMembers(append(b, '{'), members)
}
