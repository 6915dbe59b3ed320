package jsonwire

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
	"unsafe"
)

// AppendString appends key, s as a JSON string, and a comma. Only what JSON
// requires is escaped (RFC 8259 section 7): quotation mark, backslash and
// control characters; nothing is escaped for HTML. Bytes that are not UTF-8
// become U+FFFD.
func AppendString(b []byte, key, s string) []byte {
	b = append(b, key...)
	b = append(b, '"')
	if n := plainPrefix(s); n < len(s) {
		b = append(b, s[:n]...)
		b = appendEscaped(b, s[n:])
	} else {
		b = append(b, s...)
	}
	return append(b, '"', ',')
}

// AppendKey appends name as a key, with its colon. It is for names that are
// known only at run time; others are literals.
func AppendKey(b []byte, name string) []byte {
	return append(appendQuoted(b, name), ':')
}

func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	if n := plainPrefix(s); n < len(s) {
		b = append(b, s[:n]...)
		b = appendEscaped(b, s[n:])
	} else {
		b = append(b, s...)
	}
	return append(b, '"')
}

// Eight bytes at a time: the high bit of each byte of a word says whether the
// byte is special. A borrow can only spoil bytes above a special one, and only
// the lowest is ever used.
const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

// special marks quotation marks, backslashes and control characters in x. None
// of them has the high bit, which the subtractions set in bytes below.
func special(x uint64) uint64 {
	quote := x ^ lowBits*'"'
	slash := x ^ lowBits*'\\'
	return ((quote - lowBits) | (slash - lowBits) | (x - lowBits*' ')) &^ x & highBits
}

// plainPrefix returns the length of the longest prefix of s that is ASCII and
// needs no escape.
func plainPrefix(s string) int {
	p := unsafe.Slice(unsafe.StringData(s), len(s)) // only read
	i := 0
	for ; i+8 <= len(p); i += 8 {
		x := binary.LittleEndian.Uint64(p[i:])
		if m := special(x) | x&highBits; m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
	}
	if n := len(p) - 8; n >= 0 && n < i {
		x := binary.LittleEndian.Uint64(p[n:]) // overlaps the word before
		if special(x)|x&highBits == 0 {
			return len(p)
		}
	}
	for ; i < len(p); i++ {
		if c := p[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			break
		}
	}
	return i
}

// appendEscaped appends s, which may hold anything, without the quotes.
func appendEscaped(b []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				b = append(b, s[start:i]...)
				b = append(b, "\uFFFD"...)
				start = i + 1
			}
			i += n
			continue
		}
		if c < ' ' || c == '"' || c == '\\' {
			b = append(b, s[start:i]...)
			b = appendEscape(b, c)
			start = i + 1
		}
		i++
	}
	return append(b, s[start:]...)
}

func appendEscape(b []byte, c byte) []byte {
	const hex = "0123456789abcdef"
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, '\\', 'b')
	case '\f':
		return append(b, '\\', 'f')
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	}
	return append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}
