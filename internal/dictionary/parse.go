package dictionary

import (
	"math"
	"slices"
	"strings"
)

// A parser turns the elements of one file into declarations.
type parser struct {
	errs    *problems
	spelled *speller
	lent    bool // the file is included
	tier    tier // of what the file defines
}

// application reads an <application>, or the part of it that a file has. It
// is false without an id: whose part it is is then not known.
func (p *parser) application(n *node) (*application, bool) {
	clause, _ := n.get("clause")
	id, ok := p.id(n, "id", math.MaxUint32)
	a := &application{word: p.title(n), id: id, vendor: p.vendor(n), doc: docOf(n), lent: p.lent, tier: p.tier}
	a.names = []string{a.text}
	a.auth, a.acct = p.kind(n)
	a.inherits = p.inherits(n)
	for _, c := range n.all("vendor") {
		p.id(c, "id", math.MaxUint32)
	}
	for _, c := range n.all("command") {
		a.commands = append(a.commands, p.command(c, a.id, clause.value))
	}
	for _, c := range n.all("avp") {
		a.avps = append(a.avps, p.avp(c, clause.value))
	}
	for _, c := range n.all("result-codes") {
		a.results = append(a.results, p.resultCodes(c, a.vendor)...)
	}
	if c := n.first("answer-message"); c != nil {
		a.answer = p.grammar(c)
	}
	p.ccf(n, a)
	return a, ok
}

// shelf reads the AVPs of a file that stand outside of applications.
func (p *parser) shelf(n *node) *application {
	a := &application{word: word{n.pos.File, n.pos}, shelf: true, lent: p.lent, tier: p.tier}
	for _, c := range n.all("avp") {
		a.avps = append(a.avps, p.avp(c, ""))
	}
	return a
}

// kind reads the type of an application: auth, acct, or both when it is empty.
func (p *parser) kind(n *node) (auth, acct bool) {
	a, _ := n.get("type")
	switch a.value {
	case "":
		return true, true
	case "auth":
		return true, false
	case "acct":
		return false, true
	}
	p.errs.Addf(a.pos, "application type %q: want auth, acct, or none for both", a.value)
	return false, false
}

// inherits reads a comma list of names and ids of applications.
func (p *parser) inherits(n *node) []word {
	a, _ := n.get("inherits")
	var list []word
	for name := range strings.SplitSeq(a.value, ",") {
		if name = strings.TrimSpace(name); name != "" {
			list = append(list, word{name, a.pos})
		}
	}
	return list
}

// docOf returns the text of the <doc> in n, without indentation and without
// blank lines around it.
func docOf(n *node) string {
	d := n.first("doc")
	if d == nil {
		return ""
	}
	lines := strings.Split(string(d.text), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

func (p *parser) command(n *node, application uint32, document string) *command {
	short, _ := n.get("short")
	clause, _ := n.get("clause")
	c := &command{
		word: p.title(n), code: p.code(n, maxCode),
		clause: reference(document, clause.value), doc: docOf(n), life: p.life(n),
	}
	if short.value != "" {
		c.short = p.name(n, "short").text
	}
	c.proxiable = p.proxiable(n, application, c.code)
	if r := n.first("request"); r != nil {
		c.request = p.grammar(r)
	}
	if r := n.first("answer"); r != nil {
		c.answer = p.grammar(r)
	}
	p.fits(c.request, true, c, application)
	p.fits(c.answer, false, c, application)
	return c
}

// proxiable reads the flags of a command. Without them every command is
// proxiable but the three that peers exchange among themselves (RFC 6733
// sections 5.3, 5.4 and 5.5).
func (p *parser) proxiable(n *node, application, code uint32) bool {
	a, ok := n.get("flags")
	switch {
	case !ok:
		const capabilitiesExchange, deviceWatchdog, disconnectPeer = 257, 280, 282
		return application != 0 || code != capabilitiesExchange && code != deviceWatchdog && code != disconnectPeer
	case a.value != "" && a.value != "PXY":
		p.errs.Addf(a.pos, "flags %q of <command>: want PXY or nothing", a.value)
	}
	return a.value == "PXY"
}

func (p *parser) avp(n *node, document string) *avp {
	clause, _ := n.get("clause")
	a := &avp{
		word: p.title(n), key: key{p.vendor(n), p.code(n, math.MaxUint32)},
		doc: docOf(n), clause: reference(document, clause.value), life: p.life(n), lent: p.lent,
	}
	a.must, a.protect = p.bits(n, a.key.vendor)
	if a.text == "AVP" {
		p.errs.Addf(a.pos, "an AVP cannot be named \"AVP\": a rule with that name stands for any other AVP")
	}
	if e, _ := n.get("may-encrypt"); !slices.Contains([]string{"", "-", "Y", "N"}, strings.ToUpper(e.value)) {
		p.errs.Addf(e.pos, "may-encrypt %q of <avp>: want Y, N or -", e.value)
	}
	if d := n.first("data"); d != nil {
		p.data(d, a)
	}
	return a
}

// data reads what is in an AVP. The parts are read as they are even when the
// type is wrong, so that their problems are found too.
func (p *parser) data(n *node, a *avp) {
	t, _ := n.get("type")
	known := slices.Contains(dataTypes, t.value)
	if known {
		a.data = t.value
	} else if t.value != "" {
		p.errs.Addf(t.pos, "unknown data type %q%s", t.value, p.typeHint(t.value))
	}
	low, high := itemRange(a.data)
	for _, c := range n.all("item") {
		a.items = p.item(a.items, c, low, high)
	}
	for _, c := range n.all("bit") {
		a.bits = p.bit(a.bits, c, a.data)
	}
	if a.data == "Grouped" || n.first("rule") != nil || n.first("ccf") != nil {
		a.group = p.grammar(n)
		p.fitsGroup(a)
	}
	p.codec(n, a)
	if known {
		p.parts(n, a)
	}
}

func (p *parser) typeHint(name string) string {
	if hint := p.spelled.hint(name, dataTypes); hint != "" {
		return hint
	}
	return ", want one of " + strings.Join(dataTypes, ", ")
}

// parts reports what the data type of a has no use for.
func (p *parser) parts(n *node, a *avp) {
	for _, part := range []struct {
		name  string
		types []string
	}{
		{"item", []string{"Enumerated", "Unsigned32"}},
		{"bit", []string{"Unsigned32", "Unsigned64"}},
		{"rule", []string{"Grouped"}},
		{"ccf", []string{"Grouped"}},
	} {
		if c := n.first(part.name); c != nil && !slices.Contains(part.types, a.data) {
			p.errs.Addf(c.pos, "<%s> in data of type %s: it belongs into %s", part.name, a.data, strings.Join(part.types, " or "))
		}
	}
	kinds := 0
	for _, there := range []bool{len(a.items) > 0, len(a.bits) > 0, a.codec != ""} {
		if there {
			kinds++
		}
	}
	if kinds > 1 {
		p.errs.Addf(n.pos, "<data> has more than one of <item>, <bit> and codec: choose one")
	}
}

// codec reads the type that stands for a number or for octets, or a Go type
// of the user's own.
func (p *parser) codec(n *node, a *avp) {
	c, _ := n.get("codec")
	if c.value == "" {
		return
	}
	if problem := misfit(c.value, a, p.spelled); problem != "" {
		p.errs.Addf(c.pos, "%s", problem)
		return
	}
	a.codec, a.codecAt = c.value, c.pos
}

// item appends an <item> to list, if it has a number.
func (p *parser) item(list []*item, n *node, low, high int64) []*item {
	i := &item{word: p.title(n), doc: docOf(n), life: p.life(n)}
	var ok bool
	if i.number, ok = p.signed(n, "code", low, high); !ok {
		return list
	}
	return append(list, i)
}

// bit appends a <bit> to list, if it has an index. Index 0 is the least
// significant one.
func (p *parser) bit(list []*item, n *node, data string) []*item {
	last := uint64(31)
	if data == "Unsigned64" {
		last = 63
	}
	i := &item{word: p.title(n), doc: docOf(n), life: p.life(n)}
	index, ok := p.between(n, "index", 0, last)
	if !ok {
		return list
	}
	i.number = int64(uint64(1) << index)
	return append(list, i)
}

// resultCodes reads values of Experimental-Result-Code. They are of the
// vendor of the application.
func (p *parser) resultCodes(n *node, vendor uint32) []*item {
	if a, _ := n.get("vendor-id"); a.value != "" && p.vendor(n) != vendor {
		p.errs.Addf(a.pos, "result codes of vendor %s in an application of vendor %d", a.value, vendor)
	}
	var list []*item
	for _, c := range n.all("item") {
		list = p.item(list, c, 0, math.MaxUint32)
	}
	return list
}
