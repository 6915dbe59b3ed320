package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/ir"
)

// Enum emits
//
//	// AuthSessionState is Auth-Session-State ...
//	type AuthSessionState int32
//
//	// Values of AuthSessionState.
//	const (
//		// State is kept.
//		AuthSessionStateStateMaintained AuthSessionState = 0
//		...
//	)
//
//	// String returns the name of v in the specification, or its number.
//	func (v AuthSessionState) String() string { ... }
func Enum(f *jen.File, e *ir.Enum, note string) {
	f.Line().Add(Doc(e.GoName+" is "+e.Name+note+".", e.Doc)).Line().
		Type().Id(e.GoName).Id(e.Base.String())
	if len(e.Values) == 0 {
		return
	}
	f.Line().Comment("// Values of " + e.GoName + ".").Line().Const().DefsFunc(func(g *jen.Group) {
		for _, v := range e.Values {
			g.Add(Doc(valueDoc(e, v)))
			g.Id(v.GoName).Id(e.GoName).Op("=").Add(enumValue(e, v))
		}
	})
	switch {
	case e.Bits:
		bitMethods(f, e)
	case e.Base != ir.String:
		stringMethod(f, e)
	}
}

func valueDoc(e *ir.Enum, v *ir.EnumValue) string {
	number := fmt.Sprint(v.Number)
	if e.Bits {
		number = fmt.Sprintf("%#x", uint64(v.Number))
	}
	text := v.GoName + " is " + v.Name + " (" + number + ")."
	if v.Name == number {
		text = v.GoName + " is " + number + "."
	}
	if e.Base == ir.String {
		text = v.GoName + " is " + fmt.Sprintf("%q", v.Text) + "."
	}
	if v.Doc != "" {
		text += " " + Sentence(v.Doc)
	}
	return text
}

func enumValue(e *ir.Enum, v *ir.EnumValue) *jen.Statement {
	switch {
	case e.Base == ir.String:
		return jen.Lit(v.Text)
	case e.Bits:
		return jen.Id(fmt.Sprintf("%#x", uint64(v.Number)))
	}
	return Int(v.Number)
}

// stringMethod emits
//
//	func (v T) String() string {
//		switch v {
//		case TA:
//			return "A"
//		}
//		return "T(" + strconv.FormatInt(int64(v), 10) + ")"
//	}
func stringMethod(f *jen.File, e *ir.Enum) {
	seen := map[int64]bool{}
	f.Line().Comment("// String returns the name of v in the specification, or its number.").Line().
		Func().Params(jen.Id("v").Id(e.GoName)).Id("String").Params().String().Block(
		jen.Switch(jen.Id("v")).BlockFunc(func(g *jen.Group) {
			for _, v := range e.Values {
				if !seen[v.Number] {
					seen[v.Number] = true
					g.Case(jen.Id(v.GoName)).Block(jen.Return(jen.Lit(v.Name)))
				}
			}
		}),
		jen.Return(jen.Lit(e.GoName+"(").Op("+").Qual("strconv", "FormatInt").
			Call(jen.Int64().Call(jen.Id("v")), jen.Lit(10)).Op("+").Lit(")")),
	)
}

// bitMethods emits
//
//	// Has reports whether all bits of mask are set in v.
//	func (v T) Has(mask T) bool { return v&mask == mask }
//
//	// String names the bits that are set, e.g. "A|0x40".
//	func (v T) String() string {
//		return diameter.FormatBits(uint64(v), []diameter.BitName{{Mask: 1, Name: "A"}})
//	}
func bitMethods(f *jen.File, e *ir.Enum) {
	recv := jen.Id("v").Id(e.GoName)
	f.Line().Comment("// Has reports whether all bits of mask are set in v.").Line().
		Func().Params(recv.Clone()).Id("Has").Params(jen.Id("mask").Id(e.GoName)).Bool().Block(
		jen.Return(jen.Id("v").Op("&").Id("mask").Op("==").Id("mask")),
	)
	f.Line().Comment("// String names the bits that are set; bits without a name come last, in hexadecimal.").Line().
		Func().Params(recv).Id("String").Params().String().Block(
		jen.Return(jen.Qual(DiameterPath, "FormatBits").Call(
			jen.Uint64().Call(jen.Id("v")),
			jen.Index().Qual(DiameterPath, "BitName").ValuesFunc(func(g *jen.Group) {
				for _, v := range e.Values {
					g.Values(jen.Id("Mask").Op(":").Uint64().Call(jen.Id(v.GoName)), jen.Id("Name").Op(":").Lit(v.Name))
				}
			}),
		)),
	)
}
