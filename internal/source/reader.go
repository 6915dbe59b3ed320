package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// maxSize is the largest file that is read, in bytes.
const maxSize = 64 << 20

// A Reader reads the files of a run: those inside the binary and those inside
// the folders it was made for, and no others. Each file is read once; a run
// sees one state of it, whatever happens on disk. A Reader may be used by
// several goroutines.
type Reader struct {
	builtin fs.FS
	dir     string // the working directory, what relative names are relative to
	dirErr  error
	roots   []root
	limit   int64

	mu    sync.Mutex
	files map[string]func() ([]byte, error) // by key
	read  []string                          // keys of the files that could be read
	not   []string                          // keys of the others
}

// NewReader returns a Reader of the files in builtin and of those inside
// roots, which are folders; relative ones are relative to the working
// directory. A nil builtin holds nothing, and without roots nothing on disk
// can be read.
func NewReader(builtin fs.FS, roots ...string) *Reader {
	r := &Reader{builtin: builtin, limit: maxSize, files: map[string]func() ([]byte, error){}}
	r.dir, r.dirErr = os.Getwd()
	for _, name := range roots {
		r.roots = append(r.roots, newRoot(r.abs(name)))
	}
	return r
}

// ReadFile returns the content of a file, at most 64 MiB. A name that begins
// with [Builtin] is one inside the binary, others are files on disk. The
// content is shared: it must not be changed. An error names the file and what
// to do, and wraps fs.ErrNotExist where that is the reason; the caller adds
// the place that referred to the file.
func (r *Reader) ReadFile(name string) ([]byte, error) {
	key, err := r.key(name)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	read := r.files[key]
	if read == nil {
		read = sync.OnceValues(func() ([]byte, error) { return r.readKey(key) })
		r.files[key] = read
	}
	r.mu.Unlock()
	return read()
}

// Files returns the names of the files that have been read, sorted. Those on
// disk are absolute. A change in one of them is a reason to run again.
func (r *Reader) Files() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(slices.Values(r.read))
}

// Missing returns the names of the files that were asked for and could not be
// read, sorted, as Files has them. One that appears is a reason to run again.
func (r *Reader) Missing() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(slices.Values(r.not))
}

// readKey reads the file that key stands for and notes that it did.
func (r *Reader) readKey(key string) ([]byte, error) {
	read := r.readDisk
	if strings.HasPrefix(key, Builtin) {
		read = r.readBuiltin
	}
	data, err := read(key)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.not = append(r.not, key)
		return nil, err
	}
	r.read = append(r.read, key)
	return data, nil
}

func (r *Reader) readBuiltin(key string) ([]byte, error) {
	shown := oneLine(key)
	if r.builtin == nil {
		return nil, &fileError{shown, "there are no specifications inside the binary", fs.ErrNotExist}
	}
	f, err := r.builtin.Open(strings.TrimPrefix(key, Builtin))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &fileError{shown, `is not inside the binary: "gen list" prints what is`, err}
	}
	if err != nil {
		return nil, failed(shown, err)
	}
	defer f.Close()
	return r.readOpen(shown, f)
}

// readDisk reads the file at the absolute path abs. Symbolic links are
// followed as long as they stay inside the roots; the file is opened through
// os.Root, so that one replaced by a link meanwhile leads nowhere else.
func (r *Reader) readDisk(abs string) ([]byte, error) {
	shown := r.Shown(abs)
	real, err := filepath.EvalSymlinks(abs)
	switch {
	case err != nil && r.mentions(abs):
		return nil, failed(shown, err)
	case err != nil:
		return nil, r.outside(shown)
	}
	dir, rel, ok := r.locate(real)
	if !ok {
		return nil, r.outside(shown)
	}
	return r.readInside(shown, dir, rel)
}

func (r *Reader) readInside(shown, dir, rel string) ([]byte, error) {
	inside, err := os.OpenRoot(dir)
	if err != nil {
		return nil, failed(shown, err)
	}
	defer inside.Close()
	// Asked before it is opened: opening a named pipe waits for a writer.
	info, err := inside.Stat(rel)
	if err != nil {
		return nil, failed(shown, err)
	}
	if !info.Mode().IsRegular() {
		return nil, notRegular(shown)
	}
	f, err := inside.Open(rel)
	if err != nil {
		return nil, failed(shown, err)
	}
	defer f.Close()
	return r.readOpen(shown, f)
}

func (r *Reader) readOpen(shown string, f fs.File) ([]byte, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, failed(shown, err)
	}
	if !info.Mode().IsRegular() {
		return nil, notRegular(shown)
	}
	data, err := io.ReadAll(io.LimitReader(f, r.limit+1))
	if err != nil {
		return nil, failed(shown, err)
	}
	if int64(len(data)) > r.limit {
		return nil, fmt.Errorf("%s: larger than %d bytes, the most that is read", shown, r.limit)
	}
	return data, nil
}

// A fileError is a failure with a file. Its text leaves out absolute paths,
// which the errors of package os have.
type fileError struct {
	shown, reason string
	err           error
}

func (e *fileError) Error() string { return e.shown + ": " + e.reason }
func (e *fileError) Unwrap() error { return e.err }

func failed(shown string, err error) error {
	reason := err.Error()
	var at *fs.PathError
	if errors.As(err, &at) {
		reason = at.Err.Error()
	}
	if errors.Is(err, fs.ErrNotExist) {
		reason = "file does not exist"
	}
	return &fileError{shown, reason, err}
}

func notRegular(shown string) error {
	return fmt.Errorf("%s: not a regular file", shown)
}
