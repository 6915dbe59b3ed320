package diameter

import (
	"fmt"
	"math"
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// avpKeys emits
//
//	// AVPs defined here, by vendor, then code.
//	const (
//		// AVPServerName is Server-Name (602, vendor 10415), UTF8String, TS 29.229 6.3.3.
//		AVPServerName diameter.Key = 10415<<32 | 602
//		...
//	)
func avpKeys(f *jen.File, p *ir.Package) {
	if len(p.Application.AVPs) == 0 {
		return
	}
	f.Line().Comment("// Keys of the AVPs that this package defines, by vendor, then code.").Line().
		Const().DefsFunc(func(g *jen.Group) {
		for _, a := range p.Application.AVPs {
			g.Add(emit.Doc(fmt.Sprintf("AVP%s is %s (%s), %s%s.", a.GoName, a.Name, keyText(a), a.Data, clause(a.Clause)), a.Doc))
			g.Id("AVP"+a.GoName).Qual(emit.DiameterPath, "Key").Op("=").Add(keyValue(a))
		}
	})
}

// keyValue emits 263, or 10415<<32 | 602.
func keyValue(a *ir.AVPDef) *jen.Statement {
	if a.Vendor == 0 {
		return emit.Int(a.Code)
	}
	return emit.Int(a.Vendor).Op("<<").Lit(32).Op("|").Add(emit.Int(a.Code))
}

// dictionaryVar emits
//
//	// Dictionary names the AVPs of Cx, for Dump, Find and validation.
//	var Dictionary = diameter.Dictionary{
//		Name: "Cx",
//		Parents: []*diameter.Dictionary{&base.Dictionary},
//		AVPs: []diameter.AVPInfo{
//			{Key: AVPServerName, Name: "Server-Name", Type: diameter.TypeUTF8String, Must: diameter.FlagM},
//			...
//		},
//	}
func dictionaryVar(f *jen.File, p *ir.Package) {
	a := p.Application
	f.Line().Add(emit.Doc("Dictionary names the AVPs of "+a.Name+". It is sorted by key and is not to be changed.")).Line().
		Var().Id("Dictionary").Op("=").Qual(emit.DiameterPath, "Dictionary").ValuesFunc(func(g *jen.Group) {
		g.Line().Id("Name").Op(":").Lit(a.Name)
		if a.ID != 0 {
			g.Line().Id("ApplicationID").Op(":").Add(emit.Int(a.ID))
		}
		if len(a.Inherits) > 0 {
			g.Line().Id("Parents").Op(":").Index().Op("*").Qual(emit.DiameterPath, "Dictionary").ValuesFunc(func(g *jen.Group) {
				for _, parent := range a.Inherits {
					g.Op("&").Qual(parent.Path, "Dictionary")
				}
			})
		}
		g.Line().Id("AVPs").Op(":").Index().Qual(emit.DiameterPath, "AVPInfo").ValuesFunc(func(g *jen.Group) {
			for _, def := range a.AVPs {
				g.Line().ValuesFunc(func(g *jen.Group) { avpInfo(g, def) })
			}
			g.Line()
		})
		g.Line()
	})
}

func avpInfo(g *jen.Group, def *ir.AVPDef) {
	g.Id("Key").Op(":").Id("AVP" + def.GoName)
	g.Id("Name").Op(":").Lit(def.Name)
	g.Id("Type").Op(":").Qual(emit.DiameterPath, "Type"+typeName(def))
	flagMask(g, "Must", def, ir.Must)
	flagMask(g, "MustNot", def, ir.MustNot)
	if group := groupOf(def); group != nil {
		if rules := mBits("MemberMBits", group); rules != nil {
			g.Add(rules)
		}
	}
	enum := enumOf(def)
	if enum == nil || len(enum.Values) == 0 {
		return
	}
	if enum.Bits {
		bitNames(g, enum)
		return
	}
	g.Id("Items").Op(":").Index().Qual(emit.DiameterPath, "Item").ValuesFunc(func(g *jen.Group) {
		for _, v := range sortedValues(enum) {
			if v.Number > math.MaxInt32 {
				continue // of an Unsigned32: an Item cannot hold it
			}
			g.Line().Values(jen.Id("Value").Op(":").Add(emit.Int(v.Number)), jen.Id("Name").Op(":").Lit(v.Name))
		}
		g.Line()
	})
}

// bitNames emits
//
//	Bits: []diameter.BitName{
//		{Mask: 0x1, Name: "IMS-Emergency-Registration"},
//	}
func bitNames(g *jen.Group, enum *ir.Enum) {
	g.Id("Bits").Op(":").Index().Qual(emit.DiameterPath, "BitName").ValuesFunc(func(g *jen.Group) {
		for _, v := range enum.Values {
			mask := jen.Id(fmt.Sprintf("%#x", uint64(v.Number)))
			g.Line().Values(jen.Id("Mask").Op(":").Add(mask), jen.Id("Name").Op(":").Lit(v.Name))
		}
		g.Line()
	})
}

// flagMask emits one of
//
//	Must: diameter.FlagM
//
//	MustNot: diameter.FlagM | diameter.FlagP
//
// for the flags that def has the given rule for, or nothing.
func flagMask(g *jen.Group, name string, def *ir.AVPDef, rule ir.Bit) {
	var mask *jen.Statement
	for _, flag := range []struct {
		name string
		rule ir.Bit
	}{{"FlagM", def.Must}, {"FlagP", def.Protect}} {
		switch {
		case flag.rule != rule:
		case mask == nil:
			mask = jen.Qual(emit.DiameterPath, flag.name)
		default:
			mask.Op("|").Qual(emit.DiameterPath, flag.name)
		}
	}
	if mask != nil {
		g.Id(name).Op(":").Add(mask)
	}
}

// mBits emits
//
//	RequestMBits: []diameter.Key{AVPSupportedFeatures | diameter.M, base.AVPClass}
//
// for the rules of s that demand something of an M bit that the AVP's own
// definition does not; nil if there are none.
func mBits(name string, s *ir.Struct) *jen.Statement {
	var keys []jen.Code
	for _, f := range s.Fields {
		if avpOf(f).Own {
			keys = append(keys, wireKey(f))
		}
	}
	if len(keys) == 0 {
		return nil
	}
	return jen.Id(name).Op(":").Index().Qual(emit.DiameterPath, "Key").Values(keys...)
}

// typeName returns the data format of an AVP, or the meaning of its octets
// where the dictionary gives them one that the runtime knows.
func typeName(def *ir.AVPDef) string {
	if form, ok := semantic[def.Type]; ok && def.Data == "OctetString" {
		return form.suffix
	}
	switch {
	case def.Data == "Grouped" || def.Data == "Enumerated":
		return def.Data
	case def.Type == ir.Type(ir.Extern{Path: emit.DiameterPath, Name: "ResultCode"}):
		return "ResultCode"
	}
	return formats[def.Data].suffix
}

func groupOf(def *ir.AVPDef) *ir.Struct {
	if ref, ok := def.Type.(ir.Ref); ok {
		group, _ := ref.Decl.(*ir.Struct)
		return group
	}
	return nil
}

func enumOf(def *ir.AVPDef) *ir.Enum {
	if ref, ok := def.Type.(ir.Ref); ok {
		enum, _ := ref.Decl.(*ir.Enum)
		return enum
	}
	return nil
}

func sortedValues(e *ir.Enum) []*ir.EnumValue {
	values := slices.Clone(e.Values)
	slices.SortStableFunc(values, func(a, b *ir.EnumValue) int { return int(a.Number - b.Number) })
	return values
}

// applicationVar emits
//
//	// Application is the Cx application: ...
//	var Application = diameter.Application{
//		Name: "Cx", ID: 16777216, VendorID: 10415, Auth: true,
//		Dictionary: &Dictionary,
//		Commands: []diameter.Command{
//			{Name: "Push-Profile", Short: "PP", Code: 305, Proxiable: true,
//				NewRequest: func() diameter.Message { return new(PushProfileRequest) },
//				NewAnswer: func() diameter.Message { return new(PushProfileAnswer) }},
//		},
//	}
func applicationVar(f *jen.File, p *ir.Package) {
	a := p.Application
	f.Line().Add(emit.Doc("Application is the "+a.Name+" application: what a node advertises and how messages are read.", a.Doc)).Line().
		Var().Id("Application").Op("=").Qual(emit.DiameterPath, "Application").ValuesFunc(func(g *jen.Group) {
		g.Line().Id("Name").Op(":").Lit(a.Name)
		g.Line().Id("ID").Op(":").Add(emit.Int(a.ID))
		if a.Vendor != 0 {
			g.Line().Id("VendorID").Op(":").Add(emit.Int(a.Vendor))
		}
		if a.Auth {
			g.Line().Id("Auth").Op(":").True()
		}
		if a.Acct {
			g.Line().Id("Acct").Op(":").True()
		}
		g.Line().Id("Dictionary").Op(":").Op("&").Id("Dictionary")
		g.Line().Id("Commands").Op(":").Index().Qual(emit.DiameterPath, "Command").ValuesFunc(func(g *jen.Group) {
			for _, c := range a.Commands {
				g.Line().ValuesFunc(func(g *jen.Group) { command(g, c) })
			}
			g.Line()
		})
		g.Line()
	})
}

func command(g *jen.Group, c *ir.Command) {
	g.Line().Id("Name").Op(":").Lit(c.Name)
	if c.Short != "" {
		g.Line().Id("Short").Op(":").Lit(c.Short)
	}
	g.Line().Id("Code").Op(":").Add(emit.Int(c.Code))
	if c.Proxiable {
		g.Line().Id("Proxiable").Op(":").True()
	}
	g.Line().Id("Dictionary").Op(":").Op("&").Id("Dictionary")
	for _, rules := range []*jen.Statement{mBits("RequestMBits", c.Request), mBits("AnswerMBits", c.Answer)} {
		if rules != nil {
			g.Line().Add(rules)
		}
	}
	create := func(name string) *jen.Statement {
		return jen.Func().Params().Qual(emit.DiameterPath, "Message").Block(jen.Return(jen.New(jen.Id(name))))
	}
	g.Line().Id("NewRequest").Op(":").Add(create(c.Request.GoName))
	g.Line().Id("NewAnswer").Op(":").Add(create(c.Answer.GoName))
	g.Line()
}

// parseFunc emits
//
//	// Parse reads one message of Cx ...
//	func Parse(b []byte) (diameter.Message, error) { return Application.Parse(b) }
func parseFunc(f *jen.File, p *ir.Package) {
	f.Line().Add(emit.Doc("Parse reads one message of "+p.Application.Name+" from b, which it copies. The result is a pointer to the "+
		"request or answer type of the command, by the R bit; *diameter.Generic for a command that is not defined here; or *diameter.Answer, "+
		"together with a *diameter.AnswerError, for an answer with the E bit. A message that cannot be read gives a *diameter.AVPError. "+
		"Parse keeps whatever it reads; what the grammar asks for is checked by Validate.")).Line().
		Func().Id("Parse").Params(jen.Id("b").Index().Byte()).Params(jen.Qual(emit.DiameterPath, "Message"), jen.Error()).
		Block(jen.Return(jen.Id("Application").Dot("Parse").Call(jen.Id("b"))))
}

// resultCodes emits the application's values of Experimental-Result-Code.
func resultCodes(f *jen.File, p *ir.Package) {
	a := p.Application
	if len(a.ResultCodes) == 0 {
		return
	}
	f.Line().Add(emit.Doc(fmt.Sprintf("Values of Experimental-Result-Code that %s defines, for Vendor-Id %d.", a.Name, a.Vendor))).Line().
		Const().DefsFunc(func(g *jen.Group) {
		for _, v := range a.ResultCodes {
			g.Add(emit.Doc(fmt.Sprintf("%s is %s (%d). %s", v.GoName, v.Name, v.Number, emit.Sentence(v.Doc))))
			g.Id(v.GoName).Qual(emit.DiameterPath, "ExperimentalResultCode").Op("=").Add(emit.Int(v.Number))
		}
	})
}
