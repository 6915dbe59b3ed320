package diameter

import (
	"bytes"
	"errors"
	"testing"
)

// routed returns a message whose top level holds the given AVPs.
func routed(flags HeaderFlags, avps ...AVP) []byte {
	return Append(nil, &Generic{Header: Header{Flags: flags, CommandCode: 305, ApplicationID: 9, HopByHop: 1, EndToEnd: 2}, AVPs: avps})
}

func TestPeek(t *testing.T) {
	sid, origin := NewUTF8String(keySessionID|M, "s;1;2"), NewIdentity(keyOriginHost|M, "hss.example.org")
	host, realm := NewIdentity(keyDestinationHost|M, "scscf.example.org"), NewIdentity(keyDestinationRealm|M, "example.org")
	other := NewUnsigned32(277|M, 1)
	for _, c := range []struct {
		name                    string
		b                       []byte
		sid, origin, host, real string
	}{
		{"all", routed(FlagRequest, sid, other, origin, realm, host), "s;1;2", "hss.example.org", "scscf.example.org", "example.org"},
		{"no host", routed(FlagRequest, sid, origin, realm, other), "s;1;2", "hss.example.org", "", "example.org"},
		{"none", routed(FlagRequest), "", "", "", ""},
		{"the first of two", routed(FlagRequest, sid, NewUTF8String(keySessionID, "x"), realm), "s;1;2", "", "", "example.org"},
		{"inside a group", routed(FlagRequest, NewGrouped(284|M, sid, origin, host, realm)), "", "", "", ""},
		{"of a vendor", routed(FlagRequest, NewUTF8String(10415<<32|keySessionID, "x")), "", "", "", ""},
		{"answer", routed(FlagProxiable, host, realm, origin, sid), "s;1;2", "hss.example.org", "", ""},
	} {
		p, err := Peek(c.b)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if string(p.SessionID) != c.sid || string(p.OriginHost) != c.origin || string(p.DestinationHost) != c.host || string(p.DestinationRealm) != c.real {
			t.Errorf("%s: got %q %q %q %q", c.name, p.SessionID, p.OriginHost, p.DestinationHost, p.DestinationRealm)
		}
		if p.Header.CommandCode != 305 || p.Header.ApplicationID != 9 || p.Header.HopByHop != 1 || p.Header.EndToEnd != 2 {
			t.Errorf("%s: header %+v", c.name, p.Header)
		}
	}
	p, err := Peek(routed(FlagRequest, NewUTF8String(keySessionID, "")))
	if err != nil || p.SessionID == nil {
		t.Errorf("an empty Session-Id is not told from none: %v", err)
	}
}

func TestPeekStopsEarly(t *testing.T) {
	broken := AVP{Key: 1, Data: []byte{1, 2, 3, 4}}
	for _, c := range []struct {
		name string
		b    []byte
	}{
		{"request", routed(FlagRequest, NewUTF8String(keySessionID, "s"), NewIdentity(keyOriginHost, "o"),
			NewIdentity(keyDestinationHost, "h"), NewIdentity(keyDestinationRealm, "r"), broken)},
		{"answer", routed(0, NewUTF8String(keySessionID, "s"), NewIdentity(keyOriginHost, "o"), broken)},
	} {
		c.b[len(c.b)-5] = 99 // length of the last AVP
		if _, err := Peek(c.b); err != nil {
			t.Errorf("%s: looked at the last AVP: %v", c.name, err)
		}
	}
}

func TestPeekErrors(t *testing.T) {
	for _, c := range []struct {
		name string
		b    []byte
		want string
	}{
		{"no header", nil, "0 bytes, a header has 20 (DIAMETER_INVALID_MESSAGE_LENGTH 5015)"},
		{"two messages", append(message(), message()...), "message length 20 in 40 bytes (DIAMETER_INVALID_MESSAGE_LENGTH 5015)"},
		{"header cut off", message(0, 0, 0, 1), "AVP 1: AVP header cut off after 4 bytes (DIAMETER_INVALID_AVP_LENGTH 5014)"},
		{"vendor cut off", message(0, 0, 0, 1, 0x80, 0, 0, 12), "AVP 1: AVP header cut off after 8 bytes (DIAMETER_INVALID_AVP_LENGTH 5014)"},
		{"length 7", message(0, 0, 0, 1, 0, 0, 0, 7), "AVP 1: AVP length 7, want 8 to 8 (DIAMETER_INVALID_AVP_LENGTH 5014)"},
		{"length 11 with V", message(0, 0, 0, 1, 0x80, 0, 0, 11, 0, 0, 0, 5), "AVP 1/5: AVP length 11, want 12 to 12 (DIAMETER_INVALID_AVP_LENGTH 5014)"},
		{"too long", message(0, 0, 0, 1, 0, 0xff, 0xff, 0xff), "AVP 1: AVP length 16777215, want 8 to 8 (DIAMETER_INVALID_AVP_LENGTH 5014)"},
	} {
		_, err := Peek(c.b)
		var avpErr *AVPError
		if !errors.As(err, &avpErr) || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

func TestPeekAllocations(t *testing.T) {
	b := routed(FlagRequest, NewUTF8String(keySessionID|M, "s;1;2"), NewGrouped(284, NewUnsigned32(1, 1)), NewIdentity(keyDestinationRealm|M, "example.org"))
	table := map[string]int{"example.org": 7}
	if n := testing.AllocsPerRun(100, func() {
		p, err := Peek(b)
		if err != nil || table[string(p.DestinationRealm)] != 7 {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("Peek allocates %v times", n)
	}
}

func BenchmarkPeek(b *testing.B) {
	buf := routed(FlagRequest, NewUTF8String(keySessionID|M, "s;1;2"), NewGrouped(260|M, NewUnsigned32(266|M, 10415), NewUnsigned32(258|M, 9)),
		NewIdentity(keyOriginHost|M, "hss.example.org"), NewIdentity(296|M, "example.org"), NewIdentity(keyDestinationRealm|M, "example.org"), NewUTF8String(1|M, "user"))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Peek(buf); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzPeek checks that Peek finds what a whole decoding finds.
func FuzzPeek(f *testing.F) {
	f.Add(routed(FlagRequest, NewUTF8String(keySessionID|M, "s"), NewIdentity(keyOriginHost, "o"), NewIdentity(keyDestinationRealm, "r")))
	f.Add(routed(0, NewUTF8String(keySessionID|M, "s"), NewIdentity(keyDestinationHost, "o")))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Peek(b)
		var whole Generic
		wholeErr := Unmarshal(b, &whole)
		var avpErr *AVPError
		if err != nil && (wholeErr == nil || !errors.As(err, &avpErr)) {
			t.Fatalf("Peek: %v, Unmarshal: %v", err, wholeErr)
		}
		if wholeErr != nil {
			return
		}
		for k, got := range map[Key][]byte{keySessionID: p.SessionID, keyOriginHost: p.OriginHost, keyDestinationHost: p.DestinationHost, keyDestinationRealm: p.DestinationRealm} {
			want := Find(&whole, k)
			if !p.Header.IsRequest() && (k == keyDestinationHost || k == keyDestinationRealm) {
				want = nil
			}
			if (got != nil) != (len(want) > 0) || got != nil && !bytes.Equal(got, want[0].Data) {
				t.Fatalf("AVP %v: got %q, want %v", k, got, want)
			}
		}
	})
}
