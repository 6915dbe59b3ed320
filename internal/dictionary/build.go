package dictionary

import (
	"cmp"
	"slices"

	"github.com/telgen/telgen/internal/ir"
)

// build turns the declarations of a package into ir. Nothing is wrong with
// them any more.
func build(r *run, s *set, o Options) *ir.Package {
	app := s.app
	p := &ir.Package{
		Origin: ir.Origin{Name: app.text, Doc: app.doc, Pos: app.pos},
		Path:   o.Path, GoName: o.GoName, Source: cmp.Or(o.Source, r.files[0]),
	}
	b := &builder{pkg: p, set: s}
	for _, a := range s.list {
		b.define(a)
	}
	p.Application = &ir.Application{
		Origin: p.Origin, ID: app.id, Vendor: app.vendor, Auth: app.auth, Acct: app.acct,
		ResultCodes: values(app.results),
	}
	if o.Base != nil {
		p.Application.Inherits = []*ir.Package{o.Base}
	}
	b.commands(app)
	b.groups()
	b.enums()
	if app.answer != nil {
		p.Application.AnswerMessage = b.structOf("answer-message", "", app.answer, &ir.Grammar{})
	}
	for _, a := range s.list {
		p.Application.AVPs = append(p.Application.AVPs, a.def)
	}
	slices.SortFunc(p.Application.AVPs, func(a, b *ir.AVPDef) int {
		return cmp.Or(cmp.Compare(a.Vendor, b.Vendor), cmp.Compare(a.Code, b.Code))
	})
	return p
}

type builder struct {
	pkg *ir.Package
	set *set
}

// define makes the definition of an AVP and its type. The fields of a group
// come later: they may refer to any definition.
func (b *builder) define(a *avp) {
	origin := ir.Origin{Name: a.text, Doc: a.doc, Pos: a.pos}
	a.def = &ir.AVPDef{
		Origin: origin, Code: a.key.code, Vendor: a.key.vendor, Must: a.must, Protect: a.protect, Data: a.data, Clause: a.clause, Pkg: b.pkg,
	}
	switch {
	case a.codec != "":
		a.def.Type, a.def.Custom = codecType(a.codec), isGoType(a.codec)
	case a.data == "Grouped":
		a.def.Type = ir.Ref{Pkg: b.pkg, Decl: &ir.Struct{Origin: origin, Grammar: &ir.Grammar{Group: a.def}}}
	case len(a.bits) > 0:
		a.def.Type = ir.Ref{Pkg: b.pkg, Decl: &ir.Enum{Origin: origin, Base: enumBase(a.data), Bits: true, Values: values(a.bits)}}
	case a.data == "Enumerated" || len(a.items) > 0:
		a.def.Type = ir.Ref{Pkg: b.pkg, Decl: &ir.Enum{Origin: origin, Base: enumBase(a.data), Values: values(a.items)}}
	default:
		a.def.Type = plainType(a.data)
	}
}

func values(items []*item) []*ir.EnumValue {
	var list []*ir.EnumValue
	for _, i := range items {
		list = append(list, &ir.EnumValue{Origin: ir.Origin{Name: i.text, Doc: i.doc, Pos: i.pos}, Number: i.number})
	}
	return list
}

// commands declares the request and the answer of every command.
func (b *builder) commands(app *application) {
	for _, c := range app.commands {
		cmd := &ir.Command{
			Origin: ir.Origin{Name: c.text, Doc: c.doc, Pos: c.pos},
			Short:  c.short, Code: c.code, Proxiable: c.proxiable, References: c.clause,
		}
		cmd.Request = b.structOf(c.text+"-Request", c.doc, c.request, &ir.Grammar{Command: cmd, Request: true})
		cmd.Answer = b.structOf(c.text+"-Answer", c.doc, c.answer, &ir.Grammar{Command: cmd})
		b.pkg.Decls = append(b.pkg.Decls, cmd.Request, cmd.Answer)
		b.pkg.Application.Commands = append(b.pkg.Application.Commands, cmd)
	}
}

func (b *builder) structOf(name, doc string, g *grammar, to *ir.Grammar) *ir.Struct {
	s := &ir.Struct{Origin: ir.Origin{Name: name, Doc: doc, Pos: g.pos}, Grammar: to}
	b.fill(s, g)
	return s
}

// groups declares the grouped AVPs.
func (b *builder) groups() {
	for _, a := range b.set.list {
		if s, ok := declOf(a).(*ir.Struct); ok {
			b.fill(s, a.group)
			b.pkg.Decls = append(b.pkg.Decls, s)
		}
	}
}

func (b *builder) enums() {
	for _, a := range b.set.list {
		if e, ok := declOf(a).(*ir.Enum); ok {
			b.pkg.Decls = append(b.pkg.Decls, e)
		}
	}
}

// declOf returns the declaration that a brings with it, or nil.
func declOf(a *avp) ir.Decl {
	if ref, ok := a.def.Type.(ir.Ref); ok {
		return ref.Decl
	}
	return nil
}

// fill makes the fields of s from the rules of g.
func (b *builder) fill(s *ir.Struct, g *grammar) {
	at := -1 // of "*[ AVP ]"
	for _, l := range g.rules {
		switch {
		case l.any:
			at = len(s.Fields)
		case l.forbidden:
			s.Grammar.Forbidden = append(s.Grammar.Forbidden, b.meaning(l).def)
		default:
			s.Fields = append(s.Fields, field(l, b.meaning(l).def))
		}
	}
	s.Grammar.Any = g.open || at >= 0
	s.Grammar.AnyAt = at
	if at < 0 {
		s.Grammar.AnyAt = len(s.Fields)
	}
}

// meaning returns the AVP of a rule as this package has it.
func (b *builder) meaning(l *rule) *avp {
	if l.target.borrowed {
		return l.target
	}
	return b.set.avps[l.target.key]
}

// field makes the field of a rule.
func field(l *rule, def *ir.AVPDef) *ir.Field {
	wire := &ir.AVP{
		Def: def, Position: l.position, Min: l.min, Max: l.max, Mandatory: def.Must == ir.Must, Value: l.value.text,
	}
	if l.mandatory != nil {
		wire.Own = def.Must == ir.May || *l.mandatory != wire.Mandatory
		wire.Mandatory = *l.mandatory
	}
	f := &ir.Field{Origin: ir.Origin{Name: def.Name, Doc: def.Doc, Pos: l.pos}, Type: def.Type, Wire: wire}
	if l.max == 1 {
		f.Optional = l.min == 0
	} else {
		f.Type = ir.List{Elem: f.Type}
	}
	return f
}
