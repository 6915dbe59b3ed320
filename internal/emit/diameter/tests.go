package diameter

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// tests emits, for every message,
//
//	func TestPushProfileRequestRoundTrip(t *testing.T) {
//		diametertest.Message(t, &Application, newPushProfileRequest)
//	}
//
//	func FuzzPushProfileRequest(f *testing.F) {
//		diametertest.Fuzz(f, &Application, newPushProfileRequest)
//	}
func tests(f *jen.File, p *ir.Package) {
	for _, s := range structs(p, true) {
		create := jen.Func().Params().Qual(emit.DiameterPath, "Message").Block(jen.Return(jen.New(jen.Id(s.GoName))))
		for _, kind := range []struct{ name, param, typ, call string }{
			{"Test" + s.GoName + "RoundTrip", "t", "T", "Message"},
			{"Fuzz" + s.GoName, "f", "F", "Fuzz"},
		} {
			f.Line().Func().Id(kind.name).Params(jen.Id(kind.param).Op("*").Qual("testing", kind.typ)).Block(
				jen.Qual(emit.TestPath, kind.call).Call(jen.Id(kind.param), jen.Op("&").Id("Application"), create.Clone()),
			)
		}
	}
}
