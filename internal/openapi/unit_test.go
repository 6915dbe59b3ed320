package openapi

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"

	"github.com/telgen/telgen/internal/ir"
)

func TestTranslate(t *testing.T) {
	for _, test := range []struct{ ecma, re2 string }{
		{`^[a-zA-Z0-9-_:;.\/<>{}]{0,256}$`, `^[a-zA-Z0-9-_:;./<>{}]{0,256}$`},
		{`^[A-Za-z0-9_%.~\u4e00-\u9fa5-]+$`, `^[A-Za-z0-9_%.~\x{4E00}-\x{9FA5}-]+$`},
		{`^\d{3}\.\w+\S$`, `^\d{3}\.\w+\S$`},
		{`\u{1F600}|\uD83D\uDE00`, `\x{1F600}|\x{1F600}`},
		{`[^]x[]`, `[\x{0}-\x{10FFFF}]x[^\x{0}-\x{10FFFF}]`},
		{`[[:a]`, `[\[:a]`},
		{`[^[\]]`, `[^\[\]]`},
		{`[\b]\cJ\0`, `[\x{8}]\x{A}\x{0}`},
		{`a\-b\_c`, `a-b\_c`},
		{`\e\x41`, `e\x41`},
		{`a{1,2048}`, `(?:a{1,1000}a{0,1000}a{0,48})`},
		{`x(?:ab|\d)[{c]{2001}?y`, `x(?:ab|\d)(?:[{c]{1000}[{c]{1000}[{c]{1,1})y`},
		{`(ab){1500,}`, `(?:(ab){1000}(ab){500,})`},
		{`(?<year>\d+)(?:x)`, `(?<year>\d+)(?:x)`},
	} {
		got, err := translate(test.ecma)
		if err != nil || got != test.re2 {
			t.Errorf("translate(%q) = %q, %v; want %q", test.ecma, got, err, test.re2)
		}
		if _, err := regexp.Compile(got); err != nil {
			t.Errorf("translate(%q): %v", test.ecma, err)
		}
	}
}

func TestTranslateError(t *testing.T) {
	for _, test := range []struct{ ecma, want string }{
		{`(?=a)`, "(?=...) looks around, which RE2 cannot do"},
		{`(?<!a)b`, "(?<!...) looks around, which RE2 cannot do"},
		{`(a)\1`, `\1 refers back, which RE2 cannot do`},
		{`\k<a>`, `\k refers back, which RE2 cannot do`},
		{`a{1,99999}`, `invalid repeat count: "{1,99999}"`},
		{`[z-a]`, `invalid character class range: "z-a"`},
		{`\u12`, `\u must be followed by four hexadecimal digits`},
		{`\uD83D`, `\uD83D is half of a surrogate pair`},
		{`\`, "ends with a backslash"},
		{`(`, `missing closing ): "("`},
	} {
		if got, err := translate(test.ecma); err == nil || err.Error() != test.want {
			t.Errorf("translate(%q) = %q, %v; want the error %q", test.ecma, got, err, test.want)
		}
	}
}

func TestSingular(t *testing.T) {
	for plural, want := range map[string]string{
		"Ranges": "Range", "Addresses": "Address", "Policies": "Policy", "Statuses": "Status", "DeliverySTATUSES": "DeliverySTATUS",
		"Status": "Status", "Series": "Series", "Boxes": "Box", "Caches": "Cache", "Matches": "Match", "Cookies": "Cookie",
		"Sizes": "Size", "Class": "Class", "Analysis": "Analysis", "Data": "Data", "S": "S", "": "",
	} {
		if got := singular(plural); got != want {
			t.Errorf("singular(%q) = %q, want %q", plural, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"click_action": "ClickAction", "apns-id": "ApnsId", "/a/{b}": "AB", "5qi": "5qi", "größe": "Größe", "ärger x": "ÄrgerX", "": "",
	} {
		if got := words(text); got != want {
			t.Errorf("words(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestScalars compares the JSON made of YAML scalars.
func TestScalars(t *testing.T) {
	var doc yaml.Node
	text := `[1, -5, 0x1F, 0o17, 1_000, +3, 1.5, .5, 1e3, .inf, true, ~, yes, 2024-01-01, "1", 18446744073709551615, !!str 5]`
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	got := string(appendJSON(nil, doc.Content[0]))
	want := `[1,-5,31,15,1000,3,1.5,0.5,1e3,".inf",true,null,"yes","2024-01-01","1",18446744073709551615,"5"]`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestJSONPositions checks that JSON and YAML readers agree about nodes.
func TestJSONPositions(t *testing.T) {
	text := "{\n\t\"ä\": [1, -2.5e3, true,\n\t\tnull], \"b\" : {\"c\":\"d\"}\n}\n"
	fromJSON, err := parseJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	compareNodes(t, fromJSON, doc.Content[0])
}

func compareNodes(t *testing.T, a, b *yaml.Node) {
	t.Helper()
	if a.Kind != b.Kind || a.Tag != b.Tag || a.Value != b.Value || a.Line != b.Line || a.Column != b.Column || len(a.Content) != len(b.Content) {
		t.Fatalf("%v %s %q at %d:%d with %d, want %v %s %q at %d:%d with %d", a.Kind, a.Tag, a.Value, a.Line, a.Column, len(a.Content),
			b.Kind, b.Tag, b.Value, b.Line, b.Column, len(b.Content))
	}
	for i := range a.Content {
		compareNodes(t, a.Content[i], b.Content[i])
	}
}

// TestDeterministic reads every archive twice.
func TestDeterministic(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		read := archiveReader(archive.Files)
		if one, two := dump(archive.Files[0].Name, read), dump(archive.Files[0].Name, read); one != two {
			t.Errorf("%s: two runs differ", file)
		}
	}
}

// TestDepth reads documents that nest or expand without end.
func TestDepth(t *testing.T) {
	deep := "openapi: 3.0.3\ncomponents:\n  schemas:\n    A: "
	for name, document := range map[string]string{
		"flow":   deep + strings.Repeat("{items: ", 5000) + strings.Repeat("}", 5000),
		"allOf":  deep + strings.Repeat("{allOf: [", 60) + "{type: string}" + strings.Repeat("]}", 60),
		"json":   `{"openapi": "3.0.3", "components": ` + strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000) + "}",
		"chains": deep + "&a0 {type: object}\n" + aliasChain(),
	} {
		start := time.Now()
		out := dump("openapi.yaml", func(string) ([]byte, error) { return []byte(document), nil })
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s took %v", name, took)
		}
		if name != "allOf" && !strings.Contains(out, "nested deeper than") {
			t.Errorf("%s: %.200s", name, out)
		}
	}
}

// aliasChain nests by aliases, a level with each.
func aliasChain() string {
	var b strings.Builder
	for i := range 300 {
		b.WriteString("    A" + itoa(i+1) + ": &a" + itoa(i+1) + " {type: array, items: *a" + itoa(i) + "}\n")
	}
	return b.String()
}

// TestInheritance: a chain of allOf longer than maxInheritance is refused, and
// one that branches is not followed once per path.
func TestInheritance(t *testing.T) {
	for _, levels := range []int{60, 100} {
		var b strings.Builder
		b.WriteString("openapi: 3.0.3\ncomponents:\n  schemas:\n    S0: {type: object, properties: {a: {type: string}}}\n")
		for i := 1; i <= levels; i++ {
			ref := "{$ref: '#/components/schemas/S" + itoa(i-1) + "'}"
			b.WriteString("    S" + itoa(i) + ": {allOf: [" + ref + ", " + ref + ", {properties: {p" + itoa(i) + ": {type: string}}}]}\n")
		}
		p, err := Read("openapi.yaml", Options{ReadFile: func(string) ([]byte, error) { return []byte(b.String()), nil }})
		if refused := err != nil; refused != (levels > maxInheritance) {
			t.Fatalf("%d levels: %v", levels, err)
		}
		if err == nil && len(p.Decls[levels].(*ir.Struct).Fields) != levels+1 {
			t.Errorf("the last struct has %d fields", len(p.Decls[levels].(*ir.Struct).Fields))
		}
	}
}

func TestNoReadFile(t *testing.T) {
	if _, err := Read("openapi.yaml", Options{}); err == nil || err.Error() != "openapi: Options.ReadFile is not set" {
		t.Errorf("got %v", err)
	}
}

func TestUnreadable(t *testing.T) {
	_, err := Read("api/openapi.yaml", Options{ReadFile: func(string) ([]byte, error) { return nil, os.ErrNotExist }})
	if want := `api/openapi.yaml: cannot read "api/openapi.yaml": file does not exist`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// documents are the real ones next to the module or in it.
func documents(t *testing.T, pattern string) []string {
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("NOT RUN: there is no %s", pattern)
	}
	return files
}

// TestDocuments reads real documents: none of them may have a problem.
func TestDocuments(t *testing.T) {
	for _, pattern := range []string{
		"../../specs/qod/*.yaml", "../../specs/hcm/*.yaml",
		"../../../shared/corpora/camara/quality-on-demand/*/*.yaml", "../../../shared/facts/hcm-openapi-draft.yaml",
	} {
		t.Run(strings.ReplaceAll(strings.Trim(pattern, "./"), "/", " "), func(t *testing.T) {
			for _, file := range documents(t, pattern) {
				p, err := Read(file, Options{ReadFile: os.ReadFile})
				if err != nil {
					t.Errorf("%v", err)
				} else if len(p.Decls) == 0 || p.Service == nil || len(p.Service.Operations) == 0 {
					t.Errorf("%s: nothing was read", file)
				}
			}
		})
	}
}
