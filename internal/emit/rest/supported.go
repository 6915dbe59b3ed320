package rest

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/emit"
	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// supported reports everything in p that cannot be printed. Nothing is left
// out silently: what passes here is printed whole.
func supported(p *ir.Package, what Emit) error {
	s := &support{pkg: p, what: what, depths: map[*ir.Union]int{}}
	for _, d := range p.Decls {
		s.decl(d)
	}
	if p.Service != nil {
		s.service(p.Service)
	}
	return s.errs.Err()
}

type support struct {
	pkg  *ir.Package
	what Emit
	errs source.Errors

	depths map[*ir.Union]int
}

func (s *support) errorf(o ir.Origin, format string, args ...any) {
	s.errs.Addf(o.Pos, format, args...)
}

func (s *support) decl(d ir.Decl) {
	switch d := d.(type) {
	case *ir.Struct:
		s.object(d)
	case *ir.Named:
		s.value(d.Origin, d.Type, d.Check)
	case *ir.Union:
		s.union(d)
	case *ir.Enum:
	}
}

func (s *support) object(d *ir.Struct) {
	if d.Object == nil {
		s.errorf(d.Origin, "%q is not a JSON object", d.Name)
		return
	}
	for _, fd := range d.Fields {
		s.field(fd)
	}
	if d.Object.UnknownType != nil {
		s.value(d.Origin, d.Object.UnknownType, nil)
	}
	for _, r := range d.Object.Rules {
		s.rule(r)
	}
}

func (s *support) field(fd *ir.Field) {
	p := propertyOf(fd)
	if isConst(fd) {
		if !json.Valid([]byte(p.Const)) {
			s.errorf(fd.Origin, "the constant %s of %q is not JSON", p.Const, fd.Name)
		}
		return
	}
	s.value(fd.Origin, fd.Type, p.Check)
}

// rule reports conditions on values that Go cannot compare with a constant.
func (s *support) rule(r *ir.Rule) {
	for _, c := range r.Conds {
		s.cond(r, c)
	}
	if r.When != nil && r.When.Value != "" {
		s.compared(r, r.When.Field, r.When.Value)
	}
}

func (s *support) cond(r *ir.Rule, c *ir.Cond) {
	for _, value := range c.Values {
		s.compared(r, c.Field, value)
	}
	for _, of := range c.Of {
		s.cond(r, of)
	}
}

func (s *support) compared(r *ir.Rule, fd *ir.Field, value string) {
	if b, _ := basicOf(fd.Type); !isConst(fd) && (b == ir.Any || !canLiteral(fd.Type, value)) {
		s.errorf(r.Origin, "%q cannot be compared with %s; strings, numbers and booleans can be, with a value of their type", fd.Name, value)
	}
}

// value reports types and limits of a value that cannot be printed.
func (s *support) value(o ir.Origin, t ir.Type, c *ir.Check) {
	s.nesting(o, t)
	s.check(o, t, c)
	for {
		switch u := t.(type) {
		case ir.List:
			s.check(o, u.Elem, u.Check)
			t = u.Elem
		case ir.Map:
			s.check(o, u.Elem, u.Check)
			t = u.Elem
		default:
			return
		}
	}
}

// nesting follows lists and maps, and names for them, to what they hold.
func (s *support) nesting(o ir.Origin, t ir.Type) {
	for depth := 0; ; depth++ {
		if depth > maxLoops {
			s.errorf(o, "lists and maps nested more than %d deep are not supported; make one of them an object", maxLoops)
			return
		}
		switch u := emit.Underlying(t).(type) {
		case ir.List:
			t = u.Elem
		case ir.Map:
			t = u.Elem
		case ir.Extern:
			if u != timeType && u != ir.RawBody {
				s.errorf(o, "the Go type %s.%s has no JSON form here", u.Path, u.Name)
			}
			return
		default:
			return
		}
	}
}

func (s *support) check(o ir.Origin, t ir.Type, c *ir.Check) {
	if c == nil {
		return
	}
	for _, value := range append([]string{c.Const}, c.Values...) {
		if value != "" && !json.Valid([]byte(value)) {
			s.errorf(o, "the constant %s is not JSON", value)
		}
	}
	for _, form := range slices.Concat(c.AnyOf, c.OneOf, c.AllOf) {
		if form.MinSeconds != nil || form.MaxSeconds != nil {
			s.errorf(o, "durations in alternatives are not supported")
		}
		s.check(o, t, form)
	}
}

// hasText reports whether jsonwire.UniqueValues can compare the elements of l.
func hasText(l ir.List) bool {
	return !l.Null && (structOf(l.Elem) != nil || emit.Underlying(l.Elem) == ir.Any)
}

func (s *support) union(u *ir.Union) {
	if u.Base != nil {
		s.object(u.Base)
		for _, fd := range u.Base.Fields {
			if fd.GoName == "Raw" {
				s.errorf(fd.Origin, "a member that is called Raw in Go cannot be in %q, which keeps raw JSON under this name", u.Name)
			}
		}
	}
	for _, v := range u.Variants {
		s.variant(u, v)
	}
	if holds(u, u) {
		s.errorf(u.Origin, "%q is an alternative of itself", u.Name)
	}
	if unionDepth(u, s.depths) == maxUnionDepth+1 {
		s.errorf(u.Origin, "%q has alternatives in alternatives more than %d deep", u.Name, maxUnionDepth)
	}
}

func (s *support) variant(u *ir.Union, v *ir.Variant) {
	s.value(u.Origin, v.Type, v.Check)
	ref, ok := emit.Underlying(v.Type).(ir.Ref)
	_, isEnum := ref.Decl.(*ir.Enum)
	switch {
	case u.Tag != "" && structOf(v.Type) == nil:
		s.errorf(u.Origin, "%q is chosen by its member %q, so that all its alternatives must be objects", u.Name, u.Tag)
	case ok && !isEnum && ref.Pkg != s.pkg:
		s.errorf(u.Origin, "the alternative %q of %q is in another package", ir.OriginOf(ref.Decl).Name, u.Name)
	}
}

func (s *support) service(v *ir.Service) {
	if s.what.Client || s.what.Server {
		for _, op := range v.Operations {
			s.operation(op, s.what.Server)
		}
	}
	if !s.what.Webhooks {
		return
	}
	for _, r := range v.Receivers {
		s.operation(r.Operation, true)
		for _, pm := range r.Operation.Params {
			if pm.In == ir.InPath {
				s.errorf(pm.Origin, "%q is in the path of a callback, which its sender alone knows", pm.Name)
			}
		}
	}
}

// operation reports what cannot be printed of op, and, if it is served, what
// cannot be read.
func (s *support) operation(op *ir.Operation, served bool) {
	for _, pm := range op.Params {
		s.value(pm.Origin, pm.Type, pm.Check)
		s.param(pm)
	}
	if served && strings.Contains(op.Path, "}{") {
		s.errorf(op.Origin, "the path of %q, %q, has parameters with no text between them: a server cannot tell them apart; leave \"server\" out of emit", op.Name, op.Path)
	}
	for _, url := range op.Servers {
		if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") {
			s.errorf(op.Origin, "the server %q of %q must be an absolute http or https URL", url, op.Name)
		}
	}
	if op.Body != nil {
		s.body(op, op.Body)
	}
	s.successes(op)
	for _, h := range headers(op) {
		for _, one := range h.limited() {
			s.value(one.Origin, one.Type, one.Check)
		}
	}
	for _, r := range op.Responses {
		if r.Body != nil {
			s.value(op.Origin, r.Body.Type, nil)
		}
		for _, b := range r.Others {
			s.value(op.Origin, b.Type, nil)
		}
	}
}

// successes reports scalars among successes with different bodies: they have
// no way to say that they are not there.
func (s *support) successes(op *ir.Operation) {
	for _, a := range answers(op) {
		if !a.isPointer() && emit.Shape(a.typ) == emit.Scalar {
			s.errorf(op.Origin, "the answer %s of %q is a scalar and others are not; make them one schema, with oneOf", (&ir.Response{Status: a.status}).StatusText(), op.Name)
		}
	}
}

func (s *support) body(op *ir.Operation, b *ir.Body) {
	if !isFormType(b.ContentType) {
		s.value(op.Origin, b.Type, nil)
		return
	}
	form := structOf(b.Type)
	if form == nil {
		s.errorf(op.Origin, "the form of %q must be an object with properties", op.Name)
		return
	}
	if emit.Underlying(b.Type).(ir.Ref).Pkg != s.pkg && !form.Object.Form {
		s.errorf(op.Origin, "the form %q of %q is in another package, where it is no form", form.Name, op.Name)
	}
	if form.Object.Unknown == ir.KeepUnknown && !keepsAny(form) {
		s.errorf(form.Origin, "%q is a form, whose other members have no type; leave out the schema of additionalProperties", form.Name)
	}
}

// param reports parameters whose values cannot travel as text.
func (s *support) param(pm *ir.Param) {
	form := structOf(pm.Type)
	switch {
	case pm.JSON || isFlat(pm.Type):
	case form == nil:
		s.errorf(pm.Origin, "%q must be a scalar, a list of scalars or an object of them", pm.Name)
	case emit.Underlying(pm.Type).(ir.Ref).Pkg != s.pkg && !form.Object.Form:
		s.errorf(pm.Origin, "the parameter %q is an object of another package, where it has no form", pm.Name)
	}
}
