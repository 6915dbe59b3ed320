package output

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// A Report says what Write did. Paths are relative to the root, sorted.
type Report struct {
	Written   []string
	Removed   []string
	Unchanged int // files that were as they should be, and were not touched
}

// Write makes the disk below root hold the set: it writes the files that
// differ, and removes those that telgen generated in the same folders once
// and that are not in the set. Other files are left alone; one in the place
// of a generated file is an error, as is a path that leads out of root.
//
// Everything is checked, and every new content is on disk under another name,
// before the first file changes; until then an error leaves nothing behind.
// A file has its old content or its new one, never a part of it.
func (s *Set) Write(root string) (Report, error) {
	p, err := s.plan(root)
	if err != nil {
		return Report{}, err
	}
	done := Report{Unchanged: p.same}
	if len(p.writes)+len(p.removes) == 0 {
		return done, nil
	}
	w := writer{temps: map[string]string{}}
	err = w.stage(root, p)
	if err == nil {
		err = w.commit(p, &done)
	}
	w.close(err != nil)
	if err != nil {
		return Report{}, fmt.Errorf("cannot write the output: %w", err)
	}
	return done, nil
}

// A writer carries out a plan.
type writer struct {
	dir   *os.Root
	temps map[string]string // by path: the file that will take its place
	undo  []func() error    // takes back what stage did, last first
}

// stage writes the new contents next to where they belong.
func (w *writer) stage(root string, p *plan) error {
	if err := w.makeRoot(root); err != nil {
		return err
	}
	for _, c := range p.writes {
		if err := w.makeFolder(path.Dir(c.path)); err != nil {
			return err
		}
		if err := w.writeTemp(c); err != nil {
			return err
		}
	}
	return nil
}

// makeRoot makes the folder root, and those above it, and opens it.
func (w *writer) makeRoot(root string) error {
	for dir := root; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) || dir == filepath.Dir(dir) {
			break
		}
		w.undo = append([]func() error{func() error { return os.Remove(dir) }}, w.undo...)
	}
	err := os.MkdirAll(root, 0o777)
	if err == nil {
		w.dir, err = os.OpenRoot(root)
	}
	return err
}

// makeFolder makes a folder inside the root, and those above it.
func (w *writer) makeFolder(folder string) error {
	if folder == "." {
		return nil
	}
	if err := w.makeFolder(path.Dir(folder)); err != nil {
		return err
	}
	err := w.dir.Mkdir(folder, 0o777)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil {
		w.undo = append(w.undo, func() error { return w.dir.Remove(folder) })
	}
	return err
}

// writeTemp writes the new content of c to a file of its own. The go command
// ignores files whose name begins with a dot.
func (w *writer) writeTemp(c change) error {
	temp := path.Join(path.Dir(c.path), fmt.Sprintf(".%s.%016x", path.Base(c.path), rand.Uint64()))
	f, err := w.dir.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	w.undo = append(w.undo, func() error { return w.dir.Remove(temp) })
	w.temps[c.path] = temp
	_, err = f.Write(c.new)
	return errors.Join(err, f.Close())
}

// commit puts the new files in their places. Files are removed first: if that
// fails, as it does in a folder that may not be written, nothing has changed.
func (w *writer) commit(p *plan, done *Report) error {
	for _, c := range p.removes {
		if err := w.dir.Remove(c.path); err != nil {
			return err
		}
		done.Removed = append(done.Removed, c.path)
	}
	for _, c := range p.writes {
		if err := w.dir.Rename(w.temps[c.path], c.path); err != nil {
			return err
		}
		done.Written = append(done.Written, c.path)
	}
	for _, c := range p.removes {
		w.removeEmpty(path.Dir(c.path))
	}
	return nil
}

// removeEmpty removes a folder that nothing is left in.
func (w *writer) removeEmpty(folder string) {
	info, err := w.dir.Lstat(folder)
	if err == nil && info.IsDir() && folder != "." {
		_ = w.dir.Remove(folder) // fails when something is in it
	}
}

// close ends the work, and takes back what can be if it failed. What cannot
// be taken back is a folder that holds files by now.
func (w *writer) close(failed bool) {
	if failed {
		for _, undo := range slices.Backward(w.undo) {
			_ = undo()
		}
	}
	if w.dir != nil {
		w.dir.Close()
	}
}
