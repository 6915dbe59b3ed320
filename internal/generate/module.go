package generate

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
)

// A Module is the Go module that packages are generated into.
type Module struct {
	Root string // folder of go.mod
	Path string // module path
}

// FindModule returns the module that holds dir, which need not exist yet.
func FindModule(dir string) (Module, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Module{}, err
	}
	for d := dir; ; d = filepath.Dir(d) {
		file := filepath.Join(d, "go.mod")
		src, err := os.ReadFile(file)
		switch {
		case err == nil:
			return module(file, src)
		case !errors.Is(err, fs.ErrNotExist):
			return Module{}, err
		case d == filepath.Dir(d):
			return Module{}, fmt.Errorf("%s is in no Go module: run \"go mod init\" in it or in a folder above", dir)
		}
	}
}

func module(file string, src []byte) (Module, error) {
	name := modfile.ModulePath(src)
	if name == "" {
		return Module{}, fmt.Errorf("%s: no module line", file)
	}
	return Module{Root: filepath.Dir(file), Path: name}, nil
}

// ImportPath returns the import path of the package in dir.
func (m Module) ImportPath(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(m.Root, dir)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", fmt.Errorf("%s is outside the module in %s", dir, m.Root)
	}
	return path.Join(m.Path, filepath.ToSlash(rel)), nil
}
