package rest

import (
	"net/url"
	"strings"
)

// A Style is how a list or an object is written in a parameter (OpenAPI 3.0.4
// section 4.7.12.2), where it is not the usual way:
//
//	name            list [a b]                 object {k: v}
//	simple          a,b                        k,v      exploded k=v
//	label           .a,b      exploded .a.b    .k,v     exploded .k=v
//	matrix          ;n=a,b    exploded ;n=a;n=b    ;n=k,v   exploded ;k=v
//	form            n=a,b     exploded n=a&n=b     n=k,v    exploded k=v
//	spaceDelimited  n=a%20b                    n=k%20v
//	pipeDelimited   n=a|b                      n=k|v
//	deepObject                                 n[k]=v
//
// What separates elements is escaped where it is in one of them, and separates
// only where it is not escaped. That cannot be said of ' ' and '|', of '.' in
// label, exploded, and of anything in a header field: a [Call] with such a value
// fails.
type Style struct {
	Name    string
	Explode bool
}

// delimiter is what stands between elements that are not exploded, where it
// looks the same in an element.
func (s Style) delimiter() string {
	switch s.Name {
	case "spaceDelimited":
		return " "
	case "pipeDelimited":
		return "|"
	}
	return ""
}

// Styled returns the parameter with the elements of a list as its values.
func (p Param) Styled(name string, s Style) Param {
	var list []string
	as := p.as
	for _, v := range p.values {
		elements, still, ok := s.elements(name, v, p.as)
		if !ok {
			p.bad(v, "a list in style "+s.Name)
		}
		list, as = append(list, elements...), still
	}
	p.values, p.as = list, as
	return p
}

// StyledScalar returns the parameter with the only value of a scalar.
func (p Param) StyledScalar(name string, s Style) Param {
	values := make([]string, len(p.values))
	for i, v := range p.values {
		v, ok := s.begin(name, v)
		if !ok {
			p.bad(p.values[i], "a value in style "+s.Name)
		}
		values[i] = v
	}
	p.values = values
	return p
}

// begin takes off what stands before the first element.
func (s Style) begin(name, text string) (string, bool) {
	switch s.Name {
	case "label":
		return strings.CutPrefix(text, ".")
	case "matrix":
		return matrixValue(name, strings.TrimPrefix(text, ";"))
	}
	return text, true
}

// matrixValue returns the value of name=value. An empty one needs no '='.
func matrixValue(name, member string) (string, bool) {
	have, value, _ := strings.Cut(member, "=")
	have, err := url.PathUnescape(have)
	return value, err == nil && have == name
}

// elements takes the text of a list apart and says how its elements are
// escaped.
func (s Style) elements(name, text string, as escaping) (list []string, still escaping, ok bool) {
	if d := s.delimiter(); d != "" {
		text, err := as.read(text)
		return strings.Split(text, d), plain, err == nil
	}
	if s.Name == "matrix" && s.Explode {
		list = strings.Split(strings.TrimPrefix(text, ";"), ";")
		for i := range list {
			if list[i], ok = matrixValue(name, list[i]); !ok {
				return nil, as, false
			}
		}
		return list, as, true
	}
	text, ok = s.begin(name, text)
	if s.Name == "label" && s.Explode {
		return strings.Split(text, "."), as, ok
	}
	return strings.Split(text, ","), as, ok
}

// Object reads an object from a path or a header field into v and reports
// whether it is there.
func (p Param) Object(name string, s Style, v FormDecodable) bool {
	if !p.IsSet() {
		return false
	}
	text, ok := p.oneEscaped()
	if !ok {
		return false
	}
	members, as, ok := s.members(name, text, p.as)
	if !ok {
		p.bad(text, "an object: names and values by turns")
		return false
	}
	v.DecodeForm(&Form{Params: p.params, values: members, as: as})
	return true
}

// RequireObject is Object for a parameter that has to be there.
func (p Param) RequireObject(name string, s Style, v FormDecodable) {
	if !p.Object(name, s, v) {
		p.params.fail(p.name, "is missing")
	}
}

// members takes the text of an object apart.
func (s Style) members(name, text string, as escaping) (url.Values, escaping, bool) {
	var list []string
	ok := true
	if s.Explode && s.Name == "matrix" {
		list = strings.Split(strings.TrimPrefix(text, ";"), ";")
	} else {
		list, as, ok = s.elements(name, text, as)
	}
	if !ok {
		return nil, as, false
	}
	if as == inHeader {
		for i := range list {
			list[i] = trimSpace(list[i])
		}
	}
	members, ok := pairs(list, s.Explode, as)
	return members, as, ok
}

// pairs returns names and values that stand by turns, or have '=' between
// them.
func pairs(list []string, explode bool, as escaping) (url.Values, bool) {
	members := url.Values{}
	for i := 0; i < len(list); i++ {
		name, value, ok := strings.Cut(list[i], "=")
		if !explode {
			name, value, ok = list[i], "", i+1 < len(list)
			if i++; ok {
				value = list[i]
			}
		}
		name, err := as.read(name)
		if !ok || err != nil {
			return nil, false
		}
		members.Add(name, value)
	}
	return members, true
}

// QueryObject reads an object from the query into v and reports whether any of
// its members is there.
func (r *Request) QueryObject(name string, s Style, v FormDecodable) bool {
	switch {
	case s.Name == "deepObject":
		return r.spread(deepMembers(r.members(), name), v, false)
	case s.Explode && s.Name == "form":
		return r.spread(r.members(), v, true)
	}
	return r.Query(name).Object(name, s, v)
}

// RequireQueryObject is QueryObject for a parameter that has to be there.
func (r *Request) RequireQueryObject(name string, s Style, v FormDecodable) {
	if !r.QueryObject(name, s, v) {
		r.Params.fail(r.Query(name).name, "is missing")
	}
}

// spread reads v from members, among which there may be none of its own: then
// it does not matter which of them are missing. In shared members there are
// other parameters.
func (r *Request) spread(members url.Values, v FormDecodable, shared bool) bool {
	own := Params{strict: r.Params.strict, maxMemory: r.Params.maxMemory}
	f := &Form{Params: &own, values: members, as: inForm, shared: shared}
	v.DecodeForm(f)
	if f.found && r.err == nil {
		r.err = own.err
	}
	return f.found
}

// deepMembers returns the members of name[member]=value.
func deepMembers(query url.Values, name string) url.Values {
	members := url.Values{}
	for key, values := range query {
		member, ok := strings.CutPrefix(key, name+"[")
		if member, closed := strings.CutSuffix(member, "]"); ok && closed {
			members[member] = values
		}
	}
	return members
}
