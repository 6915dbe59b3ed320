package generate

import (
	"path"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/naming"
	"github.com/telgen/telgen/internal/openapi"
	"github.com/telgen/telgen/internal/source"
)

// documents reads the OpenAPI documents of job: one that stands alone into one
// package, others into a package of types and one for each document that has
// operations.
func (run *Run) documents(job Job) (*made, error) {
	old, err := readLock(job.Out)
	if err != nil {
		return nil, err
	}
	files := make([]openapi.SetFile, len(job.Specs))
	for i, spec := range job.Specs {
		files[i] = openapi.SetFile{Name: spec, Source: job.Shown[i]}
	}
	set, err := openapi.ReadSet(files, openapi.SetOptions{Options: run.options(job), Recorded: old.recorded()})
	if err != nil {
		return nil, err
	}
	if err := naming.AssignRecorded(set.Types, job.Names, old.goNames(set)); err != nil {
		return nil, err
	}
	m := &made{packages: []*ir.Package{set.Types}}
	m.claim(old)
	if !set.Alone() {
		l := newLock(set, job.Names)
		m.lock = l.bytes()
		m.claim(l)
	}
	if err := m.services(set.APIs, job); err != nil {
		return nil, err
	}
	return m, m.verify()
}

// claim notes the folders of packages that l knows.
func (m *made) claim(l lock) {
	for _, f := range l {
		m.words = append(m.words, f.Package)
	}
}

// services names the packages that anything is printed of.
func (m *made) services(list []*ir.Package, job Job) error {
	var errs source.Errors
	for _, p := range list {
		s, e := p.Service, job.Emit
		if len(s.Operations) > 0 && (e.Client || e.Server) || len(s.Receivers) > 0 && e.Webhooks {
			errs.AddErr(p.Pos, naming.Assign(p, nil))
			m.packages = append(m.packages, p)
		}
	}
	return errs.Err()
}

func (m *made) verify() error {
	var errs source.Errors
	for _, p := range m.packages {
		errs.AddErr(p.Pos, ir.Verify(p))
	}
	return errs.Err()
}

// folder is where the packages of m go, seen from the job's.
func (m *made) folder(p *ir.Package) string {
	if p == m.packages[0] {
		return "."
	}
	return path.Base(p.Path)
}
