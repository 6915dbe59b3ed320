// Package generate is the pipeline, as a table of contents: read, name, check,
// emit. It is a pure function from specifications to a set of files; writing
// that set and comparing it with the disk are two uses of it, and both are the
// caller's.
package generate

import (
	"path"
	"slices"

	"github.com/telgen/telgen/internal/dictionary"
	emitting "github.com/telgen/telgen/internal/emit"
	emitdiameter "github.com/telgen/telgen/internal/emit/diameter"
	emitrest "github.com/telgen/telgen/internal/emit/rest"
	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/naming"
	"github.com/telgen/telgen/internal/openapi"
	"github.com/telgen/telgen/internal/output"
	"github.com/telgen/telgen/internal/source"
)

// basePath is where the base protocol is found when no package of the run
// generates it.
const basePath = "github.com/telgen/telgen/generated/diameter/base"

// ietfSpec holds AVPs of the IETF that applications use without defining them.
const ietfSpec = source.Builtin + "diameter/ietf.xml"

// baseSpec is the embedded dictionary of the base protocol.
const baseSpec = source.Builtin + "diameter/base.xml"

// A Kind is a specification language.
type Kind string

// The kinds of specifications.
const (
	Diameter Kind = "diameter"
	OpenAPI  Kind = "openapi"
	Schema   Kind = "schema"
)

// A Job is one package to generate.
type Job struct {
	Kind   Kind
	Specs  []string     // files, or names of embedded ones, "builtin:diameter/base.xml"
	SpecAt []source.Pos // where each of them is asked for
	Shown  []string     // each of them as documentation shows it
	Source string       // all of them together, likewise
	Dir    string       // folder of the package, relative to the root, with slashes
	Out    string       // the same folder, where an earlier run may have left names; "" for nowhere
	Path   string       // import path
	GoName string       // package name; "" to derive it
	Pos    source.Pos

	Application string // of a Diameter dictionary with several
	Release     int    // 3GPP release; 0 is the newest
	Lenient     bool   // go on where a dictionary is wrong but clear
	Names       map[string]naming.Override
	Codecs      map[string]dictionary.Codec // of a Diameter dictionary, by AVP
	Gaps        map[string]openapi.Gap      // of OpenAPI and JSON Schema documents
	Emit        emitrest.Emit               // of an OpenAPI document

	err error // why it cannot be generated, if that is known already
}

// A Run is what one call of the command generates.
type Run struct {
	Reader *source.Reader
	Jobs   []Job               // all packages of the manifest
	Only   []Job               // those to print; nil for all
	Warn   func(*source.Error) // told of problems that were tolerated; may be nil
}

// Files generates the packages. All problems of all of them are reported
// together.
func (run *Run) Files() (*output.Set, error) {
	jobs := run.Only
	if jobs == nil {
		jobs = run.Jobs
	}
	set := new(output.Set)
	var errs source.Errors
	for _, job := range jobs {
		m, err := run.read(job)
		if err == nil {
			err = run.alone(job, m)
		}
		if err == nil {
			err = run.emit(m, job, set)
		}
		errs.AddErr(job.Pos, err)
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return set, set.Format()
}

// A made is what a job comes to: one package, or of a set the package of the
// types and those that import it.
type made struct {
	packages []*ir.Package
	lock     []byte   // of a set: its names.lock
	words    []string // of a set: folders in that of the job that it has or had
}

// read reads, names and checks the packages of job.
func (run *Run) read(job Job) (*made, error) {
	if job.err != nil {
		return nil, job.err
	}
	if err := run.readable(job); err != nil {
		return nil, err
	}
	if job.Kind != Diameter {
		return run.documents(job)
	}
	p, err := run.dictionary(job)
	if err != nil {
		return nil, err
	}
	if err := naming.Assign(p, job.Names); err != nil {
		return nil, err
	}
	return &made{packages: []*ir.Package{p}}, ir.Verify(p)
}

// readable reports the specifications that cannot be read.
func (run *Run) readable(job Job) error {
	var errs source.Errors
	for i, spec := range job.Specs {
		if _, err := run.Reader.ReadFile(spec); err != nil {
			errs.AddErr(job.SpecAt[i], err)
		}
	}
	return errs.Err()
}

func (run *Run) options(job Job) openapi.Options {
	return openapi.Options{
		Path: job.Path, GoName: job.GoName, Source: job.Source, ReadFile: run.Reader.ReadFile, Key: run.Reader.Key, Warn: run.Warn, Gaps: job.Gaps,
	}
}

func (run *Run) dictionary(job Job) (*ir.Package, error) {
	o := dictionary.Options{
		Path: job.Path, GoName: job.GoName, Source: job.Source,
		Application: job.Application, Release: job.Release, ReadFile: run.Reader.ReadFile,
		Fallback: []string{ietfSpec}, Lenient: job.Lenient, Warn: run.Warn, Codecs: job.Codecs,
	}
	if !slices.Contains(job.Specs, baseSpec) {
		base, err := run.base()
		if err != nil {
			return nil, err
		}
		o.Base = base
	}
	return dictionary.Read(job.Specs, o)
}

// base reads the base protocol that dictionaries inherit from. A run that
// generates it itself uses its own package, others the one that comes with
// the runtime.
func (run *Run) base() (*ir.Package, error) {
	o := dictionary.Options{Path: basePath, GoName: "base", Source: "specs/diameter/base.xml", ReadFile: run.Reader.ReadFile}
	var names map[string]naming.Override
	for _, job := range run.Jobs {
		if job.Kind == Diameter && len(job.Specs) == 1 && job.Specs[0] == baseSpec {
			o.Path, o.GoName, o.Release, names = job.Path, job.GoName, job.Release, job.Names
			o.Codecs = job.Codecs
		}
	}
	p, err := dictionary.Read([]string{baseSpec}, o)
	if err != nil {
		return nil, err
	}
	return p, naming.Assign(p, names)
}

// emit adds the files of m to set.
func (run *Run) emit(m *made, job Job, set *output.Set) error {
	files := make([][]output.File, len(m.packages))
	errs := make([]error, len(m.packages))
	emitting.Parallel(len(m.packages), func(i int) { files[i], errs[i] = emit(m.packages[i], job) })
	var all source.Errors
	for i, p := range m.packages {
		all.AddErr(job.Pos, errs[i])
		folder := path.Join(job.Dir, m.folder(p))
		for _, f := range files[i] {
			set.Add(path.Join(folder, f.Path), f.Src)
		}
	}
	if m.lock != nil {
		set.Add(path.Join(job.Dir, output.LockFile), m.lock)
	}
	for _, word := range m.words {
		if folder := path.Join(job.Dir, word); run.jobIn(folder) == nil {
			set.Claim(folder)
		}
	}
	return all.Err()
}

func emit(p *ir.Package, job Job) ([]output.File, error) {
	if job.Kind == Diameter {
		return emitdiameter.Files(p)
	}
	return emitrest.Files(p, job.Emit)
}
