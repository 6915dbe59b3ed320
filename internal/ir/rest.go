package ir

import "math/big"

// This file holds what only OpenAPI and JSON Schema have: members and their
// rules, operations, receivers and security.

// A Property is a member of a JSON object: the Wire of a Field. The member's
// name is Field.Name. A required property has Field.Optional false.
type Property struct {
	Nullable            bool
	ReadOnly, WriteOnly bool
	// OneWay says that the member is required in the one direction in which it
	// travels: in answers if ReadOnly, in requests if WriteOnly. Its field is
	// Optional then.
	OneWay     bool
	Deprecated bool
	Secret     bool   // is not printed: format password
	Default    string // JSON text, for documentation; never sent by itself
	Check      *Check // nil if there is nothing to check
	// Const is JSON text that is always sent: the tag of a union's variant.
	// Such a property has no field in Go.
	Const string
}

// A Check is what a value must satisfy. Zero pointers mean no limit. As in JSON
// Schema, what is asked of strings asks nothing of a number: the Check of a
// union, of raw JSON or of an alternative can hold limits of several kinds.
type Check struct {
	MinLength, MaxLength   *int64   // characters
	Pattern                string   // RE2
	AndPatterns            []string // RE2; more patterns, all of which must match
	NotPatterns            []string // RE2; patterns none of which may match
	Format                 string   // "uuid", "ipv4", "ipv6", "uri", ...: those that runtime/rest can check
	Minimum, Maximum       *big.Rat // exactly as the document has them
	ExclusiveMin           bool
	ExclusiveMax           bool
	MultipleOf             *big.Rat
	MinItems, MaxItems     *int64
	Unique                 bool
	MinProps, MaxProps     *int64   // of a Map
	Const                  string   // JSON text
	Values                 []string // JSON texts, one of which the value equals; of what is no Enum
	MinSeconds, MaxSeconds *float64 // of a duration string such as "86400s"; x-min-duration, x-max-duration
	MinSecondsExclusive    bool
	AnyOf                  []*Check // the value satisfies at least one of them
	OneOf                  []*Check // the value satisfies exactly one of them
	AllOf                  []*Check // further lists of alternatives
}

// An Object is what makes a Struct a JSON object.
type Object struct {
	Unknown            Unknown
	UnknownType        Type // of unknown members when Unknown is KeepUnknown; Any or the schema's type
	UnknownNull        bool // unknown members may be null, as the elements of a Map
	MinProps, MaxProps *int64
	Check              *Check // of the object as a whole: the values that it can have
	Rules              []*Rule
	ErrorBody          bool // is the body of an error response: implements error
	Partial            *Partial
	Form               bool // is the body of a request that is sent as a form
	// Multipart is set for a body of several parts: the fields are those that
	// hold JSON objects, each a part of its own. It has no JSON form.
	Multipart *Multipart
}

// A Multipart is what makes a Struct a body of several parts (RFC 2046 section
// 5.1, RFC 2387).
type Multipart struct {
	ContentType string // "multipart/related"
	// Alone is the content type of the only field when it is sent by itself,
	// without other parts; empty if it never is.
	Alone string
	// Others are the parts without a field: binary ones, and lists.
	Others []MultipartPart
}

// A MultipartPart is a part that travels as bytes.
type MultipartPart struct {
	Name        string // of the property
	ContentType string // of its encoding; may be empty
	Required    bool
}

// Unknown says what happens to members that no field has.
type Unknown uint8

// Rules for unknown members.
const (
	SkipUnknown   Unknown = iota // nothing is said, which allows them: accepted, kept in Extra as any JSON
	KeepUnknown                  // additionalProperties: kept in Extra
	ForbidUnknown                // additionalProperties: false; refused by Validate of a request
)

// A Rule is a condition between the members of an object: when When holds, at
// least Min and at most Max of the Groups must be present, where a group is
// present when all its members are.
//
//	anyOf: [{required: [a, b]}, {required: [a, c]}]    Groups [[a b] [a c]], Min 1, Max 2
//	oneOf: [{required: [a]}, {required: [b]}]          Groups [[a] [b]], Min 1, Max 1
//	x-rules: [{when: {type: 2}, required: [url]}]      When type = 2, Groups [[url]], Min 1, Max 1
type Rule struct {
	Origin
	When     *When
	Groups   [][]*Field
	Min, Max int
	Conds    []*Cond // in place of Groups where those cannot say it; never with When
}

// A Cond is a condition on the members of an object.
//
//	not: {required: [a]}                                   Not of Present a
//	not: {required: [a], properties: {a: {enum: [X]}}}     Not of Equal a "X"
type Cond struct {
	Op     Op
	Field  *Field   // of Present and Equal
	Values []string // of Equal: JSON texts, one of which the member has
	Of     []*Cond  // of All, Any, One and Not, which has one
}

// Op says what a Cond asks.
type Op uint8

// What a condition can ask.
const (
	Present Op = iota // the member is there
	Equal             // the member is there and has one of the values
	All               // all of the conditions hold
	Some              // at least one of them holds
	One               // exactly one of them holds
	Not               // it does not hold
)

// A When is the condition of a Rule: Field is present, and has Value unless
// Value is empty.
type When struct {
	Field *Field
	Value string // JSON text
}

// A Service is the HTTP side of a Package.
type Service struct {
	Origin     // Name: info.title
	Version    string
	Servers    []string // base URLs, variables replaced by their defaults
	Operations []*Operation
	Receivers  []*Receiver
	Security   []*SecurityScheme
	Scopes     []*Scope // of all schemes, each once: those that schemes list, then those that operations need
}

// An Operation is one method on one path.
type Operation struct {
	Origin    // Name: operationId
	GoName    string
	Method    string   // "POST"
	Path      string   // "/sessions/{sessionId}/extend"
	Servers   []string // if they differ from the service's
	Params    []*Param
	Body      *Body
	Responses []*Response // success first, in order of status; default last
	// Security lists alternatives; each is a set of schemes. Empty means
	// none is needed; an empty alternative makes security optional.
	Security   [][]Need
	Deprecated bool
	Paging     *Paging // nil unless it is certain how to ask for the next page
	FanOut     *FanOut // nil unless the document asks for it
	Idempotent bool    // x-idempotent: may be repeated although its method does not say so
}

// A Paging says how an operation hands out a list page by page.
type Paging struct {
	Style PagingStyle
	Param *Param // optional, in the query; nil for PageLink
	First int64  // of PageNumber: what the first page is called
	Items *Field // of the answer, that holds the list; nil if the answer is the list
	Next  *Field // of the answer, of PageCursor: the cursor of the next page
}

// PagingStyle says what leads to the next page.
type PagingStyle uint8

// Ways to the next page.
const (
	PageNumber PagingStyle = iota // a parameter counts pages
	PageOffset                    // a parameter counts elements
	PageCursor                    // a parameter repeats a member of the answer
	PageLink                      // a header field Link of the answer
)

// A Param is a parameter of an operation.
type Param struct {
	Origin
	GoName   string
	In       In
	Type     Type
	Required bool
	Check    *Check
	// Correlation parameters travel in the context: x-correlator.
	Correlation bool
	Explode     bool // of a list in a query, or an object anywhere
	// Style is how a list or object becomes text where that is not form in a
	// query and simple elsewhere: "spaceDelimited", "pipeDelimited",
	// "deepObject", "label" or "matrix".
	Style string
	JSON  bool // the text is the value as JSON
}

// In says where a parameter travels.
type In uint8

// Places of parameters.
const (
	InPath In = iota
	InQuery
	InHeader
	InCookie
)

// A Body is the payload of a request or a response.
type Body struct {
	ContentType string // "application/json", "application/x-www-form-urlencoded", ...
	// Also are other content types in which the same Go type can travel.
	Also     []string
	Type     Type // RawBody for content that is neither JSON nor a form
	Required bool
	Nullable bool // of JSON: it may be null, which a nil pointer, list, map or union is
	// Text and Check are of the text that a RawBody is, if the document says what
	// it can be; Text is nil otherwise.
	Text  Type
	Check *Check
}

// RawBody is the type of bodies whose content the runtime does not look into.
var RawBody = Extern{Path: "github.com/telgen/telgen/runtime/rest", Name: "Body"}

// A Response is one answer of an operation.
type Response struct {
	Status  int // 0 for default; 1 to 5 for a range, such as 4 for 4XX
	Doc     string
	Body    *Body   // nil if there is none
	Others  []*Body // of other types, told from Body by their content types
	Headers []*Param
}

// A Receiver is an operation that the user of the package implements and the
// other side calls: a callback or a webhook.
type Receiver struct {
	Origin           // Name: the key in callbacks or webhooks, e.g. "notifications"
	GoName    string // "Notification": NewNotificationHandler, NotificationReceiver
	Callback  bool   // from callbacks, not webhooks
	Operation *Operation
}

// A SecurityScheme is one entry of components.securitySchemes.
type SecurityScheme struct {
	Origin
	Kind   string // "bearer", "basic", "apiKey", "oauth2", "openIdConnect", "mutualTLS", "hmac"
	In     In     // of an apiKey
	Header string // of an apiKey: name of the header, query parameter or cookie
}

// A Need is what an operation asks of a caller: a credential of a scheme.
type Need struct {
	Scheme string
	Scopes []string
}

// A Scope is what an access token can allow (RFC 6749 section 3.3).
type Scope struct {
	Origin        // Name: the scope
	GoName string // of its constant
}
