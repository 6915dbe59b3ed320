package rest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// A route is an Endpoint with its path taken apart.
type route struct {
	Endpoint
	segments []segment
}

// A segment is a part of a path between slashes: text, and perhaps parameters
// with text between them, as in "{sessionId}:extend" and "{class}={id}".
type segment struct {
	texts []string // one more than names
	names []string
}

func newRoute(e Endpoint) route {
	r := route{Endpoint: e}
	for _, s := range strings.Split(e.Operation.Path, "/") {
		var g segment
		for {
			text, rest, found := strings.Cut(s, "{")
			g.texts = append(g.texts, plainText(text))
			if !found {
				break
			}
			var name string
			name, s, _ = strings.Cut(rest, "}")
			g.names = append(g.names, name)
		}
		r.segments = append(r.segments, g)
	}
	return r
}

// looseText returns a segment with nothing escaped but '%', and whether it is
// well-formed.
func looseText(s string) (string, bool) {
	text, err := url.PathUnescape(s)
	return strings.ReplaceAll(text, "%", "%25"), err == nil
}

// look returns the route for a path and method, or the methods that the path
// has. What is escaped belongs to the values of parameters: only where no route
// is found so may the text around them be escaped, too.
func (s *Server) look(method, contentType string, path []string) (found *route, values []Param, allow []string) {
	found, allow = s.find(method, contentType, path)
	if found != nil {
		return found, found.values(path), nil
	}
	loose := make([]string, len(path))
	for i := range path {
		text, ok := looseText(path[i])
		if !ok {
			return nil, nil, nil
		}
		loose[i] = text
	}
	found, other := s.find(method, contentType, loose)
	if found != nil {
		return found, found.values(loose), nil
	}
	allow = append(allow, other...)
	slices.Sort(allow)
	return nil, nil, slices.Compact(allow)
}

// match returns what segment s, which is escaped, has for the parameters of g.
// A value ends where the text after it first occurs, the last one where the
// segment does.
func (g segment) match(s string) (values []string, ok bool) {
	if len(g.names) == 0 {
		s, ok = looseText(s)
		return nil, ok && s == g.texts[0]
	}
	if s, ok = strings.CutPrefix(s, g.texts[0]); !ok {
		return nil, false
	}
	last := len(g.names) - 1
	for _, text := range g.texts[1 : last+1] {
		var v string
		if v, s, ok = strings.Cut(s, text); !ok || v == "" || text == "" {
			return nil, false
		}
		values = append(values, v)
	}
	s, ok = strings.CutSuffix(s, g.texts[last+1])
	return append(values, s), ok && s != ""
}

// text is the length of the text in g. A segment without a parameter has more
// than any with one.
func (g segment) text() int {
	if len(g.names) == 0 {
		return 1 << 16
	}
	return len(strings.Join(g.texts, ""))
}

// find returns the most specific route for a path and method, or the methods
// that the path has. Of several for the same path, the method itself and then
// the content type decide.
func (s *Server) find(method, contentType string, path []string) (found *route, allow []string) {
	for i := range s.routes {
		r := &s.routes[i]
		if !r.matches(path) {
			continue
		}
		if !r.serves(method) {
			if allow = append(allow, r.Operation.Method); r.Operation.Method == http.MethodGet {
				allow = append(allow, http.MethodHead)
			}
			continue
		}
		if found == nil || r.before(found, method, contentType) {
			found = r
		}
	}
	slices.Sort(allow)
	return found, slices.Compact(allow)
}

// before reports whether r serves a request rather than o, which matches too.
func (r *route) before(o *route, method, contentType string) bool {
	if n := r.compare(o); n != 0 {
		return n > 0
	}
	if own := r.Operation.Method == method; own != (o.Operation.Method == method) {
		return own
	}
	return !o.suits(contentType) && r.suits(contentType)
}

// plainText is the text of a path as requests are compared with it: a document
// may have it escaped, as clients send it.
func plainText(s string) string {
	if text, ok := looseText(s); ok {
		return text
	}
	return s
}

// suits reports whether the content type of a request is one of r's.
func (r *route) suits(contentType string) bool {
	return contentType != "" && r.Operation.takes(contentType, false)
}

// serves reports whether r answers a method: net/http drops the body of an
// answer to HEAD, so that what serves GET serves it too.
func (r *route) serves(method string) bool {
	return method == r.Operation.Method || method == http.MethodHead && r.Operation.Method == http.MethodGet
}

func (r *route) matches(path []string) bool {
	if len(path) != len(r.segments) {
		return false
	}
	for i, g := range r.segments {
		if _, ok := g.match(path[i]); !ok {
			return false
		}
	}
	return true
}

// compare says which of two routes for the same path is more specific: the one
// with more text in the first segment in which they differ.
func (r *route) compare(o *route) int {
	for i := range r.segments {
		if n := r.segments[i].text() - o.segments[i].text(); n != 0 {
			return n
		}
	}
	return 0
}

// values returns the parameters of the path.
func (r *route) values(path []string) []Param {
	var list []Param
	for i, g := range r.segments {
		values, _ := g.match(path[i])
		for j, v := range values {
			list = append(list, Param{name: g.names[j], values: []string{v}, as: inPath})
		}
	}
	return list
}
