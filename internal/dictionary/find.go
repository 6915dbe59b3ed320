package dictionary

import (
	"fmt"
	"slices"
	"strings"
)

// firstVendorApplication is the least id that is given to a vendor's
// application (RFC 6733 section 11.3).
const firstVendorApplication = 0x01000000

// resolveRules finds out what the rules of g mean, which app holds.
func (r *run) resolveRules(app *application, g titled) {
	s := search{run: r, subject: g.subject(app), ccf: g.ccf}
	s.vendors = r.preferred(s.app, g)
	for _, l := range g.rules {
		if !l.any && l.avp.text != "" {
			l.target = r.instead(s.find(l))
		}
	}
	if r.tolerates(s.app) {
		g.dropUnresolved()
	}
}

// subject returns what problems of g are about: app has it, unless CCF text of
// another application says what is in it.
func (g titled) subject(app *application) subject {
	if g.home != nil {
		app = g.home
	}
	return subject{app, g.group}
}

// dropUnresolved leaves out rules whose names mean nothing. Other AVPs may
// then stand in g: those that the dictionary meant.
func (g *grammar) dropUnresolved() {
	known := len(g.rules)
	g.rules = keep(g.rules, func(l *rule) bool { return l.any || l.target != nil })
	g.open = g.open || len(g.rules) < known
}

// preferred returns the vendors whose AVPs count when a name has several
// definitions and the rule names no vendor: that of the group, then that of
// the application. Strict XML has none: it can say which one it means, as CCF
// text cannot.
func (r *run) preferred(app *application, g titled) []uint32 {
	var vendors []uint32
	if !r.tolerates(app) && !g.ccf {
		return nil
	}
	if g.group != nil {
		vendors = append(vendors, g.group.key.vendor)
	}
	if app.vendor != 0 || app.id < firstVendorApplication {
		vendors = append(vendors, app.vendor)
	}
	return vendors
}

// instead returns the AVP of the base package for one of the fallback with
// the same identity: programs expect the types of the base package.
func (r *run) instead(a *avp) *avp {
	if a == nil || a.app.tier == tierMain || r.base == nil || r.base.byKey[a.key] == nil {
		return a
	}
	return r.base.byKey[a.key]
}

// A search finds the AVPs that rules of one grammar mean.
type search struct {
	*run
	subject
	vendors []uint32 // preferred, the first most
	ccf     bool     // the grammar is CCF text
}

// find returns the AVP that a rule means. It reports when there is none, or
// more than one.
func (s *search) find(l *rule) *avp {
	if list := s.named(l, l.avp.text); len(list) > 0 {
		return s.only(l, list)
	}
	if name := s.resembling(l.avp.text); name != "" {
		if list := s.named(l, name); len(list) > 0 {
			s.tolerate(s.subject, l.avp.pos, "AVP %q is not defined, taken for %q", l.avp.text, name)
			return s.only(l, list)
		}
	}
	s.undefined(l)
	return nil
}

// named returns the AVPs with a name at the nearest place that has some.
func (s *search) named(l *rule, name string) []*avp {
	for _, a := range s.app.lineage {
		if list := l.among(a.byName[name]); len(list) > 0 {
			return list
		}
	}
	for _, names := range s.places() {
		if list := l.among(names[name]); len(list) > 0 {
			return list
		}
	}
	return nil
}

// places returns all AVPs by name, in the order in which they are looked for.
func (r *run) places() []map[string][]*avp {
	list := []map[string][]*avp{r.byName[tierMain], r.byName[tierAuxiliary], r.byName[tierFallback]}
	if r.base != nil {
		list = slices.Insert(list, 1, r.base.byName)
	}
	return list
}

// among returns those of list that have the vendor of the rule, if it names
// one.
func (l *rule) among(list []*avp) []*avp {
	if l.vendor == nil {
		return list
	}
	return ofVendor(list, *l.vendor)
}

func ofVendor(list []*avp, vendor uint32) []*avp {
	return keep(slices.Clone(list), func(a *avp) bool { return a.key.vendor == vendor })
}

// only returns the first of list. It reports when the others are not the same
// AVP: then the rule does not say which one it means, unless one is of the
// preferred vendor.
func (s *search) only(l *rule, list []*avp) *avp {
	first := list[0]
	if sameKeys(list) && sameData(list) {
		return first
	}
	for _, vendor := range s.vendors {
		if some := ofVendor(list, vendor); len(some) > 0 && sameKeys(some) && sameData(some) {
			return some[0]
		}
	}
	s.tolerate(s.subject, l.avp.pos, "AVP name %q is ambiguous: %s; %s", l.avp.text, definitions(list), s.remedy(list))
	if sameKeys(list) || s.app.foreign {
		return first
	}
	return nil
}

func sameKeys(list []*avp) bool {
	return !slices.ContainsFunc(list, func(a *avp) bool { return a.key != list[0].key })
}

func sameData(list []*avp) bool {
	return !slices.ContainsFunc(list, func(a *avp) bool { return a.data != list[0].data })
}

// definitions lists AVPs: "606/10415 at cx.xml:3:4 and 702/10415 at sh.xml:5:6".
func definitions(list []*avp) string {
	const enough = 4
	var parts []string
	for i, a := range list {
		if i == enough {
			parts = append(parts, fmt.Sprintf("%d more", len(list)-enough))
			break
		}
		parts = append(parts, fmt.Sprintf("%s at %s", a.key, a.pos))
	}
	return strings.Join(parts, " and ")
}

func (s *search) remedy(list []*avp) string {
	vendors := map[uint32]bool{}
	for _, a := range list {
		vendors[a.key.vendor] = true
	}
	if s.ccf && len(vendors) == len(list) {
		return "give the application a vendor-id, in XML"
	}
	if len(vendors) == len(list) {
		return "give the rule a vendor-id"
	}
	return "name the application that is meant in inherits"
}

// resembling returns the one AVP name that differs from name only in what
// people get wrong without meaning anything else, in a lenient run.
func (s *search) resembling(name string) string {
	if !s.tolerates(s.app) {
		return ""
	}
	if s.folded == nil {
		s.folded = map[string][]string{}
		for _, known := range s.names {
			s.folded[fold(known)] = append(s.folded[fold(known)], known)
		}
	}
	if list := s.folded[fold(name)]; len(list) == 1 {
		return list[0]
	}
	return ""
}

// fold makes "Status- AS-Code" and "Status-AS-Code" the same, "Netloc" and
// "NetLoc", and "3GPP-IMSI" and "TGPP-IMSI".
func fold(name string) string {
	name = strings.Join(strings.Fields(strings.ToLower(name)), "")
	return strings.Replace(name, "3gpp", "tgpp", 1)
}

// undefined reports a name that means nothing here, and what may help.
func (s *search) undefined(l *rule) {
	name := l.avp.text
	var others []*avp
	for _, names := range s.places() {
		others = append(others, names[name]...)
	}
	gone := s.gone[name]
	switch {
	case len(others) > 0:
		s.tolerate(s.subject, l.avp.pos, "AVP %q of vendor %d is not defined, but there is %s", name, *l.vendor, definitions(others))
	case gone != nil:
		s.tolerate(s.subject, l.avp.pos, "AVP %q exists only %s (%s): give the rule the same since and until", name, gone.life, gone.pos)
	default:
		s.tolerate(s.subject, l.avp.pos, "AVP %q is not defined%s", name, s.spelled.hint(name, s.names))
	}
}
