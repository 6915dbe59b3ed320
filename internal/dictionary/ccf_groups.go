package dictionary

// This file gives groups the members that CCF text says they have.

// fillGroups takes the CCF text of app to the groups that it is about.
func (r *run) fillGroups(app *application) {
	for _, b := range app.groups {
		if b.code != 0 {
			r.fillGroup(app, b)
		}
	}
}

// fillGroup sets the members of the group that b is about. What a group has
// already counts, except in a dictionary of Wireshark's, which cannot say how
// often members occur.
func (r *run) fillGroup(app *application, b *block) {
	k := key{b.vendor, b.code}
	a := r.defined(app, k)
	s := subject{app, a}
	switch {
	case a == nil && r.gone[b.text] != nil && r.gone[b.text].key == k:
		// It is not part of the release.
	case a == nil:
		r.tolerate(s, b.pos, "AVP %q (%s) is not defined", b.text, k)
	case a.borrowed:
		r.tolerate(s, b.pos, "AVP %q (%s) is of the base protocol: its members cannot be changed", a.text, k)
	case a.data == "": // has been reported
	case a.data != "Grouped":
		r.errs.Addf(b.pos, "AVP %q (%s) is %s at %s: only Grouped has members", a.text, k, a.data, a.pos)
	case a.group.ccf || !a.app.foreign && !a.group.open:
		r.tolerate(s, b.pos, "AVP %q (%s) has members already, at %s", a.text, k, a.group.pos)
	default:
		if a.text != b.text && !a.app.foreign {
			r.tolerate(s, b.pos, "AVP %s is called %q here and %q at %s", k, b.text, a.text, a.pos)
		}
		a.group = b.grammar
		a.group.home = app
		app.alias(b.text, a)
	}
}

// alias lets rules of app call an AVP as its CCF text does: Wireshark has
// other names for some.
func (a *application) alias(name string, v *avp) {
	if len(a.byName[name]) == 0 {
		a.byName[name] = []*avp{v}
	}
}

// defined returns the definition of an AVP that is nearest to app, or nil.
func (r *run) defined(app *application, k key) *avp {
	for _, near := range app.lineage {
		if a := near.byKey[k]; a != nil {
			return a
		}
	}
	var last *avp
	for _, other := range r.apps {
		a := other.byKey[k]
		switch {
		case a == nil:
		case other.tier == tierMain:
			return a
		case last == nil:
			last = a
		}
	}
	if r.base != nil && r.base.byKey[k] != nil {
		return r.base.byKey[k]
	}
	return last
}
