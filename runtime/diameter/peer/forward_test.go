package peer

import (
	"bytes"
	"testing"

	"github.com/telgen/telgen/runtime/diameter"
)

func TestAppendRouteRecord(t *testing.T) {
	frame := routedRequest()
	for _, from := range []diameter.Identity{"p", "pe", "pee", "peer", "peer.example.org"} {
		dst := []byte("before")
		got, err := appendRouteRecord(dst, frame, from)
		if err != nil {
			t.Fatal(err)
		}
		got = got[len(dst):]
		m := new(diameter.Generic)
		if err := diameter.Unmarshal(got, m); err != nil {
			t.Fatal(err)
		}
		last := m.AVPs[len(m.AVPs)-1]
		if last.Key != keyRouteRecord || last.Flags != diameter.FlagM || string(last.Data) != string(from) {
			t.Errorf("last AVP %+v, want Route-Record %s", last, from)
		}
		if !bytes.Equal(got[4:len(frame)], frame[4:]) || got[0] != 1 {
			t.Errorf("what was there became %x, want %x", got[:len(frame)], frame)
		}
	}
}

func TestAppendRouteRecordErrors(t *testing.T) {
	whole := routedRequest()
	broken := bytes.Clone(whole)
	broken[headerLen+7] = 7 // length of the first AVP
	tests := []struct {
		name  string
		frame []byte
		code  diameter.ResultCode
	}{
		{"empty", nil, diameter.ResultInvalidMessageLength},
		{"cut off", whole[:len(whole)-4], diameter.ResultInvalidMessageLength},
		{"more than a message", append(bytes.Clone(whole), 0, 0, 0, 0), diameter.ResultInvalidMessageLength},
		{"AVP of 7 bytes", broken, diameter.ResultInvalidAVPLength},
		{"longest message", longestMessage(), diameter.ResultInvalidMessageLength},
	}
	for _, test := range tests {
		got, err := appendRouteRecord([]byte("x"), test.frame, "peer.example")
		if !fails(err, test.code) || string(got) != "x" {
			t.Errorf("%s: %d bytes, %v, want %v", test.name, len(got), err, test.code)
		}
	}
}

// longestMessage returns a request that has no room for another AVP.
func longestMessage() []byte {
	return diameter.Append(nil, &diameter.Generic{
		Header: diameter.Header{Flags: diameter.FlagRequest, CommandCode: 1},
		AVPs:   []diameter.AVP{{Key: 1, Data: make([]byte, diameter.MaxMessageLen-headerLen-8)}},
	})
}

func TestLoops(t *testing.T) {
	frame := routedRequest()
	for _, from := range []diameter.Identity{"1", "2", "3", "4", "5", "6", "7", "8", "last.example"} {
		frame, _ = appendRouteRecord(nil, frame, from)
	}
	for identity, want := range map[diameter.Identity]bool{
		"relay.example": true, "LAST.example": true, "5": true, "a.example": false, "c.example": false, "": false,
	} {
		if loops(frame, identity) != want {
			t.Errorf("%q: loop is %v", identity, !want)
		}
	}
	for n := range frame { // ends early, and does not panic
		loops(frame[:n], "last.example")
	}
	if n := len(appendVisited(nil, frame)); n != 10 {
		t.Errorf("%d nodes visited, want 10", n)
	}
	frame = routedRequest()
	if n := testing.AllocsPerRun(100, func() { loops(frame, "x") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestHeaderChanges(t *testing.T) {
	frame := routedRequest()
	before := bytes.Clone(frame)
	changed := withFlags(withHopByHop(frame, 0xdeadbeef), diameter.FlagRetransmitted)
	if !bytes.Equal(frame, before) {
		t.Error("the frame was changed")
	}
	h, n, err := diameter.ParseHeader(changed)
	want := diameter.Header{
		Flags:       diameter.FlagRequest | diameter.FlagProxiable | diameter.FlagRetransmitted,
		CommandCode: 303, ApplicationID: 1, HopByHop: 0xdeadbeef, EndToEnd: 3,
	}
	if err != nil || n != len(frame) || h != want {
		t.Errorf("header %+v, %d, %v, want %+v", h, n, err, want)
	}
	if !bytes.Equal(changed[headerLen:], frame[headerLen:]) {
		t.Error("the AVPs were changed")
	}
}
