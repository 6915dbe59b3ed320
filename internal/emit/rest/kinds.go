package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// timeType is the only type of another package that JSON members have.
var timeType = ir.Extern{Path: "time", Name: "Time"}

// A scalar is how a type with a value of one token is called in jsonwire.
type scalar struct {
	suffix string   // AppendInt, Decoder.Int32
	wide   ir.Basic // what the Append function takes
	local  string   // name of a local variable that holds a value
}

// appenders says which Append function a basic type takes.
var appenders = map[ir.Basic]scalar{
	ir.Bool:    {"Bool", ir.Bool, "on"},
	ir.Int32:   {"Int", ir.Int64, "n"},
	ir.Int64:   {"Int", ir.Int64, "n"},
	ir.Uint32:  {"Uint", ir.Uint64, "n"},
	ir.Uint64:  {"Uint", ir.Uint64, "n"},
	ir.Float32: {"Float32", ir.Float32, "n"},
	ir.Float64: {"Float64", ir.Float64, "n"},
	ir.String:  {"String", ir.String, "s"},
	ir.Bytes:   {"Bytes", ir.Bytes, "raw"},
	ir.Any:     {"Raw", ir.Any, "raw"},
}

// readers are the names of the Decoder's methods.
var readers = map[ir.Basic]string{
	ir.Bool: "Bool", ir.Int32: "Int32", ir.Int64: "Int64", ir.Uint32: "Uint32", ir.Uint64: "Uint64",
	ir.Float32: "Float32", ir.Float64: "Float64", ir.String: "String", ir.Bytes: "Bytes", ir.Any: "Raw",
}

// propertyOf returns the rule of a field.
func propertyOf(f *ir.Field) *ir.Property { return f.Wire.(*ir.Property) }

// isConst reports whether f is always sent with one value and has no field in
// Go.
func isConst(f *ir.Field) bool { return propertyOf(f).Const != "" }

// goField returns f as Go holds it. A required member that may be null needs a
// way to say so: it is held like an optional one.
func goField(f *ir.Field) *ir.Field {
	if !propertyOf(f).Nullable || f.Optional {
		return f
	}
	held := *f
	held.Optional = true
	return &held
}

// hasThreeStates reports whether fd can be absent, null or a value: the null is
// then noted next to it, in Null. Raw JSON can be null itself.
func hasThreeStates(fd *ir.Field) bool {
	return propertyOf(fd).Nullable && fd.Optional && !isConst(fd) && emit.Underlying(fd.Type) != ir.Any
}

// threeStates returns the names of the members of s that have three states.
func threeStates(s *ir.Struct) []string {
	var names []string
	for _, fd := range s.Fields {
		if hasThreeStates(fd) {
			names = append(names, fd.Name)
		}
	}
	return names
}

// inNull emits v.Null.Has("sink").
func inNull(fd *ir.Field) *jen.Statement {
	return jen.Id("v").Dot("Null").Dot("Has").Call(jen.Lit(fd.Name))
}

// structOf returns the struct that t is, through names, or nil.
func structOf(t ir.Type) *ir.Struct {
	ref, ok := emit.Underlying(t).(ir.Ref)
	if !ok {
		return nil
	}
	s, _ := ref.Decl.(*ir.Struct)
	return s
}

// enumOf returns the enum that t is, through names, or nil.
func enumOf(t ir.Type) *ir.Enum {
	ref, ok := emit.Underlying(t).(ir.Ref)
	if !ok {
		return nil
	}
	e, _ := ref.Decl.(*ir.Enum)
	return e
}

// unionOf returns the union that t is, through names, or nil.
func unionOf(t ir.Type) *ir.Union {
	ref, ok := emit.Underlying(t).(ir.Ref)
	if !ok {
		return nil
	}
	u, _ := ref.Decl.(*ir.Union)
	return u
}

// basicOf returns the basic type that holds t: the base of an enum, t itself.
// Times, structs, unions, lists and maps have none.
func basicOf(t ir.Type) (ir.Basic, bool) {
	if e := enumOf(t); e != nil {
		return e.Base, true
	}
	b, ok := emit.Underlying(t).(ir.Basic)
	return b, ok
}

func isString(t ir.Type) bool {
	b, ok := basicOf(t)
	return ok && b == ir.String
}

func isTime(t ir.Type) bool { return emit.Underlying(t) == timeType }

// localName is what a variable that holds a value of t is called.
func localName(t ir.Type) string {
	if b, ok := basicOf(t); ok {
		return appenders[b].local
	}
	return "t"
}

// convert prints x, which has type t, as a value of the basic type to.
func convert(t ir.Type, to ir.Basic, x jen.Code) *jen.Statement {
	if emit.Underlying(t) == to {
		return jen.Add(x)
	}
	return emit.Type(to).Call(x)
}

// structs returns the structs of p in order.
func structs(p *ir.Package) []*ir.Struct { return declsOf[*ir.Struct](p) }

func declsOf[D ir.Decl](p *ir.Package) []D {
	var list []D
	for _, d := range p.Decls {
		if d, ok := d.(D); ok {
			list = append(list, d)
		}
	}
	return list
}
