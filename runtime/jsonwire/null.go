package jsonwire

import "slices"

// Nulls are the names of members that are null, where that is not the same as
// absent: a merge patch (RFC 7396) removes what it sets to null, and leaves
// alone what it does not mention.
//
//	patch := Subscription{Null: jsonwire.Nulls{"notificationDestination"}}
type Nulls []string

// Has reports whether name is among the names.
func (n Nulls) Has(name string) bool { return slices.Contains(n, name) }

// NullMember reads a null, if that is the value at hand, and notes the name of
// its member. It reports whether it did.
func (d *Decoder) NullMember(to *Nulls, name string) bool {
	if !d.Null() {
		return false
	}
	*to = append(*to, name)
	return true
}

// Nulls asks that only members which may be null are named in n.
func (c *Checker) Nulls(n Nulls, allowed ...string) {
	for _, name := range n {
		if !slices.Contains(allowed, name) {
			c.Fail(name, "must not be null")
		}
	}
}
