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
	"github.com/telgen/telgen/internal/source"
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
	*filing
	words map[string]string // of the files, for package and files, by name
	short map[string]string // for names of declarations, likewise
	full  map[string]string // likewise, when that is not enough
	rank  map[string]int    // of files, the most referred to first
}

// fileWord is the word for doc in the name of a declaration.
func (b *book) fileWord(doc *document, full bool) string {
	if full {
		return b.full[b.name[doc]]
	}
	return b.short[b.name[doc]]
}

// openBook learns what files there are.
func (r *reader) openBook() {
	b := r.set
	b.filing = r.files
	docs := r.documents()
	referrers := map[string]int{}
	for _, doc := range docs {
		for _, other := range r.otherFiles(doc) {
			referrers[other]++
		}
	}
	slices.SortStableFunc(docs, func(x, y *document) int { return cmp.Compare(referrers[y.key], referrers[x.key]) })
	b.rank = map[string]int{}
	names, words := make([]string, len(docs)), map[string]string{}
	for i, doc := range docs {
		names[i] = b.name[doc]
		b.rank[names[i]] = i
		words[names[i]] = r.opts.Record.Files[b.was[doc]].Word
	}
	b.setNames(names)
	b.setWords(names, words)
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

// setNames chooses the words that go in front of names: without number where
// no other file has the same, with the folders where two files are called the
// same.
func (b *book) setNames(names []string) {
	b.short, b.full = map[string]string{}, map[string]string{}
	short, long := countWords(names, shortWord), countWords(names, fileWord)
	for _, name := range names {
		b.full[name] = words(fileWord(name))
		if long[fold(fileWord(name))] > 1 {
			b.full[name] = longWord(name)
		}
		b.short[name] = shortWord(name)
		if short[fold(b.short[name])] > 1 {
			b.short[name] = b.full[name]
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

// longWord is the word for a file with its folders.
func longWord(name string) string {
	name = strings.TrimPrefix(name, source.Builtin)
	return words(strings.TrimSuffix(name, path.Ext(name)))
}

// setWords gives each file its word for packages and files. Those that were
// recorded stand; of new files with the same, the one that most files refer to
// has it.
func (b *book) setWords(names []string, recorded map[string]string) {
	b.words = map[string]string{}
	taken := map[string]bool{}
	for _, name := range names {
		if word := recorded[name]; word != "" && !taken[word] {
			b.words[name] = word
			taken[word] = true
		}
	}
	for _, name := range names {
		if b.words[name] != "" {
			continue
		}
		word := packageWord(shortWord(name))
		for _, longer := range []string{words(fileWord(name)), longWord(name)} {
			if taken[word] {
				word = packageWord(longer)
			}
		}
		for taken[word] {
			word += "x"
		}
		b.words[name] = word
		taken[word] = true
	}
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
			cmp.Compare(r.set.rank[r.set.name[a.at.doc]], r.set.rank[r.set.name[b.at.doc]]),
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
		d.name = d.former
		if d.name == "" || taken[fold(d.name)] != nil {
			d.name = ""
			open = append(open, d)
			continue
		}
		taken[fold(d.name)] = d
	}
	for name := range r.barred {
		if taken[name] == nil {
			taken[name] = new(declared)
		}
	}
	return open
}

// isBelow is 0 for a schema that has a name of its own, and 1 for one inside
// of it, whose name follows from the other's.
func (d *declared) isBelow() int {
	if t := d.at.tokens(); !d.itself && d.only == "" && len(t) == 3 && t[0] == "components" && t[1] == "schemas" {
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
