package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// enumOutcome emits
//
//	// Outcome says what v means for the call that it answers.
//	func (v ResultCode) Outcome() rest.Outcome {
//		switch v {
//		case ResultCodeSuccess, ResultCodePartialSuccess:
//			return rest.Outcome{Done: true}
//		case ResultCodeInternalError:
//			return rest.Outcome{Again: true}
//		case ResultCodeOAuthTokenExpired:
//			return rest.Outcome{TokenRefused: true}
//		}
//		return rest.Outcome{}
//	}
//
//	// Retryable reports whether the same call may succeed later.
//	func (v ResultCode) Retryable() bool { return v.Outcome().Again }
func enumOutcome(f *jen.File, e *ir.Enum) {
	if e.Outcome == nil {
		return
	}
	outcome := jen.Qual(emit.RESTPath, "Outcome")
	f.Line().Add(emit.Doc("Outcome says what v means for the call that it answers: that it has failed for good, unless the document says something else.")).Line().
		Func().Params(jen.Id("v").Id(e.GoName)).Id("Outcome").Params().Add(outcome).Block(
		jen.Switch(jen.Id("v")).BlockFunc(func(g *jen.Group) {
			outcomeCase(g, e.Outcome.Done, "Done")
			outcomeCase(g, e.Outcome.Again, "Again")
			outcomeCase(g, e.Outcome.TokenRefused, "TokenRefused")
		}),
		jen.Return(outcome.Clone().Values()),
	)
	f.Line().Comment("// Retryable reports whether the same call may succeed later.").Line().
		Func().Params(jen.Id("v").Id(e.GoName)).Id("Retryable").Params().Bool().
		Block(jen.Return(jen.Id("v").Dot("Outcome").Call().Dot("Again")))
}

func outcomeCase(g *jen.Group, values []*ir.EnumValue, field string) {
	if len(values) == 0 {
		return
	}
	g.CaseFunc(func(g *jen.Group) {
		for _, v := range values {
			g.Id(v.GoName)
		}
	}).Block(jen.Return(jen.Qual(emit.RESTPath, "Outcome").Values(jen.Id(field).Op(":").True())))
}

// outcomeField returns the member of s that says what became of a call, or
// nil.
func outcomeField(s *ir.Struct) *ir.Field {
	for _, fd := range s.Fields {
		if e := enumOf(fd.Type); e != nil && e.Outcome != nil && !fd.Optional && !isConst(fd) {
			return fd
		}
	}
	return nil
}

// structOutcome emits
//
//	// Outcome says what code means for the call that v answers.
//	func (v *SendResponse) Outcome() rest.Outcome { return v.Code.Outcome() }
func structOutcome(f *jen.File, s *ir.Struct) {
	fd := outcomeField(s)
	if fd == nil {
		return
	}
	f.Line().Comment("// Outcome says what "+fd.Name+" means for the call that v answers.").Line().
		Func().Params(receiver(s.GoName)).Id("Outcome").Params().Qual(emit.RESTPath, "Outcome").
		Block(jen.Return(jen.Id("v").Dot(fd.GoName).Dot("Outcome").Call()))
}

// outcomeBody returns the body of op's success if it says what became of the
// call, or nil.
func outcomeBody(op *ir.Operation) *ir.Struct {
	_, m := success(op)
	if m == nil || m.answer != "" {
		return nil
	}
	s := structOf(m.typ)
	if s == nil || outcomeField(s) == nil {
		return nil
	}
	return s
}

// partialName is the method that reads the JSON inside a string: it is called
// after the type.
func partialName(p *ir.Partial) string { return emit.DeclName(p.Type.Decl) }

// partialMethod emits
//
//	// PartialFailure returns what msg holds as JSON when code is "80100000", ...
//	func (v *SendResponse) PartialFailure() (*PartialFailure, error) {
//		if v.Code != "80100000" {
//			return nil, nil
//		}
//		out := new(PartialFailure)
//		if err := jsonwire.Salvage([]byte(v.Msg), out); err != nil {
//			return out, &rest.DoneError{Answer: v, Part: "msg", Err: err}
//		}
//		return out, nil
//	}
func partialMethod(f *jen.File, s *ir.Struct) {
	p := s.Object.Partial
	if p == nil {
		return
	}
	in := jen.Id("v").Dot(p.In.GoName)
	other := equalCondition(&ir.Cond{Op: ir.Equal, Field: p.When.Field, Values: []string{p.When.Value}}, true).statement()
	if goField(p.In).Optional {
		in = in.Dot("Or").Call(jen.Lit(""))
	}
	name := partialName(p)
	f.Line().Add(emit.Doc(name+" returns what "+p.In.Name+" holds as JSON when "+p.When.Field.Name+" is "+p.When.Value+", and nil otherwise.",
		"Members that cannot be read are left out; the error is then a *rest.DoneError.")).Line().
		Func().Params(receiver(s.GoName)).Id(name).Params().Params(jen.Op("*").Add(emit.Type(p.Type)), jen.Error()).Block(
		jen.If(other).Block(jen.Return(jen.Nil(), jen.Nil())),
		jen.Id("out").Op(":=").New(emit.Type(p.Type)),
		jen.If(jen.Err().Op(":=").Qual(emit.JSONPath, "Salvage").Call(jen.Index().Byte().Parens(in), jen.Id("out")), jen.Err().Op("!=").Nil()).
			Block(jen.Return(jen.Id("out"), jen.Op("&").Qual(emit.RESTPath, "DoneError").Values(
				jen.Id("Answer").Op(":").Id("v"), jen.Id("Part").Op(":").Lit(p.In.Name), jen.Id("Err").Op(":").Err()))),
		jen.Return(jen.Id("out"), jen.Nil()),
	)
}
