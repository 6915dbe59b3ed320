package peer

import "github.com/telgen/telgen/runtime/diameter"

// winsElection reports whether the node called local wins against remote when
// both have connected to each other at once: then it closes the connection
// that it began, and otherwise the one that remote began. Identities are
// compared octet by octet, and the letters of ASCII without regard to case
// (RFC 6733 section 5.6.4). Nobody wins against itself.
func winsElection(local, remote diameter.Identity) bool {
	n := min(len(local), len(remote))
	for i := range n {
		if a, b := lower(local[i]), lower(remote[i]); a != b {
			return a > b
		}
	}
	return len(local) > n
}

// sameIdentity reports whether a and b name the same node or realm. It folds
// the letters of ASCII only, as domain names are compared, and allocates
// nothing.
func sameIdentity[A, B ~string | ~[]byte](a A, b B) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if a[i] != b[i] && lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

// lower returns the lower case of a letter of ASCII, and else c.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// appendFolded appends an identity in lower case, which makes it the key of a
// map.
func appendFolded[T ~string | ~[]byte](b []byte, identity T) []byte {
	for i := range len(identity) {
		b = append(b, lower(identity[i]))
	}
	return b
}
