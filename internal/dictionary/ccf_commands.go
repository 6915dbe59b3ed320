package dictionary

import (
	"slices"
	"strings"
)

// This file makes commands of blocks.

// A pair is a request and its answer, as far as they have been read.
type pair struct{ request, answer *block }

// pairs puts the requests and answers of an application together. What is no
// command is left out; answer is the block of the answer-message.
func pairs(list []*block, errs *problems) (commands []*command, answer *grammar) {
	byCode := map[uint32]*pair{}
	var order []*pair
	for _, b := range list {
		switch {
		case b.group:
		case b.failure && answer == nil:
			answer = b.grammar
		case b.failure:
			errs.toleratef(b.pos, "second definition with ERR, the first is at %s", answer.pos)
		case b.code != 0:
			p := byCode[b.code]
			if p == nil {
				p = new(pair)
				byCode[b.code] = p
				order = append(order, p)
			}
			p.add(b, errs)
		}
	}
	for _, p := range order {
		commands = append(commands, p.command(errs))
	}
	return commands, answer
}

// add makes b the request or the answer. A name that says what it is counts
// more than the flag: that is copied, and then forgotten.
func (p *pair) add(b *block, errs *problems) {
	_, _, request, ok := b.split()
	if !ok {
		request = b.request
	}
	if request != b.request {
		errs.toleratef(b.pos, "the header of %q has %s, but its name says otherwise", b.text, b.flag())
	}
	side := &p.answer
	if request {
		side = &p.request
	}
	if *side != nil {
		errs.toleratef(b.pos, "second definition of command %d: %q is at %s", b.code, (*side).text, (*side).pos)
		return
	}
	*side = b
}

// flag says whether b has the R bit.
func (b *block) flag() string {
	if b.request {
		return "REQ"
	}
	return "no REQ"
}

// split cuts the end off the name of a message: Push-Profile-Request is the
// request of Push-Profile, CER that of the command that is only known as CE.
func (b *block) split() (name, short string, request, ok bool) {
	for _, end := range []string{"-Request", "-Answer"} {
		if n := len(b.text) - len(end); n > 0 && strings.EqualFold(b.text[n:], end) {
			return b.text[:n], "", end == "-Request", true
		}
	}
	last := len(b.text) - 1
	if last > 0 && b.text == strings.ToUpper(b.text) && strings.ContainsAny(b.text[last:], "RA") {
		return b.text[:last], b.text[:last], b.text[last] == 'R', true
	}
	return b.text, "", false, false
}

// command returns the command that p is. One without request or answer lets
// anything stand in it.
func (p *pair) command(errs *problems) *command {
	b := p.request
	if b == nil {
		b = p.answer
	}
	name, short, _, _ := b.split()
	c := &command{
		word: word{name, b.pos}, code: b.code, short: short, proxiable: b.proxiable,
		request: &grammar{pos: b.pos, open: true}, answer: &grammar{pos: b.pos, open: true},
	}
	if p.request != nil {
		c.request = p.request.grammar
	}
	if p.answer != nil {
		c.answer = p.answer.grammar
	}
	switch {
	case p.answer == nil:
		errs.toleratef(b.pos, "command %d (%q) has no answer", b.code, name)
	case p.request == nil:
		errs.toleratef(b.pos, "command %d (%q) has no request", b.code, name)
	default:
		p.agree(name, errs)
	}
	return c
}

// agree reports what an answer says otherwise than the request. The request
// counts.
func (p *pair) agree(name string, errs *problems) {
	if other, _, _, _ := p.answer.split(); other != name {
		errs.toleratef(p.answer.pos, "the answer of command %d is called %q, the request %q at %s", p.answer.code, p.answer.text, p.request.text, p.request.pos)
	}
	if p.request.proxiable != p.answer.proxiable {
		errs.toleratef(p.answer.pos, "%q and %q differ in PXY", p.request.text, p.answer.text)
	}
}

// groups returns the blocks that define members of AVPs.
func groups(list []*block) []*block {
	return keep(slices.Clone(list), func(b *block) bool { return b.group })
}
