package corpora

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"time"

	emitrest "github.com/telgen/telgen/internal/emit/rest"
	"github.com/telgen/telgen/internal/generate"
	"github.com/telgen/telgen/internal/ir"
)

// module is the path of the module that the generated code is written into.
const module = "example.com/corpora"

//go:embed runner.go.txt
var runner []byte

// A Result is what became of a folder.
type Result struct {
	Folder     Folder
	Operations int
	Schemas    int
	Packages   int
	Generated  int      // documents
	Compiled   bool     // all packages
	Vetted     bool     // all packages, with their tests
	Examples   bool     // the tests of the documents' examples passed
	Gaps       []string // what could not be generated, or failed afterwards
	Repairs    int      // warnings about mistakes in the documents
	Samples    map[string]*Tally
	Losses     []string
	Refusals   []string
	Lines      int
	Seconds    float64 // to generate
	Memory     int64   // most bytes while generating; 0 if that is not known
	Build      float64 // seconds to compile with an empty cache for them
}

// A Tally counts samples of one kind.
type Tally struct{ All, Lossless, Valid int }

// A Run generates and tries out folders.
type Run struct {
	Repository string    // folder of this repository
	Work       string    // an empty folder
	Log        io.Writer // told of every step
	index      []string  // packages that have samples, by import path
	samples    []packaged
	later      map[string][]byte // files to be written when all is compiled
}

// A packaged is a sample, its package and the result that counts it.
type packaged struct {
	Package string
	Sample
	result *Result
}

// All generates, compiles, vets and tries out folders. The error is about the
// run; what is wrong with a folder is in its result.
func (r *Run) All(ctx context.Context, folders []Folder) ([]*Result, error) {
	r.later = map[string][]byte{}
	if err := r.prepare(ctx); err != nil {
		return nil, err
	}
	var results []*Result
	for i, f := range folders {
		result := &Result{Folder: f, Samples: map[string]*Tally{}}
		results = append(results, result)
		dir := fmt.Sprintf("f%d%s", i, word(path.Base(f.Name)))
		for j, docs := range f.Sets {
			if err := r.set(ctx, result, docs, fmt.Sprintf("%s/s%d", dir, j)); err != nil {
				return nil, err
			}
		}
		r.compile(ctx, result, dir)
	}
	return results, r.try(ctx)
}

// prepare builds the command, and the module around the generated code.
func (r *Run) prepare(ctx context.Context) error {
	r.say("building the command")
	if out, err := r.goCommand(ctx, r.Repository, "build", "-o", filepath.Join(r.Work, "gen"), "./cmd/gen"); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	sums, err := os.ReadFile(filepath.Join(r.Repository, "go.sum"))
	if err != nil {
		return err
	}
	mod := fmt.Sprintf("module %s\n\ngo 1.26\n\nreplace github.com/telgen/telgen => %s\n\nrequire github.com/telgen/telgen v0.0.0\n", module, r.Repository)
	return r.write(map[string][]byte{"go.mod": []byte(mod), "go.sum": sums})
}

// write writes files below the module.
func (r *Run) write(files map[string][]byte) error {
	for name, src := range files {
		file := filepath.Join(r.mod(), filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(file, src, 0o666); err != nil {
			return err
		}
	}
	return nil
}

func (r *Run) mod() string { return filepath.Join(r.Work, "module") }

func (r *Run) say(format string, args ...any) { fmt.Fprintf(r.Log, format+"\n", args...) }

// set generates docs as users do, with the command.
func (r *Run) set(ctx context.Context, result *Result, docs []string, dir string) error {
	r.say("%s: %d documents", result.Folder.Name, len(docs))
	cmd := exec.CommandContext(ctx, filepath.Join(r.Work, "gen"), append([]string{"openapi", "-o", dir}, docs...)...)
	cmd.Dir = r.mod()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	start := time.Now()
	err := cmd.Run()
	result.Seconds += time.Since(start).Seconds()
	result.Memory = max(result.Memory, peak(cmd.ProcessState))
	warnings, problems := messages(stderr.String())
	result.Repairs += len(warnings)
	result.Gaps = append(result.Gaps, problems...)
	if err != nil {
		if len(problems) == 0 {
			result.Gaps = append(result.Gaps, fmt.Sprintf("%s: %v", filepath.Base(docs[0]), err))
		}
		return ctx.Err()
	}
	result.Generated += len(docs)
	return r.sample(result, docs, dir)
}

// messages splits what the command prints. That a module was not checked is
// not about a document.
func messages(stderr string) (warnings, problems []string) {
	for line := range strings.Lines(stderr) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.Contains(line, "was not type-checked"):
		case strings.Contains(line, "warning: "):
			warnings = append(warnings, line)
		default:
			problems = append(problems, line)
		}
	}
	return warnings, problems
}

// sample counts what is in docs, makes samples of their schemas, and writes
// what creates values of them.
func (r *Run) sample(result *Result, docs []string, dir string) error {
	out := filepath.Join(r.mod(), filepath.FromSlash(dir))
	s := generate.Single{Kind: generate.OpenAPI, Specs: docs, Dir: out, GoName: path.Base(dir)}
	packages, err := s.IR()
	if err != nil {
		return err
	}
	packages[0].Path = module + "/" + dir
	for _, p := range packages {
		result.Packages++
		result.Schemas += len(p.Decls)
		if p.Service != nil {
			result.Operations += len(p.Service.Operations) + len(p.Service.Receivers)
		}
	}
	lines, err := countLines(out)
	if err != nil {
		return err
	}
	result.Lines += lines
	return r.values(result, packages[0], dir)
}

// values keeps what makes empty values of the types of p, to be written when
// compiling was measured without it, and samples of them.
func (r *Run) values(result *Result, p *ir.Package, dir string) error {
	file, err := emitrest.Values(p)
	if err != nil {
		return err
	}
	r.index = append(r.index, p.Path)
	for _, d := range p.Decls {
		if !emitrest.HasJSON(d) {
			continue
		}
		for _, s := range Samples(d, goName(d)) {
			r.samples = append(r.samples, packaged{p.Path, s, result})
		}
	}
	r.later[dir+"/"+file.Path] = file.Src
	return nil
}

func goName(d ir.Decl) string {
	switch d := d.(type) {
	case *ir.Struct:
		return d.GoName
	case *ir.Enum:
		return d.GoName
	case *ir.Named:
		return d.GoName
	case *ir.Union:
		return d.GoName
	}
	panic("unreachable: unknown ir.Decl")
}

func countLines(dir string) (int, error) {
	n := 0
	err := filepath.WalkDir(dir, func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".go" {
			return err
		}
		src, err := os.ReadFile(file)
		n += bytes.Count(src, []byte("\n"))
		return err
	})
	return n, err
}

// compile compiles and vets what was generated, and runs the tests that were
// generated with it.
func (r *Run) compile(ctx context.Context, result *Result, dir string) {
	r.say("%s: compiling", result.Folder.Name)
	all := "./" + dir + "/..."
	if out, err := r.goCommand(ctx, r.mod(), "build", "github.com/telgen/telgen/runtime/rest"); err != nil {
		result.Gaps = append(result.Gaps, "the runtime does not compile: "+firstLines(out))
		return
	}
	start := time.Now()
	out, err := r.goCommand(ctx, r.mod(), "build", all)
	result.Build = time.Since(start).Seconds()
	result.Compiled = err == nil
	result.gap("go build", out, err)
	out, err = r.goCommand(ctx, r.mod(), "vet", all)
	result.Vetted = err == nil
	result.gap("go vet", out, err)
	out, err = r.goCommand(ctx, r.mod(), "test", all)
	result.Examples = err == nil
	result.gap("go test", out, err)
}

// gap notes what a command complained about.
func (result *Result) gap(what string, out []byte, err error) {
	if err != nil {
		result.Gaps = append(result.Gaps, what+": "+firstLines(out))
	}
}

// firstLines shortens the output of a command, without the packages that were
// fine.
func firstLines(out []byte) string {
	var lines []string
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, "ok ") || strings.HasPrefix(line, "?") || strings.Contains(line, "[no test files]") {
			continue
		}
		if lines = append(lines, strings.TrimRight(line, "\n")); len(lines) == 30 {
			break
		}
	}
	return strings.Join(lines, "\n")
}

// goCommand runs the go command with a cache of its own, so that compiling is
// measured from nothing.
func (r *Run) goCommand(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = os.Environ()
	if dir == r.mod() {
		cmd.Env = append(cmd.Env, "GOCACHE="+filepath.Join(r.Work, "cache"), "GOFLAGS=-mod=mod")
	}
	return cmd.CombinedOutput()
}
