package ir

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Dump prints p as stable text: one line per declaration, one indented line
// per member. It is what "gen ir" shows and what the golden files of the front
// ends hold. Go names are shown after "=" once naming has run.
func Dump(w io.Writer, p *Package) error {
	d := &dumper{w: bufio.NewWriter(w), pkg: p}
	d.line(0, "package %s%s", quote(p.Name), goName(p.GoName))
	d.line(1, "path %s", p.Path)
	d.line(1, "source %s", p.Source)
	d.doc(1, p.Doc)
	for _, decl := range p.Decls {
		d.line(0, "")
		d.decl(decl)
	}
	if p.Application != nil {
		d.line(0, "")
		d.application(p.Application)
	}
	if p.Service != nil {
		d.line(0, "")
		d.service(p.Service)
	}
	return d.w.Flush()
}

type dumper struct {
	w   *bufio.Writer
	pkg *Package
}

func (d *dumper) line(indent int, format string, args ...any) {
	text := strings.TrimRight(fmt.Sprintf(format, args...), " ")
	if text != "" {
		d.w.WriteString(strings.Repeat("\t", indent))
	}
	d.w.WriteString(text)
	d.w.WriteByte('\n')
}

// doc prints the first line of text, shortened: goldens show that it is there.
func (d *dumper) doc(indent int, text string) {
	first, _, more := strings.Cut(strings.TrimSpace(text), "\n")
	if r := []rune(first); len(r) > 72 {
		first, more = string(r[:72]), true
	}
	if more {
		first += " ..."
	}
	if first != "" {
		d.line(indent, "# %s", first)
	}
}

func (d *dumper) decl(decl Decl) {
	switch decl := decl.(type) {
	case *Struct:
		d.structDecl(decl)
	case *Enum:
		d.enumDecl(decl)
	case *Named:
		d.line(0, "named %s%s %s%s", quote(decl.Name), goName(decl.GoName), d.typ(decl.Type), checkText(decl.Check))
		d.doc(1, decl.Doc)
	case *Union:
		d.unionDecl(decl)
	}
}

func (d *dumper) structDecl(s *Struct) {
	var notes string
	if g := s.Grammar; g != nil {
		notes = d.grammarText(g, len(s.Fields))
	}
	if o := s.Object; o != nil {
		notes = d.objectText(o)
	}
	d.line(0, "struct %s%s%s", quote(s.Name), goName(s.GoName), notes)
	d.doc(1, s.Doc)
	d.fields(s.Fields)
	if s.Object != nil {
		for _, r := range s.Object.Rules {
			d.line(1, "rule %s", ruleText(r))
		}
		if p := s.Object.Partial; p != nil {
			d.line(1, "partial when %s %s json in %s %s", quote(p.When.Field.Name), p.When.Value, quote(p.In.Name), d.typ(p.Type))
		}
	}
}

func (d *dumper) grammarText(g *Grammar, fields int) string {
	var b strings.Builder
	if g.Command != nil {
		side := "answer"
		if g.Request {
			side = "request"
		}
		fmt.Fprintf(&b, " %s %d", side, g.Command.Code)
	}
	if g.Group != nil {
		b.WriteString(" group " + keyText(g.Group))
	}
	if g.Any {
		b.WriteString(" any")
		if g.AnyAt != fields {
			fmt.Fprintf(&b, "@%d", g.AnyAt)
		}
	}
	return b.String()
}

func (d *dumper) objectText(o *Object) string {
	var b strings.Builder
	switch o.Unknown {
	case SkipUnknown:
	case KeepUnknown:
		b.WriteString(" keep " + orNull(o.UnknownNull) + d.typ(o.UnknownType))
	case ForbidUnknown:
		b.WriteString(" closed")
	}
	limit(&b, "minProperties", o.MinProps)
	limit(&b, "maxProperties", o.MaxProps)
	b.WriteString(checkText(o.Check))
	if o.ErrorBody {
		b.WriteString(" error")
	}
	if m := o.Multipart; m != nil {
		b.WriteString(" " + m.ContentType)
		if m.Alone != "" {
			b.WriteString(" or " + m.Alone)
		}
		for _, part := range m.Others {
			b.WriteString(" part " + quote(part.Name))
		}
	}
	return b.String()
}

func (d *dumper) fields(fields []*Field) {
	for _, f := range fields {
		opt := ""
		if f.Optional {
			opt = "?"
		}
		d.line(1, "%s%s %s%s%s", quote(f.Name), goName(f.GoName), d.typ(f.Type), opt, wireText(f.Wire))
		d.doc(2, f.Doc)
	}
}

func (d *dumper) enumDecl(e *Enum) {
	notes := ""
	if e.Bits {
		notes += " bits"
	}
	if e.Closed {
		notes += " closed"
	}
	notes += checkText(e.Check)
	d.line(0, "enum %s%s %s%s", quote(e.Name), goName(e.GoName), e.Base, notes)
	d.doc(1, e.Doc)
	if e.Outcome != nil {
		d.line(1, "outcome %s", outcomeText(e.Outcome))
	}
	for _, v := range e.Values {
		value := strconv.FormatInt(v.Number, 10)
		if e.Base == String {
			value = strconv.Quote(v.Text)
		}
		d.line(1, "%s%s %s", quote(v.Name), goName(v.GoName), value)
		d.doc(2, v.Doc)
	}
}

func (d *dumper) unionDecl(u *Union) {
	d.line(0, "union %s%s tag %q", quote(u.Name), goName(u.GoName), u.Tag)
	d.doc(1, u.Doc)
	for _, v := range u.Variants {
		d.line(1, "%q %s%s", v.Tag, d.typ(v.Type), checkText(v.Check))
	}
	if u.Base != nil {
		d.line(1, "base %s%s", quote(u.Base.Name), goName(u.Base.GoName))
		d.fields(u.Base.Fields)
	}
	if len(u.Foreign) > 0 {
		d.line(1, "foreign %q", u.Foreign)
	}
}

// typ prints a type: string, []Public-Identity, map[string]any, base.Proxy-Info.
func (d *dumper) typ(t Type) string {
	switch t := t.(type) {
	case Basic:
		return t.String()
	case Extern:
		return t.Path[strings.LastIndexByte(t.Path, '/')+1:] + "." + t.Name
	case Ref:
		name := quote(t.Decl.origin().Name)
		if t.Pkg != d.pkg && t.Pkg != nil {
			return quote(t.Pkg.Name) + "." + name
		}
		return name
	case List:
		return "[]" + orNull(t.Null) + d.typ(t.Elem) + parens(checkText(t.Check))
	case Map:
		return "map[string]" + orNull(t.Null) + d.typ(t.Elem) + parens(checkText(t.Check))
	}
	return "?"
}

// orNull marks what may be null: []?string.
func orNull(null bool) string {
	if null {
		return "?"
	}
	return ""
}

func parens(s string) string {
	if s == "" {
		return ""
	}
	return "(" + strings.TrimSpace(s) + ")"
}

func wireText(w Wire) string {
	switch w := w.(type) {
	case *AVP:
		return avpText(w)
	case *Property:
		return propertyText(w)
	}
	return ""
}

func avpText(a *AVP) string {
	var b strings.Builder
	position := [...]string{PosOptional: "optional", PosRequired: "required", PosFixed: "fixed"}[a.Position]
	maximum := "n"
	if a.Max != Unbounded {
		maximum = strconv.Itoa(a.Max)
	}
	fmt.Fprintf(&b, " avp %s %s %d..%s", keyText(a.Def), position, a.Min, maximum)
	switch {
	case a.Mandatory:
		b.WriteString(" M")
	case a.Own:
		b.WriteString(" not-M")
	}
	if a.Value != "" {
		b.WriteString(" = " + a.Value)
	}
	return b.String()
}

func propertyText(p *Property) string {
	var b strings.Builder
	for _, flag := range []struct {
		on   bool
		word string
	}{{p.Nullable, "nullable"}, {p.ReadOnly, "readOnly"}, {p.WriteOnly, "writeOnly"}, {p.OneWay, "oneWay"}, {p.Deprecated, "deprecated"}, {p.Secret, "secret"}} {
		if flag.on {
			b.WriteString(" " + flag.word)
		}
	}
	if p.Default != "" {
		b.WriteString(" default " + p.Default)
	}
	if p.Const != "" {
		b.WriteString(" const " + p.Const)
	}
	b.WriteString(checkText(p.Check))
	return b.String()
}

func ruleText(r *Rule) string {
	var b strings.Builder
	if r.When != nil {
		b.WriteString("when " + quote(r.When.Field.Name))
		if r.When.Value != "" {
			b.WriteString(" = " + r.When.Value)
		}
		b.WriteString(": ")
	}
	fmt.Fprintf(&b, "%d..%d of", r.Min, r.Max)
	for _, group := range r.Groups {
		names := make([]string, len(group))
		for i, f := range group {
			names[i] = quote(f.Name)
		}
		b.WriteString(" [" + strings.Join(names, " ") + "]")
	}
	for _, c := range r.Conds {
		b.WriteString(" " + condText(c))
	}
	return b.String()
}

// condText is all(not(a) b="X").
func condText(c *Cond) string {
	switch c.Op {
	case Present:
		return quote(c.Field.Name)
	case Equal:
		return quote(c.Field.Name) + "=" + strings.Join(c.Values, "|")
	}
	parts := make([]string, len(c.Of))
	for i, of := range c.Of {
		parts[i] = condText(of)
	}
	return map[Op]string{All: "all", Some: "some", One: "one", Not: "not"}[c.Op] + "(" + strings.Join(parts, " ") + ")"
}

func keyText(a *AVPDef) string {
	if a.Vendor == 0 {
		return strconv.FormatUint(uint64(a.Code), 10)
	}
	return fmt.Sprintf("%d/%d", a.Code, a.Vendor)
}

func goName(name string) string {
	if name == "" {
		return ""
	}
	return " =" + name
}

// quote quotes names that would make a line ambiguous.
func quote(name string) string {
	if name == "" || strings.ContainsAny(name, " \t\n\"") {
		return strconv.Quote(name)
	}
	return name
}
