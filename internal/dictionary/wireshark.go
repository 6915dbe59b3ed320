package dictionary

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// This file reads Wireshark's dictionary:
//
//	<dictionary>
//		<base>
//			<typedefn type-name="AppId" type-parent="Unsigned32"/>
//			<avp name="Proxy-Info" code="284" mandatory="must">
//				<grouped><gavp name="Proxy-Host"/><gavp name="Proxy-State"/></grouped>
//			</avp>
//		</base>
//		<application id="16777216" name="3GPP Cx"/>
//		<vendor vendor-id="TGPP" code="10415" name="3GPP">
//			<avp name="Server-Name" code="602" mandatory="must" vendor-id="TGPP"><type type-name="UTF8String"/></avp>
//		</vendor>
//	</dictionary>
//
// It defines AVPs. What it says about commands is not enough to make messages
// of: they have no grammar there. Whoever reads it has not written it, so
// what is wrong with a definition is a warning.

// wiresharkRoot is the root element of Wireshark's dictionary.
const wiresharkRoot = "dictionary"

// wiresharkName is what the application of all its AVPs is called.
const wiresharkName = "Wireshark"

// wiresharkElements are the elements of Wireshark's dictionary.
var wiresharkElements = map[string]element{
	"dictionary":  {"", "base application vendor"},
	"base":        {"uri", "command typedefn avp"},
	"application": {"id! name uri", "command typedefn avp"},
	"vendor":      {"vendor-id! code! name", "avp"},
	"command":     {"name code vendor-id", ""},
	"typedefn":    {"type-name! type-parent description", ""},
	"avp":         {"name! code! description may-encrypt mandatory protected vendor-bit vendor-id constrained", "type? grouped? enum"},
	"type":        {"type-name!", ""},
	"grouped":     {"", "gavp"},
	"gavp":        {"name!", ""},
	"enum":        {"name! code!", ""},
}

// wireshark reads a dictionary of Wireshark's.
func (l *loader) wireshark(root *node, known entities, f pending) {
	e := &expander{errs: l.run.errs, readFile: l.readFile, main: f.name, known: known}
	if !e.expand(root, 0) {
		l.complete = false
		return
	}
	w := newWireshark(l.run)
	w.app.lent, w.app.tier, w.app.files = f.lent, f.tier, []string{f.name}
	w.app.pos = root.pos
	w.read(root)
	l.run.errs.warnings.AddErr(root.pos, w.errs.all())
	l.foreign = append(l.foreign, w)
}

// addForeign adds the dictionaries of Wireshark. Where others make the
// package, they lend AVPs; where there are no others, the package is theirs.
func (l *loader) addForeign(chosen string) {
	alone := !slices.ContainsFunc(l.run.apps, (*application).generates)
	for _, w := range l.foreign {
		switch {
		case alone && w.app.generates():
			w.choose(chosen)
		case w.app.tier == tierMain:
			w.app.tier = tierAuxiliary
		}
		file := w.app.files[0]
		w.app.files = nil
		l.complete = l.run.add(w.app, file) && l.complete
	}
}

// A wireshark is a dictionary of Wireshark's.
type wireshark struct {
	run     *run
	errs    *problems // all of them are warnings
	app     *application
	types   map[string]string // parents of types
	vendors map[string]uint32 // by their words: "TGPP"
	titles  []title
}

// A title is the name that a dictionary has for an application id.
type title struct {
	id   uint32
	name string
}

func newWireshark(r *run) *wireshark {
	app := &application{word: word{text: wiresharkName}, names: []string{wiresharkName}, auth: true, acct: true, foreign: true}
	app.doc = "AVPs, groups and enumerations of a Wireshark dictionary. It has no commands: the dictionary does not say what is in them."
	return &wireshark{run: r, errs: &problems{lenient: true}, app: app, types: map[string]string{}, vendors: map[string]uint32{"None": 0}}
}

// choose gives the package the id of an application, by id or name. Without,
// it has id 0.
func (w *wireshark) choose(application string) {
	if id, err := strconv.ParseUint(application, 10, 32); err == nil {
		w.app.id = uint32(id)
		return
	}
	for _, t := range w.titles {
		if strings.EqualFold(t.name, application) {
			w.app.id = t.id
			w.app.names = append(w.app.names, t.name)
			return
		}
	}
}

// read reads a whole dictionary. Types and vendors come first: definitions
// may refer to later ones.
func (w *wireshark) read(root *node) {
	c := checker{w.errs, w.run.spelled, wiresharkElements}
	c.node(root)
	p := &parser{errs: w.errs, spelled: w.run.spelled}
	for _, part := range root.children {
		for _, n := range part.all("typedefn") {
			name, _ := n.get("type-name")
			parent, _ := n.get("type-parent")
			w.types[name.value] = parent.value
		}
		switch part.name {
		case "vendor":
			name, _ := part.get("vendor-id")
			if code, ok := p.id(part, "code", maxVendor); ok {
				w.vendors[name.value] = code
			}
		case "application":
			name, _ := part.get("name")
			if id, ok := p.id(part, "id", math.MaxUint32); ok && name.value != "" {
				w.titles = append(w.titles, title{id, name.value})
			}
		}
	}
	for _, part := range root.children {
		for _, n := range part.all("avp") {
			w.add(n)
		}
	}
}

// add reads a definition. One that does not say what it defines is left out.
func (w *wireshark) add(n *node) {
	d := &wiresharkAVP{wireshark: w, errs: &problems{lenient: true}}
	d.parser = &parser{errs: d.errs, spelled: w.run.spelled}
	a := d.avp(n)
	if d.errs.Len() > 0 || a.text == "" || a.key.code == 0 {
		w.errs.AddErr(n.pos, d.errs.all())
		w.errs.Addf(n.pos, "AVP %q is left out", a.text)
		return
	}
	w.app.avps = append(w.app.avps, a)
	w.run.hold(a, d.errs.all())
}
