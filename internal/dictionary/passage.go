package dictionary

import (
	"bytes"
	"sort"
	"unicode/utf8"

	"github.com/telgen/telgen/internal/source"
)

// A passage is text of a file that is not XML, and where it stands there. In
// XML, some of it is written in more bytes than it has: "&lt;".
type passage struct {
	data  []byte
	marks []mark // sorted
	file  *text
}

// A mark says that from an offset of a passage on, up to the next mark, the
// text stands at another offset of the file.
type mark struct{ at, offset int }

// newPassage returns a whole file.
func newPassage(file string, data []byte) *passage {
	body := bytes.TrimPrefix(data, []byte("\uFEFF"))
	return &passage{data: body, marks: []mark{{0, len(data) - len(body)}}, file: newText(file, data)}
}

// pos returns where the byte at offset of the passage stands.
func (p *passage) pos(offset int) source.Pos {
	i := sort.Search(len(p.marks), func(i int) bool { return p.marks[i].at > offset }) - 1
	if i < 0 {
		return p.file.pos(offset)
	}
	return p.file.pos(p.marks[i].offset + offset - p.marks[i].at)
}

// add appends what a decoder made of raw, which stands at offset of the file.
func (p *passage) add(data, raw []byte, offset int) {
	const cdata = "<![CDATA["
	verbatim := bytes.HasPrefix(raw, []byte(cdata))
	if verbatim {
		raw, offset = raw[len(cdata):], offset+len(cdata)
	}
	start := len(p.data)
	p.data = append(p.data, data...)
	p.marks = append(p.marks, mark{start, offset})
	for i, at := 0, 0; i < len(data) && at < len(raw); {
		from, to := 1, 1 // bytes of raw and of data
		switch {
		case raw[at] == '&' && !verbatim:
			from = 1 + max(bytes.IndexByte(raw[at:], ';'), 0)
			_, to = utf8.DecodeRune(data[i:])
		case bytes.HasPrefix(raw[at:], []byte("\r\n")):
			from = 2
		}
		i, at = i+to, at+from
		if from != to {
			p.marks = append(p.marks, mark{start + i, offset + at})
		}
	}
}

// A text finds lines and columns in a file.
type text struct {
	file  string
	size  int
	lines []int // offset of each line
}

func newText(file string, data []byte) *text {
	t := &text{file: file, size: len(data), lines: []int{0}}
	for i, c := range data {
		if c == '\n' {
			t.lines = append(t.lines, i+1)
		}
	}
	return t
}

// pos returns the place at offset. Columns count bytes, as Go's do.
func (t *text) pos(offset int) source.Pos {
	offset = min(offset, t.size)
	line := sort.SearchInts(t.lines, offset+1)
	return source.Pos{File: t.file, Line: line, Col: 1 + offset - t.lines[line-1]}
}
