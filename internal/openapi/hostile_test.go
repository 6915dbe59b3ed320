package openapi

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// hostileDocuments ask for more than a document can be worth.
var hostileDocuments = map[string]struct{ schemas, want string }{
	"a thousand deep": {
		"    A: " + strings.Repeat("{type: array, items: ", 1000) + "{}" + strings.Repeat("}", 1000) + "\n",
		"nested deeper than",
	},
	"billion laughs": {laughs(), "values, with its aliases written out"},
	"a product of alternatives": {
		"    A:\n      allOf:\n" + strings.Repeat("        - {oneOf: ["+branches(20)+"]}\n", 8),
		"combinations",
	},
	"alternatives of each other":  {mutual(12), "combinations"},
	"a chain of references":       {chain(5000), ""},
	"two of the next in each one": {pairs(40), "members with those of the objects that it must have"},
	"counts in counts": {
		"    A: {type: string, pattern: '" + strings.Repeat("(?:", 40) + "a" + strings.Repeat("{9999})", 40) + "'}\n", "too large",
	},
}

func laughs() string {
	var b strings.Builder
	b.WriteString("    A0: &a0 {type: string}\n")
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&b, "    A%d: &a%d {type: object, properties: {", i, i)
		for j := range 10 {
			fmt.Fprintf(&b, "p%d: *a%d, ", j, i-1)
		}
		b.WriteString("}}\n")
	}
	return b.String()
}

func branches(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("{type: object, required: [p%d], properties: {p%d: {type: string}}}", i, i)
	}
	return strings.Join(list, ", ")
}

// mutual makes n schemas with members, each of which is one of the others.
func mutual(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "    S%d: {type: object, properties: {p%d: {type: string}}, oneOf: [", i, i)
		for j := range n {
			if j != i {
				fmt.Fprintf(&b, "{$ref: '#/components/schemas/S%d'}, ", j)
			}
		}
		b.WriteString("]}\n")
	}
	return b.String()
}

// chain makes n schemas, each of which is a reference to the next.
func chain(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "    S%d: {$ref: '#/components/schemas/S%d'}\n", i, i+1)
	}
	return b.String() + fmt.Sprintf("    S%d: {type: string}\n", n)
}

// pairs makes n objects, each of which must have two of the next.
func pairs(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "    S%d: {type: object, required: [x, y], properties: {x: {$ref: '#/components/schemas/S%d'}, y: {$ref: '#/components/schemas/S%d'}}}\n", i, i+1, i+1)
	}
	return b.String() + fmt.Sprintf("    S%d: {type: object, properties: {a: {type: string}}}\n", n)
}

// TestHostile: such documents are refused, or read, in no time.
func TestHostile(t *testing.T) {
	for name, test := range hostileDocuments {
		t.Run(name, func(t *testing.T) {
			doc := "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n" + test.schemas
			start := time.Now()
			_, err := Read("a.yaml", Options{ReadFile: func(string) ([]byte, error) { return []byte(doc), nil }})
			if took := time.Since(start); took > 8*time.Second {
				t.Errorf("it took %s", took)
			}
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("error %.300v, want one with %q", err, test.want)
			}
		})
	}
}
