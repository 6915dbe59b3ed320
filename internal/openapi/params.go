package openapi

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/telgen/telgen/internal/ir"
)

// params returns the parameters of an operation: those of its path in the
// order of the path, then the others in the order of the document. An
// operation's own replace those of the path item.
func (c *caller) params(call call) []*ir.Param {
	var list []*ir.Param
	for _, n := range slices.Concat(call.item.get("parameters").items(), call.op.get("parameters").items()) {
		p := c.param(n)
		if p == nil {
			continue
		}
		same := func(o *ir.Param) bool { return o.In == p.In && o.Name == p.Name }
		if i := slices.IndexFunc(list, same); i >= 0 {
			list[i] = p
		} else {
			list = append(list, p)
		}
	}
	return c.pathOrder(call, list)
}

// pathOrder moves the parameters of the path to the front. A variable that
// nothing describes is a string. A parameter that is not in the path is left
// out, unless it is the only one and the path has one variable too many: then
// it describes that one under another name.
func (c *caller) pathOrder(call call, list []*ir.Param) []*ir.Param {
	if !strings.HasPrefix(call.path, "/") {
		return list
	}
	var names []string
	for _, m := range variable.FindAllStringSubmatch(call.path, -1) {
		names = append(names, m[1])
	}
	astray := slices.DeleteFunc(slices.Clone(list), func(p *ir.Param) bool { return p.In != ir.InPath || slices.Contains(names, p.Name) })
	missing := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return hasPathParam(list, name) })
	if len(astray) == 1 && len(missing) == 1 {
		c.r.warnf(astray[0].Pos, "path %q has no {%s}; it is taken for {%s}, which nothing describes", call.path, astray[0].Name, missing[0])
		astray[0].Name = missing[0]
		astray, missing = nil, nil
	}
	for _, p := range astray {
		c.r.warnf(p.Pos, "path %q has no {%s}; the parameter is left out", call.path, p.Name)
	}
	for _, name := range missing {
		c.r.warnf(call.op.pos(), "path %q has no parameter that describes {%s}; it is taken for a string", call.path, name)
		list = append(list, &ir.Param{Origin: ir.Origin{Name: name, Pos: call.op.pos()}, Required: true, Type: ir.String})
	}
	return inOrder(names, list)
}

func hasPathParam(list []*ir.Param, name string) bool {
	return slices.ContainsFunc(list, func(p *ir.Param) bool { return p.In == ir.InPath && p.Name == name })
}

// inOrder returns the parameters of the path, which are called names, and then
// those that are elsewhere.
func inOrder(names []string, list []*ir.Param) []*ir.Param {
	var ordered []*ir.Param
	for _, name := range names {
		i := slices.IndexFunc(list, func(p *ir.Param) bool { return p.In == ir.InPath && p.Name == name })
		ordered = append(ordered, list[i])
	}
	return append(ordered, slices.DeleteFunc(list, func(p *ir.Param) bool { return p.In == ir.InPath })...)
}

// param reads a parameter, or nil for a header that is not a parameter.
func (c *caller) param(n node) *ir.Param {
	t, ok := c.r.target(n)
	if !ok {
		return nil
	}
	v := decode[openapi3.Parameter](c.r, t, "name", "in", "description", "style", "explode", "required")
	in, ok := locations[v.In]
	if !ok || v.Name == "" {
		c.r.errorf(t.pos(), `a parameter needs a name and "in": path, query, header or cookie`)
		return nil
	}
	if in == ir.InHeader && slices.Contains([]string{"accept", "content-type", "authorization"}, strings.ToLower(v.Name)) {
		return nil // OpenAPI 3.0.3 and 3.1.0, Parameter Object, "name": shall be ignored
	}
	if in == ir.InHeader || in == ir.InCookie {
		c.r.checkHead(t.get("name"), v.Name)
	}
	p := &ir.Param{
		Origin:      ir.Origin{Name: v.Name, Doc: v.Description, Pos: t.pos()},
		In:          in,
		Required:    v.Required || in == ir.InPath,
		Correlation: in == ir.InHeader && strings.EqualFold(v.Name, "x-correlator"),
		Type:        ir.String,
	}
	c.style(t, p, v.Style)
	if p.Explode = p.In == ir.InQuery && p.Style == ""; v.Explode != nil {
		p.Explode = *v.Explode
	}
	c.paramType(t, p)
	return p
}

// styles are the values of "style" in each place, the usual one first (OpenAPI
// 3.0.4 section 4.7.12.2).
var styles = map[ir.In][]string{
	ir.InPath:   {"simple", "label", "matrix"},
	ir.InQuery:  {"form", "spaceDelimited", "pipeDelimited", "deepObject"},
	ir.InHeader: {"simple"},
	ir.InCookie: {"form"},
}

// style notes a style that is not the usual one of the place.
func (c *caller) style(n node, p *ir.Param, style string) {
	switch known := styles[p.In]; {
	case style == "" || style == known[0]:
	case slices.Contains(known, style):
		p.Style = style
	default:
		c.r.errorf(n.get("style").pos(), "parameter %q: style %q is not for this place; %s is", p.Name, style, strings.Join(known, ", "))
	}
}

// paramType reads the type of a parameter or header, from its schema or from
// the only member of its content.
func (c *caller) paramType(n node, p *ir.Param) {
	schema := n.get("schema")
	for _, media := range n.get("content").entries() {
		if !isJSON(c.mediaType(media)) {
			c.r.errorf(media.pos(), "parameter %q: content type %q is not supported in parameters; JSON is", p.Name, media.name())
			return
		}
		schema, p.JSON = media.get("schema"), true
	}
	if !schema.ok() {
		if p.JSON {
			p.Type = ir.Any
			return
		}
		c.r.errorf(n.pos(), "parameter %q has no schema", p.Name)
		return
	}
	u := c.r.typeOf(place{node: schema})
	p.Type, p.Check = u.typ, u.check
	c.r.shownExamples(n, u)
	c.r.params = append(c.r.params, described{schema, p})
}

// A described is a parameter, or a header of an answer, and the schema of its
// type.
type described struct {
	at    node
	param *ir.Param
}

// settleParams decides how parameters travel, now that all types are complete.
// Scalars, lists of scalars and objects of both have styles. What else there
// is travels as JSON, for which OpenAPI has no rule but which 3GPP's documents
// mean (TS 29.501 clause 5.2.10).
func (r *reader) settleParams() {
	for _, d := range r.params {
		p := d.param
		p.Type = plainText(p)
		object := flatObject(p.Type)
		switch {
		case p.JSON:
			p.Style = ""
		case unionOfScalars(p.Type):
			p.Type, p.Check = ir.String, r.textForms(d.at, p.Type) // text, whatever it stands for
			object = false
		case p.Style == "deepObject" && !object:
			r.errorf(d.at.pos(), "parameter %q: style %q is for objects of scalars only", p.Name, p.Style)
		case !object && !isFlat(p.Type):
			r.warnf(d.at.pos(), "parameter %q: OpenAPI does not say how a value of this type is written here; it travels as JSON", p.Name)
			p.JSON, p.Style = true, ""
		case p.In == ir.InCookie && object:
			r.warnf(d.at.pos(), "parameter %q: an object in a cookie travels as JSON", p.Name)
			p.JSON = true
		}
		if object && !p.JSON {
			structOf(p.Type).Object.Form = true
		}
	}
}

// unionOfScalars tells whether t is one of several scalars, as in Retry-After,
// which is a number of seconds or a date.
func unionOfScalars(t ir.Type) bool {
	ref, ok := unname(t).(ir.Ref)
	if !ok {
		return false
	}
	u, ok := ref.Decl.(*ir.Union)
	return ok && !slices.ContainsFunc(u.Variants, func(v *ir.Variant) bool {
		_, isList := unname(v.Type).(ir.List)
		return isList || !isFlat(v.Type)
	})
}

// plainText is the type of p. Octets in base64 are text like any other where
// they are not in JSON.
func plainText(p *ir.Param) ir.Type {
	if !p.JSON && unname(p.Type) == ir.Type(ir.Bytes) {
		return ir.String
	}
	return p.Type
}

// flatObject tells whether t is an object whose members are scalars or lists
// of scalars, and of which there are no others.
func flatObject(t ir.Type) bool {
	s := structOf(t)
	return s != nil && len(s.Fields) > 0 && s.Object.Unknown != ir.KeepUnknown &&
		!slices.ContainsFunc(s.Fields, func(f *ir.Field) bool { return !isFlat(f.Type) })
}

func isFlat(t ir.Type) bool {
	t = unname(t)
	if list, ok := t.(ir.List); ok && !list.Null {
		t = unname(list.Elem)
	}
	switch t := t.(type) {
	case ir.Basic:
		return t != ir.Any && t != ir.Bytes
	case ir.Extern:
		return true
	case ir.Ref:
		_, ok := t.Decl.(*ir.Enum)
		return ok
	}
	return false
}

// unname returns what an alias stands for in the end.
func unname(t ir.Type) ir.Type {
	for range 100 {
		ref, ok := t.(ir.Ref)
		if !ok {
			return t
		}
		d, ok := ref.Decl.(*ir.Named)
		if !ok {
			return t
		}
		t = d.Type
	}
	return t
}
