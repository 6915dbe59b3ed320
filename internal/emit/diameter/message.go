package diameter

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// structDecl emits
//
//	// PushProfileRequest is the Push-Profile-Request ...
//	type PushProfileRequest struct {
//		Header diameter.Header
//		// SessionID is Session-Id (263). Exactly one, first.
//		SessionID string
//		...
//		// Extra holds other AVPs, in wire order: nothing is lost.
//		Extra []diameter.AVP
//		...
//		absent diameter.Absent
//	}
func structDecl(f *jen.File, p *ir.Package, s *ir.Struct) {
	f.Line().Add(emit.Doc(structDoc(p, s)...)).Line().
		Type().Id(s.GoName).StructFunc(func(g *jen.Group) {
		if s.Grammar.Command != nil {
			g.Comment("// Header is the header of the message. Version and length are not kept: they are known.")
			g.Id("Header").Qual(emit.DiameterPath, "Header")
		}
		for i, fd := range s.Fields {
			if i == s.Grammar.AnyAt {
				extraField(g)
			}
			g.Add(emit.Doc(fieldDoc(fd)))
			g.Id(fd.GoName).Add(emit.FieldType(fd))
		}
		if s.Grammar.AnyAt >= len(s.Fields) {
			extraField(g)
		}
		g.Line().Id("absent").Qual(emit.DiameterPath, "Absent")
	})
}

func extraField(g *jen.Group) {
	g.Comment("// Extra holds the AVPs that have no field, in wire order: nothing is lost.")
	g.Id("Extra").Index().Qual(emit.DiameterPath, "AVP")
}

// structDoc says what the struct is in the words of the standard.
func structDoc(p *ir.Package, s *ir.Struct) []string {
	g := s.Grammar
	if c := g.Command; c != nil {
		head := fmt.Sprintf("%s is the %s%s, command %d of %s%s.",
			s.GoName, s.Name, abbreviation(c, g.Request), c.Code, p.Application.Name, clause(c.References))
		return []string{head, s.Doc}
	}
	return []string{fmt.Sprintf("%s is the grouped AVP %s (%s)%s.", s.GoName, s.Name, keyText(g.Group), clause(g.Group.Clause)), s.Doc}
}

func abbreviation(c *ir.Command, request bool) string {
	switch {
	case c.Short == "":
		return ""
	case request:
		return " (" + c.Short + "R)"
	}
	return " (" + c.Short + "A)"
}

func clause(text string) string {
	if text == "" {
		return ""
	}
	return ", " + text
}

// keyText is "602, vendor 10415".
func keyText(def *ir.AVPDef) string {
	if def.Vendor == 0 {
		return strconv.FormatUint(uint64(def.Code), 10)
	}
	return fmt.Sprintf("%d, vendor %d", def.Code, def.Vendor)
}

// fieldDoc is "SessionID is Session-Id (263): exactly one, first. ..."
func fieldDoc(f *ir.Field) string {
	rule := avpOf(f)
	text := fmt.Sprintf("%s is %s (%s): %s.", f.GoName, f.Name, keyText(rule.Def), occurrence(rule))
	if doc := f.Doc; doc != "" {
		text += " " + emit.Sentence(doc)
	}
	return text
}

func occurrence(r *ir.AVP) string {
	var text string
	switch {
	case r.Max == 1 && r.Min == 1:
		text = "exactly one"
	case r.Max == 1:
		text = "optional"
	case r.Max == ir.Unbounded && r.Min == 0:
		text = "any number"
	case r.Max == ir.Unbounded:
		text = fmt.Sprintf("at least %d", r.Min)
	default:
		text = fmt.Sprintf("%d to %d", r.Min, r.Max)
	}
	if r.Position == ir.PosFixed {
		text += ", in this place"
	}
	return text
}

// constructor emits
//
//	// NewPushProfileRequest returns a Push-Profile-Request with its header bits, ...
//	func NewPushProfileRequest() *PushProfileRequest {
//		return &PushProfileRequest{
//			Header: diameter.Header{...},
//			AuthSessionState: base.AuthSessionStateNoStateMaintained,
//		}
//	}
func constructor(f *jen.File, p *ir.Package, s *ir.Struct) {
	c := s.Grammar.Command
	f.Line().Add(emit.Doc("New" + s.GoName + " returns the " + s.Name + " with header flags, command code, application id and fixed values filled in.")).Line().
		Func().Id("New" + s.GoName).Params().Op("*").Id(s.GoName).Block(
		jen.Return(jen.Op("&").Id(s.GoName).ValuesFunc(func(g *jen.Group) {
			g.Line().Id("Header").Op(":").Qual(emit.DiameterPath, "Header").ValuesFunc(func(h *jen.Group) {
				if flags := headerFlags(c, s.Grammar.Request); flags != nil {
					h.Id("Flags").Op(":").Add(flags)
				}
				h.Id("CommandCode").Op(":").Add(emit.Int(c.Code))
				h.Id("ApplicationID").Op(":").Add(emit.Int(p.Application.ID))
			})
			for _, fd := range s.Fields {
				if avpOf(fd).Value != "" {
					g.Line().Id(fd.GoName).Op(":").Add(fixedValue(p, fd))
				}
			}
			g.Line()
		})),
	)
}

func headerFlags(c *ir.Command, request bool) *jen.Statement {
	var names []string
	if request {
		names = append(names, "FlagRequest")
	}
	if c.Proxiable {
		names = append(names, "FlagProxiable")
	}
	var s *jen.Statement
	for _, name := range names {
		if s == nil {
			s = jen.Qual(emit.DiameterPath, name)
			continue
		}
		s.Op("|").Qual(emit.DiameterPath, name)
	}
	return s
}

// applicationValue is the fixed value that stands for the application's own
// ids in Vendor-Specific-Application-Id.
const applicationValue = "application"

// fixedValue emits the value that a new message holds in f.
func fixedValue(p *ir.Package, f *ir.Field) *jen.Statement {
	var v *jen.Statement
	switch value := avpOf(f).Value; {
	case value == applicationValue:
		v = applicationIDs(p.Application, f)
		if f.Optional {
			v = jen.Op("&").Add(v)
		}
		return v
	default:
		v = constant(f, value)
	}
	return maybeSome(f, v)
}

// maybeSome emits opt.Some[T](v) for an optional scalar, and v for others.
func maybeSome(f *ir.Field, v *jen.Statement) *jen.Statement {
	if f.Optional && emit.Shape(f.Type) == emit.Scalar {
		return jen.Qual(emit.OptPath, "Some").Index(emit.Type(f.Type)).Call(v)
	}
	return v
}

// constant emits the enum constant or the literal for value.
func constant(f *ir.Field, value string) *jen.Statement {
	if ref, ok := avpOf(f).Def.Type.(ir.Ref); ok {
		if enum, ok := ref.Decl.(*ir.Enum); ok {
			for _, v := range enum.Values {
				if v.Name == value {
					return jen.Qual(ref.Pkg.Path, v.GoName)
				}
			}
		}
	}
	if _, err := strconv.ParseFloat(value, 64); err == nil && formats[avpOf(f).Def.Data].suffix != "UTF8String" {
		return jen.Id(value)
	}
	return jen.Lit(value)
}

// applicationIDs emits
//
//	base.VendorSpecificApplicationID{VendorID: 10415, AuthApplicationID: opt.Some[uint32](16777216)}
func applicationIDs(a *ir.Application, f *ir.Field) *jen.Statement {
	group := avpOf(f).Def.Type.(ir.Ref).Decl.(*ir.Struct)
	id := uint32(authApplicationID)
	if a.Acct && !a.Auth {
		id = acctApplicationID
	}
	return emit.Type(avpOf(f).Def.Type).ValuesFunc(func(g *jen.Group) {
		for _, m := range group.Fields {
			switch def := avpOf(m).Def; {
			case def.Vendor == 0 && def.Code == vendorID:
				g.Id(m.GoName).Op(":").Add(emit.Int(a.Vendor))
			case def.Vendor == 0 && def.Code == id:
				g.Id(m.GoName).Op(":").Add(maybeSome(m, emit.Int(a.ID)))
			}
		}
	})
}

// Codes of base AVPs (RFC 6733 section 4.5) that generated code treats
// specially.
const (
	authApplicationID = 258
	acctApplicationID = 259
	sessionID         = 263
	originHost        = 264
	vendorID          = 266
	resultCode        = 268
	proxyInfo         = 284
	originRealm       = 296
)

// resultCodeType is the Go type of Result-Code where the dictionary asks for
// it; in dictionaries of others it is a number.
var resultCodeType ir.Type = ir.Extern{Path: emit.DiameterPath, Name: "ResultCode"}

// fieldByCode returns the field of s that holds an AVP of vendor 0, or nil.
func fieldByCode(s *ir.Struct, code uint32) *ir.Field {
	for _, f := range s.Fields {
		if def := avpOf(f).Def; def.Vendor == 0 && def.Code == code {
			return f
		}
	}
	return nil
}

// commandMethods emits Head and Command, by which the runtime knows a message.
func commandMethods(f *jen.File, p *ir.Package, s *ir.Struct) {
	index := 0
	for i, c := range p.Application.Commands {
		if c == s.Grammar.Command {
			index = i
		}
	}
	recv := jen.Id("m").Op("*").Id(s.GoName)
	f.Line().Comment("// Head returns the header of m.").Line().
		Func().Params(recv.Clone()).Id("Head").Params().Op("*").Qual(emit.DiameterPath, "Header").
		Block(jen.Return(jen.Op("&").Id("m").Dot("Header")))
	side := "an answer"
	if s.Grammar.Request {
		side = "a request"
	}
	f.Line().Comment("// Command returns the command of m, and that it is "+side+".").Line().
		Func().Params(recv.Clone()).Id("Command").Params().Params(jen.Op("*").Qual(emit.DiameterPath, "Command"), jen.Bool()).
		Block(jen.Return(jen.Op("&").Id("Application").Dot("Commands").Index(emit.Int(index)), jen.Lit(s.Grammar.Request)))
}

// setOrigin emits
//
//	// SetOrigin fills Session-Id, Origin-Host and Origin-Realm where they are empty.
//	func (m *T) SetOrigin(o diameter.Origin) {
//		if m.SessionID == "" {
//			m.SessionID = o.SessionID()
//		}
//		...
//	}
func setOrigin(f *jen.File, s *ir.Struct) {
	parts := []struct {
		field *ir.Field
		value *jen.Statement
	}{
		{fieldByCode(s, sessionID), jen.Id("o").Dot("SessionID").Call()},
		{fieldByCode(s, originHost), jen.Id("o").Dot("Host")},
		{fieldByCode(s, originRealm), jen.Id("o").Dot("Realm")},
	}
	var names []string
	var body []jen.Code
	for _, part := range parts {
		if part.field == nil || !isRequired(part.field) {
			continue
		}
		names = append(names, part.field.Name)
		field := jen.Id("m").Dot(part.field.GoName)
		body = append(body, jen.If(field.Clone().Op("==").Lit("")).Block(field.Clone().Op("=").Add(part.value)))
	}
	if len(body) == 0 {
		return
	}
	f.Line().Add(emit.Doc("SetOrigin fills " + list(names) + " where " + isAre(names) + " empty. A node calls it before it sends m.")).Line().
		Func().Params(jen.Id("m").Op("*").Id(s.GoName)).Id("SetOrigin").
		Params(jen.Id("o").Qual(emit.DiameterPath, "Origin")).Block(body...)
}

func list(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func isAre(names []string) string {
	if len(names) == 1 {
		return "it is"
	}
	return "they are"
}

// answerMethod emits
//
//	// Answer returns the answer to m that carries rc: ...
//	func (m *PushProfileRequest) Answer(rc diameter.ResultCode) *PushProfileAnswer {
//		a := NewPushProfileAnswer()
//		a.Header = m.Header.AnswerWith(rc)
//		a.SessionID = m.SessionID
//		a.ProxyInfo = m.ProxyInfo
//		a.ResultCode.Set(rc)
//		return a
//	}
func answerMethod(f *jen.File, s *ir.Struct) {
	answer := s.Grammar.Command.Answer
	a := jen.Id("a")
	body := []jen.Code{
		a.Clone().Op(":=").Id("New" + answer.GoName).Call(),
		a.Clone().Dot("Header").Op("=").Id("m").Dot("Header").Dot("AnswerWith").Call(jen.Id("rc")),
	}
	for _, code := range []uint32{sessionID, proxyInfo} {
		from, to := fieldByCode(s, code), fieldByCode(answer, code)
		if from != nil && to != nil && from.Optional == to.Optional && isList(from) == isList(to) {
			body = append(body, a.Clone().Dot(to.GoName).Op("=").Id("m").Dot(from.GoName))
		}
	}
	rc := fieldByCode(answer, resultCode)
	if rc == nil || isList(rc) {
		return
	}
	value := jen.Id("rc")
	if avpOf(rc).Def.Type != resultCodeType {
		value = emit.Type(avpOf(rc).Def.Type).Call(value)
	}
	if rc.Optional {
		body = append(body, a.Clone().Dot(rc.GoName).Dot("Set").Call(value))
	} else {
		body = append(body, a.Clone().Dot(rc.GoName).Op("=").Add(value))
	}
	f.Line().Add(emit.Doc("Answer returns the " + answer.Name + " to m with the given Result-Code. It has the identifiers, " +
		"the P bit, the Session-Id and all Proxy-Info of m (RFC 6733 section 6.2), and the E bit if rc is a protocol error, 3xxx: " +
		"the client then gets it as a *diameter.Answer, together with a *diameter.AnswerError.")).Line().
		Func().Params(jen.Id("m").Op("*").Id(s.GoName)).Id("Answer").
		Params(jen.Id("rc").Qual(emit.DiameterPath, "ResultCode")).Op("*").Id(answer.GoName).
		Block(append(body, jen.Return(a))...)
}
