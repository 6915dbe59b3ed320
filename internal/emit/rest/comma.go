package rest

import (
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// neverComma reports whether no element of a list of strings can have a comma, so
// that one separates even if it is escaped, as many clients do: those of an enum
// that allows no others, and of some formats.
func neverComma(l ir.List) bool {
	if e := enumOf(l.Elem); e != nil {
		return e.Closed && !slices.ContainsFunc(e.Values, func(v *ir.EnumValue) bool { return strings.Contains(v.Text, ",") })
	}
	return slices.ContainsFunc(checksOf(l.Elem, l.Check), func(c *ir.Check) bool {
		return slices.Contains([]string{"date", "uuid", "ipv4", "ipv6"}, c.Format)
	})
}
