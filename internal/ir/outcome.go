package ir

// This file holds what extensions of a document say about the outcome of calls
// and about calls that are made for lists.

// An Outcome says what the values of an Enum mean for the call that they
// answer: x-outcome. A value that is not in it means that the call has failed
// for good.
type Outcome struct {
	Done         []*EnumValue // carried out, at least in part
	Again        []*EnumValue // may succeed later
	TokenRefused []*EnumValue // the access token was missing, wrong or too old
}

// A Partial is JSON inside a string of an object: x-partial-failure.
//
//	x-partial-failure: {when: {code: '80100000'}, json-in: msg, schema: {$ref: ...}}
type Partial struct {
	When *When
	In   *Field // a string
	Type Ref    // to a Struct
}

// A FanOut is an operation that takes a list, and that can be called as often
// as it takes for a longer one: x-fan-out.
//
//	x-fan-out: {method: sendAll, over: message.token, refused: illegal_tokens, count: failure, all-refused: ['80300007']}
type FanOut struct {
	Origin          // Name: the method
	GoName string   // of the method
	Path   []*Field // from the body to the list, whose elements are strings
	Max    int64    // elements of one call
	// Refused is the member of the answer's Partial with the elements that were
	// refused: a list of strings, or such lists by reason. Count is the one with
	// their number. Both may be nil.
	Refused, Count *Field
	// AllRefused are the values of Code, a member of the body of failures, that
	// say that every element was refused.
	Code       *Field
	AllRefused []*EnumValue
}
