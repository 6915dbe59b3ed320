package dictionary

import (
	"maps"
	"slices"

	"github.com/telgen/telgen/internal/source"
)

// This file gives AVPs the codecs that the user chose, and checks what must
// hold of all codecs of a package.

// A Codec is what a manifest chooses for an AVP: one of the runtime, "PLMN"; a
// Go type of the user's own, "example.org/app/types.Profile"; or the data type
// of the AVP, "OctetString", for no codec at all.
type Codec struct {
	Type string
	Pos  source.Pos
}

// pick sets the codecs of o, and reports those that cannot be.
func (r *run) pick(s *set, o Options) {
	for _, name := range slices.Sorted(maps.Keys(o.Codecs)) {
		chosen := o.Codecs[name]
		found := false
		for _, a := range s.list {
			if a.text == name {
				found = true
				r.pickFor(a, chosen)
			}
		}
		if !found {
			r.unpicked(s, name, chosen.Pos)
		}
	}
	for _, a := range s.list {
		if isGoType(a.codec) && goType(a.codec).Path == o.Path {
			r.errs.Addf(a.codecAt, "codec %q is a type of the package that is generated: it must be of another", a.codec)
		}
	}
	r.checkPicked(s)
}

func (r *run) pickFor(a *avp, chosen Codec) {
	if chosen.Type == a.data {
		a.codec = ""
		return
	}
	if slices.Contains(dataTypes, chosen.Type) && !slices.Contains(codecs, chosen.Type) {
		r.errs.Addf(chosen.Pos, "codec %q: AVP %q is %s", chosen.Type, a.text, a.data)
		return
	}
	if problem := misfit(chosen.Type, a, r.spelled); problem != "" {
		r.errs.Addf(chosen.Pos, "%s", problem)
		return
	}
	a.codec, a.codecAt = chosen.Type, chosen.Pos
}

// unpicked reports that the package has no AVP for a codec.
func (r *run) unpicked(s *set, name string, pos source.Pos) {
	gone := r.gone[name]
	switch {
	case r.base != nil && len(r.base.byName[name]) > 0:
		r.errs.Addf(pos, "AVP %q is borrowed: choose its codec where the package of %q is generated", name, r.base.text)
	case gone != nil:
		r.errs.Addf(pos, "codec for AVP %q, which exists only %s (%s)", name, gone.life, gone.pos)
	default:
		names := make([]string, len(s.list))
		for i, a := range s.list {
			names[i] = a.text
		}
		r.errs.Addf(pos, "codec for AVP %q matches no AVP of the package%s", name, r.spelled.hint(name, names))
	}
}

// checkPicked reports values in rules that the Go type of their AVP cannot be
// set to: generated code would have to write them as that type.
func (r *run) checkPicked(s *set) {
	for _, g := range s.app.grammars() {
		if g.group == nil {
			r.checkPickedRules(s, g.grammar)
		}
	}
	for _, a := range s.list {
		if a.group != nil {
			r.checkPickedRules(s, a.group)
		}
	}
}

func (r *run) checkPickedRules(s *set, g *grammar) {
	for _, l := range g.rules {
		a := l.target
		if a == nil || l.value.text == "" {
			continue
		}
		if !a.borrowed {
			a = s.avps[a.key]
		}
		_, isNumber := number(a.data, l.value.text)
		if isGoType(a.codec) || a.codec != "" && !isNumber {
			r.errs.Addf(l.value.pos, "value %q of AVP %q: its codec %q cannot take it", l.value.text, a.text, a.codec)
		}
	}
}
