package dictionary

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file splits CCF text into tokens.

// maxCCFSize is the largest CCF text, in bytes. A large specification has a
// tenth of it.
const maxCCFSize = 1 << 20

// A token is a word, or one of < > { } [ ] * , : and "::=".
type token struct {
	kind   rune // one of the constants below, or the character itself
	text   string
	offset int
}

// Kinds of tokens that are more than a character.
const (
	tokenEnd     rune = 0   // there is no more
	tokenWord    rune = 'w' // a name or a number
	tokenDefines rune = '=' // ::=
	tokenOther   rune = '?' // a character without meaning
)

// isNumber says whether t is a word of digits.
func (t token) isNumber() bool {
	return t.kind == tokenWord && strings.Trim(t.text, "0123456789") == ""
}

// isOpening says whether t opens a rule.
func (t token) isOpening() bool { return t.kind == '<' || t.kind == '{' || t.kind == '[' }

// tokens splits text. Comments go from a semicolon to the end of the line.
func tokens(data []byte) []token {
	var list []token
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		switch r = plainRune(r); {
		case r == ';':
			size = lineLength(data[at:])
		case unicode.IsSpace(r):
		case isNameRune(r):
			var word string
			word, size = nameAt(data[at:])
			list = append(list, token{tokenWord, word, at})
		case r == ':' && definesLength(data[at:]) > 0:
			size = definesLength(data[at:])
			list = append(list, token{tokenDefines, "::=", at})
		case strings.ContainsRune("<>{}[]*,:", r):
			list = append(list, token{r, string(r), at})
		default:
			list = append(list, token{tokenOther, string(data[at : at+size]), at})
		}
		at += size
	}
	return list
}

// plainRune returns the character that is meant by one that word processors
// put in its place.
func plainRune(r rune) rune {
	switch r {
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212', '\uFE63', '\uFF0D':
		return '-'
	case '\u2217', '\uFF0A':
		return '*'
	case '\u00AD', '\u200B', '\u2060', '\uFEFF':
		return ' '
	}
	return r
}

func isNameRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_./+", r))
}

// nameAt returns the name that data begins with, and its length in data. Soft
// hyphens inside it do not count.
func nameAt(data []byte) (name string, length int) {
	var b strings.Builder
	for length < len(data) {
		r, size := utf8.DecodeRune(data[length:])
		if r != '\u00AD' {
			if r = plainRune(r); !isNameRune(r) {
				break
			}
			b.WriteRune(r)
		}
		length += size
	}
	return b.String(), length
}

func lineLength(data []byte) int {
	if end := bytes.IndexAny(data, "\r\n"); end >= 0 {
		return end
	}
	return len(data)
}

// definesLength returns the length of "::=" at the beginning of data, with the
// blanks that may be in it, or 0.
func definesLength(data []byte) int {
	const longest = 8
	for i, c := range data[:min(len(data), longest)] {
		switch {
		case c == '=' && i > 0:
			return i + 1
		case c != ':' && c != ' ' && c != '\t':
			return 0
		}
	}
	return 0
}
