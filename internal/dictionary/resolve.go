package dictionary

import (
	"slices"
	"strconv"
	"strings"
)

// This file finds out what the names in a dictionary mean. An AVP is looked
// for in the application whose rule names it, then in the files that this one
// includes, then in the applications that it inherits, then in all others of
// the run, then in the base package, then in the fallback. find.go does that;
// here is what comes before.

// implicitParent returns the application whose AVPs an application may use
// without saying so: go-diameter has these built in. S6a and Gx use those of
// credit control, that uses those of NASREQ, and all use the base protocol.
func implicitParent(id uint32) uint32 {
	const nasreq, creditControl, gx, s6a = 1, 4, 16777238, 16777251
	switch id {
	case gx, s6a:
		return creditControl
	case creditControl:
		return nasreq
	}
	return 0
}

// resolve sets the target of every rule, and reports names without meaning.
func (r *run) resolve() {
	parents := map[*application][]*application{}
	for _, app := range r.apps {
		parents[app] = r.heritage(app)
	}
	for _, app := range r.apps {
		app.lineage = r.lineage(app, parents)
	}
	for _, app := range r.apps {
		r.fillGroups(app)
	}
	for _, app := range r.apps {
		for _, g := range app.grammars() {
			r.resolveRules(app, g)
		}
	}
}

// A titled grammar knows what it is the grammar of.
type titled struct {
	*grammar
	command *command // nil for a group and the answer-message
	group   *avp     // nil for a message
}

// grammars returns all grammars of an application, in a fixed order.
func (a *application) grammars() []titled {
	var list []titled
	for _, c := range a.commands {
		list = append(list, titled{c.request, c, nil}, titled{c.answer, c, nil})
	}
	list = append(list, titled{a.answer, nil, nil})
	for _, v := range a.avps {
		list = append(list, titled{v.group, nil, v})
	}
	return slices.DeleteFunc(list, func(t titled) bool { return t.grammar == nil })
}

// heritage returns the shelves that the files of an application include, then
// the applications that it inherits.
func (r *run) heritage(app *application) []*application {
	list := r.shelvesOf(app.files)
	for _, w := range app.inherits {
		found := r.called(w.text)
		switch {
		case len(found) > 1:
			r.errs.Addf(w.pos, "several applications are called %q, use the id: %s", w.text, titles(found))
		case len(found) == 1 && found[0] == app:
			r.errs.Addf(w.pos, "application %s inherits itself", app)
		case len(found) == 1:
			list = append(list, found[0])
		case w.text == "0" || r.base != nil && strings.EqualFold(w.text, r.base.text):
			// The base package is inherited anyway.
		default:
			r.errs.Addf(w.pos, "application %q is not in these files%s", w.text, r.spelled.hint(w.text, namesOf(r.apps)))
		}
	}
	return list
}

// shelvesOf returns the shelves of files and of all that these include,
// nearest first.
func (r *run) shelvesOf(files []string) []*application {
	var list []*application
	files = slices.Clone(files)
	seen := map[string]bool{}
	for i := 0; i < len(files); i++ {
		if seen[files[i]] {
			continue
		}
		seen[files[i]] = true
		if shelf := r.shelves[files[i]]; shelf != nil {
			list = append(list, shelf)
		}
		files = append(files, r.parents[files[i]]...)
	}
	return list
}

// called returns the applications with a name or an id. Names that differ in
// case count when no other matches.
func (r *run) called(name string) []*application {
	if id, err := strconv.ParseUint(name, 10, 32); err == nil && r.byID[uint32(id)] != nil {
		return []*application{r.byID[uint32(id)]}
	}
	var exact, folded []*application
	for _, app := range r.apps {
		switch {
		case app.tier != tierMain:
		case slices.Contains(app.names, name):
			exact = append(exact, app)
		case slices.ContainsFunc(app.names, func(s string) bool { return strings.EqualFold(s, name) }):
			folded = append(folded, app)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return folded
}

func namesOf(apps []*application) []string {
	var list []string
	for _, app := range apps {
		if app.tier == tierMain {
			list = append(list, app.names...)
		}
	}
	return list
}

func titles(apps []*application) string {
	list := make([]string, len(apps))
	for i, app := range apps {
		list[i] = app.String()
	}
	return strings.Join(list, ", ")
}

// lineage returns app and the applications whose AVPs it may use, nearest
// first: those it inherits, theirs, then the implicit ones.
func (r *run) lineage(app *application, parents map[*application][]*application) []*application {
	list := []*application{app}
	seen := map[*application]bool{app: true}
	add := func(a *application) {
		if a != nil && !seen[a] {
			seen[a] = true
			list = append(list, a)
		}
	}
	for i := 0; i < len(list); i++ {
		for _, p := range parents[list[i]] {
			add(p)
		}
	}
	for id := app.id; id != 0; {
		id = implicitParent(id)
		add(r.byID[id])
	}
	add(r.byID[0])
	return list
}
