package emit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"
)

// width is the column at which comments are refilled.
const width = 96

// Doc returns paragraphs as one // comment. It is the only way for text of a
// specification into a comment: no text can end the comment, start a
// directive or break a line.
func Doc(paragraphs ...string) *jen.Statement { return jen.Comment(DocText(paragraphs...)) }

// DocText is Doc as plain text, every line starting with "//".
func DocText(paragraphs ...string) string { return strings.Join(lines(paragraphs), "\n") }

func lines(paragraphs []string) []string {
	var list []string
	for _, text := range paragraphs {
		part := fill(clean(text))
		if len(part) == 0 {
			continue
		}
		if len(list) > 0 {
			list = append(list, "//")
		}
		for i, line := range part {
			if looksLikeHeading(part, i) {
				line += "."
			}
			list = append(list, strings.TrimRight("// "+line, " "))
		}
	}
	return list
}

// looksLikeHeading reports whether gofmt would take line i, a paragraph of its
// own that ends in a word, for a heading: it has done so since before headings
// were marked with "#".
func looksLikeHeading(part []string, i int) bool {
	alone := (i == 0 || part[i-1] == "") && (i == len(part)-1 || part[i+1] == "")
	last, _ := utf8.DecodeLastRuneInString(part[i])
	return alone && (unicode.IsLetter(last) || unicode.IsDigit(last))
}

// clean drops what Go source cannot hold or what would not be seen.
func clean(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\uFFFD")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\r' || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
}

// fill breaks text into lines of at most width columns. Blank lines separate
// paragraphs; lines that start a list item stay lines of their own.
func fill(text string) []string {
	var lines []string
	cur := ""
	flush := func() {
		if cur != "" {
			lines = append(lines, cur)
		}
		cur = ""
	}
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			flush()
			if len(lines) > 0 && lines[len(lines)-1] != "" {
				lines = append(lines, "")
			}
			continue
		}
		if heading := strings.TrimLeft(line, "#"); heading != line && strings.HasPrefix(heading, " ") {
			line = strings.TrimSpace(heading) + ":" // a heading of Markdown
			flush()
		}
		if isItem(line) {
			flush()
		}
		for w := range strings.FieldsSeq(line) {
			if cur != "" && len(cur)+1+len(w) > width {
				flush()
			}
			cur = strings.TrimLeft(cur+" "+harmless(w, cur == ""), " ")
		}
	}
	flush()
	return lines
}

func isItem(line string) bool {
	return strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ")
}

// harmless keeps the first word of a line from being read as a directive, a
// heading or a build constraint.
func harmless(w string, first bool) string {
	if first && (strings.HasPrefix(w, "+") || strings.HasPrefix(w, "#")) {
		return "'" + w
	}
	return w
}

// Sentence ends text with a full stop.
func Sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?") || strings.HasSuffix(text, ":") {
		return text
	}
	return text + "."
}
