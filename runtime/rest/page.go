package rest

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// This file is about lists that a server hands out page by page. Generated
// methods such as ListSessionsAll call one of the functions here with what gets
// one page, and return the iterator:
//
//	for s, err := range c.ListSessionsAll(ctx, nil) {
//		if err != nil {
//			return err
//		}
//		...
//	}
//
// An error ends an iteration. Elements point into their page. What would have
// no end is an error: a page that is the very same as the one before, because
// the server does not know the parameter; links or cursors that lead back to a
// page that was there before; a thousand pages in a row without an element.

// A PageNumber is the type of a parameter that says which page is meant.
type PageNumber interface {
	~int32 | ~int64 | ~uint32 | ~uint64
}

// NumberedPages returns the elements of all pages from first on. The function
// fetch gets one page; it must use the context that it is given. The last page
// is the first empty one, or that with which as many elements were seen as an
// X-Total-Count of the answer says, which CAMARA's servers send.
func NumberedPages[N PageNumber, T any](ctx context.Context, first N, fetch func(context.Context, N) ([]T, error)) iter.Seq2[*T, error] {
	return pages(ctx, func(ctx context.Context, p *pager) ([]T, bool, error) {
		list, err := fetch(ctx, first+N(p.pages))
		return list, p.goesOn(len(list)), err
	})
}

// OffsetPages is NumberedPages for a parameter that says how many elements to
// skip.
func OffsetPages[N PageNumber, T any](ctx context.Context, first N, fetch func(context.Context, N) ([]T, error)) iter.Seq2[*T, error] {
	return pages(ctx, func(ctx context.Context, p *pager) ([]T, bool, error) {
		list, err := fetch(ctx, first+N(p.seen))
		return list, p.goesOn(len(list)), err
	})
}

// CursorPages is NumberedPages for a parameter that repeats what the page
// before says about the next, which fetch returns. The first page has first,
// the last one says nothing.
func CursorPages[T any](ctx context.Context, first string, fetch func(context.Context, string) (list []T, next string, err error)) iter.Seq2[*T, error] {
	return pages(ctx, func(ctx context.Context, p *pager) ([]T, bool, error) {
		cursor := first
		if p.pages > 0 {
			cursor = p.cursor
		}
		p.trail.visit(cursor)
		list, next, err := fetch(ctx, cursor)
		if err == nil && next != "" && p.trail.visited(next) {
			p.after = fmt.Errorf("the pages go in a circle: that after %q is said to be %q, which was there before", cursor, next)
		}
		p.cursor = next
		return list, next != "", err
	})
}

// LinkedPages is NumberedPages for answers that name the next page in a Link
// field with the relation next (RFC 8288). A page on another server is an
// error: credentials do not go there.
func LinkedPages[T any](ctx context.Context, fetch func(context.Context) ([]T, error)) iter.Seq2[*T, error] {
	return pages(ctx, func(ctx context.Context, p *pager) ([]T, bool, error) {
		list, err := fetch(ctx)
		if err != nil {
			return nil, false, err
		}
		p.url, p.after = p.linked()
		return list, p.url != "", nil
	})
}

// Values returns the elements of a sequence instead of pointers to them.
func Values[T any](seq iter.Seq2[*T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for p, err := range seq {
			var v T
			if p != nil {
				v = *p
			}
			if !yield(v, err) {
				return
			}
		}
	}
}

// A pager knows where an iteration stands, and sees what calls with its context
// send and receive.
type pager struct {
	pages  int    // that were fetched
	seen   int    // elements on them
	cursor string // of the next page
	url    string // of the next page; empty for that of the call

	trail trail // that led here
	after error // behind the page at hand: there is no way to the next one

	asked  string // URL of the last call
	header http.Header
	body   [sha256.Size]byte // of its answer
}

type pagerKey struct{}

// pagerOf returns the pager of a context, or nil.
func pagerOf(ctx context.Context) *pager {
	p, _ := ctx.Value(pagerKey{}).(*pager)
	return p
}

// pages fetches page after page until there are no more.
func pages[T any](ctx context.Context, fetch func(context.Context, *pager) (list []T, more bool, err error)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		p := &pager{}
		for {
			before := p.body
			list, more, err := fetch(context.WithValue(ctx, pagerKey{}, p), p)
			if err == nil && p.pages > 0 && len(list) > 0 && p.body == before {
				err = errors.New("the server sends the same page again: it does not know which one is asked for")
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range list {
				if !yield(&list[i], nil) {
					return
				}
			}
			p.pages++
			p.seen += len(list)
			if more && p.after == nil {
				p.after = cmp.Or(ctx.Err(), p.trail.count(len(list)))
			}
			if p.after != nil {
				yield(nil, p.after)
				return
			}
			if !more {
				return
			}
		}
	}
}

// address returns the URL of a call: its own, unless a page is elsewhere.
func (p *pager) address(own string) string {
	if p == nil {
		return own
	}
	if p.url != "" {
		own = p.url
	}
	p.asked = own
	return own
}

// note keeps what it takes to find the next page.
func (p *pager) note(a *answer) {
	if p != nil {
		p.header, p.body = a.header, sha256.Sum256(a.body)
	}
}

// goesOn reports whether there may be a page behind one with n elements.
func (p *pager) goesOn(n int) bool {
	total, err := strconv.Atoi(p.header.Get("X-Total-Count"))
	complete := err == nil && total > 0 && p.seen+n >= total
	return n > 0 && !complete
}

// linked returns the URL of the next page, or "" if there is none.
func (p *pager) linked() (string, error) {
	target := nextLink(p.header.Values("Link"))
	if target == "" {
		return "", nil
	}
	here, err := url.Parse(p.asked)
	if err != nil {
		return "", err // unreachable: it was asked
	}
	next, err := here.Parse(target)
	p.trail.visit(here.String())
	switch {
	case err != nil:
		return "", fmt.Errorf("the link to the next page: %w", err)
	case next.Scheme != here.Scheme || next.Host != here.Host || next.User != nil:
		return "", fmt.Errorf("the next page is on another server, %s", next.Host)
	case p.trail.visited(next.String()):
		return "", fmt.Errorf("the pages go in a circle: the next one is said to be %s, which was there before", next.Redacted())
	}
	return next.String(), nil
}

// nextLink returns the target of the first link with the relation next:
//
//	Link: </x?page=1>; rel="first", </x?page=3>; rel="next last"
func nextLink(fields []string) string {
	for _, field := range fields {
		for {
			_, after, ok := strings.Cut(field, "<")
			if !ok {
				break
			}
			target, rest, ok := strings.Cut(after, ">")
			if !ok {
				break
			}
			params, more, _ := cutUnquoted(rest, ',')
			if isNext(params) {
				return strings.TrimSpace(target)
			}
			field = more
		}
	}
	return ""
}

// cutUnquoted is strings.Cut at the first sep that is not in quotes.
func cutUnquoted(s string, sep byte) (before, after string, found bool) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == sep && !quoted:
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// isNext reports whether parameters hold rel=next, alone or among others.
func isNext(params string) bool {
	for more := true; more; {
		var param string
		param, params, more = cutUnquoted(params, ';')
		name, value, _ := strings.Cut(param, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "rel") {
			continue
		}
		for rel := range strings.FieldsSeq(strings.Trim(strings.TrimSpace(value), `"`)) {
			if strings.EqualFold(rel, "next") {
				return true
			}
		}
		return false // RFC 8288 section 3.3: only the first counts
	}
	return false
}
