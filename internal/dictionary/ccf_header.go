package dictionary

import (
	"math"
	"strings"
)

// header reads what follows "::=":
//
//	< Diameter Header: 305, REQ, PXY, 16777216 >
//	< AVP Header: 603 10415 >
func (c *ccf) header(b *block) {
	if c.peek(0).kind != '<' {
		c.errs.Addf(c.pos(c.peek(0)), "%q has no header: want < Diameter Header: ... > or < AVP Header: ... >", b.text)
		return
	}
	opening := c.next()
	words := c.headerWords(opening)
	kind := ""
	for len(words) > 0 && (kind == "" || strings.EqualFold(words[0].text, "Header")) {
		kind += strings.ToLower(words[0].text)
		words = words[1:]
	}
	switch strings.ReplaceAll(kind, "-", "") {
	case "diameterheader":
		c.commandHeader(b, opening, words)
	case "avpheader":
		c.groupHeader(b, opening, words)
	default:
		c.errs.Addf(c.pos(opening), "unknown header: want < Diameter Header: ... > or < AVP Header: ... >")
	}
}

// headerWords reads up to the end of a header. Commas and the colon say nothing
// that the words do not say; nor do brackets, which RFC 6733 section 7.2 has in
// the header of its answer-message.
func (c *ccf) headerWords(opening token) []token {
	var words []token
	for {
		switch t := c.peek(0); {
		case t.kind == '>':
			c.at++
			return words
		case t.kind == tokenWord && c.blockLength() == 0:
			words = append(words, c.next())
		case t.kind == ',' || t.kind == ':' || t.kind == ']' || t.kind == '[' && c.peek(1).kind == ',':
			c.at++
		default:
			c.errs.toleratef(c.pos(opening), "%q is not closed", opening.text)
			return words
		}
	}
}

// commandHeader reads the code of a command, flags and the application id.
func (c *ccf) commandHeader(b *block, opening token, words []token) {
	if len(words) == 0 {
		c.errs.Addf(c.pos(opening), "no command code in the header")
		return
	}
	if !strings.EqualFold(words[0].text, "code") { // of any command: answer-message
		b.code = uint32(c.number(words[0], "a command code", 1, maxCode))
	}
	for _, t := range words[1:] {
		switch strings.ToUpper(t.text) {
		case "REQ":
			b.request = true
		case "PXY":
			b.proxiable = true
		case "ERR":
			b.failure = true
		default:
			c.application(b, t)
		}
	}
	if b.code == 0 && !b.failure {
		c.errs.Addf(c.pos(words[0]), "a header without command code needs the flag ERR")
	}
}

// application reads the application id of a header.
func (c *ccf) application(b *block, t token) {
	switch {
	case !t.isNumber():
		c.errs.toleratef(c.pos(t), "unknown flag %.40q: want REQ, PXY or ERR", t.text)
	case b.app != nil:
		c.errs.Addf(c.pos(t), "second application id in the header")
	default:
		id := uint32(c.number(t, "an application id", 0, math.MaxUint32))
		b.app = &id
	}
}

// groupHeader reads the code and the vendor of an AVP.
func (c *ccf) groupHeader(b *block, opening token, words []token) {
	b.group = true
	switch len(words) {
	case 2:
		b.vendor = uint32(c.number(words[1], "a vendor id", 0, maxVendor))
		fallthrough
	case 1:
		b.code = uint32(c.number(words[0], "an AVP code", 1, math.MaxUint32))
	default:
		c.errs.Addf(c.pos(opening), "want a code, and then a vendor id or nothing, in the header of an AVP")
	}
}
