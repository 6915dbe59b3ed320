package openapi

import (
	"cmp"
	"mime"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/telgen/telgen/internal/ir"
)

const formType = "application/x-www-form-urlencoded"

// requestBody reads the body of a request, or nil if there is none.
func (c *caller) requestBody(n node) *ir.Body {
	t, ok := c.r.target(n)
	if !ok {
		return nil
	}
	media, ok := c.media(t.get("content"), true)
	if !ok {
		return nil
	}
	v := decode[openapi3.RequestBody](c.r, t, "required")
	b := &ir.Body{ContentType: media.name(), Type: ir.Any, Required: v.Required}
	schema := media.get("schema")
	if !schema.ok() {
		return b
	}
	b.Type = c.bodyType(schema)
	if mediaType(media.name()) == formType {
		c.r.forms = append(c.r.forms, flat{schema, b.Type})
		if e := media.get("encoding"); e.ok() {
			c.r.errorf(e.pos(), "the encoding of form members is not supported")
		}
	}
	return b
}

func (c *caller) bodyType(schema node) ir.Type {
	return c.r.checked(schema, c.r.typeOf(place{schema, 0}))
}

// media chooses one of several media types: application/json, else the first
// that is JSON, else a form. The others are ways to say the same.
func (c *caller) media(content node, form bool) (node, bool) {
	var names []string
	best, rank := node{}, 0
	for _, m := range content.entries() {
		names = append(names, strconv.Quote(m.name()))
		if now := mediaRank(mediaType(m.name()), form); now > rank {
			best, rank = m, now
		}
	}
	if rank == 0 && len(names) > 0 {
		c.r.errorf(content.entries()[0].pos(), "content type %s is not supported; JSON is%s", strings.Join(names, ", "),
			map[bool]string{true: ", and forms are", false: ""}[form])
	}
	return best, rank > 0
}

func mediaRank(name string, form bool) int {
	switch {
	case name == "application/json":
		return 3
	case strings.HasSuffix(name, "+json"):
		return 2
	case name == formType && form:
		return 1
	}
	return 0
}

// mediaType is name without parameters such as charset.
func mediaType(name string) string {
	if t, _, err := mime.ParseMediaType(name); err == nil {
		return t
	}
	return name
}

// checkForms reports form bodies that are not flat objects.
func (r *reader) checkForms() {
	for _, f := range r.forms {
		s := structOf(f.typ)
		if s == nil {
			r.errorf(f.at.pos(), "a form must be an object with properties")
			continue
		}
		for _, field := range s.Fields {
			if !isFlat(field.Type) {
				r.errorf(field.Pos, "%q cannot be a member of a form; scalars and lists of scalars can", field.Name)
			}
		}
	}
}

// responses reads the answers of an operation: success first, default last.
func (c *caller) responses(list node) []*ir.Response {
	var all []*ir.Response
	success := slices.ContainsFunc(list.entries(), func(n node) bool { return strings.HasPrefix(n.name(), "2") })
	for _, n := range list.entries() {
		if strings.HasPrefix(n.name(), "x-") {
			continue
		}
		status, ok := c.status(n)
		t, found := c.r.target(n)
		if !ok || !found {
			continue
		}
		failure := status >= 400 || status == 0 && success
		all = append(all, c.response(t, status, failure))
	}
	slices.SortStableFunc(all, func(a, b *ir.Response) int {
		return cmp.Or(cmp.Compare(class(a), class(b)), cmp.Compare(a.Status, b.Status))
	})
	return all
}

// class orders answers: success, anything else, default.
func class(r *ir.Response) int {
	switch {
	case r.Status == 0:
		return 2
	case r.Status/100 == 2:
		return 0
	}
	return 1
}

func (c *caller) status(n node) (int, bool) {
	name := n.name()
	if name == "default" {
		return 0, true
	}
	status, err := strconv.Atoi(name)
	switch {
	case err == nil && status >= 100 && status <= 599:
		return status, true
	case len(name) == 3 && strings.HasSuffix(strings.ToUpper(name), "XX"):
		c.r.errorf(n.pos(), "a range of statuses (%s) is not supported; list them, or use default", name)
	default:
		c.r.errorf(n.pos(), "%q is not an HTTP status", name)
	}
	return 0, false
}

func (c *caller) response(n node, status int, failure bool) *ir.Response {
	v := decode[openapi3.Response](c.r, n, "description")
	resp := &ir.Response{Status: status, Headers: c.headers(n.get("headers"))}
	if v.Description != nil {
		resp.Doc = *v.Description
	}
	media, ok := c.media(n.get("content"), false)
	if !ok {
		return resp
	}
	resp.Body = &ir.Body{ContentType: media.name(), Type: ir.Any}
	switch schema := media.get("schema"); {
	case schema.ok() && failure:
		resp.Body.Type = c.errorType(schema)
	case schema.ok():
		resp.Body.Type = c.bodyType(schema)
	}
	return resp
}

// headers returns the names of the headers of an answer. Content-Type is not
// one of them (OpenAPI 3.0.3, Response Object).
func (c *caller) headers(list node) []string {
	var names []string
	for _, n := range list.entries() {
		if _, ok := c.r.target(n); ok && !strings.EqualFold(n.name(), "content-type") {
			names = append(names, n.name())
		}
	}
	return names
}

// errorType returns the type of the body of a failure and notes that it is an
// error. A schema that only narrows another one for this status
//
//	allOf: [{$ref: ErrorInfo}, {properties: {status: {enum: [404]}}}]
//
// is that one: all failures of an API are one Go type.
func (c *caller) errorType(schema node) ir.Type {
	typ := ir.Type(nil)
	if base, ok := c.r.narrowed(schema); ok {
		typ = c.r.ref(c.r.declare(base))
	} else {
		typ = c.bodyType(schema)
	}
	c.r.failures = append(c.r.failures, typ)
	return typ
}

// narrowed returns the one schema that n refers to through allOf, if n adds no
// members to it.
func (r *reader) narrowed(n node) (node, bool) {
	s := r.surface(place{n, 0})
	if len(s.refs) != 1 || len(s.choices) > 0 || len(s.rules) > 0 {
		return node{}, false
	}
	base, ok := r.target(s.refs[0].node)
	if !ok {
		return node{}, false
	}
	known := r.expand(place{base, 0}).properties()
	for _, p := range s.properties() {
		if !slices.ContainsFunc(known, func(k *property) bool { return k.name == p.name }) {
			return node{}, false
		}
	}
	return base, true
}

// markErrors notes which structs are bodies of failures.
func (r *reader) markErrors() {
	for _, t := range r.failures {
		if s := structOf(t); s != nil {
			s.Object.ErrorBody = true
		}
	}
}
