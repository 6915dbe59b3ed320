package openapi

import (
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// slips has one of each mistake that published documents have, and is sound
// otherwise.
const slips = `openapi: 3.0.3
info: {title: Slips, version: '1'}
security: [{}, {oAuth2: []}, {oAuth2: [more]}]
paths:
  /groups/{ueGroupId}/{subsId}:
    parameters:
      - {name: externalGroupId, in: path, required: true, schema: {type: integer, format: int32}}
      - {name: subsId, in: path, required: true, schema: {type: string}}
    get: {operationId: renamed, responses: {'204': {description: OK}}}
  /lost/{a}/{b}:
    get:
      operationId: missing
      parameters: [{name: 'c', in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: OK}}
  /patch:
    patch:
      operationId: patch
      parameters:
        - name: target
          in: query
          schema: {type: array, items: {$ref: '#/components/schemas/A'}}
      requestBody:
        content:
          'application/json-patch+json:': {schema: {type: array, items: {$ref: '#/components/schemas/A'}}}
      responses: {'200': {description: OK, content: {application/ json: {schema: {$ref: '#/components/schemas/A'}}}}}
components:
  schemas:
    A:
      type: object
      properties:
        # a comment
	# after a tab
        a: {$ref: '#/components/schemas/B'}
        b:
          $ref: '#/components/schemas/B'#
        c: {type: string, description: "more
than one line"}
    B: {type: string}
`

func TestRepairs(t *testing.T) {
	var got []string
	pkg, err := Read("slips.yaml", Options{
		Path:     "example.com/slips",
		ReadFile: func(string) ([]byte, error) { return []byte(slips), nil },
		Warn:     func(e *source.Error) { got = append(got, e.Error()) },
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`slips.yaml:3:17: there is no security scheme "oAuth2" in components; nothing but its name is known`,
		`slips.yaml:7:9: path "/groups/{ueGroupId}/{subsId}" has no {externalGroupId}; it is taken for {ueGroupId}, which nothing describes`,
		`slips.yaml:11:5: path "/lost/{a}/{b}" has no parameter that describes {a}; it is taken for a string`,
		`slips.yaml:11:5: path "/lost/{a}/{b}" has no parameter that describes {b}; it is taken for a string`,
		`slips.yaml:13:20: path "/lost/{a}/{b}" has no {c}; the parameter is left out`,
		`slips.yaml:21:11: parameter "target": OpenAPI does not say how a value of this type is written here; it travels as JSON`,
		`slips.yaml:24:11: "application/json-patch+json:" is no content type; it is taken for "application/json-patch+json"`,
		`slips.yaml:25:54: "application/ json" is no content type; it is taken for "application/json"`,
		`slips.yaml:35:41: a comment needs a space before it; it is read as if it had one`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("have\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	ops := pkg.Service.Operations
	if p := ops[0].Params[0]; p.Name != "ueGroupId" || p.Type != ir.Type(ir.Int32) {
		t.Errorf("have %+v", p)
	}
	if p := ops[2].Params[0]; !p.JSON {
		t.Errorf("have %+v", p)
	}
	if b := ops[2].Body; b.ContentType != "application/json-patch+json" {
		t.Errorf("have %+v", b)
	}
}

// TestComments: only a comment that sticks to what is before it is taken out.
func TestComments(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("a: 'x'#\n", maxRepairs+1), // the same key again and again
		"a: 'x'#é#\nb: 'é'#c\nc: [x]#d",
	} {
		r := newReader(Options{})
		root, err := r.parse("x.yaml", []byte(text))
		if strings.HasPrefix(text, "a: 'x'#\n") {
			if err == nil {
				t.Errorf("%q was read after %d repairs", text, r.warnings.Len())
			}
			continue
		}
		if err != nil || string(appendJSON(nil, root)) != `{"a":"x","b":"é","c":["x"]}` {
			t.Errorf("%q: %v", text, err)
		}
	}
}
