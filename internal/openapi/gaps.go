package openapi

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/source"
)

// A Gap is something that a document asks for, that is not checked, and that
// somebody has accepted for a reason.
type Gap struct {
	Reason string
	Pos    source.Pos // where it was accepted
}

// An openGap is a keyword that limits a value in a way that is not checked.
type openGap struct {
	keyword node
	message string
}

// gap is told of a keyword that limits a value in a way that is not checked. It
// is an error unless the keyword is among Options.Gaps, which are named as
// "order.schema.json#/properties/lines/contains": the name of the file and the
// JSON pointer of the keyword. Of several files of one name the folders are
// named too, as many as tell them apart; of others they may be.
func (r *reader) gap(keyword node, format string, args ...any) {
	r.gaps = append(r.gaps, openGap{keyword, fmt.Sprintf(format, args...)})
}

// settleGaps reports the gaps that nobody has accepted, and then those that
// were accepted and are not there. What is wrong otherwise may be why they are
// not there, and comes first.
func (r *reader) settleGaps() {
	others := r.errs.Len()
	keys := r.keysRead()
	found := map[string]bool{}
	for _, g := range r.gaps {
		accepted := false
		for _, name := range gapNames(g.keyword, keys) {
			if _, ok := r.opts.Gaps[name]; ok {
				accepted, found[name] = true, true
			}
		}
		if !accepted {
			r.errorf(g.keyword.pos(), "%s; to leave it unchecked, list %q under gaps in the manifest, with the reason",
				g.message, gapNames(g.keyword, keys)[0])
		}
	}
	for name, gap := range r.opts.Gaps {
		if !found[name] && others == 0 {
			r.errorf(gap.Pos, "the gap %q %s", name, r.staleGap(name, keys))
		}
	}
}

// keysRead are the keys of all files, also of those that could not be read.
func (r *reader) keysRead() []string { return slices.Collect(maps.Keys(r.docs)) }

// gapNames returns the names that a keyword can be accepted by, the shortest
// first.
func gapNames(keyword node, keys []string) []string {
	var names []string
	folders := strings.Split(keyword.doc.key, "/")
	for i := len(folders) - 1; i >= 0; i-- {
		file := path.Join(folders[i:]...)
		if !ambiguous(file, keys) {
			names = append(names, file+"#"+pointer(keyword))
		}
	}
	if len(names) == 0 { // unreachable: keys differ
		return []string{keyword.doc.key + "#" + pointer(keyword)}
	}
	return names
}

// ambiguous tells whether several keys end with the names of file.
func ambiguous(file string, keys []string) bool {
	n := 0
	for _, key := range keys {
		if key == file || strings.HasSuffix(key, "/"+file) {
			n++
		}
	}
	return n > 1
}

// staleGap says what is wrong with a gap that was accepted for nothing.
func (r *reader) staleGap(name string, keys []string) string {
	for _, g := range r.gaps {
		longer := gapNames(g.keyword, keys)[0]
		if strings.HasSuffix(longer, "/"+name) {
			return fmt.Sprintf("may be of several files: write which, as in %q", longer)
		}
	}
	return "is not in the documents, or is none: remove it"
}

// refused reports the keywords that no declaration can express.
func (r *reader) refused(n node) {
	for _, key := range refusedKeys {
		if !n.has(key) {
			continue
		}
		if slices.Contains(shapingKeys, key) {
			r.errorf(n.get(key).pos(), "%q is not supported", key)
			continue
		}
		r.gap(n.get(key), "%q is not supported", key)
	}
}
