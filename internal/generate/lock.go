package generate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/naming"
	"github.com/telgen/telgen/internal/openapi"
	"github.com/telgen/telgen/internal/output"
	"github.com/telgen/telgen/internal/source"
)

// A lock is a names.lock: the names that were given to the schemas of
// documents. It stands next to the generated files, and the next run reads it,
// so that a new document or a new release does not rename what is there:
//
//	version: 2
//	root: ../specs
//	files:
//	  TS29571_CommonData.yaml:
//	    package: commondata
//	    names:
//	      /components/schemas/Link: Link
//	      /components/schemas/3gppLink: 3gppLink TGPPLinkObject
//
// A second word is the name in Go, where it does not follow from the first. The
// names of files are relative to root, which is relative to the folder of the
// lock; those inside the binary have none. A document that stands alone has no
// package of its own.
type lock struct {
	Version int                   `yaml:"version"`
	Root    string                `yaml:"root"`
	Files   map[string]lockedFile `yaml:"files"`

	file string // where it was read
}

type lockedFile struct {
	Package string            `yaml:"package"`
	Names   map[string]string `yaml:"names"` // by openapi.Place.Spot
}

// lockVersion is the one form of lock that is read and written. The first had
// no version, and counted the elements of lists.
const lockVersion = 2

// maxLock is the largest names.lock that is read, in bytes.
const maxLock = 64 << 20

// readLock reads the names.lock in the folder dir. Without one, or without a
// folder, nothing has been recorded.
func readLock(dir string) (*lock, error) {
	if dir == "" {
		return new(lock), nil
	}
	name := filepath.Join(dir, output.LockFile)
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return new(lock), nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() || info.Size() > maxLock:
		return nil, fmt.Errorf("%s: not a regular file of at most %d bytes: move it away", filepath.ToSlash(name), maxLock)
	}
	src, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return parseLock(filepath.ToSlash(name), src)
}

// maxPointer bounds the length of pointers that are recorded, in bytes: YAML
// has no longer keys.
const maxPointer = 900

// word is what packages are called.
var word = regexp.MustCompile(`^[a-z][a-z0-9]*$`)

func parseLock(name string, src []byte) (*lock, error) {
	l := &lock{file: name}
	if err := l.checkVersion(src); err != nil {
		return nil, err
	}
	if err := yaml.Load(src, l, yaml.WithKnownFields()); err != nil {
		return nil, lockSyntax(name, err)
	}
	at := source.Pos{File: name}
	for _, key := range slices.Sorted(maps.Keys(l.Files)) {
		if f := l.Files[key]; f.Package != "" && !word.MatchString(f.Package) {
			return nil, lockError(at, fmt.Sprintf("%q cannot be the package of %q", f.Package, key))
		}
		for spot, given := range l.Files[key].Names {
			if _, goName := split(given); !token.IsIdentifier(goName) || !token.IsExported(goName) {
				return nil, lockError(at, fmt.Sprintf("%q cannot be the name of %q in %q", given, spot, key))
			}
		}
	}
	return l, nil
}

// checkVersion looks at the version before anything else: other versions have
// other keys.
func (l *lock) checkVersion(src []byte) error {
	var any map[string]yaml.Node
	if err := yaml.Load(src, &any); err != nil {
		return lockSyntax(l.file, err)
	}
	version := any["version"]
	switch n, err := strconv.Atoi(version.Value); {
	case version.Kind != yaml.ScalarNode:
		return lockError(source.Pos{File: l.file}, "written by an earlier telgen, which told the elements of lists by their numbers")
	case err != nil || n != lockVersion:
		at := source.Pos{File: l.file, Line: version.Line, Col: version.Column}
		return lockError(at, fmt.Sprintf("version %q is not known, this telgen has %d", version.Value, lockVersion))
	}
	return nil
}

func lockSyntax(name string, err error) error {
	at := source.Pos{File: name}
	var list *yaml.LoadErrors
	if errors.As(err, &list) && len(list.Errors) > 0 {
		err = list.Errors[0]
	}
	var one *yaml.LoadError
	if errors.As(err, &one) {
		at.Line, at.Col, err = one.Mark.Line, one.Mark.Column, errors.New(strings.TrimPrefix(one.Message, "yaml: "))
	}
	return lockError(at, err.Error())
}

func lockError(at source.Pos, text string) error {
	return &source.Error{Pos: at, Msg: text + ": take the file back from version control, or delete it to have all names chosen anew"}
}

// split returns the two words of a name in a lock.
func split(given string) (name, goName string) {
	name, goName, ok := strings.Cut(given, " ")
	if !ok {
		goName = naming.Exported(name)
	}
	return name, goName
}

// record is what l says, as openapi wants it. dir is the folder of l.
func (l *lock) record(dir string) openapi.Record {
	r := openapi.Record{File: l.file, Files: map[string]openapi.Recorded{}}
	if abs, err := filepath.Abs(filepath.Join(dir, filepath.FromSlash(l.Root))); err == nil && l.Root != "" {
		r.Root = filepath.ToSlash(abs)
	}
	for key, f := range l.Files {
		names := map[string]string{}
		for spot, given := range f.Names {
			names[spot], _ = split(given)
		}
		r.Files[key] = openapi.Recorded{Word: f.Package, Names: names}
	}
	return r
}

// setRoot records where the files of set lie, seen from dir, the folder of l.
func (l *lock) setRoot(dir string, set *openapi.Set) {
	if set.Root == "" || dir == "" {
		return
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return
	}
	if rel, err := filepath.Rel(dir, filepath.FromSlash(set.Root)); err == nil {
		l.Root = filepath.ToSlash(rel)
	}
}

// words are the folders of packages that l knows, as far as it has any.
func (l *lock) words() []string {
	var words []string
	for _, key := range slices.Sorted(maps.Keys(l.Files)) {
		if word := l.Files[key].Package; word != "" {
			words = append(words, word)
		}
	}
	return words
}

// goNames are the names in Go that l says, of the declarations of set.
func (l *lock) goNames(set *openapi.Set) map[ir.Decl]string {
	names := map[ir.Decl]string{}
	for d, at := range set.Former {
		_, names[d] = split(l.Files[at.Key].Names[at.Spot])
	}
	return names
}

// newLock records the names of set. Those that the user chose are not
// recorded: they stay in the manifest.
func newLock(set *openapi.Set, overrides map[string]naming.Override) *lock {
	l := &lock{Version: lockVersion, Files: map[string]lockedFile{}}
	for name, word := range set.Files {
		l.Files[name] = lockedFile{word, map[string]string{}}
	}
	for _, d := range set.Types.Decls {
		at, ok := set.Places[d]
		if _, twice := l.Files[at.Key].Names[at.Spot]; !ok || twice {
			continue // the first of several of one place has the name, as in the next run
		}
		name := ir.OriginOf(d).Name
		given := name
		if _, chosen := overrides[name]; !chosen && naming.Exported(name) != declName(d) {
			given += " " + declName(d)
		}
		if len(at.Spot) < maxPointer && !strings.Contains(name, " ") {
			l.Files[at.Key].Names[at.Spot] = given
		}
	}
	return l
}

func declName(d ir.Decl) string {
	switch d := d.(type) {
	case *ir.Struct:
		return d.GoName
	case *ir.Enum:
		return d.GoName
	case *ir.Named:
		return d.GoName
	case *ir.Union:
		return d.GoName
	}
	return ""
}

// bytes is the file: sorted, so that a change of it shows what changed.
func (l *lock) bytes() []byte {
	var b bytes.Buffer
	b.WriteString(output.LockHeader + "\n")
	b.WriteString("#\n# The names that schemas have in Go. Keep this file with the generated code: the next run reads it,\n")
	b.WriteString("# and gives no schema another name because a new document or release has one of the same name.\n")
	fmt.Fprintf(&b, "version: %d\n", lockVersion)
	if l.Root != "" {
		fmt.Fprintf(&b, "root: %s\n", quoteYAML(l.Root))
	}
	b.WriteString("files:\n")
	for _, key := range slices.Sorted(maps.Keys(l.Files)) {
		l.Files[key].write(&b, key)
	}
	return b.Bytes()
}

func (f lockedFile) write(b *bytes.Buffer, key string) {
	if f.Package == "" && len(f.Names) == 0 {
		fmt.Fprintf(b, "  %s: {}\n", scalar(key))
		return
	}
	fmt.Fprintf(b, "  %s:\n", scalar(key))
	if f.Package != "" {
		fmt.Fprintf(b, "    package: %s\n", f.Package)
	}
	if len(f.Names) == 0 {
		return
	}
	b.WriteString("    names:\n")
	for _, spot := range slices.Sorted(maps.Keys(f.Names)) {
		fmt.Fprintf(b, "      %s: %s\n", scalar(spot), scalar(f.Names[spot]))
	}
}

// plain matches text that needs no quotes in YAML.
var plain = regexp.MustCompile(`^[A-Za-z/][A-Za-z0-9_/~.+-]*( [A-Za-z0-9_]+)?$`)

// reserved are the words that mean something else without quotes.
var reserved = regexp.MustCompile(`^(?i:y|n|yes|no|on|off|true|false|null)$`)

// scalar spells s in YAML.
func scalar(s string) string {
	if plain.MatchString(s) && !reserved.MatchString(s) {
		return s
	}
	return quoteYAML(s)
}

// quoteYAML spells s in double quotes, as YAML and JSON both read it.
func quoteYAML(s string) string {
	quoted, err := json.Marshal(s)
	if err != nil { // unreachable: strings always marshal
		return `""`
	}
	return string(quoted)
}
