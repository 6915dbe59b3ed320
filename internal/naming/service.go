package naming

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// services names operations, their parameters and the receivers.
func (n *namer) services() {
	s := n.pkg.Service
	if s == nil {
		return
	}
	ops, packages := newScope(), imported(n.pkg)
	for _, op := range s.Operations {
		op.GoName = ops.take(exported(op.Name), exported(op.Method))
		n.scope.reserve(op.GoName + "Params")
		if op.FanOut != nil {
			nameParams(op.Params, append(slices.Clone(packages), fanOutLocals...))
		} else {
			nameParams(op.Params, packages)
		}
		n.answerHeaders(op)
	}
	for _, op := range s.Operations {
		if op.FanOut != nil {
			op.FanOut.GoName = ops.take(exported(op.FanOut.Name), "Items")
		}
	}
	for _, r := range s.Receivers {
		r.Operation.GoName = exported(r.Operation.Name)
		nameParams(r.Operation.Params, packages)
		n.answerHeaders(r.Operation)
		r.GoName = n.receiver(r)
	}
}

// answerHeaders names the header fields of answers, which are fields of one
// struct with methods. The same field of several answers has the same name.
func (n *namer) answerHeaders(op *ir.Operation) {
	fields, names := newScope(), map[string]string{}
	fields.reserve("Decode", "Set", "Validate")
	for _, r := range op.Responses {
		for _, h := range r.Headers {
			key := strings.ToLower(h.Name)
			if names[key] == "" {
				names[key] = fields.take(exported(h.Name), "Header")
			}
			h.GoName = names[key]
			if !h.Correlation {
				n.scope.reserve(op.GoName + "Header")
			}
		}
	}
}

// scopes names the constants of scopes, after everything else has its name.
func (n *namer) scopes() {
	if n.pkg.Service == nil {
		return
	}
	for _, s := range n.pkg.Service.Scopes {
		s.GoName = n.scope.take("Scope"+exported(s.Name), "Constant")
	}
}

// verbs start the operationId of a callback and say nothing.
var verbs = []string{"Post", "On", "Notify", "Receive", "Handle", "Put", "Send"}

// receiver names a receiver after what it takes: postNotification is
// Notification, onMessageReceipt is MessageReceipt.
func (n *namer) receiver(r *ir.Receiver) string {
	list := words(r.Operation.Name)
	if len(list) > 1 && slices.Contains(verbs, word(list[0], true)) {
		list = list[1:]
	}
	name := leading(camel(list, true))
	if n.scope.taken[name+"Receiver"] {
		name = exported(r.Name) + name
	}
	n.scope.reserve(name+"Receiver", "New"+name+"Handler")
	return name
}

// locals are the names that emitted functions use themselves.
var locals = []string{
	"b", "c", "d", "i", "m", "v", "s", "r", "w", "err", "ctx", "req", "out", "ok", "body", "opts", "params",
	"context", "http", "rest", "jsonwire", "opt", "strconv", "time", "errors", "fmt", "x",
}

// fanOutLocals are those of a function that calls an operation for a list.
var fanOutLocals = []string{"o", "items", "batch"}

// imported returns the names of the other packages that the operations of p
// take types from, and the names that emitters give them where a variable of
// theirs is called the same.
func imported(p *ir.Package) []string {
	var names []string
	for _, op := range p.Service.Operations {
		names = append(names, packagesOf(p, op)...)
	}
	for _, r := range p.Service.Receivers {
		names = append(names, packagesOf(p, r.Operation)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func packagesOf(p *ir.Package, op *ir.Operation) []string {
	var types []ir.Type
	for _, pm := range op.Params {
		types = append(types, pm.Type)
	}
	if op.Body != nil {
		types = append(types, op.Body.Type)
	}
	for _, r := range op.Responses {
		if r.Body != nil {
			types = append(types, r.Body.Type)
		}
	}
	var names []string
	for _, t := range types {
		if pkg := packageOf(t); pkg != nil && pkg != p {
			names = append(names, pkg.GoName, pkg.GoName+"types")
		}
	}
	return names
}

// packageOf returns the package of the declaration in t, if there is one.
func packageOf(t ir.Type) *ir.Package {
	switch t := t.(type) {
	case ir.Ref:
		return t.Pkg
	case ir.List:
		return packageOf(t.Elem)
	case ir.Map:
		return packageOf(t.Elem)
	}
	return nil
}

// nameParams names the parameters of one operation: no argument may hide one
// of packages.
func nameParams(params []*ir.Param, packages []string) {
	args, fields := newScope(), newScope()
	args.reserve(locals...)
	args.reserve(packages...)
	args.reserve(types.Universe.Names()...)
	for _, p := range params {
		if p.Required {
			name := local(p.Name)
			if token.IsKeyword(name) {
				name += "Value"
			}
			p.GoName = args.take(name, "Value", place(p.In))
			continue
		}
		p.GoName = fields.take(exported(p.Name), "Value", place(p.In))
	}
}

func place(in ir.In) string {
	return [...]string{ir.InPath: "Path", ir.InQuery: "Query", ir.InHeader: "Header", ir.InCookie: "Cookie"}[in]
}
