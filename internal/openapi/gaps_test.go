package openapi

import (
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
