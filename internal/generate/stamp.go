package generate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/telgen/telgen/internal/output"
	"github.com/telgen/telgen/internal/source"
)

// A Stamp remembers that a run was done: by this program, with these inputs,
// and with this on disk afterwards. As long as all three are the same there is
// nothing to do, and finding that out takes milliseconds. Stamps are in the
// user's cache folder: they say something about one machine, and losing one
// costs a run.
type Stamp struct {
	run  *Run
	root string
	file string // "" if there is no place for one
	key  string
	told []*source.Error // warnings of the run
}

// A stampFile is a Stamp on disk.
type stampFile struct {
	Key      string            // of the program and of what it was asked for
	Inputs   map[string]string // SHA-256, by absolute name
	Missing  []string          // files that were looked for and were not there
	Outputs  output.Sums
	Warnings []*source.Error // to be said again
}

// NewStamp returns the stamp of run, which writes below root. Warnings of the
// run go through it.
func NewStamp(run *Run, root string) *Stamp {
	s := &Stamp{run: run, root: root}
	if run.Warn != nil {
		warn := run.Warn
		run.Warn = func(e *source.Error) {
			s.told = append(s.told, e)
			warn(e)
		}
	}
	place, key, err := s.identity()
	if cache, cacheErr := os.UserCacheDir(); err == nil && cacheErr == nil {
		s.file, s.key = filepath.Join(cache, "telgen", place+".json"), key
	}
	return s
}

// identity returns what tells this run from others on this machine, and what
// must be the same for it to have the same result, apart from files.
func (s *Stamp) identity() (place, key string, err error) {
	for _, job := range s.run.Jobs {
		if job.err != nil {
			return "", "", job.err
		}
	}
	root, err := filepath.Abs(s.root)
	if err != nil {
		return "", "", err
	}
	program, err := os.Executable()
	if err != nil {
		return "", "", err
	}
	build, err := fileSum(program)
	if err != nil {
		return "", "", err
	}
	asked, err := json.Marshal([]any{s.run.Jobs, s.run.Only})
	if err != nil {
		return "", "", err
	}
	return sum([]byte(root), asked), sum([]byte(build), asked), nil
}

func sum(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}

func fileSum(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return "", errors.Join(err, errors.New("not a regular file"))
	}
	h := sha256.New()
	_, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), err
}

// Holds reports whether everything is as the run left it. It repeats the
// warnings then.
func (s *Stamp) Holds() bool {
	src, err := os.ReadFile(s.file)
	if err != nil {
		return false
	}
	var old stampFile
	if json.Unmarshal(src, &old) != nil || old.Key != s.key || !old.inputsHold() || !old.Outputs.Hold(s.root) {
		return false
	}
	for _, e := range old.Warnings {
		if s.run.Warn != nil && e != nil {
			s.run.Warn(e)
		}
	}
	return true
}

// inputsHold reports whether all inputs are as they were.
func (old *stampFile) inputsHold() bool {
	for name, want := range old.Inputs {
		if got, err := fileSum(name); err != nil || got != want {
			return false
		}
	}
	for _, name := range old.Missing {
		if _, err := os.Lstat(name); err == nil {
			return false
		}
	}
	return len(old.Outputs.Files) > 0
}

// Save notes that set is what the run made and what is on disk now. Without a
// place for that it does nothing.
func (s *Stamp) Save(set *output.Set) {
	if s.file == "" {
		return
	}
	now := stampFile{Key: s.key, Inputs: map[string]string{}, Missing: s.run.Reader.Missing(), Outputs: set.Sums(), Warnings: s.told}
	for _, name := range s.run.Reader.Files() {
		src, err := s.run.Reader.ReadFile(name) // what the run saw, whatever is on disk now
		if err != nil {
			return
		}
		if !strings.HasPrefix(name, source.Builtin) { // those are a part of the program
			h := sha256.Sum256(src)
			now.Inputs[name] = hex.EncodeToString(h[:])
		}
	}
	if src, err := json.Marshal(now); err == nil {
		_ = replaceFile(s.file, src) // the next run is slower then
	}
}

// replaceFile writes a file so that others see all of it or nothing.
func replaceFile(name string, src []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "stamp")
	if err != nil {
		return err
	}
	_, err = f.Write(src)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
