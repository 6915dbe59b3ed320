package rest

import (
	"slices"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// required returns the parameters of op that a method takes one by one.
// Correlation parameters travel in the context.
func required(op *ir.Operation) []*ir.Param {
	return slices.DeleteFunc(slices.Clone(op.Params), func(pm *ir.Param) bool { return !pm.Required || pm.Correlation })
}

// optional returns the parameters of op that are in its Params struct.
func optional(op *ir.Operation) []*ir.Param {
	return slices.DeleteFunc(slices.Clone(op.Params), func(pm *ir.Param) bool { return pm.Required || pm.Correlation })
}

func paramsName(op *ir.Operation) string { return op.GoName + "Params" }

// paramField returns an optional parameter as a field of the Params struct.
func paramField(pm *ir.Param) *ir.Field {
	return &ir.Field{Origin: pm.Origin, GoName: pm.GoName, Type: pm.Type, Optional: true, Wire: &ir.Property{Check: pm.Check}}
}

// paramsDecl emits
//
//	// ListSessionsParams are the optional parameters of ListSessions.
//	type ListSessionsParams struct {
//		// Number of items per page. In the query.
//		Limit opt.Value[int32]
//	}
func paramsDecl(f *jen.File, op *ir.Operation) {
	if len(optional(op)) == 0 {
		return
	}
	f.Line().Add(emit.Doc(paramsName(op) + " are the optional parameters of " + op.GoName + ".")).Line().
		Type().Id(paramsName(op)).StructFunc(func(g *jen.Group) {
		for _, pm := range optional(op) {
			fd := paramField(pm)
			g.Add(emit.Doc(fieldDoc(fd, "Sent "+whereSent(pm)+".")...))
			g.Id(fd.GoName).Add(emit.FieldType(fd))
		}
	})
}

func whereSent(pm *ir.Param) string {
	switch pm.In {
	case ir.InQuery:
		return "in the query as " + pm.Name
	case ir.InHeader:
		return "in the header field " + pm.Name
	}
	return "in the cookie " + pm.Name
}

// checkName is the function that checks the parameters of op.
func checkName(op *ir.Operation) string { return "check" + op.GoName }

// hasChecks reports whether there is anything to check about the parameters
// of op.
func (p *printer) hasChecks(op *ir.Operation) bool {
	return hasTextLimits(op) || slices.ContainsFunc(op.Params, func(pm *ir.Param) bool { return !pm.Correlation && p.checked.needs(pm.Type, pm.Check) })
}

// checkFunc emits
//
//	// checkGetSession checks the parameters of GetSession.
//	func checkGetSession(sessionID string, params *GetSessionParams) error {
//		var c jsonwire.Checker
//		c.Text("sessionId", sessionID, &textUUID)
//		if params != nil {
//			...
//		}
//		return c.Err()
//	}
func (p *printer) checkFunc(f *jen.File, op *ir.Operation) {
	if !p.hasChecks(op) {
		return
	}
	var body []jen.Code
	for _, pm := range required(op) {
		if p.checked.needs(pm.Type, pm.Check) {
			body = append(body, p.valueChecks(jen.Lit(pm.Name), pm.Type, pm.Check, jen.Id(pm.GoName), 0)...)
		}
	}
	if inner := p.optionalChecks(op); len(inner) > 0 {
		body = append(body, jen.If(jen.Id("params").Op("!=").Nil()).Block(inner...))
	}
	if hasTextLimits(op) {
		body = append(body, jen.If(jen.Id("body").Op("!=").Nil()).Block(
			p.valueChecks(jen.Lit("body"), op.Body.Text, op.Body.Check, textOfBody(op), 0)...))
	}
	f.Line().Comment("// " + checkName(op) + " checks the parameters of " + op.GoName + ".").Line().
		Func().Id(checkName(op)).Params(p.checkParams(op)...).Error().Block(checkerBody(body)...)
}

func (p *printer) optionalChecks(op *ir.Operation) []jen.Code {
	var body []jen.Code
	for _, pm := range optional(op) {
		body = append(body, p.fieldChecks(jen.Id("params"), paramField(pm))...)
	}
	return body
}

// checked returns the parameters of op that its check function takes.
func (p *printer) checkedParams(op *ir.Operation) []*ir.Param {
	return slices.DeleteFunc(required(op), func(pm *ir.Param) bool { return !p.checked.needs(pm.Type, pm.Check) })
}

func (p *printer) checkParams(op *ir.Operation) []jen.Code {
	var list []jen.Code
	for _, pm := range p.checkedParams(op) {
		list = append(list, jen.Id(pm.GoName).Add(emit.Type(pm.Type)))
	}
	if len(p.optionalChecks(op)) > 0 {
		list = append(list, jen.Id("params").Op("*").Id(paramsName(op)))
	}
	if hasTextLimits(op) {
		list = append(list, jen.Id("body").Op("*").Qual(emit.RESTPath, "Body"))
	}
	return list
}

// hasTextLimits reports whether the document limits the text that the body of op is.
func hasTextLimits(op *ir.Operation) bool { return op.Body != nil && op.Body.Text != nil }

// textOfBody emits string(body.Data).
func textOfBody(op *ir.Operation) *jen.Statement {
	return emit.Type(op.Body.Text).Call(jen.Id("body").Dot("Data"))
}

// checkCall emits checkGetSession(sessionID, params).
func (p *printer) checkCall(op *ir.Operation) *jen.Statement {
	return jen.Id(checkName(op)).CallFunc(func(g *jen.Group) {
		for _, pm := range p.checkedParams(op) {
			g.Id(pm.GoName)
		}
		if len(p.optionalChecks(op)) > 0 {
			g.Id("params")
		}
		if hasTextLimits(op) {
			g.Id("body")
		}
	})
}
