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
type Style struct {
	Name    string
	Explode bool
}

// delimiter is what stands between elements that are not exploded.
func (s Style) delimiter() string {
	switch s.Name {
	case "spaceDelimited":
		return " "
	case "pipeDelimited":
		return "|"
	}
	return ","
}

// Text returns a scalar or a list as it is written in a path.
func (s Style) Text(name string, values ...string) string {
	switch {
	case s.Name == "label" && s.Explode:
		return "." + strings.Join(values, ".")
	case s.Name == "label":
		return "." + strings.Join(values, ",")
	case s.Name == "matrix" && s.Explode:
		return ";" + name + "=" + strings.Join(values, ";"+name+"=")
	case s.Name == "matrix":
		return ";" + name + "=" + strings.Join(values, ",")
	}
	return strings.Join(values, ",")
}

// Object returns an object as it is written in a path or a header field.
func (s Style) Object(name string, v FormAppender) string {
	pairs := pairsOf(v)
	if !s.Explode {
		var list []string
		for _, p := range pairs {
			list = append(list, p[0], p[1])
		}
		return s.Text(name, list...)
	}
	list := make([]string, len(pairs))
	for i, p := range pairs {
		list[i] = p[0] + "=" + p[1]
	}
	if s.Name == "matrix" {
		return ";" + strings.Join(list, ";")
	}
	return s.Text(name, list...)
}

// pairsOf returns names and values of the members of v in their order.
func pairsOf(v FormAppender) [][2]string {
	var pairs [][2]string
	for member := range strings.SplitSeq(string(v.AppendForm(nil)), "&") {
		name, value, _ := strings.Cut(member, "=")
		name, err1 := url.QueryUnescape(name)
		value, err2 := url.QueryUnescape(value)
		if name != "" && err1 == nil && err2 == nil {
			pairs = append(pairs, [2]string{name, value})
		}
	}
	return pairs
}

// AppendList appends a list to a query.
func (s Style) AppendList(b []byte, name string, values []string) []byte {
	b = appendFormName(b, name)
	for i, v := range values {
		if i > 0 {
			b = s.appendDelimiter(b)
		}
		b = appendFormEscaped(b, v)
	}
	return b
}

func (s Style) appendDelimiter(b []byte) []byte {
	switch s.Name {
	case "spaceDelimited":
		return append(b, "%20"...)
	case "pipeDelimited":
		return append(b, "%7C"...)
	}
	return append(b, ',')
}

// AppendObject appends an object to a query.
func (s Style) AppendObject(b []byte, name string, v FormAppender) []byte {
	switch {
	case s.Name == "deepObject":
		for _, p := range pairsOf(v) {
			b = AppendForm(b, name+"["+p[0]+"]", p[1])
		}
		return b
	case s.Explode:
		return v.AppendForm(b)
	}
	var list []string
	for _, p := range pairsOf(v) {
		list = append(list, p[0], p[1])
	}
	return s.AppendList(b, name, list)
}

// Styled returns the parameter with its values as s has them: the elements of
// a list, or the only value of a scalar.
func (p Param) Styled(name string, s Style) Param {
	var list []string
	for _, v := range p.values {
		list = append(list, s.elements(name, v)...)
	}
	p.values = list
	return p
}

// elements takes the text of a list apart.
func (s Style) elements(name, text string) []string {
	switch s.Name {
	case "label":
		text = strings.TrimPrefix(text, ".")
		if s.Explode {
			return strings.Split(text, ".")
		}
	case "matrix":
		text = strings.TrimPrefix(text, ";"+name+"=")
		if s.Explode {
			return strings.Split(text, ";"+name+"=")
		}
	}
	return strings.Split(text, s.delimiter())
}

// Object reads an object from a path or a header field into v and reports
// whether it is there.
func (p Param) Object(name string, s Style, v FormDecodable) bool {
	if !p.IsSet() {
		return false
	}
	text, ok := p.one()
	if !ok {
		return false
	}
	members, ok := s.members(name, text)
	if !ok {
		p.bad(text, "an object: names and values by turns")
		return false
	}
	v.DecodeForm(&Form{Params: p.params, values: members})
	return true
}

// RequireObject is Object for a parameter that has to be there.
func (p Param) RequireObject(name string, s Style, v FormDecodable) {
	if !p.Object(name, s, v) {
		p.params.fail(p.name, "is missing")
	}
}

// members takes the text of an object apart.
func (s Style) members(name, text string) (url.Values, bool) {
	if s.Explode && s.Name == "matrix" {
		text = strings.TrimPrefix(text, ";")
		return pairs(strings.Split(text, ";"))
	}
	list := s.elements(name, text)
	if s.Explode {
		return pairs(list)
	}
	members := url.Values{}
	for i := 0; i+1 < len(list); i += 2 {
		members.Add(list[i], list[i+1])
	}
	return members, len(list)%2 == 0
}

func pairs(list []string) (url.Values, bool) {
	members := url.Values{}
	for _, member := range list {
		name, value, ok := strings.Cut(member, "=")
		if !ok {
			return nil, false
		}
		members.Add(name, value)
	}
	return members, true
}

// QueryObject reads an object from the query into v and reports whether any of
// its members is there.
func (r *Request) QueryObject(name string, s Style, v FormDecodable) bool {
	p := r.Query(name)
	switch {
	case s.Name == "deepObject":
		return r.spread(deepMembers(r.query, name), v)
	case s.Explode && s.Name == "form":
		return r.spread(r.query, v)
	}
	return p.Object(name, s, v)
}

// RequireQueryObject is QueryObject for a parameter that has to be there.
func (r *Request) RequireQueryObject(name string, s Style, v FormDecodable) {
	if !r.QueryObject(name, s, v) {
		r.Params.fail(r.Query(name).name, "is missing")
	}
}

// spread reads v from members, among which there may be none of its own: then
// it does not matter which of them are missing.
func (r *Request) spread(members url.Values, v FormDecodable) bool {
	own := Params{strict: r.Params.strict}
	f := &Form{Params: &own, values: members}
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

// Texts returns the elements of a list as text makes them.
func Texts[T any](list []T, text func(T) string) []string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = text(v)
	}
	return texts
}
