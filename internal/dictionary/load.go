package dictionary

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/source"
)

// Limits on a run.
const (
	maxFiles        = 200
	maxApplications = 1000
)

// A run is everything that was read, put together by application.
type run struct {
	errs    *problems
	spelled *speller
	release int
	files   []string
	apps    []*application // in order of reading
	byID    map[uint32]*application
	shelves map[string]*application // by file
	parents map[string][]string     // files that a file includes
	base    *application            // the AVPs of Options.Base; nil without

	byName [tiers]map[string][]*avp // AVPs of apps
	gone   map[string]*avp          // AVPs that are not part of the release
	names  []string                 // of all AVPs, sorted, for suggestions
	folded map[string][]string      // names by what they have in common with misspelled ones
	count  int                      // of AVPs read
	held   map[*avp][]error         // problems of definitions of others, until they are needed
}

// load reads files and then what they include, breadth first, each file once.
// It returns nil if a file could not be read or is not a dictionary: names
// would be missing that are defined there.
func load(files []string, o Options, errs *problems) *run {
	l := &loader{
		run: &run{
			errs: errs, spelled: &speller{budget: spellBudget}, release: o.Release, files: files,
			byID: map[uint32]*application{}, shelves: map[string]*application{}, parents: map[string][]string{},
			gone: map[string]*avp{}, held: map[*avp][]error{},
		},
		readFile: o.ReadFile, seen: map[string]bool{}, complete: true,
	}
	if len(files) == 0 {
		errs.Addf(source.Pos{}, "no dictionary given")
		return nil
	}
	for _, name := range files {
		l.add(pending{name: filepath.ToSlash(name), by: source.Pos{File: name}})
	}
	l.readAll()
	for _, name := range o.Fallback {
		l.add(pending{name: filepath.ToSlash(name), by: source.Pos{File: name}, lent: true, tier: tierFallback})
	}
	l.readAll()
	l.addTexts(o.Application)
	l.addForeign(o.Application)
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
	lent bool       // it is included
	tier tier       // of what it defines
}

type loader struct {
	run      *run
	readFile func(string) ([]byte, error)
	queue    []pending
	done     int // files of queue that have been read
	seen     map[string]bool
	foreign  []*wireshark
	texts    []*ccfFile
	complete bool
}

// readAll reads the queue, and what is added to it meanwhile.
func (l *loader) readAll() {
	for ; l.done < len(l.queue); l.done++ {
		l.read(l.queue[l.done])
	}
}

// add queues a file unless it is there already.
func (l *loader) add(f pending) {
	clean := path.Clean(f.name)
	switch {
	case l.seen[clean]:
	case len(l.queue) == maxFiles:
		l.run.errs.Addf(f.by, "more than %d files in one run", maxFiles)
		l.complete = false
	default:
		l.seen[clean] = true
		l.queue = append(l.queue, f)
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
	if isCCF(f.name) {
		l.ccf(f, data)
		return
	}
	root, known := readXML(f.name, data, errs)
	switch {
	case root == nil:
		l.complete = false
	case root.name == wiresharkRoot:
		l.wireshark(root, known, f)
	default:
		l.diameter(root, f)
	}
}

// diameter reads a file of telgen or go-diameter.
func (l *loader) diameter(root *node, f pending) {
	errs := l.run.errs
	c := checker{errs, l.run.spelled, elements}
	if !c.root(root) {
		l.complete = false
		return
	}
	for _, n := range root.all("include") {
		l.include(n, f)
	}
	p := &parser{errs: errs, spelled: l.run.spelled, lent: f.lent, tier: f.tier}
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
func (l *loader) include(n *node, from pending) {
	a, _ := n.get("file")
	switch {
	case a.value == "":
	case path.IsAbs(a.value) || strings.ContainsAny(a.value, `\:`):
		l.run.errs.Addf(a.pos, "include of %q: want a path relative to this file, with slashes", a.value)
		l.complete = false
	default:
		name := filepath.ToSlash(source.Join(from.name, a.value))
		if parents := l.run.parents[path.Clean(from.name)]; !slices.Contains(parents, name) {
			l.run.parents[path.Clean(from.name)] = append(parents, name)
		}
		l.add(pending{name: name, by: a.pos, lent: true, tier: from.tier})
	}
}

// add puts an application, or another part of one, into the run. What is not
// part of the release is left out. It is false when there are too many.
func (r *run) add(part *application, file string) bool {
	r.prune(part)
	whole := part
	switch known := r.byID[part.id]; {
	case !part.shelf && part.tier == tierMain && known != nil:
		r.join(known, part)
		whole = known
	case len(r.apps) == maxApplications:
		r.errs.Addf(part.pos, "more than %d applications in one run", maxApplications)
		return false
	case part.shelf:
		r.apps = append(r.apps, part)
		r.shelves[path.Clean(file)] = part
	case part.tier != tierMain:
		r.apps = append(r.apps, part)
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
	whole.groups = append(whole.groups, part.groups...)
	whole.lent = whole.lent && part.lent
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
