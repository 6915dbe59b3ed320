package diameter

import (
	"fmt"
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
//			{Key: AVPServerName, Name: "Server-Name", Type: diameter.TypeUTF8String, Must: true},
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
	g.Id("Type").Op(":").Qual(emit.DiameterPath, "Type"+typeName(def.Data))
	if def.Must == ir.Must {
		g.Id("Must").Op(":").True()
	}
	enum := enumOf(def)
	if enum == nil || enum.Bits || len(enum.Values) == 0 {
		return
	}
	g.Id("Items").Op(":").Index().Qual(emit.DiameterPath, "Item").ValuesFunc(func(g *jen.Group) {
		for _, v := range sortedValues(enum) {
			g.Line().Values(jen.Id("Value").Op(":").Add(emit.Int(v.Number)), jen.Id("Name").Op(":").Lit(v.Name))
		}
		g.Line()
	})
}

func typeName(data string) string {
	if data == "Grouped" || data == "Enumerated" {
		return data
	}
	return formats[data].suffix
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
