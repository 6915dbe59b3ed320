package openapi

import (
	"errors"

	"github.com/telgen/telgen/internal/source"
)

// warnf notes a mistake of the document that was repaired: published
// specifications have a few, and everything else in them is sound.
func (r *reader) warnf(pos source.Pos, format string, args ...any) {
	r.warnings.Addf(pos, format, args...)
}

// tellWarnings hands the warnings to Options.Warn, each once.
func (r *reader) tellWarnings() {
	var list *source.List
	if r.opts.Warn == nil || !errors.As(r.warnings.Err(), &list) {
		return
	}
	for _, e := range list.Errors {
		r.opts.Warn(e)
	}
}
