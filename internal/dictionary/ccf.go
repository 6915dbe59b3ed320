package dictionary

import (
	"math"
	"strconv"
	"strings"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// This file reads the command code format of RFC 6733 section 3.2, and the
// format of groups of section 4.4, as specifications print them:
//
//	< Push-Profile-Request > ::= < Diameter Header: 305, REQ, PXY, 16777216 >
//	                             < Session-Id >
//	                             [ DRMP ]
//	                             { Vendor-Specific-Application-Id }
//	                            *[ Supported-Features ]
//	                            *[ AVP ]
//
//	Server-Capabilities ::= < AVP Header: 603 10415 >
//	                       *[ Mandatory-Capability ]
//	                       *[ AVP ]
//
// Rules of all kinds may be mixed, blanks do not matter, and dashes of every
// length are hyphens.

// A block is one definition.
type block struct {
	word                                // name, and where the block begins
	group                       bool    // of an AVP, not of a command
	code                        uint32  // 0 if it is wrong, or that of any command
	vendor                      uint32  // of an AVP
	app                         *uint32 // application id in the header of a command
	request, proxiable, failure bool
	grammar                     *grammar
}

// A ccf reads blocks.
type ccf struct {
	errs *problems
	text *passage
	list []token
	at   int
}

// readCCF returns a reader at the beginning of text.
func readCCF(text *passage, errs *problems) *ccf {
	c := &ccf{errs: errs, text: text}
	if len(text.data) > maxCCFSize {
		errs.Addf(text.pos(0), "the text has %d bytes, the limit is %d", len(text.data), maxCCFSize)
		return c
	}
	c.list = tokens(text.data)
	return c
}

// blocks reads all definitions.
func (c *ccf) blocks() []*block {
	var list []*block
	if first := c.peek(0); first.kind != tokenEnd && c.blockLength() == 0 {
		for c.peek(0).kind != tokenEnd && c.blockLength() == 0 {
			c.at++
		}
		c.errs.toleratef(c.pos(first), "%.40q stands before the first definition, <Name> ::= <Diameter Header: ...>: put a semicolon before a comment", first.text)
	}
	for c.peek(0).kind != tokenEnd {
		list = append(list, c.block())
	}
	return list
}

// peek returns the n-th token from here on.
func (c *ccf) peek(n int) token {
	if c.at+n >= len(c.list) {
		return token{kind: tokenEnd, text: "the end of the text", offset: len(c.text.data)}
	}
	return c.list[c.at+n]
}

func (c *ccf) next() token {
	t := c.peek(0)
	c.at++
	return t
}

func (c *ccf) pos(t token) source.Pos { return c.text.pos(t.offset) }

// blockLength returns the number of tokens up to and with "::=" if a block
// begins here, or 0:
//
//	< Push-Profile-Request > ::=
//	Server-Capabilities ::=
func (c *ccf) blockLength() int {
	const longest = 8 // a name with blanks in it
	n := 0
	if c.peek(0).kind == '<' {
		n = 1
	}
	words := 0
	for c.peek(n).kind == tokenWord && words < longest {
		words++
		n++
	}
	if c.peek(n).kind == '>' {
		n++
	}
	if words == 0 || c.peek(n).kind != tokenDefines || words > 1 && c.peek(0).kind != '<' {
		return 0
	}
	return n + 1
}

// stray passes over what is no rule, up to where a rule or block may begin, and
// reports it.
func (c *ccf) stray() {
	first := c.next()
	shown := first.text
	const enough = 40
	for {
		t := c.peek(0)
		if t.kind == tokenEnd || t.kind == '*' || t.isOpening() || c.blockLength() > 0 {
			break
		}
		if len(shown) < enough {
			shown += " " + t.text
		}
		c.at++
	}
	c.errs.toleratef(c.pos(first), "%.60q stands outside of the rules: put a semicolon before a comment", shown)
}

// block reads a definition.
func (c *ccf) block() *block {
	first := c.peek(0)
	end := c.at + c.blockLength()
	var words []token
	for ; c.at < end; c.at++ {
		if t := c.peek(0); t.kind == tokenWord {
			words = append(words, t)
		}
	}
	b := &block{word: word{c.name(words).text, c.pos(first)}}
	c.header(b)
	b.grammar = c.rules()
	return b
}

// name returns the name that words are. Line breaks after hyphens do not
// count.
func (c *ccf) name(words []token) word {
	w := word{words[0].text, c.pos(words[0])}
	for _, next := range words[1:] {
		if !strings.HasSuffix(w.text, "-") && !strings.HasPrefix(next.text, "-") {
			w.text += "-"
			c.errs.toleratef(c.pos(next), "blank in a name before %q", next.text)
		}
		w.text += next.text
	}
	if strings.Trim(w.text, "-_./+") == "" {
		c.errs.Addf(w.pos, "%.40q is not a name", w.text)
	}
	if len(w.text) > longestText {
		c.errs.Addf(w.pos, "a name has %d bytes, the limit is %d", len(w.text), longestText)
		w.text = w.text[:longestText]
	}
	return w
}

// rules reads rules up to the next block.
func (c *ccf) rules() *grammar {
	g := &grammar{pos: c.pos(c.peek(0)), ccf: true}
	for c.peek(0).kind != tokenEnd && c.blockLength() == 0 {
		if r := c.rule(); r != nil {
			g.rules = append(g.rules, r)
		}
	}
	g.open = len(g.rules) == 0
	return g
}

// rule reads one rule. It returns nil if there is none.
//
//	1*3{ Subscription-Id }
func (c *ccf) rule() *rule {
	start := c.peek(0)
	q := c.qualifier()
	if !c.peek(0).isOpening() || c.blockLength() > 0 {
		if q == nil {
			c.stray()
		} else {
			c.errs.toleratef(c.pos(start), "no bracket follows %q", start.text)
		}
		return nil
	}
	opening := c.next()
	words := c.inside(opening)
	if len(words) == 0 {
		c.errs.Addf(c.pos(opening), "no AVP name between brackets")
		return nil
	}
	r := &rule{pos: c.pos(start), avp: c.name(words)}
	r.any = strings.EqualFold(r.avp.text, "AVP")
	c.bounds(r, opening, q)
	if r.any && r.forbidden {
		c.errs.Addf(r.pos, "*0[ AVP ] forbids what is not listed: leave it out, and *[ AVP ] too")
	}
	return r
}

// inside reads up to the closing bracket.
func (c *ccf) inside(opening token) []token {
	closing := map[rune]rune{'<': '>', '{': '}', '[': ']'}[opening.kind]
	var words []token
	for {
		t := c.peek(0)
		switch {
		case t.kind == '>' || t.kind == '}' || t.kind == ']':
			if c.at++; t.kind != closing {
				c.errs.toleratef(c.pos(t), "%q closes %q: want %q", t.text, opening.text, string(closing))
			}
			return words
		case t.kind == tokenWord && c.blockLength() == 0 && !(t.isNumber() && c.peek(1).kind == '*'):
			words = append(words, c.next())
		case t.kind == tokenOther || t.kind == ',' || t.kind == ':':
			c.errs.Addf(c.pos(t), "%q in the name of an AVP", c.next().text)
		default:
			c.errs.toleratef(c.pos(opening), "%q is not closed", opening.text)
			return words
		}
	}
}

// A qualifier says how often an AVP may occur: 1*3 before a bracket. A min
// that is absent is -1.
type qualifier struct{ min, max int }

// qualifier reads what stands before a bracket, or nil.
func (c *ccf) qualifier() *qualifier {
	q := &qualifier{-1, ir.Unbounded}
	start := c.peek(0)
	if start.isNumber() && (c.peek(1).kind == '*' || c.peek(1).isOpening()) {
		q.min = int(c.number(c.next(), "a number of AVPs", 0, math.MaxInt32))
	}
	if c.peek(0).kind != '*' {
		if q.min < 0 {
			return nil
		}
		c.errs.toleratef(c.pos(start), "number %q without \"*\": read as %[1]s*%[1]s", start.text)
		q.max = q.min
		return q
	}
	for c.peek(0).kind == '*' {
		c.at++
	}
	if c.peek(0).isNumber() {
		q.max = int(c.number(c.next(), "a number of AVPs", 0, math.MaxInt32))
	}
	return q
}

// bounds sets where and how often the AVP of a rule stands. What bracket it
// has decides whether it must be there; the qualifier only counts.
func (c *ccf) bounds(r *rule, opening token, q *qualifier) {
	if q == nil {
		q = &qualifier{-1, 1}
		if opening.kind == '<' {
			q.min = 1
		}
	}
	r.min, r.max = max(q.min, 0), q.max
	switch opening.kind {
	case '<':
		r.position = ir.PosFixed
	case '{':
		r.position = ir.PosRequired
		if q.min == 0 {
			c.errs.toleratef(r.pos, "{ } asks for an AVP that the qualifier makes optional: want [ ] or at least 1")
		}
		r.min = max(r.min, 1)
	case '[':
		r.position = ir.PosOptional
		if r.min > 0 {
			c.errs.warnf(r.pos, "[ ] makes an AVP optional that the qualifier asks for: read as any number up to the limit")
		}
		r.min = 0
	}
	switch {
	case r.max == 0 && r.min == 0:
		r.forbidden, r.position = true, ir.PosOptional
	case r.max != ir.Unbounded && r.min > r.max:
		c.errs.Addf(r.pos, "at least %d and at most %d AVPs", r.min, r.max)
	}
}

// number returns the number that a word is, or 0 after reporting that it is
// none.
func (c *ccf) number(t token, what string, low, high uint64) uint64 {
	n, err := strconv.ParseUint(t.text, 10, 64)
	if t.kind != tokenWord || err != nil || n < low || n > high {
		c.errs.Addf(c.pos(t), "%.40q is not %s from %d to %d", t.text, what, low, high)
		return 0
	}
	return n
}
