package jsonwire

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// word returns the eight bytes from i on, the first of them the lowest. There
// are as many: i is at most the input's end, behind which the pad is.
func (d *Decoder) word(i int) uint64 {
	p := (*[pad]byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(d.buf)), i))
	return binary.LittleEndian.Uint64(p[:])
}

// quoted reads the string at hand. The loop reads what is nearly always there.
func (d *Decoder) quoted() string {
	start := d.pos + 1
	i := start
	x := d.word(i)
	m := special(x)
	for m == 0 && x&highBits == 0 {
		i += 8
		x = d.word(i)
		m = special(x)
	}
	n := bits.TrailingZeros64(m) &^ 7 // 64, for none, becomes a shift to zero
	i += n >> 3
	if x&(1<<n-1)&highBits != 0 || d.buf[i] != '"' {
		return d.oddText(start)
	}
	d.pos = i + 1
	return d.text(start, i)
}

// oddText is quoted for a string that is more than plain ASCII.
func (d *Decoder) oddText(start int) string {
	i, ascii := d.run(start)
	if d.buf[i] == '"' && (ascii || utf8.Valid(d.buf[start:i])) {
		d.pos = i + 1
		return d.text(start, i)
	}
	if !d.skipQuoted() {
		return ""
	}
	return unescape(d.buf[start : d.pos-1])
}

// run returns the index of the first byte from i on that ends a run of plain
// text: a quotation mark, a backslash or a control character, as the zero
// behind the input is one. It also tells whether the text before is ASCII.
func (d *Decoder) run(i int) (end int, ascii bool) {
	var high uint64
	for {
		x := d.word(i)
		m := special(x)
		if m != 0 {
			n := bits.TrailingZeros64(m) &^ 7
			return i + n>>3, (high|x&(1<<n-1))&highBits == 0
		}
		high |= x
		i += 8
	}
}

// skipQuoted checks the string at hand and moves behind it.
func (d *Decoder) skipQuoted() bool {
	i := d.pos + 1
	for {
		end, ascii := d.run(i)
		if !ascii && !d.validText(i, end) {
			return false
		}
		d.pos = end
		switch d.buf[end] {
		case '"':
			d.pos++
			return true
		case '\\':
			if i = d.escape(end); i < 0 {
				return false
			}
		default:
			d.badText()
			return false
		}
	}
}

// validText checks that the bytes from i to j are UTF-8.
func (d *Decoder) validText(i, j int) bool {
	for i < j {
		r, n := utf8.DecodeRune(d.buf[i:j])
		if r == utf8.RuneError && n == 1 {
			d.fail(i, "string is not UTF-8")
			return false
		}
		i += n
	}
	return true
}

// escape checks the escape sequence at i and returns the index behind it, or
// -1 after an error.
func (d *Decoder) escape(i int) int {
	switch d.buf[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 2
	case 'u':
		for d.pos = i + 2; d.pos < i+6; d.pos++ {
			if hexDigit(d.buf[d.pos]) < 0 {
				d.unexpected("a hexadecimal digit")
				return -1
			}
		}
		return i + 6
	}
	d.pos = i + 1
	d.unexpected("an escape sequence")
	return -1
}

// hexDigit returns the value of c, or -1.
func hexDigit(c byte) rune {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0')
	case 'a' <= c && c <= 'f':
		return rune(c - 'a' + 10)
	case 'A' <= c && c <= 'F':
		return rune(c - 'A' + 10)
	}
	return -1
}

// unescape returns the text of s, which was checked. A surrogate without its
// other half becomes U+FFFD, as in encoding/json.
func unescape(s []byte) string {
	b := make([]byte, 0, len(s)) // an escape is never shorter than its text
	for i := 0; i < len(s); {
		if s[i] != '\\' {
			b = append(b, s[i])
			i++
			continue
		}
		if s[i+1] != 'u' {
			b = append(b, unescaped(s[i+1]))
			i += 2
			continue
		}
		r, n := unescapeRune(s[i:])
		b = utf8.AppendRune(b, r)
		i += n
	}
	return string(b)
}

// unescaped returns what a backslash and c stand for.
func unescaped(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

// unescapeRune reads \u1234, or two of them that are a surrogate pair, and
// returns the rune and the length.
func unescapeRune(s []byte) (rune, int) {
	r := hexRune(s)
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if len(s) >= 12 && s[6] == '\\' && s[7] == 'u' {
		if pair := utf16.DecodeRune(r, hexRune(s[6:])); pair != utf8.RuneError {
			return pair, 12
		}
	}
	return utf8.RuneError, 6
}

func hexRune(s []byte) rune {
	return hexDigit(s[2])<<12 | hexDigit(s[3])<<8 | hexDigit(s[4])<<4 | hexDigit(s[5])
}
