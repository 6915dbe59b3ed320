package diameter

import (
	"fmt"
	"net/netip"
	"testing"
)

func TestParseURI(t *testing.T) {
	for _, c := range []struct{ uri, want string }{
		{"aaa://host.example.com", "{false host.example.com 3868 tcp diameter}"},
		{"aaas://host.example.com", "{true host.example.com 5868 tcp diameter}"},
		{"aaa://host.example.com:6666;transport=sctp;protocol=diameter", "{false host.example.com 6666 sctp diameter}"},
		{"aaa://host.example.com;transport=udp;protocol=radius", "{false host.example.com 3868 udp radius}"},
		{"aaa://[2001:db8::1]:3869", "{false 2001:db8::1 3869 tcp diameter}"},
		{"aaa://[2001:db8::1]", "{false 2001:db8::1 3868 tcp diameter}"},
		{"http://host", `DiameterURI "http://host": want aaa:// or aaas:// at the start`},
		{"aaa://", `DiameterURI "aaa://": no host`},
		{"aaa://h:0", `DiameterURI "aaa://h:0": port "0", want 1 to 65535`},
		{"aaa://h:70000", `DiameterURI "aaa://h:70000": port "70000", want 1 to 65535`},
		{"aaa://h;transport=udp;protocol=diameter", `DiameterURI "aaa://h;transport=udp;protocol=diameter": diameter does not run over udp`},
		{"aaa://h;protocol=diameter;transport=udp", `DiameterURI "aaa://h;protocol=diameter;transport=udp": diameter does not run over udp`},
		{"aaa://::1", `DiameterURI "aaa://::1": host ":" has ":" in it, want a domain name`},
		{"aaa://a b", `DiameterURI "aaa://a b": host "a b" has " " in it, want a domain name`},
		{"aaa://[h]", `DiameterURI "aaa://[h]": "[h]" is no IPv6 address in brackets`},
		{"aaa://h;color=red", `DiameterURI "aaa://h;color=red": parameter "color=red", want transport=tcp, sctp or udp or protocol=diameter, radius or tacacs+`},
	} {
		p, err := URI(c.uri).Parse()
		got := fmt.Sprint(p)
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.uri, got, c.want)
		}
	}
}

func TestAddress(t *testing.T) {
	v4, v6 := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")
	for _, c := range []struct {
		a      Address
		family uint16
		text   string
	}{
		{AddressFrom(v4), FamilyIPv4, "192.0.2.1"},
		{AddressFrom(v6), FamilyIPv6, "2001:db8::1"},
		{AddressFrom(netip.MustParseAddr("::ffff:192.0.2.1")), FamilyIPv4, "192.0.2.1"},
		{AddressFrom(netip.MustParseAddr("fe80::1%eth0")), FamilyIPv6, "fe80::1"},
		{AddressFromFamily(FamilyIPv4, "\xc0\x00\x02\x01"), FamilyIPv4, "192.0.2.1"},
		{AddressFromFamily(8, "49"), 8, "8:3439"},
		{Address{}, 0, "0:"},
	} {
		got, err := NewAddress(9, c.a).Address()
		if err != nil || got != c.a || got.Family() != c.family || got.String() != c.text {
			t.Errorf("%v: got %v of family %d, %v", c.text, got, got.Family(), err)
		}
	}
	if ip, ok := AddressFrom(v6).IP(); !ok || ip != v6 {
		t.Errorf("IP: %v, %v", ip, ok)
	}
	if _, ok := AddressFromFamily(8, "49").IP(); ok {
		t.Error("an E.164 number is no IP address")
	}
}

func TestIPFormats(t *testing.T) {
	v4, v6 := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")
	a := AVP{Key: 1, Data: AppendIPv4(nil, 1, v4)[8:]}
	if got, err := a.IPv4(); err != nil || got != v4 {
		t.Errorf("IPv4: %v, %v", got, err)
	}
	b := AVP{Key: 1, Data: AppendIPv6(nil, 1, v6)[8:]}
	if got, err := b.IPv6(); err != nil || got != v6 {
		t.Errorf("IPv6: %v, %v", got, err)
	}
	if _, err := a.IPv6(); err == nil {
		t.Error("4 bytes read as IPv6")
	}
	if got := AppendIPv4(nil, 1, v6)[8:]; string(got) != "\x00\x00\x00\x00" {
		t.Errorf("IPv6 sent as IPv4: %x", got)
	}
}

func TestReaders(t *testing.T) {
	for _, c := range []struct{ got, want any }{
		{first(NewInteger32(1, -5).Integer32()), int32(-5)},
		{first(NewInteger64(1, -5).Integer64()), int64(-5)},
		{first(NewUnsigned32(1, 5).Unsigned32()), uint32(5)},
		{first(NewUnsigned64(1, 5).Unsigned64()), uint64(5)},
		{first(NewFloat32(1, 0.5).Float32()), float32(0.5)},
		{first(NewFloat64(1, 0.5).Float64()), 0.5},
		{first(NewIdentity(1, "h").Identity()), Identity("h")},
		{first(NewUTF8String(1, "ü").UTF8String()), "ü"},
		{first(NewGrouped(MakeKey(9, 1)|M, NewInteger32(1, 1)).Grouped())[0].Key, Key(1)},
		{NewGrouped(MakeKey(9, 1) | M).Flags, FlagV | FlagM},
	} {
		if c.got != c.want {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
	if !Identity("HSS.example.org").Equal("hss.EXAMPLE.org") {
		t.Error("identities compare with case")
	}
}

func first[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestFormatBits(t *testing.T) {
	names := []BitName{{1, "A"}, {2, "B"}, {12, "CD"}}
	for v, want := range map[uint64]string{0: "0", 1: "A", 3: "A|B", 12: "CD", 4: "0x4", 0x42: "B|0x40"} {
		if got := FormatBits(v, names); got != want {
			t.Errorf("%d: got %s, want %s", v, got, want)
		}
	}
}

func TestCheckAnswer(t *testing.T) {
	req := sample()
	vendor := NewAnswer(req, 0)
	vendor.VendorID, vendor.Experimental = 10415, 5001
	good := NewAnswer(req, 0)
	good.VendorID, good.Experimental = 10415, 2001
	for _, c := range []struct {
		m    *Answer
		want string
	}{
		{NewAnswer(req, ResultSuccess), "<nil>"},
		{NewAnswer(req, ResultLimitedSuccess), "<nil>"},
		{good, "<nil>"},
		{vendor, "answered experimental result 5001 of vendor 10415"},
		{NewAnswer(req, ResultTooBusy), "answered DIAMETER_TOO_BUSY 3004"},
		{NewAnswer(req, ResultUnableToComply), "answered DIAMETER_UNABLE_TO_COMPLY 5012"},
		{NewAnswer(req, 6001), "answered result code 6001"},
		{NewAnswer(req, 0), "answered without a result code"},
	} {
		generic := new(Generic)
		if err := Unmarshal(Append(nil, c.m), generic); err != nil {
			t.Fatal(err)
		}
		for _, m := range []Message{c.m, generic} {
			if got := fmt.Sprint(CheckAnswer(m)); got != c.want {
				t.Errorf("%T: got %s, want %s", m, got, c.want)
			}
		}
	}
}
