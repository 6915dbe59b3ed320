package openapi

import (
	"cmp"
	"mime"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/telgen/telgen/internal/ir"
)

const formType = "application/x-www-form-urlencoded"

// requestBodies reads what the body of a request can be: one entry for each Go
// type, in the order of the document, those in plain JSON first.
func (c *caller) requestBodies(n node) []*ir.Body {
	t, ok := c.r.target(n)
	if !ok {
		return nil
	}
	required := decode[openapi3.RequestBody](c.r, t, "required").Required
	list := c.bodies(t.get("content"), c.bodyType)
	for _, b := range list {
		b.Required = required
		c.text(b, t.get("content"))
	}
	return list
}

// bodies reads a map of media types. Those with the same type are one body;
// so are a JSON object alone and a multipart message that begins with it.
func (c *caller) bodies(content node, typeOf func(node) ir.Type) []*ir.Body {
	var list []*ir.Body
	for _, media := range content.entries() {
		if b := c.body(media, typeOf); !joined(list, b) {
			list = append(list, b)
		}
	}
	rank := func(b *ir.Body) int { return mediaRank(mediaType(b.ContentType)) }
	slices.SortStableFunc(list, func(a, b *ir.Body) int { return rank(a) - rank(b) })
	return withAlone(list)
}

func mediaRank(name string) int {
	switch {
	case name == "application/json":
		return 0
	case isJSON(name):
		return 1
	}
	return 2
}

// joined adds b to the body in list that has its type.
func joined(list []*ir.Body, b *ir.Body) bool {
	i := slices.IndexFunc(list, func(o *ir.Body) bool { return sameType(o.Type, b.Type) && isForm(o) == isForm(b) })
	if i < 0 {
		return false
	}
	if mediaRank(mediaType(b.ContentType)) < mediaRank(mediaType(list[i].ContentType)) {
		b.ContentType, list[i].ContentType = list[i].ContentType, b.ContentType
	}
	list[i].Also = append(list[i].Also, b.ContentType)
	return true
}

// sameType compares types whose lists and maps may have checks of their own.
func sameType(a, b ir.Type) bool {
	switch a := a.(type) {
	case ir.List:
		b, ok := b.(ir.List)
		return ok && a.Null == b.Null && a.Check == nil && b.Check == nil && sameType(a.Elem, b.Elem)
	case ir.Map:
		b, ok := b.(ir.Map)
		return ok && a.Null == b.Null && a.Check == nil && b.Check == nil && sameType(a.Elem, b.Elem)
	}
	return a == b
}

func isForm(b *ir.Body) bool { return mediaType(b.ContentType) == formType }

// withAlone joins a JSON object and the multipart message whose only JSON part
// it is.
func withAlone(list []*ir.Body) []*ir.Body {
	for i, b := range list {
		s := structOf(b.Type)
		if s == nil || s.Object.Multipart == nil || len(s.Fields) != 1 {
			continue
		}
		j := slices.IndexFunc(list, func(o *ir.Body) bool { return !isForm(o) && sameType(o.Type, s.Fields[0].Type) })
		if j < 0 {
			continue
		}
		s.Object.Multipart.Alone = list[j].ContentType
		b.Also = append(append(b.Also, list[j].ContentType), list[j].Also...)
		list[j] = b
		return slices.Delete(list, i, i+1)
	}
	return list
}

// body reads one media type.
func (c *caller) body(media node, typeOf func(node) ir.Type) *ir.Body {
	name := c.mediaType(media)
	b := &ir.Body{ContentType: name, Type: ir.RawBody}
	schema := media.get("schema")
	switch name = mediaType(name); {
	case isJSON(name) && schema.ok():
		b.Type = typeOf(schema)
		b.Nullable = b.Type != ir.Type(ir.Any) && c.r.expand(place{node: schema}).nullable()
	case isJSON(name):
		b.Type = ir.Any
	case name == formType && schema.ok():
		b.Type = c.bodyType(schema)
		c.r.forms = append(c.r.forms, formBody{at: schema, typ: b.Type, encoding: media.get("encoding")})
	case strings.HasPrefix(name, "multipart/") && schema.ok():
		b.Type = c.multipart(media, name)
	}
	if isJSON(name) || name == formType {
		c.r.shownExamples(media, use{typ: b.Type})
	}
	return b
}

func (c *caller) bodyType(schema node) ir.Type {
	return c.r.checked(schema, c.r.typeOf(place{node: schema}))
}

// mediaType returns the key of a media type, without what slipped into it.
func (c *caller) mediaType(n node) string {
	name := strings.TrimRight(strings.ReplaceAll(n.name(), "/ ", "/"), ": ")
	if name != n.name() {
		c.r.warnf(n.pos(), "%q is no content type; it is taken for %q", n.name(), name)
	}
	return name
}

func isJSON(name string) bool { return name == "application/json" || strings.HasSuffix(name, "+json") }

// mediaType is name without parameters such as charset.
func mediaType(name string) string {
	if t, _, err := mime.ParseMediaType(name); err == nil {
		return t
	}
	return name
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
		if ok && found {
			all = append(all, c.response(t, status, isFailure(status, success)))
		}
	}
	slices.SortStableFunc(all, func(a, b *ir.Response) int { return cmp.Compare(rankOf(a), rankOf(b)) })
	return all
}

func (c *caller) response(n node, status int, failure bool) *ir.Response {
	v := decode[openapi3.Response](c.r, n, "description")
	resp := &ir.Response{Status: status, Headers: c.headers(n.get("headers"))}
	if v.Description != nil {
		resp.Doc = *v.Description
	}
	typeOf := c.bodyType
	if failure {
		typeOf = c.errorType
	}
	if list := c.bodies(n.get("content"), typeOf); len(list) > 0 {
		resp.Body, resp.Others = list[0], list[1:]
	}
	return resp
}

// headers returns the headers of an answer. Content-Type is not one of them
// (OpenAPI 3.0.3, Response Object).
func (c *caller) headers(list node) []*ir.Param {
	var all []*ir.Param
	for _, n := range list.entries() {
		t, ok := c.r.target(n)
		if !ok || strings.EqualFold(n.name(), "content-type") {
			continue
		}
		v := decode[openapi3.Header](c.r, t, "description", "required")
		p := &ir.Param{
			Origin:      ir.Origin{Name: n.name(), Doc: v.Description, Pos: n.pos()},
			In:          ir.InHeader,
			Required:    v.Required,
			Correlation: strings.EqualFold(n.name(), "x-correlator"),
			Type:        ir.String,
		}
		if t.get("schema").ok() || t.get("content").ok() {
			c.paramType(t, p)
		}
		all = append(all, p)
	}
	return all
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
	s := r.surface(place{node: n})
	if len(s.refs) != 1 || len(s.choices) > 0 || len(s.rules) > 0 {
		return node{}, false
	}
	base, ok := r.target(s.refs[0].node)
	if !ok {
		return node{}, false
	}
	known := r.expand(place{node: base}).properties()
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
