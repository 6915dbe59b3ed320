package generate

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/manifest"
	"github.com/telgen/telgen/internal/source"
)

// expand replaces patterns in list, such as "5gc/*.yaml", by the files below
// root that match them, sorted. Patterns are those of path.Match. A file that
// several of them match is there once.
func expand(root string, list []manifest.String) ([]manifest.String, error) {
	var all []manifest.String
	var errs source.Errors
	for _, spec := range list {
		found := []string{spec.Value}
		if isPattern(spec.Value) {
			var err error
			if found, err = glob(root, spec.Value); err != nil {
				errs.Addf(spec.Pos, "%s", err)
			}
		}
		for _, name := range found {
			if !slices.ContainsFunc(all, func(s manifest.String) bool { return s.Value == name }) {
				all = append(all, manifest.String{Value: name, Pos: spec.Pos})
			}
		}
	}
	return all, errs.Err()
}

func isPattern(name string) bool {
	return strings.ContainsAny(name, "*?[") && !strings.HasPrefix(name, source.Builtin)
}

// glob returns the files that match pattern. What comes before the first
// wildcard is a folder, which may lie outside of root.
func glob(root, pattern string) ([]string, error) {
	names := strings.Split(pattern, "/")
	fixed := path.Join(names[:slices.IndexFunc(names, isPattern)]...)
	rest := path.Join(names[slices.IndexFunc(names, isPattern):]...)
	found, err := fs.Glob(os.DirFS(filepath.Join(root, filepath.FromSlash(fixed))), rest)
	if err != nil {
		return nil, fmt.Errorf("spec %q is not a pattern: %w", pattern, err)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("spec %q matches no file: patterns are relative to the manifest", pattern)
	}
	for i, name := range found {
		found[i] = path.Join(fixed, name)
	}
	slices.Sort(found)
	return found, nil
}
