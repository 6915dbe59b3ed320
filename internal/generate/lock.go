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
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/naming"
	"github.com/telgen/telgen/internal/openapi"
	"github.com/telgen/telgen/internal/output"
	"github.com/telgen/telgen/internal/source"
)

// A lock is a names.lock: the names that were given to the schemas of a set of
// documents. It stands next to the generated files, and the next run reads it,
// so that a new document or a new release does not rename what is there:
//
//	TS29571_CommonData.yaml:
//	  package: commondata
//	  names:
//	    /components/schemas/Link: Link
//	    /components/schemas/3gppLink: 3gppLink TGPPLinkObject
//
// A second word is the name in Go, where it does not follow from the first.
type lock map[string]lockedFile // by name of the file

type lockedFile struct {
	Package string            `yaml:"package"`
	Names   map[string]string `yaml:"names"`
}

// maxLock is the largest names.lock that is read, in bytes.
const maxLock = 64 << 20

// readLock reads the names.lock in the folder dir. Without one, or without a
// folder, nothing has been recorded.
func readLock(dir string) (lock, error) {
	if dir == "" {
		return lock{}, nil
	}
	name := filepath.Join(dir, output.LockFile)
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return lock{}, nil
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

func parseLock(name string, src []byte) (lock, error) {
	l := lock{}
	if err := yaml.Load(src, &l, yaml.WithKnownFields()); err != nil {
		at := source.Pos{File: name}
		var list *yaml.LoadErrors
		if errors.As(err, &list) && len(list.Errors) > 0 {
			err = list.Errors[0]
		}
		var one *yaml.LoadError
		if errors.As(err, &one) {
			at.Line, at.Col, err = one.Mark.Line, one.Mark.Column, errors.New(strings.TrimPrefix(one.Message, "yaml: "))
		}
		return nil, lockError(at, err.Error())
	}
	for _, key := range slices.Sorted(maps.Keys(l)) {
		if f := l[key]; !word.MatchString(f.Package) {
			return nil, lockError(source.Pos{File: name}, fmt.Sprintf("%q cannot be the package of %q", f.Package, key))
		}
		for pointer, given := range l[key].Names {
			if _, goName := split(given); !token.IsIdentifier(goName) || !token.IsExported(goName) {
				return nil, lockError(source.Pos{File: name}, fmt.Sprintf("%q cannot be the name of %q in %q", given, pointer, key))
			}
		}
	}
	return l, nil
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

// recorded is what l says, as openapi wants it.
func (l lock) recorded() map[string]openapi.Recorded {
	all := map[string]openapi.Recorded{}
	for key, f := range l {
		names := map[string]string{}
		for pointer, given := range f.Names {
			names[pointer], _ = split(given)
		}
		all[key] = openapi.Recorded{Word: f.Package, Names: names}
	}
	return all
}

// goNames are the names in Go that l says, of the declarations of set.
func (l lock) goNames(set *openapi.Set) map[ir.Decl]string {
	names := map[ir.Decl]string{}
	for d, at := range set.Places {
		name, goName := split(l[at.Key].Names[at.Pointer])
		if name == ir.OriginOf(d).Name {
			names[d] = goName
		}
	}
	return names
}

// newLock records the names of set. Those that the user chose are not
// recorded: they stay in the manifest.
func newLock(set *openapi.Set, overrides map[string]naming.Override) lock {
	l := lock{}
	for _, part := range set.Files {
		l[part.Key] = lockedFile{part.Word, map[string]string{}}
	}
	for d, at := range set.Places {
		name := ir.OriginOf(d).Name
		given := name
		if _, chosen := overrides[name]; !chosen && naming.Exported(name) != declName(d) {
			given += " " + declName(d)
		}
		if len(at.Pointer) < maxPointer && !strings.Contains(name, " ") {
			l[at.Key].Names[at.Pointer] = given
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
func (l lock) bytes() []byte {
	var b bytes.Buffer
	b.WriteString(output.LockHeader + "\n")
	b.WriteString("#\n# The names that schemas have in Go. Keep this file with the generated code: the next run reads it,\n")
	b.WriteString("# and gives no schema another name because a new document or release has one of the same name.\n")
	if len(l) == 0 {
		b.WriteString("{}\n")
	}
	for _, key := range slices.Sorted(maps.Keys(l)) {
		fmt.Fprintf(&b, "%s:\n  package: %s\n", scalar(key), l[key].Package)
		if len(l[key].Names) == 0 {
			continue
		}
		b.WriteString("  names:\n")
		for _, pointer := range slices.Sorted(maps.Keys(l[key].Names)) {
			fmt.Fprintf(&b, "    %s: %s\n", scalar(pointer), scalar(l[key].Names[pointer]))
		}
	}
	return b.Bytes()
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
