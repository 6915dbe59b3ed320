package cx

import (
	"reflect"
	"strings"
	"testing"
)

func TestReadDefault(t *testing.T) {
	all, err := Read("built-in", []byte(DefaultYAML()))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 {
		t.Fatalf("%d subscribers, want 2", len(all))
	}
	alice, bob := all[0], all[1]
	want := &Subscriber{
		Private: "alice@example.org", Public: []string{"sip:alice@example.org", "tel:+15550100"},
		Password: "secret", Visited: []string{"example.org"},
		Capabilities: Capabilities{Mandatory: []uint32{1}, Optional: []uint32{2, 3}},
		Services: []Service{
			{Server: "sip:calls.example.org", Method: "INVITE"},
			{Server: "sip:voicemail.example.org", Method: "INVITE", When: "unregistered"},
		},
		Charging: Charging{CCF: "aaa://ccf.example.org"},
	}
	if !reflect.DeepEqual(alice, want) {
		t.Errorf("alice is %+v\nwant %+v", alice, want)
	}
	if bob.AKA == nil || bob.AKA.SQN != 0x20 || bob.AKA.AMF != [2]byte{0x80, 0} || bob.AKA.K[0] != 0x46 || bob.AKA.OPc[0] != 0xcd {
		t.Errorf("bob is %+v", bob)
	}
}

// TestReadErrors has files and all that is said of them.
func TestReadErrors(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"empty", "", "s.yaml: empty: it must have a list of subscribers"},
		{"two documents", "subscribers: [{private: a, public: [sip:a]}]\n---\n{}\n",
			"s.yaml:2:1: a second document begins here: a file of subscribers is one"},
		{"no list", "subscribers: 5\n", `s.yaml:1:14: subscribers must be a list, not "5"`},
		{"nobody", "subscribers: []\n", "s.yaml:1:14: subscribers is empty"},
		{"unknown key", "subscriber: []\n",
			"s.yaml:1:1: the file must have the key \"subscribers\"\n" +
				"s.yaml:1:1: unknown key \"subscriber\" in the file: known are subscribers"},
		{"not complete", "subscribers:\n  - password: x\n",
			"s.yaml:2:5: a subscriber must have the key \"private\"\ns.yaml:2:5: a subscriber must have the key \"public\""},
		{"number", "subscribers:\n  - private: 5\n    public: [sip:a]\n",
			`s.yaml:2:14: private must be a string, not "5": put it in quotes`},
		{"no URI", "subscribers:\n  - private: a\n    public: [a@b]\n",
			`s.yaml:3:14: public identity "a@b" must begin with sip:, sips: or tel:`},
		{"twice", "subscribers:\n  - {private: a, public: [sip:a]}\n  - {private: a, public: [sip:a]}\n",
			"s.yaml:3:15: identity \"a\" stands twice in the file\ns.yaml:3:27: identity \"sip:a\" stands twice in the file"},
		{"key twice", "subscribers:\n  - {private: a, private: b, public: [sip:a]}\n",
			`s.yaml:2:18: key "private" stands twice in a subscriber`},
		{"keys", "subscribers:\n  - private: a\n    public: [sip:a]\n    aka: {k: 00, op: zz, opc: 11}\n",
			"s.yaml:4:10: aka must have either opc or op\ns.yaml:4:14: k must be 32 hexadecimal digits\n" +
				"s.yaml:4:22: op must be 32 hexadecimal digits\ns.yaml:4:31: opc must be 32 hexadecimal digits"},
		{"details", "subscribers:\n  - private: a\n    public: [sip:a]\n    barred: 7\n    capabilities: {mandatory: [-1], servers: [x]}\n" +
			"    services:\n      - {server: x, when: never}\n    charging: {ccf: x}\n",
			"s.yaml:4:13: barred must be true or false, not \"7\"\n" +
				"s.yaml:5:32: mandatory must be numbers from 0 to 4294967295, not \"-1\"\n" +
				"s.yaml:5:47: a server is \"x\", but must be a SIP URI\n" +
				"s.yaml:7:18: server is \"x\", but must be a SIP URI\n" +
				"s.yaml:7:27: when is \"never\", but must be \"registered\" or \"unregistered\"\n" +
				"s.yaml:8:21: ccf: DiameterURI \"x\": want aaa:// or aaas:// at the start"},
		{"alias", "subscribers:\n  - private: &a a\n    public: [*a]\n",
			"s.yaml:3:14: a public identity must be a string, not an alias (write it out)"},
		{"control character", "subscribers:\n  - private: \"a\\nb\"\n    public: [sip:a]\n",
			"s.yaml:2:14: private must not have control characters in it"},
		{"too large", strings.Repeat("#", maxFile+1), "s.yaml: larger than 1048576 bytes, the most that is read"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, err := Read("s.yaml", []byte(tt.src))
			if err == nil {
				t.Fatalf("read as %+v", all)
			}
			if err.Error() != tt.want {
				t.Errorf("got\n%v\nwant\n%s", err, tt.want)
			}
		})
	}
}

func TestReadSyntaxError(t *testing.T) {
	_, err := Read("s.yaml", []byte("subscribers:\n  - private: [\n"))
	if err == nil || !strings.HasPrefix(err.Error(), "s.yaml:3:") {
		t.Errorf("got %v, want an error in line 3", err)
	}
}

// FuzzRead reads anything; what is read can be served.
func FuzzRead(f *testing.F) {
	f.Add([]byte(DefaultYAML()))
	f.Add([]byte("subscribers: [{private: a, public: [sip:a], aka: {k: x}}]"))
	f.Fuzz(func(t *testing.T, src []byte) {
		all, err := Read("s.yaml", src)
		if err != nil {
			return
		}
		for _, u := range newDirectory(all).all {
			if _, err := u.profile(); err != nil {
				t.Error(err)
			}
			if len(u.Public) == 0 || u.Private == "" {
				t.Errorf("a subscriber without identities: %+v", u.Subscriber)
			}
		}
	})
}
