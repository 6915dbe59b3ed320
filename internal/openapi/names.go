package openapi

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// A schema that is written in place has no name of its own. It gets one from
// where it stands, as its JSON pointer says:
//
//	components/schemas/PortsSpec/properties/ranges/items        PortsSpecRange
//	components/schemas/Device/properties/ipv4Address            DeviceIpv4Address
//	components/schemas/Matrix/items                             MatrixItem
//	components/schemas/Config/additionalProperties              ConfigValue
//	components/schemas/Shape/oneOf/1                            ShapeVariant2, or Shape and the title
//	components/schemas/Event/allOf/1/properties/data            EventData
//	components/responses/Failure/content/.../schema             FailureResponse
//	paths/~1sessions/post/requestBody/content/.../schema        CreateSessionRequest
//	paths/~1sessions/post/responses/201/content/.../schema      CreateSessionResponse
//	paths/~1sessions/post/responses/404/content/.../schema      CreateSessionResponse404
//	paths/~1sessions/get/parameters/0/schema                    ListSessionsPageSize
//	User, in a file of nothing but schemas                      User
//
// Names that come out equal, in a comparison without case and punctuation, are
// all made longer, but for those of components: first by saying what they are
// (PortsSpecRangesItem, ShapeKindEnum, CommonError from common.yaml), then to
// the whole pointer. No name depends on the order of the document or on a
// counter. What an earlier run called something (Options.Record) stands above
// all of this.
const longestName = 2

// setNames names the declarations and what belongs to them.
func (r *reader) setNames() {
	for range longestName {
		taken := map[string][]*declared{}
		for _, d := range r.order {
			key := fold(r.nameOf(d))
			taken[key] = append(taken[key], d)
		}
		for key, same := range taken {
			kept := slices.ContainsFunc(same, func(d *declared) bool { return d.former != "" })
			for _, d := range same {
				if (len(same) > 1 || r.barred[key]) && (kept || !isFixed(d.at) || d.only != "" || d.itself) && d.former == "" {
					d.level++
				}
			}
		}
	}
	for _, d := range r.order {
		name := cmp.Or(d.former, r.nameOf(d))
		ir.OriginOf(d.decl).Name = name
		if u, ok := d.decl.(*ir.Union); ok && u.Base != nil {
			u.Base.Name = name
		}
	}
}

// isFixed tells whether n is a component of the main document: its name is
// its key, whatever else there is.
func isFixed(n node) bool {
	t := n.tokens()
	if !n.doc.isMain() {
		return false
	}
	return len(t) == 3 && t[0] == "components" && t[1] == "schemas" || len(t) == 2 && (t[0] == "$defs" || t[0] == "definitions")
}

func (r *reader) nameOf(d *declared) string {
	if r.set == nil && d.former != "" {
		return d.former
	}
	if d.only != "" {
		whole := *d
		whole.only, whole.former = "", ""
		return r.nameOf(&whole) + upper(d.only)
	}
	if d.itself {
		return r.objectName(d)
	}
	tokens := d.at.tokens()
	if d.within != nil && len(tokens) > 1 {
		list := node{doc: d.at.doc, y: d.at.doc.above[d.at.y].parent}
		n := naming{r: r, at: node{doc: list.doc, y: list.doc.above[list.y].parent}}
		return r.nameOf(d.within) + n.variant(tokens[len(tokens)-2], tokens[len(tokens)-1])
	}
	n := naming{r: r, doc: d.at.doc, at: d.at.doc.node(), long: d.level > 0, full: d.level > longestName}
	if d.level >= longestName {
		return n.file() + words(tokens...)
	}
	n.base(tokens)
	if d.level > 0 {
		return n.longer(d, tokens)
	}
	return strings.Join(n.words, "")
}

// objectName is the name of an object that has kinds, where it is one of them
// itself: the name of all of them, and Object.
func (r *reader) objectName(d *declared) string {
	all, ok := r.decls[identity([]place{{node: d.at}})]
	if !ok {
		all = &declared{decl: d.decl, at: d.at}
	}
	name := all.name
	if name == "" {
		name = r.nameOf(all)
	}
	return name + "Object" + strings.Repeat("Itself", d.level)
}

// longer says what the declaration is: one of another file by its file, an
// item by being one, anything else by its kind.
func (n *naming) longer(d *declared, tokens []string) string {
	name := strings.Join(n.words, "")
	switch {
	case !n.doc.isMain() && !n.filed:
		return n.file() + upper(name)
	case !n.doc.isMain() && len(tokens) <= 3:
		return name
	case len(tokens) > 0 && tokens[len(tokens)-1] == "items":
		return name
	}
	switch d.decl.(type) {
	case *ir.Struct:
		return name + "Object"
	case *ir.Enum:
		return name + "Enum"
	case *ir.Union:
		return name + "Union"
	}
	return name + "Type"
}

// A naming walks down a JSON pointer and collects the words of a name.
type naming struct {
	r     *reader
	doc   *document
	at    node
	long  bool
	words []string
	plain bool // the last word is the name of a property or parameter
	filed bool // the first word is the name of the file
	full  bool // the file is called by its full name
}

// file is the word for the file; the main document needs none.
func (n *naming) file() string {
	if n.doc.isMain() {
		return ""
	}
	if n.r.set != nil {
		return n.r.set.fileWord(n.doc, n.full)
	}
	return words(fileWord(n.doc.name))
}

// filedKey is the name of the schema at hand, called key: with the name of its
// file if its declaration needs that.
func (n *naming) filedKey(key string) string {
	d, ok := n.r.decls[identity([]place{{node: n.at}})]
	if ok && d.name != "" {
		n.filed = fold(d.name) != fold(key)
		return d.name
	}
	if ok && d.level > 0 && !n.doc.isMain() {
		n.filed = true
		return n.file() + upper(key)
	}
	return key
}

// down steps to the next token.
func (n *naming) down(tokens []string) []string {
	n.at = n.at.step(tokens[0])
	return tokens[1:]
}

// schemaTokens are the keywords that lead from a schema to another one.
var schemaTokens = []string{"properties", "items", "additionalProperties", "unevaluatedProperties", "allOf", "oneOf", "anyOf"}

// base reads the part of the pointer that leads to a schema.
func (n *naming) base(tokens []string) {
	switch {
	case len(tokens) >= 3 && tokens[0] == "components":
		n.component(tokens[1], tokens[2], tokens)
	case len(tokens) >= 2 && (tokens[0] == "$defs" || tokens[0] == "definitions"):
		rest := n.skip(tokens, 2)
		n.words = []string{n.filedKey(tokens[1])}
		n.schema(rest)
	case len(tokens) >= 2 && (tokens[0] == "paths" || strings.HasSuffix(tokens[0], "webhooks")):
		n.words = []string{words(tokens[1])}
		n.operation(n.skip(tokens, 2))
	case n.doc.schema && (len(tokens) == 0 || slices.Contains(schemaTokens, tokens[0])):
		n.words = []string{n.r.rootName(n.doc)}
		n.schema(tokens)
	case n.doc.schema: // a file of schemas, each under its name
		rest := n.skip(tokens, 1)
		n.words = []string{n.filedKey(tokens[0])}
		n.schema(rest)
	default:
		n.words = []string{words(tokens...)}
	}
}

func (n *naming) skip(tokens []string, count int) []string {
	for range count {
		tokens = n.down(tokens)
	}
	return tokens
}

func (n *naming) component(section, key string, tokens []string) {
	n.words = []string{key}
	rest := n.skip(tokens, 3)
	suffix := map[string]string{"responses": "Response", "requestBodies": "Request"}[section]
	switch section {
	case "schemas":
		n.words = []string{n.filedKey(key)}
		n.schema(rest)
	case "callbacks", "pathItems":
		n.operation(rest)
	default:
		n.words = []string{words(key)}
		if !strings.HasSuffix(key, suffix) {
			n.words = append(n.words, suffix)
		}
		n.schema(n.toSchema(rest))
	}
}

// toSchema skips what leads from a parameter, body or header to its schema.
func (n *naming) toSchema(tokens []string) []string {
	for len(tokens) > 0 {
		token := tokens[0]
		tokens = n.down(tokens)
		if token == "schema" {
			break
		}
	}
	return tokens
}

// operation reads tokens below a path: the method, and what it has.
func (n *naming) operation(tokens []string) {
	for len(tokens) > 0 {
		if name := n.r.operations[n.at.y]; name != "" {
			n.words = []string{upper(name)}
		}
		switch token := tokens[0]; {
		case token == "requestBody":
			n.words = append(n.words, "Request")
			n.schema(n.toSchema(tokens))
			return
		case token == "parameters" && len(tokens) > 1:
			tokens = n.skip(tokens, 2)
			n.words = append(n.words, words(n.at.get("name").text()))
			n.plain = true
			n.schema(n.toSchema(tokens))
			return
		case token == "responses" && len(tokens) > 1:
			n.words = append(n.words, responseWord(n.at.get("responses"), tokens[1]))
			n.schema(n.toSchema(tokens))
			return
		}
		tokens = n.down(tokens)
	}
}

// responseWord: the first success is the response, others say which they are.
func responseWord(responses node, status string) string {
	first := ""
	for _, n := range responses.entries() {
		if s := n.name(); strings.HasPrefix(s, "2") && (first == "" || s < first) {
			first = s
		}
	}
	if status == first {
		return "Response"
	}
	return "Response" + upper(status)
}

// schema reads the part of the pointer inside of a schema.
func (n *naming) schema(tokens []string) {
	for len(tokens) > 0 {
		token, named := tokens[0], len(tokens) > 1
		switch {
		case token == "properties" && named, (token == "$defs" || token == "definitions") && named:
			n.words = append(n.words, words(tokens[1]))
			tokens, n.plain = n.down(tokens), true
		case token == "items":
			n.item()
			n.plain = false
		case token == "additionalProperties" || token == "unevaluatedProperties":
			n.words = append(n.words, "Value")
			n.plain = false
		case (token == "oneOf" || token == "anyOf") && named:
			n.words = append(n.words, n.variant(token, tokens[1]))
			tokens, n.plain = n.down(tokens), false
		case token == "allOf" && named:
			tokens = n.down(tokens)
		}
		tokens = n.down(tokens)
	}
}

// item names an item of a list: ranges has a range, and data has a DataItem.
func (n *naming) item() {
	last := len(n.words) - 1
	if one := singular(n.words[last]); n.plain && !n.long && one != n.words[last] {
		n.words[last] = one
		return
	}
	n.words = append(n.words, "Item")
}

func (n *naming) variant(key, index string) string {
	if title := n.at.get(key).step(index).get("title").text(); title != "" && !n.long {
		return words(title)
	}
	if ref, ok := n.at.get(key).step(index).reference(); ok && !n.long {
		return words(path.Base(ref.text()))
	}
	i, _ := strconv.Atoi(index)
	return "Variant" + itoa(i+1)
}

// rootName names the root of a JSON Schema: its title, or the file.
func (r *reader) rootName(doc *document) string {
	if title := words(doc.node().get("title").text()); title != "" {
		return title
	}
	return words(fileWord(strings.TrimSuffix(doc.name, ".schema.json")))
}
