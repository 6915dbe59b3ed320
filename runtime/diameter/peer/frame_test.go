package peer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"runtime"
	"testing"
	"testing/iotest"
	"time"

	"github.com/telgen/telgen/runtime/diameter"
)

// message returns an encoded message with n bytes of data.
func message(flags diameter.HeaderFlags, code uint32, n int) []byte {
	return diameter.Append(nil, &diameter.Generic{
		Header: diameter.Header{Flags: flags, CommandCode: code},
		AVPs:   []diameter.AVP{diameter.NewOctetString(1, make([]byte, n))},
	})
}

func TestReadFrame(t *testing.T) {
	short, long := message(diameter.FlagRequest, 1, 4), message(0, 2, 100_000)
	stream := append(bytes.Clone(short), long...)
	r := bufio.NewReader(iotest.HalfReader(bytes.NewReader(stream)))
	for _, want := range [][]byte{short, long} {
		h, frame, err := readFrame(r, 1<<20)
		if err != nil || !bytes.Equal(frame, want) || h.CommandCode != uint32(want[7]) {
			t.Fatalf("got %+v, %d bytes, %v", h, len(frame), err)
		}
	}
	if _, _, err := readFrame(r, 1<<20); err != io.EOF {
		t.Errorf("at the end: %v, want EOF", err)
	}
}

func TestReadFrameErrors(t *testing.T) {
	whole := message(diameter.FlagRequest, 1, 40_000)
	for n := 1; n < len(whole); n += 97 {
		_, _, err := readFrame(bufio.NewReader(bytes.NewReader(whole[:n])), 1<<20)
		if err != io.ErrUnexpectedEOF {
			t.Fatalf("%d bytes of %d: %v, want an unexpected EOF", n, len(whole), err)
		}
	}
	if _, _, err := readFrame(bufio.NewReader(bytes.NewReader(whole)), len(whole)); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	_, _, err := readFrame(bufio.NewReader(bytes.NewReader(whole)), len(whole)-1)
	if want := "message of 40028 bytes, at most 40027 are read"; err == nil || err.Error() != want {
		t.Errorf("above the limit: %v, want %s", err, want)
	}
}

// A length that is only claimed costs nothing.
func TestReadFrameAllocates(t *testing.T) {
	claim := append([]byte{1, 0xff, 0xff, 0xfc}, make([]byte, 16)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const times = 100
	for range times {
		if _, _, err := readFrame(bufio.NewReaderSize(bytes.NewReader(claim), 64), diameter.MaxMessageLen); err == nil {
			t.Fatal("no error")
		}
	}
	runtime.ReadMemStats(&after)
	allocated := (after.TotalAlloc - before.TotalAlloc) / times
	if allocated > 2*firstRead {
		t.Errorf("%d bytes allocated for a claim", allocated)
	}
}

func FuzzReadFrame(f *testing.F) {
	f.Add(message(diameter.FlagRequest, 1, 4))
	f.Add(message(diameter.FlagRequest|diameter.FlagError, 1, 4))
	f.Add([]byte{1, 0, 0, 19})
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bufio.NewReader(bytes.NewReader(b))
		for read := 0; ; {
			h, frame, err := readFrame(r, 1<<16)
			if err != nil {
				return
			}
			if !bytes.Equal(frame, b[read:read+len(frame)]) || len(frame) < headerLen {
				t.Fatalf("frame %x at %d", frame, read)
			}
			read += len(frame)
			_ = readGeneric(h, frame)
		}
	})
}

// thing is an application without grammar.
var thing = diameter.Application{
	Name: "Thing", ID: 77, Auth: true,
	Commands: []diameter.Command{{
		Name: "Thing", Code: 7,
		NewRequest: func() diameter.Message { return new(diameter.Generic) },
		NewAnswer:  func() diameter.Message { return new(diameter.Generic) },
	}},
}

type thingHandler struct{}

func (thingHandler) Application() *diameter.Application { return &thing }

func (thingHandler) ServeDiameter(_ context.Context, req diameter.Message) (diameter.Message, error) {
	return diameter.NewAnswer(req, diameter.ResultSuccess), nil
}

func thingNode(t testing.TB) *Node { return namedThing(t, "thing.example.org") }

func namedThing(t testing.TB, name diameter.Identity) *Node {
	n, err := NewNode(Config{
		Identity: name, Realm: "example.org", WriteTimeout: time.Second,
		DisconnectTimeout: time.Millisecond, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	n.Handle(thingHandler{})
	return n
}

// greeting is a CER for thing.
func greeting() []byte {
	return diameter.Append(nil, &diameter.Generic{
		Header: diameter.Header{Flags: diameter.FlagRequest, CommandCode: codeCapabilitiesExchange},
		AVPs: []diameter.AVP{
			diameter.NewIdentity(keyOriginHost, "a"), diameter.NewIdentity(keyOriginRealm, "b"),
			diameter.NewUnsigned32(keyAuthApplicationID, thing.ID),
		},
	})
}

// FuzzConnection sends anything to a node, before or after the capabilities
// exchange. The node must come to an end by itself, and every answer must be
// one message after the other.
func FuzzConnection(f *testing.F) {
	request := message(diameter.FlagRequest, 7, 4)
	request[11] = byte(thing.ID)
	f.Add(false, greeting())
	f.Add(true, request)
	f.Add(true, append(message(diameter.FlagRequest, codeDeviceWatchdog, 0), message(diameter.FlagRequest, codeDisconnectPeer, 0)...))
	f.Add(true, message(diameter.FlagRequest|diameter.FlagError, 9, 1))
	f.Add(true, message(0, 9, 1))
	f.Fuzz(func(t *testing.T, open bool, b []byte) {
		n := thingNode(t)
		here, there := net.Pipe()
		done := make(chan error, 1)
		c := n.newConn(context.Background(), there, nil)
		go func() { done <- c.run(c.acceptPeer) }()
		go func() {
			if open {
				here.Write(greeting())
			}
			here.Write(b)
			time.Sleep(time.Millisecond) // for answers
			here.Close()
		}()
		r := bufio.NewReader(here)
		for {
			if _, _, err := readFrame(r, 1<<20); err != nil {
				if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrClosedPipe) && !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Errorf("answers: %v", err)
				}
				break
			}
		}
		if err := <-done; err == nil {
			t.Error("ended without a reason")
		}
		if err := n.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

// A peer that reads nothing does not hold up the node for ever.
func TestPeerThatDoesNotRead(t *testing.T) {
	n := thingNode(t)
	n.cfg.WriteTimeout = 20 * time.Millisecond
	here, there := net.Pipe()
	done := make(chan error, 1)
	c := n.newConn(context.Background(), there, nil)
	go func() { done <- c.run(c.acceptPeer) }()
	if _, err := here.Write(greeting()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := readFrame(bufio.NewReader(here), 1<<20); err != nil {
		t.Fatal(err)
	}
	watchdog := message(diameter.FlagRequest, codeDeviceWatchdog, 0)
	for range 100 { // more than are answered
		if _, err := here.Write(watchdog); err != nil {
			break
		}
	}
	select {
	case err := <-done:
		var timeout net.Error
		if !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("ended by %v, want a timeout", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("the connection stays")
	}
	here.Close()
	if err := n.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
}
