package diameter

import (
	"fmt"
	"io"
	"strings"
)

// topLevel returns the AVPs of m, encoded afresh.
func topLevel(m Message) []AVP { return members(m.AppendAVPs(nil)) }

// members returns the AVPs in b up to the first that cannot be read.
func members(b []byte) []AVP {
	var g rawGroup
	g.DecodeAVPs(newDecoder(b))
	return g.avps
}

// members returns the members of a that can be read, and those of a Failed-AVP
// that cannot.
func (a AVP) members() []AVP {
	list, _ := a.Grouped()
	return list
}

// Find returns the AVPs of m at the end of path: with one key those of m
// itself, with several those inside the groups that the first keys name.
//
//	diameter.Find(m, cx.AVPSIPAuthDataItem, cx.AVPSIPAuthenticationScheme)
//
// The marks M and P of a key do not matter, unless they are part of a vendor id
// that m has. The AVPs are encoded afresh, in the order of the grammar.
func Find(m Message, path ...Key) []AVP {
	if len(path) == 0 {
		return nil
	}
	found := topLevel(m)
	for i, k := range path {
		var next []AVP
		for _, a := range found {
			switch {
			case a.Key != k && a.Key != k&^marks:
			case i == len(path)-1:
				next = append(next, a)
			default:
				next = append(next, a.members()...)
			}
		}
		found = next
	}
	return found
}

// Dump writes m as a tree with names: a line for the header, then one for each
// AVP, indented in its groups.
//
//	Push-Profile-Request (305) app 16777216 flags RP hbh 0x00000001 e2e 0x00000002
//	  Session-Id (263) -M- 24: "scscf.example.org;1;2"
func Dump(w io.Writer, m Message) error {
	c, request := m.Command()
	h := m.Head()
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%d) app %d flags %s hbh 0x%08x e2e 0x%08x\n",
		c.MessageName(request), h.CommandCode, h.ApplicationID, h.Flags, h.HopByHop, h.EndToEnd)
	dumpAVPs(&b, c.Dictionary, topLevel(m), 1)
	_, err := io.WriteString(w, b.String())
	return err
}

func dumpAVPs(b *strings.Builder, dict *Dictionary, avps []AVP, depth int) {
	for _, a := range avps {
		info := dict.Lookup(a.Key)
		if a.raw {
			fmt.Fprintf(b, "%s%s malformed, %d: %x\n", strings.Repeat("  ", depth), dict.nameOf(a.Key), len(a.Data), a.Data)
			continue
		}
		fmt.Fprintf(b, "%s%s %s %d:", strings.Repeat("  ", depth), dict.nameOf(a.Key), a.flagText(), a.len())
		if info != nil && info.Type == TypeGrouped && depth < MaxDepth {
			b.WriteByte('\n')
			dumpAVPs(b, dict, a.members(), depth+1)
			continue
		}
		fmt.Fprintf(b, " %s\n", a.text(info))
	}
}

// flagText is "VM-" and the like.
func (a AVP) flagText() string {
	a = a.unmarked()
	flags := a.Flags
	if a.Key.Vendor() != 0 {
		flags |= FlagV
	}
	text := []byte("---")
	for i, letter := range []byte("VMP") {
		if flags&(FlagV>>i) != 0 {
			text[i] = letter
		}
	}
	return string(text)
}

// len is the value of the length field.
func (a AVP) len() int {
	if a = a.unmarked(); a.Key.Vendor() != 0 || a.Flags&FlagV != 0 {
		return 12 + len(a.Data)
	}
	return 8 + len(a.Data)
}

// text formats the data by its type; data that does not fit its type, or has
// none, in hexadecimal.
func (a AVP) text(info *AVPInfo) string {
	if info == nil {
		return fmt.Sprintf("%x", a.Data)
	}
	if len(info.Bits) > 0 {
		return a.namedText(info)
	}
	var v any
	var err error
	switch info.Type {
	case TypeUTF8String, TypeIdentity, TypeURI, TypeIPFilterRule, TypeQoSFilterRule:
		return fmt.Sprintf("%q", a.Data)
	case TypeInteger32:
		v, err = a.Integer32()
	case TypeInteger64:
		v, err = a.Integer64()
	case TypeUnsigned32:
		v, err = a.Unsigned32()
	case TypeUnsigned64:
		v, err = a.Unsigned64()
	case TypeFloat32:
		v, err = a.Float32()
	case TypeFloat64:
		v, err = a.Float64()
	case TypeTime:
		v, err = a.Time()
	case TypeAddress:
		v, err = a.Address()
	case TypeIPv4:
		v, err = a.IPv4()
	case TypeIPv6:
		v, err = a.IPv6()
	case TypeEnumerated, TypeResultCode:
		return a.namedText(info)
	case TypeIPv6Prefix, TypePLMN, TypeTBCD:
		return a.meaningText(info.Type)
	default:
		return fmt.Sprintf("%x", a.Data)
	}
	if err != nil {
		return fmt.Sprintf("%x", a.Data)
	}
	return fmt.Sprint(v)
}

// namedText is "1 NO_STATE_MAINTAINED", or "5 A|0x4" of bits.
func (a AVP) namedText(info *AVPInfo) string {
	v, name, ok := a.named(info)
	if !ok {
		return fmt.Sprintf("%x", a.Data)
	}
	return strings.TrimSpace(fmt.Sprint(v, " ", name))
}
