package diameter

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"testing"
)

func TestIPv6Prefix(t *testing.T) {
	for _, c := range []struct {
		data string
		want string // "" for an error
		sent string // if not data
	}{
		{data: "\x00\x00", want: "::/0"},
		{data: "\x00\x40\x20\x01\x0d\xb8\x00\x00\x00\x00", want: "2001:db8::/64"},
		{data: "\x00\x2f\x20\x01\x0d\xb8\x00\xfe", want: "2001:db8:fe::/47"},
		{data: "\x00\x80\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01", want: "2001:db8::1/128"},
		{data: "\x00\x60\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff", want: "::ffff:0.0.0.0/96"},
		{data: "\x00\x20\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01", want: "2001:db8::1/32"},
		// Zeros more or fewer than the length asks for.
		{data: "\x00\x40\x20\x01\x0d\xb8", want: "2001:db8::/64", sent: "\x00\x40\x20\x01\x0d\xb8\x00\x00\x00\x00"},
		{data: "\x00\x20\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", want: "2001:db8::/32", sent: "\x00\x20\x20\x01\x0d\xb8"},
		{data: "\x01\x40\x20\x01"},
		{data: "\x00\x81\x20\x01"},
		{data: ""},
		{data: "\x00"},
		{data: "\x00\x40" + "12345678901234567"},
	} {
		a := AVP{Key: 97, Data: []byte(c.data)}
		v, err := a.IPv6Prefix()
		if err != nil {
			checkRefused(t, c.data, err, c.want == "")
			continue
		}
		sent := c.sent
		if sent == "" {
			sent = c.data
		}
		if v.String() != c.want || string(NewIPv6Prefix(97, v).Data) != sent {
			t.Errorf("%x: read as %v, sent as %x", c.data, v, NewIPv6Prefix(97, v).Data)
		}
		if !bytes.Equal(AppendIPv6Prefix(nil, 97|M, v), AppendOctetString(nil, 97|M, []byte(sent))) {
			t.Errorf("%x: appended as %x", c.data, AppendIPv6Prefix(nil, 97|M, v))
		}
	}
	for prefix, want := range map[netip.Prefix]string{
		netip.MustParsePrefix("192.0.2.0/24"): "0078" + "00000000000000000000ffffc00002",
		{}:                                    "0000",
	} {
		if got := fmt.Sprintf("%x", NewIPv6Prefix(97, prefix).Data); got != want {
			t.Errorf("%v: sent as %s, want %s", prefix, got, want)
		}
	}
}

// checkRefused checks that err is an error of a value, 5004, or of a length,
// 5014, of which the Failed-AVP has a possible one.
func checkRefused(t *testing.T, data string, err error, want bool) {
	t.Helper()
	var avpErr *AVPError
	if !want || !errors.As(err, &avpErr) {
		t.Errorf("%x: %v", data, err)
		return
	}
	failed := string(avpErr.Failed.Data)
	if avpErr.ResultCode == ResultInvalidAVPValue && failed == data || avpErr.ResultCode == ResultInvalidAVPLength && len(failed) != len(data) {
		return
	}
	t.Errorf("%x: %v with Failed-AVP %x", data, err, failed)
}

func TestPLMN(t *testing.T) {
	for _, c := range []struct {
		octets string
		want   string
		ok     bool
	}{
		{"\x62\xf2\x10", "262-01", true},
		{"\x13\x00\x14", "310-410", true},
		{"\x00\xf1\x10", "001-01", true},
		{"\x00\x11\x00", "001-001", true},
		{"\x00\x00\x00", "000-000", true},
		{"\x99\x99\x99", "999-999", true},
		{"\xff\xff\xff", "", true},
		{"\x62\xa2\x10", "", false},
		{"\x62\xf2\xf1", "", false},
		{"\xa2\xf2\x10", "", false},
		{"\x6a\xf2\x10", "", false},
		{"\x62\xff\x10", "", false},
		{"\x62\xf2\x1a", "", false},
		{"\x62\xf2", "", false},
		{"", "", false},
		{"\x62\xf2\x10\x00", "", false},
	} {
		v, err := AVP{Key: 1407, Data: []byte(c.octets)}.PLMN()
		if err != nil || !c.ok {
			checkRefused(t, c.octets, err, !c.ok)
			continue
		}
		if v.String() != c.want || v.IsZero() != (c.want == "") || string(NewPLMN(1, v).Data) != c.octets {
			t.Errorf("%x: read as %q, sent as %x", c.octets, v, NewPLMN(1, v).Data)
		}
		if !bytes.Equal(AppendPLMN(nil, 1407|M, v), AppendOctetString(nil, 1407|M, []byte(c.octets))) {
			t.Errorf("%x: appended as %x", c.octets, AppendPLMN(nil, 1407|M, v))
		}
		if v.IsZero() {
			if v.MCC() != "" || v.MNC() != "" {
				t.Errorf("the zero PLMN has codes %q and %q", v.MCC(), v.MNC())
			}
			continue
		}
		again, err := ParsePLMN(c.want)
		made, madeErr := MakePLMN(v.MCC(), v.MNC())
		if again != v || err != nil || made != v || madeErr != nil {
			t.Errorf("%s: parsed as %v, %v, made as %v, %v", c.want, again, err, made, madeErr)
		}
	}
}

func TestParsePLMN(t *testing.T) {
	for in, want := range map[string]string{
		"26201":    "262-01",
		"262001":   "262-001",
		"":         `PLMN "": mobile country code "", want 3 digits`,
		"262":      `PLMN "262": mobile network code "", want 2 or 3 digits`,
		"2621":     `PLMN "2621": mobile network code "1", want 2 or 3 digits`,
		"262-0001": `PLMN "262-0001": mobile network code "0001", want 2 or 3 digits`,
		"26-001":   `PLMN "26-001": mobile country code "26", want 3 digits`,
		"262-0x":   `PLMN "262-0x": mobile network code "0x", want 2 or 3 digits`,
		"2-62":     `PLMN "2-62": mobile country code "2", want 3 digits`,
	} {
		p, err := ParsePLMN(in)
		got := p.String()
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

func TestTBCD(t *testing.T) {
	for _, c := range []struct {
		octets, want string
		ok           bool
	}{
		{"", "", true},
		{"\x94\x51\x11\x32\x54", "4915112345", true},
		{"\x94\x51\x11\x32\xf4", "491511234", true},
		{"\xf1", "1", true},
		{"\xba\xdc\xfe", "*#abc", true},
		{"\x21\x43\x65\x87\x09\x21\x43\x65\x87\x09\x21\x43\x65\x87\x09\x21\x43", "1234567890123456789012345678901234", true},
		{"\xff", "", false},
		{"\x1f", "", false},
		{"\xf1\x21", "", false},
		{"\x21\xff", "", false},
	} {
		v, err := AVP{Key: 701, Data: []byte(c.octets)}.TBCD()
		if err != nil || !c.ok {
			checkRefused(t, c.octets, err, !c.ok)
			continue
		}
		if string(v) != c.want || string(NewTBCD(1, v).Data) != c.octets {
			t.Errorf("%x: read as %q, sent as %x", c.octets, v, NewTBCD(1, v).Data)
		}
		if !bytes.Equal(AppendTBCD(nil, 10415<<32|701|M, v), AppendOctetString(nil, 10415<<32|701|M, []byte(c.octets))) {
			t.Errorf("%x: appended as %x", c.octets, AppendTBCD(nil, 701|M, v))
		}
	}
	if v, err := ParseTBCD("49*#ABC"); v != "49*#abc" || err != nil {
		t.Errorf("got %q, %v", v, err)
	}
	_, err := ParseTBCD("+49")
	if want := `number "+49": '+' is no digit, want 0 to 9, *, #, a, b or c`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := NewTBCD(1, "+49").TBCD(); err == nil {
		t.Error("a character that is no digit vanishes on the wire")
	}
}

func TestSemanticAllocations(t *testing.T) {
	prefix, plmn := netip.MustParsePrefix("2001:db8::/64"), first(ParsePLMN("262-01"))
	buf := make([]byte, 0, 128)
	if n := testing.AllocsPerRun(100, func() {
		b := AppendIPv6Prefix(buf, 97, prefix)
		b = AppendPLMN(b, 1407, plmn)
		buf = AppendTBCD(b, 701, "4915112345")[:0]
	}); n != 0 {
		t.Errorf("appending allocates %v times", n)
	}
}

// FuzzSemantic checks that what a reader accepts is sent and read again as the
// same, and for PLMN and TBCD with the same octets.
func FuzzSemantic(f *testing.F) {
	f.Add([]byte("\x00\x40\x20\x01\x0d\xb8\x00\x00\x00\x00"))
	f.Add([]byte("\x62\xf2\x10"))
	f.Add([]byte("\x94\x51\x11\x32\xf4"))
	f.Fuzz(func(t *testing.T, b []byte) {
		a := AVP{Key: 1, Data: b}
		if v, err := a.PLMN(); err == nil && !bytes.Equal(NewPLMN(1, v).Data, b) {
			t.Errorf("PLMN %v from %x", v, b)
		}
		if v, err := a.TBCD(); err == nil && !bytes.Equal(NewTBCD(1, v).Data, b) {
			t.Errorf("TBCD %v from %x", v, b)
		}
		v, err := a.IPv6Prefix()
		if err != nil {
			return
		}
		sent := NewIPv6Prefix(1, v).Data
		if again, err := (AVP{Key: 1, Data: sent}).IPv6Prefix(); err != nil || again != v {
			t.Errorf("%x: %v, sent as %x, read as %v, %v", b, v, sent, again, err)
		}
		if len(sent) == len(b) && !bytes.Equal(sent, b) {
			t.Errorf("%x was sent as %x", b, sent)
		}
	})
}
