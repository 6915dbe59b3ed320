package diameter

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// jsonMessage is a message; V is how values of AVPs are held.
type jsonMessage[V any] struct {
	Command     string       `json:"command,omitempty"`
	Code        *uint32      `json:"code,omitempty"`
	Application *uint32      `json:"application,omitempty"`
	Flags       *string      `json:"flags,omitempty"`
	HopByHop    uint32       `json:"hopByHop"`
	EndToEnd    uint32       `json:"endToEnd"`
	AVPs        []jsonAVP[V] `json:"avps"`
}

// jsonAVP is an AVP.
type jsonAVP[V any] struct {
	Name   string  `json:"name,omitempty"`
	Code   *uint32 `json:"code,omitempty"`
	Vendor *uint32 `json:"vendor,omitempty"`
	Flags  *string `json:"flags,omitempty"`
	Value  V       `json:"value,omitempty"`
	Item   string  `json:"item,omitempty"`
	Hex    *string `json:"hex,omitempty"`
}

// EncodeJSON returns m as JSON, for people and tools: to look at, to edit, to
// keep as test data. Names are those of the dictionary of m.Command; a *Generic
// has none. DecodeJSON makes a message of it that has the same bytes. Nothing
// is validated; it fails only for a message that is too long to be sent.
//
//	{"command":"Push-Profile-Request","code":305,"application":16777216,"flags":"RP","hopByHop":1,"endToEnd":2,"avps":[
//	  {"name":"Session-Id","code":263,"flags":"M","value":"hss.example.org;1;2"},
//	  {"name":"Auth-Session-State","code":277,"flags":"M","value":1,"item":"NO_STATE_MAINTAINED"},
//	  {"name":"Supported-Features","code":628,"vendor":10415,"flags":"VM","value":[
//	    {"name":"Vendor-Id","code":266,"flags":"M","value":10415}]},
//	  {"code":7,"vendor":99999,"flags":"V","hex":"0102"}]}
//
// A value is, by the format of the AVP:
//
//   - text formats, Address, IPv4 and IPv6: a string; an Address of a family
//     that is not IP is "8:3439", the family and its octets in hexadecimal
//   - 32-bit integers and floats: a number
//   - 64-bit integers: a string, because many readers keep 53 bits of a number
//   - Enumerated and Result-Code: a number, with the name of the value, if it
//     has one, as "item" beside it
//   - bit masks: the integer, with the names of the bits as "item" beside it if
//     one of them has a name: "A|B", the bits without a name last, "A|0x40"
//   - Time: a string as of RFC 3339, in UTC
//   - Grouped: a list of AVPs, down to MaxDepth
//   - OctetString that the dictionary gives a meaning with codec=: a string;
//     IPv6Prefix "2001:db8::/32", PLMN "262-01", TBCD "4915112345678", and IPv4
//   - other OctetString, AVPs that are in no dictionary, and data that does not
//     fit its format or would come back different: no value but "hex"
//
// Flags are letters, "RPET" of a message and "VMP" of an AVP; reserved bits
// that are set follow as a number, "VM|0x1f".
func EncodeJSON(m Message) ([]byte, error) {
	b := Append(nil, m)
	if len(b) > MaxMessageLen {
		return nil, fmt.Errorf("message of %d bytes, at most %d can be sent", len(b), MaxMessageLen)
	}
	c, _ := m.Command()
	h := m.Head()
	code, flags := h.CommandCode&0xffffff, flagText(uint8(h.Flags), "RPET")
	out := jsonMessage[any]{
		Code: &code, Application: &h.ApplicationID, Flags: &flags, HopByHop: h.HopByHop, EndToEnd: h.EndToEnd,
		AVPs: jsonMembers(c.Dictionary, b[headerLen:], 0),
	}
	if out.AVPs == nil {
		return nil, fmt.Errorf("an AVP has more data than its length can say")
	}
	if code == c.Code {
		out.Command = c.MessageName(h.IsRequest())
	}
	return marshalPlain(out)
}

// marshalPlain is json.Marshal without escapes for HTML.
func marshalPlain(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// jsonMembers returns the AVPs in b; nil if b would not be the same when they
// are encoded again, or if they lie too deep.
func jsonMembers(dict *Dictionary, b []byte, depth int) []jsonAVP[any] {
	if depth > MaxDepth {
		return nil
	}
	list := []jsonAVP[any]{}
	for rest := b; len(rest) > 0; {
		a, after, err := cutAVP(rest)
		if err != nil || !bytes.Equal(a.appendTo(nil), rest[:len(rest)-len(after)]) {
			return nil
		}
		list = append(list, jsonOf(dict, a, depth))
		rest = after
	}
	return list
}

func jsonOf(dict *Dictionary, a AVP, depth int) jsonAVP[any] {
	code, vendor, flags := a.Key.Code(), a.Key.Vendor(), flagText(uint8(a.Flags), "VMP")
	out := jsonAVP[any]{Code: &code, Flags: &flags}
	if vendor != 0 {
		out.Vendor = &vendor
	}
	if info := dict.Lookup(a.Key); info != nil {
		out.Name = info.Name
		out.Value, out.Item = jsonValue(dict, info, a, depth)
	}
	if out.Value == nil {
		text := fmt.Sprintf("%x", a.Data)
		out.Hex = &text
	}
	return out
}

// flagText returns the letters of the flags that are set, from the highest bit
// on, and the bits that have none.
func flagText(flags uint8, letters string) string {
	var s strings.Builder
	for i := range len(letters) {
		if bit := uint8(0x80) >> i; flags&bit != 0 {
			s.WriteByte(letters[i])
			flags &^= bit
		}
	}
	if flags != 0 {
		fmt.Fprintf(&s, "|%#02x", flags)
	}
	return s.String()
}

// parseFlags is the inverse of flagText.
func parseFlags(s, letters string) (uint8, error) {
	var flags uint8
	text, rest, reserved := strings.Cut(s, "|")
	for _, letter := range []byte(text) {
		i := strings.IndexByte(letters, letter)
		if i < 0 {
			return 0, fmt.Errorf("flags %q, want letters of %s", s, letters)
		}
		flags |= 0x80 >> i
	}
	if reserved {
		n, err := strconv.ParseUint(rest, 0, 8)
		if err != nil {
			return 0, fmt.Errorf("flags %q, want a number like 0x1f after |", s)
		}
		flags |= uint8(n)
	}
	return flags, nil
}
