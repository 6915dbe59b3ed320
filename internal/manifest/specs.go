package manifest

import (
	"path"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/source"
	"go.yaml.in/yaml/v4"
)

// diameter reads
//
//	{ spec: "builtin:3gpp/cx", application: Cx, release: 17, codecs: {...} }
func (r *reader) diameter(n *yaml.Node) *Diameter {
	d := &Diameter{Pos: r.pos(n)}
	seen := r.object(n, "diameter",
		key{"spec", func(n *yaml.Node) { d.Specs = r.specs(n) }},
		key{"application", func(n *yaml.Node) { d.Application = r.application(n) }},
		key{"release", func(n *yaml.Node) { d.Release = r.integer(n, "release", 1, 99) }},
		key{"lenient", func(n *yaml.Node) { d.Lenient = r.boolean(n, "lenient") }},
		key{"codecs", func(n *yaml.Node) { d.Codecs = r.codecs(n) }},
	)
	r.wantSpec(n, "diameter", seen)
	return d
}

// codecs reads
//
//	{ MSISDN: TBCD, User-Data: example.org/app/types.Profile }
func (r *reader) codecs(n *yaml.Node) map[string]String {
	codecs := map[string]String{}
	r.entries(n, "codecs", func(name, value *yaml.Node) {
		codecs[name.Value], _ = r.str(value, "the codec of "+quote(name.Value))
	})
	return codecs
}

// openapi reads
//
//	{ spec: specs/quality-on-demand.yaml, emit: [types, client, server, webhooks] }
func (r *reader) openapi(n *yaml.Node) *OpenAPI {
	o := &OpenAPI{Pos: r.pos(n), Emit: Emit{Client: true, Server: true, Webhooks: true}}
	seen := r.object(n, "openapi",
		key{"spec", func(n *yaml.Node) { o.Specs = r.specs(n) }},
		key{"emit", func(n *yaml.Node) { o.Emit = r.emit(n) }},
		key{"gaps", func(n *yaml.Node) { o.Gaps = r.gaps(n) }},
	)
	r.wantSpec(n, "openapi", seen)
	return o
}

// schema reads
//
//	{ spec: order.schema.json }
func (r *reader) schema(n *yaml.Node) *Schema {
	s := &Schema{Pos: r.pos(n)}
	seen := r.object(n, "schema",
		key{"spec", func(n *yaml.Node) { s.Specs = r.specs(n) }},
		key{"gaps", func(n *yaml.Node) { s.Gaps = r.gaps(n) }},
	)
	r.wantSpec(n, "schema", seen)
	return s
}

// gaps reads
//
//	{ "order.schema.json#/properties/lines/contains": checked by the ledger }
func (r *reader) gaps(n *yaml.Node) map[string]String {
	gaps := map[string]String{}
	r.entries(n, "gaps", func(name, value *yaml.Node) {
		reason, _ := r.str(value, "the reason for the gap "+quote(name.Value))
		reason.Pos = r.pos(name)
		gaps[name.Value] = reason
	})
	return gaps
}

func (r *reader) wantSpec(n *yaml.Node, what string, seen map[string]bool) {
	if seen != nil && !seen["spec"] {
		r.errorf(n, `%s has no "spec": the file it is made from`, what)
	}
}

// specs reads the name of a file, or a list of them.
func (r *reader) specs(n *yaml.Node) []String {
	var list []String
	add := func(n *yaml.Node) {
		s, ok := r.spec(n)
		if !ok {
			return
		}
		if slices.ContainsFunc(list, func(other String) bool { return other.Value == s.Value }) {
			r.errorf(n, "spec %q is listed twice", s.Value)
		}
		list = append(list, s)
	}
	if r.resolve(n).Kind == yaml.SequenceNode {
		r.elements(n, "spec", add)
	} else {
		add(n)
	}
	return list
}

func (r *reader) spec(n *yaml.Node) (String, bool) {
	s, ok := r.str(n, "spec")
	if !ok || strings.HasPrefix(s.Value, source.Builtin) {
		return s, ok
	}
	ok = r.relative(n, "spec", s.Value)
	s.Value = path.Clean(s.Value)
	return s, ok
}

// application reads the name of an application, or its id, which need not be
// in quotes.
func (r *reader) application(n *yaml.Node) String {
	v := r.resolve(n)
	if v.Kind == yaml.ScalarNode && v.Tag == "!!int" {
		return String{Value: v.Value, Pos: r.pos(v)}
	}
	s, _ := r.str(n, "application")
	return s
}

// emit reads
//
//	[types, client, server, webhooks]
func (r *reader) emit(n *yaml.Node) Emit {
	var e Emit
	var types bool
	parts := map[string]*bool{"types": &types, "client": &e.Client, "server": &e.Server, "webhooks": &e.Webhooks}
	r.elements(n, "emit", func(n *yaml.Node) {
		s, ok := r.str(n, "emit")
		part := parts[s.Value]
		switch {
		case !ok:
		case part == nil:
			r.errorf(n, "emit cannot be %q: %s", s.Value, advice(s.Value, []string{"types", "client", "server", "webhooks"}))
		case *part:
			r.errorf(n, "emit has %q twice", s.Value)
		default:
			*part = true
		}
	})
	return e
}

// reachable reports the specifications outside the folder of gen.yaml and
// outside all roots, as far as their names tell.
func (r *reader) reachable(m *Manifest) {
	for _, p := range m.Packages {
		for _, s := range p.Specs() {
			if !strings.HasPrefix(s.Value, source.Builtin) && escapes(s.Value) && !inRoots(m.Roots, s.Value) {
				r.errs.Addf(s.Pos, "spec %q lies outside the folder of the manifest: list its folder under \"roots\"", s.Value)
			}
		}
	}
}

func inRoots(roots []String, clean string) bool {
	return slices.ContainsFunc(roots, func(root String) bool {
		rest, ok := strings.CutPrefix(clean, root.Value)
		// "../.." holds "../../a", but not "../../../a".
		return ok && strings.HasPrefix(rest, "/") && !escapes(rest[1:])
	})
}

// Specs returns the specifications of p, whatever kind they are.
func (p Package) Specs() []String {
	switch {
	case p.Diameter != nil:
		return p.Diameter.Specs
	case p.OpenAPI != nil:
		return p.OpenAPI.Specs
	case p.Schema != nil:
		return p.Schema.Specs
	}
	return nil
}
