package openapi

import (
	"encoding/json"
	"strconv"
)

// decode reads the members called keys of the mapping n into one of
// kin-openapi's types. What is not among keys the caller reads from the nodes,
// where it keeps order and place. A member of the wrong kind is reported at
// its key and left out.
func decode[T any](r *reader, n node, keys ...string) *T {
	v := new(T)
	if !n.isMap() {
		r.errorf(n.pos(), "%sa mapping is needed here, not %s", n.label(), n.describe())
		return v
	}
	members := rawMembers(n, keys)
	if json.Unmarshal(joinMembers(members), v) == nil {
		return v
	}
	var fitting []member
	for _, m := range members {
		if m, ok := fit[T](r, m); ok {
			fitting = append(fitting, m)
		}
	}
	v = new(T)
	if err := json.Unmarshal(joinMembers(fitting), v); err != nil {
		r.errorf(n.pos(), "%s%s", n.label(), err)
	}
	return v
}

// A member is a member of a mapping as JSON.
type member struct {
	node node
	raw  []byte
}

// fit returns m so that T can be decoded from it alone, or reports that it
// cannot. A number or a boolean where text is needed is text that the author
// did not quote, as in version: 1.0.
func fit[T any](r *reader, m member) (member, bool) {
	text := member{node: m.node, raw: appendText(nil, m.node.text())}
	for _, try := range []member{m, text} {
		if json.Unmarshal(joinMembers([]member{try}), new(T)) == nil {
			return try, true
		}
		if !m.node.isScalar() || isString(m.node.y) {
			break
		}
	}
	r.errorf(m.node.pos(), "%q cannot be %s", m.node.name(), m.node.describe())
	return m, false
}

func rawMembers(n node, keys []string) []member {
	var list []member
	for _, key := range keys {
		if m := n.get(key); m.ok() {
			list = append(list, member{node: m, raw: appendJSON(nil, m.y)})
		}
	}
	return list
}

func joinMembers(list []member) []byte {
	b := []byte{'{'}
	for i, m := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(strconv.AppendQuote(b, m.node.name()), ':')
		b = append(b, m.raw...)
	}
	return append(b, '}')
}

// label is how a message about n begins: with the key, if there is one.
func (n node) label() string {
	if n.name() == "" {
		return ""
	}
	return strconv.Quote(n.name()) + ": "
}
