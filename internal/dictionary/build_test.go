package dictionary

import (
	"fmt"
	"slices"
	"testing"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

func TestTypes(t *testing.T) {
	runtime := func(name string) ir.Type { return ir.Extern{Path: runtimePath, Name: name} }
	tests := map[string]ir.Type{
		"OctetString": ir.Bytes, "Integer32": ir.Int32, "Integer64": ir.Int64, "Unsigned32": ir.Uint32,
		"Unsigned64": ir.Uint64, "Float32": ir.Float32, "Float64": ir.Float64, "UTF8String": ir.String,
		"DiameterIdentity": runtime("Identity"), "DiameterURI": runtime("URI"), "Address": runtime("Address"),
		"IPFilterRule": runtime("IPFilterRule"), "QoSFilterRule": runtime("QoSFilterRule"),
		"IPv4": ir.Extern{Path: "net/netip", Name: "Addr"}, "IPv6": ir.Extern{Path: "net/netip", Name: "Addr"},
		"Time": ir.Extern{Path: "time", Name: "Time"},
	}
	for data, want := range tests {
		p := mustRead(t, app(`<avp name="A" code="1"><data type="`+data+`"/></avp>`), Options{})
		def := p.Application.AVPs[0]
		if def.Type != want || def.Data != data || def.Pkg != p {
			t.Errorf("%s: got %v, %s", data, def.Type, def.Data)
		}
	}
	for _, data := range dataTypes {
		if _, ok := tests[data]; !ok && data != "Grouped" && data != "Enumerated" {
			t.Errorf("%s is not tested", data)
		}
	}
}

func TestDeclaredTypes(t *testing.T) {
	p := mustRead(t, app(`
		<avp name="Group" code="1"><data type="Grouped"/></avp>
		<avp name="Empty" code="2"><data type="Enumerated"/></avp>
		<avp name="Word" code="3"><data type="Unsigned32"><bit index="31" name="TOP"/></data></avp>
		<avp name="Long" code="4"><data type="Unsigned64"><bit index="63" name="TOP"/></data></avp>
		<avp name="Named" code="5"><data type="Unsigned32"><item code="4294967295" name="MAX"/></data></avp>
		<avp name="Signed" code="6"><data type="Enumerated"><item code="-2147483648" name="MIN"/></data></avp>
		<avp name="Result" code="7"><data type="Unsigned32" codec="ResultCode"/></avp>`), Options{})
	decl := func(i int) ir.Decl {
		ref := p.Application.AVPs[i].Type.(ir.Ref)
		if ref.Pkg != p {
			t.Errorf("%s refers to %v", p.Application.AVPs[i].Name, ref.Pkg)
		}
		return ref.Decl
	}
	if g := decl(0).(*ir.Struct).Grammar; g.Group != p.Application.AVPs[0] || !g.Any || g.AnyAt != 0 {
		t.Errorf("group without rules: %+v", g)
	}
	tests := []struct {
		base   ir.Basic
		bits   bool
		number int64
	}{{ir.Int32, false, 0}, {ir.Uint32, true, 1 << 31}, {ir.Uint64, true, -1 << 63}, {ir.Uint32, false, 1<<32 - 1}, {ir.Int32, false, -1 << 31}}
	for i, want := range tests {
		e := decl(i + 1).(*ir.Enum)
		if e.Base != want.base || e.Bits != want.bits || len(e.Values) > 0 && e.Values[0].Number != want.number {
			t.Errorf("%s: got %v %t %v", e.Name, e.Base, e.Bits, e.Values)
		}
	}
	if got := p.Application.AVPs[6].Type; got != (ir.Extern{Path: runtimePath, Name: "ResultCode"}) {
		t.Errorf("codec: got %v", got)
	}
}

// TestGrammar covers what a dump does not show.
func TestGrammar(t *testing.T) {
	p := mustRead(t, app(`
		<avp name="Group" code="1"><data type="Grouped">
			<rule avp="A" max="1"/>
			<rule avp="AVP"/>
			<rule avp="B" forbidden="true"/>
			<rule avp="C"/>
		</data></avp>
		<avp name="Closed" code="2"><data type="Grouped"><rule avp="A" max="1"/></data></avp>
		<avp name="A" code="3"><data type="Unsigned32"/></avp>
		<avp name="B" code="4"><data type="Unsigned32"/></avp>
		<avp name="C" code="5"><doc>About C.</doc><data type="Unsigned32"/></avp>`), Options{})
	avps := p.Application.AVPs
	group, closed := p.Decls[0].(*ir.Struct), p.Decls[1].(*ir.Struct)
	g := group.Grammar
	if !g.Any || g.AnyAt != 1 || !slices.Equal(g.Forbidden, []*ir.AVPDef{avps[3]}) {
		t.Errorf("got any %t at %d, forbidden %v", g.Any, g.AnyAt, g.Forbidden)
	}
	if closed.Grammar.Any || closed.Grammar.AnyAt != len(closed.Fields) {
		t.Errorf("got any %t at %d", closed.Grammar.Any, closed.Grammar.AnyAt)
	}
	f := group.Fields[1]
	if f.Name != "C" || f.Doc != "About C." || f.Wire.(*ir.AVP).Def != avps[4] || f.Pos != (source.Pos{File: "d.xml", Line: 6, Col: 4}) {
		t.Errorf("got field %q %q at %s", f.Name, f.Doc, f.Pos)
	}
}

// TestBits has what a dictionary can say about the M and the P bit of an AVP.
func TestBits(t *testing.T) {
	for _, c := range []struct {
		attributes string
		m, p       ir.Bit
	}{
		{``, ir.May, ir.May},
		{`may="M,P"`, ir.May, ir.May},
		{`must="M"`, ir.Must, ir.May},
		{`must="M,P"`, ir.Must, ir.Must},
		{`must="P" must-not="M"`, ir.MustNot, ir.Must},
		{`must="M" may="P" must-not="V" may-encrypt="Y"`, ir.Must, ir.May},
		{`must="-" must-not="P,V"`, ir.May, ir.MustNot},
		{`must-not="M,P"`, ir.MustNot, ir.MustNot},
	} {
		p := mustRead(t, app(`<avp name="A" code="1" `+c.attributes+`><data type="Unsigned32"/></avp>`), Options{})
		if def := p.Application.AVPs[0]; def.Must != c.m || def.Protect != c.p {
			t.Errorf("%s: got %d and %d, want %d and %d", c.attributes, def.Must, def.Protect, c.m, c.p)
		}
	}
}

// TestOwnBit has each definition with each rule that uses it.
func TestOwnBit(t *testing.T) {
	for _, c := range []struct {
		definition, rule string
		mandatory, own   bool
	}{
		{`must="M"`, ``, true, false},
		{`must="M"`, `mandatory="true"`, true, false},
		{`must="M"`, `mandatory="false"`, false, true},
		{`may="M"`, ``, false, false},
		{`may="M"`, `mandatory="true"`, true, true},
		{`may="M"`, `mandatory="false"`, false, true},
		{`must-not="M"`, ``, false, false},
		{`must-not="M"`, `mandatory="true"`, true, true},
		{`must-not="M"`, `mandatory="false"`, false, false},
	} {
		p := mustRead(t, app(`<avp name="A" code="1" `+c.definition+`><data type="Unsigned32"/></avp>
			<avp name="Group" code="2"><data type="Grouped"><rule avp="A" `+c.rule+`/></data></avp>`), Options{})
		rule := p.Decls[0].(*ir.Struct).Fields[0].Wire.(*ir.AVP)
		if rule.Mandatory != c.mandatory || rule.Own != c.own {
			t.Errorf("%s, %s: got %t, own %t", c.definition, c.rule, rule.Mandatory, rule.Own)
		}
	}
}

func TestSourceAndNames(t *testing.T) {
	p := mustRead(t, app(""), Options{Path: "example.org/t", GoName: "t"})
	if p.Path != "example.org/t" || p.GoName != "t" || p.Source != "d.xml" || p.Application.Vendor != 9 {
		t.Errorf("got %+v", p)
	}
	if p := mustRead(t, app(""), Options{Source: "specs/t.xml"}); p.Source != "specs/t.xml" {
		t.Errorf("got source %q", p.Source)
	}
}

func TestProxiable(t *testing.T) {
	tests := []struct {
		application, code uint32
		flags             string
		want              bool
	}{
		{0, 257, "", false}, {0, 280, "", false}, {0, 282, "", false}, {0, 258, "", true}, {4, 257, "", true},
		{4, 272, ` flags="PXY"`, true}, {4, 272, ` flags=""`, false}, {0, 257, ` flags="PXY"`, true},
	}
	for _, tt := range tests {
		p := mustRead(t, fmt.Sprintf(`<diameter><application id="%d" name="T">
			<command code="%d" name="C"%s><request/><answer/></command></application></diameter>`, tt.application, tt.code, tt.flags), Options{})
		if got := p.Application.Commands[0].Proxiable; got != tt.want {
			t.Errorf("application %d, command %d%s: got %t", tt.application, tt.code, tt.flags, got)
		}
	}
}
