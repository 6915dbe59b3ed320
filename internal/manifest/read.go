package manifest

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/telgen/telgen/internal/source"
	"go.yaml.in/yaml/v4"
)

const (
	maxSize   = 256 << 10 // of the file, in bytes
	maxNodes  = 100_000   // read from it; aliases are read once for every use
	maxString = 4096      // of a string, in bytes
)

// Read reads the manifest src, called name in messages. The error is a
// *source.List of all its problems.
func Read(name string, src []byte) (*Manifest, error) {
	r := &reader{file: name}
	m := &Manifest{}
	if doc := r.parse(src); doc != nil {
		r.manifest(m, doc)
	}
	if err := r.errs.Err(); err != nil {
		return nil, err
	}
	return m, nil
}

// A reader walks the nodes of a manifest and collects what is wrong.
type reader struct {
	file  string
	nodes int // visited so far
	errs  source.Errors
}

func (r *reader) pos(n *yaml.Node) source.Pos {
	return source.Pos{File: r.file, Line: n.Line, Col: n.Column}
}

// errorf notes a problem at n. It returns false, for use in a return.
func (r *reader) errorf(n *yaml.Node, format string, args ...any) bool {
	r.errs.Addf(r.pos(n), format, args...)
	return false
}

// parse returns the one document of src, or nil.
func (r *reader) parse(src []byte) *yaml.Node {
	if len(src) > maxSize {
		r.errs.Addf(source.Pos{File: r.file}, "larger than %d bytes, the most that is read", maxSize)
		return nil
	}
	var docs []yaml.Node
	err := yaml.Load(src, &docs, yaml.WithAllDocuments())
	switch {
	case err != nil:
		r.syntaxError(src, err)
	case len(docs) == 0 || len(docs[0].Content) == 0:
		r.errs.Addf(source.Pos{File: r.file}, `empty: it must have "version: 1" and a list of packages`)
	case len(docs) > 1:
		r.errorf(&docs[1], "a second document begins here: a manifest is one")
	default:
		return docs[0].Content[0]
	}
	return nil
}

// syntaxError notes an error of the YAML package, in our form.
func (r *reader) syntaxError(src []byte, err error) {
	pos := source.Pos{File: r.file}
	var at *yaml.LoadError
	if !errors.As(err, &at) {
		r.errs.Addf(pos, "%s", err)
		return
	}
	msg := at.Message
	if at.ContextMsg != "" {
		msg = at.ContextMsg + ": " + msg
	}
	pos.Line, pos.Col = at.Mark.Line, at.Mark.Column
	if pos.Line == 0 {
		pos.Line, pos.Col = invalidUTF8(src)
	}
	r.errs.Addf(pos, "%s", msg)
}

// invalidUTF8 returns where src stops being UTF-8, for which the YAML package
// gives no position, or zeros.
func invalidUTF8(src []byte) (line, col int) {
	line, col = 1, 1
	for len(src) > 0 {
		c, size := utf8.DecodeRune(src)
		switch {
		case c == utf8.RuneError && size == 1:
			return line, col
		case c == '\n':
			line, col = line+1, 0
		}
		src, col = src[size:], col+1
	}
	return 0, 0
}

// A key is a key that a mapping may have, and what reads its value.
type key struct {
	name string
	read func(*yaml.Node)
}

// object reads a mapping, called what in messages, and returns the keys that
// it has. Nil means that n is not a mapping, which has been noted.
func (r *reader) object(n *yaml.Node, what string, keys ...key) map[string]bool {
	seen := map[string]bool{}
	ok := r.entries(n, what, func(name, value *yaml.Node) {
		for _, k := range keys {
			if k.name == name.Value {
				seen[k.name] = true
				k.read(value)
				return
			}
		}
		r.errorf(name, "unknown key %s in %s: %s", quote(name.Value), what, advice(name.Value, keyNames(keys)))
	})
	if !ok {
		return nil
	}
	return seen
}

func keyNames(keys []key) []string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	return names
}

// entries calls f for each key of a mapping and its value.
func (r *reader) entries(n *yaml.Node, what string, f func(name, value *yaml.Node)) bool {
	n = r.resolve(n)
	if n.Kind != yaml.MappingNode {
		return r.errorf(n, "%s must be a mapping, not %s", what, describe(n))
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := r.resolve(n.Content[i])
		switch {
		case r.tooMany(name):
			return false
		case name.Kind != yaml.ScalarNode || name.Tag == "!!merge":
			r.errorf(name, "a key of %s must be a word, not %s", what, describe(name))
		case !r.printable(name, "a key of "+what):
		case seen[name.Value]:
			r.errorf(name, "key %s stands twice in %s", quote(name.Value), what)
		default:
			seen[name.Value] = true
			f(name, n.Content[i+1])
		}
	}
	return true
}

// elements calls f for each element of a list.
func (r *reader) elements(n *yaml.Node, what string, f func(*yaml.Node)) bool {
	n = r.resolve(n)
	if n.Kind != yaml.SequenceNode {
		return r.errorf(n, "%s must be a list, not %s", what, describe(n))
	}
	if len(n.Content) == 0 {
		return r.errorf(n, "%s is empty", what)
	}
	for _, e := range n.Content {
		if r.tooMany(e) {
			return false
		}
		f(e)
	}
	return true
}

// resolve returns n, or what it stands for if it is an alias.
func (r *reader) resolve(n *yaml.Node) *yaml.Node {
	r.nodes++
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// tooMany reports whether aliases have made the manifest too large to go on.
func (r *reader) tooMany(n *yaml.Node) bool {
	if r.nodes < maxNodes {
		return false
	}
	if r.nodes < 2*maxNodes { // say so once
		r.nodes = 2 * maxNodes
		r.errorf(n, "too many aliases: the manifest has more than %d nodes with them", maxNodes)
	}
	return true
}

// str reads a string that is not empty.
func (r *reader) str(n *yaml.Node, what string) (String, bool) {
	n = r.resolve(n)
	s := String{Value: n.Value, Pos: r.pos(n)}
	switch {
	case n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Value == "" && n.Tag == "!!str":
		return s, r.errorf(n, "%s must be a string, not %s", what, describe(n))
	case n.Tag != "!!str":
		return s, r.errorf(n, "%s must be a string, not %s: put it in quotes", what, describe(n))
	case len(n.Value) > maxString:
		return s, r.errorf(n, "%s is longer than %d bytes", what, maxString)
	}
	return s, r.printable(n, what)
}

// printable refuses what would break the lines of messages and of generated
// comments.
func (r *reader) printable(n *yaml.Node, what string) bool {
	for _, c := range n.Value {
		if !unicode.IsPrint(c) {
			return r.errorf(n, "%s must not have %+q in it", what, c)
		}
	}
	return true
}

// integer reads a number from least to most.
func (r *reader) integer(n *yaml.Node, what string, least, most int) int {
	n = r.resolve(n)
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || err != nil {
		r.errorf(n, "%s must be a number, not %s", what, describe(n))
		return 0
	}
	if v < least || v > most {
		r.errorf(n, "%s is %d, but must be from %d to %d", what, v, least, most)
		return 0
	}
	return v
}

// boolean reads true or false.
func (r *reader) boolean(n *yaml.Node, what string) bool {
	n = r.resolve(n)
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
		r.errorf(n, "%s must be true or false, not %s", what, describe(n))
		return false
	}
	return strings.EqualFold(n.Value, "true")
}

// describe says what n is, in words of the manifest's author.
func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.AliasNode:
		return "an alias of an alias"
	case n.Tag == "!!null":
		return "nothing"
	case n.Tag == "!!merge":
		return `"<<": write the keys out`
	case n.Value == "":
		return "an empty string"
	}
	return quote(n.Value)
}

// quote returns s in quotes, not all of it if it is long.
func quote(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "..."
	}
	return strconv.Quote(s)
}
