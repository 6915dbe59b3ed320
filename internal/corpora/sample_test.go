package corpora

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/telgen/telgen/internal/generate"
	"github.com/telgen/telgen/internal/ir"
)

const doc = `openapi: 3.0.3
info: {title: Zoo, version: "1"}
paths: {}
components:
  schemas:
    Pet:
      type: object
      required: [kind, name]
      properties:
        kind: {type: string}
        name: {type: string, pattern: '^[A-Z][a-z]{2,4}(-[0-9]+)?$'}
        friends: {type: array, minItems: 2, uniqueItems: true, items: {type: integer, minimum: 5, maximum: 9}}
        mother: {$ref: '#/components/schemas/Pet'}
      discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}
    Cat:
      allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer, minimum: 9, maximum: 9}}}]
    Place:
      type: object
      oneOf: [{required: [a]}, {required: [b]}]
      properties: {a: {type: string, format: ipv4}, b: {type: string, format: uuid}}
    Bag: {type: object, properties: {n: {type: number, exclusiveMinimum: true, minimum: 0, maximum: 0.5}}, additionalProperties: {type: boolean}}
`

// packageOf returns what the generator makes of a document.
func packageOf(t *testing.T, src string) *ir.Package {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "zoo.yaml")
	for name, text := range map[string]string{file: src, filepath.Join(dir, "go.mod"): "module example.com/zoo\n"} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	s := generate.Single{Kind: generate.OpenAPI, Specs: []string{file}, Dir: dir}
	packages, err := s.IR()
	if err != nil {
		t.Fatal(err)
	}
	return packages[0]
}

func TestSamples(t *testing.T) {
	var got []string
	for _, d := range packageOf(t, doc).Decls {
		for _, s := range Samples(d, goName(d)) {
			if !json.Valid([]byte(s.JSON)) {
				t.Errorf("%s is not JSON: %s", s.Type, s.JSON)
			}
			got = append(got, fmt.Sprintf("%s %s %s %s", s.Type, s.Kind, s.JSON, s.Keep))
		}
	}
	want := []string{
		`Pet full {"kind":"cat","name":"Aaa","friends":[5,6],"mother":{"kind":"cat","name":"Aaa","friends":[5,6],"mother":{"kind":"cat","name":"Aaa","friends":[5,6],"mother":{"kind":"cat","name":"Aaa"},"lives":9},"lives":9},"lives":9} `,
		`Pet least {"kind":"cat","name":"Aaa"} `,
		`Pet unknown {"kind":"never heard of","more":[1,{"a":null}]} `,
		`Cat unknown {"kind":"cat","name":"Aaa","notDescribed":{"deep":[1,"two",null]}} `,
		`Place full {"a":"198.51.100.7"} `,
		`Bag full {"n":0.25} `,
		`Bag unknown {"notDescribed":false} `,
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("missing: %s", line)
		}
	}
	if t.Failed() {
		for _, line := range got {
			t.Log(line)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add(`^\+[1-9][0-9]{4,14}$`, int64(3), int64(20))
	f.Add(`^(a|bc)+$`, int64(5), int64(5))
	f.Fuzz(func(t *testing.T, pattern string, low, high int64) {
		c := &ir.Check{Pattern: pattern, MinLength: &low, MaxLength: &high}
		if s := text([]*ir.Check{c}, 1); len(s) > 1<<20 {
			t.Errorf("%d bytes", len(s))
		}
	})
}
