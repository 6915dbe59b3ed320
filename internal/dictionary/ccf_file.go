package dictionary

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

// This file reads files of CCF text, and finds the application they are about.

// isCCF says whether a file is CCF text.
func isCCF(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".ccf" || ext == ".txt"
}

// A ccfFile is a file of CCF text.
type ccfFile struct {
	pending
	blocks []*block
	ids    []uint32 // applications in its headers, in order
}

// ccf reads a file of CCF text. What application it is of may follow from
// other files.
func (l *loader) ccf(f pending, data []byte) {
	if f.tier == tierFallback {
		l.run.errs.Addf(f.by, "%s is CCF text: it names AVPs, but a fallback defines them", f.name)
		l.complete = false
		return
	}
	t := &ccfFile{pending: f, blocks: readCCF(newPassage(f.name, data), l.run.errs).blocks()}
	t.blocks = keep(t.blocks, func(b *block) bool { return b.code != 0 || b.failure })
	for _, b := range t.blocks {
		if b.app != nil {
			t.ids = append(t.ids, *b.app)
		}
	}
	slices.Sort(t.ids)
	t.ids = slices.Compact(t.ids)
	l.texts = append(l.texts, t)
}

// addTexts adds the commands of CCF text to their applications.
func (l *loader) addTexts(chosen string) {
	for _, f := range l.texts {
		var order []uint32
		parts := map[uint32][]*block{}
		for _, b := range l.assigned(f, chosen) {
			if parts[*b.app] == nil {
				order = append(order, *b.app)
			}
			parts[*b.app] = append(parts[*b.app], b)
		}
		for _, id := range order {
			l.complete = l.run.add(l.textPart(f, id, parts[id]), f.name) && l.complete
		}
	}
}

// assigned returns the blocks of a file that belong to applications, and sets
// to which. Groups that belong to none are those of Wireshark's dictionary, if
// there is one.
func (l *loader) assigned(f *ccfFile, chosen string) []*block {
	about, known := l.about(f, chosen)
	var list []*block
	for _, b := range f.blocks {
		switch {
		case b.app != nil:
		case known:
			b.app = &about
		case b.group && len(l.foreign) > 0:
			l.foreign[0].app.groups = append(l.foreign[0].app.groups, b)
			continue
		default:
			l.run.errs.Addf(b.pos, "of which application is %q? Write its id into the headers: < Diameter Header: 305, REQ, PXY, 16777216 >", b.text)
			l.complete = false
			return list
		}
		list = append(list, b)
	}
	return list
}

// about returns the application that blocks are of whose headers do not say
// it: the only one of the file or the run, or the chosen one.
func (l *loader) about(f *ccfFile, chosen string) (id uint32, ok bool) {
	if len(f.ids) == 1 {
		return f.ids[0], true
	}
	if id, err := strconv.ParseUint(chosen, 10, 32); err == nil {
		return uint32(id), true
	}
	if len(f.ids) > 1 {
		return 0, false
	}
	apps := slices.Clone(l.run.apps)
	if chosen != "" {
		apps = l.run.called(chosen)
	}
	if apps = keep(apps, (*application).generates); len(apps) != 1 {
		return 0, false
	}
	return apps[0].id, true
}

// textPart returns what a file of CCF text says about an application.
func (l *loader) textPart(f *ccfFile, id uint32, list []*block) *application {
	part := &application{word: word{pos: list[0].pos}, id: id, lent: f.lent, auth: true, acct: true, groups: groups(list)}
	part.commands, part.answer = pairs(list, l.run.errs)
	if l.run.byID[id] == nil {
		part.text = l.nameOf(id, f.name)
		part.names = []string{part.text}
	}
	return part
}

// nameOf returns the name of an application that no XML defines: that of
// Wireshark, or else that of the file.
func (l *loader) nameOf(id uint32, file string) string {
	for _, w := range l.foreign {
		for _, t := range w.titles {
			if t.id == id {
				return t.name
			}
		}
	}
	file = path.Base(file)
	return strings.TrimSuffix(file, path.Ext(file))
}
