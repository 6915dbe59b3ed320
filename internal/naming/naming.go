// Package naming gives every declaration of an ir.Package its Go identifier,
// once. It decides nothing else: what is declared comes from the front ends,
// how it is printed from the emitters.
//
// Names are injective in each scope. Where two names of the specification
// would be the same in Go, the first keeps the name: of AVPs the one with the
// lower vendor, then code, of declarations and members the one that the
// document has first. The others get a suffix that follows from what they
// are, their kind, vendor, code or spelling, never from a count or a place in
// the file. Only a declaration that comes to stand before one of the same Go
// name can rename it; an Override keeps the name then.
package naming

import (
	"cmp"
	"fmt"
	"go/token"
	"hash/fnv"
	"slices"
	"strconv"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// An Override is a Go name that the user chose for a name of the
// specification.
type Override struct {
	GoName string
	Pos    source.Pos
}

// Assign names everything in p. Overrides are keyed by the specification's
// name of a declaration or an AVP, whose fields get the name too. An override that matches nothing, or is no exported
// identifier, is an error.
func Assign(p *ir.Package, overrides map[string]Override) error {
	return AssignRecorded(p, overrides, nil)
}

// AssignRecorded is Assign for a package some of whose declarations had their
// Go names before, which they keep: they, and the constants of those that are
// enums, are named before all others. An override stands above what was
// recorded.
func AssignRecorded(p *ir.Package, overrides map[string]Override, recorded map[ir.Decl]string) error {
	n := &namer{pkg: p, overrides: overrides, used: map[string]bool{}, scope: newScope(), recorded: recorded}
	if p.GoName == "" {
		p.GoName = packageName(p.Name)
	}
	n.reserve()
	n.avps()
	n.services()
	n.decls()
	n.scopes()
	if n.pkg.Application != nil {
		n.constants("ExperimentalResult", n.pkg.Application.ResultCodes)
	}
	n.unusedOverrides()
	return n.errs.Err()
}

type namer struct {
	pkg       *ir.Package
	overrides map[string]Override
	used      map[string]bool
	scope     *scope
	recorded  map[ir.Decl]string
	errs      source.Errors
}

// packageName is a short lower-case word: "Cx" is cx, "Quality-On-Demand" is
// qualityondemand.
func packageName(name string) string {
	var b []rune
	for _, r := range camel(words(name), true) {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		b = append(b, r)
	}
	s := string(b)
	if s == "" || token.IsKeyword(s) || s[0] >= '0' && s[0] <= '9' {
		s = "x" + s
	}
	return s
}

// reserve keeps names that the emitters print in every package of a family.
func (n *namer) reserve() {
	if n.pkg.Application != nil {
		n.scope.reserve("Application", "Dictionary", "Parse", "Client", "NewClient", "Handler", "NewHandler", "UnimplementedHandler")
	}
	if n.pkg.Service != nil {
		n.scope.reserve("Client", "NewClient", "Server", "NewServerHandler", "UnimplementedServer")
	}
}

// avps names the AVP definitions: lower vendors first, so that a vendor's AVP
// never takes a name from the IETF's.
func (n *namer) avps() {
	if n.pkg.Application == nil {
		return
	}
	names := newScope()
	for _, a := range n.pkg.Application.AVPs {
		name := exported(a.Name)
		if o, ok := n.override(a.Name); ok {
			name, a.Renamed = o, true
		}
		a.GoName = names.take(name, strconv.Itoa(int(a.Vendor)), strconv.Itoa(int(a.Code)))
		n.scope.reserve("AVP" + a.GoName)
	}
}

// decls names the declarations, commands before everything else, and what is
// named after them.
func (n *namer) decls() {
	var before, order []ir.Decl
	for _, d := range n.pkg.Decls {
		if n.recorded[d] != "" {
			before = append(before, d)
		} else {
			order = append(order, d)
		}
	}
	slices.SortStableFunc(order, func(a, b ir.Decl) int { return cmp.Compare(rank(a), rank(b)) })
	for _, list := range [][]ir.Decl{before, order} {
		for _, d := range list {
			n.decl(d)
		}
		n.enumValues(list)
	}
	if n.pkg.Application != nil {
		commands := newScope() // the methods of Client and Handler
		commands.reserve("Application", "Handler", "ServeDiameter")
		for _, c := range n.pkg.Application.Commands {
			c.GoName = commands.take(exported(c.Name), "Command", strconv.Itoa(int(c.Code)))
		}
	}
}

func rank(d ir.Decl) int {
	if s, ok := d.(*ir.Struct); ok && s.Grammar != nil && s.Grammar.Command != nil {
		return 0
	}
	return 1
}

func (n *namer) decl(d ir.Decl) {
	name := n.declName(d)
	switch d := d.(type) {
	case *ir.Struct:
		d.GoName = name
		if rank(d) == 0 {
			n.scope.reserve("New" + name)
		}
		if d.Object != nil && d.Object.Multipart != nil {
			nameFields(d.Fields, multipartNames...)
			return
		}
		nameFields(d.Fields)
	case *ir.Enum:
		d.GoName = name
	case *ir.Named:
		d.GoName = name
	case *ir.Union:
		d.GoName = name
		n.scope.reserve("Other"+name, "Decode"+name)
		if d.Base != nil {
			d.Base.GoName = "Other" + name
			nameFields(d.Base.Fields)
		}
	}
}

func (n *namer) declName(d ir.Decl) string {
	origin := ir.OriginOf(d)
	if o, ok := n.override(origin.Name); ok {
		return n.scope.take(o, kind(d))
	}
	if name := n.recorded[d]; name != "" {
		return n.scope.take(name, kind(d), spelling(origin.Name))
	}
	if avp := avpOf(d); avp != nil {
		return n.scope.take(exported(origin.Name), kind(d), strconv.Itoa(int(avp.Vendor)), strconv.Itoa(int(avp.Code)))
	}
	return n.scope.take(exported(origin.Name), kind(d), spelling(origin.Name))
}

// override returns the Go name that the user chose for name.
func (n *namer) override(name string) (string, bool) {
	o, ok := n.overrides[name]
	if !ok {
		return "", false
	}
	if !n.used[name] && (!token.IsIdentifier(o.GoName) || !token.IsExported(o.GoName)) {
		n.errs.Addf(o.Pos, "%q is no exported Go identifier", o.GoName)
	}
	n.used[name] = true
	return o.GoName, true
}

// spelling is a suffix that follows from how the specification spells a name:
// "a-b" and "a_b" are the same in Go, their spellings are not.
func spelling(name string) string {
	h := fnv.New32a()
	h.Write([]byte(name))
	return fmt.Sprintf("X%04X", h.Sum32()&0xffff)
}

func avpOf(d ir.Decl) *ir.AVPDef {
	if s, ok := d.(*ir.Struct); ok && s.Grammar != nil {
		return s.Grammar.Group
	}
	return nil
}

// kind is the suffix that tells a declaration from another of its name.
func kind(d ir.Decl) string {
	switch d := d.(type) {
	case *ir.Struct:
		switch {
		case d.Grammar == nil:
			return "Object"
		case d.Grammar.Command != nil:
			return "Message"
		}
		return "Group"
	case *ir.Enum:
		return "Enum"
	case *ir.Union:
		return "Union"
	}
	return "Value"
}

// methods are the names of generated methods, which no field may have.
var methods = []string{
	"Header", "Extra", "Null", "Head", "Command", "Answer", "SetOrigin", "AppendAVPs", "DecodeAVPs", "Validate",
	"AppendJSON", "DecodeJSON", "MarshalJSON", "UnmarshalJSON", "AppendForm", "DecodeForm", "Error", "HTTPStatus",
}

// multipartNames are taken in the struct of a body of several parts.
var multipartNames = []string{"Parts", "EncodeBody", "DecodeBody"}

func nameFields(fields []*ir.Field, taken ...string) {
	s := newScope()
	s.reserve(methods...)
	s.reserve(taken...)
	for _, f := range fields {
		if avp, ok := f.Wire.(*ir.AVP); ok {
			name := exported(f.Name)
			if avp.Def.Renamed {
				name = avp.Def.GoName
			}
			f.GoName = s.take(name, "AVP", strconv.Itoa(int(avp.Def.Vendor)), strconv.Itoa(int(avp.Def.Code)))
			continue
		}
		f.GoName = s.take(exported(f.Name), "Value", spelling(f.Name))
	}
}

// enumValues names constants after their type: AuthSessionStateNoStateMaintained.
func (n *namer) enumValues(list []ir.Decl) {
	for _, d := range list {
		if e, ok := d.(*ir.Enum); ok {
			n.constants(e.GoName, e.Values)
		}
	}
}

func (n *namer) constants(prefix string, values []*ir.EnumValue) {
	for _, v := range values {
		tail := value(v.Name)
		if v.GoName != "" {
			tail = exported(v.GoName)
		}
		v.GoName = n.scope.take(prefix+tail, "Value", "N"+digits(v))
	}
}

func digits(v *ir.EnumValue) string {
	if v.Text != "" {
		return fmt.Sprintf("%x", v.Text)
	}
	if v.Number < 0 {
		return "Minus" + strconv.FormatInt(-v.Number, 10)
	}
	return strconv.FormatInt(v.Number, 10)
}

func (n *namer) unusedOverrides() {
	for name, o := range n.overrides {
		if !n.used[name] {
			n.errs.Addf(o.Pos, "name override for %q matches no declaration and no AVP", name)
		}
	}
}
