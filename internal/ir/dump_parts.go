package ir

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// This file prints what only one of the two families has: checks, operations,
// commands and AVP definitions.

// checkText prints the limits of c that are set.
func checkText(c *Check) string {
	if c == nil {
		return ""
	}
	var b strings.Builder
	limit(&b, "minLength", c.MinLength)
	limit(&b, "maxLength", c.MaxLength)
	text(&b, "pattern", c.Pattern)
	alternatives(&b, "or", c.AnyOf)
	alternatives(&b, "xor", c.OneOf)
	alternatives(&b, "and", c.AllOf)
	for _, pattern := range c.NotPatterns {
		text(&b, "notPattern", pattern)
	}
	for _, pattern := range c.AndPatterns {
		text(&b, "and pattern", pattern)
	}
	text(&b, "format", c.Format)
	exact(&b, "minimum", c.Minimum, c.ExclusiveMin)
	exact(&b, "maximum", c.Maximum, c.ExclusiveMax)
	exact(&b, "multipleOf", c.MultipleOf, false)
	limit(&b, "minItems", c.MinItems)
	limit(&b, "maxItems", c.MaxItems)
	if c.Unique {
		b.WriteString(" unique")
	}
	limit(&b, "minProperties", c.MinProps)
	limit(&b, "maxProperties", c.MaxProps)
	text(&b, "const", c.Const)
	for _, value := range c.Values {
		text(&b, "value", value)
	}
	number(&b, "minSeconds", c.MinSeconds, c.MinSecondsExclusive)
	number(&b, "maxSeconds", c.MaxSeconds, false)
	return b.String()
}

func alternatives(b *strings.Builder, word string, list []*Check) {
	for _, c := range list {
		b.WriteString(" " + word + "(" + strings.TrimSpace(checkText(c)) + ")")
	}
}

func limit(b *strings.Builder, word string, n *int64) {
	if n != nil {
		fmt.Fprintf(b, " %s %d", word, *n)
	}
}

func exact(b *strings.Builder, word string, n *big.Rat, exclusive bool) {
	if n == nil {
		return
	}
	b.WriteString(" " + word + " " + Decimal(n))
	if exclusive {
		b.WriteString(" exclusive")
	}
}

func number(b *strings.Builder, word string, n *float64, exclusive bool) {
	if n == nil {
		return
	}
	fmt.Fprintf(b, " %s %s", word, strconv.FormatFloat(*n, 'g', -1, 64))
	if exclusive {
		b.WriteString(" exclusive")
	}
}

func text(b *strings.Builder, word, s string) {
	if s != "" {
		fmt.Fprintf(b, " %s %q", word, s)
	}
}

func (d *dumper) application(a *Application) {
	d.line(0, "application %s id %d vendor %d auth %t acct %t", quote(a.Name), a.ID, a.Vendor, a.Auth, a.Acct)
	d.doc(1, a.Doc)
	for _, p := range a.Inherits {
		d.line(1, "inherits %s", quote(p.Name))
	}
	for _, c := range a.Commands {
		proxiable := ""
		if c.Proxiable {
			proxiable = " proxiable"
		}
		d.line(1, "command %s%s %d %q%s %s", quote(c.Name), goName(c.GoName), c.Code, c.Short, proxiable, c.References)
		d.doc(2, c.Doc)
	}
	for _, v := range a.ResultCodes {
		d.line(1, "result %s%s %d", quote(v.Name), goName(v.GoName), v.Number)
	}
	if a.AnswerMessage != nil {
		d.structDecl(a.AnswerMessage)
	}
	for _, v := range a.AVPs {
		must := [...]string{MustNot: "not-M", May: "may-M", Must: "M"}[v.Must]
		must += [...]string{MustNot: " not-P", May: "", Must: " P"}[v.Protect]
		d.line(1, "avp %s%s %s %s %s %s %s", quote(v.Name), goName(v.GoName), keyText(v), v.Data, d.typ(v.Type), must, v.Clause)
	}
}

func (d *dumper) service(s *Service) {
	d.line(0, "service %s version %q", quote(s.Name), s.Version)
	for _, url := range s.Servers {
		d.line(1, "server %s", url)
	}
	for _, scheme := range s.Security {
		d.line(1, "security %s %s %s", quote(scheme.Name), scheme.Kind, scheme.Header)
	}
	for _, scope := range s.Scopes {
		d.line(1, "scope %s%s", quote(scope.Name), goName(scope.GoName))
	}
	for _, op := range s.Operations {
		d.operation(1, op)
	}
	for _, r := range s.Receivers {
		kind := "webhook"
		if r.Callback {
			kind = "callback"
		}
		d.line(1, "receiver %s%s %s", quote(r.Name), goName(r.GoName), kind)
		d.operation(2, r.Operation)
	}
}

func (d *dumper) operation(indent int, op *Operation) {
	d.line(indent, "operation %s%s %s %s", quote(op.Name), goName(op.GoName), op.Method, op.Path)
	d.doc(indent+1, op.Doc)
	for _, url := range op.Servers {
		d.line(indent+1, "server %s", url)
	}
	for _, p := range op.Params {
		d.param(indent+1, p)
	}
	if op.Body != nil {
		d.line(indent+1, "body %s required %t", d.body(op.Body), op.Body.Required)
	}
	for _, r := range op.Responses {
		d.line(indent+1, "response %s %s", r.StatusText(), d.body(r.Body))
		for _, b := range r.Others {
			d.line(indent+2, "or %s", d.body(b))
		}
		for _, h := range r.Headers {
			d.param(indent+2, h)
		}
	}
	if op.Paging != nil {
		d.line(indent+1, "paging%s", pagingText(op.Paging))
	}
	if op.Idempotent {
		d.line(indent+1, "idempotent")
	}
	if op.FanOut != nil {
		d.line(indent+1, "fan-out %s", fanOutText(op.FanOut))
	}
	for _, alternative := range op.Security {
		d.line(indent+1, "needs %s", needText(alternative))
	}
}

func needText(needs []Need) string {
	words := make([]string, len(needs))
	for i, n := range needs {
		words[i] = strings.Join(append([]string{n.Scheme}, n.Scopes...), " ")
	}
	return strings.Join(words, " and ")
}

func fanOutText(f *FanOut) string {
	s := quote(f.Name) + goName(f.GoName) + " over"
	for _, field := range f.Path {
		s += " " + quote(field.Name)
	}
	s += " max " + strconv.FormatInt(f.Max, 10)
	if f.Refused != nil {
		s += " refused " + quote(f.Refused.Name)
	}
	if f.Count != nil {
		s += " count " + quote(f.Count.Name)
	}
	if len(f.AllRefused) > 0 {
		s += " all" + valueNames(f.AllRefused)
	}
	return s
}

func outcomeText(o *Outcome) string {
	return "done" + valueNames(o.Done) + "; again" + valueNames(o.Again) + "; token refused" + valueNames(o.TokenRefused)
}

func valueNames(list []*EnumValue) string {
	var s string
	for _, v := range list {
		s += " " + quote(v.Name)
	}
	return s
}

func pagingText(p *Paging) string {
	s := [...]string{PageNumber: " page", PageOffset: " offset", PageCursor: " cursor", PageLink: " link"}[p.Style]
	if p.Param != nil {
		s += " in " + quote(p.Param.Name)
	}
	if p.Style == PageNumber {
		s += " from " + strconv.FormatInt(p.First, 10)
	}
	if p.Items != nil {
		s += " items " + quote(p.Items.Name)
	}
	if p.Next != nil {
		s += " next " + quote(p.Next.Name)
	}
	return s
}

func (d *dumper) param(indent int, p *Param) {
	where := [...]string{InPath: "path", InQuery: "query", InHeader: "header", InCookie: "cookie"}[p.In]
	notes := ""
	if p.Required {
		notes += " required"
	}
	if p.Correlation {
		notes += " correlation"
	}
	if p.JSON {
		notes += " json"
	}
	if p.Style != "" {
		notes += " " + p.Style
	}
	d.line(indent, "%s %s%s %s%s%s", where, quote(p.Name), goName(p.GoName), d.typ(p.Type), notes, checkText(p.Check))
}

func (d *dumper) body(b *Body) string {
	if b == nil {
		return ""
	}
	return strings.Join(append([]string{b.ContentType}, b.Also...), ", ") + " " + d.typ(b.Type)
}
