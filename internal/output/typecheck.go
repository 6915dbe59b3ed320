package output

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A NotCheckedError says that TypeCheck could not do its work, for a reason
// that lies outside the generated code. The caller may go on: the files are
// Go, as far as Format can tell.
type NotCheckedError struct {
	Dir    string // the output folder
	Reason string // why, and what to do
}

// Error returns "Dir: the generated code was not type-checked: Reason".
func (e *NotCheckedError) Error() string {
	return fmt.Sprintf("%s: the generated code was not type-checked: %s", filepath.ToSlash(e.Dir), e.Reason)
}

// TypeCheck reports what the compiler would say about the set if it was
// written below dir, with the lines it is about. dir need not exist; the
// module is the one that it is, or would be, in.
//
// What the set imports from elsewhere comes from the go command, compiled;
// the set itself is checked in memory. Files in the same folders that are not
// of the set are left out: generated code does not refer to them, and if they
// refer to something that is generated no longer, then the new code has to be
// written before they can be repaired.
//
// The error is a *NotCheckedError if dir is in no module or its module does
// not have the runtime packages of telgen.
func (s *Set) TypeCheck(ctx context.Context, dir string) error {
	if err := s.check(); err != nil {
		return err
	}
	if len(s.files) == 0 {
		return nil
	}
	mod, err := oneModule(dir, s.folders())
	if err != nil {
		return err
	}
	c := &checker{dir: dir, mod: mod, fset: token.NewFileSet(), units: map[string]*unit{}, src: map[string][]byte{}}
	if err := c.addSet(s); err != nil {
		return err
	}
	if err := c.load(ctx); err != nil {
		return err
	}
	c.checkAll()
	return c.err()
}

// A checker type-checks packages that may import each other.
type checker struct {
	dir      string
	mod      *module
	fset     *token.FileSet
	units    map[string]*unit          // by import path
	imported map[string]*types.Package // the others
	missing  map[string]string         // what the go command said about those it cannot find
	src      map[string][]byte         // by path in the set

	mu       sync.Mutex
	problems []types.Error
}

// A unit is a package that is checked from source.
type unit struct {
	path  string
	files []*ast.File
	own   bool                  // in the set, and not only between two packages that are
	types func() *types.Package // checks it, the first time
}

// addSet makes units of the set's files.
func (c *checker) addSet(s *Set) error {
	for _, f := range s.Files() {
		if !f.isGo() {
			continue
		}
		c.src[f.Path] = f.Src
		file, err := parser.ParseFile(c.fset, f.Path, f.Src, parser.SkipObjectResolution)
		if err != nil {
			return invalid(f.Path, f.Src, err)
		}
		name := path.Join(c.mod.path, c.mod.sub, path.Dir(f.Path))
		if strings.HasSuffix(f.Path, "_test.go") && strings.HasSuffix(file.Name.Name, "_test") {
			name += "_test" // an external test is a package of its own
		}
		u := c.unit(name)
		u.own = true
		u.files = append(u.files, file)
	}
	return nil
}

// unit returns the unit with that import path, a new one if need be.
func (c *checker) unit(path string) *unit {
	u := c.units[path]
	if u == nil {
		u = &unit{path: path}
		u.types = sync.OnceValue(func() *types.Package { return c.check(u) })
		c.units[path] = u
	}
	return u
}

// imports returns the import paths of u, sorted.
func (u *unit) imports() []string {
	var paths []string
	for _, f := range u.files {
		for _, spec := range f.Imports {
			if p, err := strconv.Unquote(spec.Path.Value); err == nil {
				paths = append(paths, p)
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// checkAll checks all units, several at a time. Units wait for those that
// they import, so a cycle of imports must have been found before.
func (c *checker) checkAll() {
	if c.findCycle() {
		return
	}
	var wg sync.WaitGroup
	for _, u := range c.units {
		wg.Go(func() { u.types() })
	}
	wg.Wait()
}

func (c *checker) check(u *unit) *types.Package {
	conf := types.Config{
		GoVersion: c.mod.goVersion,
		Importer:  c,
		Error: func(err error) {
			var e types.Error
			if u.own && errors.As(err, &e) {
				c.problem(e.Pos, e.Msg)
			}
		},
	}
	pkg, _ := conf.Check(u.path, c.fset, u.files, nil) // errors went to Error
	return pkg
}

// Import returns the package with that path. It makes c a types.Importer.
func (c *checker) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if u := c.units[path]; u != nil {
		return u.types(), nil
	}
	if pkg := c.imported[path]; pkg != nil {
		return pkg, nil
	}
	return nil, errors.New(c.missing[path])
}

// findCycle reports whether units import each other in a circle, and where.
func (c *checker) findCycle() bool {
	const onPath, done = 1, 2
	state := map[string]int{}
	var visit func(trail []string) bool
	visit = func(trail []string) bool {
		u := c.units[trail[len(trail)-1]]
		if u == nil || state[u.path] == done {
			return false
		}
		if state[u.path] == onPath {
			c.problem(u.files[0].Package, "import cycle: "+strings.Join(trail, " -> "))
			return true
		}
		state[u.path] = onPath
		for _, p := range u.imports() {
			if visit(append(trail, p)) {
				return true
			}
		}
		state[u.path] = done
		return false
	}
	for _, path := range c.unitPaths() {
		if visit([]string{path}) {
			return true
		}
	}
	return false
}

// unitPaths returns the import paths of all units, sorted.
func (c *checker) unitPaths() []string {
	var paths []string
	for p := range c.units {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	return paths
}

func (c *checker) problem(pos token.Pos, msg string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.problems = append(c.problems, types.Error{Fset: c.fset, Pos: pos, Msg: msg})
}

// maxProblems is how many problems of generated code are shown: one fault of
// a generator is repeated in every file.
const maxProblems = 10

// err returns the problems as one error, sorted by position.
func (c *checker) err() error {
	if len(c.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(c.problems, func(a, b types.Error) int {
		p, q := c.fset.Position(a.Pos), c.fset.Position(b.Pos)
		return cmp.Or(cmp.Compare(p.Filename, q.Filename), cmp.Compare(p.Offset, q.Offset), cmp.Compare(a.Msg, b.Msg))
	})
	var b strings.Builder
	b.WriteString("internal error: the generated code does not compile")
	for i, e := range c.problems {
		if i == maxProblems {
			fmt.Fprintf(&b, "\nand %d more", len(c.problems)-i)
			break
		}
		pos := c.fset.Position(e.Pos)
		fmt.Fprintf(&b, "\n%s: %s", pos, e.Msg)
		if src, ok := c.src[pos.Filename]; ok {
			b.WriteString("\n" + excerpt(src, pos.Line))
		}
	}
	return errors.New(b.String())
}
