package jsonwire

// NilPointer is what Validate returns for a nil pointer, which can be inside an
// interface that is not nil. It is an [*Error].
func NilPointer() error {
	var c Checker
	c.Fail("", "is a nil pointer")
	return c.Err()
}
