package dictionary

import (
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/source"
)

// An element says what may stand in an element. A name that ends in "!" must
// be there; a child that ends in "!" or "?" may be there only once.
type element struct {
	attrs    string
	children string
}

// elements are the elements of a dictionary. What telgen adds to go-diameter's
// format is: include, avp in diameter, doc, bit, result-codes, answer-message, ccf and the
// attributes vendor-id (of application and rule), clause, inherits, flags,
// since, until, position, mandatory, value, forbidden and codec (codec.go).
var elements = map[string]element{
	"diameter":       {"", "include application avp"},
	"include":        {"file!", ""},
	"application":    {"id! type name! vendor-id clause inherits", "doc? vendor command avp result-codes answer-message? ccf"},
	"vendor":         {"id! name!", ""},
	"command":        {"code! short name! flags clause since until", "doc? request! answer!"},
	"request":        {"", "rule ccf?"},
	"answer":         {"", "rule ccf?"},
	"answer-message": {"", "rule ccf?"},
	"rule":           {"avp! required min max position vendor-id mandatory value forbidden since until", ""},
	"avp":            {"name! code! must may must-not may-encrypt vendor-id clause since until", "doc? data!"},
	"data":           {"type! codec", "item bit rule ccf?"},
	"item":           {"code! name! since until", "doc?"},
	"bit":            {"index! name! since until", "doc?"},
	"result-codes":   {"vendor-id clause", "item"},
	"doc":            {"", ""},
	"ccf":            {"", ""},
}

// A checker reports what does not belong into a dictionary.
type checker struct {
	errs     *problems
	spelled  *speller
	elements map[string]element
}

// root checks a whole file, and says whether it is a dictionary at all.
func (c *checker) root(n *node) bool {
	if n.name != "diameter" {
		c.errs.Addf(n.pos, "the root element is <%s>, want <diameter>", n.name)
		return false
	}
	c.node(n)
	return true
}

// node checks n and everything in it. The elements in an unknown element are
// not looked at.
func (c *checker) node(n *node) {
	known := c.elements[n.name]
	c.attributes(n, strings.Fields(known.attrs))
	c.contents(n, strings.Fields(known.children))
	if n.stray != (source.Pos{}) {
		c.errs.toleratef(n.stray, "text in <%s>: only <doc> and <ccf> hold text", n.name)
	}
}

func (c *checker) attributes(n *node, known []string) {
	names := bare(known)
	for _, a := range n.attrs {
		if !slices.Contains(names, a.name) {
			c.errs.toleratef(a.pos, "unknown attribute %q of <%s>%s", a.name, n.name, c.spelled.hint(a.name, names))
		}
	}
	for i, name := range names {
		if !strings.HasSuffix(known[i], "!") {
			continue
		}
		if a, ok := n.get(name); !ok {
			c.errs.Addf(n.pos, "<%s> has no attribute %q", n.name, name)
		} else if a.value == "" {
			c.errs.Addf(a.pos, "attribute %q of <%s> is empty", name, n.name)
		}
	}
}

func (c *checker) contents(n *node, known []string) {
	names := bare(known)
	count := make([]int, len(names))
	for _, child := range n.children {
		i := slices.Index(names, child.name)
		if i < 0 {
			c.errs.toleratef(child.pos, "unknown element <%s> in <%s>%s", child.name, n.name, c.spelled.hint(child.name, names))
			continue
		}
		if count[i]++; count[i] > 1 && known[i] != names[i] {
			c.errs.Addf(child.pos, "second <%s> in <%s>", child.name, n.name)
		}
		c.node(child)
	}
	for i, name := range names {
		if count[i] == 0 && strings.HasSuffix(known[i], "!") {
			c.errs.Addf(n.pos, "<%s> has no <%s>", n.name, name)
		}
	}
}

// bare cuts the marks off the names of a list.
func bare(list []string) []string {
	names := make([]string, len(list))
	for i, name := range list {
		names[i] = strings.TrimRight(name, "!?")
	}
	return names
}
