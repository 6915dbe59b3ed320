package rest

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// fanOut emits the method that calls op as often as a list of any length needs:
//
//	// SendAll calls SendMessage for items, up to 1000 at a time, ...
//	func (c *Client) SendAll(ctx context.Context, clientID string, body *SendRequest, items iter.Seq[string], o rest.FanOutOptions) *rest.FanOutReport[string] {
//		if o.Batch < 1 || o.Batch > 1000 {
//			o.Batch = 1000
//		}
//		return rest.FanOut(ctx, items, o, func(ctx context.Context, batch []string) (rest.BatchResult[string], error) {
//			if body == nil {
//				return rest.BatchResult[string]{}, errors.New("body is nil")
//			}
//			v := *body
//			v.Message.Token = batch
//			return sendAllResult(c.SendMessage(ctx, clientID, &v))
//		})
//	}
func (p *printer) fanOut(f *jen.File, op *ir.Operation) {
	x := op.FanOut
	if x == nil {
		return
	}
	params, _ := signature(op)
	params = append(params,
		jen.Id("items").Qual("iter", "Seq").Types(jen.String()),
		jen.Id("o").Qual(emit.RESTPath, "FanOutOptions"))
	least := jen.Lit(int(x.Max))
	v := jen.Id("v")
	for _, fd := range x.Path {
		v = v.Dot(fd.GoName)
	}
	f.Line().Add(emit.Doc(fanOutDoc(op)...)).Line().
		Func().Params(jen.Id("c").Op("*").Id("Client")).Id(x.GoName).Params(params...).
		Op("*").Qual(emit.RESTPath, "FanOutReport").Types(jen.String()).Block(
		jen.If(jen.Id("o").Dot("Batch").Op("<").Lit(1).Op("||").Id("o").Dot("Batch").Op(">").Add(least)).Block(
			jen.Id("o").Dot("Batch").Op("=").Add(least)),
		jen.Return(jen.Qual(emit.RESTPath, "FanOut").Call(jen.Id("ctx"), jen.Id("items"), jen.Id("o"),
			jen.Func().Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("batch").Index().String()).Params(batchResult(), jen.Error()).Block(
				jen.If(jen.Id("body").Op("==").Nil()).Block(
					jen.Return(batchResult().Values(), jen.Qual("errors", "New").Call(jen.Lit("body is nil")))),
				jen.Id("v").Op(":=").Op("*").Id("body"),
				v.Op("=").Id("batch"),
				jen.Return(jen.Id(fanOutResultName(op)).Call(fanOutCall(op))),
			))),
	)
	fanOutResult(f, op)
}

func batchResult() *jen.Statement {
	return jen.Qual(emit.RESTPath, "BatchResult").Types(jen.String())
}

func fanOutResultName(op *ir.Operation) string { return lowerFirst(op.FanOut.GoName) + "Result" }

func fanOutDoc(op *ir.Operation) []string {
	var names []string
	for _, fd := range op.FanOut.Path {
		names = append(names, fd.Name)
	}
	return []string{
		op.FanOut.GoName + " calls " + op.GoName + " for all items, up to " + strconv.FormatInt(op.FanOut.Max, 10) +
			" in each call, and reports what became of every one of them. They take the place of " + strings.Join(names, ".") +
			" in body, which is not changed and must not be until " + op.FanOut.GoName + " returns.",
		"A slice becomes items with slices.Values. The report is never nil.",
	}
}

// fanOutCall emits c.SendMessage(ctx, clientID, &v).
func fanOutCall(op *ir.Operation) *jen.Statement {
	return jen.Id("c").Dot(op.GoName).CallFunc(func(g *jen.Group) {
		g.Id("ctx")
		for _, pm := range required(op) {
			g.Id(pm.GoName)
		}
		g.Op("&").Id("v")
		if len(optional(op)) > 0 {
			g.Id("params")
		}
	})
}

// fanOutResult emits
//
//	// sendAllResult says which items an answer to SendMessage has refused.
//	func sendAllResult(out *SendResponse, err error) (rest.BatchResult[string], error) {
//		var r rest.BatchResult[string]
//		var refused *BaseResponse
//		if errors.As(err, &refused) && refused.Code == ResultCodeAllTokensInvalid {
//			r.All, r.AllReason = true, refused.Error()
//			return r, nil
//		}
//		if err != nil {
//			return r, err
//		}
//		partial, err := out.PartialFailure()
//		if partial == nil {
//			return r, err
//		}
//		r.Count = int(partial.Failure.Or(0))
//		r.Refuse("", partial.IllegalTokens)
//		return r, err
//	}
func fanOutResult(f *jen.File, op *ir.Operation) {
	_, m := success(op)
	answer := structOf(m.typ)
	out := "out"
	if !needsPartial(op) {
		out = "_"
	}
	f.Line().Add(emit.Doc(fanOutResultName(op)+" says which items an answer to "+op.GoName+" has refused.")).Line().
		Func().Id(fanOutResultName(op)).Params(jen.Id(out).Add(m.goType()), jen.Err().Error()).Params(batchResult(), jen.Error()).
		BlockFunc(func(g *jen.Group) {
			g.Var().Id("r").Add(batchResult())
			allRefused(g, op)
			if needsPartial(op) {
				g.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Id("r"), jen.Err()))
				partialRefused(g, op.FanOut, answer.Object.Partial)
			} else {
				g.Return(jen.Id("r"), jen.Err())
			}
		})
}

func needsPartial(op *ir.Operation) bool { return op.FanOut.Refused != nil || op.FanOut.Count != nil }

// allRefused emits what recognises a failure that is one of every item.
func allRefused(g *jen.Group, op *ir.Operation) {
	x := op.FanOut
	if len(x.AllRefused) == 0 {
		return
	}
	var body *ir.Struct
	for _, fl := range failures(op) {
		if s, ok := fl.typ.Decl.(*ir.Struct); ok && outcomeField(s) == x.Code {
			body = s
			g.Var().Id("refused").Op("*").Add(emit.Type(fl.typ))
			break
		}
	}
	if body == nil {
		return
	}
	var is *jen.Statement
	for _, v := range x.AllRefused {
		equal := jen.Id("refused").Dot(x.Code.GoName).Op("==").Add(literal(x.Code.Type, valueText(enumOf(x.Code.Type), v)))
		if is == nil {
			is = equal
		} else {
			is = jen.Parens(is.Op("||").Add(equal))
		}
	}
	g.If(jen.Qual("errors", "As").Call(jen.Err(), jen.Op("&").Id("refused")).Op("&&").Add(is)).Block(
		jen.List(jen.Id("r").Dot("All"), jen.Id("r").Dot("AllReason")).Op("=").List(jen.True(), jen.Id("refused").Dot("Error").Call()),
		jen.Return(jen.Id("r"), jen.Nil()),
	)
}

// partialRefused emits what reads the refused items.
func partialRefused(g *jen.Group, x *ir.FanOut, p *ir.Partial) {
	g.List(jen.Id("partial"), jen.Err()).Op(":=").Id("out").Dot(partialName(p)).Call()
	g.If(jen.Id("partial").Op("==").Nil()).Block(jen.Return(jen.Id("r"), jen.Err()))
	if x.Count != nil {
		count := jen.Id("partial").Dot(x.Count.GoName)
		if goField(x.Count).Optional {
			count = count.Dot("Or").Call(jen.Lit(0))
		}
		g.Id("r").Dot("Count").Op("=").Int().Call(count)
	}
	if x.Refused != nil {
		items := jen.Id("partial").Dot(x.Refused.GoName)
		if _, byReason := emit.Underlying(x.Refused.Type).(ir.Map); byReason {
			g.For(jen.List(jen.Id("reason"), jen.Id("items")).Op(":=").Range().Add(items)).Block(
				jen.Id("r").Dot("Refuse").Call(jen.Id("reason"), jen.Id("items")))
		} else {
			g.Id("r").Dot("Refuse").Call(jen.Lit(""), items)
		}
	}
	g.Return(jen.Id("r"), jen.Err())
}
