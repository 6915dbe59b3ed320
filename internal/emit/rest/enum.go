package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// enums emits the enums of p.
func enums(f *jen.File, p *printer) {
	for _, e := range declsOf[*ir.Enum](p.Package) {
		emit.Enum(f, e, enumNote(e))
		if len(e.Values) > 0 {
			known(f, e)
		}
		enumOutcome(f, e)
	}
}

func enumNote(e *ir.Enum) string {
	kind := ", an enumeration of integers. "
	if e.Base == ir.String {
		kind = ", an enumeration of strings. "
	}
	if e.Closed {
		return kind + "Values that the document does not list are kept when they are read and refused when they are sent"
	}
	return kind + "Values that the document does not list are kept"
}

// known emits
//
//	// Known reports whether the document lists v.
//	func (v QoSStatus) Known() bool {
//		switch v {
//		case QoSStatusRequested, QoSStatusAvailable:
//			return true
//		}
//		return false
//	}
func known(f *jen.File, e *ir.Enum) {
	f.Line().Comment("// Known reports whether the document lists v.").Line().
		Func().Params(jen.Id("v").Id(e.GoName)).Id("Known").Params().Bool().Block(
		jen.Switch(jen.Id("v")).Block(
			jen.CaseFunc(func(g *jen.Group) {
				for _, v := range e.Values {
					g.Id(v.GoName)
				}
			}).Block(jen.Return(jen.True())),
		),
		jen.Return(jen.False()),
	)
}
