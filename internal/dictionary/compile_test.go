package dictionary_test

import (
	"context"
	"os"
	"path"
	"testing"

	"github.com/telgen/telgen/internal/dictionary"
	"github.com/telgen/telgen/internal/emit/diameter"
	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/naming"
	"github.com/telgen/telgen/internal/output"
)

// specs are the dictionaries that are built in.
const specs = "../../specs/diameter/"

// folder is where generated packages would go. Nothing is written there.
const folder = "generated"

// A compilation takes packages through the rest of the pipeline.
type compilation struct {
	t    *testing.T
	path string // import path of folder
	set  output.Set
	base *ir.Package
}

// newCompilation returns a compilation of the base protocol, which others
// build on.
func newCompilation(t *testing.T) *compilation {
	t.Helper()
	importPath, err := output.ImportPath(folder)
	if err != nil {
		t.Fatal(err)
	}
	c := &compilation{t: t, path: importPath}
	c.base, err = dictionary.Read([]string{specs + "base.xml"}, c.options("base"))
	if err != nil {
		t.Fatal(err)
	}
	c.add(c.base)
	return c
}

// options are for a package with that name.
func (c *compilation) options(name string) dictionary.Options {
	return dictionary.Options{Path: path.Join(c.path, name), GoName: name, Base: c.base, ReadFile: os.ReadFile}
}

// add names and prints p.
func (c *compilation) add(p *ir.Package) {
	c.t.Helper()
	if err := naming.Assign(p, nil); err != nil {
		c.t.Errorf("%s: %s", p.GoName, err)
		return
	}
	if err := ir.Verify(p); err != nil {
		c.t.Errorf("%s: %s", p.GoName, err)
		return
	}
	files, err := diameter.Files(p)
	if err != nil {
		c.t.Errorf("%s: %s", p.GoName, err)
		return
	}
	for _, f := range files {
		c.set.Add(path.Join(p.GoName, f.Path), f.Src)
	}
}

// check reports whether all packages compile.
func (c *compilation) check() {
	c.t.Helper()
	if err := c.set.Format(); err != nil {
		c.t.Fatal(err)
	}
	if err := c.set.TypeCheck(context.Background(), folder); err != nil {
		c.t.Error(err)
	}
}
