package openapi

import (
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/telgen/telgen/internal/source"
)

// reference returns the $ref of n, if n is a reference.
func (n node) reference() (node, bool) {
	ref := n.get("$ref")
	return ref, ref.isScalar() && isString(ref.y)
}

// target follows n, if it is a reference, to what it refers to in the end: a
// schema that is no reference, or one that says more next to its $ref, where
// that counts. A problem is reported at the $ref that has it. Where a chain of
// references ends is kept for each of them: that is asked for all the time.
func (r *reader) target(n node) (node, bool) {
	seen := map[*yaml.Node]bool{}
	for {
		ref, ok := n.reference()
		if !ok || len(seen) > 0 && n.extendsReference() {
			return r.ends(seen, n), n.ok()
		}
		if end, ok := r.targets[n.y]; ok {
			return r.ends(seen, end), end.ok()
		}
		if seen[n.y] {
			r.errorf(ref.pos(), "$ref %q leads back to itself", ref.text())
			return node{}, false
		}
		seen[n.y] = true
		if n, ok = r.follow(ref); !ok {
			return node{}, false
		}
	}
}

// ends notes that the references in chain lead to end.
func (r *reader) ends(chain map[*yaml.Node]bool, end node) node {
	for y := range chain {
		r.targets[y] = end
	}
	return end
}

// annotationKeys are keywords next to a $ref that change what the value is for,
// though not the value.
var annotationKeys = []string{"readOnly", "writeOnly"}

// extendsReference tells whether the reference n says more about the value than
// that it is what it refers to, and its dialect lets it.
func (n node) extendsReference() bool {
	return n.doc.siblings && (n.has(contentKeys...) || n.has(ruleKeys...) || n.has(annotationKeys...) ||
		n.has("allOf", "oneOf", "anyOf", "not", "nullable", "x-rules"))
}

// follow returns what the $ref itself refers to, which may be a reference too.
func (r *reader) follow(ref node) (node, bool) {
	return r.lookup(ref, ref.text(), ref.pos())
}

// lookup finds what text refers to when it stands at from.
func (r *reader) lookup(from node, text string, at source.Pos) (node, bool) {
	doc, root := from.doc, from.resource()
	file, fragment, _ := strings.Cut(text, "#")
	if n, ok := from.embedded(file); file != "" && ok {
		root = n
	} else if file != "" {
		if inner := root.get("$id"); root.y != doc.root {
			r.errorf(at, "$ref %q: there is no schema with this address in %s; files are not looked for from inside the $id %q", text, doc.name, inner.text())
			return node{}, false
		}
		name, ok := r.fileOf(doc, text, file, at)
		if !ok {
			return node{}, false
		}
		if doc = r.open(name, at); doc == nil {
			return node{}, false
		}
		root = doc.node()
	}
	pointer, err := url.PathUnescape(fragment)
	if err != nil || pointer != "" && pointer[0] != '/' {
		r.errorf(at, "$ref %q: %q is not a JSON pointer; anchors are not supported", text, fragment)
		return node{}, false
	}
	n, missing := root.at(pointer)
	if missing != "" {
		r.errorf(at, "$ref %q: there is no %q in %s", text, missing, root.place())
		return node{}, false
	}
	return n, true
}

// place names what pointers count from: the file, or a schema in it.
func (n node) place() string {
	if n.y == n.doc.root {
		return n.doc.name
	}
	return "the schema with the $id " + strconv.Quote(n.get("$id").text()) + ", from which it counts"
}

// scheme matches the beginning of an absolute URL.
var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)

// fileOf returns the name of the file that a reference in doc names.
func (r *reader) fileOf(doc *document, text, file string, at source.Pos) (string, bool) {
	switch s := strings.ToLower(scheme.FindString(file)); {
	case s == "http:" || s == "https:" || strings.HasPrefix(file, "//"):
		r.errorf(at, "$ref %q: references over the network are refused; store the file next to this one and refer to that", text)
		return "", false
	case s != "":
		r.errorf(at, "$ref %q: references with %q are not supported", text, s)
		return "", false
	}
	name, err := url.PathUnescape(file)
	if err != nil {
		r.errorf(at, "$ref %q: %s", text, err)
		return "", false
	}
	if path.IsAbs(name) {
		return path.Clean(name), true
	}
	return path.Join(path.Dir(doc.name), name), true
}

// at follows a JSON pointer (RFC 6901) from n. missing is the pointer up to
// the first word that leads nowhere.
func (n node) at(pointer string) (found node, missing string) {
	if pointer == "" {
		return n, ""
	}
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	words := strings.Split(pointer[1:], "/")
	for i, word := range words {
		n = n.step(unescape.Replace(word))
		if !n.ok() {
			return node{}, "/" + strings.Join(words[:i+1], "/")
		}
	}
	return n, ""
}

func (n node) step(word string) node {
	if !n.isSeq() {
		return n.get(word)
	}
	i, err := strconv.Atoi(word)
	if err != nil || i < 0 || i >= len(n.y.Content) {
		return node{}
	}
	return n.items()[i]
}
