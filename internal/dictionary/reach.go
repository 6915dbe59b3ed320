package dictionary

import (
	"slices"

	"github.com/telgen/telgen/internal/source"
)

// This file finds out what a package is made of.

// A set is what a package is made of.
type set struct {
	app  *application
	avps map[key]*avp // of the package itself
	list []*avp       // the same: own before others, in the order of definition
}

// reach returns the AVPs of the package of app: its own, and those of others
// that its messages and groups name.
func (r *run) reach(app *application) *set {
	s := &set{app: app, avps: map[key]*avp{}}
	for _, a := range app.avps {
		if !a.lent {
			s.avps[a.key] = a
			s.list = append(s.list, a)
		}
	}
	for _, g := range app.grammars() {
		if g.group == nil {
			r.reachRules(s, g.grammar)
		}
	}
	for i := 0; i < len(s.list); i++ {
		if g := s.list[i].group; g != nil {
			r.reachRules(s, g)
		}
	}
	slices.SortStableFunc(s.list, func(a, b *avp) int {
		if a.own(app) != b.own(app) {
			if a.own(app) {
				return -1
			}
			return 1
		}
		return a.order - b.order
	})
	for _, a := range s.list {
		r.warnAbout(a)
	}
	r.checkEndless(s)
	return s
}

// own says whether a stands in the files of app itself.
func (a *avp) own(app *application) bool { return a.app == app && !a.lent }

// reachRules adds what the rules of g name. When two applications define the
// same code and vendor, the definition counts that is nearer to the package.
func (r *run) reachRules(s *set, g *grammar) {
	for _, l := range g.rules {
		a := l.target
		if a == nil || a.borrowed {
			continue
		}
		first := s.avps[a.key]
		if first == nil {
			first = s.nearest(a)
			s.avps[a.key] = first
			s.list = append(s.list, first)
		}
		if first.data != a.data && first.data != "" && a.data != "" {
			r.conflict(s, l, first)
			continue
		}
		if first != a && l.value.text != "" && l.value.text != applicationValue {
			r.value(first, l.value)
		}
	}
}

// conflict reports that the AVP of a rule has another data type than the
// package has it with, which counts. Whoever writes a rule can do nothing
// about definitions that others lend.
func (r *run) conflict(s *set, l *rule, first *avp) {
	report := r.errs.warnf
	if l.target.app.tier == tierMain {
		report = func(pos source.Pos, format string, args ...any) { r.errs.toleratef(pos, format, args...) }
	}
	a := l.target
	report(l.avp.pos, "AVP %q (%s) is %s at %s, but application %s already has it as %s at %s",
		a.text, a.key, a.data, a.pos, s.app, first.data, first.pos)
}

func (s *set) nearest(a *avp) *avp {
	for _, app := range s.app.lineage {
		if near := app.byKey[a.key]; near != nil {
			return near
		}
	}
	return a
}

// checkEndless reports groups that must contain themselves: no message could
// hold one.
func (r *run) checkEndless(s *set) {
	w := &walker{run: r, set: s, state: map[*avp]visit{}}
	for _, a := range s.list {
		w.walk(a)
	}
}

type visit uint8

const (
	unseen visit = iota
	open
	done
)

type walker struct {
	run   *run
	set   *set
	state map[*avp]visit
}

func (w *walker) walk(a *avp) {
	if w.state[a] != unseen || a.group == nil {
		return
	}
	w.state[a] = open
	for _, l := range a.group.rules {
		if l.min == 0 || l.target == nil || l.target.borrowed {
			continue
		}
		member := w.set.avps[l.target.key]
		if w.state[member] == open {
			w.run.errs.Addf(l.pos, "group %q must contain itself, by way of %q: make the rule optional", member.text, a.text)
			continue
		}
		w.walk(member)
	}
	w.state[a] = done
}
