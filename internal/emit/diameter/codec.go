package diameter

import (
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// A format is how a data format of RFC 6733 is called in the runtime, and the
// Go type that its functions take and return.
type format struct {
	suffix string
	goType ir.Type
}

// formats is keyed by the data format's name in a dictionary. Grouped is not
// in it: a group is encoded by its own methods.
var formats = map[string]format{
	"OctetString":      {"OctetString", ir.Bytes},
	"Integer32":        {"Integer32", ir.Int32},
	"Integer64":        {"Integer64", ir.Int64},
	"Unsigned32":       {"Unsigned32", ir.Uint32},
	"Unsigned64":       {"Unsigned64", ir.Uint64},
	"Float32":          {"Float32", ir.Float32},
	"Float64":          {"Float64", ir.Float64},
	"Enumerated":       {"Integer32", ir.Int32},
	"UTF8String":       {"UTF8String", ir.String},
	"DiameterIdentity": {"Identity", ir.Extern{Path: emit.DiameterPath, Name: "Identity"}},
	"DiameterURI":      {"URI", ir.Extern{Path: emit.DiameterPath, Name: "URI"}},
	"IPFilterRule":     {"IPFilterRule", ir.Extern{Path: emit.DiameterPath, Name: "IPFilterRule"}},
	"QoSFilterRule":    {"QoSFilterRule", ir.Extern{Path: emit.DiameterPath, Name: "QoSFilterRule"}},
	"Address":          {"Address", ir.Extern{Path: emit.DiameterPath, Name: "Address"}},
	"IPv4":             {"IPv4", ir.Extern{Path: "net/netip", Name: "Addr"}},
	"IPv6":             {"IPv6", ir.Extern{Path: "net/netip", Name: "Addr"}},
	"Time":             {"Time", ir.Extern{Path: "time", Name: "Time"}},
}

// semantic holds the formats that a dictionary selects with codec=, by the Go
// type that stands for their octets. The runtime encodes and decodes them.
var semantic = map[ir.Type]format{
	ir.Extern{Path: "net/netip", Name: "Addr"}:       {"IPv4", ir.Extern{Path: "net/netip", Name: "Addr"}},
	ir.Extern{Path: "net/netip", Name: "Prefix"}:     {"IPv6Prefix", ir.Extern{Path: "net/netip", Name: "Prefix"}},
	ir.Extern{Path: emit.DiameterPath, Name: "PLMN"}: {"PLMN", ir.Extern{Path: emit.DiameterPath, Name: "PLMN"}},
	ir.Extern{Path: emit.DiameterPath, Name: "TBCD"}: {"TBCD", ir.Extern{Path: emit.DiameterPath, Name: "TBCD"}},
}

// formatOf returns how the values of an AVP are encoded that is no group and
// not of a Go type of the user's own.
func formatOf(def *ir.AVPDef) format {
	if form, ok := semantic[def.Type]; ok && def.Data == "OctetString" {
		return form
	}
	return formats[def.Data]
}

// avpOf returns the rule of a field.
func avpOf(f *ir.Field) *ir.AVP { return f.Wire.(*ir.AVP) }

func isGroup(f *ir.Field) bool { return avpOf(f).Def.Data == "Grouped" }

// isCustom reports whether the values are of a Go type of the user's own.
func isCustom(f *ir.Field) bool { return avpOf(f).Def.Custom }

func isList(f *ir.Field) bool {
	_, ok := f.Type.(ir.List)
	return ok
}

// isPointer reports whether the field is a group that may be absent.
func isPointer(f *ir.Field) bool { return isGroup(f) && f.Optional && !isList(f) }

// hasRoom reports whether decoding uses again what the field points to.
func hasRoom(f *ir.Field) bool { return isList(f) || isPointer(f) }

// isRequired reports whether exactly one instance must be there.
func isRequired(f *ir.Field) bool { return !f.Optional && !isList(f) }

// keyConst prints base.AVPSessionID.
func keyConst(def *ir.AVPDef) *jen.Statement {
	return jen.Qual(def.Pkg.Path, "AVP"+def.GoName)
}

// wireKey prints base.AVPSessionID|diameter.M.
func wireKey(f *ir.Field) *jen.Statement {
	key := keyConst(avpOf(f).Def)
	if avpOf(f).Mandatory {
		key.Op("|").Qual(emit.DiameterPath, "M")
	}
	return key
}

// appendAVPs emits
//
//	// AppendAVPs appends the AVPs of m to b, in the order of the grammar.
//	func (m *T) AppendAVPs(b []byte) []byte {
//		if m.absent.Sends(0, m.SessionID != "") {
//			b = diameter.AppendUTF8String(b, base.AVPSessionID|diameter.M, m.SessionID)
//		}
//		...
//		b = diameter.AppendExtra(b, m.Extra)
//		...
//		return b
//	}
func appendAVPs(f *jen.File, s *ir.Struct) {
	f.Line().Comment("// AppendAVPs appends the AVPs of m to b, in the order of the grammar.").Line().
		Func().Params(jen.Id("m").Op("*").Id(s.GoName)).Id("AppendAVPs").
		Params(jen.Id("b").Index().Byte()).Index().Byte().BlockFunc(func(g *jen.Group) {
		index := firstIndexes(s)
		for i, fd := range s.Fields {
			if i == s.Grammar.AnyAt {
				g.Add(appendExtra())
			}
			appendField(g, fd, index[fd])
		}
		if s.Grammar.AnyAt >= len(s.Fields) {
			g.Return(jen.Qual(emit.DiameterPath, "AppendExtra").Call(jen.Id("b"), jen.Id("m").Dot("Extra")))
			return
		}
		g.Return(jen.Id("b"))
	})
}

func appendExtra() *jen.Statement {
	return jen.Id("b").Op("=").Qual(emit.DiameterPath, "AppendExtra").Call(jen.Id("b"), jen.Id("m").Dot("Extra"))
}

// appendField emits one of the following; of a Go type of the user's own the
// last argument is m.F.AppendData
//
//	if m.absent.Sends(0, m.F != "") {
//		b = diameter.AppendX(b, key, m.F)
//	}
//
//	if v, ok := m.F.Get(); ok {
//		b = diameter.AppendX(b, key, v)
//	}
//
//	if m.F != nil {
//		b = diameter.AppendX(b, key, m.F)
//	}
//
//	for i := range m.F {
//		b = diameter.AppendX(b, key, m.F[i])
//	}
func appendField(g *jen.Group, f *ir.Field, index int) {
	field := jen.Id("m").Dot(f.GoName)
	switch {
	case isList(f):
		g.For(jen.Id("i").Op(":=").Range().Add(field)).Block(appendCall(f, field.Clone().Index(jen.Id("i")), true))
	case !f.Optional:
		g.If(sends(f, index)).Block(appendCall(f, field, true))
	case emit.Shape(f.Type) == emit.Scalar:
		g.If(jen.List(jen.Id("v"), jen.Id("ok")).Op(":=").Add(field).Dot("Get").Call(), jen.Id("ok")).
			Block(appendCall(f, jen.Id("v"), true))
	default:
		g.If(field.Clone().Op("!=").Nil()).Block(appendCall(f, field, false))
	}
}

// sends emits the condition under which a required AVP is sent.
func sends(f *ir.Field, index int) *jen.Statement {
	field := jen.Id("m").Dot(f.GoName)
	absent := jen.Id("m").Dot("absent")
	switch {
	case isGroup(f):
		return absent.Dot("SendsGroup").Call(emit.Int(index), jen.Op("&").Add(field))
	case isCustom(f):
		return absent.Dot("SendsData").Call(emit.Int(index), jen.Op("&").Add(field))
	}
	return absent.Dot("Sends").Call(emit.Int(index), setTest(f, field))
}

// appendCall emits the statement for one value.
func appendCall(f *ir.Field, v jen.Code, value bool) *jen.Statement {
	return jen.Id("b").Op("=").Add(appendValue(f, jen.Id("b"), v, value))
}

// appendValue emits the call that appends v to buf. A group is passed by
// reference: value says whether v is a struct or already a pointer.
func appendValue(f *ir.Field, buf, v jen.Code, value bool) *jen.Statement {
	suffix := "Grouped"
	arg := jen.Add(v)
	switch {
	case isGroup(f) && value:
		arg = jen.Op("&").Add(v)
	case isCustom(f):
		suffix = "Data"
		arg = arg.Dot("AppendData")
	case !isGroup(f):
		form := formatOf(avpOf(f).Def)
		suffix = form.suffix
		if avpOf(f).Def.Type != form.goType {
			arg = emit.Type(form.goType).Call(v)
		}
	}
	return jen.Qual(emit.DiameterPath, "Append"+suffix).Call(buf, wireKey(f), arg)
}

// decodeAVPs emits
//
//	// DecodeAVPs sets the fields of m from the AVPs that d stands before.
//	func (m *T) DecodeAVPs(d *diameter.Decoder) {
//		*m = T{Header: m.Header, RouteRecord: m.RouteRecord[:0], OCSupportedFeatures: m.OCSupportedFeatures}
//		for d.Next() {
//			switch d.Key() {
//			case base.AVPSessionID:
//				if d.First(0) {
//					m.SessionID = d.UTF8String()
//				}
//			...
//			default:
//				d.Unknown()
//			}
//		}
//		if !d.Met(9) {
//			m.OCSupportedFeatures = nil
//		}
//		m.absent, m.Extra = d.Done(7)
//		if d.Hollow() {
//			m.absent.Hollow(0, m.SessionID == "")
//		}
//	}
func decodeAVPs(f *jen.File, s *ir.Struct) {
	index := firstIndexes(s)
	blank := jen.ValuesFunc(func(g *jen.Group) {
		if s.Grammar.Command != nil {
			g.Line().Id("Header").Op(":").Id("m").Dot("Header")
		}
		for _, fd := range s.Fields {
			switch {
			case isList(fd):
				g.Line().Id(fd.GoName).Op(":").Id("m").Dot(fd.GoName).Index(jen.Op(":").Lit(0))
			case isPointer(fd):
				g.Line().Id(fd.GoName).Op(":").Id("m").Dot(fd.GoName)
			}
		}
		if s.Grammar.Command != nil || slices.ContainsFunc(s.Fields, hasRoom) {
			g.Line()
		}
	})
	f.Line().Comment("// DecodeAVPs sets the fields of m from the AVPs that d stands before. Lists and groups are filled").Line().
		Comment("// anew in the room that they have.").Line().
		Func().Params(jen.Id("m").Op("*").Id(s.GoName)).Id("DecodeAVPs").
		Params(jen.Id("d").Op("*").Qual(emit.DiameterPath, "Decoder")).BlockFunc(func(g *jen.Group) {
		g.Op("*").Id("m").Op("=").Id(s.GoName).Add(blank)
		g.For(jen.Id("d").Dot("Next").Call()).Block(
			jen.Switch(jen.Id("d").Dot("Key").Call()).BlockFunc(func(g *jen.Group) {
				for _, fd := range s.Fields {
					g.Case(keyConst(avpOf(fd).Def)).Block(decodeField(fd, index)...)
				}
				g.Default().Block(jen.Id("d").Dot("Unknown").Call())
			}),
		)
		for _, fd := range s.Fields {
			if isPointer(fd) {
				g.If(jen.Op("!").Id("d").Dot("Met").Call(emit.Int(index[fd]))).
					Block(jen.Id("m").Dot(fd.GoName).Op("=").Nil())
			}
		}
		g.List(jen.Id("m").Dot("absent"), jen.Id("m").Dot("Extra")).Op("=").Id("d").Dot("Done").Call(emit.Int(countRequired(s)))
		for _, note := range hollowNotes(s, index) {
			g.Add(note)
		}
	})
}

// firstIndexes numbers the fields of which one instance is expected: the
// required ones from 0, then the others.
func firstIndexes(s *ir.Struct) map[*ir.Field]int {
	index := map[*ir.Field]int{}
	for _, required := range []bool{true, false} {
		for _, f := range s.Fields {
			if !isList(f) && isRequired(f) == required {
				index[f] = len(index)
			}
		}
	}
	return index
}

func countRequired(s *ir.Struct) int {
	n := 0
	for _, f := range s.Fields {
		if isRequired(f) {
			n++
		}
	}
	return n
}

// decodeField emits the statements for one AVP.
func decodeField(f *ir.Field, index map[*ir.Field]int) []jen.Code {
	if isList(f) {
		return decodeElement(f)
	}
	return []jen.Code{
		jen.If(jen.Id("d").Dot("First").Call(emit.Int(index[f]))).Block(decodeSingle(f)...),
	}
}

// decodeElement emits one of
//
//	m.F = append(m.F, d.X())
//
//	d.Grouped(diameter.Element(d, &m.F))
//
//	d.Data(diameter.BlankElement(&m.F).DecodeData)
func decodeElement(f *ir.Field) []jen.Code {
	field := jen.Id("m").Dot(f.GoName)
	switch {
	case isCustom(f):
		element := jen.Qual(emit.DiameterPath, "BlankElement").Call(jen.Op("&").Add(field))
		return []jen.Code{readData(element)}
	case !isGroup(f):
		return []jen.Code{field.Clone().Op("=").Append(field.Clone(), decodeCall(f))}
	}
	return []jen.Code{
		jen.Id("d").Dot("Grouped").Call(jen.Qual(emit.DiameterPath, "Element").Call(jen.Id("d"), jen.Op("&").Add(field))),
	}
}

// decodeSingle emits one of
//
//	m.F = d.X()
//
//	m.F.Set(d.X())
//
//	d.Grouped(&m.F)
//
//	d.Grouped(diameter.Target(&m.F))
//
//	d.Data(m.F.DecodeData)
//
//	var v types.Profile
//	d.Data(v.DecodeData)
//	m.F.Set(v)
func decodeSingle(f *ir.Field) []jen.Code {
	field := jen.Id("m").Dot(f.GoName)
	switch {
	case isGroup(f) && !f.Optional:
		return []jen.Code{jen.Id("d").Dot("Grouped").Call(jen.Op("&").Add(field))}
	case isGroup(f):
		return []jen.Code{
			jen.Id("d").Dot("Grouped").Call(jen.Qual(emit.DiameterPath, "Target").Call(jen.Op("&").Add(field))),
		}
	case isCustom(f) && !f.Optional:
		return []jen.Code{readData(field)}
	case isCustom(f):
		v := jen.Id("v")
		return []jen.Code{jen.Var().Add(v).Add(emit.Type(f.Type)), readData(v), field.Dot("Set").Call(v)}
	case f.Optional && emit.Shape(f.Type) == emit.Scalar:
		return []jen.Code{field.Dot("Set").Call(decodeCall(f))}
	}
	return []jen.Code{field.Op("=").Add(decodeCall(f))}
}

// readData emits d.Data(v.DecodeData).
func readData(v *jen.Statement) *jen.Statement {
	return jen.Id("d").Dot("Data").Call(v.Clone().Dot("DecodeData"))
}

// decodeCall emits d.X(), converted to the field's own type where it has one.
func decodeCall(f *ir.Field) *jen.Statement {
	def := avpOf(f).Def
	form := formatOf(def)
	call := jen.Id("d").Dot(form.suffix).Call()
	if def.Type != form.goType {
		return emit.Type(def.Type).Call(call)
	}
	return call
}
