package naming

// A scope is a set of Go names that may each be used once.
type scope struct{ taken map[string]bool }

func newScope() *scope { return &scope{taken: map[string]bool{}} }

// reserve keeps names for the emitters.
func (s *scope) reserve(names ...string) {
	for _, name := range names {
		s.taken[name] = true
	}
}

// take returns name, or name with as many of the suffixes as are needed to
// make it new. The suffixes together must identify what is named.
func (s *scope) take(name string, suffixes ...string) string {
	for _, suffix := range suffixes {
		if !s.taken[name] {
			break
		}
		name += suffix
	}
	for s.taken[name] {
		name += "_" // two things of the same identity: the front ends refuse that
	}
	s.taken[name] = true
	return name
}
