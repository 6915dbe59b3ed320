package dictionary

import (
	"math"
	"slices"
	"strings"

	"github.com/telgen/telgen/internal/ir"
)

// A wiresharkAVP reads one definition:
//
//	<avp name="Server-Name" code="602" mandatory="must" vendor-bit="must" vendor-id="TGPP">
//		<type type-name="UTF8String"/>
//	</avp>
type wiresharkAVP struct {
	*wireshark
	parser *parser
	errs   *problems // of this definition
}

func (d *wiresharkAVP) avp(n *node) *avp {
	d.blanks(n)
	text, _ := n.get("description")
	a := &avp{
		word: d.parser.title(n), key: key{d.vendor(n), d.parser.code(n, math.MaxUint32)}, doc: text.value,
		must: bitRule(n, "mandatory"), protect: bitRule(n, "protected"), lent: d.app.lent,
	}
	d.data(n, a)
	return a
}

// blanks reports a name with blanks around it: they do not count.
func (d *wiresharkAVP) blanks(n *node) {
	for _, a := range n.attrs {
		if a.name == "name" && a.value != strings.TrimSpace(a.value) {
			d.errs.warnf(a.pos, "name %q has blanks around it", a.value)
		}
	}
}

// vendor reads the word for a vendor. An AVP with a vendor has the V bit.
func (d *wiresharkAVP) vendor(n *node) uint32 {
	a, ok := n.get("vendor-id")
	vendor := d.vendors[a.value]
	if _, known := d.vendors[a.value]; ok && !known {
		d.errs.Addf(a.pos, "vendor %q is not in this dictionary", a.value)
	}
	switch bit, _ := n.get("vendor-bit"); {
	case bit.value == "must" && vendor == 0:
		d.errs.warnf(bit.pos, "flag V must be set, but there is no vendor-id")
	case bit.value == "mustnot" && vendor != 0:
		d.errs.warnf(bit.pos, "flag V must not be set, but vendor-id is %d", vendor)
	}
	return vendor
}

// bitRule reads an attribute about a bit. "shouldnot" and "may" leave it free,
// and so does an attribute that is not there.
func bitRule(n *node, name string) ir.Bit {
	switch a, _ := n.get(name); a.value {
	case "must":
		return ir.Must
	case "mustnot":
		return ir.MustNot
	}
	return ir.May
}

// data reads the type of an AVP and what belongs to it.
func (d *wiresharkAVP) data(n *node, a *avp) {
	if g := n.first("grouped"); g != nil {
		a.data = "Grouped"
		a.group = d.group(g)
	} else {
		a.data = d.dataType(n)
	}
	enums := n.all("enum")
	switch {
	case len(enums) == 0:
	case a.data == "Integer32":
		a.data = "Enumerated" // the same on the wire, and it has items
		fallthrough
	case a.data == "Enumerated", a.data == "Unsigned32":
		d.items(enums, a)
	default:
		d.errs.warnf(enums[0].pos, "<enum> in an AVP of type %s is passed over", a.data)
	}
}

// dataType follows the type of an AVP up to one of RFC 6733. An unknown one is
// read as octets.
func (d *wiresharkAVP) dataType(n *node) string {
	const octets, longestChain = "OctetString", 16
	t := n.first("type")
	if t == nil {
		d.errs.warnf(n.pos, "<avp> has neither <type> nor <grouped>: it is read as %s", octets)
		return octets
	}
	a, _ := t.get("type-name")
	name := a.value
	for range longestChain {
		switch {
		case name == "IPAddress":
			return "Address"
		case slices.Contains(dataTypes, name) && name != "Grouped":
			return name
		}
		name = d.types[name]
	}
	d.errs.warnf(a.pos, "unknown type %q: it is read as %s", a.value, octets)
	return octets
}

// items reads the names of values.
//
//	<enum name="MULTIMEDIA" code="1"/>
func (d *wiresharkAVP) items(list []*node, a *avp) {
	low, high := itemRange(a.data)
	for _, n := range list {
		p := &parser{errs: new(problems), spelled: d.run.spelled}
		items := p.item(nil, n, low, math.MaxUint32)
		if p.errs.Len() > 0 || len(items) == 0 || items[0].text == "" {
			d.errs.warnings.AddErr(n.pos, p.errs.all())
			continue
		}
		if items[0].number > high {
			items[0].number -= 1 << 32 // the same 32 bits
		}
		a.items = append(a.items, items...)
	}
}

// group reads the members of a group. The dictionary does not say how often
// they occur, nor that there are no others.
//
//	<grouped><gavp name="Proxy-Host"/><gavp name="Proxy-State"/></grouped>
func (d *wiresharkAVP) group(n *node) *grammar {
	g := &grammar{pos: n.pos, open: true}
	for _, c := range n.all("gavp") {
		d.blanks(c)
		p := &parser{errs: new(problems), spelled: d.run.spelled}
		r := &rule{pos: c.pos, avp: p.name(c, "name"), max: ir.Unbounded}
		if p.errs.Len() > 0 || r.avp.text == "" {
			d.errs.warnings.AddErr(c.pos, p.errs.all())
			continue
		}
		r.any = r.avp.text == "AVP"
		g.rules = append(g.rules, r)
	}
	return g
}
