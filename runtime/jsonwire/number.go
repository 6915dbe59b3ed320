package jsonwire

import (
	"math"
	"math/bits"
	"strconv"
)

// Int32 reads an integer between -2^31 and 2^31-1.
func (d *Decoder) Int32() int32 { return int32(signed(d.integer(1<<31, math.MaxInt32))) }

// Int64 reads an integer between -2^63 and 2^63-1. A lenient Decoder also takes
// a time as [Decoder.Time] does, and returns its seconds since 1970: services
// are known to have changed from one form to the other.
func (d *Decoder) Int64() int64 {
	if d.buf[d.pos] == '"' && !d.Strict {
		return d.instant()
	}
	return signed(d.integer(1<<63, math.MaxInt64))
}

// Uint32 reads an integer between 0 and 2^32-1.
func (d *Decoder) Uint32() uint32 {
	u, _ := d.integer(0, math.MaxUint32)
	return uint32(u)
}

// Uint64 reads an integer between 0 and 2^64-1.
func (d *Decoder) Uint64() uint64 {
	u, _ := d.integer(0, math.MaxUint64)
	return u
}

func signed(u uint64, negative bool) int64 {
	if negative {
		return -int64(u)
	}
	return int64(u)
}

// Float64 reads a number. One that is too large for a float64 is an error.
func (d *Decoder) Float64() float64 { return d.float(64) }

// Float32 reads a number and rounds it to a float32. One that is too large for
// that is an error.
func (d *Decoder) Float32() float32 { return float32(d.float(32)) }

func (d *Decoder) float(size int) float64 {
	start := d.pos
	if d.Kind() != KindNumber {
		d.lenientNull("a number")
		return 0
	}
	if !d.number() {
		return 0
	}
	v, err := strconv.ParseFloat(d.text(start, d.pos), size)
	if err != nil { // only the range can be wrong
		d.fail(start, shorten(d.text(start, d.pos))+" does not fit a float"+strconv.Itoa(size))
		return 0
	}
	return v
}

// integer reads an integer between -low and high as its absolute value and
// sign. The loop reads what is nearly always there, and stops at the zeros
// behind the input.
func (d *Decoder) integer(low, high uint64) (u uint64, negative bool) {
	start := d.pos
	i := start
	if negative = d.buf[i] == '-'; negative {
		i++
	}
	first := i
	for c := d.buf[i] - '0'; c <= 9; c = d.buf[i] - '0' {
		u = u*10 + uint64(c)
		i++
	}
	d.pos = i
	if !plainInteger(d.buf[first], i-first, d.buf[i]) {
		var ok bool
		d.pos = start
		if u, ok = d.exact(low, high); !ok {
			return 0, false
		}
	}
	if negative && u > low || !negative && u > high {
		d.outside(start, low, high)
		return 0, false
	}
	return u, negative
}

// plainInteger reports whether n digits, the first of which is given with the
// byte behind the last, are an integer as they stand: not none, too few to
// overflow, no leading zero, no fraction or exponent.
func plainInteger(first byte, n int, after byte) bool {
	return n-1 < 18 && n > 0 && (first != '0' || n == 1) && after != '.' && after|0x20 != 'e'
}

// exact reads the absolute value of an integer in any spelling.
func (d *Decoder) exact(low, high uint64) (uint64, bool) {
	start := d.pos
	if d.Kind() != KindNumber {
		d.lenientNull("an integer")
		return 0, false
	}
	if !d.number() {
		return 0, false
	}
	n := parseDecimal(d.text(start, d.pos))
	if !n.integral() {
		d.fail(start, shorten(d.text(start, d.pos))+" is not an integer")
		return 0, false
	}
	u, ok := n.value()
	if !ok {
		d.outside(start, low, high)
	}
	return u, ok
}

// outside fails because the number that starts at i and ends at pos is below
// -low or above high.
func (d *Decoder) outside(i int, low, high uint64) {
	limit := " is above " + strconv.FormatUint(high, 10)
	if d.buf[i] == '-' {
		limit = " is below -" + strconv.FormatUint(low, 10)
		if low == 0 {
			limit = " is below 0"
		}
	}
	d.fail(i, shorten(d.text(i, d.pos))+limit)
}

// number checks the grammar of the number at hand (RFC 8259 section 6) and
// moves behind it.
func (d *Decoder) number() bool {
	if d.buf[d.pos] == '-' {
		d.pos++
	}
	if d.buf[d.pos] == '0' {
		d.pos++
	} else if !d.digits() {
		return false
	}
	if d.buf[d.pos] == '.' {
		d.pos++
		if !d.digits() {
			return false
		}
	}
	if d.buf[d.pos]|0x20 != 'e' {
		return true
	}
	d.pos++
	if c := d.buf[d.pos]; c == '+' || c == '-' {
		d.pos++
	}
	return d.digits()
}

// digits reads one digit or more.
func (d *Decoder) digits() bool {
	start := d.pos
	for d.buf[d.pos]-'0' <= 9 {
		d.pos++
	}
	if d.pos == start {
		d.unexpected("a digit")
		return false
	}
	return true
}

// A decimal is a number as it was written. The digit with index i, not
// counting the point, stands for 10^(point-1-i).
type decimal struct {
	text        string // digits, a point, perhaps an exponent
	first, last int64  // index of the first and the last digit that is not 0; -1 for zero
	point       int64
}

// maxExponent is far above every exponent that matters, and far from overflow.
const maxExponent = 1 << 40

func parseDecimal(s string) decimal {
	if s[0] == '-' {
		s = s[1:]
	}
	n := decimal{text: s, first: -1, last: -1, point: -1}
	count := int64(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '.':
			n.point = count
		case 'e', 'E':
			if n.point < 0 {
				n.point = count
			}
			n.text = s[:i]
			n.point += exponent(s[i+1:])
			return n
		default:
			if c != '0' {
				n.last = count
				if n.first < 0 {
					n.first = count
				}
			}
			count++
		}
	}
	if n.point < 0 {
		n.point = count
	}
	return n
}

// exponent returns the number in s, cut to ±maxExponent.
func exponent(s string) int64 {
	negative := s[0] == '-'
	v := int64(0)
	for i := range len(s) {
		if c := s[i]; c >= '0' && v < maxExponent {
			v = v*10 + int64(c-'0')
		}
	}
	if negative {
		return -v
	}
	return v
}

func (n decimal) integral() bool { return n.last < 0 || n.last < n.point }

// value returns the number without its fraction, and whether it fits.
func (n decimal) value() (v uint64, ok bool) {
	if n.first < 0 {
		return 0, true
	}
	if n.point-n.first > 20 {
		return 0, false
	}
	index := int64(0)
	for i := 0; index < n.point; i++ {
		c := byte('0')
		if i < len(n.text) {
			if c = n.text[i]; c == '.' {
				continue
			}
		}
		if v, ok = timesTen(v, uint64(c-'0')); !ok {
			return 0, false
		}
		index++
	}
	return v, true
}

func timesTen(v, digit uint64) (uint64, bool) {
	over, v := bits.Mul64(v, 10)
	v, carry := bits.Add64(v, digit, 0)
	return v, over == 0 && carry == 0
}
