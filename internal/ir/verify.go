package ir

import (
	"go/token"

	"github.com/telgen/telgen/internal/source"
)

// Verify reports what an emitter could not print: declarations without a Go
// name, names used twice in one scope, references to nothing and fields that
// do not fit their struct. Front ends and naming are expected to leave none of
// these; a problem here is one of this program, not of a specification, but it
// still names the place that led to it.
func Verify(p *Package) error {
	c := &checker{scope: map[string]bool{}}
	if !token.IsIdentifier(p.GoName) {
		c.errs.Addf(p.Pos, "package name %q is no Go identifier", p.GoName)
	}
	for _, d := range p.Decls {
		c.decl(d)
	}
	return c.errs.Err()
}

type checker struct {
	errs  source.Errors
	scope map[string]bool // names of the package
}

// name checks that goName is an exported identifier that is new in scope.
func (c *checker) name(scope map[string]bool, o Origin, goName string) {
	switch {
	case !token.IsIdentifier(goName) || !token.IsExported(goName):
		c.errs.Addf(o.Pos, "%q has the Go name %q, which is no exported identifier", o.Name, goName)
	case scope[goName]:
		c.errs.Addf(o.Pos, "%q has the Go name %s, which is taken", o.Name, goName)
	}
	scope[goName] = true
}

func (c *checker) decl(d Decl) {
	switch d := d.(type) {
	case *Struct:
		c.name(c.scope, d.Origin, d.GoName)
		c.structFields(d)
	case *Enum:
		c.name(c.scope, d.Origin, d.GoName)
		for _, v := range d.Values {
			c.name(c.scope, v.Origin, v.GoName)
		}
	case *Named:
		c.name(c.scope, d.Origin, d.GoName)
		c.typ(d.Origin, d.Type)
	case *Union:
		c.name(c.scope, d.Origin, d.GoName)
		for _, v := range d.Variants {
			c.typ(d.Origin, v.Type)
		}
	}
}

func (c *checker) structFields(s *Struct) {
	if (s.Grammar == nil) == (s.Object == nil) {
		c.errs.Addf(s.Pos, "%q must be either a Diameter grammar or a JSON object", s.Name)
	}
	scope := map[string]bool{}
	for _, f := range s.Fields {
		c.name(scope, f.Origin, f.GoName)
		c.typ(f.Origin, f.Type)
		switch f.Wire.(type) {
		case *AVP:
			if s.Grammar == nil {
				c.errs.Addf(f.Pos, "AVP %q in the JSON object %q", f.Name, s.Name)
			}
		case *Property:
			if s.Object == nil {
				c.errs.Addf(f.Pos, "property %q in the Diameter grammar %q", f.Name, s.Name)
			}
		default:
			c.errs.Addf(f.Pos, "%q has no encoding", f.Name)
		}
	}
}

func (c *checker) typ(o Origin, t Type) {
	switch t := t.(type) {
	case Basic, Extern:
	case Ref:
		if t.Decl == nil || t.Pkg == nil {
			c.errs.Addf(o.Pos, "%q refers to nothing", o.Name)
		}
	case List:
		c.typ(o, t.Elem)
	case Map:
		c.typ(o, t.Elem)
	default:
		c.errs.Addf(o.Pos, "%q has no type", o.Name)
	}
}
