package openapi

import (
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// setExtensions reads, once the types are known, what extensions of operations
// ask for.
func (r *reader) setExtensions() {
	for _, p := range r.paged {
		if n := p.at.get("x-idempotent"); n.ok() {
			if p.op.Idempotent = n.text() == "true"; !p.op.Idempotent && n.text() != "false" {
				r.errorf(n.pos(), "x-idempotent must be true or false")
			}
		}
		if n := p.at.get("x-fan-out"); n.ok() {
			f := fanOutReader{r, p.op, n, &ir.FanOut{Origin: ir.Origin{Pos: n.pos()}}}
			if f.read() {
				p.op.FanOut = f.out
			}
		}
	}
}

// A fanOutReader reads
//
//	x-fan-out:
//	  method: sendAll                 name of the method
//	  over: message.token             list of strings in the body, with maxItems
//	  refused: illegal_tokens         member of x-partial-failure: a list, or lists by reason
//	  count: failure                  member of x-partial-failure
//	  all-refused: ['80300007']       values of the member with x-outcome
type fanOutReader struct {
	r   *reader
	op  *ir.Operation
	n   node
	out *ir.FanOut
}

var fanOutKeys = []string{"method", "over", "refused", "count", "all-refused"}

// read reports whether the extension is right.
func (f fanOutReader) read() bool {
	for _, m := range f.n.entries() {
		if !slices.Contains(fanOutKeys, m.name()) {
			f.fail(m, "%q is not understood; %s are", m.name(), strings.Join(fanOutKeys, ", "))
			return false
		}
	}
	if f.out.Name = f.n.get("method").text(); f.out.Name == "" {
		return f.fail(f.n, `a "method" is needed: the name of the method that takes all elements`)
	}
	if answer := onlySuccess(f.op); answer == nil || structOf(answer.Body.Type) == nil {
		return f.fail(f.n, "the operation must have one success, whose body is an object")
	}
	return f.list() && f.refused() && f.allRefused()
}

func (f fanOutReader) fail(at node, format string, args ...any) bool {
	f.r.errorf(at.pos(), "x-fan-out: "+format, args...)
	return false
}

// list finds the list in the body. The objects around it must be required:
// each call has copies of them.
func (f fanOutReader) list() bool {
	over := f.n.get("over")
	if f.op.Body == nil || !over.ok() {
		return f.fail(f.n, `"over" must name a list in the body, such as message.token`)
	}
	t := f.op.Body.Type
	names := strings.Split(over.text(), ".")
	for i, name := range names {
		field := f.r.memberOf(structOf(t), name, over, "x-fan-out")
		if field == nil {
			return false
		}
		if i < len(names)-1 && field.Optional {
			return f.fail(over, "member %q must be required", name)
		}
		f.out.Path, t = append(f.out.Path, field), field.Type
	}
	list, ok := unname(t).(ir.List)
	check := f.out.Path[len(names)-1].Wire.(*ir.Property).Check
	if !ok || list.Null || list.Elem != ir.Type(ir.String) || check == nil || check.MaxItems == nil || *check.MaxItems < 1 {
		return f.fail(over, "%q must be a list of strings with maxItems", over.text())
	}
	f.out.Max = *check.MaxItems
	return true
}

// refused finds the members that say which elements were refused.
func (f fanOutReader) refused() bool {
	refused, count := f.n.get("refused"), f.n.get("count")
	if !refused.ok() && !count.ok() {
		return true
	}
	answer := structOf(onlySuccess(f.op).Body.Type)
	if answer.Object.Partial == nil {
		return f.fail(f.n, "the answer must have x-partial-failure, where refused and count are looked for")
	}
	partial := structOf(answer.Object.Partial.Type)
	if refused.ok() {
		if f.out.Refused = f.r.memberOf(partial, refused.text(), refused, "x-fan-out"); f.out.Refused == nil {
			return false
		}
		if !isStrings(f.out.Refused.Type) {
			return f.fail(refused, "%q must be a list of strings, or such lists by reason", refused.text())
		}
	}
	if count.ok() {
		if f.out.Count = f.r.memberOf(partial, count.text(), count, "x-fan-out"); f.out.Count == nil {
			return false
		}
		if !isCounter(f.out.Count.Type) {
			return f.fail(count, "%q must be an integer", count.text())
		}
	}
	return true
}

// isStrings reports whether t is a list of strings, or a map of such lists.
func isStrings(t ir.Type) bool {
	if m, ok := unname(t).(ir.Map); ok {
		t = m.Elem
	}
	list, ok := unname(t).(ir.List)
	return ok && !list.Null && list.Elem == ir.Type(ir.String)
}

// allRefused reads the codes that mean that no element was accepted.
func (f fanOutReader) allRefused() bool {
	n := f.n.get("all-refused")
	if !n.ok() {
		return true
	}
	for _, r := range f.op.Responses {
		if r.IsSuccess() || r.Body == nil || structOf(r.Body.Type) == nil {
			continue
		}
		if field, e := outcomeOf(structOf(r.Body.Type)); e != nil {
			f.out.Code, f.out.AllRefused = field, f.r.valuesOf(e, n, "x-fan-out")
			return true
		}
	}
	return f.fail(n, "the body of failures must have a member with x-outcome")
}

// outcomeOf returns the member of s that says what became of a call.
func outcomeOf(s *ir.Struct) (*ir.Field, *ir.Enum) {
	for _, field := range s.Fields {
		if ref, ok := unname(field.Type).(ir.Ref); ok && !field.Optional {
			if e, ok := ref.Decl.(*ir.Enum); ok && e.Outcome != nil {
				return field, e
			}
		}
	}
	return nil, nil
}
