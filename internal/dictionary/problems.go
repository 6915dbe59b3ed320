package dictionary

import (
	"errors"

	"github.com/telgen/telgen/internal/source"
)

// problems collects what is wrong with the files of a run. There are three
// kinds: those that end it, those that have a defined way to go on and end it
// only when the run is not lenient, and mere warnings.
type problems struct {
	source.Errors // that end the run
	warnings      source.Errors
	lenient       bool
}

// toleratef adds a problem that a lenient run goes on with, and says whether
// this is one.
func (p *problems) toleratef(pos source.Pos, format string, args ...any) bool {
	if p.lenient {
		p.warnings.Addf(pos, format, args...)
	} else {
		p.Addf(pos, format, args...)
	}
	return p.lenient
}

// all returns the problems of every kind, or nil.
func (p *problems) all() error {
	var list source.Errors
	list.AddErr(source.Pos{}, p.Err())
	list.AddErr(source.Pos{}, p.warnings.Err())
	return list.Err()
}

// warnf adds a problem that every run goes on with.
func (p *problems) warnf(pos source.Pos, format string, args ...any) {
	p.warnings.Addf(pos, format, args...)
}

// tell hands the warnings to warn, sorted by position and without repetition.
func (p *problems) tell(warn func(*source.Error)) {
	var list *source.List
	if warn == nil || !errors.As(p.warnings.Err(), &list) {
		return
	}
	for _, e := range list.Errors {
		warn(e)
	}
}
