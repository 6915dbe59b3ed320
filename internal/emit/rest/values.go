package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/output"
)

// ValuesFunc is the name of the function that Values prints.
const ValuesFunc = "CorpusValues"

// Values prints a file for tests of this generator, which is no part of what
// Files prints: a function that makes empty values of every type that p
// declares.
//
//	func CorpusValues() map[string]func() jsontest.Value { ... }
//
//	var corpusValues = []struct {
//		name   string
//		create func() jsontest.Value
//	}{
//		{"Device", func() jsontest.Value { return new(Device) }},
//		...
//	}
//
// The list is data and not code, because a function with thousands of entries
// takes minutes to compile.
func Values(p *ir.Package) (output.File, error) {
	f := emit.NewFile(p, imports(p)...)
	value := func() *jen.Statement { return jen.Func().Params().Qual(emit.TestPath, "Value") }
	index := func() *jen.Statement { return jen.Map(jen.String()).Add(value()) }
	f.Comment("// "+ValuesFunc+" makes empty values of every declared type.").Line().
		Func().Id(ValuesFunc).Params().Add(index()).Block(
		jen.Id("index").Op(":=").Add(index()).Values(),
		jen.For(jen.List(jen.Id("_"), jen.Id("v")).Op(":=").Range().Id("corpusValues")).Block(
			jen.Id("index").Index(jen.Id("v").Dot("name")).Op("=").Id("v").Dot("create"),
		),
		jen.Return(jen.Id("index")),
	)
	f.Line().Var().Id("corpusValues").Op("=").Index().Struct(jen.Id("name").String(), jen.Id("create").Add(value())).
		ValuesFunc(func(g *jen.Group) {
			for _, d := range p.Decls {
				if HasJSON(d) {
					g.Line().Values(jen.Lit(emit.DeclName(d)), value().Block(jen.Return(create(ir.Ref{Pkg: p, Decl: d}, jen.Nil()).Call())))
				}
			}
			g.Line()
		})
	src, err := emit.Render(f)
	return output.File{Path: "corpus_gen.go", Src: src}, err
}

// HasJSON reports whether values of d are JSON: a body of several parts is not.
func HasJSON(d ir.Decl) bool {
	s, ok := d.(*ir.Struct)
	return !ok || s.Object.Multipart == nil
}
