package openapi

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"
)

// This file finds out whether a value may be null.

// A nullness is what the parts of an expansion say about null. What says
// nothing about it, such as {maxLength: 5}, leaves it to the others.
type nullness struct {
	admits  bool // a part admits null
	forbids bool // a part does not
	only    bool // a part admits nothing else
	always  bool // {nullable: true}: whatever the others say
}

func (n *nullness) add(other nullness) {
	n.admits = n.admits || other.admits
	n.forbids = n.forbids || other.forbids
	n.only = n.only || other.only
	n.always = n.always || other.always
}

// nullOf returns what the part itself says:
//
//	type: [string, "null"]     admits it
//	enum: [a, null]            admits it
//	type: string               forbids it, but not in OpenAPI 3.0
//	type: "null"               admits nothing else
//
// OpenAPI 3.0 has {nullable: true}, which its authors set next to a $ref or a
// type that does not have it, and mean it.
func nullOf(p part) nullness {
	var n nullness
	if p.schema.Nullable && p.node.doc.nullable {
		return nullness{always: true}
	}
	types := p.schema.Type.Slice()
	if len(types) > 0 {
		n.say(p.schema.Type.IncludesNull())
		n.only = len(types) == 1 && types[0] == "null"
	}
	if fixed := p.node.get("const"); fixed.ok() {
		n.say(isNull(fixed))
		n.only = n.only || isNull(fixed)
	}
	if list := p.node.get("enum").items(); len(list) > 0 {
		n.say(slices.ContainsFunc(list, isNull))
		n.only = n.only || !slices.ContainsFunc(list, func(v node) bool { return !isNull(v) })
	}
	if !p.node.doc.siblings && !n.admits {
		n.forbids = false
	}
	return n
}

// checkNullable warns of a keyword that JSON Schema does not have, and OpenAPI
// has lost in 3.1. Documents of 3.1 that have it mean it; to JSON Schema it is
// a word that somebody added.
func (r *reader) checkNullable(n node, s *openapi3.Schema) {
	switch at := n.get("nullable"); {
	case !s.Nullable || !n.doc.siblings:
	case n.doc.nullable:
		r.warnf(at.pos(), `"nullable" is a keyword of OpenAPI 3.0 only; it is obeyed, but other tools may not: write type: [..., "null"]`)
	default:
		r.warnf(at.pos(), `"nullable" is no keyword of JSON Schema and is ignored; write type: [..., "null"]`)
	}
}

func (n *nullness) say(admitted bool) {
	n.admits = n.admits || admitted
	n.forbids = n.forbids || !admitted
}

// addOrNull takes in the only alternative besides null. That it does not admit
// null itself, or through alternatives of its own, does not matter.
func (x *expansion) addOrNull(branch node, depth int) {
	before, own := x.null, len(x.choices)
	x.add(branch, depth)
	x.null.forbids, x.null.only = before.forbids, before.only
	x.null.admits = true
	for i := range x.choices[own:] {
		x.choices[own+i].null = true
	}
}

// nullable tells whether null satisfies all places of x. It can be asked when
// the expansions are complete.
func (x *expansion) nullable() bool {
	for {
		q := &nullQuery{r: x.r, asked: map[*yaml.Node]nullness{}}
		admitted := q.of(x).admitted()
		if admitted || !q.learned {
			q.keep()
			return admitted
		}
	}
}

// admitted tells whether null is a value in the end.
func (n nullness) admitted() bool { return n.always || (n.admits || n.only) && !n.forbids }

// A nullQuery asks each list of alternatives once: they may lead back to where
// they came from, and a circle by itself admits nothing. What was found on the
// way around may change the answer, and then the query is repeated.
type nullQuery struct {
	r       *reader
	asked   map[*yaml.Node]nullness
	learned bool // that a list admits null
}

// keep keeps the answers for other queries. Those of a query that found what it
// looked for before it was complete are not all final.
func (q *nullQuery) keep() {
	if !q.learned {
		maps.Copy(q.r.nulls, q.asked)
	}
}

// saysNothing tells whether x is {}, which admits any value.
func (x *expansion) saysNothing() bool { return len(x.parts)+len(x.choices)+len(x.rules) == 0 }

func (q *nullQuery) of(x *expansion) nullness {
	all := x.null
	for _, c := range x.choices {
		all.add(q.choice(c))
	}
	return all
}

// choice tells what a list of alternatives says: it admits null if one of them
// does, and forbids it if all of them do.
func (q *nullQuery) choice(c choice) nullness {
	if c.null {
		return nullness{admits: true}
	}
	y := c.list.y
	for _, known := range []map[*yaml.Node]nullness{q.r.nulls, q.asked} {
		if n, ok := known[y]; ok {
			return n
		}
	}
	q.asked[y] = nullness{forbids: c.list.doc.siblings}
	said := q.asked[y]
	for _, branch := range c.branches {
		x := q.r.expand(place{node: branch})
		n := q.of(x)
		if n.admitted() || branch.doc.siblings && x.saysNothing() {
			said = nullness{admits: true}
			q.r.nulls[y], q.learned = said, true
			return said
		}
		said.forbids = said.forbids && n.forbids
	}
	q.asked[y] = said
	return said
}
