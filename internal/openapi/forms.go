package openapi

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/telgen/telgen/internal/ir"
)

// A formBody is the schema of a body that is a form.
type formBody struct {
	at       node
	typ      ir.Type
	encoding node
}

// checkForms reports form bodies that are not objects, and ways to write their
// members that are not the usual ones: scalars and lists of scalars as text,
// everything else as JSON.
func (r *reader) checkForms() {
	for _, f := range r.forms {
		s := structOf(f.typ)
		if s == nil {
			r.errorf(f.at.pos(), "a form must be an object with properties")
			continue
		}
		s.Object.Form = true
		for _, e := range f.encoding.entries() {
			i := slices.IndexFunc(s.Fields, func(fd *ir.Field) bool { return fd.Name == e.name() })
			if i < 0 {
				r.warnf(e.pos(), "the encoding of %q is left out: the form has no such member", e.name())
				continue
			}
			r.checkEncoding(e, isFlat(s.Fields[i].Type))
		}
	}
}

func (r *reader) checkEncoding(e node, flat bool) {
	v := decode[openapi3.Encoding](r, e, "contentType", "style", "explode")
	switch {
	case v.ContentType != "" && flat == isJSON(v.ContentType):
		r.errorf(e.get("contentType").pos(), "%q cannot be written as %q in a form; scalars are text, and objects are JSON", e.name(), v.ContentType)
	case v.Style != "" && v.Style != "form", v.Explode != nil && !*v.Explode && flat:
		r.errorf(e.pos(), "style %q of %q is not supported in forms; form with explode is", v.Style, e.name())
	}
}
