package dictionary

import (
	"strings"
	"testing"

	"github.com/telgen/telgen/internal/ir"
	"github.com/telgen/telgen/internal/source"
)

// TestMax has rules whose max is 0 in several ways: that is no limit, except
// for an AVP that is forbidden anyway.
func TestMax(t *testing.T) {
	for rule, warning := range map[string]string{
		``:                                    ``,
		`max="3"`:                             ``,
		`max=""`:                              ``,
		`max="0"`:                             `d.xml:2:83: max="0" sets no limit: leave it out, or write forbidden="true" for an AVP that must not be there`,
		`required="true" max="00"`:            `d.xml:2:99: max="0" sets no limit: leave it out, or write forbidden="true" for an AVP that must not be there`,
		`forbidden="true" max="0"`:            ``,
		`forbidden="true" min="0"    max="0"`: ``,
	} {
		var warnings []string
		o := Options{Warn: func(e *source.Error) { warnings = append(warnings, e.Error()) }}
		p := mustRead(t, app(`<avp name="A" code="1"><data type="Unsigned32"/></avp>
			<avp name="Group" code="2"><data type="Grouped"><rule avp="AVP"/><rule avp="A" `+rule+`/></data></avp>`), o)
		if got := strings.Join(warnings, "\n"); !strings.HasSuffix(got, warning) || (got == "") != (warning == "") {
			t.Errorf("%s: got %q, want %q", rule, got, warning)
		}
		g := p.Decls[0].(*ir.Struct)
		if forbidden := strings.HasPrefix(rule, "forbidden"); forbidden != (len(g.Grammar.Forbidden) == 1) || forbidden != (len(g.Fields) == 0) {
			t.Errorf("%s: got %+v", rule, g.Grammar)
		}
	}
}
