package generate

import (
	"fmt"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strings"

	emitrest "github.com/telgen/telgen/internal/emit/rest"
	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/manifest"
	"github.com/telgen/telgen/internal/naming"
	"github.com/telgen/telgen/internal/openapi"
	"github.com/telgen/telgen/internal/source"
	"github.com/telgen/telgen/specs"
)

// FromManifest returns the run that m asks for. Folders and files in m are
// relative to root, the folder of the manifest.
func FromManifest(m *manifest.Manifest, root string) (*Run, error) {
	module, err := FindModule(root)
	if err != nil {
		return nil, err
	}
	roots := []string{root}
	for _, extra := range m.Roots {
		roots = append(roots, filepath.Join(root, filepath.FromSlash(extra)))
	}
	run := &Run{Reader: source.NewReader(specs.FS, roots...)}
	var errs source.Errors
	for _, p := range m.Packages {
		job, err := manifestJob(p, root, module)
		errs.AddErr(p.Pos, err)
		run.Jobs = append(run.Jobs, job)
	}
	return run, errs.Err()
}

func manifestJob(p manifest.Package, root string, module Module) (Job, error) {
	importPath, err := module.ImportPath(filepath.Join(root, filepath.FromSlash(p.Path)))
	if err != nil {
		return Job{}, err
	}
	job := Job{Dir: p.Path, Path: importPath, GoName: p.GoName, Pos: p.Pos, Names: map[string]naming.Override{}}
	if job.GoName == "" {
		job.GoName = packageName(importPath)
	}
	for name, o := range p.Names {
		job.Names[name] = naming.Override{GoName: o.GoName, Pos: o.Pos}
	}
	var list []string
	switch {
	case p.Diameter != nil:
		job.Kind, list = Diameter, p.Diameter.Specs
		job.Application, job.Release = p.Diameter.Application, p.Diameter.Release
	case p.OpenAPI != nil:
		job.Kind, list = OpenAPI, p.OpenAPI.Specs
		job.Emit = emitParts(p.OpenAPI.Emit)
	case p.Schema != nil:
		job.Kind, list = Schema, p.Schema.Specs
	}
	return job, job.setSpecs(root, list)
}

// setSpecs sets the specifications of job, which are relative to root.
func (job *Job) setSpecs(root string, list []string) error {
	for i, spec := range list {
		if i == 0 {
			job.Source = spec
		}
		if !strings.HasPrefix(spec, prefix) {
			spec = filepath.Join(root, filepath.FromSlash(spec))
		}
		job.Specs = append(job.Specs, spec)
	}
	if len(list) > 0 && strings.HasPrefix(list[0], prefix) {
		file, err := resolveBuiltin(list[0])
		if err != nil {
			return err
		}
		job.Source = path.Join("specs", strings.TrimPrefix(file, prefix))
	}
	return nil
}

// emitParts turns the words of a manifest into what is printed; no words ask
// for everything.
func emitParts(words []string) emitrest.Emit {
	if len(words) == 0 {
		return everything
	}
	return emitrest.Emit{
		Types:    true,
		Client:   slices.Contains(words, "client"),
		Server:   slices.Contains(words, "server"),
		Webhooks: slices.Contains(words, "webhooks"),
	}
}

var everything = emitrest.Emit{Types: true, Client: true, Server: true, Webhooks: true}

// packageName derives the name of a package from its import path, as Go
// programmers expect it: the last element, or the one before a version.
func packageName(importPath string) string {
	name := path.Base(importPath)
	if isVersion(name) {
		name = path.Base(path.Dir(importPath))
	}
	name = strings.Map(func(r rune) rune {
		if r == '_' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return -1
	}, name)
	if !token.IsIdentifier(name) {
		return ""
	}
	return name
}

func isVersion(name string) bool {
	return len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == ""
}

// Select restricts the run to the packages in the given folders, which are
// relative to the working directory.
func (run *Run) Select(root string, folders []string) error {
	if len(folders) == 0 {
		return nil
	}
	for _, folder := range folders {
		rel, err := relative(root, folder)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(run.Jobs, func(job Job) bool { return job.Dir == rel })
		if i < 0 {
			return fmt.Errorf("the manifest lists no package in %q", folder)
		}
		run.Only = append(run.Only, run.Jobs[i])
	}
	return nil
}

func relative(root, folder string) (string, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return "", err
	}
	folder, err = filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(root, folder)
	return filepath.ToSlash(rel), err
}

// A Single is one package that is generated without a manifest.
type Single struct {
	Kind        Kind // "" to tell from the specification
	Specs       []string
	Dir         string
	GoName      string
	Application string
	Release     int
}

// Run returns the run for s. Files may be read from the folders of the given
// specifications and below.
func (s *Single) Run() (*Run, error) {
	module, err := FindModule(s.Dir)
	if err != nil {
		return nil, err
	}
	importPath, err := module.ImportPath(s.Dir)
	if err != nil {
		return nil, err
	}
	run, err := s.run(importPath)
	if err == nil && run.Jobs[0].GoName == "" {
		run.Jobs[0].GoName = packageName(importPath)
	}
	return run, err
}

// IR returns what the generator understood of the specification, named.
func (s *Single) IR() (*ir.Package, error) {
	run, err := s.run("")
	if err != nil {
		return nil, err
	}
	return run.read(run.Jobs[0])
}

func (s *Single) run(importPath string) (*Run, error) {
	var roots []string
	for _, spec := range s.Specs {
		if !strings.HasPrefix(spec, prefix) {
			roots = append(roots, filepath.Dir(spec))
		}
	}
	run := &Run{Reader: source.NewReader(specs.FS, roots...)}
	job := Job{
		Kind: s.Kind, Path: importPath, GoName: s.GoName, Emit: everything,
		Application: s.Application, Release: s.Release,
	}
	if err := job.setSpecs("", s.Specs); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(s.Specs[0], prefix) {
		job.Source = filepath.Base(s.Specs[0])
	}
	if job.Kind == "" {
		kind, err := run.kindOf(s.Specs[0])
		if err != nil {
			return nil, err
		}
		job.Kind = kind
	}
	run.Jobs = []Job{job}
	return run, nil
}

// kindOf tells the language of a specification: by its ending, and a YAML or
// JSON document by whether it declares a version of OpenAPI.
func (run *Run) kindOf(spec string) (Kind, error) {
	file, err := resolveBuiltin(spec)
	if err != nil {
		return "", err
	}
	if path.Ext(file) == ".xml" {
		return Diameter, nil
	}
	src, err := run.Reader.ReadFile(file)
	if err != nil {
		return "", err
	}
	if openapi.IsOpenAPI(src) {
		return OpenAPI, nil
	}
	return Schema, nil
}
