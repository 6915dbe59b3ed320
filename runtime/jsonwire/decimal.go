package jsonwire

import (
	"math/big"
	"strconv"
	"strings"
)

// A decimalNumber is a number of JSON, exactly: digits times ten to the power
// of exp. Digits have no zero at either end; zero has no digits.
type decimalNumber struct {
	negative bool
	digits   string
	exp      int64
}

// mostExponent is what exponents are cut to: numbers beyond it are all the same
// to everyone.
const mostExponent = 1 << 40

// decimalOf reads a number as JSON writes it.
func decimalOf(s string) (n decimalNumber) {
	s, n.negative = strings.CutPrefix(s, "-")
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		n.exp = exponentOf(s[i+1:])
		s = s[:i]
	}
	whole, fraction, _ := strings.Cut(s, ".")
	n.exp -= int64(len(fraction))
	s = strings.TrimLeft(whole+fraction, "0")
	n.digits = strings.TrimRight(s, "0")
	n.exp += int64(len(s) - len(n.digits))
	if n.digits == "" {
		return decimalNumber{}
	}
	return n
}

func exponentOf(s string) int64 {
	exp, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil && strings.HasPrefix(s, "-"), exp < -mostExponent:
		return -mostExponent
	case err != nil, exp > mostExponent:
		return mostExponent
	}
	return exp
}

// String returns the only spelling of n: 0, -15, 1e3, 25e-1.
func (n decimalNumber) String() string {
	if n.digits == "" {
		return "0"
	}
	s := n.digits
	if n.exp != 0 {
		s += "e" + strconv.FormatInt(n.exp, 10)
	}
	if n.negative {
		s = "-" + s
	}
	return s
}

// compare returns -1, 0 or 1 as n is below m, equal or above.
func (n decimalNumber) compare(m decimalNumber) int {
	if a, b := n.sign(), m.sign(); a != b {
		return compareInts(a, b)
	}
	size := compareInts(n.exp+int64(len(n.digits)), m.exp+int64(len(m.digits)))
	if size == 0 {
		size = strings.Compare(n.digits, m.digits)
	}
	if n.negative {
		return -size
	}
	return size
}

func (n decimalNumber) sign() int64 {
	switch {
	case n.digits == "":
		return 0
	case n.negative:
		return -1
	}
	return 1
}

func compareInts(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// isMultipleOf reports whether n is a multiple of step, which is not 0. It
// makes no number that is longer than the two.
func (n decimalNumber) isMultipleOf(step decimalNumber) bool {
	up := n.exp - step.exp
	if n.digits == "" || up < 0 {
		return n.digits == "" // n has a digit behind the last one of step
	}
	var v, s big.Int
	v.SetString(n.digits, 10)
	s.SetString(step.digits, 10)
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(up), &s)
	return v.Rem(v.Mul(&v, power), &s).Sign() == 0
}
