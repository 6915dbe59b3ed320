package rest

import (
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// pagers are the functions of runtime/rest that go through pages.
var pagers = map[ir.PagingStyle]string{
	ir.PageNumber: "NumberedPages", ir.PageOffset: "OffsetPages", ir.PageCursor: "CursorPages", ir.PageLink: "LinkedPages",
}

// allName is the method that goes through all pages of op: ListSessionsAll, or
// ListSessionsAllPages if an operation has that name.
func (p *printer) allName(op *ir.Operation) string {
	name := op.GoName + "All"
	for slices.ContainsFunc(p.Service.Operations, func(o *ir.Operation) bool { return o.GoName == name }) {
		name += "Pages"
	}
	return name
}

// pagedElem returns the type of the elements that op lists; nil if it is not
// known how to ask for the next page.
func pagedElem(op *ir.Operation) ir.Type {
	_, m := success(op)
	if op.Paging == nil || m == nil || m.answer != "" {
		return nil
	}
	t := m.typ
	if op.Paging.Items != nil {
		t = op.Paging.Items.Type
	}
	if list, ok := emit.Underlying(t).(ir.List); ok {
		return list.Elem
	}
	return nil
}

// pagesMethod emits
//
//	// ListSessionsAll calls ListSessions for one page after the other, ...
//	func (c *Client) ListSessionsAll(ctx context.Context, params *ListSessionsParams) iter.Seq2[*Session, error] {
//		var x ListSessionsParams
//		if params != nil {
//			x = *params
//		}
//		return rest.NumberedPages(ctx, x.Page.Or(1), func(ctx context.Context, i int32) ([]Session, error) {
//			v := x
//			v.Page.Set(i)
//			return c.ListSessions(ctx, &v)
//		})
//	}
func (p *printer) pagesMethod(f *jen.File, op *ir.Operation) {
	elem := pagedElem(op)
	if elem == nil {
		return
	}
	params, _ := signature(op)
	yielded, all := jen.Op("*").Add(emit.Type(elem)), jen.Qual(emit.RESTPath, pagers[op.Paging.Style]).Call(pagerArgs(op, elem)...)
	if structOf(elem) == nil {
		yielded, all = emit.Type(elem), jen.Qual(emit.RESTPath, "Values").Call(all)
	}
	var body []jen.Code
	if op.Paging.Param != nil {
		body = []jen.Code{
			jen.Var().Id("x").Id(paramsName(op)),
			jen.If(jen.Id("params").Op("!=").Nil()).Block(jen.Id("x").Op("=").Op("*").Id("params")),
		}
	}
	name := p.allName(op)
	f.Line().Add(emit.Doc(name+" calls "+op.GoName+" for one page after the other and yields what is on them. An error, with the zero value, is the last that it yields.")).Line().
		Func().Params(jen.Id("c").Op("*").Id("Client")).Id(name).Params(params...).
		Qual("iter", "Seq2").Types(yielded, jen.Error()).
		Block(append(body, jen.Return(all))...)
}

// pagerArgs emits the arguments of NumberedPages: the context, the first page
// and what gets one.
func pagerArgs(op *ir.Operation, elem ir.Type) []jen.Code {
	ctx := jen.Id("ctx").Qual("context", "Context")
	args, params := []jen.Code{jen.Id("ctx")}, []jen.Code{ctx}
	if pm := op.Paging.Param; pm != nil {
		args = append(args, jen.Id("x").Dot(pm.GoName).Dot("Or").Call(firstPage(op.Paging)))
		params = append(params, pageVar(op.Paging).Add(emit.Type(pm.Type)))
	}
	results := []jen.Code{jen.Index().Add(emit.Type(elem)), jen.Error()}
	if op.Paging.Next != nil {
		results = slices.Insert(results, 1, jen.Code(jen.String()))
	}
	return append(args, jen.Func().Params(params...).Params(results...).Block(fetchPage(op)...))
}

// pageVar emits the variable that says which page: i for a number, s for text.
func pageVar(p *ir.Paging) *jen.Statement {
	if p.Style == ir.PageCursor {
		return jen.Id("s")
	}
	return jen.Id("i")
}

func firstPage(p *ir.Paging) *jen.Statement {
	switch p.Style {
	case ir.PageCursor:
		return jen.Lit("")
	case ir.PageNumber:
		return emit.Int(int(p.First))
	}
	return emit.Int(0)
}

// fetchPage emits what gets one page, e.g.
//
//	v := x
//	v.After.Set(s)
//	out, err := c.ListSessions(ctx, &v)
//	if err != nil {
//		return nil, "", err
//	}
//	return out.Data, out.Next.Or(""), nil
func fetchPage(op *ir.Operation) []jen.Code {
	var body []jen.Code
	if pm := op.Paging.Param; pm != nil {
		set := jen.Id("v").Dot(pm.GoName).Dot("Set").Call(pageVar(op.Paging))
		if op.Paging.Style == ir.PageCursor {
			set = jen.If(pageVar(op.Paging).Op("!=").Lit("")).Block(set)
		}
		body = []jen.Code{jen.Id("v").Op(":=").Id("x"), set}
	}
	call := pageCall(op)
	if op.Paging.Items == nil {
		return append(body, jen.Return(call))
	}
	failed, page := []jen.Code{jen.Nil(), jen.Err()}, []jen.Code{jen.Id("out").Dot(op.Paging.Items.GoName), jen.Nil()}
	if next := op.Paging.Next; next != nil {
		cursor := jen.Id("out").Dot(next.GoName)
		if goField(next).Optional {
			cursor = cursor.Dot("Or").Call(jen.Lit(""))
		}
		failed, page = slices.Insert(failed, 1, jen.Code(jen.Lit(""))), slices.Insert(page, 1, jen.Code(cursor))
	}
	return append(body,
		jen.List(jen.Id("out"), jen.Err()).Op(":=").Add(call),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(failed...)),
		jen.Return(page...),
	)
}

// pageCall emits c.ListSessions(ctx, &v).
func pageCall(op *ir.Operation) *jen.Statement {
	return jen.Id("c").Dot(op.GoName).CallFunc(func(g *jen.Group) {
		g.Id("ctx")
		for _, pm := range required(op) {
			g.Id(pm.GoName)
		}
		if request(op) != nil {
			g.Id("body")
		}
		switch {
		case op.Paging.Param != nil:
			g.Op("&").Id("v")
		case len(optional(op)) > 0:
			g.Id("params")
		}
	})
}
