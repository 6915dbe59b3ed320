package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/ir"
)

// checkForm emits, for a form with members that are absent, null or a value in
// JSON,
//
//	// CheckForm refuses members that are null: a form cannot say so.
//	func (v *TokenRequest) CheckForm() error {
//		var c jsonwire.Checker
//		c.Nulls(v.Null)
//		return c.Err()
//	}
//
// It is no part of Validate: the same type can be sent as JSON.
func checkForm(f *jen.File, s *ir.Struct) {
	if len(threeStates(s)) == 0 {
		return
	}
	f.Line().Comment("// CheckForm refuses members that are null: a form cannot say so.").Line().
		Func().Params(receiver(s.GoName)).Id("CheckForm").Params().Error().
		Block(checkerBody([]jen.Code{check("Nulls", jen.Id("v").Dot("Null"))})...)
}
