// Package ir describes Go declarations that are to be generated. It is where
// the front ends (internal/dictionary, internal/openapi) and the emitters
// meet: independent of the specification language the declarations came from
// and of how they will be printed.
//
// A Diameter command becomes
//
//	Package cx
//	├── Struct Push-Profile-Request          Grammar: command 305, R bit
//	│   ├── Field Session-Id                 Basic string      Wire: *AVP{263, fixed, 1}
//	│   ├── Field Auth-Session-State         Ref to an Enum    Wire: *AVP{277, required, 1}
//	│   └── Field Supported-Features         List of a Ref     Wire: *AVP{628/10415, optional, 0..n}
//	└── Application                          ids, commands, AVP definitions
//
// and an OpenAPI document becomes
//
//	Package v1
//	├── Struct CreateSession                 Object: rules, unknown members
//	│   ├── Field duration                   Basic int32       Wire: *Property{required, minimum 1}
//	│   └── Field sinkCredential             Ref to a Union    Wire: *Property{}
//	└── Service                              operations, receivers, security
//
// There is no XML, no YAML, no jennifer and no Go syntax in it. Names of the
// specification are Origin.Name; Go names are GoName and are empty until
// internal/naming has run.
package ir

import "github.com/telgen/telgen/internal/source"

// Origin says where something came from.
type Origin struct {
	Name string     // the specification's word, e.g. "CC-Request-Type"
	Doc  string     // text of the specification; may be empty, may hold anything
	Pos  source.Pos // where it is defined
}

// A Package is one Go package.
type Package struct {
	Origin        // Name: the application or the API, e.g. "Cx"
	Path   string // import path
	GoName string // package name

	// Source is the main specification file as documentation shows it, e.g.
	// "specs/diameter/3gpp/cx.xml".
	Source string

	Decls []Decl // in the order of the specification

	// Words are set when Decls come from several files: by file, as Pos has
	// it, what the generated files for it are called after, in lower case.
	Words map[string]string

	Application *Application // for a Diameter package
	Service     *Service     // for an OpenAPI package with operations

	Examples []*Example // values that the document shows, in its order
}

// A Decl is a named type: *Struct, *Enum, *Named or *Union.
type Decl interface {
	origin() *Origin
	decl()
}

// OriginOf returns the Origin of d.
func OriginOf(d Decl) *Origin { return d.origin() }

// A Struct is a struct type: a Diameter command or grouped AVP, or a JSON
// object. Exactly one of Grammar and Object is set.
type Struct struct {
	Origin
	GoName  string
	Fields  []*Field // in the order of the specification
	Grammar *Grammar
	Object  *Object
}

// An Enum is a named integer or string type with constants. Values that are
// not listed are always kept.
type Enum struct {
	Origin
	GoName string
	Base   Basic // Int32, Uint32, Uint64, Int64 or String
	Bits   bool  // values are bits (flags), not alternatives
	Closed bool  // a value that is not listed is invalid when sent
	Values []*EnumValue
	// Check is what a value must satisfy that is not listed, or nil.
	Check *Check
	// Outcome is set when the values say what became of a call.
	Outcome *Outcome
}

// An EnumValue is one constant of an Enum.
type EnumValue struct {
	Origin
	GoName string
	Number int64  // for integer bases; the mask for Bits
	Text   string // for String
}

// A Named is a name for another type, printed as an alias: the schema
// "PhoneNumber" is still a Go string. Check holds what the name promises.
type Named struct {
	Origin
	GoName string
	Type   Type
	Check  *Check
}

// A Union is one of several structs, told apart by a tag member or by trying.
// It is printed as a sealed interface.
type Union struct {
	Origin
	GoName   string
	Tag      string // JSON member that selects the variant; "" if none does
	Variants []*Variant
	Base     *Struct // schema that carries the discriminator; decodes unlisted tags; may be nil
	// Foreign are tags that the discriminator of a base has for other objects:
	// no value of this union has them.
	Foreign []string
}

// A Variant is one alternative of a Union.
type Variant struct {
	Tag  string // value of the union's tag member; "" if there is none
	Type Type   // a Ref to a Struct; or, in a union without tag, any Type
	// Check is of a list or map that holds the union itself; other types that
	// have limits have a name.
	Check *Check
}

func (d *Struct) origin() *Origin { return &d.Origin }
func (d *Enum) origin() *Origin   { return &d.Origin }
func (d *Named) origin() *Origin  { return &d.Origin }
func (d *Union) origin() *Origin  { return &d.Origin }

func (*Struct) decl() {}
func (*Enum) decl()   {}
func (*Named) decl()  {}
func (*Union) decl()  {}

// A Field is a struct field.
type Field struct {
	Origin
	GoName string
	Type   Type
	// Optional fields can be absent. A scalar then becomes opt.Value[T] and a
	// struct *T; lists, maps, unions and byte slices are absent when nil.
	Optional bool
	Wire     Wire
}

// A Wire is how a field travels: *AVP or *Property.
type Wire interface{ wire() }

func (*AVP) wire()      {}
func (*Property) wire() {}

// A Type is what a field holds: Basic, Extern, Ref, List or Map.
type Type interface{ typ() }

// A Basic is a predeclared Go type.
type Basic uint8

// The basic types. Any is raw JSON.
const (
	Bool Basic = iota
	Int32
	Int64
	Uint32
	Uint64
	Float32
	Float64
	String
	Bytes // []byte
	Any   // jsonwire.Raw
)

var basicNames = [...]string{"bool", "int32", "int64", "uint32", "uint64", "float32", "float64", "string", "[]byte", "any"}

// String returns the name of b in Go.
func (b Basic) String() string { return basicNames[b] }

// An Extern is a type of another, not generated package, e.g. time.Time or
// diameter.Identity.
type Extern struct {
	Path, Name string
}

// A Ref is a declaration, of the package that Pkg names.
type Ref struct {
	Pkg  *Package
	Decl Decl
}

// A List is a slice.
type List struct {
	Elem  Type
	Check *Check // of each element; nil for Diameter
	Null  bool   // elements may be null, and are held like optional fields
}

// A Map is a map with string keys.
type Map struct {
	Elem  Type
	Check *Check // of each element
	Null  bool   // elements may be null, and are held like optional fields
}

func (Basic) typ()  {}
func (Extern) typ() {}
func (Ref) typ()    {}
func (List) typ()   {}
func (Map) typ()    {}
