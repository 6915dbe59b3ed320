package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// maxLoops is how deep lists and maps may be nested in one member: as many as
// there are names of loop variables.
const maxLoops = 4

// Names of loop variables, by depth.
var (
	indexNames = [maxLoops]string{"i", "j", "k", "l"}
	keyNames   = [maxLoops]string{"name", "key", "part", "leaf"}
)

// appendJSON emits
//
//	// AppendJSON appends v to b as JSON.
//	func (v *Device) AppendJSON(b []byte) []byte {
//		b = append(b, '{')
//		b = jsonwire.AppendOptString(b, `"phoneNumber":`, &v.PhoneNumber)
//		...
//		return jsonwire.EndMembers(b, v.Extra)
//	}
func (p *printer) appendJSON(f *jen.File, s *ir.Struct) {
	f.Line().Comment("// AppendJSON appends v to b as JSON.").Line().
		Func().Params(receiver(s.GoName)).Id("AppendJSON").
		Params(jen.Id("b").Index().Byte()).Index().Byte().BlockFunc(func(g *jen.Group) {
		if p.inUnion(s) {
			g.Add(appendNil())
		}
		appendObject(g, s)
	})
}

// appendObject emits the body of AppendJSON.
func appendObject(g *jen.Group, s *ir.Struct) {
	g.Id("b").Op("=").Append(jen.Id("b"), jen.LitRune('{'))
	for _, fd := range s.Fields {
		appendField(g, fd)
	}
	if keepsAny(s) {
		g.Return(jen.Qual(emit.JSONPath, "EndMembers").Call(jen.Id("b"), jen.Id("v").Dot("Extra")))
		return
	}
	if keeps(s) {
		g.Add(appendMembers(extraMap(s), jen.Id("v").Dot("Extra"), 0))
	}
	g.Return(jen.Qual(emit.JSONPath, "EndObject").Call(jen.Id("b")))
}

// addAll adds statements, each on a line of its own.
func addAll(g *jen.Group, statements []jen.Code) {
	for _, s := range statements {
		g.Add(s)
	}
}

// receiver emits v *Device.
func receiver(goName string) *jen.Statement { return jen.Id("v").Op("*").Id(goName) }

// appendCall emits b = jsonwire.AppendX(b, args...).
func appendCall(suffix string, args ...jen.Code) *jen.Statement {
	return jen.Id("b").Op("=").Qual(emit.JSONPath, suffix).Call(append([]jen.Code{jen.Id("b")}, args...)...)
}

// appendField emits one of
//
//	b = jsonwire.AppendConst(b, `"credentialType":"PLAIN",`, v.tagCredentialType)
//
//	b = jsonwire.AppendString(b, `"qosProfile":`, v.QoSProfile)
//
//	b = jsonwire.AppendOptString(b, `"sink":`, &v.Sink)
//
//	if v.Device != nil {
//		b = jsonwire.AppendValue(b, `"device":`, v.Device)
//	} else if v.Null.Has("device") {
//		b = jsonwire.AppendNull(b, `"device":`)
//	}
//
// The last is for members that may be absent, null or a value.
func appendField(g *jen.Group, fd *ir.Field) {
	if isConst(fd) {
		g.Add(appendConst(fd))
		return
	}
	held := goField(fd)
	field := jen.Id("v").Dot(fd.GoName)
	if !held.Optional {
		addAll(g, appendValue(key(fd.Name), fd.Type, field, 0))
		return
	}
	if fd.Optional && !hasThreeStates(fd) {
		addAll(g, appendOptional(fd, field))
		return
	}
	var guarded *jen.Statement
	switch {
	case emit.Shape(fd.Type) == emit.Scalar:
		x := jen.Id(localName(fd.Type))
		guarded = jen.If(jen.List(x.Clone(), jen.Id("ok")).Op(":=").Add(field).Dot("Get").Call(), jen.Id("ok")).
			Block(appendValue(key(fd.Name), fd.Type, x, 0)...)
	default:
		guarded = jen.If(field.Clone().Op("!=").Nil()).Block(appendPresent(fd, field)...)
	}
	null := appendCall("AppendNull", key(fd.Name))
	if hasThreeStates(fd) {
		g.Add(guarded.Else().If(inNull(fd)).Block(null))
		return
	}
	g.Add(guarded.Else().Block(null))
}

// appendOptional emits what appends a member that is there or not: one of
//
//	b = jsonwire.AppendOptObject(b, `"device":`, v.Device)
//
//	b = jsonwire.AppendOptStrings(b, `"names":`, v.Names)
//
//	if v.SinkCredential != nil {
//		b = jsonwire.AppendValue(b, `"sinkCredential":`, v.SinkCredential)
//	}
func appendOptional(fd *ir.Field, field *jen.Statement) []jen.Code {
	switch {
	case emit.Shape(fd.Type) == emit.Scalar:
		return []jen.Code{appendCall("AppendOpt"+suffixOf(fd.Type), key(fd.Name), jen.Op("&").Add(field))}
	case structOf(fd.Type) != nil:
		return []jen.Code{appendCall("AppendOptObject", key(fd.Name), field)}
	}
	if l, ok := emit.Underlying(fd.Type).(ir.List); ok && listWord(l) != "" {
		return []jen.Code{appendCall("AppendOpt"+listWord(l), key(fd.Name), field)}
	}
	return []jen.Code{jen.If(field.Clone().Op("!=").Nil()).Block(appendValue(key(fd.Name), fd.Type, field, 0)...)}
}

// suffixOf is what the Append function for a scalar is called after.
func suffixOf(t ir.Type) string {
	if b, ok := basicOf(t); ok {
		return appenders[b].suffix
	}
	return "Time"
}

// listWord is what the Append function for a list is called after; it is empty
// for lists that take a loop.
func listWord(l ir.List) string {
	if l.Null {
		return ""
	}
	if structOf(l.Elem) != nil {
		return "Objects"
	}
	switch b, ok := basicOf(l.Elem); {
	case ok && b == ir.String:
		return "Strings"
	case ok && (b == ir.Int32 || b == ir.Int64):
		return "Ints"
	}
	return ""
}

// appendPresent emits what appends an optional field that is not nil.
func appendPresent(fd *ir.Field, field *jen.Statement) []jen.Code {
	if structOf(fd.Type) != nil {
		return []jen.Code{appendCall("AppendValue", key(fd.Name), field)} // already a pointer
	}
	return appendValue(key(fd.Name), fd.Type, field, 0)
}

// appendValue emits what appends x, of type t, with the given key. Depth
// counts the loops around it.
func appendValue(key jen.Code, t ir.Type, x *jen.Statement, depth int) []jen.Code {
	if b, ok := basicOf(t); ok {
		a := appenders[b]
		return []jen.Code{appendCall("Append"+a.suffix, key, convert(t, a.wide, x))}
	}
	switch u := emit.Underlying(t).(type) {
	case ir.List:
		if word := listWord(u); word != "" {
			return []jen.Code{appendCall("Append"+word, key, x)}
		}
		return appendList(key, u, x, depth)
	case ir.Map:
		return appendMap(key, u, x, depth)
	}
	switch {
	case isTime(t):
		return []jen.Code{appendCall("AppendTime", key, x)}
	case structOf(t) != nil:
		return []jen.Code{appendCall("AppendValue", key, jen.Op("&").Add(x))}
	}
	return []jen.Code{appendCall("AppendValue", key, x)}
}

// appendList emits
//
//	b = jsonwire.BeginArray(b, `"loads":`)
//	for i := range v.Loads {
//		b = jsonwire.AppendFloat64(b, "", v.Loads[i])
//	}
//	b = jsonwire.EndArray(b)
func appendList(key jen.Code, l ir.List, x *jen.Statement, depth int) []jen.Code {
	i := jen.Id(indexNames[depth])
	return []jen.Code{
		appendCall("BeginArray", key),
		jen.For(i.Clone().Op(":=").Range().Add(x)).
			Block(appendElement(l.Elem, l.Null, x.Clone().Index(i), depth+1)...),
		appendCall("EndArray"),
	}
}

// appendMap emits
//
//	b = jsonwire.BeginMap(b, `"labels":`)
//	for _, name := range jsonwire.SortedKeys(v.Labels) {
//		b = jsonwire.AppendKey(b, name)
//		b = jsonwire.AppendString(b, "", v.Labels[name])
//	}
//	b = jsonwire.EndMap(b)
func appendMap(key jen.Code, m ir.Map, x *jen.Statement, depth int) []jen.Code {
	return []jen.Code{
		appendCall("BeginMap", key),
		appendMembers(m, x, depth),
		appendCall("EndMap"),
	}
}

// appendMembers emits the loop of appendMap. A struct in a map has no address,
// so it is copied first.
func appendMembers(m ir.Map, x *jen.Statement, depth int) *jen.Statement {
	name := jen.Id(keyNames[depth])
	body := []jen.Code{appendCall("AppendKey", name)}
	value := x.Clone().Index(name)
	if structOf(m.Elem) != nil && !m.Null {
		body = append(body, jen.Id("item").Op(":=").Add(value))
		value = jen.Id("item")
	}
	body = append(body, appendElement(m.Elem, m.Null, value, depth+1)...)
	return jen.For(jen.List(jen.Id("_"), name.Clone()).Op(":=").Range().Qual(emit.JSONPath, "SortedKeys").Call(x)).Block(body...)
}
