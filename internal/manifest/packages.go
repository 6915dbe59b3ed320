package manifest

import (
	"go/token"
	"path"
	"strings"

	"github.com/telgen/telgen/internal/source"
	"go.yaml.in/yaml/v4"
)

// manifest reads
//
//	version: 1
//	packages: [...]
//	roots: [...]
func (r *reader) manifest(m *Manifest, n *yaml.Node) {
	paths := map[string]source.Pos{}
	seen := r.object(n, "the manifest",
		key{"version", func(n *yaml.Node) { r.version(n) }},
		key{"packages", func(n *yaml.Node) {
			r.elements(n, "packages", func(n *yaml.Node) { m.Packages = append(m.Packages, r.pkg(n, paths)) })
		}},
		key{"roots", func(n *yaml.Node) {
			r.elements(n, "roots", func(n *yaml.Node) { m.Roots = append(m.Roots, r.root(n)) })
		}},
	)
	for _, name := range []string{"version", "packages"} {
		if seen != nil && !seen[name] {
			r.errorf(n, "%q is missing", name)
		}
	}
	r.reachable(m)
}

func (r *reader) version(n *yaml.Node) {
	v := r.resolve(n)
	if v.Kind == yaml.ScalarNode && v.Tag == "!!int" && v.Value != "1" {
		r.errorf(n, "version %s is not known: this telgen reads version 1", v.Value)
		return
	}
	r.integer(n, "version", 1, 1)
}

// pkg reads
//
//	path: internal/cx
//	package: cx
//	names: {...}
//	diameter: {...}
func (r *reader) pkg(n *yaml.Node, paths map[string]source.Pos) Package {
	p := Package{Pos: r.pos(n)}
	seen := r.object(n, "a package",
		key{"path", func(n *yaml.Node) { p.Path = r.path(n, paths) }},
		key{"package", func(n *yaml.Node) { p.GoName = r.packageName(n) }},
		key{"names", func(n *yaml.Node) { p.Names = r.names(n) }},
		key{"diameter", func(n *yaml.Node) { p.Diameter = r.diameter(n) }},
		key{"openapi", func(n *yaml.Node) { p.OpenAPI = r.openapi(n) }},
		key{"schema", func(n *yaml.Node) { p.Schema = r.schema(n) }},
	)
	if seen == nil {
		return p
	}
	if !seen["path"] {
		r.errorf(n, `the package has no "path": the folder it is written to`)
	}
	var kinds []string
	for _, kind := range []string{"diameter", "openapi", "schema"} {
		if seen[kind] {
			kinds = append(kinds, kind)
		}
	}
	switch len(kinds) {
	case 0:
		r.errorf(n, `the package is made from nothing: add "diameter", "openapi" or "schema"`)
	case 1:
	default:
		r.errorf(n, "the package has %s: it can be made from one only", strings.Join(kinds, " and "))
	}
	return p
}

// path reads the folder of a package, which must lie below gen.yaml.
func (r *reader) path(n *yaml.Node, paths map[string]source.Pos) string {
	s, ok := r.str(n, "path")
	if !ok || !r.relative(n, "path", s.Value) {
		return ""
	}
	clean := path.Clean(s.Value)
	switch first, twice := paths[clean]; {
	case escapes(clean):
		r.errorf(n, "path %q leads out of the folder of the manifest: packages are written inside it", s.Value)
	case !importable(clean):
		r.errorf(n, "path %q cannot be imported: use letters, digits and - . _ ~ +", s.Value)
	case twice:
		r.errorf(n, "path %q is that of the package at %s too", s.Value, first)
	default:
		paths[clean] = s.Pos
	}
	return clean
}

// importable reports whether a clean path can be part of an import path: the
// go command wants these characters, and ignores folders that begin with a
// dot or an underscore.
func importable(clean string) bool {
	if clean == "." {
		return true
	}
	for name := range strings.SplitSeq(clean, "/") {
		if name[0] == '.' || name[0] == '_' || name[len(name)-1] == '.' {
			return false
		}
		for _, c := range name {
			if !letterOrDigit(c) && !strings.ContainsRune("-._~+", c) {
				return false
			}
		}
	}
	return true
}

func letterOrDigit(c rune) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// relative refuses names that mean something else on another machine.
func (r *reader) relative(n *yaml.Node, what, name string) bool {
	drive := len(name) > 1 && name[1] == ':'
	switch {
	case strings.Contains(name, "://"):
		return r.errorf(n, "%s %q: only files are read, nothing is fetched: save a copy next to the manifest", what, name)
	case strings.Contains(name, `\`):
		return r.errorf(n, "%s %q: write it with forward slashes", what, name)
	case path.IsAbs(name) || drive:
		return r.errorf(n, "%s %q is absolute: write it relative to the manifest, so that it is right on every machine", what, name)
	}
	return true
}

func escapes(clean string) bool {
	return clean == ".." || strings.HasPrefix(clean, "../")
}

// packageName reads the name of a package, which has to be one that others
// can import.
func (r *reader) packageName(n *yaml.Node) string {
	s, ok := r.str(n, "package")
	if ok && (!token.IsIdentifier(s.Value) || s.Value == "_" || s.Value == "main") {
		r.errorf(n, "package %q cannot be the name of a package that is imported", s.Value)
	}
	return s.Value
}

// names reads
//
//	3GPP-IMSI: IMSI
func (r *reader) names(n *yaml.Node) map[string]String {
	names := map[string]String{}
	r.entries(n, "names", func(name, value *yaml.Node) {
		what := "the Go name of " + quote(name.Value)
		s, ok := r.str(value, what)
		if ok && !(token.IsIdentifier(s.Value) && token.IsExported(s.Value)) {
			r.errorf(value, "%s cannot be %q: it must be a Go identifier that begins with a capital letter", what, s.Value)
		}
		names[name.Value] = s
	})
	return names
}

// root reads a folder that may be read, which may lie outside that of gen.yaml.
func (r *reader) root(n *yaml.Node) String {
	s, ok := r.str(n, "a root")
	if ok && r.relative(n, "root", s.Value) {
		s.Value = path.Clean(s.Value)
	}
	return s
}
