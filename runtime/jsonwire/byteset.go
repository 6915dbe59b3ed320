package jsonwire

// A byteSet is a set of bytes.
type byteSet [256]bool

// setOfBytes returns the set of the bytes of s.
func setOfBytes(s string) (set byteSet) {
	for i := range len(s) {
		set[s[i]] = true
	}
	return set
}

// byteCounts is a set of bytes as numbers: 1 for each in it, else 0. Several can
// be looked up without a branch for each.
type byteCounts [256]uint8

func countsOfBytes(s string) (counts byteCounts) {
	for i := range len(s) {
		counts[s[i]] = 1
	}
	return counts
}

// add adds the bytes from low to high.
func (s *byteSet) add(low, high byte) {
	for c := int(low); c <= int(high); c++ {
		s[c] = true
	}
}

func (s *byteSet) join(t *byteSet) {
	for c := range s {
		s[c] = s[c] || t[c]
	}
}

func (s *byteSet) meets(t byteSet) bool {
	for c := range s {
		if s[c] && t[c] {
			return true
		}
	}
	return false
}

// only returns the byte that alone is in the set or, if member is false, alone is
// not, and whether there is just one.
func (s *byteSet) only(member bool) (c byte, ok bool) {
	n := 0
	for i, in := range s {
		if in == member {
			c = byte(i)
			n++
		}
	}
	return c, n == 1
}
