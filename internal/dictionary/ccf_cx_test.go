package dictionary

import (
	"bytes"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// TestCxAsText reads Cx with its commands and groups written as CCF text. What
// comes out is what cx.xml gives, but for what CCF cannot say: values of new
// messages, M bits of a command, abbreviations and clauses.
func TestCxAsText(t *testing.T) {
	readFile := func(name string) ([]byte, error) {
		if name == "cx.ccf" {
			return os.ReadFile("testdata/cx.ccf")
		}
		return os.ReadFile(path.Join("../../specs/diameter", name))
	}
	base, err := Read([]string{"base.xml"}, Options{ReadFile: readFile})
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Base: base, ReadFile: readFile, Warn: func(e *source.Error) { t.Errorf("warning: %s", e) }}
	want, err := Read([]string{"3gpp/cx.xml"}, o)
	if err != nil {
		t.Fatal(err)
	}
	o.ReadFile = func(name string) ([]byte, error) {
		data, err := readFile(name)
		if name == "3gpp/cx.xml" {
			data = withoutRules(data)
		}
		return data, err
	}
	got, err := Read([]string{"3gpp/cx.xml", "cx.ccf"}, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Application.Commands) != 6 || len(want.Application.Commands) != 6 {
		t.Fatalf("got %d commands, want %d", len(got.Application.Commands), len(want.Application.Commands))
	}
	a, b := grammarsOf(got), grammarsOf(want)
	if len(a) != len(b) {
		t.Errorf("got %d lines, want %d", len(a), len(b))
	}
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Errorf("got  %s\nwant %s", a[i], b[i])
		}
	}
}

// withoutRules takes the commands and the members of groups out of an XML
// dictionary.
func withoutRules(data []byte) []byte {
	data = regexp.MustCompile(`(?s)<command .*?</command>`).ReplaceAll(data, nil)
	return regexp.MustCompile(`<rule [^>]*/>`).ReplaceAll(data, nil)
}

// grammarsOf returns the commands and structs of p as lines.
func grammarsOf(p *ir.Package) []string {
	q := *p
	q.Application = &ir.Application{Origin: p.Application.Origin}
	for _, c := range p.Application.Commands {
		c := *c
		c.Short, c.References = "", ""
		q.Application.Commands = append(q.Application.Commands, &c)
	}
	var b bytes.Buffer
	if err := ir.Dump(&b, &q); err != nil {
		return []string{err.Error()}
	}
	var lines []string
	for line := range strings.Lines(b.String()) {
		line = strings.TrimRight(strings.TrimSuffix(line, "\n"), " ")
		if strings.Contains(line, "\t# ") || strings.HasPrefix(line, "\tsource") {
			continue // documentation
		}
		line = strings.Replace(line, " = NO_STATE_MAINTAINED", "", 1)
		if strings.Contains(line, "Supported-Features avp 628/10415") {
			line = strings.TrimSuffix(strings.TrimSuffix(line, " M"), " not-M")
		}
		lines = append(lines, line)
	}
	return lines
}
