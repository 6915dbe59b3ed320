package diameter

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// validate emits
//
//	// Validate checks m against its grammar. ...
//	func (m *T) Validate() error {
//		v := diameter.Validator{Dictionary: &Dictionary, Message: "Push-Profile-Request", Absent: m.absent}
//		v.Filled(0, base.AVPSessionID, m.SessionID == "")
//		...
//		return v.Err()
//	}
//
// and for a group that messages of other packages have too
//
//	// Validate checks m against its grammar. ...
//	func (m *T) Validate() error { return m.ValidateIn(&Dictionary) }
//
//	// ValidateIn is Validate for ...
//	func (m *T) ValidateIn(dict *diameter.Dictionary) error {
//		v := diameter.Validator{Dictionary: dict, Absent: m.absent}
//		...
//		return v.Err()
//	}
func validate(f *jen.File, s *ir.Struct) {
	recv := jen.Id("m").Op("*").Id(s.GoName)
	own := jen.Op("&").Id("Dictionary")
	f.Line().Add(emit.Doc("Validate checks m against its grammar. It returns nil or a *diameter.AVPError with the Result-Code and the Failed-AVP of RFC 6733 section 7.")).Line()
	validate := f.Func().Params(recv.Clone()).Id("Validate").Params().Error()
	if !isLent(s) {
		validate.BlockFunc(func(g *jen.Group) { validateBody(g, s, own) })
		return
	}
	validate.Block(jen.Return(jen.Id("m").Dot("ValidateIn").Call(own)))
	f.Line().Add(emit.Doc("ValidateIn is Validate for a group in a message of another application, whose dictionary knows more AVPs.")).Line().
		Func().Params(recv).Id("ValidateIn").Params(jen.Id("dict").Op("*").Qual(emit.DiameterPath, "Dictionary")).Error().
		BlockFunc(func(g *jen.Group) { validateBody(g, s, jen.Id("dict")) })
}

// isLent reports whether s is a group of the base protocol, which other
// packages have in their messages.
func isLent(s *ir.Struct) bool {
	return s.Grammar.Group != nil && s.Grammar.Group.Pkg.Application.ID == baseApplication
}

func validateBody(g *jen.Group, s *ir.Struct, dictionary *jen.Statement) {
	g.Id("v").Op(":=").Qual(emit.DiameterPath, "Validator").ValuesFunc(func(g *jen.Group) {
		g.Id("Dictionary").Op(":").Add(dictionary)
		if s.Grammar.Command != nil {
			g.Id("Message").Op(":").Lit(s.Name)
		}
		g.Id("Absent").Op(":").Id("m").Dot("absent")
	})
	for _, c := range checks(s) {
		g.Add(c)
	}
	g.Return(jen.Id("v").Dot("Err").Call())
}

func checks(s *ir.Struct) []jen.Code {
	index := firstIndexes(s)
	var list []jen.Code
	for _, f := range s.Fields {
		list = append(list, fieldChecks(f, index[f])...)
	}
	return append(list, extraChecks(s)...)
}

// fieldChecks emits the checks of one field, if there is anything to check.
func fieldChecks(f *ir.Field, index int) []jen.Code {
	field := jen.Id("m").Dot(f.GoName)
	key := keyConst(avpOf(f).Def)
	switch {
	case isList(f):
		return listChecks(f)
	case isGroup(f) && f.Optional:
		return []jen.Code{jen.If(field.Clone().Op("!=").Nil()).Block(jen.Id("v").Dot("Nested").Call(key, field))}
	case f.Optional:
		return valueChecks(f)
	case isGroup(f):
		return []jen.Code{jen.Id("v").Dot("Group").Call(emit.Int(index), key, jen.Op("&").Add(field))}
	case isCustom(f):
		return []jen.Code{jen.Id("v").Dot("Data").Call(emit.Int(index), key, jen.Op("&").Add(field))}
	}
	zero, kind := zeroTest(f, field)
	check := jen.Id("v").Dot("Required").Call(key, zero)
	switch kind {
	case sendable:
		check = jen.Id("v").Dot("Present").Call(emit.Int(index), key, zero)
	case readable:
		check = jen.Id("v").Dot("Filled").Call(emit.Int(index), key, zero)
	}
	return append([]jen.Code{check}, valueChecks(f)...)
}

// valueChecks emits, for data formats that cannot hold every value of their Go
// type, and for Go types of the user's own,
//
//	v.Valid(key, diameter.TimeFits(m.F))
//
//	v.Identity(key, m.F)
//
//	v.ValidData(key, m.F.ValidateData())
func valueChecks(f *ir.Field) []jen.Code {
	method := "Valid"
	var fits func(v jen.Code) *jen.Statement
	switch suffix := suffixOf(f); suffix {
	case "UTF8String", "Identity", "URI", "TBCD", "Address":
		method = suffix
		fits = func(v jen.Code) *jen.Statement { return plainValue(f, v) }
	case "Data":
		method = "ValidData"
		fits = func(v jen.Code) *jen.Statement { return jen.Add(v).Dot("ValidateData").Call() }
	case "Time":
		fits = func(v jen.Code) *jen.Statement { return jen.Qual(emit.DiameterPath, "TimeFits").Call(v) }
	case "IPv4":
		fits = func(v jen.Code) *jen.Statement { return jen.Add(v).Dot("Unmap").Call().Dot("Is4").Call() }
	case "IPv6", "IPv6Prefix":
		fits = func(v jen.Code) *jen.Statement { return jen.Add(v).Dot("IsValid").Call() }
	default:
		return nil
	}
	field := jen.Id("m").Dot(f.GoName)
	check := func(v jen.Code) *jen.Statement {
		return jen.Id("v").Dot(method).Call(keyConst(avpOf(f).Def), fits(v))
	}
	switch {
	case isList(f):
		return []jen.Code{jen.For(jen.Id("i").Op(":=").Range().Add(field.Clone())).Block(check(field.Clone().Index(jen.Id("i"))))}
	case f.Optional:
		return []jen.Code{jen.If(jen.List(jen.Id("x"), jen.Id("ok")).Op(":=").Add(field).Dot("Get").Call(), jen.Id("ok")).Block(check(jen.Id("x")))}
	}
	return []jen.Code{check(field)}
}

// plainValue emits v as a value of the Go type that the runtime has for the
// format of f.
func plainValue(f *ir.Field, v jen.Code) *jen.Statement {
	if form := formatOf(avpOf(f).Def); avpOf(f).Def.Type != form.goType {
		return emit.Type(form.goType).Call(v)
	}
	return jen.Add(v)
}

// suffixOf returns what the runtime calls the format of a field: Grouped, Data
// or one of formats.
func suffixOf(f *ir.Field) string {
	switch {
	case isGroup(f):
		return "Grouped"
	case isCustom(f):
		return "Data"
	}
	return formatOf(avpOf(f).Def).suffix
}

// setTest emits the opposite of zeroTest: a test that field has a value.
func setTest(f *ir.Field, field *jen.Statement) *jen.Statement {
	switch formatOf(avpOf(f).Def).suffix {
	case "OctetString":
		return field.Clone().Op("!=").Nil()
	case "Time", "PLMN":
		return jen.Op("!").Add(field.Clone()).Dot("IsZero").Call()
	case "IPv4", "IPv6", "IPv6Prefix":
		return field.Clone().Dot("IsValid").Call()
	case "Address":
		return field.Clone().Op("!=").Parens(jen.Qual(emit.DiameterPath, "Address").Values())
	case "UTF8String", "Identity", "URI", "IPFilterRule", "QoSFilterRule", "TBCD":
		return field.Clone().Op("!=").Lit("")
	}
	return field.Clone().Op("!=").Lit(0)
}

// A zeroKind says what the zero value of a required field can be besides an AVP
// that is missing.
type zeroKind int

const (
	unsendable zeroKind = iota // nothing
	readable                   // a value that a peer has sent
	sendable                   // a value that a peer has sent or a program has set
)

// zeroTest emits a test for the zero value of field, and says what it can be.
func zeroTest(f *ir.Field, field *jen.Statement) (test *jen.Statement, kind zeroKind) {
	switch formatOf(avpOf(f).Def).suffix {
	case "UTF8String", "Identity", "URI", "IPFilterRule", "QoSFilterRule", "TBCD":
		return field.Clone().Op("==").Lit(""), readable
	case "PLMN":
		return field.Clone().Dot("IsZero").Call(), readable
	case "OctetString":
		return field.Clone().Op("==").Nil(), unsendable // one of no octets is not nil
	case "Time":
		return field.Clone().Dot("IsZero").Call(), unsendable
	case "Address":
		return field.Clone().Op("==").Parens(jen.Qual(emit.DiameterPath, "Address").Values()), readable
	case "IPv4", "IPv6", "IPv6Prefix":
		return jen.Op("!").Add(field.Clone()).Dot("IsValid").Call(), unsendable
	}
	return field.Clone().Op("==").Lit(0), sendable
}

// hollowNotes emits
//
//	if d.Hollow() {
//		m.absent.Hollow(0, m.SessionID == "")
//	}
//
// for the required fields whose zero value a peer can have sent.
func hollowNotes(s *ir.Struct, index map[*ir.Field]int) []jen.Code {
	var notes []jen.Code
	for _, f := range s.Fields {
		if isList(f) || f.Optional || isGroup(f) || isCustom(f) {
			continue
		}
		if zero, kind := zeroTest(f, jen.Id("m").Dot(f.GoName)); kind == readable {
			notes = append(notes, jen.Id("m").Dot("absent").Dot("Hollow").Call(emit.Int(index[f]), zero))
		}
	}
	if len(notes) == 0 {
		return nil
	}
	return []jen.Code{jen.If(jen.Id("d").Dot("Hollow").Call()).Block(notes...)}
}

// listChecks emits, as far as the rule asks for it,
//
//	v.AtLeast(key, len(m.F), 1)
//	if len(m.F) > 3 {
//		v.Excess(3, key, diameter.AppendX(nil, key, m.F[3]))
//	}
//	for i := range m.F {
//		v.Nested(key, &m.F[i])
//	}
func listChecks(f *ir.Field) []jen.Code {
	rule := avpOf(f)
	field := jen.Id("m").Dot(f.GoName)
	key := keyConst(rule.Def)
	var list []jen.Code
	if rule.Min > 0 {
		list = append(list, jen.Id("v").Dot("AtLeast").Call(key.Clone(), jen.Len(field.Clone()), emit.Int(rule.Min)))
	}
	if rule.Max != ir.Unbounded {
		list = append(list, jen.If(jen.Len(field.Clone()).Op(">").Add(emit.Int(rule.Max))).Block(
			jen.Id("v").Dot("Excess").Call(emit.Int(rule.Max), key.Clone(),
				appendValue(f, jen.Nil(), field.Clone().Index(emit.Int(rule.Max)), true)),
		))
	}
	if isGroup(f) {
		list = append(list, jen.For(jen.Id("i").Op(":=").Range().Add(field.Clone())).Block(
			jen.Id("v").Dot("Nested").Call(key.Clone(), jen.Op("&").Add(field.Clone()).Index(jen.Id("i")))))
	}
	return append(list, valueChecks(f)...)
}

// extraChecks emits
//
//	if len(m.Extra) > 0 {
//		v.Extra(m.Extra, base.AVPSessionID, ...)
//	}
func extraChecks(s *ir.Struct) []jen.Code {
	method := "Extra"
	if !s.Grammar.Any {
		method = "Closed"
	}
	extra := jen.Id("m").Dot("Extra")
	args := []jen.Code{extra.Clone()}
	for _, f := range s.Fields {
		if !isList(f) {
			args = append(args, keyConst(avpOf(f).Def))
		}
	}
	body := []jen.Code{jen.Id("v").Dot(method).Add(onLines(args))}
	if len(s.Grammar.Forbidden) > 0 {
		forbidden := []jen.Code{extra.Clone()}
		for _, def := range s.Grammar.Forbidden {
			forbidden = append(forbidden, keyConst(def))
		}
		body = append([]jen.Code{jen.Id("v").Dot("Forbidden").Add(onLines(forbidden))}, body...)
	}
	return []jen.Code{jen.If(jen.Len(extra).Op(">").Lit(0)).Block(body...)}
}

// onLines emits arguments of a call, one a line, so that a change of one is a
// change of one line.
func onLines(args []jen.Code) *jen.Statement {
	return jen.Custom(jen.Options{Open: "(", Close: ")", Separator: ",", Multi: true}, args...)
}
