package corpora

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A Folder holds documents that were published together.
type Folder struct {
	Name string     // relative to the root, with slashes
	Sets [][]string // files: those that refer to each other, or one alone
}

// Documents is the number of documents in f.
func (f Folder) Documents() int {
	n := 0
	for _, set := range f.Sets {
		n += len(set)
	}
	return n
}

// Find returns the folders with OpenAPI documents at root and below, sorted by
// name.
func Find(root string) ([]Folder, error) {
	files := map[string][]string{}
	var names []string
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".yaml" {
			return err
		}
		dir := filepath.Dir(file)
		if len(files[dir]) == 0 {
			names = append(names, dir)
		}
		files[dir] = append(files[dir], file)
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var list []Folder
	for _, dir := range names {
		rel, err := filepath.Rel(root, dir)
		if err != nil {
			return nil, err
		}
		sets, err := split(files[dir])
		if err != nil {
			return nil, err
		}
		list = append(list, Folder{Name: filepath.ToSlash(rel), Sets: sets})
	}
	return list, nil
}

// elsewhere matches a reference to another file.
var elsewhere = regexp.MustCompile(`\$ref"?:\s*['"]?([^#'"\s]+)#`)

// split returns files as one set if any of them refers to another, else each
// alone.
func split(files []string) ([][]string, error) {
	var alone [][]string
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, m := range elsewhere.FindAllSubmatch(src, -1) {
			name := filepath.Join(filepath.Dir(file), string(bytes.TrimPrefix(m[1], []byte("./"))))
			if slices.Contains(files, name) && name != file {
				return [][]string{files}, nil
			}
		}
		alone = append(alone, []string{file})
	}
	return alone, nil
}

// word makes a folder name of the name of a document or a folder.
func word(name string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(name))
}
