package openapi

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/telgen/telgen/internal/ir"
)

// multipart returns the declaration of a body of several parts:
//
//	multipart/related:
//	  schema:
//	    properties:
//	      jsonData: {$ref: '#/components/schemas/SmContextCreateData'}
//	      binaryDataN1SmMessage: {type: string, format: binary}
//	  encoding:
//	    binaryDataN1SmMessage: {contentType: application/vnd.3gpp.5gnas}
//
// A part that is a JSON object is a field. The others travel as bytes, in a
// list: their names are not on the wire, and 3GPP tells them apart by the
// Content-Id that the JSON part mentions (TS 29.500 clause 6.1.2.4).
func (c *caller) multipart(media node, contentType string) ir.Type {
	places := []place{{node: media}}
	if d, ok := c.r.decls[identity(places)]; ok {
		return c.r.ref(d.decl)
	}
	m := &ir.Multipart{ContentType: contentType}
	s := &ir.Struct{Object: &ir.Object{Multipart: m}}
	s.Pos = media.pos()
	entry := &declared{decl: s, at: media}
	c.r.decls[identity(places)] = entry
	c.r.order = append(c.r.order, entry)
	encoding := media.get("encoding")
	x := c.r.expand(place{node: media.get("schema")})
	for _, p := range x.properties() {
		given := encoding.get(p.name)
		f := c.r.field(p)
		if typ := partType(c.r, given); structOf(f.Type) != nil && (typ == "" || isJSON(typ)) {
			s.Fields = append(s.Fields, f)
		} else {
			m.Others = append(m.Others, ir.MultipartPart{Name: p.name, ContentType: typ, Required: !f.Optional})
		}
	}
	for _, e := range encoding.entries() {
		if !slices.ContainsFunc(x.properties(), func(p *property) bool { return p.name == e.name() }) {
			c.r.warnf(e.pos(), "the encoding of %q is left out: there is no such part", e.name())
		}
	}
	return c.r.ref(s)
}

// partType is the content type that an encoding gives.
func partType(r *reader, encoding node) string {
	if !encoding.ok() {
		return ""
	}
	return decode[openapi3.Encoding](r, encoding, "contentType").ContentType
}
