package openapi

import (
	"net/http"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// A paged is an operation that may hand out its answer page by page.
type paged struct {
	op *ir.Operation
	at node
}

// setPaging finds out, once the types are known, how operations hand out lists.
func (r *reader) setPaging() {
	for _, p := range r.paged {
		if x := p.at.get("x-pagination"); x.ok() {
			p.op.Paging = r.declaredPaging(p.op, x)
		} else if p.op.Method == http.MethodGet {
			p.op.Paging = usualPaging(p.op)
		}
	}
}

// usualPaging recognises what can mean nothing else: an answer that is a list,
// and the parameters page and perPage, or offset and limit, or a header Link.
func usualPaging(op *ir.Operation) *ir.Paging {
	answer := onlySuccess(op)
	if answer == nil || !isList(answer.Body.Type) {
		return nil
	}
	page, offset := queryParam(op, "page"), queryParam(op, "offset")
	switch {
	case page != nil && queryParam(op, "perPage") != nil && isCounter(page.Type) && !startsAtZero(page):
		return &ir.Paging{Style: ir.PageNumber, Param: page, First: 1}
	case offset != nil && queryParam(op, "limit") != nil && isCounter(offset.Type):
		return &ir.Paging{Style: ir.PageOffset, Param: offset}
	case slices.ContainsFunc(answer.Headers, func(h *ir.Param) bool { return strings.EqualFold(h.Name, "Link") }):
		return &ir.Paging{Style: ir.PageLink}
	}
	return nil
}

// startsAtZero reports whether the first page may be number 0.
func startsAtZero(p *ir.Param) bool {
	return p.Check == nil || p.Check.Minimum == nil || p.Check.Minimum.Cmp(one) < 0
}

// onlySuccess returns the response of a success, if one kind has a body.
func onlySuccess(op *ir.Operation) *ir.Response {
	var found *ir.Response
	for _, r := range op.Responses {
		switch {
		case !r.IsSuccess() || r.Body == nil:
		case found != nil || len(r.Others) > 0:
			return nil
		default:
			found = r
		}
	}
	return found
}

func queryParam(op *ir.Operation, name string) *ir.Param {
	for _, p := range op.Params {
		if p.In == ir.InQuery && !p.Required && p.Name == name {
			return p
		}
	}
	return nil
}

// isList tells whether t is a list whose elements are not null.
func isList(t ir.Type) bool {
	list, ok := unname(t).(ir.List)
	return ok && !list.Null
}

func isCounter(t ir.Type) bool {
	return slices.Contains([]ir.Type{ir.Int32, ir.Int64, ir.Uint32, ir.Uint64}, unname(t))
}

// pagingKeys are the members of x-pagination beside style, by style.
var pagingKeys = map[string][]string{
	"page": {"parameter", "first", "items"}, "offset": {"parameter", "items"}, "cursor": {"parameter", "items", "next"}, "link": {"items"}, "none": nil,
}

var pagingStyles = map[string]ir.PagingStyle{"page": ir.PageNumber, "offset": ir.PageOffset, "cursor": ir.PageCursor, "link": ir.PageLink}

// declaredPaging reads
//
//	x-pagination: {style: page, parameter: pageNumber, first: 0, items: data}
//	x-pagination: {style: cursor, parameter: after, items: data, next: nextCursor}
//
// and reports what is wrong with it. Without items the answer is the list.
func (r *reader) declaredPaging(op *ir.Operation, x node) *ir.Paging {
	style := x.get("style").text()
	keys, ok := pagingKeys[style]
	if !ok {
		r.errorf(x.pos(), `x-pagination needs a "style": page, offset, cursor, link or none`)
		return nil
	}
	for _, n := range x.entries() {
		if n.name() != "style" && !slices.Contains(keys, n.name()) {
			r.errorf(n.pos(), "x-pagination: %q has no meaning with style %s", n.name(), style)
		}
	}
	answer := onlySuccess(op)
	if style == "none" {
		return nil
	}
	if answer == nil {
		r.errorf(x.pos(), "x-pagination: the operation must have one success with a body")
		return nil
	}
	p := &ir.Paging{Style: pagingStyles[style], First: 1}
	if first := x.get("first"); first.ok() {
		n, ok := integerOf(first)
		if p.First = n; !ok || n < 0 || n > 1 {
			r.errorf(first.pos(), "x-pagination: the first page has number 0 or 1")
		}
	}
	r.pagingParam(op, x, p)
	r.pagingMembers(answer, x, p)
	return p
}

// pagingParam finds the parameter that says which page is meant.
func (r *reader) pagingParam(op *ir.Operation, x node, p *ir.Paging) {
	if p.Style == ir.PageLink {
		return
	}
	n := x.get("parameter")
	if !n.ok() {
		r.errorf(x.pos(), `x-pagination needs a "parameter", which says what page is meant`)
		return
	}
	p.Param = queryParam(op, n.text())
	switch {
	case p.Param == nil:
		r.errorf(n.pos(), "x-pagination: there is no optional parameter %q in the query", n.text())
	case p.Style == ir.PageCursor && unname(p.Param.Type) != ir.String:
		r.errorf(n.pos(), "x-pagination: parameter %q must be a string", n.text())
	case p.Style != ir.PageCursor && !isCounter(p.Param.Type):
		r.errorf(n.pos(), "x-pagination: parameter %q must be an integer", n.text())
	}
}

// pagingMembers finds the members of the answer with the list and the cursor.
func (r *reader) pagingMembers(answer *ir.Response, x node, p *ir.Paging) {
	s := structOf(answer.Body.Type)
	member := func(key string, fits func(ir.Type) bool, what string) *ir.Field {
		n := x.get(key)
		if s != nil {
			i := slices.IndexFunc(s.Fields, func(f *ir.Field) bool { return f.Name == n.text() })
			if i >= 0 && fits(s.Fields[i].Type) {
				return s.Fields[i]
			}
		}
		at := n
		if !n.ok() {
			at = x
		}
		r.errorf(at.pos(), "x-pagination: %q must name a member of the answer that is %s", key, what)
		return nil
	}
	if x.has("items") || !isList(answer.Body.Type) {
		p.Items = member("items", isList, "a list")
	}
	if p.Style == ir.PageCursor {
		p.Next = member("next", func(t ir.Type) bool { return unname(t) == ir.String }, "a string")
	}
}
