package generate

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/source"
	"github.com/telgen/telgen/specs"
)

// A Builtin is a specification inside the binary.
type Builtin struct {
	Name string // as a manifest writes it: "builtin:3gpp/cx"
	Kind string // "diameter" or "openapi"
	File string // in the repository: "specs/diameter/3gpp/cx.xml"
}

// Builtins returns the specifications inside the binary, sorted by name. Files
// that are only included by others are not listed.
func Builtins() ([]Builtin, error) {
	var list []Builtin
	err := fs.WalkDir(specs.FS, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := builtin(file)
		if err == nil && b.Name != "" {
			list = append(list, b)
		}
		return err
	})
	slices.SortFunc(list, func(a, b Builtin) int { return strings.Compare(a.Name, b.Name) })
	return list, err
}

// builtin describes an embedded file; a file that stands for no package by
// itself gives no name.
func builtin(file string) (Builtin, error) {
	b := Builtin{File: "specs/" + file}
	name := strings.TrimSuffix(file, path.Ext(file))
	switch path.Ext(file) {
	case ".xml":
		src, err := fs.ReadFile(specs.FS, file)
		if err != nil || !strings.Contains(string(src), "<application") {
			return Builtin{}, err
		}
		b.Kind = "diameter"
		b.Name = source.Builtin + strings.TrimPrefix(name, "diameter/")
	case ".yaml", ".json":
		b.Kind = "openapi"
		b.Name = source.Builtin + strings.TrimSuffix(name, "/openapi")
	default:
		return Builtin{}, nil
	}
	return b, nil
}

// resolveBuiltin turns builtin:3gpp/cx into builtin:diameter/3gpp/cx.xml, the
// name of the file. Other names are returned as they are.
func resolveBuiltin(spec string) (string, error) {
	if !strings.HasPrefix(spec, source.Builtin) {
		return spec, nil
	}
	list, err := Builtins()
	if err != nil {
		return "", err
	}
	names := make([]string, len(list))
	for i, b := range list {
		if b.Name == spec || source.Builtin+strings.TrimPrefix(b.File, "specs/") == spec {
			return source.Builtin + strings.TrimPrefix(b.File, "specs/"), nil
		}
		names[i] = b.Name
	}
	return "", fmt.Errorf("no specification %q inside the binary; there are %s", spec, strings.Join(names, ", "))
}
