package diameter

import (
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"github.com/telgen/telgen/runtime/opt"
)

func TestParseIPFilterRule(t *testing.T) {
	got, err := IPFilterRule("permit out 6 from !192.0.2.0/24 80,1024-65535 to assigned established tcpflags syn,!ack").Parse()
	want := ParsedIPFilterRule{Permit: true, FilterMatch: FilterMatch{
		Out: true, Protocol: opt.Some[uint8](6),
		From: FilterAddress{Not: true, Prefix: netip.MustParsePrefix("192.0.2.0/24"), Ports: []FilterRange{{80, 80}, {1024, 65535}}},
		To:   FilterAddress{Assigned: true},
		Options: FilterOptions{
			Established: true,
			TCPFlags:    []FilterTerm{{Name: "syn"}, {Not: true, Name: "ack"}},
		},
	}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestIPFilterRuleString has each rule and its canonical form, or the error.
func TestIPFilterRuleString(t *testing.T) {
	for _, c := range []struct{ rule, want string }{
		{"deny in ip from any to any", ""},
		{"permit out 17 from 2001:db8::/32 53 to 2001:db8::1 1024-65535", ""},
		{"permit in ip from assigned to 0.0.0.0/0", ""},
		{"permit in ip from ::/0 to ! ::1", "permit in ip from ::/0 to !::1"},
		{"PERMIT  Out\tUDP from Any to 10.1.2.3/32", "permit out 17 from any to 10.1.2.3"},
		{"permit out tcp from 192.0.2.10/24 to any", "permit out 6 from 192.0.2.10/24 to any"},
		{"permit out sctp from any to any 2905 setup", "permit out 132 from any to any 2905 setup"},
		{"deny in ip from any to any setup established tcpoptions !cc,mss ipoptions ssrr,!ts frag",
			"deny in ip from any to any frag ipoptions ssrr,!ts tcpoptions !cc,mss established setup"},
		{"deny in icmp from any to any icmptypes 8,0,13-18", "deny in 1 from any to any icmptypes 8,0,13-18"},
		{"deny in icmp from any to any icmptypes echo request,Time-to-live exceeded, IP header bad frag",
			"deny in 1 from any to any frag icmptypes 8,11,12"},
		{"deny in ipv6-icmp from any to any icmptypes 128-129", "deny in 58 from any to any icmptypes 128-129"},

		{"", `ends after 0 words, want permit or deny`},
		{"allow in ip from any to any", `word 1, "allow": want permit or deny`},
		{"permit", `ends after 1 words, want out or in`},
		{"permit up ip from any to any", `word 2, "up": want out or in`},
		{"permit in 256 from any to any", `word 3, "256": want ip or the number of a protocol, 0 to 255`},
		{"permit in ip! assigned", `word 3, "ip!": want ip or the number of a protocol, 0 to 255`},
		{"permit in ip any to any", `word 4, "any": want from`},
		{"permit in ip from any any", `word 6, "any": want to`},
		{"permit in ip from host to any", `word 5, "host": want any, assigned or an IP address`},
		{"permit in ip from fe80::1%eth0 to any", `word 5, "fe80::1%eth0": want any, assigned or an IP address`},
		{"permit in ip from ! to any", `word 6, "to": want any, assigned or an IP address`},
		{"permit in ip from 10.0.0.0/33 to any", `word 5, "10.0.0.0/33": want an IP address and the number of its bits that count, like 192.0.2.0/24`},
		{"permit in ip from any to", `ends after 6 words, want any, assigned or an IP address`},
		{"permit in 6 from any 80-70 to any", `word 6, "80-70": ports "80-70", want numbers and ranges from 0 to 65535, separated by commas`},
		{"permit in 6 from any 80,,81 to any", `word 6, "80,,81": ports "", want numbers and ranges from 0 to 65535, separated by commas`},
		{"permit in 6 from any 65536 to any", `word 6, "65536": ports "65536", want numbers and ranges from 0 to 65535, separated by commas`},
		{"permit in ip from any to any log", `word 8, "log": want an option: frag, ipoptions, tcpoptions, established, setup, tcpflags or icmptypes`},
		{"permit in ip from any to any frag frag", `word 9, "frag": there is one already`},
		{"permit in ip from any to any tcpflags syn tcpflags syn", `word 10, "tcpflags": there is one already`},
		{"permit in ip from any to any tcpflags syn,!syn", `word 9, "syn,!syn": want each of fin, syn, rst, psh, ack, urg once at most, with or without !, separated by commas`},
		{"permit in ip from any to any ipoptions", `ends after 8 words, want each of ssrr, lsrr, rr, ts once at most, with or without !, separated by commas`},
		{"permit in ip from any to any icmptypes 256", `word 9, "256": ICMP types "256", want numbers and ranges from 0 to 255, separated by commas`},
		{"permit in ip from any to any icmptypes frag", `word 8, "icmptypes": ICMP types "", want numbers and ranges from 0 to 255, separated by commas`},
		{"permit in ip from any to any icmptypes ping frag", `word 9, "ping": ICMP types "ping", want numbers and ranges from 0 to 255, separated by commas`},
		{"permit in 6 from any 80 to any frag", `frag together with ports: later fragments have none`},
		{"permit in 6 from any to any tcpflags syn frag", `frag together with tcpflags: later fragments have none`},
	} {
		p, err := IPFilterRule(c.rule).Parse()
		checkRule(t, "IPFilterRule", c.rule, c.want, p.String(), err)
		if err != nil && !reflect.DeepEqual(p, ParsedIPFilterRule{}) {
			t.Errorf("%s: half a rule comes with the error: %v", c.rule, p)
		}
	}
}

func checkRule(t *testing.T, kind, rule, want, got string, err error) {
	t.Helper()
	if want == "" {
		want = rule
	}
	if err != nil {
		prefix := kind + ` "` + strings.ReplaceAll(rule, "\t", `\t`) + `": `
		if got = strings.TrimPrefix(err.Error(), prefix); got == err.Error() {
			t.Errorf("error does not begin with %s: %v", prefix, err)
		}
	}
	if got != want {
		t.Errorf("%s:\ngot  %s\nwant %s", rule, got, want)
	}
}

func TestQoSFilterRule(t *testing.T) {
	for _, c := range []struct{ rule, want string }{
		{"tag out ip from any to assigned DSCP AF13", ""},
		{"tag in 17 from any 5060 to any frag dscp 46", `frag together with ports: later fragments have none`},
		{"tag in 17 from any 5060 to any setup dscp 046", "tag in 17 from any 5060 to any setup DSCP 46"},
		{"meter in ip from assigned to any metering 64000 AF11 drop", ""},
		{"meter in ip from assigned to any metering 64000 ef cs7 DSCP be", "meter in ip from assigned to any DSCP BE metering 64000 EF CS7"},
		{"permit in ip from any to any", `word 1, "permit": want meter or tag`},
		{"tag in ip from any to any", `tag without the option DSCP`},
		{"meter in ip from any to any DSCP EF", `meter without the option metering`},
		{"tag in ip from any to any DSCP red", `word 9, "red": want a code point: AF11 to AF43, EF, CS0 to CS7, BE, DF, or 0 to 63`},
		{"tag in ip from any to any DSCP 64", `word 9, "64": want a code point: AF11 to AF43, EF, CS0 to CS7, BE, DF, or 0 to 63`},
		{"tag in ip from any to any DSCP AF14", `word 9, "AF14": want a code point: AF11 to AF43, EF, CS0 to CS7, BE, DF, or 0 to 63`},
		{"tag in ip from any to any DSCP EF DSCP EF", `word 10, "DSCP": there is one already`},
		{"meter in ip from any to any metering fast AF11 drop", `word 9, "fast": want a rate in bits per second`},
		{"meter in ip from any to any metering 1 AF11", `ends after 10 words, want drop or a code point`},
		{"meter in ip from any to any metering 1 drop AF11", `word 10, "drop": want a code point: AF11 to AF43, EF, CS0 to CS7, BE, DF, or 0 to 63`},
		{"tag in ip from any to any color", `word 8, "color": want an option: DSCP, metering, or one of an IPFilterRule`},
	} {
		p, err := QoSFilterRule(c.rule).Parse()
		checkRule(t, "QoSFilterRule", c.rule, c.want, p.String(), err)
	}
	if got := (ParsedIPFilterRule{}).String(); got != "deny in ip from any to any" {
		t.Errorf("the zero rule is %s", got)
	}
}

// FuzzIPFilterRule checks that no text makes Parse panic, and that what a rule
// says is what its canonical form says.
func FuzzIPFilterRule(f *testing.F) {
	f.Add("permit out 6 from !192.0.2.0/24 80,1024-65535 to ! assigned established tcpflags syn,!ack")
	f.Add("deny in icmp from 2001:db8::/32 to ::ffff:192.0.2.0/120 icmptypes echo reply,9-10 ipoptions rr tcpoptions ts frag setup")
	f.Add("meter in ip from any to any DSCP 7 metering 64000 AF11 drop")
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := IPFilterRule(s).Parse(); err == nil {
			again, err := IPFilterRule(p.String()).Parse()
			if err != nil || !reflect.DeepEqual(again, p) {
				t.Errorf("%q: %+v, as %q: %+v, %v", s, p, p, again, err)
			}
		}
		if p, err := QoSFilterRule(s).Parse(); err == nil {
			again, err := QoSFilterRule(p.String()).Parse()
			if err != nil || !reflect.DeepEqual(again, p) {
				t.Errorf("%q: %+v, as %q: %+v, %v", s, p, p, again, err)
			}
		}
	})
}
