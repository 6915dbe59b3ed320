package output

import (
	"context"
	"fmt"
	"go/parser"
	"go/types"
	"go/version"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/tools/go/packages"
)

// telgen is the module of the packages that generated code imports.
const telgen = "github.com/telgen/telgen"

// A module is a Go module on disk.
type module struct {
	dir       string // absolute
	sub       string // the output folder relative to dir, with forward slashes
	path      string
	goVersion string // as go/types wants it: "go1.26"; "" for the newest
}

// findModule returns the module that holds the folder dir, which need not exist.
func findModule(dir string) (*module, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	for at := abs; ; at = filepath.Dir(at) {
		name := filepath.Join(at, "go.mod")
		if data, err := os.ReadFile(name); err == nil {
			return readModule(dir, abs, at, data)
		}
		if at == filepath.Dir(at) {
			return nil, fmt.Errorf(`%s is not inside a Go module: run "go mod init" where the module is to begin`, filepath.ToSlash(dir))
		}
	}
}

// ImportPath returns the import path of the package in the folder dir, which
// need not exist. It follows from the go.mod above it.
func ImportPath(dir string) (string, error) {
	mod, err := findModule(dir)
	if err != nil {
		return "", err
	}
	return path.Join(mod.path, mod.sub), nil
}

// oneModule returns the module that holds dir and the folders in it, if that
// is one.
func oneModule(dir string, folders []string) (*module, error) {
	mod, err := findModule(dir)
	if err != nil {
		return nil, &NotCheckedError{dir, err.Error()}
	}
	for _, folder := range folders {
		other, err := findModule(filepath.Join(dir, filepath.FromSlash(folder)))
		if err != nil {
			return nil, &NotCheckedError{dir, err.Error()}
		}
		if other.dir != mod.dir {
			return nil, &NotCheckedError{dir, folder + " is in a module of its own: run gen in that one"}
		}
	}
	return mod, nil
}

func readModule(dir, abs, at string, data []byte) (*module, error) {
	file, err := modfile.ParseLax("go.mod", data, nil)
	if err != nil || file.Module == nil {
		return nil, fmt.Errorf("cannot read the module line of %s", filepath.ToSlash(filepath.Join(at, "go.mod")))
	}
	sub, err := filepath.Rel(at, abs)
	if err != nil {
		return nil, err
	}
	m := &module{dir: at, sub: filepath.ToSlash(sub), path: file.Module.Mod.Path}
	// go/types refuses a version that is newer than itself.
	if file.Go != nil && version.Compare("go"+file.Go.Version, runtime.Version()) <= 0 {
		m.goVersion = "go" + file.Go.Version
	}
	return m, nil
}

// load finds the types of all that the units import from elsewhere. The go
// command compiles those packages, or takes them from its cache.
//
// A package between two of the set's, which imports one and is imported by
// another, is not of the set but cannot be taken as it was compiled, against
// an older state of the set: it becomes a unit too, and load starts again.
func (c *checker) load(ctx context.Context) error {
	for {
		pkgs, err := c.loadImports(ctx)
		if err != nil {
			return err
		}
		if err := c.take(pkgs); err != nil {
			return err
		}
		between := c.between(pkgs)
		if len(between) == 0 {
			return nil
		}
		if err := c.addUnits(between); err != nil {
			return err
		}
	}
}

func (c *checker) loadImports(ctx context.Context) ([]*packages.Package, error) {
	paths := c.needed()
	if len(paths) == 0 {
		return nil, nil
	}
	pkgs, err := packages.Load(&packages.Config{
		Context: ctx,
		Dir:     c.mod.dir,
		Fset:    c.fset,
		Mode:    packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedTypes,
	}, paths...)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, &NotCheckedError{c.dir, firstLine(err.Error())}
	case len(pkgs) == 0:
		return nil, &NotCheckedError{c.dir, `the go command lists no packages there: run "go mod tidy"`}
	}
	return pkgs, nil
}

// needed returns what the units import and none of them is, sorted.
func (c *checker) needed() []string {
	var paths []string
	for _, u := range c.units {
		for _, p := range u.imports() {
			if c.units[p] == nil && p != "unsafe" {
				paths = append(paths, p)
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// take keeps the types of pkgs. It fails if the module does not have the
// packages of the runtime.
func (c *checker) take(pkgs []*packages.Package) error {
	c.imported = map[string]*types.Package{}
	c.missing = map[string]string{}
	for _, p := range pkgs {
		if p.Name != "" && p.Types != nil {
			c.imported[p.PkgPath] = p.Types
			continue
		}
		if strings.HasPrefix(p.PkgPath, telgen+"/runtime/") && c.mod.path != telgen {
			return &NotCheckedError{c.dir, "its module does not have " + p.PkgPath + `: run "go get ` + telgen + `" there`}
		}
		c.missing[p.PkgPath] = "not found"
		if len(p.Errors) > 0 {
			c.missing[p.PkgPath] = firstLine(p.Errors[0].Msg)
		}
	}
	return nil
}

// between returns the packages among pkgs and what they import that import a
// unit, directly or not, and are none.
func (c *checker) between(pkgs []*packages.Package) []*packages.Package {
	var found []*packages.Package
	reaches := map[*packages.Package]bool{}
	packages.Visit(pkgs, nil, func(p *packages.Package) { // dependencies first
		for _, imported := range p.Imports {
			if reaches[imported] || c.units[imported.PkgPath] != nil {
				reaches[p] = true
			}
		}
		if reaches[p] && c.units[p.PkgPath] == nil {
			found = append(found, p)
		}
	})
	return found
}

// addUnits makes units of packages on disk.
func (c *checker) addUnits(pkgs []*packages.Package) error {
	for _, p := range pkgs {
		u := c.unit(p.PkgPath)
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(c.fset, name, nil, parser.SkipObjectResolution)
			if err != nil {
				return &NotCheckedError{c.dir, firstLine(err.Error())}
			}
			u.files = append(u.files, file)
		}
	}
	return nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSuffix(line, "; to add it:")
}
