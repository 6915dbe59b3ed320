package rest

import (
	"fmt"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// A shown is a type and the examples of it.
type shown struct {
	typ      ir.Type
	check    *ir.Check
	examples []*ir.Example
}

func (p *printer) hasExamples() bool { return len(p.Examples) > 0 }

// examples emits the test of what the document shows:
//
//	func TestExamples(t *testing.T) {
//		jsontest.Run(t, func() jsontest.Value { return new(CreateSession) },
//			jsontest.Example{Name: "components/schemas/CreateSession/example", JSON: `{"duration":3600}`},
//			...
//		)
//		...
//	}
//
// What it does is in runtime/jsonwire/jsontest.
func examples(f *jen.File, p *printer) {
	f.Line().Comment("// TestExamples reads every example of the document, checks it and writes it again.").Line().
		Func().Id("TestExamples").Params(jen.Id("t").Op("*").Qual("testing", "T")).BlockFunc(func(g *jen.Group) {
		for _, s := range p.shown() {
			g.Qual(emit.TestPath, "Run").CallFunc(func(g *jen.Group) {
				g.Id("t")
				g.Add(create(s.typ, p.createCheck(s.typ, s.check)))
				for _, e := range s.examples {
					g.Line().Add(exampleLit(e))
				}
				g.Line()
			})
		}
	})
}

// shown groups the examples by type, in the order of the first of each.
func (p *printer) shown() []*shown {
	var list []*shown
	byType := map[string]*shown{}
	for _, e := range p.Examples {
		key := fmt.Sprintf("%#v", create(e.Type, p.createCheck(e.Type, e.Check)))
		s, ok := byType[key]
		if !ok {
			s = &shown{typ: e.Type, check: e.Check}
			byType[key] = s
			list = append(list, s)
		}
		s.examples = append(s.examples, e)
	}
	return list
}

func exampleLit(e *ir.Example) *jen.Statement {
	fields := []jen.Code{jen.Id("Name").Op(":").Lit(e.Name), jen.Id("JSON").Op(":").Add(text(e.JSON))}
	if e.Wrong != "" {
		fields = append(fields, jen.Id("Wrong").Op(":").Add(text(e.Wrong)))
	}
	return jen.Qual(emit.TestPath, "Example").Values(fields...)
}

// create emits what makes empty values of t, which check checks unless they
// have a method for it: one of
//
//	func() jsontest.Value { return new(CreateSession) }
//	jsontest.Union(DecodeSinkCredential)
//	jsontest.Scalar(jsonwire.AppendString, (*jsonwire.Decoder).String, nil)
//	jsontest.Of(func(b []byte, v Colour) []byte { ... }, func(d *jsonwire.Decoder) Colour { ... }, nil)
func create(t ir.Type, check *jen.Statement) *jen.Statement {
	switch {
	case structOf(t) != nil:
		return jen.Func().Params().Qual(emit.TestPath, "Value").Block(jen.Return(jen.New(emit.Type(t))))
	case unionOf(t) != nil:
		ref := emit.Underlying(t).(ir.Ref)
		return jen.Qual(emit.TestPath, "Union").Call(jen.Qual(ref.Pkg.Path, decodeName(unionOf(t))))
	}
	if b, ok := emit.Underlying(t).(ir.Basic); ok && appenders[b].wide == b {
		return createScalar(appenders[b].suffix, readers[b], check)
	}
	if isTime(t) {
		return createScalar("Time", "Time", check)
	}
	return jen.Qual(emit.TestPath, "Of").Call(createWrite(t), createRead(t), check)
}

// createScalar emits jsontest.Scalar(jsonwire.AppendString, (*jsonwire.Decoder).String, nil).
func createScalar(write, read string, check *jen.Statement) *jen.Statement {
	return jen.Qual(emit.TestPath, "Scalar").Call(
		jen.Qual(emit.JSONPath, "Append"+write),
		jen.Parens(jen.Op("*").Qual(emit.JSONPath, "Decoder")).Dot(read),
		check,
	)
}

func createWrite(t ir.Type) *jen.Statement {
	return jen.Func().Params(jen.Id("b").Index().Byte(), jen.Id("v").Add(emit.Type(t))).Index().Byte().
		Block(append(appendValue(jen.Lit(""), t, jen.Id("v"), 0), jen.Return(jen.Id("b")))...)
}

func createRead(t ir.Type) *jen.Statement {
	fn := jen.Func().Params(decoder()).Add(emit.Type(t))
	if read := decodeValue(t); read != nil {
		return fn.Block(jen.Return(read))
	}
	body := append([]jen.Code{jen.Id("v").Op(":=").Add(emit.Type(t)).Values()}, decodeItems(t, jen.Id("v"), 0)...)
	return fn.Block(append(body, jen.Return(jen.Id("v")))...)
}

func (p *printer) createCheck(t ir.Type, c *ir.Check) *jen.Statement {
	if !p.checked.needs(t, c) {
		return jen.Nil()
	}
	checks := p.valueChecks(jen.Lit(""), t, c, jen.Id("v"), 0)
	if len(checks) == 0 {
		return jen.Nil()
	}
	return jen.Func().Params(jen.Id("v").Add(emit.Type(t))).Error().Block(checkerBody(checks)...)
}
