package openapi

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/runtime/jsonwire"
)

// Limits on judging: alternatives in alternatives are tried one by one.
const (
	maxJudgeDepth = 200
	maxJudgeSteps = 100_000
)

// judge says what the document itself forbids about a value that it shows for
// schema, or returns "". It follows the text of the schemas, not the
// declarations that were made of them: it is the second opinion about those.
func (r *reader) judge(value, schema node) string {
	j := &judge{r: r, steps: maxJudgeSteps, open: map[question]node{}}
	if problem := j.value(value, schema, 0); problem != nil {
		return problem.String()
	}
	return ""
}

type judge struct {
	r     *reader
	steps int
	open  map[question]node // being answered: their schemas
}

// A question is whether a value is as a schema says.
type question struct{ value, schema *yaml.Node }

// A verdict is the first problem of a value, and where in the value it is.
type verdict struct {
	path string
	text string
}

func (v *verdict) String() string {
	if v.path == "" {
		return v.text
	}
	return v.path + ": " + v.text
}

func refuse(format string, args ...any) *verdict { return &verdict{text: fmt.Sprintf(format, args...)} }

// under returns v as the problem of a member or an element.
func (v *verdict) under(name string) *verdict {
	if v != nil {
		v.path = "/" + name + v.path
	}
	return v
}

// value judges v by the schema s, and by the schema that its discriminator
// chooses.
func (j *judge) value(v, s node, depth int) *verdict {
	if j.steps--; j.steps < 0 || depth > maxJudgeDepth {
		return refuse("its schema is too complicated to tell")
	}
	siblings := s.doc.siblings && s.isMap()
	t, ok := j.r.target(s)
	switch {
	case !ok:
		return nil // reported where the reference stands
	case t.isScalar():
		return admits(t, "nothing is allowed here")
	case siblings && t.y != s.y:
		if problem := j.keywords(v, s, depth); problem != nil {
			return problem
		}
	}
	if _, isRef := t.reference(); isRef && t.y != s.y {
		return j.value(v, t, depth+1)
	}
	q := question{v.y, t.y}
	if j.open[q].ok() {
		return nil // a schema that includes itself
	}
	j.open[q] = t
	defer delete(j.open, q)
	if chosen, ok := j.chosen(v, t); ok {
		return j.value(v, chosen, depth+1)
	}
	return j.keywords(v, t, depth)
}

// admits reads a schema that is true or false.
func admits(s node, problem string) *verdict {
	if strings.EqualFold(s.text(), "false") {
		return refuse("%s", problem)
	}
	return nil
}

// chosen returns the schema that the discriminator of s chooses for v, unless
// s is asked as a base of that schema.
func (j *judge) chosen(v, s node) (node, bool) {
	if !v.isMap() {
		return node{}, false
	}
	k := j.r.expand(place{node: s}).kinds()
	if k == nil {
		return node{}, false
	}
	value := v.get(k.property()).text()
	for _, t := range k.tags {
		if t.value == value && t.schema.y != s.y {
			return t.schema, !j.open[question{v.y, t.schema.y}].ok()
		}
	}
	return node{}, false
}

// keywords judges v by what s itself says.
func (j *judge) keywords(v, s node, depth int) *verdict {
	if isNull(v) && (s.get("nullable").text() == "true" || slices.Contains(typeNames(s), "null")) {
		return nil
	}
	for _, rule := range []func(v, s node) *verdict{j.kind, j.listed, j.number, j.text, j.count} {
		if problem := rule(v, s); problem != nil {
			return problem
		}
	}
	if problem := j.members(v, s, depth); problem != nil {
		return problem
	}
	if problem := j.elements(v, s, depth); problem != nil {
		return problem
	}
	return j.combined(v, s, depth)
}

func typeNames(s node) []string {
	t := s.get("type")
	if t.isScalar() {
		return []string{t.text()}
	}
	var names []string
	for _, item := range t.items() {
		names = append(names, item.text())
	}
	return names
}

// brief names a value in a verdict. Whole messages are found in places where a
// name should be.
func brief(v node) string {
	const most = 60
	text := v.describe()
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + `..."`
}

func (j *judge) kind(v, s node) *verdict {
	names := typeNames(s)
	have := v.jsonType()
	for _, name := range names {
		switch {
		case name == have, name == "number" && have == "integer", !slices.Contains(schemaTypes, name):
			return nil
		case name == "integer" && have == "number" && isWhole(v):
			return nil
		}
	}
	if len(names) == 0 {
		return nil
	}
	return refuse("%s is not of type %s", brief(v), strings.Join(names, " or "))
}

func isWhole(v node) bool {
	f, err := strconv.ParseFloat(v.text(), 64)
	return err == nil && f == math.Trunc(f)
}

// listed judges v by enum and const.
func (j *judge) listed(v, s node) *verdict {
	list := s.get("enum").items()
	if fixed := s.get("const"); fixed.ok() {
		list = []node{fixed}
	}
	if len(list) == 0 || slices.ContainsFunc(list, func(item node) bool { return sameJSON(v, item) }) {
		return nil
	}
	// Values of a string enum that the author did not quote: true, 404.
	if slices.Contains(typeNames(s), "string") && v.isScalar() &&
		slices.ContainsFunc(list, func(item node) bool { return item.isScalar() && item.text() == v.text() }) {
		return nil
	}
	return refuse("%s is not one of the values of the enum", brief(v))
}

// sameJSON compares values as JSON Schema does: 1.0 is 1.
func sameJSON(a, b node) bool {
	x, y := plainJSON(a), plainJSON(b)
	if p, ok := x.(json.Number); ok {
		q, ok := y.(json.Number)
		return ok && sameNumber(string(p), string(q))
	}
	return reflect.DeepEqual(x, y)
}

func plainJSON(n node) any {
	d := json.NewDecoder(strings.NewReader(n.jsonText()))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil
	}
	return v
}

func sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	x, _, err := big.ParseFloat(a, 10, 256, big.ToNearestEven)
	y, _, other := big.ParseFloat(b, 10, 256, big.ToNearestEven)
	return err == nil && other == nil && x.Cmp(y) == 0
}

func isNumber(v node) bool { return v.jsonType() == "integer" || v.jsonType() == "number" }

func (j *judge) number(v, s node) *verdict {
	if !isNumber(v) {
		return nil
	}
	spelled, _ := jsonNumber(v.text())
	n, ok := ir.ParseDecimal(spelled)
	if !ok {
		return refuse("%s is out of range", v.text())
	}
	low, high := bound(s.get("minimum")), bound(s.get("maximum"))
	above, below := bound(s.get("exclusiveMinimum")), bound(s.get("exclusiveMaximum"))
	step := bound(s.get("multipleOf"))
	switch {
	case low != nil && (n.Cmp(low) < 0 || n.Cmp(low) == 0 && s.get("exclusiveMinimum").text() == "true"):
		return refuse("%s is less than the minimum of %s", v.text(), s.get("minimum").text())
	case high != nil && (n.Cmp(high) > 0 || n.Cmp(high) == 0 && s.get("exclusiveMaximum").text() == "true"):
		return refuse("%s is more than the maximum of %s", v.text(), s.get("maximum").text())
	case above != nil && n.Cmp(above) <= 0:
		return refuse("%s is not more than %s", v.text(), s.get("exclusiveMinimum").text())
	case below != nil && n.Cmp(below) >= 0:
		return refuse("%s is not less than %s", v.text(), s.get("exclusiveMaximum").text())
	case step != nil && step.Sign() > 0 && !new(big.Rat).Quo(n, step).IsInt():
		return refuse("%s is not a multiple of %s", v.text(), s.get("multipleOf").text())
	}
	return integerFormat(v, n, s.get("format").text())
}

func integerFormat(v node, n *big.Rat, format string) *verdict {
	if s, ok := smallIntegers[strings.ToLower(format)]; ok && (n.Cmp(s.least()) < 0 || n.Cmp(s.most()) > 0) {
		return refuse("%s does not fit into %s", v.text(), format)
	}
	if least, most := typeRange(ir.Int32); format == "int32" && (n.Cmp(least) < 0 || n.Cmp(most) > 0) {
		return refuse("%s does not fit into int32", v.text())
	}
	return nil
}

// bound reads a limit, which is a number, or returns nil.
func bound(n node) *big.Rat {
	if !n.isScalar() || !isNumber(n) {
		return nil
	}
	text, _ := jsonNumber(n.text())
	limit, ok := ir.ParseDecimal(text)
	if !ok {
		return nil
	}
	return limit
}

func (j *judge) text(v, s node) *verdict {
	if v.jsonType() != "string" {
		return nil
	}
	text := v.text()
	if problem := limit(s, "minLength", "maxLength", utf8.RuneCountInString(text), "characters"); problem != nil {
		return problem
	}
	if pattern := s.get("pattern"); pattern.ok() {
		re, err := translate(pattern.text())
		if err != nil {
			return nil // reported where the pattern stands
		}
		if matches, err := regexp.MatchString(jsonwire.Expand(re), text); err == nil && !matches {
			return refuse("%s does not match the pattern %s", brief(v), pattern.text())
		}
	}
	if len(typeNames(s)) > 0 && !slices.Contains(typeNames(s), "string") {
		return nil
	}
	return textFormat(v, s.get("format").text())
}

func textFormat(v node, format string) *verdict {
	if !slices.Contains(checkedFormats, format) {
		return nil
	}
	var c jsonwire.Checker
	c.Text("", v.text(), &jsonwire.Text{Format: jsonwire.FormatOf(format)})
	if c.Err() != nil {
		return refuse("%s does not have the format %s", brief(v), format)
	}
	return nil
}

// limit judges a count by two keywords.
func limit(s node, low, high string, n int, what string) *verdict {
	count := big.NewRat(int64(n), 1)
	if least := bound(s.get(low)); least != nil && count.Cmp(least) < 0 {
		return refuse("it has %d %s, fewer than %s", n, what, s.get(low).text())
	}
	if most := bound(s.get(high)); most != nil && count.Cmp(most) > 0 {
		return refuse("it has %d %s, more than %s", n, what, s.get(high).text())
	}
	return nil
}

// count judges the size of lists and objects.
func (j *judge) count(v, s node) *verdict {
	switch {
	case v.isMap():
		return limit(s, "minProperties", "maxProperties", len(v.entries()), "members")
	case !v.isSeq():
		return nil
	}
	items := v.items()
	if s.get("uniqueItems").text() == "true" {
		for i, item := range items {
			if slices.ContainsFunc(items[:i], func(other node) bool { return sameJSON(item, other) }) {
				return refuse("the element %s is there twice", brief(item))
			}
		}
	}
	return limit(s, "minItems", "maxItems", len(items), "elements")
}

// members judges the members of an object.
func (j *judge) members(v, s node, depth int) *verdict {
	if !v.isMap() {
		return nil
	}
	for _, name := range s.get("required").items() {
		if !v.get(name.text()).ok() && !j.oneWay(v, name.text()) {
			return refuse("the member %q is missing", name.text())
		}
	}
	properties, more := s.get("properties"), s.get("additionalProperties")
	for _, m := range v.entries() {
		schema := properties.get(m.name())
		switch {
		case schema.ok():
		case more.isScalar():
			if problem := admits(more, fmt.Sprintf("the member %q is not allowed", m.name())); problem != nil {
				return problem
			}
			continue
		case more.isMap():
			schema = more
		default:
			continue
		}
		if problem := j.value(m, schema, depth+1); problem != nil {
			return problem.under(m.name())
		}
	}
	return nil
}

func (j *judge) elements(v, s node, depth int) *verdict {
	schema := s.get("items")
	if !v.isSeq() || !schema.isMap() {
		return nil
	}
	for i, item := range v.items() {
		if problem := j.value(item, schema, depth+1); problem != nil {
			return problem.under(itoa(i))
		}
	}
	return nil
}

// combined judges v by allOf, anyOf, oneOf and not.
func (j *judge) combined(v, s node, depth int) *verdict {
	for _, part := range s.get("allOf").items() {
		if problem := j.value(v, part, depth+1); problem != nil {
			return problem
		}
	}
	for _, key := range []string{"anyOf", "oneOf"} {
		branches := s.get(key).items()
		if len(branches) == 0 {
			continue
		}
		fits, first := 0, (*verdict)(nil)
		for _, branch := range branches {
			if problem := j.value(v, branch, depth+1); problem == nil {
				fits++
			} else if first == nil {
				first = problem
			}
		}
		switch {
		case fits == 0 && len(branches) == 1:
			return first
		case fits == 0:
			return refuse("it is none of %s (the first of them: %s)", key, first)
		case fits > 1 && key == "oneOf":
			return refuse("it is %d of oneOf, which allows one", fits)
		}
	}
	if not := s.get("not"); not.ok() && j.value(v, not, depth+1) == nil {
		return refuse(`it is what "not" excludes`)
	}
	return nil
}

// oneWay tells whether one of the schemas that v is judged by has a member with
// this name that is for requests or for answers only: an example, which can be
// either, does without it.
func (j *judge) oneWay(v node, name string) bool {
	if j.r.pure {
		return false
	}
	for q, s := range j.open {
		if q.value == v.y && j.r.isOneWay(s, name) {
			return true
		}
	}
	return false
}

func (r *reader) isOneWay(s node, name string) bool {
	return slices.ContainsFunc(r.expand(place{node: s}).parts, func(p part) bool {
		m := p.node.get("properties").get(name)
		return m.ok() && r.expand(place{node: m}).any(func(p part) bool { return p.schema.ReadOnly || p.schema.WriteOnly })
	})
}
