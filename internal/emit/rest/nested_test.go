package rest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// nestedUnions makes levels of two unions, each of the two of the next level.
func nestedUnions(levels int) string {
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n")
	for i := range levels {
		for _, name := range []string{"A", "B"} {
			fmt.Fprintf(&b, "    %s%d: {oneOf: [{$ref: '#/components/schemas/A%d'}, {$ref: '#/components/schemas/B%d'}]}\n", name, i, i+1, i+1)
		}
	}
	for _, name := range []string{"A", "B"} {
		fmt.Fprintf(&b, "    %s%d: {type: object, required: [%s], properties: {%s: {type: string}}}\n", name, levels, name, name)
	}
	return b.String()
}

// TestNestedUnions: there are 2^levels ways to the objects, and each is not
// gone by itself.
func TestNestedUnions(t *testing.T) {
	for levels, want := range map[int]string{30: "", 80: `"A15" has alternatives in alternatives more than 64 deep`} {
		doc := filepath.Join(t.TempDir(), "openapi.yaml")
		if err := os.WriteFile(doc, []byte(nestedUnions(levels)), 0o666); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		_, err := generate(doc, "testdata/none", all)
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%d levels took %s", levels, took)
		}
		switch {
		case want == "" && err != nil:
			t.Error(err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("error %.300v, want one with %s", err, want)
		}
	}
}
