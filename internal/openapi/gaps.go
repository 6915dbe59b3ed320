package openapi

import (
	"path"
	"slices"

	"github.com/telgen/telgen/internal/source"
)

// A Gap is something that a document asks for, that is not checked, and that
// somebody has accepted for a reason.
type Gap struct {
	Reason string
	Pos    source.Pos // where it was accepted
}

// gap is told of a keyword that limits a value in a way that is not checked. It
// is an error unless the keyword is among Options.Gaps, which are named as
// "order.schema.json#/properties/lines/contains": the base name of the file and
// the JSON pointer of the keyword.
func (r *reader) gap(keyword node, format string, args ...any) {
	name := path.Base(keyword.doc.name) + "#" + pointer(keyword)
	if _, ok := r.opts.Gaps[name]; ok {
		r.gaps[name] = true
		return
	}
	r.errorf(keyword.pos(), format+"; to leave it unchecked, list %q under gaps in the manifest, with the reason", append(args, name)...)
}

// staleGaps reports gaps that were accepted and are not there.
func (r *reader) staleGaps() {
	for name, gap := range r.opts.Gaps {
		if !r.gaps[name] {
			r.errorf(gap.Pos, "the gap %q is not in the documents, or is none: remove it", name)
		}
	}
}

// refused reports the keywords that no declaration can express.
func (r *reader) refused(n node) {
	for _, key := range refusedKeys {
		if !n.has(key) {
			continue
		}
		if slices.Contains(shapingKeys, key) {
			r.errorf(n.get(key).pos(), "%q is not supported", key)
			continue
		}
		r.gap(n.get(key), "%q is not supported", key)
	}
}
