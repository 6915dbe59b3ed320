package peer

import (
	"testing"

	"github.com/telgen/telgen/runtime/diameter"
)

func TestWinsElection(t *testing.T) {
	tests := []struct {
		local, remote diameter.Identity
		want          bool
	}{
		{"b.example", "a.example", true},
		{"a.example", "b.example", false},
		{"B.example", "a.example", true},
		{"b.example", "A.example", true},
		{"A.example", "b.example", false},
		{"a.example", "A.EXAMPLE", false},
		{"a.example.com", "a.example", true},
		{"a.example", "a.example.com", false},
		{"a_b", "aAb", false}, // '_' is between the cases: it must be compared with 'a'
		{"aAb", "a_b", true},
		{"a-b", "a.b", false},
		{"\xff", "z", true}, // octets have no sign
		{"", "", false},
		{"a", "", true},
	}
	for _, test := range tests {
		if got := winsElection(test.local, test.remote); got != test.want {
			t.Errorf("winsElection(%q, %q) is %v", test.local, test.remote, got)
		}
		if test.want && winsElection(test.remote, test.local) {
			t.Errorf("both of %q and %q win", test.local, test.remote)
		}
	}
}

func TestSameIdentity(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"hss.example.com", "HSS.Example.COM", true},
		{"hss.example.com", "hss.example.com", true},
		{"hss.example.com", "hss.example.co", false},
		{"hss1", "hss2", false},
		{"[", "{", false}, // 32 apart as letters are, but no letters
		{"@", "`", false},
		{"k", "\u212a", false}, // the Kelvin sign is a k to Unicode only
		{"", "", true},
	}
	for _, test := range tests {
		if got := sameIdentity(test.a, []byte(test.b)); got != test.want {
			t.Errorf("sameIdentity(%q, %q) is %v", test.a, test.b, got)
		}
		folded := string(appendFolded(nil, test.a)) == string(appendFolded(nil, test.b))
		if folded != test.want {
			t.Errorf("%q and %q folded: same is %v", test.a, test.b, folded)
		}
	}
}
