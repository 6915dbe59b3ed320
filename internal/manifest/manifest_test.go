package manifest

import (
	"errors"
	"fmt"
	"path"
	"reflect"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/source"
)

func at(line, col int) source.Pos { return source.Pos{File: "gen.yaml", Line: line, Col: col} }

func TestRead(t *testing.T) {
	const src = `# what we generate
version: 1
packages:
  - path: internal/cx
    package: cxapp
    diameter: { spec: "builtin:3gpp/cx", application: Cx, release: 17 }
    names:
      3GPP-IMSI: IMSI
      "Old Name": New
  - path: ./internal/qod/
    openapi: { spec: specs/quality-on-demand.yaml, emit: [types, client, webhooks] }
  - path: internal/all
    openapi:
      spec: [../specs/a.yaml, b/../b.yaml]
  - path: .
    schema: { spec: x.schema.json, gaps: { "x.schema.json#/contains": checked by the ledger } }
  - path: ro
    diameter: { spec: ro.xml, application: 4 }
  - path: sh
    diameter: { spec: sh.xml, codecs: { MSISDN: TBCD, User-Data: example.org/app/types.Profile } }
roots: [../specs/]
`
	want := &Manifest{
		Packages: []Package{
			{
				Path: "internal/cx", GoName: "cxapp", Pos: at(4, 5),
				Names: map[string]String{"3GPP-IMSI": {"IMSI", at(8, 18)}, "Old Name": {"New", at(9, 19)}},
				Diameter: &Diameter{
					Pos:         at(6, 15),
					Specs:       []String{{"builtin:3gpp/cx", at(6, 23)}},
					Application: String{"Cx", at(6, 55)},
					Release:     17,
				},
			},
			{
				Path: "internal/qod", Pos: at(10, 5),
				OpenAPI: &OpenAPI{
					Pos:   at(11, 14),
					Specs: []String{{"specs/quality-on-demand.yaml", at(11, 22)}},
					Emit:  Emit{Client: true, Webhooks: true},
				},
			},
			{
				Path: "internal/all", Pos: at(12, 5),
				OpenAPI: &OpenAPI{
					Pos:   at(14, 7),
					Specs: []String{{"../specs/a.yaml", at(14, 14)}, {"b.yaml", at(14, 31)}},
					Emit:  Emit{Client: true, Server: true, Webhooks: true},
				},
			},
			{
				Path: ".", Pos: at(15, 5),
				Schema: &Schema{Pos: at(16, 13), Specs: []String{{"x.schema.json", at(16, 21)}}, Gaps: map[string]String{"x.schema.json#/contains": {"checked by the ledger", at(16, 44)}}},
			},
			{
				Path: "ro", Pos: at(17, 5),
				Diameter: &Diameter{Pos: at(18, 15), Specs: []String{{"ro.xml", at(18, 23)}}, Application: String{"4", at(18, 44)}},
			},
			{
				Path: "sh", Pos: at(19, 5),
				Diameter: &Diameter{
					Pos: at(20, 15), Specs: []String{{"sh.xml", at(20, 23)}},
					Codecs: map[string]String{"MSISDN": {"TBCD", at(20, 49)}, "User-Data": {"example.org/app/types.Profile", at(20, 66)}},
				},
			},
		},
		Roots: []String{{"../specs", at(21, 9)}},
	}
	got, err := Read("gen.yaml", []byte(src))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
}

func TestReadAliases(t *testing.T) {
	const src = `version: 1
packages:
  - path: a
    diameter: &cx { spec: &file cx.xml }
  - path: b
    diameter: *cx
  - path: c
    diameter: { spec: *file, release: 8 }
`
	m, err := Read("gen.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.Packages {
		if got := p.Specs()[0]; got != (String{"cx.xml", at(4, 27)}) {
			t.Errorf("%s: %v", p.Path, got)
		}
	}
}

func TestReadErrors(t *testing.T) {
	// packages is the head of a manifest, three lines long.
	const packages = "version: 1\npackages:\n  - path: a\n"
	const pkg = packages + "    schema: { spec: s.json }\n"
	for _, tt := range []struct{ name, src, want string }{
		{"empty", "", `gen.yaml: empty: it must have "version: 1" and a list of packages`},
		{"only a comment", "# nothing\n", `gen.yaml: empty: it must have "version: 1" and a list of packages`},
		{"null", "---\n", "gen.yaml:2:1: the manifest must be a mapping, not nothing"},
		{"a list", "- a\n", "gen.yaml:1:1: the manifest must be a mapping, not a list"},
		{"nothing in it", "{}", "gen.yaml:1:1: \"packages\" is missing\ngen.yaml:1:1: \"version\" is missing"},
		{"two documents", pkg + "---\n" + pkg, "gen.yaml:5:1: a second document begins here: a manifest is one"},
		{"too large", strings.Repeat("#", 256<<10+1), "gen.yaml: larger than 262144 bytes, the most that is read"},

		{"not closed", "version: [1\n", "gen.yaml:2:1: while parsing a flow sequence: did not find expected ',' or ']'"},
		{"indented wrongly", "version: 1\n packages: []\n", "gen.yaml:2:10: mapping values are not allowed in this context"},
		{"tab", "version:\n\t1\n", "gen.yaml:2:1: while scanning for the next token: found character that cannot start any token"},
		{"no such anchor", "version: *v\n", "gen.yaml:1:10: unknown anchor 'v' referenced"},
		{"not UTF-8", "version: 1\nü: \xff\n", "gen.yaml:2:4: invalid leading UTF-8 octet (value: 255)"},

		{"unknown keys", "version: 1\nPackage: []\npackages:\n  - pth: a\n    colour: red\n    schema: { specs: s.json }\n",
			`gen.yaml:2:1: unknown key "Package" in the manifest: did you mean "packages"?
gen.yaml:4:5: the package has no "path": the folder it is written to
gen.yaml:4:5: unknown key "pth" in a package: did you mean "path"?
gen.yaml:5:5: unknown key "colour" in a package: known are path, package, names, diameter, openapi, schema
gen.yaml:6:13: schema has no "spec": the file it is made from
gen.yaml:6:15: unknown key "specs" in schema: did you mean "spec"?`},
		{"key twice", pkg + "    path: b\nversion: 1\n",
			"gen.yaml:5:5: key \"path\" stands twice in a package\ngen.yaml:6:1: key \"version\" stands twice in the manifest"},
		{"keys that are no words", pkg + "    ? [a]\n    : b\n    <<: {}\n\"a\\nb\": 1\n",
			`gen.yaml:5:7: a key of a package must be a word, not a list
gen.yaml:7:5: a key of a package must be a word, not "<<": write the keys out
gen.yaml:8:1: a key of the manifest must not have '\n' in it`},

		{"version 2", "version: 2\npackages: [{path: a, schema: {spec: s}}]", "gen.yaml:1:10: version 2 is not known: this telgen reads version 1"},
		{"version in quotes", "version: \"1\"\npackages: [{path: a, schema: {spec: s}}]", `gen.yaml:1:10: version must be a number, not "1"`},
		{"version null", "version:\npackages: [{path: a, schema: {spec: s}}]", "gen.yaml:1:9: version must be a number, not nothing"},
		{"version list", "version: []\npackages: [{path: a, schema: {spec: s}}]", "gen.yaml:1:10: version must be a number, not a list"},
		{"packages empty", "version: 1\npackages: []\n", "gen.yaml:2:11: packages is empty"},
		{"packages a mapping", "version: 1\npackages: {}\n", "gen.yaml:2:11: packages must be a list, not a mapping"},
		{"package a string", "version: 1\npackages: [a]\n", `gen.yaml:2:12: a package must be a mapping, not "a"`},

		{"long words", pkg + "    " + strings.Repeat("k", 99) + ": 1\n    package: " + strings.Repeat("p", 4097) + "\n    names: " + strings.Repeat("ä", 61) + "\n",
			`gen.yaml:5:5: unknown key "` + strings.Repeat("k", 60) + `..." in a package: known are path, package, names, diameter, openapi, schema
gen.yaml:6:14: package is longer than 4096 bytes
gen.yaml:7:12: names must be a mapping, not "` + strings.Repeat("ä", 60) + `..."`},
		{"nothing to make it from", packages, `gen.yaml:3:5: the package is made from nothing: add "diameter", "openapi" or "schema"`},
		{"two to make it from", pkg + "    diameter: { spec: d.xml }\n    openapi: { spec: a.yaml }\n",
			"gen.yaml:3:5: the package has diameter and openapi and schema: it can be made from one only"},

		{"path wrong", "version: 1\npackages:\n" + paths("[]", "12", "''", "~", "/a", "C:/a", `a\b`, "../a", "a/../../b", "a b", ".git/a", "a/_b", "a./b", "a/https://b", `"a\u0007b"`, "ö"),
			`gen.yaml:3:12: path must be a string, not a list
gen.yaml:4:12: path must be a string, not "12": put it in quotes
gen.yaml:5:12: path must be a string, not an empty string
gen.yaml:6:12: path must be a string, not nothing
gen.yaml:7:12: path "/a" is absolute: write it relative to the manifest, so that it is right on every machine
gen.yaml:8:12: path "C:/a" is absolute: write it relative to the manifest, so that it is right on every machine
gen.yaml:9:12: path "a\\b": write it with forward slashes
gen.yaml:10:12: path "../a" leads out of the folder of the manifest: packages are written inside it
gen.yaml:11:12: path "a/../../b" leads out of the folder of the manifest: packages are written inside it
gen.yaml:12:12: path "a b" cannot be imported: use letters, digits and - . _ ~ +
gen.yaml:13:12: path ".git/a" cannot be imported: use letters, digits and - . _ ~ +
gen.yaml:14:12: path "a/_b" cannot be imported: use letters, digits and - . _ ~ +
gen.yaml:15:12: path "a./b" cannot be imported: use letters, digits and - . _ ~ +
gen.yaml:16:12: path "a/https://b": only files are read, nothing is fetched: save a copy next to the manifest
gen.yaml:17:12: path must not have '\a' in it
gen.yaml:18:12: path "ö" cannot be imported: use letters, digits and - . _ ~ +`},
		{"path twice", "version: 1\npackages:\n" + paths("a/b", "a", "./a/b/", "a/c/../b"),
			"gen.yaml:5:12: path \"./a/b/\" is that of the package at gen.yaml:3:12 too\n" +
				"gen.yaml:6:12: path \"a/c/../b\" is that of the package at gen.yaml:3:12 too"},

		{"package name", pkg + "    package: my-package\n", `gen.yaml:5:14: package "my-package" cannot be the name of a package that is imported`},
		{"package is a word of Go", pkg + "    package: type\n", `gen.yaml:5:14: package "type" cannot be the name of a package that is imported`},
		{"package main", pkg + "    package: main\n", `gen.yaml:5:14: package "main" cannot be the name of a package that is imported`},
		{"package number", pkg + "    package: 1\n", `gen.yaml:5:14: package must be a string, not "1": put it in quotes`},

		{"names", pkg + "    names:\n      A: lower\n      B: With-Dash\n      C: true\n      D: {}\n      E: Good\n      E: Again\n",
			`gen.yaml:6:10: the Go name of "A" cannot be "lower": it must be a Go identifier that begins with a capital letter
gen.yaml:7:10: the Go name of "B" cannot be "With-Dash": it must be a Go identifier that begins with a capital letter
gen.yaml:8:10: the Go name of "C" must be a string, not "true": put it in quotes
gen.yaml:9:10: the Go name of "D" must be a string, not a mapping
gen.yaml:11:7: key "E" stands twice in names`},
		{"names a list", pkg + "    names: [A]\n", "gen.yaml:5:12: names must be a mapping, not a list"},

		{"diameter nothing", packages + "    diameter:\n", "gen.yaml:4:14: diameter must be a mapping, not nothing"},
		{"diameter string", packages + "    diameter: cx.xml\n", `gen.yaml:4:15: diameter must be a mapping, not "cx.xml"`},
		{"diameter", packages + "    diameter: { spec: {}, application: [], release: \"17\" }\n",
			`gen.yaml:4:23: spec must be a string, not a mapping
gen.yaml:4:40: application must be a string, not a list
gen.yaml:4:53: release must be a number, not "17"`},
		{"release", packages + "    diameter: { spec: d.xml, release: 0 }\n", "gen.yaml:4:39: release is 0, but must be from 1 to 99"},
		{"codecs", packages + "    diameter:\n      spec: d.xml\n      codecs:\n        A: 1\n        B: [PLMN]\n        C:\n        D: PLMN\n        D: TBCD\n        E: ''\n",
			`gen.yaml:7:12: the codec of "A" must be a string, not "1": put it in quotes
gen.yaml:8:12: the codec of "B" must be a string, not a list
gen.yaml:9:11: the codec of "C" must be a string, not nothing
gen.yaml:11:9: key "D" stands twice in codecs
gen.yaml:12:12: the codec of "E" must be a string, not an empty string`},
		{"codecs a list", packages + "    diameter: { spec: d.xml, codecs: [PLMN] }\n", "gen.yaml:4:38: codecs must be a mapping, not a list"},
		{"codecs of a document", packages + "    openapi: { spec: a.yaml, codecs: {} }\n", `gen.yaml:4:30: unknown key "codecs" in openapi: known are spec, emit, gaps`},
		{"release huge", packages + "    diameter: { spec: d.xml, release: 99999999999999999999 }\n", `gen.yaml:4:39: release must be a number, not "99999999999999999999"`},

		{"spec", packages + "    diameter: { spec: [a.xml, ./a.xml, /b.xml, 'http://example.com/c.xml', '', ../d.xml, 'a\\b'] }\n",
			`gen.yaml:4:31: spec "a.xml" is listed twice
gen.yaml:4:40: spec "/b.xml" is absolute: write it relative to the manifest, so that it is right on every machine
gen.yaml:4:48: spec "http://example.com/c.xml": only files are read, nothing is fetched: save a copy next to the manifest
gen.yaml:4:76: spec must be a string, not an empty string
gen.yaml:4:80: spec "../d.xml" lies outside the folder of the manifest: list its folder under "roots"
gen.yaml:4:90: spec "a\\b": write it with forward slashes`},
		{"spec empty", packages + "    diameter: { spec: [] }\n", "gen.yaml:4:23: spec is empty"},
		{"spec outside the roots", packages + "    schema: { spec: [../a/x, ../b/x, ../../x, ../ab/x] }\nroots: [../a, x]\n",
			`gen.yaml:4:30: spec "../b/x" lies outside the folder of the manifest: list its folder under "roots"
gen.yaml:4:38: spec "../../x" lies outside the folder of the manifest: list its folder under "roots"
gen.yaml:4:47: spec "../ab/x" lies outside the folder of the manifest: list its folder under "roots"`},
		{"spec above a root", packages + "    schema: { spec: [../a, ../../a] }\nroots: [..]\n",
			`gen.yaml:4:28: spec "../../a" lies outside the folder of the manifest: list its folder under "roots"`},

		{"emit", packages + "    openapi: { spec: a.yaml, emit: [client, clinet, docs, client, [], 1] }\n",
			`gen.yaml:4:45: emit cannot be "clinet": did you mean "client"?
gen.yaml:4:53: emit cannot be "docs": known are types, client, server, webhooks
gen.yaml:4:59: emit has "client" twice
gen.yaml:4:67: emit must be a string, not a list
gen.yaml:4:71: emit must be a string, not "1": put it in quotes`},
		{"emit empty", packages + "    openapi: { spec: a.yaml, emit: [] }\n", "gen.yaml:4:36: emit is empty"},
		{"emit string", packages + "    openapi: { spec: a.yaml, emit: client }\n", `gen.yaml:4:36: emit must be a list, not "client"`},

		{"roots", pkg + "roots: [/usr/share, {}, 'C:\\specs']\n",
			`gen.yaml:5:9: root "/usr/share" is absolute: write it relative to the manifest, so that it is right on every machine
gen.yaml:5:21: a root must be a string, not a mapping
gen.yaml:5:25: root "C:\\specs": write it with forward slashes`},
		{"roots string", pkg + "roots: ..\n", `gen.yaml:5:8: roots must be a list, not ".."`},

		{"alias to itself", "version: 1\npackages: &p [*p]\n", "gen.yaml:2:11: a package must be a mapping, not a list"},
		{"alias bomb", bomb(), "gen.yaml:3:15: path \"a\" is that of the package at gen.yaml:3:15 too\n" +
			"gen.yaml:3:5911: too many aliases: the manifest has more than 100000 nodes with them"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Read("gen.yaml", []byte(tt.src))
			if err == nil || err.Error() != tt.want || m != nil {
				t.Errorf("got %v, error\n%v\nwant\n%s", m, err, tt.want)
			}
			var list *source.List
			if !errors.As(err, &list) {
				t.Errorf("%T is not a *source.List", err)
			}
		})
	}
}

// paths returns packages with these paths, one a line.
func paths(list ...string) string {
	var b strings.Builder
	for _, p := range list {
		fmt.Fprintf(&b, "  - {path: %s, schema: {spec: x}}\n", p)
	}
	return b.String()
}

// bomb is a manifest in which a package with a thousand names is used a
// thousand times.
func bomb() string {
	var names strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&names, "N%d: N,", i)
	}
	return "version: 1\npackages:\n  - &p {path: a, schema: {spec: s}, names: {" + names.String() + "}}\n" +
		strings.Repeat("  - *p\n", 1000)
}

func TestAdvice(t *testing.T) {
	known := []string{"path", "package", "diameter"}
	for word, want := range map[string]string{
		"paht":     `did you mean "path"?`,
		"PATH":     `did you mean "path"?`,
		"packages": `did you mean "package"?`,
		"diametre": `did you mean "diameter"?`,
		"":         "known are path, package, diameter",
		"colour":   "known are path, package, diameter",
		"öäü":      "known are path, package, diameter",
	} {
		if got := advice(word, known); got != want {
			t.Errorf("%q: got %s, want %s", word, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "abd", 1},
		{"abc", "ab", 1}, {"abc", "xabc", 1}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2},
	} {
		if got := distance(tt.a, tt.b, 9); got != tt.want {
			t.Errorf("%q, %q: got %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

// FuzzRead looks for input that makes Read panic, or that it accepts though
// the manifest breaks a promise of the types.
func FuzzRead(f *testing.F) {
	f.Add([]byte("version: 1\npackages:\n  - path: internal/cx\n    package: cx\n    diameter: { spec: \"builtin:3gpp/cx\", application: Cx, release: 17 }\n    names: { A: B }\nroots: [../specs]\n"))
	f.Add([]byte("version: 1\npackages:\n  - &p {path: a, schema: {spec: [s, ../specs/t]}}\n  - *p\n  - {path: ., openapi: {spec: x, emit: [client]}}\nroots: [../specs]\n"))
	f.Add([]byte("&a [*a]"))
	f.Add([]byte("\xff\xfe"))
	f.Fuzz(func(t *testing.T, src []byte) {
		m, err := Read("gen.yaml", src)
		if err != nil {
			var list *source.List
			if !errors.As(err, &list) || len(list.Errors) == 0 || m != nil {
				t.Fatalf("%v, %v", m, err)
			}
			for _, e := range list.Errors {
				if e.Pos.File != "gen.yaml" || strings.Contains(e.Msg, "\n") {
					t.Errorf("bad message %q", e.Error())
				}
			}
			return
		}
		if len(m.Packages) == 0 {
			t.Error("no packages")
		}
		for _, p := range m.Packages {
			checkPackage(t, p)
		}
	})
}

func checkPackage(t *testing.T, p Package) {
	kinds := 0
	for _, set := range []bool{p.Diameter != nil, p.OpenAPI != nil, p.Schema != nil} {
		if set {
			kinds++
		}
	}
	if kinds != 1 || len(p.Specs()) == 0 || p.Pos.Line == 0 {
		t.Errorf("incomplete: %+v", p)
	}
	if p.Path != path.Clean(p.Path) || path.IsAbs(p.Path) || strings.HasPrefix(p.Path, "..") {
		t.Errorf("bad path %q", p.Path)
	}
	for _, s := range p.Specs() {
		if s.Value == "" || path.IsAbs(s.Value) || s.Pos.Line == 0 {
			t.Errorf("bad spec %+v", s)
		}
	}
}
