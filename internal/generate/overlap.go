package generate

import (
	"path"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/source"
)

// alone reports the packages that m would share a folder with: what one of
// them does not generate, it would remove as stale. m is what job comes to. A
// set that is not generated in this run counts too.
func (run *Run) alone(job Job, m *made) error {
	var errs source.Errors
	for _, folder := range m.folders(job) {
		if other := run.jobIn(folder); other != nil {
			overlap(&errs, *other, job, folder)
		}
	}
	for _, set := range run.Jobs {
		if run.Only != nil && sameFolder(set.Dir, path.Dir(job.Dir)) && run.hasFolder(set, job.Dir) {
			overlap(&errs, job, set, job.Dir)
		}
	}
	return errs.Err()
}

// folders are those of m besides that of job.
func (m *made) folders(job Job) []string {
	var list []string
	for _, p := range m.packages[1:] {
		list = append(list, path.Join(job.Dir, m.folder(p)))
	}
	return list
}

func overlap(errs *source.Errors, inner, set Job, folder string) {
	errs.Addf(inner.Pos, "package %q lies where the set of documents at %s, package %q, has a package of its own: choose another path for one of them",
		folder, set.Pos, set.Dir)
}

// hasFolder tells whether set has a package in folder, besides its types. What
// is wrong with set is told when it is generated.
func (run *Run) hasFolder(set Job, folder string) bool {
	quiet := *run
	quiet.Warn = nil
	m, err := quiet.read(set)
	return err == nil && slices.ContainsFunc(m.folders(set), func(other string) bool { return sameFolder(other, folder) })
}

// jobIn returns the job whose package goes into folder, or nil.
func (run *Run) jobIn(folder string) *Job {
	for i := range run.Jobs {
		if sameFolder(run.Jobs[i].Dir, folder) {
			return &run.Jobs[i]
		}
	}
	return nil
}

// sameFolder compares as file systems do that ignore case.
func sameFolder(a, b string) bool { return strings.EqualFold(path.Clean(a), path.Clean(b)) }
