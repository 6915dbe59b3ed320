package openapi

import (
	"path"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// An example is a value that the document shows, before all types are known.
type example struct {
	value  node
	schema node
	pkg    *ir.Package // that it goes into
	use    use
}

// typeOf returns the type of a value that satisfies all places.
func (r *reader) typeOf(places ...place) use {
	u := r.typeAt(places...)
	r.schemaExamples(places, u)
	return u
}

// noteExample keeps an example for later, once.
func (r *reader) noteExample(pkg *ir.Package, value, schema node, u use) {
	if !value.ok() || !schema.ok() || r.shown[value.y] {
		return
	}
	r.shown[value.y] = true
	r.examples = append(r.examples, example{value, schema, pkg, u})
}

// schemaExamples keeps the examples that the nearest of places shows itself or
// in the schemas that allOf lists there:
//
//	allOf: [{$ref: X}, {example: 5}]
func (r *reader) schemaExamples(places []place, u use) {
	near := slices.MinFunc(places, func(a, b place) int { return a.depth - b.depth }).node
	for _, n := range append([]node{near}, near.get("allOf").items()...) {
		if _, isRef := n.reference(); isRef && !n.doc.siblings {
			continue
		}
		r.noteExample(r.types, n.get("example"), near, u)
		for _, value := range n.get("examples").items() {
			r.noteExample(r.types, value, near, u)
		}
	}
}

// shownExamples keeps the examples of n, a media type or a parameter, which
// has a schema:
//
//	example: {a: 1}
//	examples: {short: {value: {a: 1}}, long: {$ref: '#/components/examples/long'}}
func (r *reader) shownExamples(n node, u use) {
	schema := n.get("schema")
	r.noteExample(r.pkg, n.get("example"), schema, u)
	for _, named := range n.get("examples").entries() {
		t, ok := r.target(named)
		if !ok {
			continue
		}
		if away := t.get("externalValue"); away.ok() {
			r.warnf(away.pos(), "the example is in another file (%s) and is not tested", away.text())
		}
		r.noteExample(r.pkg, t.get("value"), schema, u)
	}
}

// finishExamples hands the examples to their packages, in the order of their
// documents, now that all declarations are complete.
func (r *reader) finishExamples() {
	slices.SortStableFunc(r.examples, func(a, b example) int { return comparePos(a.value, b.value) })
	for _, e := range r.examples {
		made := &ir.Example{
			Origin: ir.Origin{Name: r.exampleName(e), Pos: e.value.pos()},
			Type:   e.use.typ, Check: e.use.check, JSON: e.value.jsonText(),
		}
		made.Wrong = r.wrong(e)
		if made.Wrong == "" && made.JSON == "null" {
			continue // absent, in Go: there is nothing to read
		}
		if made.Wrong != "" {
			r.warnf(made.Pos, "the example is not what its schema describes: %s", made.Wrong)
		}
		e.pkg.Examples = append(e.pkg.Examples, made)
	}
}

// wrong says what is wrong with an example, or returns "".
func (r *reader) wrong(e example) string {
	if problem := r.judge(e.value, e.schema); problem != "" {
		return problem
	}
	if path := undescribed(e.value, e.use.typ); path != "" {
		return path + ": no schema describes this member"
	}
	return ""
}

// exampleName is where the example stands, as a JSON pointer without escapes,
// with the name of the file if there are several.
func (r *reader) exampleName(e example) string {
	name := strings.Join(e.value.tokens(), "/")
	if r.set != nil || !e.value.doc.isMain() {
		name = path.Base(e.value.doc.name) + "#/" + name
	}
	return name
}
