package openapi

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/source"
)

// exampleDoc is a document whose only schema, X, is the given YAML in flow
// style.
const exampleDoc = `openapi: 3.0.3
info: {title: Examples, version: "1"}
paths: {}
components:
  schemas:
    Even: {type: integer, multipleOf: 1, enum: [2, 4]}
    Animal:
      type: object
      required: [kind]
      properties: {kind: {type: string}}
      discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}
    Cat:
      allOf: [{$ref: '#/components/schemas/Animal'}, {type: object, required: [lives], properties: {lives: {type: integer, maximum: 9}}}]
    X: %s
`

// TestExamples judges one example each.
func TestExamples(t *testing.T) {
	for _, tc := range []struct{ schema, wrong string }{
		{`{type: string, example: abc}`, ""},
		{`{type: string, example: 12}`, "12 is not of type string"},
		{`{type: string, maxLength: 2, example: "äöü"}`, "it has 3 characters, more than 2"},
		{`{type: string, pattern: '^[a-c]+$', example: abd}`, `"abd" does not match the pattern ^[a-c]+$`},
		{`{type: string, format: uuid, example: none}`, `"none" does not have the format uuid`},
		{`{type: string, format: date-time, example: 2024-05-06T07:08:09Z}`, ""},
		{`{type: string, format: date-time, example: yesterday}`, `"yesterday" does not have the format date-time`},
		{`{type: string, enum: [a, b], example: c}`, `"c" is not one of the values of the enum`},
		{`{type: string, nullable: true, example: null}`, "-"},
		{`{type: string, example: null}`, "empty is not of type string"},
		{`{type: integer, example: 5.0}`, ""},
		{`{type: integer, example: 5.5}`, "5.5 is not of type integer"},
		{`{type: integer, minimum: 1, example: 0}`, "0 is less than the minimum of 1"},
		{`{type: integer, maximum: 1, exclusiveMaximum: true, example: 1}`, "1 is more than the maximum of 1"},
		{`{type: integer, format: int32, example: 3000000000}`, "3000000000 does not fit into int32"},
		{`{type: array, items: {type: integer}, minItems: 2, example: [1]}`, "it has 1 elements, fewer than 2"},
		{`{type: array, items: {type: integer}, example: [1, x]}`, `/1: "x" is not of type integer`},
		{`{type: array, uniqueItems: true, items: {type: number}, example: [1, 1.0]}`, "the element 1.0 is there twice"},
		{`{type: object, required: [a], properties: {a: {type: string}}, example: {}}`, `the member "a" is missing`},
		{`{type: object, properties: {a: {type: string}}, example: {a: x, b: 1}}`, "/b: no schema describes this member"},
		{`{type: object, properties: {a: {type: string}}, additionalProperties: false, example: {b: 1}}`, `the member "b" is not allowed`},
		{`{type: object, additionalProperties: {type: integer}, example: {b: x}}`, `/b: "x" is not of type integer`},
		{`{type: object, properties: {a: {$ref: '#/components/schemas/Even'}}, example: {a: 3}}`, "/a: 3 is not one of the values of the enum"},
		{`{allOf: [{$ref: '#/components/schemas/Cat'}], example: {kind: cat, lives: 7}}`, ""},
		{`{allOf: [{$ref: '#/components/schemas/Animal'}], example: {kind: cat, lives: 10}}`, "/lives: 10 is more than the maximum of 9"},
		{`{anyOf: [{type: string}, {type: integer}], example: true}`, `it is none of anyOf (the first of them: true is not of type string)`},
		{`{oneOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: {b: {type: string}}}], example: {}}`, "it is 2 of oneOf, which allows one"},
	} {
		t.Run(tc.schema, func(t *testing.T) { judged(t, tc.schema, tc.wrong) })
	}
}

// judged reads a document with one example and compares what is wrong with
// it; "-" means that the example is not kept.
func judged(t *testing.T, schema, want string) {
	var warnings []string
	p, err := Read("doc.yaml", Options{
		Path:     "example.com/api",
		ReadFile: func(string) ([]byte, error) { return fmt.Appendf(nil, exampleDoc, schema), nil },
		Warn:     func(e *source.Error) { warnings = append(warnings, e.Error()) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if want == "-" {
		if len(p.Examples) > 0 {
			t.Errorf("the example was kept")
		}
		return
	}
	if len(p.Examples) != 1 {
		t.Fatalf("%d examples, want 1", len(p.Examples))
	}
	if e := p.Examples[0]; e.Wrong != want || e.Name != "components/schemas/X/example" {
		t.Errorf("%s is wrong because %q, want %q", e.Name, e.Wrong, want)
	}
	told := slices.ContainsFunc(warnings, func(w string) bool {
		return strings.HasPrefix(w, "doc.yaml:") && strings.HasSuffix(w, "the example is not what its schema describes: "+want)
	})
	if told != (want != "") {
		t.Errorf("warnings: %q", warnings)
	}
}

// TestShownExamples finds examples wherever a document can show them.
func TestShownExamples(t *testing.T) {
	src := `openapi: 3.1.0
info: {title: Examples, version: "1"}
paths:
  /x/{id}:
    parameters:
      - {name: id, in: path, required: true, example: p1, schema: {type: string, examples: [p2]}}
    post:
      operationId: post
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {a: {type: array, items: {type: integer, example: 1}}}}
            examples: {one: {value: {a: [1]}}, two: {$ref: '#/components/examples/Two'}, far: {externalValue: far.json}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {type: boolean}, example: true}}}
components:
  examples:
    Two: {value: {a: [2]}}
`
	var warnings []string
	p, err := Read("doc.yaml", Options{
		Path:     "example.com/api",
		ReadFile: func(string) ([]byte, error) { return []byte(src), nil },
		Warn:     func(e *source.Error) { warnings = append(warnings, e.Error()) },
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range p.Examples {
		got = append(got, e.Name+" "+e.JSON)
	}
	want := `paths//x/{id}/parameters/0/example "p1"
paths//x/{id}/parameters/0/schema/examples/0 "p2"
paths//x/{id}/post/requestBody/content/application/json/schema/properties/a/items/example 1
paths//x/{id}/post/requestBody/content/application/json/examples/one/value {"a":[1]}
paths//x/{id}/post/responses/200/content/application/json/example true
components/examples/Two/value {"a":[2]}`
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	if text := strings.Join(warnings, "\n"); text != "doc.yaml:13:96: the example is in another file (far.json) and is not tested" {
		t.Errorf("warnings: %s", text)
	}
}
