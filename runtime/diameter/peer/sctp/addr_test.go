package sctp

import (
	"fmt"
	"net/netip"
	"testing"
)

func TestResolve(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{":3868", ":3868"},
		{":0", ":0"},
		{"192.0.2.1:3868", "192.0.2.1:3868"},
		{"[2001:db8::1]:3868", "[2001:db8::1]:3868"},
		{"192.0.2.1/[2001:db8::1]/198.51.100.1:3868", "192.0.2.1/[2001:db8::1]/198.51.100.1:3868"},
		{"192.0.2.1/192.0.2.1/[::ffff:192.0.2.1]:1", "192.0.2.1:1"},
		{"[fe80::1%eth0]:65535", "[fe80::1%eth0]:65535"},
		{"", `address "": no port, want HOST:PORT or HOST/HOST:PORT`},
		{"192.0.2.1", `address "192.0.2.1": no port, want HOST:PORT or HOST/HOST:PORT`},
		{"192.0.2.1:", `address "192.0.2.1:": port "", want 0 to 65535`},
		{"192.0.2.1:65536", `address "192.0.2.1:65536": port "65536", want 0 to 65535`},
		{"2001:db8::1:3868", `address "2001:db8::1:3868": want brackets around 2001:db8::1`},
		{"[2001:db8::1:3868", `address "[2001:db8::1:3868": [ without ]`},
		{"192.0.2.1/:3868", `address "192.0.2.1/:3868": an empty host`},
		{"[]:3868", `address "[]:3868": an empty host`},
	} {
		got := ""
		if a, err := resolve(t.Context(), c.in); err != nil {
			got = err.Error()
		} else {
			got = a.String()
		}
		if got != c.want {
			t.Errorf("%q is %s, want %s", c.in, got, c.want)
		}
	}
}

func TestResolveTooMany(t *testing.T) {
	in := "10.0.0.0"
	for i := range maxAddrs {
		in += fmt.Sprintf("/10.0.1.%d", i)
	}
	if a, err := resolve(t.Context(), in+":3868"); err == nil {
		t.Errorf("%d addresses are taken", len(a.IPs))
	}
}

// FuzzSplitAddress reads an address, prints it and reads it again.
func FuzzSplitAddress(f *testing.F) {
	f.Add("192.0.2.1/[2001:db8::1]:3868")
	f.Add("hss.example.org:3868")
	f.Add("[[:1")
	f.Fuzz(func(t *testing.T, address string) {
		hosts, port, err := splitAddress(address)
		if err != nil {
			return
		}
		a := &Addr{Port: port}
		for _, host := range hosts {
			ip, err := netip.ParseAddr(host)
			if err != nil {
				return // a name
			}
			a.IPs = append(a.IPs, ip)
		}
		again, samePort, err := splitAddress(a.String())
		if err != nil || samePort != port || len(again) != len(hosts) {
			t.Fatalf("%q is %v, which reads as %v port %d, %v", address, a, again, samePort, err)
		}
	})
}
