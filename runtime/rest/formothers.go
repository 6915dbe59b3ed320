package rest

import (
	"maps"
	"slices"
	"strconv"

	"github.com/telgen/telgen/runtime/jsonwire"
)

// This file is about members of forms that have no field.

// Const reads a member that always has one value. Another value fails where the
// schema is obeyed, and so does none if the member is required.
func (f *Form) Const(name, value string, required bool) {
	p := f.Get(name)
	if !f.strict || !required && !p.IsSet() {
		return
	}
	if s, ok := p.one(); ok && s != value {
		f.fail(p.name, "must be "+strconv.Quote(value))
	}
}

// others returns the names of the members that nobody asked for, in order. Where
// members of others are among them, nobody knows which.
func (f *Form) others() []string {
	if f.shared || len(f.values) == 0 {
		return nil
	}
	names := slices.Sorted(maps.Keys(f.values))
	return slices.DeleteFunc(names, func(name string) bool { return slices.Contains(f.asked, name) })
}

// NoOthers fails if there are members that nobody asked for, where the schema is
// obeyed. It is called after all others.
func (f *Form) NoOthers() {
	if names := f.others(); f.strict && len(names) > 0 {
		f.fail("form member "+strconv.Quote(names[0]), "is not in the schema")
	}
}

// Others returns the members that nobody asked for, by name: as strings, or as a
// list of strings if there are several with one name. It is called after all
// others.
func (f *Form) Others() jsonwire.Members {
	var members jsonwire.Members
	for _, name := range f.others() {
		list := f.Get(name).List()
		value := jsonwire.AppendString(nil, "", list[0])
		if len(list) > 1 {
			value = jsonwire.BeginArray(nil, "")
			for _, s := range list {
				value = jsonwire.AppendString(value, "", s)
			}
			value = jsonwire.EndArray(value)
		}
		members = append(members, jsonwire.Member{Name: name, Value: jsonwire.Trim(value)})
	}
	return members
}

// AppendFormMembers appends members as [AppendForm] does: the text of a string,
// one member for each element of a list, anything else as JSON.
func AppendFormMembers(b []byte, members jsonwire.Members) []byte {
	for _, m := range members {
		d := jsonwire.NewDecoder(m.Value)
		if d.Kind() != jsonwire.KindArray {
			b = AppendForm(b, m.Name, memberText(m.Value))
			continue
		}
		d.BeginArray()
		for d.NextElement() {
			b = AppendForm(b, m.Name, memberText(d.Raw()))
		}
	}
	return b
}

func memberText(raw jsonwire.Raw) string {
	if d := jsonwire.NewDecoder(raw); d.Kind() == jsonwire.KindString {
		return d.String()
	}
	return string(raw)
}
