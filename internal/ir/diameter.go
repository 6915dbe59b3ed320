package ir

// This file holds what only Diameter has: applications, commands and the
// grammar of messages and groups (RFC 6733 sections 3.2, 4.1 and 4.4).

// An Application is the Diameter side of a Package.
type Application struct {
	Origin
	ID       uint32
	Vendor   uint32 // 0 for an IETF application
	Auth     bool   // advertised as Auth-Application-Id
	Acct     bool   // advertised as Acct-Application-Id
	Inherits []*Package
	Commands []*Command
	AVPs     []*AVPDef // defined in this package, sorted by vendor, then code
	// ResultCodes are the application's values of Experimental-Result-Code.
	ResultCodes []*EnumValue
	// AnswerMessage is the grammar of answers with the E bit (RFC 6733
	// section 7.2). Only the base protocol has one. It is not in Decls.
	AnswerMessage *Struct
}

// A Command is a request and its answer.
type Command struct {
	Origin            // Name: "Push-Profile"
	GoName     string // "PushProfile"
	Short      string // "PP", for PPR and PPA; may be empty
	Code       uint32
	Proxiable  bool
	Request    *Struct
	Answer     *Struct
	References string // clause, e.g. "6.1.11"
}

// A Grammar is what makes a Struct a message or a grouped AVP.
type Grammar struct {
	Command *Command // nil for a group
	Request bool
	Group   *AVPDef // nil for a message
	// AnyAt is the index in Fields before which "*[ AVP ]" stands, so that
	// other AVPs are encoded there; len(Fields) if they come last.
	AnyAt int
	// Any is false when the grammar has no "*[ AVP ]".
	Any bool
	// Forbidden AVPs must not be present: rules with a maximum of 0. They
	// have no field.
	Forbidden []*AVPDef
}

// An AVPDef is the definition of an AVP.
type AVPDef struct {
	Origin
	GoName  string
	Renamed bool // GoName was chosen by the user; fields have it too
	Code    uint32
	Vendor  uint32
	Must    Bit // M bit: must, may or must not be set
	Protect Bit // P bit, likewise
	// Data is the data format of RFC 6733 section 4.2 and 4.3, as spelled
	// there: "OctetString", "Unsigned32", "Grouped", "DiameterIdentity", ...
	Data   string
	Type   Type // of one instance
	Custom bool // Type is an Extern of the user's own, which encodes and decodes itself
	Clause string
	Pkg    *Package // the package that declares the constant of this AVP
}

// A Bit is a rule for a flag of an AVP.
type Bit uint8

// Rules for a flag.
const (
	MustNot Bit = iota
	May
	Must
)

// Unbounded is AVP.Max without a limit.
const Unbounded = -1

// An AVP is a rule of a grammar: it is the Wire of a Field.
type AVP struct {
	Def       *AVPDef
	Position  Position
	Min, Max  int  // Max may be Unbounded
	Mandatory bool // send with the M bit, in this command or group
	// Own is true when Mandatory is a rule of this command or group, which
	// stands above Def.Must and demands something else of the M bit: that it
	// be as Mandatory says.
	Own bool
	// Value is what a new message holds, as the dictionary spells it: the
	// name of an enum item or a number. Empty for none.
	Value string
}

// A Position is the kind of bracket around a rule.
type Position uint8

// Positions: [ optional ], { required } and < fixed >.
const (
	PosOptional Position = iota
	PosRequired
	PosFixed
)
