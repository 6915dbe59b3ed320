package rest

import (
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

func marker(u *ir.Union) string { return "is" + u.GoName }

// markers returns the marker of u, and those of the unions that u is an
// alternative of.
func (p *printer) markers(u *ir.Union) []string {
	names := []string{marker(u)}
	for _, outer := range declsOf[*ir.Union](p.Package) {
		if outer != u && holds(outer, u) {
			names = append(names, marker(outer))
		}
	}
	return names
}

// holds reports whether inner is an alternative of outer, or of one of its
// alternatives.
func holds(outer, inner *ir.Union) bool { return innerUnions(outer, map[*ir.Union]bool{})[inner] }

// innerUnions adds the unions that are alternatives of u, or of one another,
// to set.
func innerUnions(u *ir.Union, set map[*ir.Union]bool) map[*ir.Union]bool {
	for _, t := range alternatives(u) {
		if inner := unionOf(t); inner != nil && !set[inner] {
			set[inner] = true
			innerUnions(inner, set)
		}
	}
	return set
}

func decodeName(u *ir.Union) string { return "Decode" + u.GoName }

func otherName(u *ir.Union) string { return "Other" + u.GoName }

// unionDecl emits
//
//	// SinkCredential is one of *PlainCredential, *AccessTokenCredential or *OtherSinkCredential.
//	type SinkCredential interface {
//		AppendJSON(b []byte) []byte
//		Validate() error
//		isSinkCredential()
//	}
//
//	func (*PlainCredential) isSinkCredential() {}
//	...
//
// A union that is an alternative of another has the other's marker as well.
func (p *printer) unionDecl(f *jen.File, u *ir.Union) {
	members := memberNames(u)
	doc := u.GoName + " is one of " + list(members, "or") + "."
	if u.Tag != "" {
		doc += " The member " + u.Tag + " says which."
	}
	f.Line().Add(emit.Doc(doc, u.Doc)).Line().
		Type().Id(u.GoName).InterfaceFunc(func(g *jen.Group) {
		g.Comment("// AppendJSON appends the value to b as JSON.")
		g.Id("AppendJSON").Params(jen.Id("b").Index().Byte()).Index().Byte()
		g.Comment("// Validate checks the value against the document.")
		g.Id("Validate").Params().Error()
		for _, name := range p.markers(u) {
			g.Id(name).Params()
		}
	})
	for _, member := range members {
		f.Line().Func().Params(jen.Id(member)).Id(marker(u)).Params().Block()
	}
}

// memberNames are the types that implement u: *PlainCredential, AlertString.
func memberNames(u *ir.Union) []string {
	m := &unionMembers{seen: map[*ir.Union]bool{}, has: map[string]bool{}}
	m.add(u)
	return m.names
}

func appendNew(names []string, more ...string) []string {
	for _, name := range more {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// alternatives returns the types that u can have, each once. Raw JSON is not
// among them: it is what the type for everything else holds.
func alternatives(u *ir.Union) []ir.Type {
	var types []ir.Type
	for _, v := range u.Variants {
		if emit.Underlying(v.Type) != ir.Any && !slices.Contains(types, v.Type) {
			types = append(types, v.Type)
		}
	}
	return types
}

// admitsAny reports whether u lists raw JSON among its alternatives.
func admitsAny(u *ir.Union) bool {
	return slices.ContainsFunc(u.Variants, func(v *ir.Variant) bool { return emit.Underlying(v.Type) == ir.Any })
}

// decodeUnion emits, for a union with a tag,
//
//	// DecodeSinkCredential reads a SinkCredential, by its member credentialType.
//	func DecodeSinkCredential(d *jsonwire.Decoder) SinkCredential {
//		switch d.Tag("credentialType") {
//		case "PLAIN":
//			v := new(PlainCredential)
//			v.DecodeJSON(d)
//			return v
//		...
//		}
//		v := new(OtherSinkCredential)
//		v.DecodeJSON(d)
//		return v
//	}
func decodeUnion(f *jen.File, u *ir.Union) {
	doc := decodeName(u) + " reads a value. One that the document does not list is kept as *" + otherName(u) + "."
	choose := kindSwitch(u)
	if u.Tag != "" {
		choose = tagSwitch(u)
	}
	f.Line().Add(emit.Doc(doc)).Line().
		Func().Id(decodeName(u)).Params(decoder()).Id(u.GoName).
		Block(append([]jen.Code{choose}, readInto(jen.Id(otherName(u)))...)...)
}

// readInto emits
//
//	v := new(PlainCredential)
//	v.DecodeJSON(d)
//	return v
func readInto(t *jen.Statement) []jen.Code {
	return []jen.Code{
		jen.Id("v").Op(":=").New(t),
		jen.Id("v").Dot("DecodeJSON").Call(jen.Id("d")),
		jen.Return(jen.Id("v")),
	}
}

// tagSwitch emits switch d.Tag("credentialType") { ... }, with the tags of one
// struct in one case.
func tagSwitch(u *ir.Union) jen.Code {
	return jen.Switch(jen.Id("d").Dot("Tag").Call(jen.Lit(u.Tag))).BlockFunc(func(g *jen.Group) {
		for _, t := range alternatives(u) {
			var tags []jen.Code
			for _, v := range u.Variants {
				if v.Type == t {
					tags = append(tags, jen.Lit(v.Tag))
				}
			}
			g.Case(tags...).Block(readInto(emit.Type(t))...)
		}
		if len(u.Foreign) > 0 {
			g.Case(literals(u.Foreign)...).Block(jen.Id("d").Dot("Refuse").Call(jen.Lit(u.Tag + " says that this is no " + u.Name)))
		}
	})
}

// otherDecl emits the type of values that no alternative fits.
//
//	// OtherSinkCredential is a SinkCredential that the document does not list.
//	type OtherSinkCredential struct {
//		CredentialType string
//		// Raw is the value as it was received. AppendJSON writes it, and the fields only if it is empty.
//		Raw jsonwire.Raw
//	}
func (p *printer) otherDecl(f *jen.File, u *ir.Union) {
	s := otherStruct(u)
	f.Line().Add(emit.Doc(s.GoName + " is " + article(u.GoName) + " that the document does not list.")).Line().
		Type().Id(s.GoName).StructFunc(func(g *jen.Group) {
		structFields(g, s)
		g.Add(emit.Doc(rawDoc(s)))
		g.Id("Raw").Qual(emit.JSONPath, "Raw")
	})
	otherAppend(f, s)
	otherDecode(f, u, s)
	p.otherValidate(f, u, s)
	stdJSON(f, s.GoName)
}

func rawDoc(s *ir.Struct) string {
	if len(s.Fields) == 0 {
		return "Raw is the value as it was received."
	}
	return "Raw is the value as it was received. It is what AppendJSON writes, unless it is empty: then that writes the fields."
}

// otherStruct is what is known about values of u that are not listed: the
// members of the schema with the discriminator; or else the tag; or nothing.
// All others are in Raw, so there is no Extra.
func otherStruct(u *ir.Union) *ir.Struct {
	s := &ir.Struct{Origin: u.Origin, GoName: otherName(u), Object: &ir.Object{Unknown: ir.ForbidUnknown}}
	if u.Base != nil {
		s.Fields, s.Object.Rules = u.Base.Fields, u.Base.Object.Rules
		return s
	}
	if u.Tag != "" {
		tag := ir.Origin{Name: u.Tag, Pos: u.Pos, Doc: "Says which kind of value this is."}
		s.Fields = []*ir.Field{{Origin: tag, GoName: "Tag", Type: ir.String, Wire: &ir.Property{}}}
	}
	return s
}

func otherAppend(f *jen.File, s *ir.Struct) {
	f.Line().Comment("// AppendJSON appends v to b as JSON.").Line().
		Func().Params(receiver(s.GoName)).Id("AppendJSON").
		Params(jen.Id("b").Index().Byte()).Index().Byte().BlockFunc(func(g *jen.Group) {
		g.Add(appendNil())
		raw := jen.Id("v").Dot("Raw")
		if len(s.Fields) == 0 {
			g.Return(raw.Dot("AppendJSON").Call(jen.Id("b")))
			return
		}
		g.If(jen.Len(raw).Op(">").Lit(0)).Block(jen.Return(raw.Clone().Dot("AppendJSON").Call(jen.Id("b"))))
		appendObject(g, s)
	})
}

// otherDecode emits
//
//	// DecodeJSON reads v from d.
//	func (v *OtherSinkCredential) DecodeJSON(d *jsonwire.Decoder) {
//		*v = OtherSinkCredential{}
//		v.Raw = d.Other(v.decodeFields)
//	}
//
// What the base describes holds for values that nobody listed, too, and a
// strict decoder asks for it. A lenient one leaves out what does not fit; it is
// still in Raw.
func otherDecode(f *jen.File, u *ir.Union, s *ir.Struct) {
	f.Line().Comment("// DecodeJSON reads v from d.").Line().
		Func().Params(receiver(s.GoName)).Id("DecodeJSON").Params(decoder()).BlockFunc(func(g *jen.Group) {
		if u.Base != nil {
			g.Op("*").Id("v").Op("=").Id(s.GoName).Values()
			g.Id("v").Dot("Raw").Op("=").Id("d").Dot("Other").Call(jen.Id("v").Dot("decodeFields"))
			return
		}
		g.Op("*").Id("v").Op("=").Id(s.GoName).Values(jen.Id("Raw").Op(":").Id("d").Dot("Raw").Call())
		if len(s.Fields) > 0 {
			g.Id("v").Dot("decodeFields").Call(jen.Qual(emit.JSONPath, "NewDecoder").Call(jen.Id("v").Dot("Raw")))
		}
	})
	if len(s.Fields) == 0 {
		return
	}
	keysDecl(f, s)
	f.Line().Comment("// decodeFields sets the fields of v, up to the first member that has not the type of its field.").Line().
		Func().Params(receiver(s.GoName)).Id("decodeFields").Params(decoder()).BlockFunc(func(g *jen.Group) {
		decodeMembers(g, s, []jen.Code{jen.Id("d").Dot("Skip").Call()})
		if u.Base != nil {
			requireCall(g, s)
		}
	})
}

// otherValidate emits the checks of what is known. A union that says what its
// values are refuses all others.
func (p *printer) otherValidate(f *jen.File, u *ir.Union, s *ir.Struct) {
	body := append(append(p.structChecks(s), p.unlistedChecks(s)...), check("Raw", jen.Lit(""), jen.Id("v").Dot("Raw")))
	if u.Base == nil && !admitsAny(u) {
		body = []jen.Code{check("Fail", jen.Lit(""), jen.Lit("is none of the kinds of "+u.Name))}
	}
	f.Line().Comment("// Validate checks v against the document.").Line().
		Func().Params(receiver(s.GoName)).Id("Validate").Params().Error().Block(checkerBody(body)...)
}
