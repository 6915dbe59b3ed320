package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHugeDocuments generates from documents that are too large or too deep for
// a script to hold: an error with a position, or a package.
func TestHugeDocuments(t *testing.T) {
	const head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\ncomponents:\n  schemas:\n"
	var values, doubling strings.Builder
	for i := range 100000 {
		fmt.Fprintf(&values, "v%d,", i)
	}
	for i := range 40 {
		fmt.Fprintf(&doubling, "    A%d: {allOf: [{$ref: '#/components/schemas/A%d'}, {$ref: '#/components/schemas/A%d'}]}\n", i, i+1, i+1)
	}
	for name, c := range map[string]struct{ doc, want string }{
		"a thousand levels":  {head + "    A: " + nested(1000, "{type: object, properties: {a: ", "{type: string}", "}}"), ":5:"},
		"levels of brackets": {strings.Repeat("[", 100000), ":1:"},
		"levels of JSON":     {`{"openapi":"3.0.3","components":{"schemas":{"A":` + nested(100000, `{"items":`, "{}", "}") + "}}}", ":1:"},
		"levels of a pattern": {head + "    A: {type: string, pattern: '" + nested(5000, "(", "a", ")") + "'}\n",
			":5:23: pattern"},
		"a large pattern":           {head + "    A: {type: string, pattern: '^(" + strings.Repeat("a|", 100000) + "b)$'}\n", ""},
		"a hundred thousand values": {head + "    E: {type: string, enum: [" + values.String() + "]}\n", ""},
		"doubling forty times":      {head + doubling.String() + "    A40: {type: object, properties: {x: {type: string}}}\n", ""},
		"not UTF-8":                 {"openapi: 3.0.3\ninfo: {title: \"\xe4\xff\"}\n", "doc.yaml: "},
		"a zero byte":               {"openapi: 3.0.3\x00\n", "doc.yaml: "},
	} {
		dir := t.TempDir()
		t.Chdir(dir)
		for name, text := range map[string]string{"go.mod": "module example.com/m\n", "doc.yaml": c.doc} {
			if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		var stdout, stderr bytes.Buffer
		code := run([]string{"openapi", "-o", filepath.Join(dir, "out"), "doc.yaml"}, &stdout, &stderr)
		switch {
		case c.want == "" && code != exitDone:
			t.Errorf("%s: exit code %d, %.300s", name, code, stderr.String())
		case c.want != "" && (code != exitProblems || !strings.Contains(stderr.String(), c.want) || stderr.Len() > 2000):
			t.Errorf("%s: exit code %d, %.300s", name, code, stderr.String())
		}
	}
}

// nested is text with n times what opens before it and what closes behind it.
func nested(n int, before, text, after string) string {
	return strings.Repeat(before, n) + text + strings.Repeat(after, n)
}
