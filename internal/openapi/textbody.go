package openapi

import (
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// text notes what the body b of a request can be if it is plain text and its
// schema, in content, is that of a string with limits. Of other schemas nobody
// knows how they are text.
func (c *caller) text(b *ir.Body, content node) {
	if b.Type != ir.Type(ir.RawBody) || !strings.HasPrefix(mediaType(b.ContentType), "text/") {
		return
	}
	list := content.entries()
	i := slices.IndexFunc(list, func(n node) bool { return c.mediaType(n) == b.ContentType })
	if i < 0 || !list[i].get("schema").ok() {
		return
	}
	schema := list[i].get("schema")
	u := c.r.typeOf(place{node: schema})
	if !limitsText(u) {
		return
	}
	if len(b.Also) > 0 {
		c.r.warnf(schema.pos(), "the limits of %s are not checked: the body can be %s as well", b.ContentType, strings.Join(b.Also, " or "))
		return
	}
	b.Text, b.Check = u.typ, u.check
}

// limitsText reports whether u is a string that not every text is.
func limitsText(u use) bool {
	switch t := unname(u.typ).(type) {
	case ir.Basic:
		named := namedChecks(u.typ)
		return t == ir.String && (u.check != nil || slices.ContainsFunc(named, func(c *ir.Check) bool { return c != nil }))
	case ir.Ref:
		e, ok := t.Decl.(*ir.Enum)
		return ok && e.Closed && e.Base == ir.String
	}
	return false
}
