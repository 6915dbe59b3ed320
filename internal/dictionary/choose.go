package dictionary

import (
	"slices"

	"github.com/telgen/telgen/internal/source"
)

// choose returns the application to generate, or nil after reporting why
// there is none.
func (r *run) choose(name string) *application {
	candidates := r.candidates()
	at := source.Pos{File: r.files[0]}
	switch {
	case name != "":
		return r.chosen(at, name)
	case len(candidates) == 0:
		r.errs.Addf(at, "these files define no application")
	case len(candidates) > 1:
		r.errs.Addf(at, "choose an application: %s", titles(candidates))
	default:
		return candidates[0]
	}
	return nil
}

// chosen returns the application that the user asked for.
func (r *run) chosen(at source.Pos, name string) *application {
	found := keep(r.called(name), (*application).generates)
	all := keep(slices.Clone(r.apps), (*application).generates)
	switch {
	case len(found) == 1:
		return found[0]
	case len(found) > 1:
		r.errs.Addf(at, "several applications are called %q, use the id: %s", name, titles(found))
	case len(r.called(name)) > 0:
		r.errs.Addf(at, "application %q is only in an included file: read that file itself", name)
	default:
		r.errs.Addf(at, "application %q is not among those in these files: %s", name, titles(all))
	}
	return nil
}

// candidates returns the applications that have commands, or else all.
func (r *run) candidates() []*application {
	all := keep(slices.Clone(r.apps), (*application).generates)
	speaking := keep(slices.Clone(all), func(a *application) bool { return len(a.commands) > 0 })
	if len(speaking) > 0 {
		return speaking
	}
	return all
}
