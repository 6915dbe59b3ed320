package generate

import (
	"fmt"
	"go/token"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/dictionary"
	emitrest "github.com/telgen/telgen/internal/emit/rest"
	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/manifest"
	"github.com/telgen/telgen/internal/naming"
	"github.com/telgen/telgen/internal/openapi"
	"github.com/telgen/telgen/internal/output"
	"github.com/telgen/telgen/internal/source"
	"github.com/telgen/telgen/specs"
)

// FromManifest returns the run that m asks for. Folders and files in m are
// relative to root, the folder of the manifest.
func FromManifest(m *manifest.Manifest, root string) *Run {
	roots := []string{root}
	for _, extra := range m.Roots {
		roots = append(roots, filepath.Join(root, filepath.FromSlash(extra.Value)))
	}
	run := &Run{Reader: source.NewReader(specs.FS, roots...)}
	for _, p := range m.Packages {
		job, err := manifestJob(p, root)
		job.err = err
		run.Jobs = append(run.Jobs, job)
	}
	return run
}

func manifestJob(p manifest.Package, root string) (Job, error) {
	importPath, err := output.ImportPath(filepath.Join(root, filepath.FromSlash(p.Path)))
	if err != nil {
		return Job{Dir: p.Path, Pos: p.Pos}, err
	}
	job := Job{
		Dir: p.Path, Out: filepath.Join(root, filepath.FromSlash(p.Path)),
		Path: importPath, GoName: p.GoName, Pos: p.Pos, Names: map[string]naming.Override{},
	}
	if job.GoName == "" {
		job.GoName = packageName(importPath)
	}
	for name, o := range p.Names {
		job.Names[name] = naming.Override{GoName: o.Value, Pos: o.Pos}
	}
	var list []manifest.String
	switch {
	case p.Diameter != nil:
		job.Kind, list = Diameter, p.Diameter.Specs
		job.Application, job.Release = p.Diameter.Application.Value, p.Diameter.Release
		job.Lenient, job.Codecs = p.Diameter.Lenient, codecs(p.Diameter)
	case p.OpenAPI != nil:
		e := p.OpenAPI.Emit
		job.Kind, list, job.Gaps = OpenAPI, p.OpenAPI.Specs, gaps(p.OpenAPI.Gaps)
		job.Emit = emitrest.Emit{Types: true, Client: e.Client, Server: e.Server, Webhooks: e.Webhooks}
		if list, err = expand(root, list); err != nil {
			return job, err
		}
	case p.Schema != nil:
		job.Kind, list, job.Gaps = Schema, p.Schema.Specs, gaps(p.Schema.Gaps)
		job.Emit = emitrest.Emit{Types: true}
	}
	return job, job.setSpecs(root, list)
}

func gaps(accepted map[string]manifest.String) map[string]openapi.Gap {
	all := map[string]openapi.Gap{}
	for name, reason := range accepted {
		all[name] = openapi.Gap{Reason: reason.Value, Pos: reason.Pos}
	}
	return all
}

func codecs(d *manifest.Diameter) map[string]dictionary.Codec {
	all := map[string]dictionary.Codec{}
	for name, codec := range d.Codecs {
		all[name] = dictionary.Codec{Type: codec.Value, Pos: codec.Pos}
	}
	return all
}

// setSpecs sets the specifications of job, which are relative to root, and
// how documentation shows the first.
func (job *Job) setSpecs(root string, list []manifest.String) error {
	var errs source.Errors
	for _, spec := range list {
		file, err := resolveBuiltin(spec.Value)
		if err != nil {
			errs.AddErr(spec.Pos, err)
			continue
		}
		shown := spec.Value
		if strings.HasPrefix(file, source.Builtin) {
			shown = "specs/" + strings.TrimPrefix(file, source.Builtin)
		} else {
			file = filepath.ToSlash(filepath.Join(root, filepath.FromSlash(file)))
		}
		job.Specs, job.SpecAt, job.Shown = append(job.Specs, file), append(job.SpecAt, spec.Pos), append(job.Shown, shown)
	}
	job.setSource()
	return errs.Err()
}

// setSource sets how documentation shows the specifications: the first, or of
// a set of documents all, unless they are many.
func (job *Job) setSource() {
	const most = 3
	switch n := len(job.Shown); {
	case n == 0:
	case job.Kind != OpenAPI:
		job.Source = job.Shown[0]
	case n > most:
		job.Source = strings.Join(job.Shown[:most], ", ") + " and others"
	default:
		job.Source = strings.Join(job.Shown, ", ")
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
	Lenient     bool
	Warn        func(*source.Error)
}

// Run returns the run for s. Files may be read from the folders of the given
// specifications and below.
func (s *Single) Run() (*Run, error) {
	importPath, err := output.ImportPath(s.Dir)
	if err != nil {
		return nil, err
	}
	run, err := s.run(importPath)
	if err == nil && run.Jobs[0].GoName == "" {
		run.Jobs[0].GoName = packageName(importPath)
	}
	return run, err
}

// IR returns what the generator understood of the specification, named: one
// package, or those of a set of documents.
func (s *Single) IR() ([]*ir.Package, error) {
	run, err := s.run("")
	if err != nil {
		return nil, err
	}
	m, err := run.read(run.Jobs[0])
	if err != nil {
		return nil, err
	}
	return m.packages, nil
}

func (s *Single) run(importPath string) (*Run, error) {
	var list []manifest.String
	var roots []string
	for _, spec := range s.Specs {
		list = append(list, manifest.String{Value: spec})
		if !strings.HasPrefix(spec, source.Builtin) {
			roots = append(roots, filepath.Dir(spec))
		}
	}
	job := Job{
		Kind: s.Kind, Out: s.Dir, Path: importPath, GoName: s.GoName, Emit: everything,
		Application: s.Application, Release: s.Release, Lenient: s.Lenient,
	}
	if err := job.setSpecs("", list); err != nil {
		return nil, err
	}
	for i, spec := range s.Specs {
		if !strings.HasPrefix(spec, source.Builtin) {
			job.Shown[i] = filepath.Base(spec)
		}
	}
	job.setSource()
	run := &Run{Reader: source.NewReader(specs.FS, roots...), Warn: s.Warn}
	if job.Kind == "" {
		kind, err := run.kindOf(job.Specs[0])
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
func (run *Run) kindOf(file string) (Kind, error) {
	if ext := path.Ext(file); ext == ".xml" || ext == ".ccf" {
		return Diameter, nil
	}
	src, err := run.Reader.ReadFile(file)
	if err != nil {
		return "", err
	}
	if openAPIVersion.Match(src) {
		return OpenAPI, nil
	}
	return Schema, nil
}

// openAPIVersion is the line that makes a document an OpenAPI document.
var openAPIVersion = regexp.MustCompile(`(?m)^\x{feff}?[\s{]*["']?openapi["']?\s*:`)
