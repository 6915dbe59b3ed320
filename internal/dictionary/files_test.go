package dictionary

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/ir"
)

// TestRealFiles reads go-diameter's dictionaries as they are. What is wrong
// with them is pinned in testdata/real.golden.
func TestRealFiles(t *testing.T) {
	const folder = "../../../shared/corpora/go-diameter"
	names, _ := filepath.Glob(folder + "/*.xml")
	if len(names) == 0 {
		t.Skipf("NOT RUN: go-diameter's dictionaries are not in %s", folder)
	}
	for i, name := range names {
		names[i] = filepath.Base(name)
	}
	in := os.DirFS(folder)
	readFile := func(name string) ([]byte, error) {
		if name == "missing.xml" {
			return os.ReadFile("testdata/missing.xml")
		}
		return fs.ReadFile(in, name)
	}
	var b strings.Builder
	for _, app := range []struct{ name, files string }{
		{"0", "base"},
		{"4", "base credit_control"},
		{"1", "base network_access_server"},
		{"16777302", "base credit_control diameter_sy"},
		{"16777238", "base credit_control network_access_server gx_credit_control"},
		{"4", "base network_access_server credit_control tgpp_ro_rf"},
		{"16777236", "base credit_control network_access_server tgpp_rx"},
		{"16777252", "base tgpp_s13"},
		{"16777251", "base credit_control network_access_server tgpp_s6a"},
		{"16777265", "base tgpp_swx"},
	} {
		files := strings.Fields(app.files)
		for i := range files {
			files[i] += ".xml"
		}
		for _, files := range [][]string{files, append(slices.Clone(files), "missing.xml")} {
			p, err := Read(files, Options{Application: app.name, ReadFile: readFile})
			fmt.Fprintf(&b, "== %s: %s\n%s", app.name, strings.Join(files, " "), summary(p, err))
		}
	}
	golden(t, "testdata/real.golden", b.String())
}

// TestRealFileOnOwnBase reads one of them on top of the built-in base protocol:
// it has no problem of its own.
func TestRealFileOnOwnBase(t *testing.T) {
	const file = "../../../shared/corpora/go-diameter/tgpp_s13.xml"
	if _, err := os.Stat(file); err != nil {
		t.Skipf("NOT RUN: %v", err)
	}
	base, err := Read([]string{"../../specs/diameter/base.xml"}, Options{ReadFile: os.ReadFile})
	if err != nil {
		t.Fatal(err)
	}
	p, err := Read([]string{file}, Options{Base: base, ReadFile: os.ReadFile})
	if err != nil {
		t.Fatal(err)
	}
	checkPackage(t, p)
}

func summary(p *ir.Package, err error) string {
	if err != nil {
		return err.Error() + "\n"
	}
	a := p.Application
	return fmt.Sprintf("loaded: %d commands, %d AVPs, %d declarations\n", len(a.Commands), len(a.AVPs), len(p.Decls))
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", name, got)
	}
}

// TestOwnFiles reads the dictionaries that are built in.
func TestOwnFiles(t *testing.T) {
	const folder = "../../specs/diameter"
	in := os.DirFS(folder)
	readFile := func(name string) ([]byte, error) { return fs.ReadFile(in, name) }
	base, err := Read([]string{"base.xml"}, Options{ReadFile: readFile})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	err = fs.WalkDir(in, ".", func(name string, _ fs.DirEntry, err error) error {
		if path.Ext(name) == ".xml" && path.Dir(name) != "." {
			names = append(names, name)
		}
		return err
	})
	if err != nil || len(names) == 0 {
		t.Fatal("no dictionaries in", folder, err)
	}
	for _, name := range names {
		for _, release := range []int{0, 8, 12, 15, 18} {
			p, err := Read([]string{name}, Options{Base: base, Release: release, ReadFile: readFile})
			if err != nil {
				t.Errorf("release %d of %s:\n%s", release, name, err)
				continue
			}
			checkPackage(t, p)
		}
	}
}

// checkPackage checks what every package must satisfy.
func checkPackage(t *testing.T, p *ir.Package) {
	t.Helper()
	declared := map[ir.Decl]bool{}
	for _, d := range p.Decls {
		declared[d] = true
	}
	own := map[*ir.AVPDef]bool{}
	var last *ir.AVPDef
	for _, def := range p.Application.AVPs {
		own[def] = true
		if ref, ok := def.Type.(ir.Ref); def.Type == nil || ok && (ref.Pkg != p || !declared[ref.Decl]) {
			t.Errorf("AVP %q has type %v", def.Name, def.Type)
		}
		if last != nil && (last.Vendor > def.Vendor || last.Vendor == def.Vendor && last.Code >= def.Code) {
			t.Errorf("AVP %q comes after %q", def.Name, last.Name)
		}
		last = def
	}
	for _, d := range p.Decls {
		s, ok := d.(*ir.Struct)
		if !ok {
			continue
		}
		if g := s.Grammar; g.AnyAt > len(s.Fields) || (g.Command == nil) == (g.Group == nil) {
			t.Errorf("%q has grammar %+v", s.Name, g)
		}
		for _, f := range s.Fields {
			rule := f.Wire.(*ir.AVP)
			if rule.Def == nil || f.Type == nil || own[rule.Def] != (rule.Def.Pkg == p) {
				t.Errorf("%q of %q has rule %+v", f.Name, s.Name, rule)
			}
		}
	}
}
