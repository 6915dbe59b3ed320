package dictionary

// This file reads CCF text in XML: of an application, a message or a group.

// ccf reads the <ccf> elements of an application.
func (p *parser) ccf(n *node, a *application) {
	var list []*block
	for _, c := range n.all("ccf") {
		list = append(list, readCCF(c.ccf, p.errs).blocks()...)
	}
	for _, b := range list {
		if b.app != nil && *b.app != a.id {
			p.errs.toleratef(b.pos, "%q is of application %d, but stands in application %d", b.text, *b.app, a.id)
		}
	}
	commands, answer := pairs(list, p.errs)
	a.commands = append(a.commands, commands...)
	a.groups = append(a.groups, groups(list)...)
	if answer != nil && a.answer != nil {
		p.errs.toleratef(answer.pos, "second answer-message, the first is at %s", a.answer.pos)
	} else if answer != nil {
		a.answer = answer
	}
}

// ccfGrammar reads the <ccf> in n, the element of a message or group: rules,
// or a definition with its header.
func (p *parser) ccfGrammar(n, text *node) *grammar {
	if rule := n.first("rule"); rule != nil {
		p.errs.Addf(rule.pos, "<rule> beside <ccf> in <%s>: choose one", n.name)
	}
	c := readCCF(text.ccf, p.errs)
	g := new(grammar)
	if c.blockLength() > 0 {
		b := c.block()
		g = b.grammar
		g.header = b
	} else {
		g = c.rules()
	}
	if t := c.peek(0); t.kind != tokenEnd {
		p.errs.Addf(c.pos(t), "second definition in the <ccf> of <%s>", n.name)
	}
	return g
}

// fits reports a header of CCF text that is not of the command it stands in.
func (p *parser) fits(g *grammar, request bool, c *command, application uint32) {
	if g == nil || g.header == nil {
		return
	}
	b := g.header
	switch {
	case b.group || b.code != 0 && b.code != c.code:
		p.errs.toleratef(b.pos, "%q is not of command %d, in which it stands", b.text, c.code)
	case b.app != nil && *b.app != application:
		p.errs.toleratef(b.pos, "%q is of application %d, but stands in application %d", b.text, *b.app, application)
	case b.request != request:
		p.errs.toleratef(b.pos, "the header of %q has %s", b.text, b.flag())
	}
}

// fitsGroup reports a header of CCF text that is not of the AVP it stands in.
func (p *parser) fitsGroup(a *avp) {
	if a.group == nil || a.group.header == nil {
		return
	}
	if b := a.group.header; !b.group || (key{b.vendor, b.code}) != a.key {
		p.errs.toleratef(b.pos, "%q is not of AVP %s, in which it stands", b.text, a.key)
	}
}
