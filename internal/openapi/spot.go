package openapi

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// This file says where a schema stands in words that the next release of its
// document understands. A JSON pointer counts the elements of lists, so that
// one more in front makes it point at another schema. A spot says which element
// it is instead:
//
//	/paths/~1orders/get/parameters/query:kind/schema    in and name of a parameter
//	/components/schemas/Login/anyOf/Token               the title
//	/components/schemas/Event/allOf/Base.yaml#~1x       the reference
//	/components/schemas/Event/allOf/=3fa2bc01           what it looks like

// longestLabel bounds the length of a word for an element, in bytes.
const longestLabel = 100

// spot is the JSON pointer of n (RFC 6901) with a word for each element of a
// list on the way.
func (r *reader) spot(n node) string {
	tokens := n.tokens()
	y := n.y
	for i := len(tokens) - 1; i >= 0; i-- {
		up := n.doc.above[y]
		if up.parent.Kind == yaml.SequenceNode {
			tokens[i] = r.labelsOf(node{doc: n.doc, y: up.parent})[y]
		}
		y = up.parent
	}
	return joinPointer(tokens)
}

// place is where d stands. One type of several that are described together is
// at the word for it in the list "type". An object that has kinds is declared
// twice: where it is one of them itself, its spot is followed by what no
// pointer has.
func (r *reader) place(d *declared, file string) Place {
	spot := r.spot(d.at)
	if d.only != "" {
		spot += joinPointer([]string{"type", d.only})
	}
	if d.itself {
		spot += "~itself"
	}
	return Place{file, spot}
}

// pointer is the JSON pointer of n (RFC 6901).
func pointer(n node) string { return joinPointer(n.tokens()) }

func joinPointer(tokens []string) string {
	var b strings.Builder
	for _, token := range tokens {
		b.WriteByte('/')
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(token))
	}
	return b.String()
}

// labelsOf returns the words for the elements of a list, by element. No two
// are the same: those that would be also say what they look like, closer and
// closer, and only if even that is the same which of them they are.
func (r *reader) labelsOf(list node) map[*yaml.Node]string {
	if labels, ok := r.labels[list.y]; ok {
		return labels
	}
	all, l := make([]string, len(list.y.Content)), looker{}
	for i, n := range list.items() {
		all[i] = label(n)
	}
	for _, closer := range []func(i int) string{
		func(i int) string { return l.look(list.y.Content[i], shallow) },
		func(i int) string { return l.look(list.y.Content[i], deep) },
		func(i int) string { return itoa(i + 1) },
	} {
		n := map[string]int{}
		for _, label := range all {
			n[label]++
		}
		for i, label := range all {
			if label == "" || n[label] > 1 {
				all[i] = label + "=" + closer(i)
			}
		}
	}
	labels := map[*yaml.Node]string{}
	for i, y := range list.y.Content {
		labels[y] = all[i]
	}
	r.labels[list.y] = labels
	return labels
}

// label is what an element of a list is called in the document, or "".
func label(n node) string {
	name := ""
	if ref, ok := n.reference(); ok {
		name = ref.text()
	} else if in := n.get("in").text(); in != "" && n.get("name").text() != "" {
		name = in + ":" + n.get("name").text()
	} else {
		name = n.get("title").text()
	}
	name = strings.ReplaceAll(name, "=", "-")
	if len(name) > longestLabel {
		h := fnv.New32a()
		h.Write([]byte(name))
		return fmt.Sprintf("%s~%08x", strings.ToValidUTF8(name[:longestLabel], ""), h.Sum32())
	}
	return name
}

// How far a look goes: to the types of the properties of an object, or to the
// bottom of what anybody writes.
const (
	shallow = 4
	deep    = 24
)

// A looker keeps sums, so that what many aliases stand for is added up once.
type looker map[looked]uint64

type looked struct {
	y     *yaml.Node
	depth int
	names bool // the keys are names and no keywords
}

// look is a word for what a schema says: it is another if something else can
// be a value, and the same if it is only told in other words.
func (l looker) look(y *yaml.Node, depth int) string {
	return fmt.Sprintf("%08x", uint32(l.sum(y, depth, false)))
}

func (l looker) sum(y *yaml.Node, depth int, names bool) uint64 {
	y = unalias(y)
	at := looked{y, depth, names}
	if sum, ok := l[at]; ok || depth == 0 {
		return sum
	}
	h := fnv.New64a()
	switch y.Kind {
	case yaml.MappingNode:
		h.Write([]byte{'{'})
		for _, part := range l.members(y, depth, names) {
			h.Write([]byte(part))
		}
	case yaml.SequenceNode:
		h.Write([]byte{'['})
		for _, item := range y.Content {
			h.Write(binary.BigEndian.AppendUint64(nil, l.sum(item, depth-1, false)))
		}
	default:
		h.Write(appendScalar(nil, y))
	}
	l[at] = h.Sum64()
	return l[at]
}

// members returns a text for each member of a mapping, sorted: their order
// means nothing.
func (l looker) members(y *yaml.Node, depth int, names bool) []string {
	var parts []string
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := y.Content[i].Value
		if names || !slices.Contains(remarks, key) && !strings.HasPrefix(key, "x-") {
			sum := l.sum(y.Content[i+1], depth-1, !names && key == "properties")
			parts = append(parts, string(binary.BigEndian.AppendUint64(append([]byte(key), 0), sum)))
		}
	}
	slices.Sort(parts)
	return parts
}

// remarks are the keywords that change no value.
var remarks = []string{"title", "description", "summary", "example", "examples", "externalDocs", "deprecated", "$comment"}

// onlyLook matches a word that is a look and nothing else.
var onlyLook = regexp.MustCompile(`^=[0-9a-f]{8}(=[0-9a-f]{8}(=[0-9]+)?)?$`)

// outline is a spot that leaves open what the elements look like that are told
// by that. ok is false if there are none.
func outline(spot string) (text string, ok bool) {
	words := strings.Split(spot, "/")
	for i, word := range words {
		if onlyLook.MatchString(word) {
			words[i], ok = "=", true
		}
	}
	return strings.Join(words, "/"), ok
}
