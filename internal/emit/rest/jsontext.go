package rest

import (
	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// This file writes and reads parameters and form members whose text is JSON.

// paramMessage returns the message that pm is.
func paramMessage(op *ir.Operation, pm *ir.Param) *message {
	return newMessage(&ir.Body{Type: pm.Type}, op.GoName+upperFirst(pm.GoName))
}

// jsonText emits rest.JSONText(x).
func jsonText(m *message, x *jen.Statement) *jen.Statement {
	return jen.Qual(emit.RESTPath, "JSONText").Call(m.wrap(x))
}

// readJSON emits what reads a parameter into x, which holds a value of m:
//
//	r.Query("plmn").JSON(&plmn)
//
// or, because a list has no methods,
//
//	{
//		var x plmnIDListBody
//		r.Query("plmns").JSON(&x)
//		plmns = x
//	}
func readJSON(param *jen.Statement, m *message, x *jen.Statement) *jen.Statement {
	if m.adapter == "" {
		return param.Dot("JSON").Call(jen.Op("&").Add(x))
	}
	return jen.Block(jsonValue(param, m, func(v *jen.Statement) jen.Code { return x.Clone().Op("=").Add(v) })...)
}

// jsonValue emits what reads a parameter into a variable of the adapter and
// does set with what that holds.
func jsonValue(param *jen.Statement, m *message, set func(v *jen.Statement) jen.Code) []jen.Code {
	return []jen.Code{
		jen.Var().Id("x").Id(m.adapter),
		param.Dot("JSON").Call(jen.Op("&").Id("x")),
		set(m.unwrap(jen.Id("x"))),
	}
}

// readOptionalJSON emits
//
//	if m := r.Query("plmn"); m.IsSet() {
//		params.Plmn = new(PlmnID)
//		m.JSON(params.Plmn)
//	}
func readOptionalJSON(param *jen.Statement, ms *message, x *jen.Statement) *jen.Statement {
	m := jen.Id("m")
	var body []jen.Code
	switch {
	case ms.adapter == "":
		body = []jen.Code{x.Clone().Op("=").New(emit.Type(ms.typ)), m.Clone().Dot("JSON").Call(x)}
	case emit.Shape(ms.typ) == emit.Scalar:
		body = jsonValue(m, ms, func(v *jen.Statement) jen.Code { return x.Dot("Set").Call(v) })
	default:
		body = jsonValue(m, ms, func(v *jen.Statement) jen.Code { return x.Op("=").Add(v) })
	}
	return jen.If(jen.Id("m").Op(":=").Add(param), jen.Id("m").Dot("IsSet").Call()).Block(body...)
}
