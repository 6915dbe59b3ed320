package openapi

import (
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

const gapDocument = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {
    "lines": {"type": "array", "items": {"type": "string"}, "contains": {"const": "total"}},
    "code": {"type": "string", "pattern": "(?<!a)b"},
    "pair": {"type": "array", "prefixItems": [{"type": "string"}]}
  }
}`

func readGaps(doc string, gaps map[string]Gap) (*ir.Package, error) {
	return ReadSchema("in/order.json", Options{ReadFile: func(string) ([]byte, error) { return []byte(doc), nil }, Gaps: gaps})
}

// What is not checked is refused unless somebody has accepted it. What a value
// is made of cannot be accepted away.
func TestGaps(t *testing.T) {
	accepted := map[string]Gap{
		"order.json#/properties/lines/contains": {Reason: "the ledger checks it", Pos: source.Pos{File: "gen.yaml", Line: 5, Col: 9}},
	}
	const (
		contains = `in/order.json:5:61: "contains" is not supported; to leave it unchecked, list "order.json#/properties/lines/contains" under gaps in the manifest, with the reason`
		behind   = `in/order.json:6:32: pattern "(?<!a)b": (?<!...) looks around, which RE2 cannot do; to leave it unchecked, list "order.json#/properties/code/pattern" under gaps in the manifest, with the reason`
		prefix   = `in/order.json:7:31: "prefixItems" is not supported`
	)
	if _, err := readGaps(gapDocument, nil); err == nil || err.Error() != contains+"\n"+behind+"\n"+prefix {
		t.Errorf("without gaps: %v", err)
	}
	if _, err := readGaps(gapDocument, accepted); err == nil || err.Error() != behind+"\n"+prefix {
		t.Errorf("with one gap: %v", err)
	}
	_, err := readGaps(`{"type": "object"}`, accepted)
	if want := `gen.yaml:5:9: the gap "order.json#/properties/lines/contains" is not in the documents, or is none: remove it`; err == nil || err.Error() != want {
		t.Errorf("stale: %v, want %s", err, want)
	}
}

// Where several files have one name, a gap says which file it means. What is
// wrong with a file is said first: it may be why a gap is not there.
func TestGapsOfFiles(t *testing.T) {
	const list = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ncomponents: {schemas: {%s: {type: array, items: {type: string}, contains: {const: x}}}}\n"
	files := map[string]string{"v1/b.yaml": strings.Replace(list, "%s", "B", 1), "v2/b.yaml": strings.Replace(list, "%s", "B", 1)}
	const gap, at = "b.yaml#/components/schemas/B/contains", ":3:64: "
	refused := func(file string) string {
		return file + at + `"contains" is not supported; to leave it unchecked, list "` + file + strings.TrimPrefix(gap, "b.yaml") + `" under gaps in the manifest, with the reason`
	}
	gaps := func(names ...string) map[string]Gap {
		all := map[string]Gap{}
		for _, name := range names {
			all[name] = Gap{Reason: "checked elsewhere", Pos: source.Pos{File: "gen.yaml", Line: 5, Col: 9}}
		}
		return all
	}
	read := func(names string, gaps map[string]Gap) string {
		var list []SetFile
		for _, name := range strings.Fields(names) {
			list = append(list, SetFile{Name: name})
		}
		_, err := ReadSet(list, Options{Gaps: gaps, ReadFile: func(name string) ([]byte, error) { return []byte(files[name]), nil }})
		if err == nil {
			return ""
		}
		return err.Error()
	}
	for _, c := range []struct {
		names string
		gaps  map[string]Gap
		want  string
	}{
		{"v1/b.yaml", gaps(gap), ""},
		{"v1/b.yaml", gaps("v1/" + gap), ""},
		{"v1/b.yaml v2/b.yaml", gaps("v1/"+gap, "v2/"+gap), ""},
		{"v1/b.yaml v2/b.yaml", gaps("v1/" + gap), refused("v2/b.yaml")},
		{"v1/b.yaml v2/b.yaml", gaps(gap), "gen.yaml:5:9: the gap \"" + gap + "\" may be of several files: write which, as in \"v1/" + gap + "\"\n" +
			refused("v1/b.yaml") + "\n" + refused("v2/b.yaml")},
		{"v1/b.yaml none.yaml", gaps(gap, "none.yaml#/a"), "none.yaml: the file is empty"},
	} {
		if got := read(c.names, c.gaps); got != c.want {
			t.Errorf("%s with %v: have\n%s\nwant\n%s", c.names, c.gaps, got, c.want)
		}
	}
}
