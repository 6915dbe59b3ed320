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

// A segment is a part of a path between slashes: text, or a parameter with
// perhaps text around it, as in "{sessionId}:extend".
type segment struct {
	before, name, after string // name is empty for text alone, which is before
}

func newRoute(e Endpoint) route {
	r := route{Endpoint: e}
	for _, s := range strings.Split(e.Operation.Path, "/") {
		var g segment
		g.before, g.name, _ = strings.Cut(s, "{")
		g.name, g.after, _ = strings.Cut(g.name, "}")
		r.segments = append(r.segments, g)
	}
	return r
}

// match returns what segment s has for the parameter of g.
func (g segment) match(s string) (value string, ok bool) {
	s, err := url.PathUnescape(s)
	if err != nil {
		return "", false
	}
	if g.name == "" {
		return "", s == g.before
	}
	if s, ok = strings.CutPrefix(s, g.before); !ok {
		return "", false
	}
	s, ok = strings.CutSuffix(s, g.after)
	return s, ok && s != ""
}

// text is the length of the text in g. A segment without a parameter has more
// than any with one.
func (g segment) text() int {
	if g.name == "" {
		return 1 << 16
	}
	return len(g.before) + len(g.after)
}

// find returns the most specific route for a path and method, or the methods
// that the path has.
func (s *Server) find(method string, path []string) (found *route, allow []string) {
	for i := range s.routes {
		r := &s.routes[i]
		if !r.matches(path) {
			continue
		}
		if !r.serves(method) {
			allow = append(allow, r.Operation.Method)
			continue
		}
		if found == nil || r.compare(found) > 0 {
			found = r
		}
	}
	slices.Sort(allow)
	return found, slices.Compact(allow)
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
		if g.name != "" {
			v, _ := g.match(path[i])
			list = append(list, Param{name: g.name, values: []string{v}})
		}
	}
	return list
}
