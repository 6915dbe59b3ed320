package ir

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// Limits on what ParseDecimal reads, so that no document can ask for a number
// of a million digits.
const (
	maxDecimal  = 400 // characters
	maxExponent = 400
)

var decimal = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE]([+-]?[0-9]{1,6}))?$`)

// ParseDecimal returns the number that s is as JSON writes it, exactly, and
// whether it is one that is not too long. The least and greatest float64 are
// not.
func ParseDecimal(s string) (*big.Rat, bool) {
	m := decimal.FindStringSubmatch(s)
	if m == nil || len(s) > maxDecimal {
		return nil, false
	}
	if exponent, _ := strconv.Atoi(m[3]); exponent > maxExponent || exponent < -maxExponent {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// Decimal writes n, which ParseDecimal returned or which is as short, as JSON
// does: 18446744073709551615, 0.01, 1e+300.
func Decimal(n *big.Rat) string {
	const most = 25 // digits that people can read
	if n.IsInt() && len(n.Num().String()) <= most {
		return n.Num().String()
	}
	if places, exact := n.FloatPrec(); exact && places <= most {
		if s := n.FloatString(places); len(s) <= 2*most {
			return s
		}
	}
	return significant(n)
}

// significant writes n as digits and an exponent.
func significant(n *big.Rat) string {
	places, exact := n.FloatPrec()
	if !exact { // no decimal fraction
		f, _ := n.Float64()
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	scaled := new(big.Rat).Mul(n, new(big.Rat).SetInt(scale)).Num().String()
	digits := strings.TrimRight(scaled, "0")
	return digits + "e" + strconv.Itoa(len(scaled)-len(digits)-places)
}

// Integers returns the least and the greatest integer that c admits, nil
// without a limit.
func (c *Check) Integers() (least, most *big.Int) {
	if n := c.Minimum; n != nil {
		least = floor(n)
		if !n.IsInt() || c.ExclusiveMin {
			least.Add(least, big.NewInt(1))
		}
	}
	if n := c.Maximum; n != nil {
		most = floor(n)
		if n.IsInt() && c.ExclusiveMax {
			most.Sub(most, big.NewInt(1))
		}
	}
	return least, most
}

// floor is the greatest integer that is not above n.
func floor(n *big.Rat) *big.Int { return new(big.Int).Div(n.Num(), n.Denom()) }
