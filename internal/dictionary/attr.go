package dictionary

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/telgen/telgen/internal/ir"
)

// This file reads attributes. What is missing or empty is the zero value:
// schema.go has reported it where it matters.

// maxVendor is the largest vendor id of an AVP: the runtime keeps an AVP's
// identity and flags in one word.
const maxVendor = 1<<30 - 1

// maxCode is the largest command code: it has 24 bits in the header.
const maxCode = 1<<24 - 1

// longestText is the longest name that is taken.
const longestText = 255

// number reads a decimal number from 0 to limit.
func (p *parser) number(n *node, name string, limit uint64) uint64 {
	v, _ := p.between(n, name, 0, limit)
	return v
}

// id reads a decimal number from 0 to limit, and says whether there is one.
func (p *parser) id(n *node, name string, limit uint32) (uint32, bool) {
	v, ok := p.between(n, name, 0, uint64(limit))
	return uint32(v), ok
}

// code reads the code of a command or AVP. 0 is none.
func (p *parser) code(n *node, limit uint32) uint32 {
	v, _ := p.between(n, "code", 1, uint64(limit))
	return uint32(v)
}

func (p *parser) vendor(n *node) uint32 { return uint32(p.number(n, "vendor-id", maxVendor)) }

// between reads a decimal number between two limits, and says whether there
// is one.
func (p *parser) between(n *node, name string, low, high uint64) (uint64, bool) {
	a, _ := n.get(name)
	if a.value == "" {
		return 0, false
	}
	v, err := strconv.ParseUint(a.value, 10, 64)
	if err != nil || v < low || v > high {
		p.errs.Addf(a.pos, "%s %q of <%s> is not a number from %d to %d", name, a.value, n.name, low, high)
		return 0, false
	}
	return v, true
}

// signed reads a decimal number between two limits, and says whether there is
// one.
func (p *parser) signed(n *node, name string, low, high int64) (int64, bool) {
	a, _ := n.get(name)
	if a.value == "" {
		return 0, false
	}
	v, err := strconv.ParseInt(a.value, 10, 64)
	if err != nil || v < low || v > high {
		p.errs.Addf(a.pos, "%s %q of <%s> is not a number from %d to %d", name, a.value, n.name, low, high)
		return 0, false
	}
	return v, true
}

// boolean reads true or false in any case, or nil.
func (p *parser) boolean(n *node, name string) *bool {
	a, _ := n.get(name)
	if a.value == "" {
		return nil
	}
	v, err := strconv.ParseBool(strings.ToLower(a.value))
	if err != nil {
		p.errs.Addf(a.pos, "%s %q of <%s> is not true or false", name, a.value, n.name)
		return nil
	}
	return &v
}

// is reads true or false, false if it is missing.
func (p *parser) is(n *node, name string) bool {
	v := p.boolean(n, name)
	return v != nil && *v
}

// name reads the word that something is known by. It must be fit for
// messages and documentation, and give something to make a Go name of.
func (p *parser) name(n *node, name string) word {
	a, _ := n.get(name)
	w := word{a.value, a.pos}
	if w.text == "" {
		return w
	}
	if len(w.text) > longestText {
		p.errs.Addf(w.pos, "%s of <%s> has %d bytes, the limit is %d", name, n.name, len(w.text), longestText)
		w.text = w.text[:longestText]
	}
	if strings.IndexFunc(w.text, func(r rune) bool { return !unicode.IsPrint(r) }) >= 0 ||
		strings.IndexFunc(w.text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 {
		p.errs.Addf(w.pos, "%s %q of <%s> is not a name: want letters, digits and hyphens", name, w.text, n.name)
	}
	return w
}

// title reads the name of what n declares. It has the place of n.
func (p *parser) title(n *node) word { return word{p.name(n, "name").text, n.pos} }

// life reads since and until.
func (p *parser) life(n *node) life {
	const newest = 99
	l := life{int(p.number(n, "since", newest)), int(p.number(n, "until", newest))}
	if l.until != 0 && l.since > l.until {
		a, _ := n.get("until")
		p.errs.Addf(a.pos, "<%s> exists since release %d, but only until release %d", n.name, l.since, l.until)
	}
	return l
}

// flags reads a comma list of flags: "M,V". A hyphen is an empty list.
func (p *parser) flags(n *node, name string) map[string]bool {
	a, _ := n.get(name)
	set := map[string]bool{}
	for flag := range strings.SplitSeq(a.value, ",") {
		switch flag = strings.TrimSpace(flag); flag {
		case "", "-":
		case "M", "V", "P":
			set[flag] = true
		default:
			p.errs.Addf(a.pos, "%s: unknown flag %q, want M, V or P", name, flag)
		}
	}
	return set
}

// bits reads what must, may and must-not say about the M and the P bit. A bit
// that none of them names may be set. The V bit follows from vendor-id, which
// they must not contradict.
func (p *parser) bits(n *node, vendor uint32) (m, protect ir.Bit) {
	must, may, mustNot := p.flags(n, "must"), p.flags(n, "may"), p.flags(n, "must-not")
	for _, flag := range []string{"M", "V", "P"} {
		if must[flag] && mustNot[flag] || must[flag] && may[flag] || may[flag] && mustNot[flag] {
			p.errs.toleratef(n.pos, "flag %s stands in more than one of must, may and must-not", flag)
		}
	}
	if vendor == 0 && must["V"] && !mustNot["V"] {
		p.errs.toleratef(n.pos, "flag V must be set, but there is no vendor-id")
	}
	if vendor != 0 && mustNot["V"] && !must["V"] {
		a, _ := n.get("must-not")
		p.errs.toleratef(a.pos, "flag V must not be set, but vendor-id is %d", vendor)
	}
	rule := func(flag string) ir.Bit {
		switch {
		case must[flag]:
			return ir.Must
		case mustNot[flag]:
			return ir.MustNot
		}
		return ir.May
	}
	return rule("M"), rule("P")
}

// reference puts clauses behind the document that they are of: "6.3.13" of
// "TS 29.229" is "TS 29.229 clause 6.3.13". What names a document itself is
// left as it is.
func reference(document, clause string) string {
	if document == "" || clause == "" || clause[0] < '0' || clause[0] > '9' {
		return clause
	}
	word := " clause"
	if strings.HasPrefix(document, "RFC") {
		word = " section"
	}
	if strings.ContainsAny(clause, ", ") {
		word += "s"
	}
	return document + word + " " + clause
}
