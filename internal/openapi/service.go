package openapi

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/telgen/telgen/internal/ir"
)

// service reads the operations of a document and what they share.
func (r *reader) service(root node) {
	s := &ir.Service{Origin: r.pkg.Origin}
	r.scopeList = nil
	if info := root.get("info"); info.isMap() {
		s.Version = decode[openapi3.Info](r, info, "version").Version
	}
	s.Servers = r.servers(root.get("servers"))
	s.Security = r.securitySchemes(root.get("components").get("securitySchemes"))
	c := caller{r: r, service: s, security: root.get("security")}
	c.paths(root.get("paths"))
	for _, key := range []string{"webhooks", "x-webhooks"} {
		c.webhooks(root.get(key))
	}
	if len(s.Operations)+len(s.Receivers) > 0 {
		s.Scopes = r.scopeList
		r.pkg.Service = s
	}
}

// servers returns the URLs with their variables replaced by their defaults.
func (r *reader) servers(list node) []string {
	var urls []string
	for _, n := range list.items() {
		v := decode[openapi3.Server](r, n, "url")
		urls = append(urls, r.serverURL(n, v.URL))
	}
	return urls
}

var variable = regexp.MustCompile(`\{([^{}]+)\}`)

func (r *reader) serverURL(n node, url string) string {
	return variable.ReplaceAllStringFunc(url, func(s string) string {
		def := n.get("variables").get(s[1 : len(s)-1])
		if !def.ok() {
			r.errorf(n.get("url").pos(), "server variable %s is not described", s)
			return s
		}
		return decode[openapi3.ServerVariable](r, def, "default").Default
	})
}

func (r *reader) securitySchemes(list node) []*ir.SecurityScheme {
	var schemes []*ir.SecurityScheme
	for _, n := range list.entries() {
		r.schemes[n.name()] = true
		t, ok := r.target(n)
		if !ok {
			continue
		}
		v := decode[openapi3.SecurityScheme](r, t, "type", "description", "name", "in", "scheme")
		s := &ir.SecurityScheme{Origin: ir.Origin{Name: n.name(), Doc: v.Description, Pos: n.pos()}, Kind: v.Type}
		r.flowScopes(t)
		r.schemeKind(s, v, t)
		schemes = append(schemes, s)
	}
	return schemes
}

// schemeKind fills in what depends on the kind. An apiKey with x-hmac carries
// a signature of the request.
func (r *reader) schemeKind(s *ir.SecurityScheme, v *openapi3.SecurityScheme, n node) {
	switch v.Type {
	case "oauth2", "openIdConnect", "mutualTLS":
	case "http":
		s.Kind = strings.ToLower(v.Scheme)
		if s.Kind != "bearer" && s.Kind != "basic" {
			r.errorf(n.pos(), "security scheme %q: HTTP scheme %q is not supported; bearer and basic are", s.Name, v.Scheme)
		}
	case "apiKey":
		in, ok := locations[v.In]
		if !ok || in == ir.InPath || v.Name == "" {
			r.errorf(n.pos(), `security scheme %q needs a name and "in": query, header or cookie`, s.Name)
		}
		s.In, s.Header = in, v.Name
		if in == ir.InHeader || in == ir.InCookie {
			r.checkHead(n.get("name"), v.Name)
		}
		if n.has("x-hmac") {
			s.Kind = "hmac"
		}
	default:
		r.errorf(n.pos(), "security scheme %q: type %q is not known", s.Name, v.Type)
	}
}

// locations are the values of "in".
var locations = map[string]ir.In{"path": ir.InPath, "query": ir.InQuery, "header": ir.InHeader, "cookie": ir.InCookie}

// requirements reads a list of alternatives: [{}, {login: [read, write]}].
func (r *reader) requirements(list node) [][]ir.Need {
	var all [][]ir.Need
	for _, n := range list.items() {
		alternative := []ir.Need{}
		for _, scheme := range n.entries() {
			alternative = append(alternative, ir.Need{Scheme: scheme.name(), Scopes: r.scopes(scheme)})
			if !r.schemes[scheme.name()] {
				r.schemes[scheme.name()] = true // said once
				r.warnf(scheme.pos(), "there is no security scheme %q in components; nothing but its name is known", scheme.name())
			}
		}
		all = append(all, alternative)
	}
	return all
}

// A caller reads operations.
type caller struct {
	r        *reader
	service  *ir.Service
	security node // of operations that say nothing
}

// methods are the keys of a path item that hold operations.
var methods = map[string]string{
	"get": http.MethodGet, "put": http.MethodPut, "post": http.MethodPost, "delete": http.MethodDelete,
	"options": http.MethodOptions, "head": http.MethodHead, "patch": http.MethodPatch, "trace": http.MethodTrace,
}

// A call is an operation and where it stands.
type call struct {
	path string // or the expression of a callback
	item node
	op   node
}

// paths reads the operations of the API itself.
func (c *caller) paths(list node) {
	shapes := map[string]node{}
	for _, n := range list.entries() {
		if strings.HasPrefix(n.name(), "x-") {
			continue
		}
		if !strings.HasPrefix(n.name(), "/") {
			c.r.errorf(n.pos(), "path %q must begin with a slash", n.name())
			continue
		}
		c.r.checkPath(n)
		shape := variable.ReplaceAllString(n.name(), "{}")
		if other, ok := shapes[shape]; ok {
			c.r.errorf(n.pos(), "path %q is the same as %q", n.name(), other.name())
			continue
		}
		shapes[shape] = n
		for _, call := range c.calls(n) {
			op, bodies := c.operation(call)
			c.r.paged = append(c.r.paged, paged{op, call.op})
			c.name(op, call, derivedName(call))
			c.service.Operations = append(c.service.Operations, op)
			for _, b := range bodies {
				c.service.Operations = append(c.service.Operations, c.withBody(op, b))
			}
			c.callbacks(op, call.op)
		}
	}
}

// calls returns the operations of a path item.
func (c *caller) calls(n node) []call {
	item, ok := c.r.target(n)
	if !ok {
		return nil
	}
	if !item.isMap() {
		c.r.errorf(n.pos(), "%q must be a mapping, not %s", n.name(), item.describe())
	}
	var list []call
	for _, m := range item.entries() {
		switch key := m.name(); {
		case methods[key] != "":
			list = append(list, call{n.name(), item, m})
		case slices.Contains([]string{"summary", "description", "servers", "parameters", "$ref"}, key), strings.HasPrefix(key, "x-"):
		default:
			c.r.errorf(m.pos(), "%q is not a method", key)
		}
	}
	return list
}

// operation reads an operation and the other bodies that its request can have.
func (c *caller) operation(call call) (*ir.Operation, []*ir.Body) {
	n := call.op
	bodies := c.requestBodies(n.get("requestBody"))
	v := decode[openapi3.Operation](c.r, n, "summary", "description", "deprecated")
	op := &ir.Operation{
		Origin:     ir.Origin{Doc: joinDoc(v.Summary, v.Description), Pos: n.pos()},
		Method:     methods[n.name()],
		Path:       call.path,
		Deprecated: v.Deprecated,
		Params:     c.params(call),
		Responses:  c.responses(n.get("responses")),
	}
	dropContent(op)
	if len(bodies) > 0 {
		op.Body, bodies = bodies[0], bodies[1:]
	}
	security := c.security
	if own := n.get("security"); own.ok() {
		security = own
	}
	op.Security = c.r.requirements(security)
	for _, list := range []node{call.item.get("servers"), n.get("servers")} {
		if urls := c.r.servers(list); len(urls) > 0 {
			op.Servers = urls
		}
	}
	if slices.Equal(op.Servers, c.service.Servers) {
		op.Servers = nil
	}
	return op, bodies
}

// withBody returns op with another body, as an operation of its own that is
// called after the content type:
//
//	patchItem, application/json-patch+json     patchItemAsJsonPatch
func (c *caller) withBody(op *ir.Operation, b *ir.Body) *ir.Operation {
	other := *op
	_, subtype, _ := strings.Cut(mediaType(b.ContentType), "/")
	other.Name = op.Name + "As" + words(strings.TrimSuffix(subtype, "+json"))
	other.Body = b
	if at, ok := c.r.ids[other.Name]; ok {
		c.r.errorf(op.Pos, "operation %q needs the name %q for %s, which is taken by the operation at %s", op.Name, other.Name, b.ContentType, at)
	}
	c.r.ids[other.Name] = op.Pos
	return &other
}

func joinDoc(summary, description string) string {
	summary, description = strings.TrimSpace(summary), strings.TrimSpace(description)
	switch {
	case summary == "" || summary == description:
		return description
	case description == "":
		return summary
	}
	return summary + "\n\n" + description
}

// name gives op the operationId of its document, or else the derived name. A
// callback can refer to a path of the API: that is the same operation twice.
func (c *caller) name(op *ir.Operation, call call, derived string) {
	op.Name = derived
	id := call.op.get("operationId")
	at := call.op.pos()
	if id.ok() {
		at = id.pos()
		if op.Name = decode[openapi3.Operation](c.r, call.op, "operationId").OperationID; op.Name == "" {
			c.r.errorf(at, `"operationId" is empty`)
		}
	}
	if other, ok := c.r.ids[op.Name]; ok && c.r.operations[call.op.y] != op.Name {
		c.r.errorf(at, "operationId %q is taken by the operation at %s", op.Name, other)
		return
	}
	c.r.ids[op.Name] = at
	c.r.operations[call.op.y] = op.Name
}

// derivedName names an operation without operationId:
// get /sessions/{sessionId}/ports is getSessionsBySessionIdPorts.
func derivedName(c call) string {
	name := words(strings.ReplaceAll(c.path, "{", "/by/"))
	if name == "" {
		name = "Root"
	}
	return c.op.name() + name
}
