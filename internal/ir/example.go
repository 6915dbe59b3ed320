package ir

// An Example is a value that a document shows for one of its types. Its Name
// is the place in the document, as a JSON pointer.
type Example struct {
	Origin
	Type  Type
	Check *Check // what the place adds to Type; may be nil
	JSON  string
	// Wrong says what the document itself forbids about the value; it is
	// empty for a value that is as its schema says.
	Wrong string
}
