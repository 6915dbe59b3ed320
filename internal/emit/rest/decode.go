package rest

import (
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// wordBits is how many members one mask of Object.Require speaks of.
const wordBits = 64

// decodeJSON emits
//
//	// keysCreateSession are the keys of CreateSession, in the order of its fields.
//	var keysCreateSession = []string{`"sink":`, `"duration":`}
//
//	// DecodeJSON reads v from d.
//	func (v *CreateSession) DecodeJSON(d *jsonwire.Decoder) {
//		*v = CreateSession{}
//		o := d.Object(keysCreateSession)
//		for o.Next() {
//			switch o.Index {
//			case 0:
//				jsonwire.ReadOptString(d, &v.Sink)
//			case 1:
//				v.Duration = d.Int32()
//			default:
//				d.KeepMember(&v.Extra)
//			}
//		}
//		o.Require(1 << 1)
//	}
func decodeJSON(f *jen.File, s *ir.Struct) {
	keysDecl(f, s)
	f.Line().Comment("// DecodeJSON reads v from d.").Line().
		Func().Params(receiver(s.GoName)).Id("DecodeJSON").Params(decoder()).BlockFunc(func(g *jen.Group) {
		g.Op("*").Id("v").Op("=").Id(s.GoName).Values()
		decodeMembers(g, s, decodeUnknown(s))
		requireCall(g, s)
		notePresence(g, s)
	})
}

func decoder() *jen.Statement { return jen.Id("d").Op("*").Qual(emit.JSONPath, "Decoder") }

// keysDecl emits the table of the keys of s, as many in a line as it holds.
func keysDecl(f *jen.File, s *ir.Struct) {
	if len(s.Fields) == 0 {
		return
	}
	const width = 80
	f.Line().Add(emit.Doc(keysName(s) + " are the keys of " + s.GoName + ", in the order of the document.")).Line().
		Var().Id(keysName(s)).Op("=").Index().String().ValuesFunc(func(g *jen.Group) {
		column := 0
		for i, fd := range s.Fields {
			lit := key(fd.Name)
			if column += len(fd.Name) + len("`\"\":`, "); column > width && i > 0 {
				lit = jen.Line().Add(lit)
				column = 0
			}
			g.Add(lit)
		}
	})
}

func keysName(s *ir.Struct) string { return "keys" + s.GoName }

// decodeMembers emits what reads the members of s after v was cleared. It does
// unknown with those that have no field.
func decodeMembers(g *jen.Group, s *ir.Struct, unknown []jen.Code) {
	keys := jen.Nil()
	if len(s.Fields) > 0 {
		keys = jen.Id(keysName(s))
	}
	g.Id("o").Op(":=").Id("d").Dot("Object").Call(keys)
	g.For(jen.Id("o").Dot("Next").Call()).BlockFunc(func(g *jen.Group) {
		if len(s.Fields) == 0 {
			addAll(g, unknown)
			return
		}
		g.Switch(jen.Id("o").Dot("Index")).BlockFunc(func(g *jen.Group) {
			for i, fd := range s.Fields {
				g.Case(jen.Lit(i)).Block(decodeCase(fd)...)
			}
			g.Default().Block(unknown...)
		})
	})
}

// requiredNames are the names of the members that must be there.
func requiredNames(s *ir.Struct) []string {
	var names []string
	for _, fd := range s.Fields {
		if !fd.Optional {
			names = append(names, fd.Name)
		}
	}
	return names
}

// requireCall emits o.Require(1<<1 | 1<<2), with a mask for each 64 members.
func requireCall(g *jen.Group, s *ir.Struct) {
	if len(requiredNames(s)) > 0 {
		g.Id("o").Dot("Require").Call(masks(s, func(fd *ir.Field) bool { return !fd.Optional })...)
	}
}

// masks emits a mask for each 64 members of s, with the bits of those that are in.
func masks(s *ir.Struct, in func(*ir.Field) bool) []jen.Code {
	var masks []jen.Code
	for first := 0; first < len(s.Fields); first += wordBits {
		mask := jen.Empty()
		bits := 0
		for i, fd := range s.Fields[first:min(first+wordBits, len(s.Fields))] {
			if !in(fd) {
				continue
			}
			if bits++; bits > 1 {
				mask.Op("|")
			}
			mask.Lit(1).Op("<<").Lit(i)
		}
		if bits == 0 {
			mask = jen.Lit(0)
		}
		masks = append(masks, mask)
	}
	return masks
}

// decodeCase emits what reads one member. What does not take a null as absent
// by itself is read only if there is none.
func decodeCase(fd *ir.Field) []jen.Code {
	if isConst(fd) {
		return []jen.Code{decodeConst(fd)}
	}
	read := decodeField(fd)
	d := jen.Id("d")
	switch {
	case hasThreeStates(fd):
		null := d.Dot("NullMember").Call(jen.Op("&").Id("v").Dot("Null"), jen.Lit(fd.Name))
		return []jen.Code{jen.If(jen.Op("!").Add(null)).Block(read...)}
	case propertyOf(fd).Nullable && emit.Underlying(fd.Type) != ir.Any:
		return []jen.Code{jen.If(jen.Op("!").Add(d).Dot("Null").Call()).Block(read...)}
	case takesNull(fd):
		return read
	}
	return []jen.Code{jen.If(jen.Op("!").Add(d).Dot("Absent").Call()).Block(read...)}
}

// takesNull reports whether what decodeField emits leaves a field without a
// value when it reads a null.
func takesNull(fd *ir.Field) bool {
	if reader := fieldReader(fd); reader != "" || structOf(fd.Type) != nil && !goField(fd).Optional {
		return true
	}
	_, ok := basicOf(fd.Type)
	return ok
}

// decodeField emits one of
//
//	v.Duration = d.Int32()
//
//	jsonwire.ReadOptString(d, &v.Sink)
//
//	v.ApplicationServer.DecodeJSON(d)
//
//	v.Device = new(Device)
//	v.Device.DecodeJSON(d)
func decodeField(fd *ir.Field) []jen.Code {
	field := jen.Id("v").Dot(fd.GoName)
	if structOf(fd.Type) != nil && goField(fd).Optional {
		return []jen.Code{
			field.Clone().Op("=").New(emit.Type(fd.Type)),
			field.Clone().Dot("DecodeJSON").Call(jen.Id("d")),
		}
	}
	if reader := fieldReader(fd); reader != "" {
		return []jen.Code{jen.Qual(emit.JSONPath, reader).Call(jen.Id("d"), jen.Op("&").Add(field))}
	}
	return decodeInto(fd.Type, field, 0)
}

// fieldReader is the function that reads fd by its address: ReadOptString,
// ReadObjects. It is empty for fields that are read in another way.
func fieldReader(fd *ir.Field) string {
	b, isBasic := basicOf(fd.Type)
	switch held := goField(fd); {
	case held.Optional && emit.Shape(fd.Type) == emit.Scalar && isTime(fd.Type):
		return "ReadOptTime"
	case held.Optional && emit.Shape(fd.Type) == emit.Scalar:
		return "ReadOpt" + readers[b]
	case isTime(fd.Type):
		return "ReadTime"
	case isBasic && b == ir.String:
		return "ReadString"
	}
	if l, ok := emit.Underlying(fd.Type).(ir.List); ok {
		return listReader(l)
	}
	return ""
}

// listReader is fieldReader for lists.
func listReader(l ir.List) string {
	b, isBasic := basicOf(l.Elem)
	switch {
	case l.Null:
		return ""
	case isBasic && b == ir.String:
		return "ReadStrings"
	case isBasic && b == ir.Int32:
		return "ReadInt32s"
	case structOf(l.Elem) != nil && pointerFree(l.Elem):
		return "ReadSmallObjects"
	case structOf(l.Elem) != nil:
		return "ReadObjects"
	}
	return ""
}

// decodeValue emits the expression that reads a t: d.String(), QoSStatus(d.String()).
// It is nil for structs, lists and maps, which take more than an expression.
func decodeValue(t ir.Type) *jen.Statement {
	d := jen.Id("d")
	if b, ok := basicOf(t); ok {
		read := d.Dot(readers[b]).Call()
		if enumOf(t) != nil {
			return emit.Type(t).Call(read)
		}
		return read
	}
	switch {
	case isTime(t):
		return d.Dot("Time").Call()
	case unionOf(t) != nil:
		ref := emit.Underlying(t).(ir.Ref)
		return jen.Qual(ref.Pkg.Path, decodeName(unionOf(t))).Call(d)
	}
	return nil
}

// decodeInto emits what reads a t into x, which is addressable or, unless t is
// a struct, an element of a map.
func decodeInto(t ir.Type, x *jen.Statement, depth int) []jen.Code {
	if value := decodeValue(t); value != nil {
		return []jen.Code{x.Clone().Op("=").Add(value)}
	}
	if structOf(t) != nil {
		return decodeItems(t, x, depth)
	}
	if l, ok := emit.Underlying(t).(ir.List); ok && !l.Null && pointerFree(l.Elem) {
		return decodeWithRoom(l, x, depth)
	}
	begin := x.Clone().Op("=").Add(emit.Type(t)).Values()
	return append([]jen.Code{begin}, decodeItems(t, x, depth)...)
}

// decodeWithRoom emits what reads a list whose elements hold no pointers:
//
//	v.Ports = jsonwire.Room[Port](d)
//	d.BeginArray()
//	for d.NextElement() {
//		v.Ports = append(v.Ports, d.Int32())
//	}
//	v.Ports = jsonwire.Fit(d, v.Ports)
func decodeWithRoom(l ir.List, x *jen.Statement, depth int) []jen.Code {
	d := jen.Id("d")
	room := jen.Qual(emit.JSONPath, "Room").Types(emit.Type(l.Elem)).Call(d)
	body := append([]jen.Code{x.Clone().Op("=").Add(room)}, decodeList(l, x, depth)...)
	return append(body, x.Clone().Op("=").Qual(emit.JSONPath, "Fit").Call(d, x))
}

// pointerFree reports whether the Go type of t holds no pointers: a number, a
// boolean, or a struct of such fields and nothing else.
func pointerFree(t ir.Type) bool {
	if b, ok := basicOf(t); ok {
		switch b {
		case ir.Bool, ir.Int32, ir.Int64, ir.Uint32, ir.Uint64, ir.Float32, ir.Float64:
			return true
		}
		return false
	}
	s := structOf(t)
	return s != nil && !keeps(s) && !slices.ContainsFunc(s.Fields, func(fd *ir.Field) bool {
		_, basic := basicOf(fd.Type) // other structs can be pointers
		return hasThreeStates(fd) || isConst(fd) || !basic || !pointerFree(fd.Type)
	})
}

// decodeItems emits what reads what a t holds into x, which is empty.
func decodeItems(t ir.Type, x *jen.Statement, depth int) []jen.Code {
	switch u := emit.Underlying(t).(type) {
	case ir.List:
		return decodeList(u, x, depth)
	case ir.Map:
		return decodeMap(u, x, depth)
	}
	return []jen.Code{x.Clone().Dot("DecodeJSON").Call(jen.Id("d"))}
}

// decodeList emits
//
//	d.BeginArray()
//	for d.NextElement() {
//		v.Ports = append(v.Ports, d.Int32())
//	}
//
// or, for elements that are not read by one expression,
//
//	for i := 0; d.NextElement(); i++ {
//		v.Ranges = append(v.Ranges, PortRange{})
//		v.Ranges[i].DecodeJSON(d)
//	}
func decodeList(l ir.List, x *jen.Statement, depth int) []jen.Code {
	d, next := jen.Id("d"), jen.Id("d").Dot("NextElement").Call()
	begin := d.Dot("BeginArray").Call()
	if l.Null {
		return []jen.Code{begin, jen.For(next).Block(nullElement(l, x, depth)...)}
	}
	if value := decodeValue(l.Elem); value != nil {
		return []jen.Code{begin, jen.For(next).Block(x.Clone().Op("=").Append(x.Clone(), value))}
	}
	i := jen.Id(indexNames[depth])
	grow := x.Clone().Op("=").Append(x.Clone(), emit.Type(l.Elem).Values())
	body := append([]jen.Code{grow}, decodeItems(l.Elem, x.Clone().Index(i.Clone()), depth+1)...)
	return []jen.Code{begin, jen.For(i.Clone().Op(":=").Lit(0), next, i.Clone().Op("++")).Block(body...)}
}

// decodeMap emits
//
//	d.BeginObject()
//	for d.NextMember() {
//		v.Labels[d.Key()] = d.String()
//	}
func decodeMap(m ir.Map, x *jen.Statement, depth int) []jen.Code {
	next := "NextMember"
	if m.Null || emit.Underlying(m.Elem) == ir.Any {
		next = "NextMemberOrNull"
	}
	return []jen.Code{
		jen.Id("d").Dot("BeginObject").Call(),
		jen.For(jen.Id("d").Dot(next).Call()).Block(decodeEntry(m, x, depth)...),
	}
}

// decodeEntry emits what reads one member of a map.
func decodeEntry(m ir.Map, x *jen.Statement, depth int) []jen.Code {
	elem := m.Elem
	if m.Null {
		return nullEntry(m, x, depth)
	}
	name := jen.Id("d").Dot("Key").Call()
	if value := decodeValue(elem); value != nil {
		return []jen.Code{x.Clone().Index(name).Op("=").Add(value)}
	}
	local := jen.Id(keyNames[depth])
	body := []jen.Code{local.Clone().Op(":=").Add(name)}
	if structOf(elem) == nil {
		return append(body, decodeInto(elem, x.Clone().Index(local), depth+1)...)
	}
	return append(body,
		jen.Var().Id("item").Add(emit.Type(elem)),
		jen.Id("item").Dot("DecodeJSON").Call(jen.Id("d")),
		x.Clone().Index(local).Op("=").Id("item"),
	)
}

// decodeUnknown emits what happens to a member that has no field.
func decodeUnknown(s *ir.Struct) []jen.Code {
	d, extra := jen.Id("d"), jen.Id("v").Dot("Extra")
	switch {
	case s.Object.Unknown == ir.ForbidUnknown:
		return []jen.Code{d.Dot("Unknown").Call()}
	case keepsAny(s):
		return []jen.Code{d.Dot("KeepMember").Call(jen.Op("&").Add(extra))}
	case !keeps(s):
		return []jen.Code{d.Dot("Skip").Call()}
	}
	m := extraMap(s)
	t := emit.Type(m)
	create := jen.If(extra.Clone().Op("==").Nil()).Block(extra.Clone().Op("=").Add(t).Values())
	read := append([]jen.Code{create}, decodeEntry(m, extra, 0)...)
	if m.Null {
		return read
	}
	return []jen.Code{jen.If(jen.Op("!").Add(d).Dot("Absent").Call()).Block(read...)}
}
