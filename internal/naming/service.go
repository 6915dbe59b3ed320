package naming

import (
	"go/token"
	"go/types"
	"slices"

	"github.com/telgen/telgen/internal/ir"
)

// services names operations, their parameters and the receivers.
func (n *namer) services() {
	s := n.pkg.Service
	if s == nil {
		return
	}
	ops := newScope()
	for _, op := range s.Operations {
		op.GoName = ops.take(exported(op.Name), exported(op.Method))
		n.scope.reserve(op.GoName + "Params")
		nameParams(op.Params)
	}
	for _, r := range s.Receivers {
		r.Operation.GoName = exported(r.Operation.Name)
		nameParams(r.Operation.Params)
		r.GoName = n.receiver(r)
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

func nameParams(params []*ir.Param) {
	args, fields := newScope(), newScope()
	args.reserve(locals...)
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
