package jsonwire

import (
	"net/netip"
	"testing"
	"time"
)

// FuzzAddress compares with package netip.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"", "1.2.3.4", "1.2.3", "01.2.3.4", "0.0.0.0", "255.255.255.256", "1.2.3.4.", "1..2.3", "::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::",
		"1:2:3:4:5:6:7:8::", "::2:3:4:5:6:7:8", "1::2::3", ":1", "1:", ":::", "12345::", "::1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "1:2:3:4:5::1.2.3.4",
		"1:2:3:4:5:6::1.2.3.4", "::ffff:1.2.3.4", "fe80::1%eth0", "2001:DB8::g", "1.2.3.4::", "::1.2.3.4:5",
		"1.2.3.4/24", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/024", "1.2.3.4/+4", "::/0", "::1/128", "::1/129", "fe80::1%eth0/64", "1.2.3.4/8/8", "::ffff:1.2.3.4/96", "/8"} {
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
		p, errPrefix := netip.ParsePrefix(s)
		if got, want := isIPv4OrPrefix(s), isIPv4(s) || errPrefix == nil && p.Addr().Is4(); got != want {
			t.Errorf("IPv4 or prefix %q: %v", s, got)
		}
		if got, want := isIPv6OrPrefix(s), isIPv6(s) || errPrefix == nil && p.Addr().Is6(); got != want {
			t.Errorf("IPv6 or prefix %q: %v", s, got)
		}
	})
}

// FuzzDate compares with package time.
func FuzzDate(f *testing.F) {
	for _, s := range []string{"", "2024-02-29", "2023-02-29", "0000-01-01", "9999-12-31", "2024-1-1", "2024-00-01", "2024-01-00", "202a-01-01", "2024-01-1:", "2024/01/01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_, err := time.Parse(time.DateOnly, s)
		if got := isDate(s); got != (err == nil) {
			t.Errorf("%q: %v", s, got)
		}
	})
}
