package rest

import (
	"strings"

	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// typeWords is a type as a comment says it.
func (p *printer) typeWords(t ir.Type) string {
	switch t := t.(type) {
	case ir.Basic:
		return t.String()
	case ir.Ref:
		return emit.RefName(p.Package, t)
	case ir.List:
		return "list of " + p.typeWords(t.Elem) + nullWords(t.Null)
	case ir.Map:
		return "map of " + p.typeWords(t.Elem) + nullWords(t.Null)
	}
	return "time"
}

// article puts "a" or "an" before words.
func article(words string) string {
	if strings.ContainsRune("aeiouAEIOU", rune(words[0])) {
		return "an " + words
	}
	return "a " + words
}

// list joins words as prose does: "a", "a and b", "a, b and c".
func list(words []string, conjunction string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " " + conjunction + " " + words[last]
}
