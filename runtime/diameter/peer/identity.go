package peer

import "github.com/telgen/telgen/runtime/diameter"

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

// fold returns an identity as the key of a map.
func fold(identity diameter.Identity) string { return string(appendFolded(nil, identity)) }
