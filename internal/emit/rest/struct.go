package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// structDecl emits
//
//	// Device is the object Device.
//	//
//	// End-user equipment able to connect to a mobile network.
//	type Device struct {
//		// Number in international format. Pattern ^\+[1-9][0-9]{4,14}$
//		PhoneNumber opt.Value[string]
//		...
//		// Extra holds members that have no field, in the order in which they came.
//		Extra jsonwire.Members
//	}
func structDecl(f *jen.File, s *ir.Struct) {
	f.Line().Add(emit.Doc(structDoc(s)...)).Line().
		Type().Id(s.GoName).StructFunc(func(g *jen.Group) {
		structFields(g, s)
		if keeps(s) {
			extraField(g, s)
		}
		hiddenFields(g, s)
	})
}

func structFields(g *jen.Group, s *ir.Struct) {
	for _, fd := range s.Fields {
		if !isConst(fd) {
			g.Add(emit.Doc(fieldDoc(fd)...))
			g.Id(fd.GoName).Add(emit.FieldType(goField(fd)))
		}
	}
	if nulls := threeStates(s); len(nulls) > 0 {
		g.Add(emit.Doc("Null names the members that are null, which is not the same as absent: " + list(nulls, "or") + ". A field with a value comes first."))
		g.Id("Null").Qual(emit.JSONPath, "Nulls")
	}
}

func structDoc(s *ir.Struct) []string {
	doc := []string{s.GoName + " is the object " + s.Name + ".", s.Doc}
	for _, fd := range s.Fields {
		if isConst(fd) {
			doc = append(doc, "Its member "+fd.Name+" is always "+propertyOf(fd).Const+" and has no field.")
		}
	}
	if limits := countRange(s.Object.MinProps, s.Object.MaxProps, "member"); limits != "" {
		doc = append(doc, limits)
	}
	for _, r := range s.Object.Rules {
		doc = append(doc, sentence(ruleWords(r)))
	}
	return doc
}

// keeps reports whether unknown members are kept in Extra: where the document
// describes them, and where it is silent, because JSON Schema then allows them.
func keeps(s *ir.Struct) bool {
	return s.Object.Unknown == ir.KeepUnknown || keepsSilently(s.Object)
}

func keepsSilently(o *ir.Object) bool {
	return o.Unknown == ir.SkipUnknown && o.Multipart == nil
}

// keepsAny reports whether unknown members of any type are kept.
func keepsAny(s *ir.Struct) bool {
	return keepsSilently(s.Object) || s.Object.Unknown == ir.KeepUnknown && emit.Underlying(s.Object.UnknownType) == ir.Any
}

func extraField(g *jen.Group, s *ir.Struct) {
	if keepsAny(s) {
		g.Comment("// Extra holds the members that have no field, in the order in which they came.")
		g.Id("Extra").Qual(emit.JSONPath, "Members")
		return
	}
	g.Comment("// Extra holds the members that have no field.")
	g.Id("Extra").Add(emit.Type(extraMap(s)))
}

// namedDecl emits
//
//	// PhoneNumber is a string.
//	//
//	// A public identifier addressing a telephone subscription.
//	//
//	// Pattern ^\+[1-9][0-9]{4,14}$
//	type PhoneNumber = string
func namedDecl(f *jen.File, n *ir.Named) {
	doc := append([]string{n.GoName + " is the schema " + n.Name + ".", n.Doc}, checkFacts(n.Check)...)
	f.Line().Add(emit.Doc(doc...)).Line().
		Type().Id(n.GoName).Op("=").Add(emit.Type(n.Type))
}
