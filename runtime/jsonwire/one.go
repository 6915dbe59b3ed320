package jsonwire

// One reports whether exactly one of conditions holds. Generated Validate
// methods ask it for oneOf between the members of an object.
func One(conditions ...bool) bool {
	n := 0
	for _, holds := range conditions {
		if holds {
			n++
		}
	}
	return n == 1
}
