package ir

// This file holds what only OpenAPI and JSON Schema have: members and their
// rules, operations, receivers and security.

// A Property is a member of a JSON object: the Wire of a Field. The member's
// name is Field.Name. A required property has Field.Optional false.
type Property struct {
	Nullable            bool
	ReadOnly, WriteOnly bool
	Deprecated          bool
	Default             string // JSON text, for documentation; never sent by itself
	Check               *Check // nil if there is nothing to check
	// Const is JSON text that is always sent: the tag of a union's variant.
	// Such a property has no field in Go.
	Const string
}

// A Check is what a value must satisfy. Zero pointers mean no limit.
type Check struct {
	MinLength, MaxLength   *int64   // characters
	Pattern                string   // RE2
	AndPatterns            []string // RE2; more patterns, all of which must match
	Format                 string   // "uuid", "ipv4", "ipv6", "uri", ...: those that runtime/rest can check
	Minimum, Maximum       *float64
	ExclusiveMin           bool
	ExclusiveMax           bool
	MultipleOf             *float64
	MinItems, MaxItems     *int64
	Unique                 bool
	MinProps, MaxProps     *int64   // of a Map
	Const                  string   // JSON text
	MinSeconds, MaxSeconds *float64 // of a duration string such as "86400s"; x-min-duration, x-max-duration
	MinSecondsExclusive    bool
}

// An Object is what makes a Struct a JSON object.
type Object struct {
	Unknown            Unknown
	UnknownType        Type // of unknown members when Unknown is KeepUnknown; Any or the schema's type
	MinProps, MaxProps *int64
	Rules              []*Rule
	ErrorBody          bool // is the body of an error response: implements error
}

// Unknown says what happens to members that no field has.
type Unknown uint8

// Rules for unknown members.
const (
	SkipUnknown   Unknown = iota // accepted and left out
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
}

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
	// Security lists alternatives; each is a set of scheme names. Empty means
	// none is needed; an empty alternative makes security optional.
	Security   [][]string
	Deprecated bool
}

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
	Explode     bool // of a list in a query
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
	Type        Type
	Required    bool
}

// A Response is one answer of an operation.
type Response struct {
	Status  int // 0 for default
	Doc     string
	Body    *Body // nil if there is none
	Headers []string
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
	Kind   string // "bearer", "basic", "apiKey", "oauth2", "openIdConnect", "hmac"
	In     In     // of an apiKey
	Header string // of an apiKey: name of the header, query parameter or cookie
}
