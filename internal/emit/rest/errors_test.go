package rest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
	"golang.org/x/tools/txtar"
)

// TestErrors prints documents that cannot be printed whole. Every archive in
// testdata/errors holds one and what is said about it.
func TestErrors(t *testing.T) {
	archives, err := filepath.Glob("testdata/errors/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range archives {
		t.Run(filepath.Base(name), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil || len(archive.Files) != 2 {
				t.Fatalf("want a document and its errors: %v", err)
			}
			doc := filepath.Join(t.TempDir(), "openapi.yaml")
			if err := os.WriteFile(doc, archive.Files[0].Data, 0o666); err != nil {
				t.Fatal(err)
			}
			_, err = generate(doc, "testdata/none", all)
			if err == nil {
				t.Fatal("it was printed")
			}
			archive.Files[1].Data = []byte(strings.ReplaceAll(err.Error(), filepath.ToSlash(doc), "openapi.yaml") + "\n")
			compare(t, name, txtar.Format(archive))
		})
	}
}

// TestUnsupported checks packages that internal/openapi never makes.
func TestUnsupported(t *testing.T) {
	pos := source.Pos{File: "a.yaml", Line: 1, Col: 2}
	origin := ir.Origin{Name: "it", Pos: pos}
	field := func(typ ir.Type, p *ir.Property) *ir.Struct {
		f := &ir.Field{Origin: origin, GoName: "It", Type: typ, Wire: p}
		return &ir.Struct{Origin: origin, GoName: "S", Fields: []*ir.Field{f}, Object: &ir.Object{}}
	}
	operation := func(body *ir.Body) *ir.Service {
		op := &ir.Operation{Origin: origin, GoName: "Op", Method: "POST", Path: "/", Body: body}
		return &ir.Service{Operations: []*ir.Operation{op}}
	}
	elsewhere := &ir.Package{Path: "example.com/elsewhere", GoName: "elsewhere"}
	other := field(ir.String, new(ir.Property))
	parameter := &ir.Package{Service: operation(nil)}
	parameter.Service.Operations[0].Params = []*ir.Param{{Origin: origin, GoName: "it", In: ir.InQuery, Type: ir.Map{Elem: ir.String}}}
	for want, p := range map[string]*ir.Package{
		`"it" is not a JSON object`: {Decls: []ir.Decl{&ir.Struct{Origin: origin}}},
		`the Go type net/netip.Addr has no JSON form here`: {
			Decls: []ir.Decl{field(ir.List{Elem: ir.Extern{Path: "net/netip", Name: "Addr"}}, new(ir.Property))}},
		`the constant {] of "it" is not JSON`: {Decls: []ir.Decl{field(ir.String, &ir.Property{Const: "{]"})}},
		`the alternative "it" of "it" is in another package`: {Decls: []ir.Decl{
			&ir.Union{Origin: origin, GoName: "U", Variants: []*ir.Variant{{Type: ir.Ref{Pkg: elsewhere, Decl: other}}}}}},
		`"it" is chosen by its member "kind", so that all its alternatives must be objects`: {Decls: []ir.Decl{
			&ir.Union{Origin: origin, GoName: "U", Tag: "kind", Variants: []*ir.Variant{{Tag: "a", Type: ir.String}}}}},
		`the form of "it" must be an object with properties`: {
			Service: operation(&ir.Body{ContentType: formType, Type: ir.String})},
		`"it" must be a scalar, a list of scalars or an object of them`: parameter,
	} {
		_, err := Files(p, all)
		if err == nil || err.Error() != "a.yaml:1:2: "+want {
			t.Errorf("have %v\nwant a.yaml:1:2: %s", err, want)
		}
	}
}

// TestSelection: what was not asked for is not printed, and what was compiles
// without it.
func TestSelection(t *testing.T) {
	const types = "enums_gen.go types_gen.go unions_gen.go"
	overlay := map[string]string{}
	args := []string{"vet"}
	for _, c := range []struct {
		folder string
		what   Emit
		want   string
	}{
		{"testdata/specs/typesonly", Emit{}, types},
		{"testdata/specs/clientonly", Emit{Client: true}, "client_gen.go " + types},
		{"testdata/specs/serveronly", Emit{Server: true}, "enums_gen.go server_gen.go types_gen.go unions_gen.go"},
		{"testdata/specs/webhooksonly", Emit{Webhooks: true}, "enums_gen.go receivers_gen.go types_gen.go unions_gen.go"},
	} {
		files, err := generate("testdata/golden/service/openapi.yaml", c.folder, c.what)
		if err != nil {
			t.Fatal(err)
		}
		if got := fileNames(files); got != c.want {
			t.Errorf("have %s, want %s", got, c.want)
		}
		place(t, overlay, filepath.FromSlash(c.folder), files)
		args = append(args, "./"+c.folder)
	}
	goCommand(t, slices.Insert(args, 1, "-overlay="+writeOverlay(t, overlay))...)
}

func TestLiterals(t *testing.T) {
	for s, want := range map[string]string{
		`plain`:     `"plain"`,
		`with "it"`: "`with \"it\"`",
		`a\b`:       "`a\\b`",
		"`\"":       "\"`\\\"\"",
		"tab\t\"":   `"tab\t\""`,
		"\u2028\"":  `"\u2028\""`,
		"line\n\"":  `"line\n\""`,
		"\ufeff\"":  `"\ufeff\""`,
	} {
		if got := strings.TrimSpace(text(s).GoString()); got != want {
			t.Errorf("%q is printed as %s, want %s", s, got, want)
		}
	}
	if got := key("a\"\u202e<").GoString(); got != `"\"a\\\"\u202e<\":"` {
		t.Errorf("have %s", got)
	}
	if got := emit.DocText(fieldDoc(&ir.Field{Origin: ir.Origin{Name: "x", Doc: "*/ x\n//go:embed y"}, GoName: "X", Type: ir.String, Optional: true, Wire: new(ir.Property)})...); got != "// */ x //go:embed y." {
		t.Errorf("have %s", got)
	}
}
