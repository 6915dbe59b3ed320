package peer

import (
	"bytes"
	"errors"
	"testing"

	"github.com/telgen/telgen/runtime/diameter"
)

// routedRequest returns a request with all keys, and what else a router meets.
func routedRequest() []byte {
	return diameter.Append(nil, &diameter.Generic{
		Header: diameter.Header{Flags: diameter.FlagRequest | diameter.FlagProxiable, CommandCode: 303, ApplicationID: 1, HopByHop: 2, EndToEnd: 3},
		AVPs: []diameter.AVP{
			diameter.NewUTF8String(keySessionID|diameter.M, "s;1;2"),
			diameter.NewOctetString(diameter.MakeKey(10415, 293), []byte("not the host")),
			diameter.NewIdentity(keyOriginHost|diameter.M, "a.example"),
			diameter.NewIdentity(keyOriginRealm|diameter.M, "example"),
			diameter.NewIdentity(keyDestinationHost|diameter.M, "b.example"),
			diameter.NewIdentity(keyDestinationHost|diameter.M, "c.example"),
			diameter.NewIdentity(keyDestinationRealm|diameter.M, "example.org"),
			diameter.NewIdentity(keyRouteRecord|diameter.M, "Relay.example"),
			diameter.NewUTF8String(keyUserName|diameter.M, ""),
		},
	})
}

func TestReadKeys(t *testing.T) {
	k, err := readKeys(routedRequest())
	if err != nil {
		t.Fatal(err)
	}
	got := string(bytes.Join([][]byte{k.sessionID, k.originHost, k.destinationHost, k.destinationRealm}, []byte(" ")))
	if want := "s;1;2 a.example b.example example.org"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if k.userName == nil || len(k.userName) != 0 {
		t.Errorf("empty User-Name is %v", k.userName)
	}
	if k.header.CommandCode != 303 || k.header.EndToEnd != 3 {
		t.Errorf("header %+v", k.header)
	}
}

// Every message that ends early fails, with the code for it.
func TestReadKeysTruncated(t *testing.T) {
	whole := routedRequest()
	for n := range whole {
		_, err := readKeys(whole[:n])
		if !fails(err, diameter.ResultInvalidMessageLength) {
			t.Fatalf("%d bytes: %v", n, err)
		}
	}
	for n := headerLen + 4; n < len(whole); n += 4 {
		short := bytes.Clone(whole[:n])
		putLength(short)
		if _, err := readKeys(short); err != nil && !fails(err, diameter.ResultInvalidAVPLength) {
			t.Fatalf("%d bytes: %v", n, err)
		}
	}
}

// fails reports whether err is an AVPError with the code.
func fails(err error, code diameter.ResultCode) bool {
	var e *diameter.AVPError
	return errors.As(err, &e) && e.ResultCode == code
}

func TestReadKeysAllocates(t *testing.T) {
	frame := routedRequest()
	if n := testing.AllocsPerRun(100, func() { _, _ = readKeys(frame) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// What reads frames agrees with the decoder of messages, and none of it panics.
func FuzzFrame(f *testing.F) {
	f.Add(routedRequest())
	f.Add(redirectAnswer(redirectUsage(3), diameter.NewUTF8String(keyRedirectHost|diameter.M, "aaa://a.example"), redirectTime(9)))
	f.Add([]byte{1, 0, 0, 28, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x80, 0, 0, 8})
	f.Fuzz(func(t *testing.T, frame []byte) {
		before := bytes.Clone(frame)
		k, err := readKeys(frame)
		p, peekErr := diameter.Peek(frame)
		if err == nil && k.header.IsRequest() &&
			(peekErr != nil || !bytes.Equal(k.destinationHost, p.DestinationHost) || !bytes.Equal(k.originHost, p.OriginHost)) {
			t.Errorf("keys %+v, but diameter.Peek: %+v, %v", k, p, peekErr)
		}
		loops(frame, "a.example")
		_, _ = readRedirect(frame)
		recorded, err := appendRouteRecord(nil, frame, "from.example")
		if err != nil {
			return
		}
		if !bytes.Equal(recorded[4:len(frame)], frame[4:]) || !loops(recorded, "FROM.example") {
			t.Errorf("%x became %x", frame, recorded)
		}
		if _, err := checkFrame(recorded); err != nil {
			t.Errorf("with Route-Record: %v", err)
		}
		if !bytes.Equal(frame, before) {
			t.Error("the frame was changed")
		}
	})
}
