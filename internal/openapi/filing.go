package openapi

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/source"
)

// A Record is what earlier runs chose. It stands.
type Record struct {
	File  string              // where it was read, for messages
	Root  string              // the folder that Files are relative to, as Options.Key spells it
	Files map[string]Recorded // by name below Root
}

// Recorded is what was chosen for a file.
type Recorded struct {
	Word  string            // names the package and the files that come from it; may be empty
	Names map[string]string // of declarations, by the spot of their schema; see Place
}

// A filing says where the files of a run lie, whatever folder it was started
// in and however somebody wrote their names.
type filing struct {
	root string               // the deepest folder that holds all of them
	name map[*document]string // below root; inside the binary, the whole name
	was  map[*document]string // what it is called in the Record, or ""
}

// key is the one spelling of the name of a file.
func (r *reader) key(name string) string {
	if r.opts.Key == nil {
		return path.Clean(name)
	}
	return r.opts.Key(name)
}

// documents returns the files that could be read, by key.
func (r *reader) documents() []*document {
	var list []*document
	for _, doc := range r.docs {
		if doc != nil {
			list = append(list, doc)
		}
	}
	slices.SortFunc(list, func(a, b *document) int { return cmp.Compare(a.key, b.key) })
	return list
}

// file learns what files there are.
func (r *reader) file() {
	docs := r.documents()
	f := &filing{root: commonFolder(docs), name: map[*document]string{}, was: map[*document]string{}}
	for _, doc := range docs {
		f.name[doc] = strings.TrimPrefix(doc.key, f.root+"/")
	}
	r.files = f
	r.matchFiles(docs)
}

// commonFolder is the deepest folder that holds all documents on disk.
func commonFolder(docs []*document) string {
	var common []string
	first := true
	for _, doc := range docs {
		if strings.HasPrefix(doc.key, source.Builtin) {
			continue
		}
		folders := strings.Split(path.Dir(doc.key), "/")
		if first {
			common, first = folders, false
		}
		n := 0
		for n < min(len(common), len(folders)) && common[n] == folders[n] {
			n++
		}
		common = common[:n]
	}
	return strings.Join(common, "/")
}

// matchFiles finds out which file is which in the record: the one in the same
// place, or else in the same place below another root that has all the rest, as
// that of the next release, or else the only one of the same name.
func (r *reader) matchFiles(docs []*document) {
	left := map[string]bool{}
	for key := range r.opts.Record.Files {
		left[key] = true
	}
	match := func(doc *document, key string) {
		if r.files.was[doc] == "" && left[key] {
			r.files.was[doc] = key
			delete(left, key)
		}
	}
	for _, doc := range docs {
		match(doc, doc.key)
		if key, ok := strings.CutPrefix(doc.key, r.opts.Record.Root+"/"); ok {
			match(doc, key)
		}
	}
	if root := r.otherRoot(docs, left); root != "" {
		for _, doc := range docs {
			match(doc, strings.TrimPrefix(doc.key, root))
		}
	}
	if len(docs) == 1 && len(r.opts.Record.Files) == 1 {
		for key := range left { // a document alone may get another name
			match(docs[0], key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(left)) {
		if doc := r.moved(key, docs, left); doc != nil {
			match(doc, key)
		}
	}
}

// otherRoot is the one folder, with a slash, that has all files that are left
// of the record, or "".
func (r *reader) otherRoot(docs []*document, left map[string]bool) string {
	n := map[string]int{}
	for key := range left {
		for _, doc := range docs {
			if root, ok := strings.CutSuffix("/"+doc.key, "/"+key); ok && r.files.was[doc] == "" {
				n[strings.TrimPrefix(root+"/", "/")]++
			}
		}
	}
	var found []string
	for root, files := range n {
		if files == len(left) {
			found = append(found, root)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// moved finds the file that is called key in the record and lies elsewhere
// now: by its name without folders. nil means that there is none.
func (r *reader) moved(key string, docs []*document, left map[string]bool) *document {
	var found []*document
	for _, doc := range docs {
		if r.files.was[doc] == "" && path.Base(doc.key) == path.Base(key) {
			found = append(found, doc)
		}
	}
	others := 0
	for other := range left {
		if path.Base(other) == path.Base(key) {
			others++
		}
	}
	if len(found) == 1 && others == 1 {
		return found[0]
	}
	if len(found) > 0 {
		var now []string
		for _, doc := range found {
			now = append(now, doc.name)
		}
		r.errorf(source.Pos{File: r.opts.Record.File}, "%q may be any of %s now, and its names are to stay: "+
			`correct "root" or the name of the file, or delete it to have all names chosen anew`, key, strings.Join(now, ", "))
	}
	return nil
}
