package dictionary

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// Limits on a run.
const (
	maxFiles        = 200
	maxApplications = 1000
)

// A run is everything that was read, put together by application.
type run struct {
	errs    *source.Errors
	spelled *speller
	release int
	files   []string
	apps    []*application // in order of reading
	byID    map[uint32]*application
	shelves map[string]*application // by file
	parents map[string][]string     // files that a file includes
	base    *application            // the AVPs of Options.Base; nil without

	byName map[string][]*avp // AVPs of apps
	gone   map[string]*avp   // AVPs that are not part of the release
	names  []string          // of all AVPs, sorted, for suggestions
	count  int               // of AVPs read
}

// load reads files and then what they include, breadth first, each file once.
// It returns nil if a file could not be read or is not a dictionary: names
// would be missing that are defined there.
func load(files []string, o Options, errs *source.Errors) *run {
	l := &loader{
		run: &run{
			errs: errs, spelled: &speller{budget: spellBudget}, release: o.Release, files: files,
			byID: map[uint32]*application{}, shelves: map[string]*application{}, parents: map[string][]string{},
			gone: map[string]*avp{},
		},
		readFile: o.ReadFile, seen: map[string]bool{}, complete: true,
	}
	if len(files) == 0 {
		errs.Addf(source.Pos{}, "no dictionary given")
		return nil
	}
	for _, name := range files {
		l.add(filepath.ToSlash(name), source.Pos{File: name}, false)
	}
	for i := 0; i < len(l.queue); i++ {
		l.read(l.queue[i])
	}
	if !l.complete {
		return nil
	}
	l.run.borrow(o.Base)
	l.run.index()
	return l.run
}

// A pending file is to be read.
type pending struct {
	name string
	by   source.Pos // who asks for it
	lent bool
}

type loader struct {
	run      *run
	readFile func(string) ([]byte, error)
	queue    []pending
	seen     map[string]bool
	complete bool
}

// add queues a file unless it is there already.
func (l *loader) add(name string, by source.Pos, lent bool) {
	clean := path.Clean(name)
	switch {
	case l.seen[clean]:
	case len(l.queue) == maxFiles:
		l.run.errs.Addf(by, "more than %d files in one run", maxFiles)
		l.complete = false
	default:
		l.seen[clean] = true
		l.queue = append(l.queue, pending{name, by, lent})
	}
}

func (l *loader) read(f pending) {
	errs := l.run.errs
	data, err := l.readFile(f.name)
	if err != nil {
		errs.AddErr(f.by, err)
		l.complete = false
		return
	}
	root := readXML(f.name, data, errs)
	c := checker{errs, l.run.spelled}
	if root == nil || !c.root(root) {
		l.complete = false
		return
	}
	for _, n := range root.all("include") {
		l.include(n, f.name)
	}
	p := &parser{errs: errs, spelled: l.run.spelled, lent: f.lent}
	if shelf := p.shelf(root); len(shelf.avps) > 0 {
		l.complete = l.run.add(shelf, f.name) && l.complete
	}
	for _, n := range root.all("application") {
		part, ok := p.application(n)
		if !ok || !l.run.add(part, f.name) {
			l.complete = false
		}
	}
}

// include queues the file of <include file="../ietf.xml"/>.
func (l *loader) include(n *node, from string) {
	a, _ := n.get("file")
	switch {
	case a.value == "":
	case path.IsAbs(a.value) || strings.ContainsAny(a.value, `\:`):
		l.run.errs.Addf(a.pos, "include of %q: want a path relative to this file, with slashes", a.value)
		l.complete = false
	default:
		name := filepath.ToSlash(source.Join(from, a.value))
		if parents := l.run.parents[path.Clean(from)]; !slices.Contains(parents, name) {
			l.run.parents[path.Clean(from)] = append(parents, name)
		}
		l.add(name, a.pos, true)
	}
}

// add puts an application, or another part of one, into the run. What is not
// part of the release is left out. It is false when there are too many.
func (r *run) add(part *application, file string) bool {
	r.prune(part)
	whole := part
	switch known := r.byID[part.id]; {
	case !part.shelf && known != nil:
		r.join(known, part)
		whole = known
	case len(r.apps) == maxApplications:
		r.errs.Addf(part.pos, "more than %d applications in one run", maxApplications)
		return false
	case part.shelf:
		r.apps = append(r.apps, part)
		r.shelves[path.Clean(file)] = part
	default:
		r.apps = append(r.apps, part)
		r.byID[part.id] = part
	}
	whole.files = append(whole.files, path.Clean(file))
	for _, a := range part.avps {
		a.app, a.order = whole, r.count
		r.count++
	}
	return true
}

// join adds what another file says about an application.
func (r *run) join(whole, part *application) {
	if part.vendor != 0 && whole.vendor != 0 && part.vendor != whole.vendor {
		r.errs.Addf(part.pos, "application %d has vendor %d here and vendor %d at %s", part.id, part.vendor, whole.vendor, whole.pos)
	}
	if whole.vendor == 0 {
		whole.vendor = part.vendor
	}
	if part.answer != nil && whole.answer != nil {
		r.errs.Addf(part.answer.pos, "second <answer-message> of application %s, the first is at %s", whole, whole.answer.pos)
	}
	if whole.answer == nil {
		whole.answer = part.answer
	}
	whole.names = append(whole.names, part.names...)
	whole.inherits = append(whole.inherits, part.inherits...)
	whole.commands = append(whole.commands, part.commands...)
	whole.avps = append(whole.avps, part.avps...)
	whole.results = append(whole.results, part.results...)
}

// prune drops what is not part of the release.
func (r *run) prune(a *application) {
	a.commands = keep(a.commands, func(c *command) bool { return c.life.in(r.release) })
	a.avps = keep(a.avps, func(v *avp) bool {
		if !v.life.in(r.release) {
			r.gone[v.text] = v
			return false
		}
		return true
	})
	for _, c := range a.commands {
		r.pruneRules(c.request)
		r.pruneRules(c.answer)
	}
	r.pruneRules(a.answer)
	for _, v := range a.avps {
		r.pruneRules(v.group)
		v.items = r.pruneItems(v.items)
		v.bits = r.pruneItems(v.bits)
	}
	a.results = r.pruneItems(a.results)
}

func (r *run) pruneRules(g *grammar) {
	if g != nil {
		g.rules = keep(g.rules, func(l *rule) bool { return l.life.in(r.release) })
	}
}

func (r *run) pruneItems(list []*item) []*item {
	return keep(list, func(i *item) bool { return i.life.in(r.release) })
}

// keep returns the elements of list that pass.
func keep[T any](list []T, pass func(T) bool) []T {
	return slices.DeleteFunc(list, func(v T) bool { return !pass(v) })
}

// borrow makes the AVPs of the base package look like those of a dictionary.
func (r *run) borrow(p *ir.Package) {
	if p == nil || p.Application == nil {
		return
	}
	r.base = &application{word: word{p.Application.Name, p.Application.Pos}, names: []string{p.Application.Name}}
	for _, def := range p.Application.AVPs {
		a := &avp{
			word: word{def.Name, def.Pos}, key: key{def.Vendor, def.Code}, must: def.Must, data: def.Data, app: r.base, borrowed: true, def: def,
		}
		if ref, ok := def.Type.(ir.Ref); ok {
			a.borrowItems(ref.Decl)
		}
		if ext, ok := def.Type.(ir.Extern); ok && slices.Contains(codecs, ext.Name) {
			a.codec = ext.Name
		}
		r.base.avps = append(r.base.avps, a)
	}
}

func (a *avp) borrowItems(d ir.Decl) {
	e, ok := d.(*ir.Enum)
	if !ok {
		return
	}
	for _, v := range e.Values {
		i := &item{word: word{v.Name, v.Pos}, number: v.Number}
		if e.Bits {
			a.bits = append(a.bits, i)
		} else {
			a.items = append(a.items, i)
		}
	}
}

// index lists all AVPs by name and by key. Of two with the same name and vendor
// in an application the first counts: check reports the other.
func (r *run) index() {
	r.byName = map[string][]*avp{}
	for _, app := range r.apps {
		app.index()
		for _, a := range app.avps {
			if slices.Contains(app.byName[a.text], a) {
				r.byName[a.text] = append(r.byName[a.text], a)
			}
			r.names = append(r.names, a.text)
		}
	}
	if r.base != nil {
		r.base.index()
		for _, a := range r.base.avps {
			r.names = append(r.names, a.text)
		}
	}
	slices.Sort(r.names)
	r.names = slices.Compact(r.names)
}

func (a *application) index() {
	a.byName, a.byKey = map[string][]*avp{}, map[key]*avp{}
	for _, v := range a.avps {
		if a.byKey[v.key] == nil {
			a.byKey[v.key] = v
		}
		same := func(o *avp) bool { return o.key.vendor == v.key.vendor }
		if !slices.ContainsFunc(a.byName[v.text], same) {
			a.byName[v.text] = append(a.byName[v.text], v)
		}
	}
}
