package openapi

import (
	"cmp"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/telgen/telgen/internal/ir"
)

// This file names what several documents declare together. A schema keeps the
// name that an earlier run gave it. A new one has its own name, unless that is
// taken; then the name of its file goes in front, as short as it can be:
//
//	TS29571_CommonData.yaml   Link             Link
//	TS29501_Template.yaml     Link             TemplateLink
//
// Among new schemas of one name it is the one of the file that most files
// refer to that has the name alone, since its name is written most.

// A book is what a set of files calls them and their schemas.
type book struct {
	recorded map[string]Recorded
	parts    map[string]SetPart // by name of the file
	words    map[string]string  // for names of declarations, by name of the file
	full     map[string]string  // likewise, when that is not enough
	rank     map[string]int     // of files, the most referred to first
}

func newBook(recorded map[string]Recorded) *book { return &book{recorded: recorded} }

// fileWord is the word for doc in the name of a declaration.
func (b *book) fileWord(doc *document, full bool) string {
	if full {
		return b.full[doc.name]
	}
	return b.words[doc.name]
}

// open learns what files there are.
func (b *book) open(docs map[string]*document, refers func(*document) []string) {
	var names []string
	referrers := map[string]int{}
	for name, doc := range docs {
		if doc == nil {
			continue
		}
		names = append(names, name)
		for _, other := range refers(doc) {
			referrers[other]++
		}
	}
	slices.Sort(names)
	slices.SortStableFunc(names, func(x, y string) int { return cmp.Compare(referrers[y], referrers[x]) })
	b.rank = map[string]int{}
	for i, name := range names {
		b.rank[name] = i
	}
	b.setWords(names)
	b.setParts(names)
}

// number is how the names of 3GPP's files begin.
var number = regexp.MustCompile(`^(?i:TS|TR)?[0-9]+[-_]+`)

// shortWord is the word for a file without the number of its specification.
func shortWord(file string) string {
	base := fileWord(file)
	if short := words(base[len(number.FindString(base)):]); short != "" && !unicode.IsDigit(rune(short[0])) {
		return short
	}
	return words(base)
}

// setWords chooses the words that go in front of names: without number where
// no other file has the same, with the folders where two files are called the
// same.
func (b *book) setWords(names []string) {
	b.words, b.full = map[string]string{}, map[string]string{}
	short, long := countWords(names, shortWord), countWords(names, fileWord)
	for _, name := range names {
		b.full[name] = words(fileWord(name))
		if long[fold(fileWord(name))] > 1 {
			b.full[name] = words(strings.TrimSuffix(name, path.Ext(name)))
		}
		b.words[name] = shortWord(name)
		if short[fold(b.words[name])] > 1 {
			b.words[name] = b.full[name]
		}
	}
}

func countWords(names []string, word func(string) string) map[string]int {
	n := map[string]int{}
	for _, name := range names {
		n[fold(word(name))]++
	}
	return n
}

// setParts gives each file its key and its word for packages and files. Words
// that were recorded stand; of new files with the same, the one that most
// files refer to has it.
func (b *book) setParts(names []string) {
	b.parts = map[string]SetPart{}
	taken := map[string]bool{}
	keys := fileKeys(names)
	for _, name := range names {
		if word := b.recorded[keys[name]].Word; word != "" {
			b.parts[name] = SetPart{keys[name], word}
			taken[word] = true
		}
	}
	for _, name := range names {
		if b.parts[name].Word != "" {
			continue
		}
		word := packageWord(shortWord(name))
		for _, longer := range []string{words(fileWord(name)), words(strings.TrimSuffix(name, path.Ext(name)))} {
			if taken[word] {
				word = packageWord(longer)
			}
		}
		for taken[word] {
			word += "x"
		}
		b.parts[name] = SetPart{keys[name], word}
		taken[word] = true
	}
}

// fileKeys returns for each file its name without folders, or with as many of
// them as tell it from all others.
func fileKeys(names []string) map[string]string {
	keys := map[string]string{}
	for _, name := range names {
		key := path.Base(name)
		for dir := path.Dir(name); dir != "." && dir != "/" && ambiguous(key, names); dir = path.Dir(dir) {
			key = path.Base(dir) + "/" + key
		}
		keys[name] = key
	}
	return keys
}

func ambiguous(key string, names []string) bool {
	n := 0
	for _, name := range names {
		if name == key || strings.HasSuffix(name, "/"+key) {
			n++
		}
	}
	return n > 1
}

// packageWord makes the name of a package of word: lower case letters and
// digits, and none that Go or the go command keeps for itself.
func packageWord(word string) string {
	word = strings.Map(func(c rune) rune {
		if c < unicode.MaxASCII && (unicode.IsLetter(c) || unicode.IsDigit(c)) {
			return unicode.ToLower(c)
		}
		return -1
	}, word)
	if word == "" || unicode.IsDigit(rune(word[0])) {
		word = "x" + word
	}
	if slices.Contains([]string{"main", "internal", "vendor", "testdata", "doc", "patterns"}, word) || token.IsKeyword(word) {
		word += "api"
	}
	return word
}

// nameSet names the declarations of a set.
func (r *reader) nameSet() {
	taken := map[string]*declared{}
	open := r.nameRecorded(taken)
	slices.SortStableFunc(open, func(a, b *declared) int {
		return cmp.Or(
			cmp.Compare(a.isBelow(), b.isBelow()),
			cmp.Compare(r.set.rank[a.at.doc.name], r.set.rank[b.at.doc.name]),
			comparePos(a.at, b.at))
	})
	for _, d := range open {
		r.choose(d, taken)
	}
	for _, d := range r.order {
		ir.OriginOf(d.decl).Name = d.name
		if u, ok := d.decl.(*ir.Union); ok && u.Base != nil {
			u.Base.Name = d.name
		}
	}
}

// nameRecorded gives the names that were recorded, and returns what is left.
func (r *reader) nameRecorded(taken map[string]*declared) []*declared {
	var open []*declared
	for _, d := range r.order {
		key := r.set.parts[d.at.doc.name].Key
		d.name = r.set.recorded[key].Names[d.pointer()]
		if d.name == "" || taken[fold(d.name)] != nil {
			d.name = ""
			open = append(open, d)
			continue
		}
		taken[fold(d.name)] = d
	}
	return open
}

// isBelow is 0 for a schema that has a name of its own, and 1 for one inside
// of it, whose name follows from the other's.
func (d *declared) isBelow() int {
	if t := d.at.tokens(); !d.itself && len(t) == 3 && t[0] == "components" && t[1] == "schemas" {
		return 0
	}
	return 1
}

// choose gives d the first of its possible names that is free.
func (r *reader) choose(d *declared, taken map[string]*declared) {
	for _, name := range r.candidates(d) {
		d.name = name
		if taken[fold(name)] == nil {
			break
		}
	}
	for taken[fold(d.name)] != nil {
		d.name += "Too" // two schemas that are told apart by punctuation only
	}
	taken[fold(d.name)] = d
}

func (r *reader) candidates(d *declared) []string {
	if d.isBelow() == 0 {
		key := d.at.tokens()[2]
		return []string{key, r.set.fileWord(d.at.doc, false) + upper(key), r.set.fileWord(d.at.doc, true) + upper(key)}
	}
	var names []string
	for d.level = range longestName + 2 {
		names = append(names, r.nameOf(d))
	}
	return names
}
