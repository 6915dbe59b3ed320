package openapi

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"
)

// maxInheritance bounds chains of allOf through references.
const maxInheritance = 64

// A place is where a value is described: a schema, and how many references
// away from the type at hand. A member that a base and a derived schema both
// describe has two.
type place struct {
	node  node
	depth int
	// without are alternatives that do not count here: one of them is
	// described by another place.
	without *without
	// only is the one type that counts here, of several that a value can have;
	// or empty.
	only string
}

// A without is a list of lists of alternatives.
type without struct {
	list *yaml.Node
	next *without
}

func (w *without) has(list *yaml.Node) bool {
	return w != nil && (w.list == list || w.next.has(list))
}

// A part is one schema object of those that a value must satisfy together.
type part struct {
	place
	schema *openapi3.Schema
}

// A choice is a oneOf or anyOf that needs a type of its own.
type choice struct {
	list     node
	branches []node // those that are more than null
	depth    int
	null     bool // one of them was nothing but null, or stood next to the list
}

// An expansion is what places say together with their allOf. It is the value
//
//	allOf:
//	  - $ref: '#/components/schemas/Base'      refs, or the parts of Base
//	  - properties: {a: {type: string}}        parts
//	  - description: words                     notes
//	oneOf: [{required: [a]}, {required: [b]}]  rules
//	anyOf: [{type: string}, {type: integer}]   choices
type expansion struct {
	r       *reader
	through bool // references are followed
	refs    []place
	parts   []part
	notes   []part
	choices []choice
	rules   []*ruleText
	null    nullness
	only    string // the one type that counts, or empty
	places  []place
	near    int // the least depth of the places
	seen    map[*yaml.Node]bool
	within  map[*yaml.Node]bool
}

// surface expands places without following references.
func (r *reader) surface(places ...place) *expansion { return r.expansion(false, places) }

// expand expands places and everything that they refer to. What a single place
// says is kept: it is asked for at every reference to it.
func (r *reader) expand(places ...place) *expansion {
	if len(places) > 1 || places[0].without != nil || places[0].only != "" {
		return r.expansion(true, places)
	}
	y := places[0].node.y
	if x, ok := r.expanded[y]; ok {
		return x
	}
	x := r.expansion(true, []place{{node: places[0].node}})
	r.expanded[y] = x
	return x
}

func (r *reader) expansion(through bool, places []place) *expansion {
	x := &expansion{r: r, through: through, places: places, seen: map[*yaml.Node]bool{}, within: map[*yaml.Node]bool{}}
	x.near = slices.MinFunc(places, func(a, b place) int { return a.depth - b.depth }).depth
	for _, p := range places {
		x.add(p.node, p.depth)
	}
	x.keepOnly(places[0].only)
	return x
}

// add takes in a schema. Taking one in twice changes nothing: A and A is A.
func (x *expansion) add(n node, depth int) {
	if x.within[n.y] {
		x.r.errorf(n.pos(), "this schema includes itself through allOf")
		return
	}
	if x.seen[n.y] || !n.ok() {
		return
	}
	if depth > maxInheritance {
		x.r.errorf(n.pos(), "allOf through more than %d references", maxInheritance)
		return
	}
	x.seen[n.y], x.within[n.y] = true, true
	defer delete(x.within, n.y)
	if _, ok := n.reference(); ok {
		x.reference(n, depth)
		return
	}
	x.object(n, depth)
}

// reference takes in a reference and what may stand next to it.
func (x *expansion) reference(n node, depth int) {
	if x.through {
		if target, ok := x.r.target(n); ok {
			x.add(target, depth+1)
		}
	} else {
		x.refs = append(x.refs, place{node: n, depth: depth})
	}
	if n.doc.siblings {
		x.object(n, depth)
	} else if d := n.get("description"); d.isScalar() {
		x.notes = append(x.notes, part{place{node: n, depth: depth}, &openapi3.Schema{Description: d.text()}})
	}
}

// object takes in a schema that is written out: its own keywords and its
// allOf in the order in which they stand, then its alternatives.
func (x *expansion) object(n node, depth int) {
	own := part{place{node: n, depth: depth}, x.r.schema(n)}
	if n.before("properties", "allOf") {
		x.own(own)
	}
	for _, item := range n.get("allOf").items() {
		x.add(item, depth)
	}
	if !n.before("properties", "allOf") {
		x.own(own)
	}
	x.choose(n.get("oneOf"), depth)
	x.choose(n.get("anyOf"), depth)
}

// before tells whether key a stands before key b, or there is only a.
func (n node) before(a, b string) bool {
	m, o := n.get(a), n.get(b)
	if !m.ok() || !o.ok() {
		return m.ok()
	}
	return m.key.Line < o.key.Line || m.key.Line == o.key.Line && m.key.Column < o.key.Column
}

func (x *expansion) own(p part) {
	x.null.add(nullOf(p))
	x.rules = append(x.rules, x.r.partRules(p)...)
	if p.node.has(contentKeys...) {
		x.parts = append(x.parts, p)
	} else {
		x.notes = append(x.notes, p)
	}
}

// choose takes in a oneOf or anyOf. Alternatives that say "or null", lists of
// required members and a single alternative need no union.
func (x *expansion) choose(list node, depth int) {
	if !list.ok() {
		return
	}
	if !list.isSeq() || len(list.items()) == 0 {
		x.r.errorf(list.pos(), "%q must list schemas", list.name())
		return
	}
	branches := slices.DeleteFunc(list.items(), x.r.onlyNull)
	orNull := len(branches) < len(list.items())
	if rule, ok := x.r.requiredOnly(list, branches); ok {
		x.null.admits = x.null.admits || orNull
		x.rules = append(x.rules, rule)
		return
	}
	switch {
	case x.isChosen(list, branches):
	case len(branches) == 0:
		x.null.only = true
	case len(branches) > 1:
		x.choices = append(x.choices, choice{list, branches, depth, orNull})
	case orNull:
		x.addOrNull(branches[0], depth)
	default:
		x.add(branches[0], depth)
	}
}

// isChosen tells whether it is known which of the alternatives in list the
// value is: another place describes it, or it includes the list through allOf
// and is in it.
func (x *expansion) isChosen(list node, branches []node) bool {
	if slices.ContainsFunc(x.places, func(p place) bool { return p.without.has(list.y) }) {
		return true
	}
	return x.through && slices.ContainsFunc(branches, func(branch node) bool {
		if _, isRef := branch.reference(); !isRef {
			return false
		}
		t, ok := x.r.target(branch)
		return ok && x.within[t.y]
	})
}

// onlyNull tells whether the schema n, or what it refers to, admits null and
// nothing else: {type: "null"}, {enum: [null]}, {const: null}.
func (r *reader) onlyNull(n node) bool {
	t, ok := r.target(n)
	if !ok || !t.isMap() {
		return false
	}
	if values := t.get("enum").items(); len(values) > 0 {
		return !slices.ContainsFunc(values, func(v node) bool { return !isNull(v) })
	}
	return t.get("type").text() == "null" || t.get("const").ok() && isNull(t.get("const"))
}

func isNull(n node) bool { return n.isScalar() && n.y.ShortTag() == "!!null" }
