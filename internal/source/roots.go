package source

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// A root is a folder that may be read.
type root struct {
	abs  string
	real string // abs without symbolic links; "" if there is no such folder
}

func newRoot(abs string) root {
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		real = ""
	}
	return root{abs: abs, real: real}
}

// locate finds the root that holds the file at the path real, which has no
// symbolic links in it, and the file's name inside it.
func (r *Reader) locate(real string) (dir, rel string, ok bool) {
	for _, root := range r.roots {
		if rel, ok := within(root.real, real); ok {
			return root.real, rel, true
		}
	}
	return "", "", false
}

// mentions reports whether the path abs, as written, lies inside a root. Only
// then may an error say whether it exists.
func (r *Reader) mentions(abs string) bool {
	return slices.ContainsFunc(r.roots, func(root root) bool {
		_, asWritten := within(root.abs, abs)
		_, resolved := within(root.real, abs)
		return asWritten || resolved
	})
}

// within returns the path of file relative to dir if it lies in dir.
func within(dir, file string) (rel string, ok bool) {
	if dir == "" {
		return "", false
	}
	rel, err := filepath.Rel(dir, file)
	return rel, err == nil && filepath.IsLocal(rel)
}

func (r *Reader) outside(shown string) error {
	if len(r.roots) == 0 {
		return fmt.Errorf("%s: no folder may be read, only specifications inside the binary", shown)
	}
	names := make([]string, len(r.roots))
	for i, root := range r.roots {
		names[i] = r.Shown(root.abs)
	}
	return fmt.Errorf("%s: outside the folders that may be read (%s): "+
		"move it into one of them, or list its folder under \"roots\" in gen.yaml", shown, strings.Join(names, ", "))
}
