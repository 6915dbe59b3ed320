package cx

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/telgen/telgen/internal/source"
	"go.yaml.in/yaml/v4"
)

const (
	maxFile = 1 << 20 // bytes
	maxText = 1024    // bytes of one value
)

// A reader walks the nodes of a YAML file and collects what is wrong.
type reader struct {
	file string
	errs source.Errors
}

func (r *reader) errorf(n *yaml.Node, format string, args ...any) {
	r.errs.Addf(source.Pos{File: r.file, Line: n.Line, Col: n.Column}, format, args...)
}

// parse returns the one document of src, or nil.
func (r *reader) parse(src []byte) *yaml.Node {
	pos := source.Pos{File: r.file}
	if len(src) > maxFile {
		r.errs.Addf(pos, "larger than %d bytes, the most that is read", maxFile)
		return nil
	}
	var docs []yaml.Node
	var at *yaml.LoadError
	err := yaml.Load(src, &docs, yaml.WithAllDocuments())
	switch {
	case errors.As(err, &at):
		pos.Line, pos.Col = at.Mark.Line, at.Mark.Column
		r.errs.Addf(pos, "%s", strings.TrimPrefix(at.ContextMsg+": "+at.Message, ": "))
	case err != nil:
		r.errs.Addf(pos, "%s", err)
	case len(docs) == 0 || len(docs[0].Content) == 0:
		r.errs.Addf(pos, "empty: it must have a list of subscribers")
	case len(docs) > 1:
		r.errorf(&docs[1], "a second document begins here: a file of subscribers is one")
	default:
		return docs[0].Content[0]
	}
	return nil
}

// object reads a mapping, called what in messages: each value by the function
// of its key. It returns the keys that it has; nil if n is no mapping.
func (r *reader) object(n *yaml.Node, what string, known map[string]func(*yaml.Node), required ...string) map[string]bool {
	if n.Kind != yaml.MappingNode {
		r.errorf(n, "%s must be a mapping, not %s", what, describe(n))
		return nil
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i]
		read, ok := known[name.Value]
		switch {
		case !ok || name.Kind != yaml.ScalarNode:
			r.errorf(name, "unknown key %s in %s: known are %s", describe(name), what,
				strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		case seen[name.Value]:
			r.errorf(name, "key %q stands twice in %s", name.Value, what)
		default:
			seen[name.Value] = true
			read(n.Content[i+1])
		}
	}
	for _, name := range required {
		if !seen[name] {
			r.errorf(n, "%s must have the key %q", what, name)
		}
	}
	return seen
}

// list calls read for each element of a list that is not empty.
func (r *reader) list(n *yaml.Node, what string, read func(*yaml.Node)) {
	switch {
	case n.Kind != yaml.SequenceNode:
		r.errorf(n, "%s must be a list, not %s", what, describe(n))
	case len(n.Content) == 0:
		r.errorf(n, "%s is empty", what)
	}
	if n.Kind == yaml.SequenceNode {
		for _, e := range n.Content {
			read(e)
		}
	}
}

// text reads a string that is not empty and can be printed on one line.
func (r *reader) text(n *yaml.Node, what string) string {
	switch {
	case n.Kind != yaml.ScalarNode || n.Value == "" || n.Tag == "!!null":
		r.errorf(n, "%s must be a string, not %s", what, describe(n))
	case n.Tag != "!!str":
		r.errorf(n, "%s must be a string, not %s: put it in quotes", what, describe(n))
	case len(n.Value) > maxText:
		r.errorf(n, "%s is longer than %d bytes", what, maxText)
	case strings.ContainsFunc(n.Value, func(c rune) bool { return !unicode.IsPrint(c) }):
		r.errorf(n, "%s must not have control characters in it", what)
	default:
		return n.Value
	}
	return ""
}

func (r *reader) texts(n *yaml.Node, what string) (all []string) {
	r.list(n, what, func(n *yaml.Node) { all = append(all, r.text(n, "an element of "+what)) })
	return all
}

func (r *reader) number(n *yaml.Node, what string) uint32 {
	v, err := strconv.ParseUint(n.Value, 10, 32)
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || err != nil {
		r.errorf(n, "%s must be numbers from 0 to 4294967295, not %s", what, describe(n))
	}
	return uint32(v)
}

func (r *reader) boolean(n *yaml.Node, what string) bool {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
		r.errorf(n, "%s must be true or false, not %s", what, describe(n))
	}
	return strings.EqualFold(n.Value, "true")
}

// describe says what n is, in words of the file's author.
func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.AliasNode:
		return "an alias (write it out)"
	case n.Tag == "!!null":
		return "nothing"
	}
	const most = 60
	v := []rune(n.Value)
	if len(v) > most {
		v = append(v[:most:most], []rune("...")...)
	}
	return strconv.Quote(string(v))
}
