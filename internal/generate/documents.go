package generate

import (
	"fmt"
	"path"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/naming"
	"github.com/telgen/telgen/internal/openapi"
	"github.com/telgen/telgen/internal/source"
)

// documents reads the OpenAPI documents of job: one that stands alone into one
// package, others into a package of types and one for each document that has
// operations; or its JSON Schema.
func (run *Run) documents(job Job) (*made, error) {
	old, err := readLock(job.Out)
	if err != nil {
		return nil, err
	}
	set, err := run.openDocuments(job, old)
	if err != nil {
		return nil, err
	}
	if err := naming.AssignRecorded(set.Types, job.Names, old.goNames(set)); err != nil {
		return nil, err
	}
	m := &made{packages: []*ir.Package{set.Types}, words: old.words()}
	if !set.Alone || !set.Named || len(set.Former) > 0 {
		l := newLock(set, job.Names)
		l.setRoot(job.Out, set)
		m.lock = l.bytes()
		m.words = append(m.words, l.words()...)
	}
	if err := m.services(set.APIs, job); err != nil {
		return nil, err
	}
	return m, m.verify()
}

func (run *Run) openDocuments(job Job, old *lock) (*openapi.Set, error) {
	o := run.options(job)
	o.Record = old.record(job.Out)
	if job.Kind == Schema {
		if len(job.Specs) > 1 {
			return nil, fmt.Errorf("%d schemas for one package: list each as a package of its own", len(job.Specs))
		}
		return openapi.ReadSchemaSet(job.Specs[0], o)
	}
	files := make([]openapi.SetFile, len(job.Specs))
	for i, spec := range job.Specs {
		files[i] = openapi.SetFile{Name: spec, Source: job.Shown[i]}
	}
	return openapi.ReadSet(files, o)
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
