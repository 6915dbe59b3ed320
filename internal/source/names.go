package source

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
)

// Builtin is how the name of a file inside the binary begins:
// "builtin:diameter/3gpp/cx.xml".
const Builtin = "builtin:"

// Shown returns name as messages show it: relative to the working directory,
// with forward slashes. A file inside the binary is shown as the one it was
// made from, "specs/...".
func (r *Reader) Shown(name string) string { return r.ShownFrom(r.dir, name) }

// ShownFrom is Shown relative to the folder dir instead. Generated
// documentation uses it with the folder of gen.yaml, so that its text does not
// depend on where the command was started.
func (r *Reader) ShownFrom(dir, name string) string {
	if rest, ok := strings.CutPrefix(name, Builtin); ok {
		return oneLine(path.Join("specs", path.Join("/", rest)))
	}
	if isURL(name) {
		return oneLine(name)
	}
	rel, err := filepath.Rel(r.abs(dir), r.abs(name))
	if err != nil { // another drive
		rel = r.abs(name)
	}
	return oneLine(filepath.ToSlash(rel))
}

// oneLine returns name, quoted if it has line breaks or the like in it: names
// come from specifications, and a message is one line.
func oneLine(name string) string {
	if strings.ContainsFunc(name, unicode.IsControl) {
		return strconv.Quote(name)
	}
	return name
}

// Join returns the name of the file that the file from refers to as ref: an
// include or a $ref, with forward slashes and relative to the folder of from.
// References of a file inside the binary stay there: one that leads out of it
// gives a name that ReadFile refuses.
func Join(from, ref string) string {
	if isURL(ref) || strings.HasPrefix(ref, Builtin) {
		return ref
	}
	if name, ok := strings.CutPrefix(from, Builtin); ok {
		if path.IsAbs(ref) {
			return Builtin + ref
		}
		return Builtin + path.Join(path.Dir(name), ref)
	}
	ref = filepath.FromSlash(ref)
	if filepath.IsAbs(ref) {
		return filepath.Clean(ref)
	}
	return filepath.Join(filepath.Dir(from), ref)
}

func isURL(name string) bool { return strings.Contains(name, "://") }

// abs returns name as an absolute, clean path.
func (r *Reader) abs(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(r.dir, name)
}

// Key returns the one spelling of name, with forward slashes: names with the
// same key are the same file, however they are written. It is absolute, or
// begins with [Builtin]. A name that ReadFile refuses may be its own key.
func (r *Reader) Key(name string) string {
	key, err := r.key(name)
	if err != nil {
		return filepath.ToSlash(name)
	}
	return filepath.ToSlash(key)
}

// key returns what identifies the file called name: the clean name of one
// inside the binary, the absolute path of one on disk.
func (r *Reader) key(name string) (string, error) {
	rest, builtin := strings.CutPrefix(name, Builtin)
	switch {
	case name == "" || name == Builtin:
		return "", fmt.Errorf("the name of a file is empty")
	case builtin:
		return builtinKey(name, path.Clean(rest))
	case isURL(name):
		return "", fmt.Errorf("%s: only files are read, nothing is fetched: "+
			"save a copy in a folder that may be read and refer to that", oneLine(name))
	}
	return r.abs(name), r.dirErr
}

func builtinKey(name, clean string) (string, error) {
	if !fs.ValidPath(clean) {
		return "", fmt.Errorf("%s: leads out of the specifications inside the binary", oneLine(name))
	}
	return Builtin + clean, nil
}
