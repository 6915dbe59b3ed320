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

// pathOrder moves the parameters of the path to the front and reports those
// that the path or the parameters lack.
func (c *caller) pathOrder(call call, list []*ir.Param) []*ir.Param {
	if !strings.HasPrefix(call.path, "/") {
		return list
	}
	var ordered []*ir.Param
	for _, m := range variable.FindAllStringSubmatch(call.path, -1) {
		i := slices.IndexFunc(list, func(p *ir.Param) bool { return p.In == ir.InPath && p.Name == m[1] })
		if i < 0 {
			c.r.errorf(call.op.pos(), "path %q has no parameter that describes {%s}", call.path, m[1])
			continue
		}
		ordered = append(ordered, list[i])
		list = slices.Delete(list, i, i+1)
	}
	for _, p := range list {
		if p.In == ir.InPath {
			c.r.errorf(p.Pos, "path %q has no {%s}", call.path, p.Name)
		}
	}
	return append(ordered, list...)
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
	p := &ir.Param{
		Origin:      ir.Origin{Name: v.Name, Doc: v.Description, Pos: t.pos()},
		In:          in,
		Required:    v.Required || in == ir.InPath,
		Correlation: in == ir.InHeader && strings.EqualFold(v.Name, "x-correlator"),
		Explode:     in == ir.InQuery && (v.Explode == nil || *v.Explode),
		Type:        ir.String,
	}
	c.checkStyle(t, p, v.Style)
	c.paramType(t, p)
	return p
}

// checkStyle reports a serialization that is not the usual one of the place.
func (c *caller) checkStyle(n node, p *ir.Param, style string) {
	usual := "form"
	if p.In == ir.InPath || p.In == ir.InHeader {
		usual = "simple"
	}
	if style != "" && style != usual {
		c.r.errorf(n.get("style").pos(), "parameter %q: style %q is not supported; %s is", p.Name, style, usual)
	}
}

func (c *caller) paramType(n node, p *ir.Param) {
	schema := n.get("schema")
	switch {
	case n.get("content").ok():
		c.r.errorf(n.get("content").pos(), "parameter %q: content is not supported; a schema is", p.Name)
		return
	case !schema.ok():
		c.r.errorf(n.pos(), "parameter %q has no schema", p.Name)
		return
	}
	u := c.r.typeOf(place{schema, 0})
	p.Type, p.Check = u.typ, u.check
	c.r.flat = append(c.r.flat, flat{schema, p.Type})
}

// A flat is a type that must be a scalar or a list of scalars.
type flat struct {
	at  node
	typ ir.Type
}

// checkFlat reports parameters that are no scalars and no lists of scalars.
func (r *reader) checkFlat() {
	for _, f := range r.flat {
		if !isFlat(f.typ) {
			r.errorf(f.at.pos(), "a value of this type cannot be a parameter; scalars and lists of scalars can")
		}
	}
}

func isFlat(t ir.Type) bool {
	t = unname(t)
	if list, ok := t.(ir.List); ok {
		t = unname(list.Elem)
	}
	switch t := t.(type) {
	case ir.Basic:
		return t != ir.Any
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
