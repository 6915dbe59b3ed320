package jsonwire

import (
	"net/netip"
	"testing"
)

// FuzzAddress compares with package netip.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"", "1.2.3.4", "1.2.3", "01.2.3.4", "0.0.0.0", "255.255.255.256", "1.2.3.4.", "1..2.3", "::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::",
		"1:2:3:4:5:6:7:8::", "::2:3:4:5:6:7:8", "1::2::3", ":1", "1:", ":::", "12345::", "::1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "1:2:3:4:5::1.2.3.4",
		"1:2:3:4:5:6::1.2.3.4", "::ffff:1.2.3.4", "fe80::1%eth0", "2001:DB8::g", "1.2.3.4::", "::1.2.3.4:5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := netip.ParseAddr(s)
		if got, want := isIPv4(s), err == nil && a.Is4(); got != want {
			t.Errorf("IPv4 %q: %v", s, got)
		}
		if got, want := isIPv6(s), err == nil && a.Is6() && a.Zone() == ""; got != want {
			t.Errorf("IPv6 %q: %v", s, got)
		}
	})
}
