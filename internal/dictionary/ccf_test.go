package dictionary

import (
	"fmt"
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// TestCCFRules reads single rules, as specifications write them. What comes
// before "!" is the rules, what comes after it a warning.
func TestCCFRules(t *testing.T) {
	const warning = " ! 1:1: [ ] makes an AVP optional that the qualifier asks for: read as any number up to the limit"
	tests := []struct{ text, want string }{
		{"< X >", "<X 1..1>"},
		{"{ X }", "{X 1..1}"},
		{"[ X ]", "[X 0..1]"},
		{"[X]{Y}<Z>", "[X 0..1]{Y 1..1}<Z 1..1>"},
		{"*[ X ]", "[X 0..n]"},
		{"* [X ]", "[X 0..n]"},
		{"**[ X ]", "[X 0..n]"},
		{"\u2217[ X ]", "[X 0..n]"},
		{"*5[ X ]", "[X 0..5]"},
		{"0*1[ X ]", "[X 0..1]"},
		{"*{ X }", "{X 1..n}"},
		{"1*{ X }", "{X 1..n}"},
		{"1* { X }", "{X 1..n}"},
		{"1 * 3 { X }", "{X 1..3}"},
		{"0*1< X >", "<X 0..1>"},
		{"*< X >", "<X 0..n>"},
		{"1*2< X >", "<X 1..2>"},
		{"*0[ X ]", "[X forbidden]"},
		{"10*[ X ]", "[X 0..n]" + warning},
		{"1*[ X ]", "[X 0..n]" + warning},
		{"1*4[ X ]", "[X 0..4]" + warning},
		{"*[ AVP ]", "[any]"},
		{"*[avp]", "[any]"},
		{"1*{ AVP }", "{any}"},
		{"[ OC\u2013Supported\u2011Features ]", "[OC-Supported-Features 0..1]"},
		{"[ OC-Supported-\n\tFeatures ]", "[OC-Supported-Features 0..1]"},
		{"[ OC -Supported ]", "[OC-Supported 0..1]"},
		{"[ Sup\u00ADported ]", "[Supported 0..1]"},
		{"\u00A0[\u00A03GPP-IMSI\u200B]", "[3GPP-IMSI 0..1]"},
		{"[ X ] ; [ Y ] optional\n[ Z ];", "[X 0..1][Z 0..1]"},
		{"", ""},
	}
	for _, tt := range tests {
		errs := new(problems)
		g := readCCF(newPassage("", []byte(tt.text)), errs).rules()
		got := rulesText(g)
		errs.tell(func(e *source.Error) { got += fmt.Sprintf(" ! %d:%d: %s", e.Pos.Line, e.Pos.Col, e.Msg) })
		if got != tt.want || errs.Len() > 0 || g.open != (tt.want == "") {
			t.Errorf("%q: got %s, open %t, %v; want %s", tt.text, got, g.open, errs.Err(), tt.want)
		}
	}
}

// rulesText writes rules in a fixed way: <X 1..1>.
func rulesText(g *grammar) string {
	var b strings.Builder
	for _, l := range g.rules {
		bracket := map[ir.Position]string{ir.PosFixed: "<>", ir.PosRequired: "{}", ir.PosOptional: "[]"}[l.position]
		b.WriteByte(bracket[0])
		switch {
		case l.any:
			b.WriteString("any")
		case l.forbidden:
			b.WriteString(l.avp.text + " forbidden")
		case l.max == ir.Unbounded:
			fmt.Fprintf(&b, "%s %d..n", l.avp.text, l.min)
		default:
			fmt.Fprintf(&b, "%s %d..%d", l.avp.text, l.min, l.max)
		}
		b.WriteByte(bracket[1])
	}
	return b.String()
}

// TestCCFHeaders reads headers.
func TestCCFHeaders(t *testing.T) {
	tests := []struct{ text, want string }{
		{"<A-Request> ::= <Diameter Header: 300, REQ, PXY, 7>", "A-Request 300 REQ PXY of 7"},
		{"< A-Request >::=<Diameter Header:300,REQ,7,PXY>", "A-Request 300 REQ PXY of 7"},
		{"A-Request ::= <DIAMETER HEADER : 300 REQ PXY 7 >", "A-Request 300 REQ PXY of 7"},
		{"< A-Request > : : = < Diameter-Header: 300, req >", "A-Request 300 REQ"},
		{"< A-\nRequest > :=\n\n< Diameter\u2011Header: 300, REQ >", "A-Request 300 REQ"},
		{"<A-Request ::= < Diameter Header 300, REQ >", "A-Request 300 REQ"},
		{"; about A\n\uFEFFA-Answer> ::= < DiameterHeader: 300 >", "A-Answer 300"},
		{"<answer-message> ::= < Diameter Header: code, ERR [, PXY] >", "answer-message 0 PXY ERR"},
		{"A ::= < AVP Header: 603 10415 >", "A 603/10415"},
		{"<A> ::= < AVP Header: 603, 10415 >", "A 603/10415"},
		{"A ::= <AVP-Header:603>", "A 603"},
	}
	for _, tt := range tests {
		errs := new(problems)
		list := readCCF(newPassage("", []byte(tt.text)), errs).blocks()
		if len(list) != 1 || blockText(list[0]) != tt.want || errs.all() != nil {
			t.Errorf("%q: got %d blocks, %v", tt.text, len(list), errs.all())
			for _, b := range list {
				t.Error(blockText(b))
			}
		}
	}
}

func blockText(b *block) string {
	if b.group {
		return b.text + " " + key{b.vendor, b.code}.String()
	}
	text := fmt.Sprintf("%s %d", b.text, b.code)
	for _, flag := range []struct {
		set  bool
		name string
	}{{b.request, " REQ"}, {b.proxiable, " PXY"}, {b.failure, " ERR"}} {
		if flag.set {
			text += flag.name
		}
	}
	if b.app != nil {
		text += fmt.Sprintf(" of %d", *b.app)
	}
	return text
}

// TestPassage finds characters of CCF text in XML that has them in several
// ways.
func TestPassage(t *testing.T) {
	const file = "<ccf>\r\n&lt;a&gt;\r\n <!-- b -->c<![CDATA[&lt;d\r\n]]>&#x65;f\rg<?h i?>j</ccf>"
	top, _ := readElements("f", []byte(file), nil, new(problems))
	p := top.children[0].ccf
	const text = "\n<a>\n c&lt;d\nef\ngj"
	if string(p.data) != text {
		t.Fatalf("got %q", p.data)
	}
	tests := map[string]string{"<": "2:1", "a": "2:5", ">": "2:6", "c": "3:12", "&": "3:22", "d": "3:26", "e": "4:4", "f": "4:10", "g": "4:12", "j": "4:20"}
	for char, want := range tests {
		pos := p.pos(strings.Index(text, char))
		if got := fmt.Sprintf("%d:%d", pos.Line, pos.Col); got != want {
			t.Errorf("%s is at %s, want %s", char, got, want)
		}
	}
}
