package openapi

import (
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// An unnamed is an operation of a callback or webhook without operationId,
// which gets a name when all are known.
type unnamed struct {
	op     *ir.Operation
	call   call
	key    string        // of the callback or webhook
	parent *ir.Operation // that has the callback; nil for a webhook
}

// callbacks reads the receivers of an operation:
//
//	callbacks:
//	  notifications:
//	    "{$request.body#/sink}":
//	      post: {...}
func (c *caller) callbacks(parent *ir.Operation, op node) {
	for _, entry := range op.get("callbacks").entries() {
		t, ok := c.r.target(entry)
		if !ok || strings.HasPrefix(entry.name(), "x-") {
			continue
		}
		for _, n := range t.entries() {
			if !strings.HasPrefix(n.name(), "x-") {
				c.receivers(entry, n, parent)
			}
		}
	}
}

func (c *caller) webhooks(list node) {
	for _, n := range list.entries() {
		c.receivers(n, n, nil)
	}
}

// receivers reads the operations of the path item. One that several operations
// share through a $ref is read once.
func (c *caller) receivers(key, item node, parent *ir.Operation) {
	for _, call := range c.calls(item) {
		if c.r.seen[call.op.y] {
			continue
		}
		c.r.seen[call.op.y] = true
		if parent == nil {
			call.path = ""
		}
		op, bodies := c.operation(call)
		if len(bodies) > 0 {
			c.r.errorf(call.op.get("requestBody").pos(), "a callback with bodies of different types (%s, %s) is not supported; make them one schema, with oneOf", op.Body.ContentType, bodies[0].ContentType)
		}
		rec := &ir.Receiver{Origin: ir.Origin{Name: key.name(), Doc: op.Doc, Pos: key.pos()}, Callback: parent != nil, Operation: op}
		c.service.Receivers = append(c.service.Receivers, rec)
		if call.op.has("operationId") {
			c.name(op, call, "")
		} else {
			c.r.unnamed = append(c.r.unnamed, &unnamed{op, call, key.name(), parent})
		}
		c.callbacks(op, call.op)
	}
}

// nameCallbacks names the operations of callbacks that have no operationId by
// method and key, postStatusChanged, and where that is not enough by the
// operation too: postCreateSessionStatusChanged.
func (r *reader) nameCallbacks() {
	count := map[string]int{}
	for _, u := range r.unnamed {
		count[fold(u.name(false))]++
	}
	for id := range r.ids {
		count[fold(id)]++
	}
	for _, u := range r.unnamed {
		u.op.Name = u.name(count[fold(u.name(false))] > 1)
		r.operations[u.call.op.y] = u.op.Name
		if other, ok := r.ids[u.op.Name]; ok {
			r.errorf(u.call.op.pos(), "the operation needs an operationId: %q is taken by the operation at %s", u.op.Name, other)
		}
		r.ids[u.op.Name] = u.call.op.pos()
	}
}

func (u *unnamed) name(long bool) string {
	if long && u.parent != nil {
		return u.call.op.name() + upper(u.parent.Name) + words(u.key)
	}
	return u.call.op.name() + words(u.key)
}
