package rest

import (
	"reflect"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
)

// This file prints what the document asks of the header fields of answers.

// add takes in what the document says about h in one answer.
func (h *answerHeader) add(one *ir.Param, r *ir.Response) {
	h.statuses = append(h.statuses, r.StatusText())
	h.each = append(h.each, one)
	if !isFlat(one.Type) || one.Type != h.Type && (h.loose || !h.meet()) {
		h.Type, h.loose = ir.String, true
	}
	h.loose = h.loose || one.JSON
}

// sameLimits reports whether h has the same limits with every status.
func (h *answerHeader) sameLimits() bool {
	return !slices.ContainsFunc(h.each, func(one *ir.Param) bool { return !reflect.DeepEqual(one.Check, h.each[0].Check) })
}

// limited returns h as often as it has limits.
func (h *answerHeader) limited() []*ir.Param {
	switch {
	case h.loose:
		return nil
	case h.sameLimits():
		return h.each[:1]
	}
	return h.each
}

// field returns h as a field of the struct.
func (h *answerHeader) field() *ir.Field {
	fd := paramField(&ir.Param{Origin: h.Origin, GoName: h.GoName, Type: h.Type})
	if one := h.limited(); len(one) == 1 {
		propertyOf(fd).Check = one[0].Check
	}
	return fd
}

// statusDoc says with what statuses h comes: "Required with status 201."
func (h *answerHeader) statusDoc() []string {
	var must, doc []string
	for i, one := range h.each {
		if one.Required {
			must = append(must, h.statuses[i])
		}
		if facts := checkFacts(one.Check); len(h.limited()) > 1 && len(facts) > 0 {
			doc = append(doc, "With status "+h.statuses[i]+": "+strings.Join(facts, " "))
		}
	}
	head := "With status " + strings.Join(h.statuses, ", ")
	switch {
	case len(must) == len(h.each):
		head = "Required with status " + strings.Join(must, ", ")
	case len(must) > 0:
		head += "; required with " + strings.Join(must, ", ")
	}
	if h.loose {
		doc = append(doc, "What it holds is not checked.")
	}
	return append([]string{head + "."}, doc...)
}

// validateHeader emits, if there is anything to check,
//
//	func (v *CreateSubscriptionHeader) Validate(status int) error {
//		var c jsonwire.Checker
//		switch status {
//		case http.StatusCreated:
//			c.Required("Location", v.Location.IsSet())
//		}
//		c.OptText("Location", &v.Location, &textURI)
//		return c.Err()
//	}
func (p *printer) validateHeader(f *jen.File, op *ir.Operation, list []*answerHeader) {
	body := p.statusSwitch(op, list)
	for _, h := range list {
		if len(h.limited()) == 1 {
			body = append(body, p.fieldChecks(jen.Id("v"), h.field())...)
		}
	}
	if len(body) == 0 {
		return
	}
	f.Line().Comment("// Validate checks v against what the document asks of answers with this status. Nobody else does.").Line().
		Func().Params(receiver(headerName(op))).Id("Validate").Params(jen.Id("status").Int()).Error().Block(checkerBody(body)...)
}

// A statusGroup are the statuses with the same checks.
type statusGroup struct {
	statuses []int
	body     []jen.Code
}

// statusSwitch emits the checks that depend on the status: those of exact
// statuses, then of ranges, then of all others.
func (p *printer) statusSwitch(op *ir.Operation, list []*answerHeader) []jen.Code {
	var groups []*statusGroup
	var others []jen.Code
	for _, wantRange := range []bool{false, true} {
		keys := map[string]*statusGroup{}
		for _, r := range op.Responses {
			body, key := p.statusChecks(r, list)
			switch {
			case r.Status == 0:
				others = body
			case r.IsRange() != wantRange:
			case keys[key] != nil:
				keys[key].statuses = append(keys[key].statuses, r.Status)
			default:
				keys[key] = &statusGroup{[]int{r.Status}, body}
				groups = append(groups, keys[key])
			}
		}
	}
	// What has no checks needs a case only if it would have another one's.
	for len(others) == 0 && len(groups) > 0 && len(groups[len(groups)-1].body) == 0 {
		groups = groups[:len(groups)-1]
	}
	if !slices.ContainsFunc(groups, func(g *statusGroup) bool { return len(ranges(g.statuses)) > 0 }) && len(others) == 0 {
		groups = slices.DeleteFunc(groups, func(g *statusGroup) bool { return len(g.body) == 0 })
	}
	if len(groups) == 0 && len(others) == 0 {
		return nil
	}
	return []jen.Code{groupSwitch(groups, others)}
}

// groupSwitch emits switch status { case http.StatusCreated: ... }; ranges
// need conditions.
func groupSwitch(groups []*statusGroup, others []jen.Code) jen.Code {
	head := jen.Switch(jen.Id("status"))
	when := func(statuses []int) []jen.Code { return statusConsts(statuses) }
	if slices.ContainsFunc(groups, func(g *statusGroup) bool { return len(ranges(g.statuses)) > 0 }) {
		head = jen.Switch()
		when = func(statuses []int) []jen.Code { return []jen.Code{statusIs(statuses...)} }
	}
	return head.BlockFunc(func(g *jen.Group) {
		for _, one := range groups {
			g.Case(when(one.statuses)...).Block(one.body...)
		}
		if len(others) > 0 {
			g.Default().Block(others...)
		}
	})
}

// statusChecks emits the checks of the fields of one answer that others do not
// have, and a text that is the same for the same checks.
func (p *printer) statusChecks(r *ir.Response, list []*answerHeader) (body []jen.Code, key string) {
	for _, h := range list {
		i := slices.Index(h.statuses, r.StatusText())
		if i < 0 {
			continue
		}
		fd := h.field()
		if h.each[i].Required {
			body = append(body, check("Required", jen.Lit(h.Name), isSent(fd)))
			key += " " + h.Name
		}
		if len(h.limited()) < 2 {
			continue
		}
		propertyOf(fd).Check = h.each[i].Check
		if checks := p.fieldChecks(jen.Id("v"), fd); len(checks) > 0 {
			body = append(body, checks...)
			key += " " + h.Name + "=" + strings.Join(h.sameAs(i), " ")
		}
	}
	return body, key
}

// sameAs returns the first of the statuses with the limits of status i.
func (h *answerHeader) sameAs(i int) []string {
	first := slices.IndexFunc(h.each, func(one *ir.Param) bool { return reflect.DeepEqual(one.Check, h.each[i].Check) })
	return h.statuses[first : first+1]
}

// isSent emits v.Location.IsSet(), len(v.Allow) > 0.
func isSent(fd *ir.Field) *jen.Statement {
	x := jen.Id("v").Dot(fd.GoName)
	if _, isList := emit.Underlying(fd.Type).(ir.List); isList {
		return jen.Len(x).Op(">").Lit(0)
	}
	return x.Dot("IsSet").Call()
}
