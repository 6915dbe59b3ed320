package openapi

import (
	"slices"

	"github.com/telgen/telgen/internal/ir"
)

// scopes returns the scopes that a requirement lists.
func (r *reader) scopes(list node) []string {
	var scopes []string
	for _, n := range list.items() {
		scopes = append(scopes, n.text())
		r.scope(n, n.text(), "")
	}
	return scopes
}

// flowScopes notes the scopes that a scheme describes:
//
//	flows: {clientCredentials: {scopes: {"orders:read": Read orders}}}
func (r *reader) flowScopes(scheme node) {
	for _, flow := range scheme.get("flows").entries() {
		for _, n := range flow.get("scopes").entries() {
			r.scope(n, n.name(), n.text())
		}
	}
}

func (r *reader) scope(at node, name, doc string) {
	if name == "" || slices.ContainsFunc(r.scopeList, func(s *ir.Scope) bool { return s.Name == name }) {
		return
	}
	r.scopeList = append(r.scopeList, &ir.Scope{Origin: ir.Origin{Name: name, Doc: doc, Pos: at.pos()}})
}
